"""Points and grades: they guide the officer and colour the readiness check, and never decide.

Only yes-or-no questions with a weight above ``info`` are scored. *Not applicable* is left out; a
question not yet answered earns nothing, so that a half-filled section never looks good.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from aeo.domain.programme.criteria import Weight
from aeo.domain.programme.procedure import GradeRule
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import Asked, Questionnaire
from aeo.domain.vocabulary import Grade

Colour = Literal["green", "amber", "red"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Of one criterion: ``points`` earned of ``possible``, and what pulls the grade down."""

    criterion: str
    points: int
    possible: int
    unanswered: int
    unfavourable: frozenset[Weight]

    @property
    def percent(self) -> int | None:
        """Rounded down, so that what is shown as the threshold has reached it."""
        return self.points * 100 // self.possible if self.possible else None


def scores(questionnaire: Questionnaire) -> list[Score]:
    """The score of every criterion that is scored and asked, in the order of the programme."""
    asked = list(questionnaire.asked())
    sections = {section.id: section for section in questionnaire.programme.sections}
    return [
        _score(questionnaire, criterion, [one for one in asked if one.section == criterion])
        for criterion in dict.fromkeys(one.section for one in asked)
        if sections[criterion].scored
    ]


def _score(questionnaire: Questionnaire, criterion: str, asked: Iterable[Asked]) -> Score:
    earns = questionnaire.programme.scoring.answers.model_dump()
    best = max(points for points in earns.values() if points is not None)
    roles = questionnaire.situation.roles
    points = possible = unanswered = 0
    unfavourable = set()
    for one in asked:
        weight = one.question.weight_of(roles)
        if not one.question.is_yes_or_no or weight is Weight.INFO:
            continue
        value = one.answer.value if one.is_answered else None
        if not isinstance(value, str):
            unanswered += 1
            possible += best
            continue
        earned = earns.get(_as_favourable(one, value))
        if earned is None:
            continue
        points += earned
        possible += best
        if value == _opposite(one):
            unfavourable.add(weight)
    return Score(
        criterion=criterion,
        points=points,
        possible=possible,
        unanswered=unanswered,
        unfavourable=frozenset(unfavourable),
    )


def _as_favourable(one: Asked, value: str) -> str:
    """The answer read as if *yes* were the good one."""
    if one.question.favourable == "no":
        return {"yes": "no", "no": "yes"}.get(value, value)
    return value


def _opposite(one: Asked) -> str:
    return "yes" if one.question.favourable == "no" else "no"


def grade(
    programme: Programme, score: Score, open_findings: frozenset[str] = frozenset()
) -> Grade | None:
    """The grade by the programme's rules, in their order; ``partly_met`` when none holds, None
    when nothing could be scored. ``open_findings`` are the grades of the open findings of this
    criterion."""
    percent, threshold = score.percent, programme.criterion(score.criterion).threshold
    if threshold is None:
        threshold = programme.scoring.threshold_default
    holds = {
        GradeRule.CRITICAL: Weight.CRITICAL in score.unfavourable or "critical" in open_findings,
        GradeRule.MAJOR: Weight.MAJOR in score.unfavourable or "major" in open_findings,
        GradeRule.THRESHOLD: percent is not None and percent >= threshold,
    }
    if percent is None and not open_findings:
        return None
    return next(
        (rule.grade for rule in programme.scoring.criterion if holds[rule.if_]),
        Grade.PARTLY_MET,
    )


def colour(programme: Programme, percent: int) -> Colour:
    """The colour of the readiness check for a score from 0 to 100."""
    readiness = programme.scoring.readiness
    if percent >= readiness.green:
        return "green"
    return "amber" if percent >= readiness.amber else "red"
