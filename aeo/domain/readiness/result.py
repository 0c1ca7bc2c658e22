"""What the answers say: how each criterion stands, and what to put right first."""

from collections.abc import Sequence
from dataclasses import dataclass

from aeo.domain.programme.criteria import Question, Weight
from aeo.domain.programme.levels import Level
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.scoring import Colour, colour, scores
from aeo.domain.programme.wording import Reason
from aeo.domain.readiness.check import ASKED, Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a criterion looks. ``percent`` and ``colour`` are None while a question is unanswered,
    and where nothing applies. ``is_blocked``: a critical requirement is not met, whatever the
    rest earns."""

    criterion: str
    asked: int
    unanswered: int
    percent: int | None
    colour: Colour | None
    is_blocked: bool

    @property
    def needs_work(self) -> bool:
        return self.colour == "red" or self.is_blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An answer that is not the good one, and what would settle it."""

    criterion: str
    question: Question
    value: str
    weight: Weight
    settled_by: Sequence[Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lower:
    """The next lower tier: the criteria it leaves out, and how many need work there."""

    level: Level
    left_out: Sequence[str]
    need_work: int


def standings(check: Check) -> list[Standing]:
    """Every criterion that is asked, in the order of the programme; colours by its thresholds."""
    asked = [one.section for one in check.asked()]
    found = []
    for score in scores(check):
        percent = None if score.unanswered else score.percent
        found.append(
            Standing(
                criterion=score.criterion,
                asked=asked.count(score.criterion),
                unanswered=score.unanswered,
                percent=percent,
                colour=None if percent is None else colour(check.programme, percent),
                is_blocked=Weight.CRITICAL in score.unfavourable,
            )
        )
    return found


def gaps(check: Check) -> list[Gap]:
    """What is not as it should be: critical before major, a plain no before a partly, then in the
    order of the programme."""
    found = [
        Gap(
            criterion=one.section,
            question=one.question,
            value=one.answer.value,
            weight=one.question.weight_of(check.given.roles),
            settled_by=_settled_by(check.programme, one.question),
        )
        for one in check.asked()
        if one.is_answered and one.answer.value not in (one.question.favourable, "na")
    ]
    return sorted(found, key=lambda gap: (ASKED.index(gap.weight), gap.value == "partly"))


def _settled_by(programme: Programme, question: Question) -> Sequence[Reason]:
    """The reasons about this very criterion: the others speak of a letter nobody wrote yet."""
    reasons = [programme.reason(code) for code in question.reasons]
    return [reason for reason in reasons if reason.criterion is not None]


def lower_tier(check: Check, found: Sequence[Standing]) -> Lower | None:
    """The next lower tier, if there is one and it would need less work."""
    levels = check.programme.levels
    sought = [levels[level].order for level in check.given.levels]
    below = [tier for tier in levels.items if _is_below(tier.order, sought)]
    if not below:
        return None
    tier = max(below, key=lambda it: it.order or 0)
    left_out = [one for one in found if one.criterion not in tier.criteria]
    if not any(one.needs_work for one in left_out):
        return None
    return Lower(
        level=tier,
        left_out=[one.criterion for one in left_out],
        need_work=sum(one.needs_work for one in found if one not in left_out),
    )


def _is_below(order: int | None, sought: Sequence[int | None]) -> bool:
    return order is not None and all(other is not None and order < other for other in sought)
