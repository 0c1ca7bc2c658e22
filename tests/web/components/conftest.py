"""What the tests of the macros share: a page that holds nothing but macros, read token by token."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from jinja2 import StrictUndefined

from aeo.web import assets

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"


class Tokens(HTMLParser):
    """HTML as a flat list: tags with sorted attributes, text with collapsed space."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.found.append(text)


def tokens_of(html: str) -> list[object]:
    parser = Tokens()
    parser.feed(html)
    parser.close()
    return parser.found


@pytest.fixture
def tokens() -> Callable[[str], list[object]]:
    return tokens_of


@pytest.fixture
def attributes() -> Callable[[str, str], list[str | None]]:
    """Every value of one attribute, in the order of the page."""

    def found(html: str, name: str) -> list[str | None]:
        tags = [dict(token[1]) for token in tokens_of(html) if isinstance(token, tuple)]
        return [tag[name] for tag in tags if name in tag]

    return found


@pytest.fixture
def words() -> Callable[[str], list[str]]:
    """What a page says, in its order, without its tags."""

    def said(html: str) -> list[str]:
        found = [t for t in tokens_of(html) if isinstance(t, str)]
        return [t for t in found if not t.startswith("/")]

    return said


@pytest.fixture
def components() -> Flask:
    """An application of macros and layouts only: no page, no database."""
    app = Flask("components", template_folder=str(TEMPLATES), static_folder=None)
    app.config["SECRET_KEY"] = "components"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["csrf_token"] = lambda: "TOKEN"
    assets.init_app(app)
    Babel(app)
    return app


@pytest.fixture
def render(components: Flask) -> Iterator[Callable[..., str]]:
    with components.test_request_context():
        yield render_template_string
