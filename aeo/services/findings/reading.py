"""The findings of a case: what asks for action, and what stands in the way of a grant."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Sentence
from aeo.domain.facts import Blocker
from aeo.domain.programme.decisions import FindingGrade
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import DocumentState, FindingStatus
from aeo.domain.workflow.finding import UNSETTLED
from aeo.models.case import Case
from aeo.models.finding import Finding, FindingProof
from aeo.models.visit import Visit
from aeo.services import programmes

NO_SUCH = Sentence(N_("There is no such finding."))
# A plan that was accepted lets a grant pass; a finding without one does not (product §6).
WITHOUT_PLAN = frozenset({FindingStatus.OPEN, FindingStatus.PLAN_SUBMITTED})


def of_case(case: Case) -> list[Finding]:
    """Every finding with its action and proofs, in their order."""
    query = (
        sa.select(Finding)
        .where(Finding.case_id == case.id)
        .options(
            joinedload(Finding.action),
            joinedload(Finding.raised_by),
            joinedload(Finding.visit).joinedload(Visit.site),
            selectinload(Finding.proofs).joinedload(FindingProof.document),
        )
        .order_by(Finding.number)
    )
    return list(db.session.scalars(query))


def brief(case: Case) -> list[Finding]:
    """The same in one statement: for who asks about grades, statuses and days only."""
    query = sa.select(Finding).where(Finding.case_id == case.id).order_by(Finding.number)
    return list(db.session.scalars(query))


def get(case: Case, number: int) -> Finding:
    """One finding. Raises ``Gone``."""
    row = db.session.scalar(
        sa.select(Finding)
        .where(Finding.case_id == case.id, Finding.number == number)
        .options(
            joinedload(Finding.action),
            selectinload(Finding.proofs).joinedload(FindingProof.document),
        )
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise Gone(NO_SUCH)
    return row


def shown_to_company(case: Case) -> list[Finding]:
    """What the company may read: all that were issued with a report."""
    return [finding for finding in of_case(case) if finding.issued_at is not None]


def is_withdrawn(finding: Finding) -> bool:
    """Whether an officer took it back before the company was told of it."""
    return finding.issued_at is None and finding.status is FindingStatus.CLOSED


def needing_action(case: Case, found: Sequence[Finding] | None = None) -> int:
    """How many findings ask the company to act and are not settled. Whoever has read the findings
    of the case gives them, here and below."""
    programme = programmes.version(case.programme_id, case.programme_version)
    return sum(
        finding.status in UNSETTLED and asks_action(grade_of(programme, finding.grade))
        for finding in _given(case, found)
    )


def serious_unsettled(case: Case, found: Sequence[Finding] | None = None) -> tuple[Blocker, ...]:
    """Findings that stand in the way of a grant: grave ones without an accepted plan."""
    programme = programmes.version(case.programme_id, case.programme_version)
    return tuple(
        Blocker(finding.number, finding.title)
        for finding in _given(case, found)
        if finding.status in WITHOUT_PLAN and grade_of(programme, finding.grade).blocks_grant
    )


def overdue(case: Case, found: Sequence[Finding] | None = None) -> bool:
    """Whether a plan or a remedy is late."""
    today = clock.today()
    return any(
        (finding.status is FindingStatus.OPEN and _passed(finding.plan_due_on, today))
        or (finding.status in UNSETTLED and _passed(finding.fix_due_on, today))
        for finding in _given(case, found)
    )


def _given(case: Case, found: Sequence[Finding] | None) -> Sequence[Finding]:
    return brief(case) if found is None else found


def grade_of(programme: Programme, code: str) -> FindingGrade:
    """A grade of the programme by its code."""
    return {grade.code: grade for grade in programme.finding_grades}[code]


def counts(proof: FindingProof) -> bool:
    """Whether a file can show anything: one that was refused by the check cannot."""
    return proof.document.state is not DocumentState.REJECTED


def asks_action(grade: FindingGrade) -> bool:
    """Whether a finding of this grade asks the company to do something."""
    return grade.plan_days is not None or grade.fix_days is not None


def _passed(day: date | None, today: date) -> bool:
    return day is not None and day < today
