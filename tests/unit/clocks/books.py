"""Calendars, rules and events to work clocks out by hand."""

from datetime import date
from typing import Any

from aeo.domain.calendar import Calendar, Holiday, HolidayKind, calendar_of
from aeo.domain.clocks import ClockEvent, ClockRule, ClockState, Extension, Stop, fold
from aeo.domain.programme.clocks import Unit

HONG_KONG_2026 = [
    (1, 1), (2, 17), (2, 18), (2, 19), (4, 3), (4, 4), (4, 6), (4, 7), (5, 1), (5, 25), (6, 19),
    (7, 1), (9, 26), (10, 1), (10, 19), (12, 25), (12, 26),
]  # fmt: skip
HONG_KONG_2027 = [
    (1, 1), (2, 6), (2, 8), (2, 9), (3, 26), (3, 27), (3, 29), (4, 5), (5, 1), (5, 13), (6, 9),
    (7, 1), (9, 16), (10, 1), (10, 8), (12, 25), (12, 27),
]  # fmt: skip
OPEN = "rfi.open"
ANSWERED = "rfi.answered"
TODAY = date(2026, 11, 23)


def hong_kong(*more: Holiday) -> Calendar:
    rows = [Holiday(date(2026, *day), HolidayKind.GAZETTED) for day in HONG_KONG_2026]
    rows += [Holiday(date(2027, *day), HolidayKind.COMPUTED) for day in HONG_KONG_2027]
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    return calendar_of("hk-gov", first, last, [*rows, *more], gazetted_until=date(2026, 12, 31))


def europe(*off: date) -> Calendar:
    rows = [Holiday(day, HolidayKind.GAZETTED) for day in off]
    last = date(2028, 12, 31)
    return calendar_of("ms-fr", date(2026, 1, 1), last, rows, gazetted_until=last)


def rule(**changes: Any) -> ClockRule:
    given = {
        "id": "decision",
        "unit": Unit.WORKING_DAY,
        "length": 90,
        "start": frozenset({"case.accepted"}),
        "end": frozenset({"case.granted"}),
        "stops": (Stop(OPEN, frozenset({ANSWERED})),),
        "extensions": (),
    }
    return ClockRule(**{**given, **changes})


def on(day: date, name: str, seq: int = 0, **more: Any) -> ClockEvent:
    return ClockEvent(name=name, day=day, seq=seq, **more)


def calendar_days(length: int, **changes: Any) -> ClockRule:
    return rule(unit=Unit.CALENDAR_DAY, length=length, **changes)


def due(a_rule: ClockRule, *events: ClockEvent, known: Calendar | None = None) -> date | None:
    return fold(a_rule, events, known or hong_kong(), TODAY).due


def lines(state: ClockState) -> list[tuple[str, str, int]]:
    return [(str(step.kind), step.result.isoformat(), step.run) for step in state.steps]


def rules_told(state: ClockState) -> list[str]:
    return [str(step.rule) for step in state.steps]


ACCEPTED = on(date(2026, 10, 15), "case.accepted")
FIRST_REQUEST = on(date(2026, 11, 12), OPEN, 1, ref="rfi:1")
EXTENSIONS = (
    Extension(event="clock.extended.authority", unit=Unit.CALENDAR_DAY, most=60, times=1),
    Extension(event="clock.extended.hearing", unit=Unit.CALENDAR_DAY, add=30),
    Extension(
        event="clock.extended.investigation",
        unit=Unit.CALENDAR_DAY,
        most=9,
        most_unit=Unit.MONTH,
    ),
)
EU_DECISION = calendar_days(120, stops=(), extensions=EXTENSIONS)
