"""A clock is a fold over events: the same events give the same date, in whatever order they come.

The day of the start is not counted; the day of a stop is, the day of a resumption is not
(product §6, handbook §17.1). What an event cannot do is left undone, and a line says so.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from aeo.domain.calendar import Calendar
from aeo.domain.clocks import backwards, hours
from aeo.domain.clocks import wording as say
from aeo.domain.clocks.rules import RESET, ClockEvent, ClockRule, Extension
from aeo.domain.clocks.running import Running
from aeo.domain.clocks.state import ClockState, Status
from aeo.domain.errors import Sentence
from aeo.domain.programme.clocks import Unit


def fold(
    rule: ClockRule,
    events: Iterable[ClockEvent],
    calendar: Calendar,
    today: date,
    now: datetime | None = None,
) -> ClockState:
    """The state of one clock on ``today`` with every line of its derivation.

    Events after ``today`` are taken as given: a what-if. ``now`` (aware) is needed by clocks in
    hours. A clock that ended keeps the calendar of the day it ended: a closure declared later
    moves only what is open. Raises ``BeyondHorizon`` when the calendar does not reach the day
    due, ``ValueError`` for an event without the instant that a clock in hours needs.
    """
    heard = _heard(rule, events)
    if rule.backwards:
        return backwards.state_of(rule, heard, calendar, today)
    if rule.unit is Unit.HOUR:
        return hours.state_of(rule, heard, today, now)
    ended_on = _ended_on(rule, heard)
    if ended_on is not None:
        calendar = calendar.as_known_on(ended_on)
    return _folded(rule, heard, calendar).state_on(today)


def extension_objections(
    rule: ClockRule,
    events: Iterable[ClockEvent],
    calendar: Calendar,
    extension: ClockEvent,
) -> Sequence[Sentence]:
    """What stands against extending the clock by ``extension`` now; the fold would ignore it."""
    found = _extension(rule, extension)
    if found is None:
        return [say.NO_SUCH_EXTENSION]
    earlier = [event for event in _heard(rule, events) if event.order < extension.order]
    return _folded(rule, earlier, calendar).objections(found, extension)


def resumed_on(
    rule: ClockRule, events: Iterable[ClockEvent], calendar: Calendar, today: date, day: date
) -> ClockState:
    """What the clock would show if all it waits for were lifted on ``day``.

    Raises ``BeyondHorizon``, and ``ValueError`` for a clock that does not stand still by then.
    """
    clock = _folded(rule, _heard(rule, events), calendar)
    if clock.status is not Status.STOPPED or day < clock.since:
        raise ValueError(f"{rule.id} does not stand still on {day}")
    for name, ref in sorted(clock.holds):
        clock.lift(name, ClockEvent(name="clock.resumed", day=day, ref=ref))
    return clock.state_on(today)


def _heard(rule: ClockRule, events: Iterable[ClockEvent]) -> list[ClockEvent]:
    mine = (event for event in events if event.clock in {"", rule.id})
    return sorted(mine, key=lambda event: event.order)


def _ended_on(rule: ClockRule, events: Sequence[ClockEvent]) -> date | None:
    """The day of the last end that no start follows."""
    ended: date | None = None
    started = False
    for event in events:
        if event.name in rule.end and started:
            ended, started = event.day, False
        if event.name in rule.start:
            ended, started = None, True
    return ended


def _folded(rule: ClockRule, events: Sequence[ClockEvent], calendar: Calendar) -> Running:
    clock = Running(rule, calendar)
    anchor: date | None = None
    for event in events:
        if rule.anchor and event.name in rule.anchor.events:
            anchor = event.day if rule.anchor.which == "last" or anchor is None else anchor
        _apply(clock, rule, event, anchor)
    return clock


def _apply(clock: Running, rule: ClockRule, event: ClockEvent, anchor: date | None) -> None:
    """One event may do several things: leave one stop, enter the next, and end what is left."""
    lifted = _lift(clock, rule, event)
    for stop in rule.stops:
        if event.name == stop.event:
            clock.stop(stop, event)
    if event.name in rule.end:
        clock.end(event)
    if event.name in rule.start and not (lifted and rule.again != RESET):
        clock.start(event, anchor)
    if (extension := _extension(rule, event)) is not None:
        clock.extend(extension, event)


def _lift(clock: Running, rule: ClockRule, event: ClockEvent) -> bool:
    """Take away every hold that ``event`` lifts, and say so when there was none."""
    lifting = [stop for stop in rule.stops if event.name in stop.lifted_by]
    held = [stop for stop in lifting if (stop.event, event.ref) in clock.holds]
    for stop in held:
        clock.lift(stop.event, event)
    if not held and any(not stop.by_leaving for stop in lifting):
        clock.ignore(event, say.NOT_STOPPED)
    return bool(held)


def _extension(rule: ClockRule, event: ClockEvent) -> Extension | None:
    return next((one for one in rule.extensions if one.event == event.name), None)
