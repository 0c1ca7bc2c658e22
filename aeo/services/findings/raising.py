"""Findings as officers write, issue and judge them."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.calendar import Counting
from aeo.domain.errors import N_, Gone, Incomplete, OutOfOrder, Sentence
from aeo.domain.facts import FindingFacts
from aeo.domain.programme.decisions import FindingGrade
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import (
    CLOSED_CASE,
    SYSTEM,
    Actor,
    CaseStatus,
    FindingStatus,
    Touch,
)
from aeo.domain.workflow.finding import FINDING, SETTLED, UNSETTLED, FindingAct
from aeo.models.case import Case
from aeo.models.finding import Finding
from aeo.services import (
    cases,
    facts,
    holidays,
    programmes,
    snapshots,
    touches,
    transitions,
)
from aeo.services.findings.reading import (
    NO_SUCH,
    asks_action,
    counts,
    get,
    grade_of,
    is_withdrawn,
    of_case,
)
from aeo.services.reports import reading as reports
from aeo.services.visits import reading as visits

TITLE_MAX, TEXT_MAX = 200, 5_000
BACK_TO_PLAN = frozenset({FindingAct.REJECT_PLAN, FindingAct.REOPEN})
# Before these a report is still to come, which tells the company of a finding.
BEFORE_REPORT = frozenset(
    {
        CaseStatus.VETTING,
        CaseStatus.INFO_REQUESTED,
        CaseStatus.VISIT_PLANNING,
        CaseStatus.VISIT_SCHEDULED,
        CaseStatus.VISIT_REPORTING,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an officer writes down as a finding."""

    criterion: str
    grade: str
    title: str
    seen: str
    question: str | None = None
    scope: str = "company"
    visit: str | None = None  # public id
    item: str | None = None


def raise_(reference: str, seen: Seen, *, by: Actor) -> Finding:
    """Write a finding down. The company is told when the report is issued.

    Raises ``Incomplete`` for a grade, criterion or question that is none, or without words,
    ``OutOfOrder`` when no report is to come that could tell the company, or when nobody could
    decide afterwards.
    """
    case = cases.get(reference, to=by, lock=True)
    row = FINDING.check_begin(judged_new(case), by)
    check_open(case)
    programme = programmes.version(case.programme_id, case.programme_version)
    _check(case, programme, seen)
    touches.check(case, {by.user_id or 0})
    finding = Finding(
        public_id=secrets.token_hex(16),
        company_id=case.company_id,
        case_id=case.id,
        number=_count(case) + 1,
        visit_id=visits.get(case, seen.visit).id if seen.visit else None,
        item=seen.item,
        criterion=seen.criterion,
        question_key=seen.question,
        scope_key=seen.scope,
        grade=seen.grade,
        status=FINDING.initial,
        title=seen.title.strip()[:TITLE_MAX],
        seen=seen.seen.strip()[:TEXT_MAX],
        raised_at=clock.now(),
        raised_by_id=by.user_id,
    )
    db.session.add(finding)
    db.session.flush()
    touches.record(case, Touch.FINDING, by)
    transitions.begun(case, FINDING, row, by=by, subject=_subject(finding))
    return finding


def change(reference: str, number: int, seen: Seen, *, by: Actor) -> Finding:
    """Correct a finding. Raises ``OutOfOrder`` once it stands in an approved report, or the
    company was told of it, or when nobody could decide afterwards."""
    case = cases.get(reference, to=by, lock=True)
    FINDING.check_begin(judged_new(case), by)
    finding = get(case, number)
    if finding.issued_at is not None:
        raise OutOfOrder(Sentence(N_("The company has been told of this finding already.")))
    if is_withdrawn(finding):
        raise OutOfOrder(Sentence(N_("This finding was withdrawn. Write a new one.")))
    check_open(case)
    touches.check(case, {by.user_id or 0})
    programme = programmes.version(case.programme_id, case.programme_version)
    _check(case, programme, seen)
    finding.grade, finding.criterion = seen.grade, seen.criterion
    finding.title, finding.seen = seen.title.strip()[:TITLE_MAX], seen.seen.strip()[:TEXT_MAX]
    finding.question_key, finding.scope_key = seen.question, seen.scope
    touches.record(case, Touch.FINDING, by)
    db.session.flush()
    return finding


def check_open(case: Case) -> None:
    """Raises ``OutOfOrder`` when a finding of this case can no longer be written or changed."""
    if case.status not in BEFORE_REPORT:
        raise OutOfOrder(
            Sentence(N_("Findings are written from the review to the report of the visit."))
        )
    check_not_approved(case)


def check_not_approved(case: Case) -> None:
    """Raises ``OutOfOrder`` while the findings stand in an approved report that is not issued."""
    if case.status is CaseStatus.VISIT_REPORTING and reports.is_approved(case):
        raise OutOfOrder(
            Sentence(N_("The report is approved, and its findings with it. Plan another visit."))
        )


