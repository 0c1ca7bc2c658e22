"""Clocks that count backwards or in hours, and rules that cannot run, worked out by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from aeo.domain.clocks import ClockEvent, ClockRule, Status, Stop, fold
from aeo.domain.programme.clocks import Unit
from tests.unit.clocks.books import (
    ANSWERED,
    OPEN,
    TODAY,
    due,
    europe,
    hong_kong,
    on,
    rule,
    rules_told,
)

RENEWAL = ClockRule(
    id="renewal_due",
    unit=Unit.MONTH,
    length=6,
    start=frozenset({"authorisation.valid_to"}),
    end=frozenset({"case.submitted"}),
    backwards=True,
)


def test_a_renewal_is_due_six_months_before_the_status_ends() -> None:
    valid_to = on(date(2029, 11, 22), "authorisation.valid_to", 5)
    first_application = on(date(2026, 10, 5), "case.submitted", 1)
    filed = on(date(2029, 5, 22), "case.submitted", 9)
    late = on(date(2029, 5, 23), "case.submitted", 9)
    events = [first_application, valid_to]
    state = fold(RENEWAL, events, hong_kong(), date(2029, 5, 22))
    assert (state.status, state.due, state.overdue) == (
        Status.RUNNING, date(2029, 5, 22), False
    )  # fmt: skip
    assert fold(RENEWAL, events, hong_kong(), date(2029, 5, 23)).overdue is True
    assert fold(RENEWAL, [*events, filed], hong_kong(), TODAY).kept is True
    assert fold(RENEWAL, [*events, late], hong_kong(), TODAY).kept is False
    assert fold(RENEWAL, [first_application], hong_kong(), TODAY).status == Status.NOT_STARTED
    assert rules_told(state) == [
        "Counted back from this day. A period counted back does not roll.",
        "The last day stays where it falls.",
    ]


def test_days_are_counted_back_over_the_days_that_do_not_count() -> None:
    visit = on(date(2026, 10, 20), "authorisation.valid_to")
    working = replace(RENEWAL, unit=Unit.WORKING_DAY, length=3)
    assert due(working, visit) == date(2026, 10, 14)
    assert due(replace(working, unit=Unit.CALENDAR_DAY), visit) == date(2026, 10, 17)


PARIS = ZoneInfo("Europe/Paris")
REPORT = ClockRule(
    id="incident_report",
    unit=Unit.HOUR,
    length=24,
    start=frozenset({"incident.discovered"}),
    end=frozenset({"incident.reported"}),
)


def at(name: str, instant: datetime, seq: int = 0) -> ClockEvent:
    return on(instant.astimezone(PARIS).date(), name, seq, at=instant)


def test_twenty_four_hours_are_twenty_four_when_the_clocks_go_forward() -> None:
    found = at("incident.discovered", datetime(2026, 3, 28, 12, 0, tzinfo=PARIS))
    state = fold(REPORT, [found], europe(), TODAY, datetime(2026, 3, 28, 20, 59, tzinfo=UTC))
    assert state.due_at == datetime(2026, 3, 29, 13, 0, tzinfo=PARIS)
    assert (state.due, state.day, state.percent, state.overdue) == (
        date(2026, 3, 29), 9, 37, False
    )  # fmt: skip
    on_the_hour = at("incident.reported", datetime(2026, 3, 29, 13, 0, tzinfo=PARIS), 1)
    a_minute_late = at("incident.reported", datetime(2026, 3, 29, 13, 1, tzinfo=PARIS), 1)
    assert fold(REPORT, [found, on_the_hour], europe(), TODAY).kept is True
    assert fold(REPORT, [a_minute_late, found], europe(), TODAY).kept is False
    overdue = fold(REPORT, [found], europe(), TODAY, datetime(2026, 3, 29, 11, 1, tzinfo=UTC))
    assert (overdue.overdue, overdue.day, overdue.percent) == (True, 24, 100)


def test_a_clock_in_hours_needs_the_instant() -> None:
    with pytest.raises(ValueError, match="has no instant"):
        fold(REPORT, [on(TODAY, "incident.discovered")], europe(), TODAY)
    assert fold(REPORT, [on(TODAY, "case.granted")], europe(), TODAY).status == Status.NOT_STARTED


def test_a_rule_that_cannot_run_is_refused() -> None:
    stop = (Stop(OPEN, frozenset({ANSWERED})),)
    for changes in ({"unit": Unit.HOUR}, {"backwards": True}):
        with pytest.raises(ValueError, match="neither stops"):
            rule(stops=stop, **changes)
    with pytest.raises(ValueError, match="forward"):
        rule(length=-1)
