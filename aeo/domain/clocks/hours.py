"""A clock in hours: from one instant to another, through nights, holidays and changes of the hour.

It neither stops nor rolls, so nothing of a calendar matters to it.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from aeo.domain.clocks import wording as say
from aeo.domain.clocks.rules import RESET, ClockEvent, ClockRule
from aeo.domain.clocks.state import ClockState, Status, Step, StepKind
from aeo.domain.errors import Sentence

HOUR = timedelta(hours=1)


def state_of(
    rule: ClockRule, events: Sequence[ClockEvent], today: date, now: datetime | None
) -> ClockState:
    """Hours that passed, and the instant due, in the zone of the start. Without ``now`` no hour
    has passed since the start. Raises ``ValueError`` for an event without its instant.
    """
    start: ClockEvent | None = None
    end: ClockEvent | None = None
    steps: list[Step] = []
    for event in sorted(events, key=lambda event: (_instant(event, rule), event.order)):
        begins = event.name in rule.start
        if begins and (start is None or (end is not None and rule.again == RESET)):
            start, end = event, None
            steps.append(_line(StepKind.STARTED, say.HOURS, event, _due(rule, event)))
        elif event.name in rule.end and start is not None and end is None:
            end = event
            steps.append(_line(StepKind.ENDED, say.ENDS, event, event.at))
    if start is None:
        return ClockState(rule=rule, status=Status.NOT_STARTED, today=today)
    began, due = _instant(start, rule), _due(rule, start)
    ended = None if end is None else _instant(end, rule)
    passed = max(0, ((ended or now or began).astimezone(UTC) - began) // HOUR)
    total = start.length if start.length is not None else rule.length
    late = due is not None and (ended or now or began) > due
    return ClockState(
        rule=rule,
        status=Status.RUNNING if end is None else Status.ENDED,
        today=today,
        started_on=start.day,
        ended_on=None if end is None else end.day,
        day=passed if total is None else min(passed, total),
        total=total,
        remaining=None if total is None else max(0, total - passed),
        due=None if due is None else due.date(),
        due_at=due,
        overdue=end is None and late,
        kept=None if end is None else not late,
        steps=tuple(steps),
    )


def _instant(event: ClockEvent, rule: ClockRule) -> datetime:
    """The instant in UTC: between wall clocks, an hour of summer time would be lost."""
    heard = event.name in rule.start or event.name in rule.end
    if event.at is None and not heard:
        return datetime.min.replace(tzinfo=UTC)
    if event.at is None or event.at.tzinfo is None:
        raise ValueError(f"{rule.id} counts hours, and {event.name} has no instant")
    return event.at.astimezone(UTC)


def _due(rule: ClockRule, start: ClockEvent) -> datetime | None:
    hours = rule.length if start.length is None else start.length
    if hours is None or start.at is None:
        return None
    return (start.at.astimezone(UTC) + hours * HOUR).astimezone(start.at.tzinfo)


def _line(kind: StepKind, rule: Sentence, event: ClockEvent, result: datetime | None) -> Step:
    day = event.day if result is None else result.date()
    return Step(kind, rule, event.day, event.day, 0, None, day, event)
