"""The clocks of a case: what its events and the calendar say, and the next day due for the queue.

Nothing of a clock is stored but ``next_clock`` and ``next_due_on``, which are kept for sorting.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.calendar import Calendar
from aeo.domain.clocks import ClockEvent, ClockRule, ClockState, Status, fold
from aeo.domain.clocks.reading import rule_of
from aeo.domain.programme.clocks import Clock
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import CaseStatus, Machine
from aeo.models.case import Case, CaseEvent
from aeo.services import holidays, programmes


def history(case_ids: Sequence[int]) -> dict[int, list[CaseEvent]]:
    """The events of each case, oldest first, in one statement."""
    found: dict[int, list[CaseEvent]] = {case_id: [] for case_id in case_ids}
    query = sa.select(CaseEvent).where(CaseEvent.case_id.in_(case_ids)).order_by(CaseEvent.seq)
    for event in db.session.scalars(query):
        found[event.case_id].append(event)
    return found


def heard(events: Sequence[CaseEvent]) -> list[ClockEvent]:
    """The events as the clocks hear them: each status reached, and what a step says besides."""
    told = []
    for event in events:
        day = clock.local(event.at).date()
        names = [f"{event.machine}.{event.to_status}"] if event.to_status else []
        told += [
            ClockEvent(
                name=name,
                day=day,
                seq=event.seq,
                ref=event.subject,
                at=event.at,
                length=event.details.get("days"),
            )
            for name in (*names, *event.details.get("clock_events", ()))
        ]
    return told


def states(
    programme: Programme,
    events: Sequence[CaseEvent],
    calendar: Calendar,
    *,
    only: Sequence[str] | None = None,
    promised: bool = False,
) -> dict[str, ClockState]:
    """Every clock that has started, by its id, with its derivation. ``only`` names a few;
    ``promised`` counts with the length that was promised, where one was."""
    told, today, now = heard(events), clock.today(), clock.now()
    found = {}
    for content in programme.clocks:
        if not content.enabled or (only is not None and content.id not in only):
            continue
        state = fold(rule(programme, content, promised=promised), told, calendar, today, now)
        if state.status is not Status.NOT_STARTED:
            found[content.id] = state
    return found


def rule(programme: Programme, content: Clock, *, promised: bool = False) -> ClockRule:
    """How a clock of a programme runs, with the day rules of its law. ``promised`` as above."""
    return rule_of(
        content,
        promised=promised and content.promised is not None,
        short_period=programme.locale.short_period_days,
        least_working_days=programme.locale.least_working_days,
    )


def of_case(case: Case) -> dict[str, ClockState]:
    """The clocks of one case as they stand now."""
    programme = programmes.version(case.programme_id, case.programme_version)
    events = history([case.id])[case.id]
    return states(programme, events, holidays.calendar(programme.locale.calendar))


def due_if(
    case: Case,
    status: CaseStatus,
    clock_id: str,
    events: Sequence[CaseEvent],
    calendar: Calendar,
) -> date | None:
    """Until when a clock would run, did the case come to ``status`` now. ``events`` are those of
    the case, and ``calendar`` is that of its programme."""
    would_be = CaseEvent(
        seq=case.seq + 1,
        machine=Machine.CASE,
        subject="",
        to_status=status,
        details={},
        at=clock.now(),
    )
    programme = programmes.version(case.programme_id, case.programme_version)
    found = states(programme, [*events, would_be], calendar, only=(clock_id,))
    return found[clock_id].due if clock_id in found else None


def most_urgent(running: Mapping[str, ClockState]) -> tuple[str, ClockState] | None:
    """The running clock that is due first; None while none runs."""
    due = [
        (state.due, clock_id, state)
        for clock_id, state in running.items()
        if state.status is Status.RUNNING and state.due is not None
    ]
    if not due:
        return None
    _, clock_id, state = min(due, key=lambda one: (one[0], one[1]))
    return clock_id, state


def refresh(case: Case) -> dict[str, ClockState]:
    """Bring the kept day up to date after an event; returns the clocks."""
    found = of_case(case)
    urgent = most_urgent(found)
    case.next_clock = urgent[0] if urgent else None
    case.next_due_on = urgent[1].due if urgent else None
    db.session.flush()
    return found
