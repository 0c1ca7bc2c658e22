"""The last day of a running clock: counted out, then rolled, then long enough."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from aeo.domain.calendar import ONE_DAY, Calendar, Counted, Counting, Holiday
from aeo.domain.clocks import wording as say
from aeo.domain.clocks.rules import ClockRule
from aeo.domain.clocks.state import Segment, Step, StepKind
from aeo.domain.errors import Sentence


class Clock(Protocol):
    """What the last day depends on."""

    @property
    def rule(self) -> ClockRule: ...
    @property
    def calendar(self) -> Calendar: ...
    @property
    def counting(self) -> Counting: ...
    @property
    def since(self) -> date: ...
    @property
    def run(self) -> int: ...
    @property
    def length(self) -> int | None: ...
    @property
    def total(self) -> int | None: ...
    @property
    def segments(self) -> list[Segment]: ...


@dataclass(frozen=True, slots=True)
class Due:
    """``counted`` is the last day with all that was left out on the way; ``parts`` how it moved."""

    counted: Counted
    parts: tuple[tuple[StepKind, Sentence, Counted], ...]

    def steps(self, clock: Clock) -> tuple[Step, ...]:
        """The last lines: the days left, and each rule that moved the last day."""
        total = clock.total or 0
        first = clock.since + ONE_DAY
        made = []
        for kind, rule, counted in self.parts:
            day = counted.day
            begins = min(first, day) if kind is StepKind.LEFT else day
            made.append(
                Step(kind, rule, begins, day, total, total, day, None, counted.left_out,
                     counted.provisional)
            )  # fmt: skip
        return tuple(made)


def due_of(clock: Clock) -> Due:
    """Where the clock ends if nothing more happens. Raises ``BeyondHorizon``."""
    rule, calendar = clock.rule, clock.calendar
    left = max(0, (clock.total or 0) - clock.run)
    counted = calendar.add(clock.since, left, clock.counting)
    parts = [(StepKind.LEFT, say.COUNTED[clock.counting], counted)]
    if rule.roll:
        rolled = calendar.roll(counted.day)
        if rolled.day != counted.day:
            parts.append((StepKind.ROLLED, say.ROLLS, rolled))
        counted = _both(counted, rolled)
    if (clock.length or 0) >= 2 and rule.least_working_days:
        longer = _long_enough(clock, counted)
        if longer.day > counted.day:
            sentence = say.at_least(rule.least_working_days)
            parts.append((StepKind.LENGTHENED, sentence, longer))
        counted = _both(counted, longer)
    last = say.A_WORKING_DAY if rule.roll or rule.least_working_days else say.NO_ROLL
    parts.append((StepKind.DUE, last, replace(counted, left_out=())))
    return Due(counted, tuple(parts))


def _long_enough(clock: Clock, counted: Counted) -> Counted:
    """The last day, moved on until enough working days lie in the time that ran."""
    calendar = clock.calendar
    ran = sum(
        calendar.count(one.after, one.until, Counting.WORKING) for one in clock.segments if one.runs
    )
    missing = clock.rule.least_working_days - ran
    have = calendar.count(clock.since, counted.day, Counting.WORKING)
    if have >= missing:
        return calendar.between(clock.since, counted.day, Counting.WORKING)
    return calendar.add(clock.since, missing, Counting.WORKING)


def _both(one: Counted, other: Counted) -> Counted:
    """The later rule's day, resting on what both rest on."""
    left_out: dict[date, Holiday] = {row.day: row for row in (*one.left_out, *other.left_out)}
    return Counted(other.day, tuple(left_out.values()), one.provisional or other.provisional)
