"""Who this browser is: the secret in its cookie, and the row that knows the secret's hash.

The cookie is Flask's signed one (``aeo``, in production ``__Host-aeo``). It also carries when the
browser was last here, because a GET never writes a row.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from flask import Flask, g, request
from flask import session as cookie

from aeo import clock
from aeo.config import Env, Settings
from aeo.models.account import Membership, User, UserSession
from aeo.models.company import Company
from aeo.services import accounts, actors, sessions

SECRET, SEEN = "s", "seen"
SEEN_EVERY = timedelta(minutes=1)  # finer would send the cookie with every answer


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["aeo"]
    app.config.from_mapping(
        SESSION_COOKIE_NAME="__Host-aeo" if settings.env is Env.PRODUCTION else "aeo",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
    )


def current() -> UserSession | None:
    """The row of this browser's session; None when it has none, or none that is still good."""
    if "user_session" not in g:
        g.user_session = _find()
    found: UserSession | None = g.user_session
    return found


def current_user() -> User | None:
    found = current()
    return found.user if found else None


def current_company() -> Company | None:
    """The company this browser acts for: the one chosen, or the first one."""
    found = current()
    by_name = sorted(memberships(), key=lambda one: (one.company.name, one.company_id))
    mine = [membership.company for membership in by_name]
    chosen = [company for company in mine if found and company.id == found.company_id]
    return next(iter([*chosen, *mine]), None)


def memberships() -> Sequence[Membership]:
    """The memberships of who is signed in, read once per request."""
    if "memberships" not in g:
        found = current()
        g.memberships = actors.memberships(found.user_id) if found else ()
    mine: Sequence[Membership] = g.memberships
    return mine


def current_company_id() -> int | None:
    company = current_company()
    return company.id if company else None


def forget() -> None:
    """Read the rows anew: what was read before a unit of work may be stale inside it."""
    for name in ("user_session", "memberships"):
        g.pop(name, None)


def start(user: User, *, is_officer: bool) -> None:
    """Sign this browser in as ``user``; whatever its cookie held before is gone."""
    secret = accounts.signed_in(user, device(), address(), is_officer=is_officer)
    cookie.clear()
    cookie[SECRET] = secret
    cookie[SEEN] = int(clock.machine().timestamp())
    forget()


def end() -> None:
    """Sign this browser out: the row goes, and the cookie with it."""
    found = current()
    if found is not None:
        sessions.end(found.user_id, found.public_id)
    clear_cookie()


def clear_cookie() -> None:
    cookie.clear()
    g.pop("actor", None)
    forget()


def device() -> str:
    """The kind of browser, in two words a person recognises: ``Firefox, Windows``."""
    text = request.user_agent.string
    browsers = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
                ("Safari/", "Safari"))  # fmt: skip
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
               ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip
    browser = next((name for mark, name in browsers if mark in text), "Browser")
    system = next((name for mark, name in systems if mark in text), "?")
    return f"{browser}, {system}"


def address() -> str:
    return request.remote_addr or ""


def _find() -> UserSession | None:
    secret, seen = cookie.get(SECRET), cookie.get(SEEN)
    if not isinstance(secret, str) or not isinstance(seen, int):
        return None
    found = sessions.find(secret)
    if found is None:
        return None
    now = clock.machine()
    since = now - datetime.fromtimestamp(seen, UTC)
    if since > timedelta(seconds=found.idle_seconds):
        return None
    if since > SEEN_EVERY:
        cookie[SEEN] = int(now.timestamp())
    return found
