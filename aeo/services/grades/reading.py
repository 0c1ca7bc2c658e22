"""How each criterion is judged in the end, beside what the points and the findings suggest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aeo.db import db
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.scoring import Score, grade, scores
from aeo.domain.vocabulary import Grade
from aeo.domain.workflow.finding import UNSETTLED
from aeo.models.case import Case
from aeo.models.finding import CriterionGrade, Finding
from aeo.services import programmes, snapshots
from aeo.services.findings import reading as findings

GROUNDS = ("deficiency", "refusal")  # the programme's groups of reasons for a bad grade


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the rules of the programme make of the answers and the open findings."""

    score: Score
    grade: Grade | None


def suggested(
    case: Case, record: Mapping[str, Any], found: Sequence[Finding] | None = None
) -> dict[str, Suggested]:
    """By criterion, in the order of the programme; only what is scored. Whoever has read the
    findings of the case gives them."""
    programme = programmes.version(case.programme_id, case.programme_version)
    open_: dict[str, set[str]] = {}
    for finding in findings.brief(case) if found is None else found:
        if finding.status in UNSETTLED:
            open_.setdefault(finding.criterion, set()).add(finding.grade)
    return {
        score.criterion: Suggested(
            score, grade(programme, score, frozenset(open_.get(score.criterion, ())))
        )
        for score in scores(snapshots.questionnaire(record))
    }


def history(case: Case) -> dict[str, list[CriterionGrade]]:
    """Every grade that was given, by criterion, oldest first."""
    query = (
        sa.select(CriterionGrade)
        .where(CriterionGrade.case_id == case.id)
        .options(joinedload(CriterionGrade.given_by))
        .order_by(CriterionGrade.number)
    )
    found: dict[str, list[CriterionGrade]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.criterion, []).append(row)
    return found


def latest(case: Case) -> dict[str, CriterionGrade]:
    """The grade that counts for each criterion."""
    return counting(history(case))


def counting(history: Mapping[str, Sequence[CriterionGrade]]) -> dict[str, CriterionGrade]:
    """The grade that counts for each criterion: the last one of its history."""
    return {criterion: rows[-1] for criterion, rows in history.items()}


def sought(programme: Programme, levels: list[str]) -> list[str]:
    """The criteria that the levels sought ask for, in the order of the programme."""
    wanted = {criterion for level in levels for criterion in programme.levels[level].criteria}
    return [criterion.id for criterion in programme.criteria if criterion.id in wanted]


def ungraded(case: Case, given: Mapping[str, CriterionGrade] | None = None) -> tuple[str, ...]:
    """Criteria without a grade. Whoever has read the grades that count gives them, here and
    below."""
    programme = programmes.version(case.programme_id, case.programme_version)
    given = latest(case) if given is None else given
    return tuple(one for one in sought(programme, case.levels) if one not in given)


def not_met(case: Case, given: Mapping[str, CriterionGrade] | None = None) -> tuple[str, ...]:
    """Criteria that are not met."""
    given = latest(case) if given is None else given
    return tuple(criterion for criterion, row in given.items() if row.grade is Grade.NOT_MET)


def grounds(programme: Programme) -> dict[str, Mapping[str, str]]:
    """The grounds of a bad grade, by code."""
    return {
        reason.code: reason.text
        for group in programme.files.reasons.groups
        if group.use in GROUNDS
        for reason in group.reasons
    }
