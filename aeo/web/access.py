"""Deny by default: every view says, per method, which permission it asks for.

``init_app`` refuses to start an application with an undeclared view or method. Whether a *row*
may be seen is the services' business: a stranger's row is the same 404 as a missing one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from aeo.db import unit_of_work
from aeo.domain.permissions import Permission, may
from aeo.domain.vocabulary import Actor
from aeo.models.account import User
from aeo.services import actors
from aeo.web.account import session

View = TypeVar("View", bound=Callable[..., Any])
QUIET = frozenset({"HEAD", "OPTIONS"})


class Undeclared(Exception):
    """A route without a declared permission for one of its methods. The process must not start."""


def access(**by_method: Permission) -> Callable[[View], View]:
    """Declare the permission of a view for each of its methods: ``@access(GET=…, POST=…)``."""

    def declare(view: View) -> View:
        view.aeo_access = by_method  # type: ignore[attr-defined]
        return view

    return declare


def declare(app: Flask, endpoint: str, **by_method: Permission) -> None:
    """The same for a view of a library, by its endpoint."""
    app.extensions.setdefault("aeo_access", {})[endpoint] = by_method


def policy(app: Flask) -> dict[tuple[str, str], Permission]:
    """``(endpoint, method)`` → permission, for every route there is. Raises ``Undeclared``."""
    found: dict[tuple[str, str], Permission] = {}
    undeclared = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        given = app.extensions.get("aeo_access", {}).get(rule.endpoint)
        given = given or getattr(view, "aeo_access", {})
        for method in sorted((rule.methods or set()) - QUIET):
            if method in given:
                found[rule.endpoint, method] = given[method]
            else:
                undeclared.append(f"{method} {rule.rule} ({rule.endpoint})")
    if undeclared:
        raise Undeclared("no permission is declared for: " + "; ".join(sorted(undeclared)))
    return found


def init_app(app: Flask) -> None:
    """Check that everything is declared, then ask for it before every request."""
    app.extensions["aeo_policy"] = policy(app)
    app.before_request(_guard)


def current_actor() -> Actor | None:
    """Who is asking, read once per request from the live membership and office rows."""
    if "actor" not in g:
        user = session.current_user()
        g.actor = _actor_of(user) if user else None
    actor: Actor | None = g.actor
    return actor


def _actor_of(user: User) -> Actor:
    return actors.of(user, session.current_company_id(), session.memberships())


def signed_in() -> Actor:
    """The actor of a view that asks for a signed-in person."""
    actor = current_actor()
    if actor is None:
        abort(401)
    return actor


@contextmanager
def acting() -> Iterator[Actor]:
    """One unit of work on behalf of the person who asks, whose rights are read anew inside it."""
    signed_in()
    with unit_of_work():
        g.pop("actor", None)
        session.forget()
        yield signed_in()


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: the 404 needs nobody's permission
    method = "GET" if request.method in QUIET else request.method
    permission = current_app.extensions["aeo_policy"].get((request.endpoint, method))
    if permission is None:
        return None  # the method is not allowed here: 405 comes next
    actor = current_actor()
    if may(actor, permission):
        return None
    if actor is not None:
        abort(403)
    if request.method == "GET" and not request.headers.get("X-Requested-With"):
        return redirect(url_for("account.sign_in", then=request.full_path.rstrip("?")))
    return abort(401)
