"""Where to go after saving: a page of the portal that the form was opened from, and no other."""

from urllib.parse import parse_qs, quote

from flask import current_app, request, url_for

KEY = "then"


def wanted() -> str:
    """The address given as ``then`` if it is a page of the portal, else an empty text."""
    return _ours(request.values.get(KEY, ""), depth=1)


def or_else(default: str) -> str:
    """Where to go now that it is saved."""
    return wanted() or default


def carrying(address: str, then: str) -> str:
    """``address``, from which one comes back to ``then``."""
    return f"{address}?{KEY}={quote(then, safe='/')}" if then else address


def _ours(address: str, *, depth: int) -> str:
    """By path only, matched against the pages there are: never what somebody else supplies. A
    list carries its own ``then`` along, one level deep."""
    path, _mark, query = address.partition("?")
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method="GET")
    except Exception:  # noqa: BLE001 -- whatever is wrong with the path, the default is right
        return ""
    if not endpoint.startswith("portal."):
        return ""
    nested = parse_qs(query).get(KEY, [""])[0] if depth else ""
    return carrying(url_for(endpoint, **values), _ours(nested, depth=depth - 1) if nested else "")
