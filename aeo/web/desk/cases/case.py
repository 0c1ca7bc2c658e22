"""One case: the overview with what can be done, its timeline, its notes and what was sent."""

from collections.abc import Collection, Mapping, Sequence

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired

from aeo.domain.permissions import Permission, may
from aeo.domain.programme.entries import registered_labels
from aeo.domain.vocabulary import CLOSED_CASE, Actor, CaseStatus, Machine, RfiStatus, Role
from aeo.domain.vocabulary import CaseStatus as S
from aeo.services import cases, intake, snapshots
from aeo.web.access import access, acting, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import acts, present
from aeo.web.desk.cases.acts import Act
from aeo.web.desk.cases.head import Head, page
from aeo.web.fields import SafeLines

LATEST = 6
# Where the work of a status is done, and who does it: the button beside who holds the pen.
WORK: Mapping[CaseStatus, tuple[LazyString, str, Permission]] = {
    S.SUBMITTED: (_l("Check for completeness"), "completeness", Permission.DESK_INTAKE),
    S.VETTING: (_l("Review the answers"), "review", Permission.DESK_REVIEW),
    S.INFO_REQUESTED: (_l("See what was asked"), "requests", Permission.DESK_REVIEW),
    S.VISIT_PLANNING: (_l("Plan the visits"), "visits", Permission.DESK_VISIT),
    S.VISIT_SCHEDULED: (_l("Open the visits"), "visits", Permission.DESK_VISIT),
    S.VISIT_REPORTING: (_l("Open the report"), "report", Permission.DESK_VISIT),
    S.CORRECTIVE_ACTION: (_l("Open the findings"), "findings", Permission.DESK_VISIT),
    S.ASSESSMENT: (_l("Assess the criteria"), "assessment", Permission.DESK_REVIEW),
}


class NoteForm(FlaskForm):
    text = SafeLines(_l("Note"), [DataRequired(_l("Write a note first."))])


@bp.get("/cases/<reference>/")
@access(GET=Permission.DESK_READ)
def cases_case(reference: str) -> ResponseReturnValue:
    head, actor = Head.of(reference), signed_in()
    latest = head.events[: -LATEST - 1 : -1]
    _people = intake.people(latest)
    offered = acts.offered(head.case, actor, head.record, head.to_decide)
    asked = _asked(head)
    return page(
        "case",
        head,
        "case",
        acts=offered,
        has_answered=RfiStatus.ANSWERED in asked,
        is_drafted=RfiStatus.DRAFT in asked,
        work=_work(head, actor, offered, asked),
        officers=intake.case_officers() if may(actor, Permission.DESK_ASSIGN) else [],
        can_take=actor.has(Role.CASE_OFFICER) and head.case.officer_id != actor.user_id,
        is_open=head.case.status not in CLOSED_CASE,
        latest=[present.told(event, head.programme) for event in latest],
        second_name=registered_labels(head.programme).get("name_zh"),
    )


@bp.get("/cases/<reference>/timeline")
@access(GET=Permission.DESK_READ)
def cases_timeline(reference: str) -> ResponseReturnValue:
    head = Head.of(reference)
    _people = intake.people(head.events)
    told = [present.told(event, head.programme) for event in reversed(head.events)]
    return page("case_timeline", head, "timeline", told=told)


@bp.get("/cases/<reference>/notes")
@access(GET=Permission.DESK_READ)
def cases_notes(reference: str) -> ResponseReturnValue:
    return _notes(reference, NoteForm())


@bp.post("/cases/<reference>/notes")
@access(POST=Permission.DESK_INTAKE)
def cases_note(reference: str) -> ResponseReturnValue:
    form = NoteForm()
    if not form.validate():
        return _notes(reference, form), 422
    with acting() as actor:
        intake.add_note(reference, form.text.data, by=actor)
    flash(_("The note is kept."), "success")
    return redirect(url_for(".cases_notes", reference=reference), 303)


@bp.get("/cases/<reference>/submissions")
@access(GET=Permission.DESK_READ)
def cases_submissions(reference: str) -> ResponseReturnValue:
    head = Head.of(reference)
    sent = snapshots.of_case(head.case)
    return page("case_submissions", head, "submissions", sent=sent[::-1])


@bp.get("/cases/<reference>/submissions/<int:number>.json")
@access(GET=Permission.DESK_READ)
def cases_submission(reference: str, number: int) -> ResponseReturnValue:
    """What was sent, byte for byte."""
    case = cases.get(reference, to=signed_in())
    sent = snapshots.get(case, number)
    response = Response(sent.content, content_type="application/json; charset=utf-8")
    name = f"{reference}-{number}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(head: Head) -> frozenset[str]:
    """Which statuses the requests of this case have now, from the events that were read anyhow."""
    told = (event for event in head.events if event.machine is Machine.RFI)
    now = {event.subject: event.to_status for event in told if event.to_status is not None}
    return frozenset(now.values())


def _work(
    head: Head, actor: Actor, offered: Sequence[Act], asked: Collection[str]
) -> tuple[str, str] | None:
    """Where one goes on: to what the company has answered; else nothing while a main step of the
    case is open, which comes first; else to the work of its status."""
    found = WORK.get(head.case.status)
    if RfiStatus.ANSWERED in asked:
        found = (_l("Read the answers"), "requests", Permission.DESK_REVIEW)
    elif any(act.is_next for act in offered):
        return None
    if found is None or not may(actor, found[2]):
        return None
    return str(found[0]), url_for(f".cases_{found[1]}", reference=head.case.reference)


def _notes(reference: str, form: NoteForm) -> str:
    head = Head.of(reference)
    return page("case_notes", head, "notes", form=form, notes=intake.notes(head.case))
