"""Files under their own hash, for ever; everything else about them fails loudly."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo.web import assets, csp


@pytest.fixture
def app() -> Flask:
    app = Flask("assets", static_folder=None)
    csp.init_app(app)
    assets.init_app(app)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return assets.asset(name)


@pytest.mark.parametrize(
    ("name", "kind", "file"),
    [
        ("theme.css", "text/css; charset=utf-8", assets.STATIC / "theme.css"),
        ("js/main.js", "text/javascript; charset=utf-8", assets.STATIC / "js" / "main.js"),
        ("mark.svg", "image/svg+xml; charset=utf-8", assets.STATIC / "mark.svg"),
        ("bootstrap.min.css", "text/css; charset=utf-8", assets.BOOTSTRAP / "css" / "bootstrap.min.css"),
    ],
)  # fmt: skip
def test_a_file_is_served_whole_and_may_be_kept_for_ever(
    app: Flask, client: FlaskClient, name: str, kind: str, file: object
) -> None:
    plain = client.get(address(app, name))
    packed = client.get(address(app, name), headers={"Accept-Encoding": "br, gzip"})
    expected = file.read_bytes()  # type: ignore[attr-defined] -- a path of a file or of a wheel
    assert (plain.status_code, plain.data, plain.headers.get("Content-Encoding")) == (
        *(200, expected, None),
    )
    assert (gzip.decompress(packed.data), packed.headers["Content-Encoding"]) == (expected, "gzip")
    for response in (plain, packed):
        assert response.headers["Content-Type"] == kind
        assert response.headers["Vary"] == "Accept-Encoding"
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_page_of_the_version_before_still_gets_its_files_but_may_not_keep_them(
    client: FlaskClient,
) -> None:
    response = client.get("/static/0123456789abcdef/theme.css")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("name", ["nothing.css", "../web/csp.py", "js/../../web/csp.py", "js"])
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    version = assets.library().version
    assert client.get(f"/static/{version}/{name}").status_code == 404


def test_a_misspelt_file_or_icon_fails_where_it_is_written(app: Flask) -> None:
    with app.test_request_context():
        with pytest.raises(KeyError):
            assets.asset("them.css")
        with pytest.raises(KeyError):
            assets.icon("no-such-icon")


def test_an_icon_is_decoration_unless_it_has_a_label_and_the_label_is_escaped(app: Flask) -> None:
    with app.test_request_context():
        assert str(assets.icon("eye", class_="fs-4")) == (
            '<svg class="bi fs-4" aria-hidden="true"><use href="#bi-eye"></use></svg>'
        )
        assert str(assets.icon("eye", label='"><script>')) == (
            '<svg class="bi" role="img" aria-label="&#34;&gt;&lt;script&gt;">'
            '<use href="#bi-eye"></use></svg>'
        )


def test_the_sprite_is_empty_on_a_page_without_icons(app: Flask) -> None:
    with app.test_request_context():
        assert str(assets.icon_sprite()) == ""


def test_every_file_of_ours_has_a_known_type() -> None:
    files = [path for path in assets.STATIC.rglob("*") if path.is_file()]
    assert sorted(files) == assets.our_files()
