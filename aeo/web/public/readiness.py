"""The readiness check: for anybody, without an account, and without keeping anything here.

The answers travel in the form from page to page, as one signed value. Only who presses "Start your
application" gets a cookie, which brings them past the sign-up.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo import clock
from aeo.domain.errors import Incomplete
from aeo.domain.permissions import Permission
from aeo.domain.programme.questionnaire import Asked
from aeo.domain.readiness.check import Check, Given
from aeo.services import programmes
from aeo.services import readiness as carried
from aeo.web import errors
from aeo.web.access import access, current_actor
from aeo.web.public import bp
from aeo.web.public import readiness_pages as pages
from aeo.web.public.readiness_forms import answers_of, begin_form, questions_form

KEPT_SECONDS = 30 * 24 * 3600
NEXT, BACK, RESULT = "next", "back", "result"
Shown = Callable[..., ResponseReturnValue]


def or_begin_anew(view: Shown) -> Shown:
    """Answers that cannot be read lead to the first page, which says why."""

    @wraps(view)
    def guarded(**values: str) -> ResponseReturnValue:
        try:
            return view(**values)
        except Incomplete as damaged:
            reasons = [errors.say(reason) for reason in damaged.reasons]
            return pages.begin(begin_form(), reasons=reasons), 422

    return guarded


@bp.get("/readiness")
@access(GET=Permission.PUBLIC)
def readiness() -> ResponseReturnValue:
    """The first page, filled with what the visitor kept in this browser, if anything."""
    kept = _kept()
    word = carried.token(kept) if kept else ""
    return pages.begin(begin_form(kept), so_far=word, kept=kept is not None)


@bp.post("/readiness")
@access(POST=Permission.PUBLIC)
@or_begin_anew
def readiness_begin() -> ResponseReturnValue:
    """On to the questions. Answers given before stay, where they still apply."""
    so_far = request.form.get("so_far", "")
    before = carried.read(so_far).answers if so_far else {}
    form = begin_form(posted=True)
    if not form.validate():
        return pages.begin(form, so_far=so_far), 422
    return _unfinished(replace(form.given(), answers=before))


@bp.get("/readiness/questions")
@access(GET=Permission.PUBLIC)
def readiness_questions() -> ResponseReturnValue:
    """The address of the questions, opened by itself: they begin elsewhere."""
    return redirect(url_for(".readiness"))


@bp.post("/readiness/questions")
@access(POST=Permission.PUBLIC)
@or_begin_anew
def readiness_answer() -> ResponseReturnValue:
    """Take the answers of one criterion and go where the pressed button says. Only "next" insists
    on an answer to each question."""
    given = carried.read(request.form.get("so_far", ""))
    go, at = request.form.get("go", NEXT), request.form.get("at", "")
    sections = _sections(given)
    at = at if at in sections else sections[0]
    form = questions_form(_shown(given, at), posted=True)
    is_possible = form.validate()
    others = {key: value for key, value in given.answers.items() if key not in form}
    given = replace(given, answers={**others, **answers_of(form)})
    lacking = _unanswered(given, at) if go == NEXT else []
    if not is_possible or lacking:
        return pages.questions(given, at, wrong=form, lacking=lacking), 422
    there = go if go in sections else _neighbour(sections, at, go)
    return pages.questions(given, there) if there else _outcome(given)


@bp.get("/readiness/kept/<token>")
@access(GET=Permission.PUBLIC)
@or_begin_anew
def readiness_kept(token: str) -> ResponseReturnValue:
    """The answers that an address carries: the result, or the first criterion that is not done."""
    return _unfinished(carried.read(token))


@bp.post("/readiness/start")
@access(POST=Permission.PUBLIC)
@or_begin_anew
def readiness_start() -> ResponseReturnValue:
    """Keep the answers in this browser and go where an application begins."""
    word = carried.token(carried.read(request.form.get("so_far", "")))
    there = "/portal/applications/new"
    if current_actor() is None:
        flash(_("Your answers are kept in this browser for 30 days. Open an account to use them."))
        there = url_for("account.sign_up")
    response = make_response(redirect(there, 303))
    response.set_cookie(
        carried.COOKIE, word, max_age=KEPT_SECONDS, httponly=True, samesite="Lax",
        secure=current_app.extensions["aeo"].is_https,
    )  # fmt: skip
    return response


@bp.post("/readiness/forget")
@access(POST=Permission.PUBLIC)
def readiness_forget() -> ResponseReturnValue:
    """Take the kept answers out of this browser."""
    flash(_("Your answers are no longer kept in this browser."), "success")
    response = make_response(redirect(url_for(".readiness"), 303))
    response.delete_cookie(carried.COOKIE, httponly=True, samesite="Lax")
    return response


@bp.post("/readiness/file")
@access(POST=Permission.PUBLIC)
@or_begin_anew
def readiness_file() -> ResponseReturnValue:
    """The answers as a file, for who would rather carry them than have them kept."""
    content = carried.file(carried.read(request.form.get("so_far", "")))
    response = Response(content, mimetype="application/json")
    name = f"aeo-readiness-{clock.today().isoformat()}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _kept() -> Given | None:
    word = request.cookies.get(carried.COOKIE)
    try:
        return carried.read(word) if word else None
    except Incomplete:
        return None


def _outcome(given: Given) -> str:
    return pages.outcome(given, kept=_kept() is not None)


def _unfinished(given: Given) -> str:
    """The first criterion with a question that has no answer yet, or else the result."""
    for one in Check(programmes.current(), given).asked():
        if not one.is_answered:
            return pages.questions(given, one.section)
    return _outcome(given)


def _sections(given: Given) -> list[str]:
    shown = Check(programmes.current(), given).shown()
    return list(dict.fromkeys(one.section for one in shown))


def _shown(given: Given, section: str) -> list[Asked]:
    shown = Check(programmes.current(), given).shown()
    return [one for one in shown if one.section == section]


def _unanswered(given: Given, section: str) -> list[str]:
    asked = Check(programmes.current(), given).asked()
    return [one.question.key for one in asked if one.section == section and not one.is_answered]


def _neighbour(sections: list[str], at: str, go: str) -> str | None:
    """The criterion before or after; None for the result."""
    place = sections.index(at) + {BACK: -1, NEXT: 1}.get(go, len(sections))
    return sections[max(0, place)] if place < len(sections) else None
