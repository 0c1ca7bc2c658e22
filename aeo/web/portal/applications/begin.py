"""The company's applications, and the beginning of a new one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from aeo.domain.errors import Incomplete, OutOfOrder
from aeo.domain.permissions import Permission
from aeo.domain.readiness.check import Given
from aeo.domain.vocabulary import CLOSED_CASE
from aeo.models.case import Case
from aeo.services import cases, drafts, programmes, readiness
from aeo.services.programmes import Programme
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.answered import spoken
from aeo.web.portal import bp
from aeo.web.portal.applications import words

SAID_ELSEWHERE = {"no_open_case_same_type"}  # whoever has one is told when they begin another


@dataclass(frozen=True, slots=True)
class Line:
    """One application in the list."""

    reference: str
    title: str
    status: str
    tag: str
    since: datetime
    is_open: bool
    is_with_company: bool

    @classmethod
    def of(cls, case: Case) -> "Line":
        wording = words.status_of(case)
        return cls(
            reference=case.reference,
            title=words.title(case),
            status=spoken(wording.label_company),
            tag=words.tag(case),
            since=case.status_since,
            is_open=case.status not in CLOSED_CASE,
            is_with_company=words.is_with_company(case),
        )


class Checkboxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Levels(FlaskForm):
    """What is applied for: one tier, or components side by side."""

    level = RadioField(
        _l("What do you apply for?"), validators=[InputRequired(_l("Choose what you apply for."))]
    )


class Components(FlaskForm):
    level = Checkboxes(
        _l("What do you apply for?"), validators=[InputRequired(_l("Choose what you apply for."))]
    )


def levels_form(programme: Programme, **given: Any) -> Levels | Components:
    """The choice this programme offers."""
    form = Components(**given) if programme.levels.combinable else Levels(**given)
    form.level.choices = [
        (level.id, f"{spoken(level.title)}. {spoken(level.summary)}")
        for level in programme.levels.items
    ]
    return form


def chosen(form: Levels | Components) -> list[str]:
    data = form.level.data
    return [data] if isinstance(data, str) else list(data or ())


@bp.get("/applications/")
@access(GET=Permission.PORTAL_READ)
def applications() -> ResponseReturnValue:
    lines = [Line.of(case) for case in cases.of_company(signed_in())]
    return render_template(
        "portal/applications.html",
        lines=[line for line in lines if line.is_open],
        closed=[line for line in lines if not line.is_open],
    )


@bp.get("/applications/new")
@access(GET=Permission.PORTAL_EDIT)
def applications_new() -> ResponseReturnValue:
    return _new(levels_form(programmes.current()))


@bp.post("/applications/new")
@access(POST=Permission.PORTAL_EDIT)
def applications_begin() -> ResponseReturnValue:
    form, carried = levels_form(programmes.current()), _carried()
    if not form.validate():
        return _new(form), 422
    try:
        with acting() as actor:
            case = drafts.begin(chosen(form), by=actor)
            reference = case.reference
            taken = drafts.take_over(case, carried, by=actor) if carried else 0
    except OutOfOrder as refusal:
        open_now = [case for case in cases.of_company(signed_in()) if case.closed_at is None]
        return render_template(
            "portal/applications_rival.html",
            reasons=[errors.say(reason) for reason in refusal.reasons],
            lines=[Line.of(case) for case in open_now],
        ), 409
    flash(_("Your draft is saved under %(ref)s.", ref=reference), "success")
    response = make_response(redirect(url_for(".application", reference=reference), 303))
    if carried:
        flash(_("Answers taken over from your readiness check: %(n)s.", n=taken), "success")
        response.delete_cookie(readiness.COOKIE, httponly=True, samesite="Lax")
    return response


def _carried() -> Given | None:
    """The answers of a readiness check that this browser brings along; None for none that fit."""
    word = request.cookies.get(readiness.COOKIE)
    try:
        return readiness.read(word) if word else None
    except Incomplete:
        return None


def _new(form: Levels | Components) -> str:
    programme = programmes.current()
    carried = _carried()
    asked = request.args.get("level") or next(iter(sorted(carried.levels) if carried else ()), "")
    if not form.is_submitted() and asked in [level.id for level in programme.levels.items]:
        form.level.data = [asked] if programme.levels.combinable else asked
    return render_template(
        "portal/applications_new.html",
        form=form,
        carried=_carried(),
        conditions=[
            spoken(row.message) for row in programme.eligibility if row.id not in SAID_ELSEWHERE
        ],
    )
