"""One case: the overview with what can be done, its timeline, its notes and what was sent."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired

from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import CLOSED_CASE, Role
from aeo.services import cases, intake, snapshots
from aeo.web.access import access, acting, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import acts, present
from aeo.web.desk.cases.head import Head, page
from aeo.web.fields import SafeLines

LATEST = 6


class NoteForm(FlaskForm):
    text = SafeLines(_l("Note"), [DataRequired(_l("Write a note first."))])


@bp.get("/cases/<reference>/")
@access(GET=Permission.DESK_READ)
def cases_case(reference: str) -> ResponseReturnValue:
    head, actor = Head.of(reference), signed_in()
    latest = head.events[: -LATEST - 1 : -1]
    _people = intake.people(latest)
    return page(
        "case",
        head,
        "case",
        acts=acts.offered(head.case, actor),
        officers=intake.case_officers(),
        can_take=actor.has(Role.CASE_OFFICER) and head.case.officer_id != actor.user_id,
        is_open=head.case.status not in CLOSED_CASE,
        latest=[present.told(event, head.programme) for event in latest],
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


def _notes(reference: str, form: NoteForm) -> str:
    head = Head.of(reference)
    return page("case_notes", head, "notes", form=form, notes=intake.notes(head.case))
