"""The exact header set, on every answer there is."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response, redirect
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from aeo.web import csp

NONCE = "script-src 'nonce-"
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    app = Flask("csp", static_folder=None)
    csp.init_app(app)

    @app.get("/ok")
    def ok() -> ResponseReturnValue:
        return csp.csp_nonce()

    @app.get("/away")
    def away() -> ResponseReturnValue:
        return redirect("/ok")

    @app.get("/loose")
    def loose() -> ResponseReturnValue:
        """A view that tries to weaken the policy."""
        return Response(
            "x",
            headers={
                "Content-Security-Policy": "default-src *",
                "Cache-Control": "public, max-age=60",
                "Server": "Werkzeug/3",
            },
        )

    @app.get("/fails")
    def fails() -> ResponseReturnValue:
        raise RuntimeError

    @app.after_request
    def breaks(response: Response) -> Response:
        if response.headers.get("X-Break"):
            raise RuntimeError
        return response

    yield app.test_client()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/ok", 200),
        ("HEAD", "/ok", 200),
        ("OPTIONS", "/ok", 200),
        ("GET", "/away", 302),
        ("GET", "/loose", 200),
        ("GET", "/nowhere", 404),
        ("POST", "/ok", 405),
        ("GET", "/fails", 500),
    ],
)
def test_every_answer_carries_every_header(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert {name: response.headers.getlist(name) for name in EVERYWHERE} == {
        name: [value] for name, value in EVERYWHERE.items()
    }
    assert "Server" not in response.headers
    assert "Strict-Transport-Security" not in response.headers
    (policy,) = response.headers.getlist("Content-Security-Policy")
    nonce = policy.partition(NONCE)[2].partition("'")[0]
    assert len(nonce) == 22
    assert policy == (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
        "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
        "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


def test_the_page_and_the_header_have_the_same_nonce_and_no_two_answers_share_one(
    client: FlaskClient,
) -> None:
    answers = [client.get("/ok") for _ in range(2)]
    nonces = [answer.get_data(as_text=True) for answer in answers]
    assert [
        answer.headers["Content-Security-Policy"].partition(NONCE)[2].partition("'")[0]
        for answer in answers
    ] == nonces
    assert len(set(nonces)) == 2


def test_https_is_remembered_for_two_years_and_http_is_not(client: FlaskClient) -> None:
    response = client.get("/ok", base_url="https://aeo.example")
    assert response.headers.getlist("Strict-Transport-Security") == [
        "max-age=63072000; includeSubDomains"
    ]


def test_only_the_camera_may_be_used_and_only_by_this_site(client: FlaskClient) -> None:
    policy = client.get("/ok").headers["Permissions-Policy"].split(", ")
    assert [item for item in policy if not item.endswith("=()")] == ["camera=(self)"]
    assert {"geolocation=()", "microphone=()", "payment=()", "usb=()"} - set(policy) == set()
