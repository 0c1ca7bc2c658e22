"""The report on the visits: written by the team, read by all, round by round."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import DataRequired

from aeo.domain.errors import Incomplete, OutOfOrder
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import Actor, CaseStatus, Role
from aeo.models.visit import VisitReport
from aeo.services.reports import reading as reports
from aeo.services.reports import writing
from aeo.services.reports.writing import Texts
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.findings import standing
from aeo.web.fields import SafeLines
from aeo.web.findings import for_company

NOTE_MAX = 2_000
TEXTS = ("people_met", "scope", "summary", "internal")


class ReportForm(FlaskForm):
    """What people write; visits, checks and findings stand in the report by themselves."""

    people_met = SafeLines(_l("People met"), description=_l("Names and posts."))
    scope = SafeLines(
        _l("Scope and sampling"), description=_l("What was looked at, how much of it, and why.")
    )
    summary = SafeLines(
        _l("Summary"), max_length=writing.TEXT_MAX,
        description=_l("What the company should take away from the visit."),
    )  # fmt: skip
    internal = SafeLines(
        _l("Risks and remarks"), max_length=writing.TEXT_MAX,
        description=_l("What the next officer should know."),
    )  # fmt: skip
    version = HiddenField()

    def texts(self) -> Texts:
        return Texts(**{name: self[name].data or "" for name in TEXTS})

    def based_on(self) -> int:
        """The version the text was written on; -1, which is none, for what is no number."""
        text = self.version.data or ""
        fits = text.isascii() and text.isdigit() and len(text) < len(str(10**9))
        return int(text) if fits else -1


class SendBackForm(FlaskForm):
    """What a supervisor wants changed before approving."""

    reason = SafeLines(
        _l("What is to be changed"),
        [DataRequired(_l("Give a reason: it is kept with the case."))],
        max_length=NOTE_MAX,
    )


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else wrote in the meantime: the texts that differ, by field."""

    why: str
    texts: Mapping[str, str]


@bp.get("/cases/<reference>/report")
@access(GET=Permission.DESK_READ)
def cases_report(reference: str) -> ResponseReturnValue:
    """The report of the present round, or by ``round`` an earlier one."""
    head = Head.of(reference)
    report, latest = asked_for(head)
    return show(head, report, latest)


@bp.post("/cases/<reference>/report")
@access(POST=Permission.DESK_VISIT)
def cases_report_write(reference: str) -> ResponseReturnValue:
    head = Head.of(reference)
    form = ReportForm()
    if not form.validate():
        return show(head, *_present(head), form=form), 422
    try:
        with acting() as actor:
            writing.write(reference, form.texts(), version=form.based_on(), by=actor)
    except OutOfOrder as refusal:
        return _overtaken(reference, form, refusal)
    flash(_("The report is kept."), "success")
    return redirect(url_for(".cases_report", reference=reference), 303)


@bp.get("/cases/<reference>/report/preview")
@access(GET=Permission.DESK_READ)
def cases_report_preview(reference: str) -> ResponseReturnValue:
    """The company's part, as it is now or as it was approved."""
    head = Head.of(reference)
    report, _latest = asked_for(head)
    told = for_company(content_of(head, report), head.programme) if report else None
    return page("report_preview", head, "report", told=told, report=report)


def asked_for(head: Head) -> tuple[VisitReport | None, int]:
    """The report that the address names, and the present round. Raises ``Gone``."""
    asked = request.args.get("round")
    if asked is None:
        return _present(head)
    latest = reports.round_of(head.case)
    rounds = {str(number): number for number in range(1, latest + 1)}
    return reports.of_round(head.case, rounds.get(asked, 0)), latest


def content_of(head: Head, report: VisitReport) -> Mapping[str, Any]:
    """What stands in a report: frozen once it was approved, else as it is now."""
    if report.approved_at is not None:
        return reports.content(report)
    return writing.content(head.case, report)


def show(
    head: Head,
    report: VisitReport | None,
    latest: int,
    *,
    form: ReportForm | None = None,
    back: SendBackForm | None = None,
    theirs: Theirs | None = None,
) -> str:
    """The page of the report, with what this person may do about it now."""
    actor, form = signed_in(), form or _form_of(report)
    is_latest = report is None or report.round == latest
    is_reporting = is_latest and head.case.status is CaseStatus.VISIT_REPORTING
    is_open = is_reporting and (report is None or report.approved_at is None)
    may_approve = is_open and report is not None and actor.has(Role.SUPERVISOR)
    stands = writing.standing(head.case) if report is None else content_of(head, report)
    return page(
        "report",
        head,
        "report",
        report=report,
        form=form,
        errors={**form.errors, **(back.errors if back else {})},
        back=back or SendBackForm(formdata=None),
        theirs=theirs,
        may_write=is_open and actor.has(*writing.MAY_WRITE),
        may_approve=may_approve,
        against=against_approval(head, report, actor) if may_approve else [],
        may_issue=is_reporting and not is_open and actor.has(Role.SUPERVISOR),
        may_find=is_open and actor.has(*writing.MAY_WRITE),
        is_issued=report is not None and report.round <= reports.issued_round(head.case),
        sent_back=_sent_back(head, report) if is_open else "",
        stands=standing.of(head, stands),
        others=[number for number in range(1, latest + 1) if report and number != report.round],
    )


def against_approval(head: Head, report: VisitReport | None, actor: Actor) -> list[str]:
    """Why this person may not approve the report now, in sentences; empty when they may."""
    try:
        writing.check_approvable(head.case, report, by=actor)
    except (OutOfOrder, Incomplete) as refusal:
        return [errors.say(reason) for reason in refusal.reasons]
    return []


def _present(head: Head) -> tuple[VisitReport | None, int]:
    report = reports.current(head.case)
    return report, report.round if report else reports.round_of(head.case)


def _form_of(report: VisitReport | None) -> ReportForm:
    return ReportForm(formdata=None, obj=report, **({} if report else {"version": "0"}))


def _sent_back(head: Head, report: VisitReport | None) -> str:
    """What a supervisor wants changed, until somebody writes again."""
    asked = next((it for it in reversed(head.events) if it.action == "report_sent_back"), None)
    is_open = asked is not None and report is not None and asked.at >= report.written_at
    return asked.note if asked is not None and is_open else ""


def _overtaken(reference: str, form: ReportForm, refusal: OutOfOrder) -> ResponseReturnValue:
    """Both texts on one page, to put together; what was typed counts from the newest now. A text
    that comes too late altogether is refused."""
    head = Head.of(reference)
    report, latest = _present(head)
    is_reporting = head.case.status is CaseStatus.VISIT_REPORTING
    if report is None or report.approved_at is not None or not is_reporting:
        raise refusal
    differing = {
        name: getattr(report, name)
        for name in TEXTS
        if getattr(report, name) != (form[name].data or "")
    }
    form.version.data = str(report.version)
    why = " ".join(errors.say(reason) for reason in refusal.reasons)
    return show(head, report, latest, form=form, theirs=Theirs(why, differing)), 409
