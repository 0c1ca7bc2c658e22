"""While the demonstration is being built, programme time is on its way through the past: every page
says so, and nobody but the builder acts."""

from flask import Flask, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.exc import SQLAlchemyError

from aeo import clock
from aeo.services import walks
from aeo.services.walks import Walk

LOOK_AGAIN_SECONDS = 3
FOLLOWED = frozenset({"public.home", "account.sign_in"})  # these come again by themselves
# What a visitor may post meanwhile: it is kept in their browser alone.
OPEN = frozenset({"frame.choose_language", "account.sign_out"})
READINESS = "public.readiness"


def init_app(app: Flask) -> None:
    app.before_request(_wait)
    app.after_request(_look_again)
    app.context_processor(lambda: {"building": shown})


def shown() -> Walk | None:
    """How far it is, for templates; None when it is complete, and while the database is away."""
    if "building" not in g:
        try:
            g.building = walks.under_way() if clock.is_behind() else None
        except SQLAlchemyError:
            return None
    found: Walk | None = g.building
    return found


def _wait() -> ResponseReturnValue | None:
    """Whatever somebody did now would be dated years ago."""
    endpoint = request.endpoint or ""
    if request.method != "POST" or endpoint in OPEN or endpoint.startswith(READINESS):
        return None
    if not clock.is_behind():
        return None
    answer = make_response(render_template("demo/building.html"), 503)
    answer.headers["Retry-After"] = str(LOOK_AGAIN_SECONDS)
    return answer


def _look_again(response: Response) -> Response:
    if request.endpoint in FOLLOWED and request.method == "GET" and shown() is not None:
        response.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response
