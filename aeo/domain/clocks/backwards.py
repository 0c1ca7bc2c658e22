"""A day that lies before another: file the renewal six months before the status ends.

The day it counts back from is a fact known beforehand, not something that happened: the clock
can be met, and missed, long before that day comes.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from aeo.domain.calendar import Calendar, Counted, Counting, move_by_months
from aeo.domain.clocks import wording as say
from aeo.domain.clocks.rules import ClockEvent, ClockRule
from aeo.domain.clocks.state import ClockState, Status, Step, StepKind
from aeo.domain.programme.clocks import Unit


def state_of(
    rule: ClockRule, events: Sequence[ClockEvent], calendar: Calendar, today: date
) -> ClockState:
    """The day counted back from the newest start by ``seq``, and whether it was met since.

    Raises ``BeyondHorizon``, for a clock in working days only.
    """
    recorded = sorted(events, key=lambda event: (event.seq, event.order))
    starts = [event for event in recorded if event.name in rule.start]
    if not starts:
        return ClockState(rule=rule, status=Status.NOT_STARTED, today=today)
    start = starts[-1]
    ends = [event for event in recorded if event.name in rule.end and event.seq > start.seq]
    length = rule.length if start.length is None else start.length
    counted = None if length is None else _before(rule.unit, calendar, start.day, length)
    due = None if counted is None else counted.day
    end = ends[0] if ends else None
    return ClockState(
        rule=rule,
        status=Status.ENDED if end else Status.RUNNING,
        today=today,
        started_on=start.day,
        ended_on=end.day if end else None,
        due=due,
        overdue=end is None and due is not None and today > due,
        kept=None if end is None else due is None or end.day <= due,
        provisional=counted is not None and counted.provisional,
        steps=tuple(_steps(start, end, counted)),
    )


def _before(unit: Unit, calendar: Calendar, day: date, length: int) -> Counted:
    if unit in {Unit.MONTH, Unit.YEAR}:
        return Counted(move_by_months(day, -length * (12 if unit is Unit.YEAR else 1)))
    if unit is Unit.WORKING_DAY:
        return calendar.subtract(day, length, Counting.WORKING)
    return Counted(day - timedelta(days=length))


def _steps(start: ClockEvent, end: ClockEvent | None, counted: Counted | None) -> list[Step]:
    day = start.day if counted is None else counted.day
    steps = [Step(StepKind.STARTED, say.BACKWARDS, start.day, start.day, 0, None, day, start)]
    if counted is not None:
        due = Step(
            StepKind.DUE, say.NO_ROLL, day, day, 0, None, day, None, counted.left_out,
            counted.provisional,
        )  # fmt: skip
        steps.append(due)
    if end is not None:
        steps.append(Step(StepKind.ENDED, say.ENDS, end.day, end.day, 0, None, end.day, end))
    return steps
