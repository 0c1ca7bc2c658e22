"""Answering: the page of a section in one place, one question at a time, copies and history."""

from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.errors import Gone, OutOfOrder
from aeo.domain.permissions import Permission
from aeo.services import answers, cases
from aeo.services.answers import NO_SUCH_QUESTION
from aeo.services.lacks import Draft
from aeo.web import answered, errors
from aeo.web.access import access, acting, signed_in
from aeo.web.portal import bp, files, uploads
from aeo.web.portal.questions import blocks, present, saving
from aeo.web.portal.questions.places import Place, Places
from aeo.web.portal.questions.posted import Posted
from aeo.web.portal.questions.saving import Outcome

PAGE = "/applications/<reference>/questions/<section>/<scope>"
PARTS_MAX = 10_000  # cells of the longest tables that one page can hold, and its files
TAKING_FILES = {"portal.questions_save", "portal.questions_one", "portal.questions_copy"}
uploads.ENDPOINTS.update(TAKING_FILES)


@bp.url_value_preprocessor
def _room_for_tables(endpoint: str | None, _values: Any) -> None:
    """Before the body is read."""
    if endpoint in TAKING_FILES:
        request.max_form_parts = PARTS_MAX


@bp.get(PAGE)
@access(GET=Permission.PORTAL_READ)
def questions(reference: str, section: str, scope: str) -> ResponseReturnValue:
    if wanted := request.args.get("place"):
        return redirect(_address(reference, section, wanted), 303)
    places = Places.of(Draft.of(cases.get(reference, to=signed_in())))
    place = places.at(section, scope)
    others = places.of_section(section)
    if not place.asked and others:
        return redirect(_address(reference, section, others[0].scope), 303)
    return _render(places, place)


@bp.post(PAGE)
@access(POST=Permission.PORTAL_EDIT)
def questions_save(reference: str, section: str, scope: str) -> ResponseReturnValue:
    cases.get(reference, to=signed_in())  # before a byte of a file is kept
    try:
        given = uploads.take()
    except OSError:
        return uploads.no_room()
    try:
        with acting() as actor:
            draft = Draft.of(cases.get(reference, to=actor, lock=True))
            before = Places.of(draft).at(section, scope)
            outcome = saving.keep(draft, before, request.form, by=actor)
            told = files.attach_all(draft.case, given, actor)
            places = Places.of(saving.reread(draft))
            here = places.at(section, scope)
            place, key = saving.following(here, places, request.form, by=actor)
            brought = len(saving.brought(here, request.form))
            address = _address_of(places, place, key)
    except OutOfOrder as late:
        return _too_late(reference, section, scope, late)
    if told:
        uploads.flash_all(told)
    if not outcome.is_fine():
        return _again(reference, section, scope, outcome)
    if brought and key:
        flash(_("Your answers bring further questions: %(n)s.", n=brought), "success")
    return redirect(address, 303)


@bp.post(f"{PAGE}/<key>")
@access(POST=Permission.PORTAL_EDIT)
def questions_one(reference: str, section: str, scope: str, key: str) -> ResponseReturnValue:
    """One question by itself: for the script that saves while people type, or as a plain form."""
    with acting() as actor:
        draft = Draft.of(cases.get(reference, to=actor, lock=True))
        places = Places.of(draft)
        asked = places.asked(section, scope, key)
        place = places.at(section, scope)
        outcome = saving.keep(draft, place, request.form, by=actor, only=key)
        row = saving.reread(draft).answers.get((key, scope))
        is_me = row is None or row.changed_by_id == actor.user_id
        at, name = blocks.saved_words(
            row.changed_at if row else draft.case.created_at,
            row.changed_by.name if row else actor.name,
            is_me=is_me,
        )
        reply: dict[str, object] = {
            "saved_at": at, "by": name, "version": row.version if row else 0,
            "errors": dict(outcome.flaws.get(key, {})),
        }  # fmt: skip
        if key in outcome.overtaken and row is not None:
            said = answered.in_words(
                asked.question, row.value, draft.questionnaire.programme, answered.names(draft.said)
            )
            reply = {
                "status": 409,
                "reasons": [errors.say(it) for it in outcome.overtaken[key].reasons],
                "theirs": {"answer": said.text, "rows": list(said.rows), "why": row.explanation},
                "by": row.changed_by.name,
                "version": row.version,
            }
    if _is_script():
        return jsonify(reply), 409 if outcome.overtaken else 200
    if not outcome.is_fine():
        return _again(reference, section, scope, outcome)
    return redirect(_address(reference, section, scope, key), 303)


