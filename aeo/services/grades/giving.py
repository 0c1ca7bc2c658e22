"""Judging a criterion: the case officer's grade, with its reason."""

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.vocabulary import Actor, CaseStatus, Grade, Role, Touch
from aeo.models.case import Case
from aeo.models.finding import CriterionGrade
from aeo.services import cases, programmes, touches
from aeo.services.grades.reading import grounds, sought

MAY_GRADE = frozenset({Role.CASE_OFFICER})
REASONING_MAX = 10_000


def give(
    reference: str,
    criterion: str,
    value: Grade,
    *,
    reasoning: str = "",
    reason: str = "",
    seen: int | None = None,
    by: Actor,
) -> CriterionGrade:
    """Judge one criterion. Judging again adds a grade; the latest counts.

    ``seen`` is how many grades of it the officer knew of. Raises ``OutOfOrder`` outside the
    assessment, when there are more by now, or when nobody could decide afterwards, ``Gone``
    for a criterion that is not sought, ``Incomplete`` for a doubt without reasoning, and for *not
    met* without a ground of the programme.
    """
    case = cases.get(reference, to=by, lock=True)
    if not by.has(*MAY_GRADE):
        raise NotAllowed(Sentence(N_("The case officer assesses the criteria.")))
    if case.status is not CaseStatus.ASSESSMENT:
        raise OutOfOrder(Sentence(N_("Criteria are assessed in the assessment.")))
    programme = programmes.version(case.programme_id, case.programme_version)
    if criterion not in sought(programme, case.levels):
        raise Gone(Sentence(N_("This criterion is not part of the application.")))
    if value is not Grade.MET and not reasoning.strip():
        raise Incomplete(Sentence(N_("Say why it is not fully met.")))
    if (reason or value is Grade.NOT_MET) and reason not in grounds(programme):
        raise Incomplete(Sentence(N_("Choose the ground: the letter will give it.")))
    if seen is not None and seen != count(case, criterion):
        raise OutOfOrder(Sentence(N_("Meanwhile this criterion was graded: look at it first.")))
    return record(case, criterion, value, reasoning, reason, by)


def record(
    case: Case, criterion: str, value: Grade, reasoning: str, reason: str, by: Actor
) -> CriterionGrade:
    """Write a grade down; whoever gives it does not decide the case."""
    touches.check(case, {by.user_id or 0})
    row = CriterionGrade(
        company_id=case.company_id,
        case_id=case.id,
        criterion=criterion,
        number=count(case, criterion) + 1,
        grade=value,
        reasoning=reasoning.strip()[:REASONING_MAX],
        reason=reason or None,
        given_at=clock.now(),
        given_by_id=by.user_id,
    )
    db.session.add(row)
    touches.record(case, Touch.SCORE, by)
    db.session.flush()
    return row


def count(case: Case, criterion: str) -> int:
    """How many grades a criterion has had."""
    query = sa.select(sa.func.count()).where(
        CriterionGrade.case_id == case.id, CriterionGrade.criterion == criterion
    )
    return db.session.scalar(query) or 0
