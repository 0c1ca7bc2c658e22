"""Writing the report on the visits of a case: one in each round; approved, then issued."""

from dataclasses import dataclass
from typing import Any

from aeo import clock
from aeo.db import db
from aeo.domain import canonical
from aeo.domain.errors import N_, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.vocabulary import Actor, CaseStatus, Role, VisitStatus
from aeo.domain.workflow.case import CaseAct
from aeo.models.case import Case, CaseEvent
from aeo.models.visit import VisitReport
from aeo.services import cases, transitions
from aeo.services.findings import raising
from aeo.services.findings import reading as findings
from aeo.services.reports.reading import current, round_of
from aeo.services.visits import reading as visits

ISSUED = "visit.report_issued"
TEXT_MAX = 20_000
MAY_WRITE = frozenset({Role.CASE_OFFICER, Role.VALIDATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What people write in a report; the rest comes from visits, checks and findings."""

    people_met: str
    scope: str
    summary: str
    internal: str


def write(reference: str, texts: Texts, *, version: int | None, by: Actor) -> VisitReport:
    """Keep the report as it is written so far.

    Raises ``OutOfOrder`` outside the reporting, once it was approved, or when somebody else wrote
    in the meantime.
    """
    case = _reporting(reference, by)
    report = current(case)
    if report is None:
        report = VisitReport(
            company_id=case.company_id,
            case_id=case.id,
            round=round_of(case),
            version=0,
            written_at=clock.now(),
            written_by_id=by.user_id,
        )
        db.session.add(report)
    elif report.approved_at is not None:
        raise OutOfOrder(Sentence(N_("This report has been approved and stays as it is.")))
    elif version is not None and version != report.version:
        raise OutOfOrder(
            Sentence(
                N_("%(name)s has written in this report in the meantime."),
                {"name": report.written_by.name},
            )
        )
    report.people_met, report.scope = texts.people_met.strip(), texts.scope.strip()
    report.summary, report.internal = texts.summary.strip(), texts.internal.strip()
    report.version += 1
    report.written_at, report.written_by_id = clock.now(), by.user_id or 0
    db.session.flush()
    return report


def approve(reference: str, *, by: Actor) -> VisitReport:
    """Freeze the report. Approving is a supervisor's act and no touch of the case (product §6).

    Raises ``Incomplete`` without a summary, ``OutOfOrder`` when there is nothing to approve.
    """
    case = cases.get(reference, to=by, lock=True)
    report = check_approvable(case, current(case), by=by)
    report.content = canonical.encode({**content(case, report), "approved_at": clock.now()})
    report.sha256 = canonical.digest(report.content)
    report.approved_at, report.approved_by_id = clock.now(), by.user_id
    db.session.flush()
    transitions.note_event(case, "report_approved", by=by, details={"sha256": report.sha256})
    return report


def check_approvable(case: Case, report: VisitReport | None, *, by: Actor) -> VisitReport:
    """The report, when ``by`` may approve it now. Raises as ``approve``."""
    if not by.has(Role.SUPERVISOR):
        raise NotAllowed(Sentence(N_("A supervisor approves the report.")))
    if report is None or case.status is not CaseStatus.VISIT_REPORTING:
        raise OutOfOrder(Sentence(N_("There is no report to approve.")))
    if report.approved_at is not None:
        raise OutOfOrder(Sentence(N_("This report has been approved already.")))
    if report.written_by_id == by.user_id:
        raise OutOfOrder(Sentence(N_("Nobody approves a report they wrote.")))
    if not report.summary:
        raise Incomplete(Sentence(N_("The report needs a summary for the company.")))
    return report


def send_back(reference: str, note: str, *, by: Actor) -> None:
    """Ask for changes before approving. Raises ``Incomplete`` without a reason."""
    case = cases.get(reference, to=by, lock=True)
    if not by.has(Role.SUPERVISOR):
        raise NotAllowed(Sentence(N_("A supervisor approves the report.")))
    report = current(case)
    if report is None or report.approved_at is not None:
        raise OutOfOrder(Sentence(N_("There is no report to approve.")))
    if not note.strip():
        raise Incomplete(Sentence(N_("Give a reason: it is kept with the case.")))
    transitions.note_event(case, "report_sent_back", by=by, details={}, note=note.strip())


def issue(reference: str, *, by: Actor) -> CaseEvent:
    """Send the approved report to the company: to corrective action when a finding asks for it,
    else on to the assessment."""
    case = cases.get(reference, to=by, lock=True)
    told = raising.issue_all(case)
    act = CaseAct.ISSUE_FINDINGS if findings.needing_action(case) else CaseAct.CLOSE_REPORT
    due = [finding.plan_due_on for finding in told if finding.plan_due_on is not None]
    details = {"clock_events": [ISSUED], **({"due_date": str(min(due))} if due else {})}
    return transitions.perform(reference, act, by=by, details=details)


def _reporting(reference: str, by: Actor) -> Case:
    case = cases.get(reference, to=by, lock=True)
    if not by.has(*MAY_WRITE):
        raise NotAllowed(Sentence(N_("The officers of the visit write the report.")))
    if case.status is not CaseStatus.VISIT_REPORTING:
        raise OutOfOrder(Sentence(N_("The report is written after the visits.")))
    return case


def content(case: Case, report: VisitReport) -> dict[str, Any]:
    """What approving freezes: the texts, and the visits, checks and findings they are about."""
    return {
        "format": 1,
        "reference": case.reference,
        "round": report.round,
        "people_met": report.people_met,
        "scope": report.scope,
        "summary": report.summary,
        "internal": report.internal,
        **standing(case),
    }


def standing(case: Case) -> dict[str, Any]:
    """What stands in the report without anybody writing it, as it is now."""
    marked = visits.results_of(case)
    return {
        "visits": [
            {
                "number": visit.number,
                "public_id": visit.public_id,
                "site": visit.site.public_id,
                "name": visit.site.data.get("name", ""),
                "day": visit.day,
                "mode": visit.mode,
                "team": [member.user.name for member in visit.team],
                "checks": {
                    item: {"result": row.result, "note": row.note}
                    for item, row in marked.get(visit.id, {}).items()
                },
            }
            for visit in visits.of_case(case)
            if visit.status is VisitStatus.COMPLETED
        ],
        "findings": [
            {
                "number": finding.number,
                "criterion": finding.criterion,
                "grade": finding.grade,
                "title": finding.title,
                "seen": finding.seen,
            }
            for finding in findings.of_case(case)
            if not findings.is_withdrawn(finding)
        ],
    }