def issue_all(case: Case) -> list[Finding]:
    """Tell the company of every finding not told yet and not withdrawn: set its dates, and close by
    itself what asks for nothing. Called when a report is issued."""
    programme = programmes.version(case.programme_id, case.programme_version)
    told = []
    for finding in of_case(case):
        if finding.issued_at is not None or is_withdrawn(finding):
            continue
        grade = grade_of(programme, finding.grade)
        finding.issued_at = clock.now()
        finding.plan_due_on, finding.fix_due_on = days_of(programme, grade)
        finding.days_set_on = clock.today()
        db.session.flush()
        if not asks_action(grade) and finding.status is FindingStatus.OPEN:
            _move(case, finding, FindingAct.CLOSE, SYSTEM)
        told.append(finding)
    return told


def judge(reference: str, number: int, step: FindingAct, note: str, *, by: Actor) -> Finding:
    """What an officer does with a finding: withdraw it before it is issued; afterwards accept or
    reject a plan or a proof, close it, accept the risk, …

    Raises ``OutOfOrder`` when a finding of an approved report were withdrawn, or when nobody could
    decide afterwards.
    """
    case = cases.get(reference, to=by, lock=True)
    if step is FindingAct.WITHDRAW:
        check_not_approved(case)
    touches.check(case, {by.user_id or 0})
    finding = act(reference, number, step, note, by)
    touches.record(case, Touch.FINDING, by)
    return finding


def leave_unresolved(case: Case) -> int:
    """Close what is open because the case ended against the company (product §6)."""
    unsettled = [one for one in of_case(case) if one.status in UNSETTLED]
    for finding in unsettled:
        _move(case, finding, FindingAct.LEAVE_UNRESOLVED, SYSTEM)
    return len(unsettled)


def judged(
    case: Case, finding: Finding, *, conflicts: frozenset[int] | None = None
) -> FindingFacts:
    """What the guards of a finding ask about. Whoever asks for many gives the ``conflicts``."""
    programme = programmes.version(case.programme_id, case.programme_version)
    action = finding.action
    plan = (action.cause, action.action, action.owner, action.due_on) if action else ("",)
    return FindingFacts(
        status=finding.status,
        company_id=case.company_id,
        asks_action=asks_action(grade_of(programme, finding.grade)),
        issued=finding.issued_at is not None,
        plan_gaps=sum(not part for part in plan),
        proofs=sum(counts(proof) for proof in finding.proofs) + bool(action and action.done),
        case_open=case.status not in CLOSED_CASE,
        conflicts=facts.conflicts_of(case) if conflicts is None else conflicts,
    )


def act(reference: str, number: int, step: FindingAct, note: str, by: Actor) -> Finding:
    """Take one step of the table of findings."""
    case = cases.get(reference, to=by, lock=True)
    finding = get(case, number)
    if not by.is_officer and finding.issued_at is None:
        raise Gone(NO_SUCH)
    _move(case, finding, step, by, note=note)
    return finding


def _move(case: Case, finding: Finding, act: FindingAct, by: Actor, *, note: str = "") -> None:
    if act is FindingAct.REOPEN:  # its days count anew, or it would be late at once
        programme = programmes.version(case.programme_id, case.programme_version)
        grade = grade_of(programme, finding.grade)
        finding.plan_due_on, finding.fix_due_on = days_of(programme, grade)
        finding.days_set_on = clock.today()
    next_day = finding.plan_due_on if act in BACK_TO_PLAN else finding.fix_due_on
    due = next_day or finding.plan_due_on or clock.today()
    details = {"due_date": str(due), "item_count": 1}
    transitions.move(
        case, FINDING, finding, judged(case, finding), act, by=by, subject=_subject(finding),
        note=note, details=details,
    )  # fmt: skip
    finding.settled_at = clock.now() if finding.status in SETTLED else None
    db.session.flush()


def _check(case: Case, programme: Programme, seen: Seen) -> None:
    if seen.grade not in {grade.code for grade in programme.finding_grades}:
        raise Incomplete(Sentence(N_("Choose a grade.")))
    if seen.criterion not in {criterion.id for criterion in programme.criteria}:
        raise Incomplete(Sentence(N_("Choose the criterion it is about.")))
    if not seen.title.strip() or not seen.seen.strip():
        raise Incomplete(Sentence(N_("Give the finding a title, and say what was seen.")))
    if seen.question is not None:
        record = snapshots.read(snapshots.get(case))
        asked = {(row["question"], row["scope"]) for row in record["answers"]}
        if (seen.question, seen.scope) not in asked:
            raise Incomplete(Sentence(N_("There is no such question in this application.")))


def judged_new(case: Case) -> FindingFacts:
    """What the guards ask before a finding is written."""
    return FindingFacts(
        status=FindingStatus.OPEN,
        company_id=case.company_id,
        case_open=case.status not in CLOSED_CASE,
        conflicts=facts.conflicts_of(case),
    )


def days_of(programme: Programme, grade: FindingGrade) -> tuple[date | None, date | None]:
    """By when the plan is due, and by when it is to be put right, counted from today."""
    return _after(programme, grade, grade.plan_days), _after(programme, grade, grade.fix_days)


def _after(programme: Programme, grade: FindingGrade, days: int | None) -> date | None:
    if days is None:
        return None
    if grade.unit == "calendar_day":
        return clock.today() + timedelta(days=days)
    calendar = holidays.calendar(programme.locale.calendar)
    return calendar.add(clock.today(), days, Counting.WORKING).day


def _count(case: Case) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(Finding.case_id == case.id)) or 0


def _subject(finding: Finding) -> str:
    return f"finding:{finding.number}"
