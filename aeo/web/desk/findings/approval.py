"""The way out of a report: approved by a supervisor or sent back, then issued to the company."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from aeo.domain import wording
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import CaseStatus, Machine
from aeo.domain.workflow.case import CaseAct
from aeo.services import intake
from aeo.services.findings import raising
from aeo.services.findings import reading as findings
from aeo.services.reports import reading as reports
from aeo.services.reports import writing
from aeo.web import errors, frame
from aeo.web.access import access, acting, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import acts
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.findings.report import SendBackForm, against_approval, asked_for, show
from aeo.web.findings import grade_words


@bp.get("/cases/<reference>/report/approve")
@access(GET=Permission.DESK_SUPERVISE)
def cases_report_approve(reference: str) -> ResponseReturnValue:
    head = Head.of(reference)
    return _confirm(
        head,
        title=_("Approve the report?"),
        consequences=[
            _("The report is frozen as it stands, with its visits, checks and findings."),
            _("Nobody can change it or its findings afterwards; the company is not told yet."),
        ],
        button=_("Approve the report"),
        closed=against_approval(head, reports.current(head.case), signed_in()),
    )


@bp.post("/cases/<reference>/report/approve")
@access(POST=Permission.DESK_SUPERVISE)
def cases_report_do_approve(reference: str) -> ResponseReturnValue:
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        writing.approve(reference, by=actor)
    flash(_("The report is approved. The next step is to issue it."), "success")
    return redirect(url_for(".cases_report", reference=reference), 303)


@bp.post("/cases/<reference>/report/send-back")
@access(POST=Permission.DESK_SUPERVISE)
def cases_report_send_back(reference: str) -> ResponseReturnValue:
    back = SendBackForm()
    if not back.validate():
        head = Head.of(reference)
        return show(head, *asked_for(head), back=back), 422
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        writing.send_back(reference, back.reason.data or "", by=actor)
    flash(_("The report is sent back to its writer."), "success")
    return redirect(url_for(".cases_report", reference=reference), 303)


@bp.get("/cases/<reference>/report/issue")
@access(GET=Permission.DESK_SUPERVISE)
def cases_report_issue(reference: str) -> ResponseReturnValue:
    head = Head.of(reference)
    needing = findings.needing_action(head.case)
    act = CaseAct.ISSUE_FINDINGS if needing else CaseAct.CLOSE_REPORT
    is_now = head.case.status is CaseStatus.VISIT_REPORTING
    return _confirm(
        head,
        title=_("Issue the report to the company?"),
        consequences=_consequences(head, act, needing),
        button=errors.say(wording.button(Machine.CASE, act)),
        closed=acts.against(head.case, act, signed_in())
        if is_now
        else [_("The report has been issued, or the visits are not over.")],
    )


@bp.post("/cases/<reference>/report/issue")
@access(POST=Permission.DESK_SUPERVISE)
def cases_report_do_issue(reference: str) -> ResponseReturnValue:
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        writing.issue(reference, by=actor)
    flash(_("The report is issued, and the company is told."), "success")
    return redirect(url_for(".cases_case", reference=reference), 303)


def _consequences(head: Head, act: CaseAct, needing: int) -> list[str]:
    told = _("The company is told by e-mail, and reads its part of the report on the portal.")
    if act is CaseAct.CLOSE_REPORT:
        return [told, _("No finding asks the company to act: the assessment begins.")]
    lines = []
    for finding in findings.of_case(head.case):
        grade = findings.grade_of(head.programme, finding.grade)
        is_old = finding.issued_at is not None or findings.is_withdrawn(finding)
        if is_old or not findings.asks_action(grade):
            continue
        plan, fix = raising.days_of(head.programme, grade)
        lines.append(
            _("Finding %(number)s, %(grade)s: plan by %(plan)s, put right by %(fix)s.",
              number=finding.number, grade=grade_words(grade).label,
              plan=frame.day(plan), fix=frame.day(fix))
        )  # fmt: skip
    count = ngettext(
        "%(num)s finding asks the company to act: corrective action begins.",
        "%(num)s findings ask the company to act: corrective action begins.",
        needing,
    )
    return [told, count, *lines, _("The time for the decision stops until they are settled.")]


def _confirm(head: Head, **asked: Any) -> str:
    back = url_for(".cases_report", reference=head.case.reference)
    return page("report_confirm", head, "report", back=back, **asked)
