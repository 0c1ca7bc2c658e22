"""Every clock of the programmes runs as it is written there."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aeo.domain.calendar import calendar_of
from aeo.domain.clocks import Anchor, ClockEvent, Extension, Status, fold
from aeo.domain.clocks.reading import rule_of
from aeo.domain.programme import clocks as content
from aeo.domain.programme.clocks import Unit
from aeo.domain.programme.programme import Programme

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
MONDAY = date(2026, 11, 2)
BARE = calendar_of(
    "bare", date(2026, 1, 1), date(2031, 12, 31), [], gazetted_until=date(2031, 12, 31)
)


def clock_of(programme: Programme, name: str) -> content.Clock:
    return next(clock for clock in programme.clocks if clock.id == name)


def event(name: str, day: date, seq: int = 0) -> ClockEvent:
    at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=HONG_KONG)
    return ClockEvent(name=name, day=day, seq=seq, at=at)


def test_every_clock_of_hong_kong_starts_runs_out_and_ends(hongkong: Programme) -> None:
    due = {}
    for clock in hongkong.clocks:
        rule = rule_of(clock, short_period=6)
        start = event(clock.start.split("|")[0], MONDAY)
        state = fold(rule, [start], BARE, MONDAY)
        assert state.status == Status.RUNNING, clock.id
        due[clock.id] = state.due
        for name in clock.stop.split("|"):
            ended = fold(rule, [start, event(name, MONDAY, 1)], BARE, MONDAY)
            assert ended.status == Status.ENDED, (clock.id, name)
    assert due == {
        "acknowledge": date(2026, 11, 3),
        "completeness": date(2026, 11, 16),
        "applicant_gaps": date(2026, 11, 30),
        "vetting": date(2026, 11, 30),
        "rfi_answer": date(2026, 11, 23),
        "visit_proposal": date(2026, 11, 30),
        "visit_notice": date(2026, 11, 16),
        "report": date(2026, 11, 23),
        "supervisor_approval": date(2026, 11, 9),
        "decision_after_report": date(2026, 11, 16),
        "decision": date(2027, 3, 8),
        "hearing": date(2026, 11, 30),
        "suspension_plan": date(2026, 11, 16),
        "suspension_cure": date(2027, 2, 1),
        "change_notify": date(2026, 11, 16),
        "change_review_material": date(2026, 11, 30),
        "change_review_critical": date(2026, 11, 4),
        "incident_report": date(2026, 11, 3),
        "renewal_due": date(2026, 5, 2),
        "appeal": date(2026, 12, 2),
    }


def test_every_pause_of_hong_kong_stops_and_is_lifted_by_leaving_the_status(
    hongkong: Programme,
) -> None:
    paused = 0
    for clock in hongkong.clocks:
        for pause in clock.pause:
            start = event(clock.start.split("|")[0], MONDAY)
            stop = event(pause, MONDAY + timedelta(days=1), 1)
            leave = event("case.assessment", MONDAY + timedelta(days=3), 2)
            rule = rule_of(clock)
            stopped = fold(rule, [start, stop], BARE, MONDAY)
            resumed = fold(rule, [start, stop, leave], BARE, MONDAY)
            assert (stopped.status, stopped.due) == (Status.STOPPED, None), clock.id
            assert (resumed.status, resumed.remaining) == (Status.RUNNING, resumed.total - 1)
            paused += 1
    assert paused == 6


def test_a_second_programme_runs_too(nordhaven: Programme) -> None:
    rules = [rule_of(clock, least_working_days=2) for clock in nordhaven.clocks]
    started = [
        fold(rule, [event(next(iter(rule.start)), MONDAY)], BARE, MONDAY).status for rule in rules
    ]
    assert set(started) == {Status.RUNNING}


def test_the_decision_clock_goes_through_the_life_of_a_case(hongkong: Programme) -> None:
    rule = rule_of(clock_of(hongkong, "decision"))
    life = [
        ("case.submitted", MONDAY),
        ("case.returned", date(2026, 11, 4)),
        ("case.submitted", date(2026, 11, 9)),  # the last item: counted from here
        ("case.vetting", date(2026, 11, 12)),
        ("case.info_requested", date(2026, 11, 16)),  # day 5
        ("case.acknowledged", date(2026, 11, 17)),  # no status: resumes nothing
        ("case.vetting", date(2026, 11, 20)),
        ("case.visit_planning", date(2026, 11, 23)),  # day 6
    ]
    events = [event(name, day, seq) for seq, (name, day) in enumerate(life)]
    state = fold(rule, events, BARE, date(2026, 11, 23))
    assert (state.started_on, state.day, state.total) == (date(2026, 11, 9), 6, 90)
    assert state.stopped_days == 4
    assert [str(step.kind) for step in state.steps] == [
        "started", "started", "ran", "stopped", "waited", "resumed", "left", "due"
    ]  # fmt: skip


@pytest.mark.parametrize("closing", ["withdrawn", "lapsed", "not_accepted"])
def test_what_belongs_to_a_case_ends_with_it(hongkong: Programme, closing: str) -> None:
    for name in ("decision", "rfi_answer", "report", "visit_notice", "hearing"):
        clock = clock_of(hongkong, name)
        events = [event(clock.start, MONDAY), event(f"case.{closing}", MONDAY, 1)]
        assert fold(rule_of(clock), events, BARE, MONDAY).status == Status.ENDED, name
    cure = clock_of(hongkong, "suspension_cure")
    events = [event(cure.start, MONDAY), event(f"case.{closing}", MONDAY, 1)]
    assert fold(rule_of(cure), events, BARE, MONDAY).status == Status.RUNNING


def test_the_words_of_a_clock_become_a_rule(hongkong: Programme) -> None:
    rule = rule_of(clock_of(hongkong, "decision"), short_period=6)
    assert (rule.length, rule.roll, rule.again, rule.short_period) == (90, True, "continue", 6)
    assert rule.anchor == Anchor(frozenset({"case.submitted"}), "last")
    assert rule.warn_at_percent == (50, 80, 100)
    assert rule.extensions == (
        Extension(
            event="clock.extended.supervisor",
            unit=Unit.WORKING_DAY,
            most=30,
            most_unit=Unit.WORKING_DAY,
            times=1,
        ),
        Extension(
            event="clock.extended.hearing",
            unit=Unit.WORKING_DAY,
            most=20,
            most_unit=Unit.WORKING_DAY,
        ),
    )
    assert rule_of(clock_of(hongkong, "completeness")).again == "reset"
    assert rule_of(clock_of(hongkong, "rfi_answer")).grace_working_days == 5
    assert rule_of(clock_of(hongkong, "renewal_due")).backwards is True


def clock(**changes: object) -> content.Clock:
    given = {
        "id": "x",
        "title": {"en": "X"},
        "kind": "internal",
        "unit": "calendar_day",
        "length": {"public": None, "internal": 120},
        "public": False,
        "start": "case.vetting",
        "stop": "case.granted",
        "pause": [],
        "roll": "next_working_day",
        "warn_at_percent": [],
        "on_breach": "none",
    }
    return content.Clock.model_validate({**given, **changes})


def test_the_extensions_of_the_union_become_rules() -> None:
    written = [
        {"by": "authority", "cause": "information_request", "max": 30},
        {"by": "law", "cause": "hearing", "add": 30, "unit": "calendar_day"},
        {"by": "authority", "cause": "investigation", "max": "P9M"},
        {"by": "authority", "cause": "prolonged", "max": "P2W"},
        {"by": "law", "cause": "criminal_proceedings", "max": None},
    ]
    read = rule_of(clock(extensions=written), least_working_days=2)
    assert read.least_working_days == 2
    assert [(one.event, one.add, one.most, str(one.most_unit)) for one in read.extensions] == [
        ("clock.extended.information_request", None, 30, "calendar_day"),
        ("clock.extended.hearing", 30, None, "calendar_day"),
        ("clock.extended.investigation", None, 9, "month"),
        ("clock.extended.prolonged", None, 14, "calendar_day"),
        ("clock.extended.criminal_proceedings", None, None, "calendar_day"),
    ]


def test_a_clock_runs_to_its_target_or_to_its_promise() -> None:
    both = clock(length={"public": 120, "internal": 100}, public=True)
    assert (rule_of(both).length, rule_of(both, promised=True).length) == (100, 120)
    for silent in (clock(), clock(length={"public": 9, "internal": 9}, public=True, enabled=False)):
        with pytest.raises(ValueError, match="promises no time"):
            rule_of(silent, promised=True)


def test_great_britain_counts_from_receipt_without_another_anchor() -> None:
    assert rule_of(clock(start="case.submitted", acceptance_date="first_receipt")).anchor is None
    anchored = rule_of(clock(acceptance_date="first_receipt")).anchor
    assert anchored == Anchor(frozenset({"case.submitted"}), "first")


def test_a_pause_that_nothing_would_lift_is_refused() -> None:
    for pause in ("case.acknowledged", "moon.full"):
        with pytest.raises(ValueError, match="nothing lifts this pause"):
            rule_of(clock(pause=[pause]))
