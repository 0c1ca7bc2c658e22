"""By when a case has to be decided, and what its programme makes of that day: whether a supervisor
may move it, and whether the law refuses when it has passed.

Where the programme promises a time, that is the law's, and it counts here; else the office's own.
"""

from collections.abc import Sequence

from aeo.domain.calendar import Calendar
from aeo.domain.clocks import ClockEvent, ClockState, Extension, Status, StepKind
from aeo.domain.programme.clocks import Breach
from aeo.domain.programme.programme import Programme
from aeo.domain.workflow.case import IN_REVIEW
from aeo.models.case import Case, CaseEvent
from aeo.services import clocks, holidays, programmes

CLOCK = "decision"
MORE_TIME = "clock.extended.supervisor"


def of_events(
    programme: Programme, events: Sequence[CaseEvent], calendar: Calendar
) -> ClockState | None:
    """The time to decide as it stands; None while it has not begun, or where there is none."""
    return clocks.states(programme, events, calendar, only=(CLOCK,), promised=True).get(CLOCK)


def of_case(case: Case) -> ClockState | None:
    """The same, read for one case; None unless it is under review."""
    if case.status not in IN_REVIEW:
        return None
    programme = programmes.version(case.programme_id, case.programme_version)
    events = clocks.history([case.id])[case.id]
    return of_events(programme, events, holidays.calendar(programme.locale.calendar))


def extension(state: ClockState | None) -> Extension | None:
    """How a supervisor may give more time; None where the programme does not say so."""
    if state is None:
        return None
    return next((one for one in state.rule.extensions if one.event == MORE_TIME), None)


def is_left(state: ClockState | None) -> bool:
    """Whether it may be given once more."""
    found = extension(state)
    if state is None or found is None:
        return False
    given = [
        step for step in state.steps if step.kind is StepKind.EXTENDED and _is_more(step.event)
    ]
    return found.times is None or len(given) < found.times


def is_in_time(state: ClockState | None) -> bool:
    """Whether the day has not passed; it cannot while the clock stands still."""
    return state is not None and not state.overdue


def stands_still(state: ClockState | None) -> bool:
    return state is not None and state.status is Status.STOPPED


def deems_refusal(state: ClockState | None) -> bool:
    """Whether the law refuses what is not decided in time (handbook §7.1, T34)."""
    return state is not None and state.rule.on_breach == Breach.DEEMED_REFUSAL


def _is_more(event: ClockEvent | None) -> bool:
    return event is not None and event.name == MORE_TIME
