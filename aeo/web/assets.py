"""Style sheets, scripts, pictures and icons: ours from ``aeo/static``, Bootstrap's from its wheel.

All of them are read once, served from memory under one version that is the hash of the whole, so
that a browser may keep them for ever and a module can import its neighbour by a relative path.
No other host is ever named here.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, abort, g, request, url_for
from flask.wrappers import Response
from markupsafe import Markup

from aeo.domain.permissions import Permission
from aeo.web.access import access

STATIC = Path(__file__).resolve().parent.parent / "static"
BOOTSTRAP = files("flask_bootstrap") / "static" / "bootstrap5"
BOOTSTRAP_CSS = "bootstrap.min.css"

# Named here and not asked of the system, whose own table differs from machine to machine.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
SYMBOL = re.compile(
    r'<symbol class="[^"]*" viewBox="([^"]*)" id="([^"]*)">(.*?)</symbol>', re.DOTALL
)
FOREVER = "public, max-age=31536000, immutable"

bp = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    gzipped: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Library:
    """Every file by name, and the hash of them all."""

    version: str
    by_name: Mapping[str, Asset]


def init_app(app: Flask) -> None:
    """Serve the assets and give templates ``asset()``, ``icon()`` and ``icon_sprite()``."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(asset=asset, icon=icon, icon_sprite=icon_sprite)


def asset(name: str) -> str:
    """Address of a file, e.g. ``js/main.js``. Raises KeyError for an unknown one."""
    shelf = library()
    shelf.by_name[name]
    return url_for("assets.file", version=shelf.version, name=name)


@bp.get("/static/<version>/<path:name>")
@access(GET=Permission.PUBLIC)
def file(version: str, name: str) -> Response:
    """One file. A page rendered before a deployment still gets its files, but may not keep them."""
    shelf = library()
    if name not in shelf.by_name:
        abort(404)
    found = shelf.by_name[name]
    response = Response(found.content, content_type=found.content_type)
    if request.accept_encodings["gzip"] > 0:
        response.set_data(found.gzipped)
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    if version == shelf.version:
        response.headers["Cache-Control"] = FOREVER
    return response


def icon(name: str, label: str | None = None, class_: str = "") -> Markup:
    """A Bootstrap icon. Without ``label`` it is decoration. Raises KeyError for an unknown name.

    The symbol itself is written once at the end of the page by ``icon_sprite``.
    """
    symbols()[name]
    icons_of_this_page().add(name)
    meaning = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true"')
    )
    classes = f"bi {class_}".strip()
    return Markup('<svg class="{}" {}><use href="#bi-{}"></use></svg>').format(
        classes, meaning, name
    )


def icon_sprite(*more: str) -> Markup:
    """The symbols of the icons used so far on this page and of ``more``, which scripts may draw.

    Not all of them: the whole sprite weighs a megabyte.
    """
    names = icons_of_this_page() | set(more)
    drawn = Markup("").join(symbols()[name] for name in sorted(names))
    return Markup("<svg hidden>{}</svg>").format(drawn) if drawn else Markup("")


def icons_of_this_page() -> set[str]:
    if "icons" not in g:
        g.icons = set()
    used: set[str] = g.icons
    return used


@cache
def library() -> Library:
    """All files, read once per process."""
    contents = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in our_files()}
    contents[BOOTSTRAP_CSS] = (BOOTSTRAP / "css" / BOOTSTRAP_CSS).read_bytes()
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return Library(
        version=digest.hexdigest()[:16],
        by_name={
            name: Asset(content, gzip.compress(content, mtime=0), TYPES[Path(name).suffix])
            for name, content in contents.items()
        },
    )


def our_files() -> list[Path]:
    return sorted(path for path in STATIC.rglob("*") if path.suffix in TYPES)


@cache
def symbols() -> Mapping[str, Markup]:
    """Every icon of the wheel's sprite by name, ready to be put into a page."""
    sprite = (BOOTSTRAP / "icons" / "bootstrap-icons.svg").read_text(encoding="utf-8")
    return {
        name: Markup('<symbol viewBox="{}" id="bi-{}">{}</symbol>').format(
            box,
            name,
            Markup(drawing),  # noqa: S704 -- the installed wheel's own drawing, not a user's text
        )
        for box, name, drawing in SYMBOL.findall(sprite)
    }
