"""Steps of the case after the report: close the corrective actions, go on without, visit again."""

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired

from aeo.domain import wording
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import Machine
from aeo.domain.workflow.case import CaseAct
from aeo.domain.workflow.finding import UNSETTLED
from aeo.services import intake, transitions
from aeo.services.findings import reading as findings
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import acts
from aeo.web.desk.cases.head import Head, page
from aeo.web.fields import SafeLines

NOTE_MAX = 2_000


class WhyForm(FlaskForm):
    reason = SafeLines(
        _l("Reason"), [DataRequired(_l("Give a reason: it is kept with the case."))],
        max_length=NOTE_MAX,
        description=_l("It stays with the case; the company does not read it."),
    )  # fmt: skip


@bp.get("/cases/<reference>/close-actions")
@access(GET=Permission.DESK_REVIEW)
def cases_close_actions(reference: str) -> ResponseReturnValue:
    head = Head.of(reference)
    consequences = [_("The case goes on to the assessment, and its time for the decision runs.")]
    consequences += [
        _("Finding %(number)s stays open: %(title)s.", number=one.number, title=one.title)
        for one in findings.of_case(head.case)
        if one.status in UNSETTLED
    ]
    consequences.append(_("The company is told."))
    title = _("Close the corrective actions?")
    return _confirm(head, CaseAct.CLOSE_ACTIONS, title, consequences, None)


@bp.post("/cases/<reference>/close-actions")
@access(POST=Permission.DESK_REVIEW)
def cases_do_close_actions(reference: str) -> ResponseReturnValue:
    told = _("The corrective actions are closed, and the company is told.")
    return _take(reference, CaseAct.CLOSE_ACTIONS, "", told)


@bp.get("/cases/<reference>/overdue-actions")
@access(GET=Permission.DESK_SUPERVISE)
def cases_overdue_actions(reference: str) -> ResponseReturnValue:
    return _overdue_page(Head.of(reference), WhyForm(formdata=None))


@bp.post("/cases/<reference>/overdue-actions")
@access(POST=Permission.DESK_SUPERVISE)
def cases_do_overdue_actions(reference: str) -> ResponseReturnValue:
    form = WhyForm()
    if not form.validate():
        return _overdue_page(Head.of(reference), form), 422
    told = _("The case goes on to the assessment without the overdue actions.")
    return _take(reference, CaseAct.OVERDUE_ACTIONS, form.reason.data or "", told)


@bp.get("/cases/<reference>/revisit")
@access(GET=Permission.DESK_REVIEW)
def cases_revisit(reference: str) -> ResponseReturnValue:
    return _revisit_page(Head.of(reference), WhyForm(formdata=None))


@bp.post("/cases/<reference>/revisit")
@access(POST=Permission.DESK_REVIEW)
def cases_do_revisit(reference: str) -> ResponseReturnValue:
    form = WhyForm()
    if not form.validate():
        return _revisit_page(Head.of(reference), form), 422
    told = _("Another visit is to be planned.")
    return _take(reference, CaseAct.REVISIT, form.reason.data or "", told)


def _take(reference: str, act: CaseAct, note: str, told: str) -> ResponseReturnValue:
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        transitions.perform(reference, act, by=actor, note=note)
    flash(told, "success")
    return redirect(url_for(".cases_case", reference=reference), 303)


def _overdue_page(head: Head, form: WhyForm) -> str:
    consequences = [
        _("The case goes on to the assessment, and its time for the decision runs."),
        _("Findings that are not settled count against their criterion."),
    ]
    title = _("Go on without the overdue actions?")
    return _confirm(head, CaseAct.OVERDUE_ACTIONS, title, consequences, form)


def _revisit_page(head: Head, form: WhyForm) -> str:
    consequences = [
        _("The case goes back to the planning of visits, and a new report follows."),
        _("Reports and findings so far stay as they are."),
    ]
    return _confirm(head, CaseAct.REVISIT, _("Visit the company again?"), consequences, form)


def _confirm(
    head: Head, act: CaseAct, title: str, consequences: Sequence[str], form: WhyForm | None
) -> str:
    return page(
        "case_confirm",
        head,
        "case",
        title=title,
        consequences=list(consequences),
        button=errors.say(wording.button(Machine.CASE, act)),
        form=form,
        errors=form.errors if form else {},
        is_calm=True,
        closed=acts.against(head.case, act, signed_in()),
        lacks=[],
    )
