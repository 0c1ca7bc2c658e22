"""Where a person goes after signing in: an address of this service, or their own first page."""

from flask import current_app, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


def home(*, is_officer: bool) -> str:
    return url_for("desk.home" if is_officer else "portal.home")


def local(address: str) -> str | None:
    """``address`` rebuilt from the page it names; None when it names no page of ours.

    It is never repeated as it came: whatever a browser might read into it is gone.
    """
    path, _mark, query = address.partition("?")
    if not path.startswith("/"):
        return None
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    if endpoint.startswith("account."):
        return None
    rebuilt = url_for(endpoint, **values)
    return f"{rebuilt}?{query}" if query.isascii() and query.isprintable() and query else rebuilt