@bp.post(f"{PAGE}/<key>/copy")
@access(POST=Permission.PORTAL_EDIT)
def questions_copy(reference: str, section: str, scope: str, key: str) -> ResponseReturnValue:
    """Give an answer to every site without one, or take it ``from`` another. What else was typed
    on the page is kept with it."""
    count = 0
    with acting() as actor:
        draft = Draft.of(cases.get(reference, to=actor, lock=True))
        place = Places.of(draft).at(section, scope)
        outcome = saving.keep(draft, place, request.form, by=actor)
        if outcome.is_fine(key) and (source := request.form.get("from")):
            answers.copy_from(reference, key, scope, source=source, by=actor)
        elif outcome.is_fine(key):
            count = answers.copy_to_all_sites(reference, key, scope, by=actor)
    if not outcome.is_fine(key):
        return _again(reference, section, scope, outcome)
    if request.form.get("from"):
        flash(_("The answer is copied. Check that it fits this site."), "success")
    else:
        flash(_("The answer is copied. Number of sites: %(n)s.", n=count), "success")
    return redirect(_address(reference, section, scope, key), 303)


@bp.get(f"{PAGE}/<key>/history")
@access(GET=Permission.PORTAL_READ)
def questions_history(reference: str, section: str, scope: str, key: str) -> ResponseReturnValue:
    draft = Draft.of(cases.get(reference, to=signed_in()))
    row = draft.answers.get((key, scope))
    places = Places.of(draft)
    place = places.at(section, scope)
    question = next((it for it in place.section.questions if it.key == key), None)
    if question is None:
        raise Gone(NO_SUCH_QUESTION)
    programme, listed = draft.questionnaire.programme, answered.names(draft.said)
    versions = [
        (version, name, answered.in_words(question, version.value, programme, listed))
        for version, name in (answers.versions(row) if row is not None else [])
    ]
    return render_template(
        "portal/questions_history.html",
        page=present.of(places, place, by=signed_in()),
        question=answered.spoken(question.text),
        key=key,
        versions=versions,
        back=_address(reference, section, scope, key),
    )


def _too_late(reference: str, section: str, scope: str, late: OutOfOrder) -> ResponseReturnValue:
    """The application was sent in the meantime: what was typed stands there to be copied."""
    places = Places.of(Draft.of(cases.get(reference, to=signed_in())))
    place = places.at(section, scope)
    page = present.of(
        places, place, by=signed_in(), clashes=saving.typed(place, request.form),
        late=[errors.say(reason) for reason in late.reasons],
    )  # fmt: skip
    return render_template("portal/questions.html", page=page), 409


def _is_script() -> bool:
    kinds = ["text/html", "application/json"]
    return request.accept_mimetypes.best_match(kinds) == "application/json"


def _again(reference: str, section: str, scope: str, outcome: Outcome) -> ResponseReturnValue:
    """The same page with what was typed: 409 when two versions stand against each other, else
    422 with what could not be understood."""
    places = Places.of(Draft.of(cases.get(reference, to=signed_in())))
    status = 409 if outcome.typed else 422
    return _render(places, places.at(section, scope), clashes=outcome.typed, status=status)


def _render(
    places: Places,
    place: Place,
    *,
    clashes: Mapping[str, Posted] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = present.of(places, place, by=signed_in(), clashes=clashes, judge=status != 200)
    return render_template("portal/questions.html", page=page), status


def _address(reference: str, section: str, scope: str, key: str = "") -> str:
    return url_for(
        ".questions", reference=reference, section=section, scope=scope, _anchor=key or None
    )


def _address_of(places: Places, place: Place | None, key: str) -> str:
    case = places.draft.case
    if place is None:
        return present.task_list(case)
    return _address(case.reference, place.section.id, place.scope, key)
