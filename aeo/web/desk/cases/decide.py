"""What is done with an application that came in: assign, verify, return, accept, or step aside."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired

from aeo.domain import wording
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import Actor, Machine
from aeo.domain.workflow import CaseAct
from aeo.services import completeness, endings, evidence, intake, lapsing
from aeo.web import errors, frame
from aeo.web.access import access, acting, signed_in
from aeo.web.answered import spoken
from aeo.web.desk import bp
from aeo.web.desk.cases import acts, points
from aeo.web.desk.cases.head import Head, page
from aeo.web.fields import SafeLines

NOTE_MAX = 2_000


class ReasonForm(FlaskForm):
    reason = SafeLines(
        _l("Reason"), [DataRequired(_l("Give a reason: it is kept with the case."))],
        max_length=NOTE_MAX,
    )  # fmt: skip


class RemarkForm(FlaskForm):
    reason = SafeLines(_l("Remark for the file, officers only"), max_length=NOTE_MAX)


@dataclass(frozen=True, slots=True)
class Lack:
    """One point as the company will read it."""

    title: str
    where: str
    reason: str
    satisfy: str
    note: str


@bp.post("/cases/<reference>/assign")
@access(POST=Permission.DESK_ASSIGN)
def cases_assign(reference: str) -> ResponseReturnValue:
    text = request.form.get("officer", "")
    fits = text.isascii() and text.isdigit() and len(text) < len(str(2**63))
    return _assign(reference, lambda _actor: int(text) if fits else 0)


@bp.post("/cases/<reference>/take")
@access(POST=Permission.DESK_ASSIGN)
def cases_take(reference: str) -> ResponseReturnValue:
    return _assign(reference, lambda actor: actor.user_id or 0)


@bp.get("/cases/<reference>/verify")
@access(GET=Permission.DESK_INTAKE)
def cases_verify(reference: str) -> ResponseReturnValue:
    head = Head.of(reference)
    company = head.case.company
    return _confirm(
        head,
        title=_("Is this the company's number in the business register?"),
        consequences=[
            _("%(number)s: %(name)s", number=company.ubi, name=company.name),
            _("The company can no longer change its names and number by itself."),
            _("No other company can be verified under this number."),
        ],
        button=_("Yes, it is verified"),
        is_calm=True,
        closed=[_("The number is verified already.")] if company.ubi_verified_at else [],
    )


@bp.post("/cases/<reference>/verify")
@access(POST=Permission.DESK_INTAKE)
def cases_do_verify(reference: str) -> ResponseReturnValue:
    return _done(
        reference,
        lambda actor: intake.verify(reference, by=actor),
        _("The registration number is verified."),
    )


@bp.get("/cases/<reference>/return")
@access(GET=Permission.DESK_INTAKE)
def cases_return(reference: str) -> ResponseReturnValue:
    return _return_page(Head.of(reference), RemarkForm())


@bp.post("/cases/<reference>/return")
@access(POST=Permission.DESK_INTAKE)
def cases_do_return(reference: str) -> ResponseReturnValue:
    form = RemarkForm()
    if not form.validate():
        return _return_page(Head.of(reference), form), 422
    return _done(
        reference,
        lambda actor: intake.return_(reference, form.reason.data or "", by=actor),
        _("The application is returned, and the company is told."),
    )


@bp.get("/cases/<reference>/accept")
@access(GET=Permission.DESK_INTAKE)
def cases_accept(reference: str) -> ResponseReturnValue:
    head = Head.of(reference)
    return _confirm(
        head,
        title=_("Accept the application as complete?"),
        consequences=[
            _("Today is the official start of the case; the clocks of the review begin to run."),
            _("The company is told, with the name of its officer."),
        ],
        button=_button(CaseAct.ACCEPT),
        is_calm=True,
        closed=_closed(head, CaseAct.ACCEPT),
    )


@bp.post("/cases/<reference>/accept")
@access(POST=Permission.DESK_INTAKE)
def cases_do_accept(reference: str) -> ResponseReturnValue:
    return _done(
        reference,
        lambda actor: intake.accept(reference, by=actor),
        _("The application is accepted, and the company is told."),
    )


@bp.get("/cases/<reference>/not-accept")
@access(GET=Permission.DESK_SUPERVISE)
def cases_not_accept(reference: str) -> ResponseReturnValue:
    return _not_accept_page(Head.of(reference), ReasonForm())


@bp.post("/cases/<reference>/not-accept")
@access(POST=Permission.DESK_SUPERVISE)
def cases_do_not_accept(reference: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return _not_accept_page(Head.of(reference), form), 422
    return _done(
        reference,
        lambda actor: endings.end(
            reference, CaseAct.NOT_ACCEPT, by=actor, note=form.reason.data or ""
        ),
        _("The application is not accepted, and the company is told."),
    )


@bp.get("/cases/<reference>/lapse")
@access(GET=Permission.DESK_SUPERVISE)
def cases_lapse(reference: str) -> ResponseReturnValue:
    return _lapse_page(Head.of(reference), ReasonForm())


@bp.post("/cases/<reference>/lapse")
@access(POST=Permission.DESK_SUPERVISE)
def cases_do_lapse(reference: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return _lapse_page(Head.of(reference), form), 422
    return _done(
        reference,
        lambda actor: lapsing.lapse(reference, form.reason.data or "", by=actor),
        _("The application has lapsed, and the company is told."),
    )


@bp.get("/cases/<reference>/conflict")
@access(GET=Permission.DESK_INTAKE)
def cases_conflict(reference: str) -> ResponseReturnValue:
    return _conflict_page(Head.of(reference), ReasonForm())


@bp.post("/cases/<reference>/conflict")
@access(POST=Permission.DESK_INTAKE)
def cases_do_conflict(reference: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return _conflict_page(Head.of(reference), form), 422
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        intake.declare_conflict(reference, form.reason.data or "", by=actor)
    flash(_("The case is closed to you. A supervisor sees that you stepped aside."), "success")
    return redirect(url_for(".cases"), 303)


def _assign(reference: str, whom: Callable[[Actor], int]) -> ResponseReturnValue:
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        case = intake.assign(reference, whom(actor), by=actor)
        name = case.officer.name if case.officer else ""
    flash(_("%(name)s is in charge of the case now.", name=name), "success")
    return redirect(url_for(".cases_case", reference=reference), 303)


def _done(reference: str, act: Callable[[Actor], Any], told: str) -> ResponseReturnValue:
    """Take one step on what the page showed. Raises ``OutOfOrder`` when that is not so any more."""
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        act(actor)
    flash(told, "success")
    return redirect(url_for(".cases_case", reference=reference), 303)


def _button(action: CaseAct) -> str:
    return errors.say(wording.button(Machine.CASE, action))


def _closed(head: Head, action: CaseAct) -> list[str]:
    """Why a step cannot be taken now: a page that was linked to says so before it is pressed."""
    return acts.against(head.case, action, signed_in())


def _return_page(head: Head, form: RemarkForm) -> str:
    by = intake.return_by(head.case) if head.is_in_check else None
    return _confirm(
        head,
        title=_("Return the application for completion?"),
        consequences=[
            _("The company reads each point below, and completes the application by %(day)s.",
              day=frame.day(by)),
            _("Its completeness clock stops; it starts anew when the company sends again."),
        ],
        button=_button(CaseAct.RETURN),
        form=form,
        lacks=_lacks(head),
        closed=_closed(head, CaseAct.RETURN),
    )  # fmt: skip


def _not_accept_page(head: Head, form: ReasonForm) -> str:
    return _confirm(
        head,
        title=_("Do not accept the application?"),
        consequences=[
            _("The case is closed and cannot be opened again; the company may apply anew."),
            _("The signatories are told; your reason is kept with the case."),
        ],
        button=_button(CaseAct.NOT_ACCEPT),
        form=form,
        closed=_closed(head, CaseAct.NOT_ACCEPT),
    )


def _lapse_page(head: Head, form: ReasonForm) -> str:
    day = lapsing.due_on(head.case)
    return _confirm(
        head,
        title=_("Let the application lapse?"),
        consequences=[
            *([_("The company was to act by %(day)s.", day=frame.day(day))] if day else []),
            _("The case is closed and cannot be opened again; the company may apply anew."),
            _("The signatories are told; your reason is kept with the case."),
        ],
        button=_button(CaseAct.LAPSE),
        form=form,
        closed=_closed(head, CaseAct.LAPSE),
    )


def _conflict_page(head: Head, form: ReasonForm) -> str:
    return _confirm(
        head,
        title=_("Declare a conflict of interest?"),
        consequences=[
            _("The case is closed to you at once: you can no longer open it."),
            _("If you are in charge of it, it has no officer until somebody takes it."),
            _("You cannot take this back yourself."),
        ],
        button=_("Declare the conflict"),
        form=form,
    )


def _lacks(head: Head) -> list[Lack]:
    live = points.live(evidence.of_case(head.case.id))
    found = []
    for row in completeness.returned(head.case):
        about, reason = points.about(head, row.point, live), head.programme.reason(row.reason or "")
        found.append(
            Lack(
                title=about.title,
                where=about.where,
                reason=spoken(reason.text),
                satisfy=spoken(reason.what_would_satisfy),
                note=row.note,
            )
        )
    return found


def _confirm(head: Head, **asked: Any) -> str:
    form = asked.setdefault("form", None)
    asked.setdefault("is_calm", False)
    asked.setdefault("closed", [])
    asked.setdefault("lacks", [])
    return page("case_confirm", head, "case", errors=form.errors if form else {}, **asked)
