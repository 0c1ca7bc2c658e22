"""Where a clock starts, how far it runs or is extended, and where it ends, worked out by hand."""

from datetime import date

import pytest

from aeo.domain.calendar import BeyondHorizon
from aeo.domain.clocks import (
    Anchor,
    ClockEvent,
    Extension,
    Status,
    StepKind,
    extension_objections,
    fold,
)
from aeo.domain.clocks import wording as say
from aeo.domain.programme.clocks import Unit
from tests.unit.clocks.books import (
    ACCEPTED,
    EU_DECISION,
    FIRST_REQUEST,
    TODAY,
    calendar_days,
    due,
    europe,
    hong_kong,
    on,
    rule,
    rules_told,
)

# Starts


def test_a_resubmission_starts_the_check_anew_or_goes_on_with_the_days_left() -> None:
    events = [
        on(date(2026, 11, 2), "case.submitted", 1),
        on(date(2026, 11, 6), "case.returned", 2),
        on(date(2026, 11, 16), "case.submitted", 3),
    ]
    given = {
        "length": 10,
        "start": frozenset({"case.submitted"}),
        "end": frozenset({"case.returned"}),
    }
    anew = fold(rule(**given, again="reset"), events, hong_kong(), TODAY)
    goes_on = fold(rule(**given), events, hong_kong(), TODAY)
    assert (anew.due, anew.day) == (date(2026, 11, 30), 5)
    assert (goes_on.due, goes_on.day) == (date(2026, 11, 24), 9)
    assert goes_on.stopped_days == 6


def test_the_date_of_acceptance_is_the_day_the_last_item_came_or_the_first() -> None:
    events = [
        on(date(2026, 10, 5), "case.submitted", 1),
        on(date(2026, 10, 8), "case.returned", 2),
        on(date(2026, 10, 12), "case.submitted", 3),
        on(date(2026, 10, 15), "case.accepted", 4),
    ]
    receipts = frozenset({"case.submitted"})
    last = fold(rule(anchor=Anchor(receipts, "last")), events, hong_kong(), TODAY)
    first = fold(rule(anchor=Anchor(receipts, "first")), events, hong_kong(), TODAY)
    assert (last.started_on, first.started_on) == (date(2026, 10, 12), date(2026, 10, 5))
    assert rules_told(last)[1] == "It counts from the day on which the last item was received."
    assert rules_told(first)[1] == "It counts from the day of the first receipt."
    assert last.due == due(rule(), on(date(2026, 10, 12), "case.accepted"))


def test_the_start_event_may_say_how_long_up_to_a_maximum() -> None:
    def asked(length: int | None) -> ClockEvent:
        return on(date(2026, 11, 2), "case.accepted", length=length)

    most = calendar_days(30, length_is_maximum=True, roll=False)
    free = calendar_days(30, roll=False)
    assert due(most, asked(20)) == date(2026, 11, 22)
    assert due(most, asked(40)) == date(2026, 12, 2)
    assert due(most, asked(None)) == date(2026, 12, 2)
    assert due(free, asked(40)) == date(2026, 12, 12)
    told = rules_told(fold(most, [asked(40)], hong_kong(), TODAY))
    assert told[1] == "40 was asked for; the rule allows 30."


def test_a_clock_without_a_length_runs_until_it_is_ended() -> None:
    start = on(date(2026, 11, 2), "case.accepted")
    open_end = calendar_days(0, roll=False)
    endless = rule(unit=Unit.CALENDAR_DAY, length=None)
    state = fold(endless, [start], hong_kong(), TODAY)
    assert (state.due, state.total, state.percent, state.day) == (None, None, None, 21)
    assert state.steps[-1].rule == say.OPEN_END
    assert due(open_end, start) == start.day


def test_a_clock_can_count_the_day_of_its_start() -> None:
    start = on(date(2026, 11, 2), "case.accepted")
    assert due(rule(length=1, start_day_counts=True), start) == date(2026, 11, 2)
    month = rule(unit=Unit.MONTH, length=1, start_day_counts=True, roll=False)
    assert due(month, on(date(2026, 1, 31), "case.accepted")) == date(2026, 2, 27)


def test_months_and_years_end_on_the_same_day_or_the_last_of_the_month() -> None:
    year = rule(unit=Unit.YEAR, length=1, roll=False)
    month = rule(unit=Unit.MONTH, length=1, roll=False)
    assert due(year, on(date(2028, 2, 29), "case.accepted")) == date(2029, 2, 28)
    assert due(month, on(date(2027, 1, 31), "case.accepted")) == date(2027, 2, 28)


# Extensions that come too late, too long or too often


def test_what_speaks_against_an_extension_is_told_before_and_ignored_after() -> None:
    accepted = on(date(2026, 4, 1), "case.accepted")
    granted = on(date(2026, 6, 1), "case.granted", 1)
    name = "clock.extended.authority"
    cases = [
        ([], on(date(2026, 7, 1), name, 5, length=9), [say.NOT_STARTED_TO_EXTEND]),
        ([accepted], on(date(2026, 7, 30), name, 5, length=60), []),
        ([accepted], on(date(2026, 7, 31), name, 5, length=60), [say.OVER_TO_EXTEND]),
        ([accepted, granted], on(date(2026, 7, 1), name, 5, length=9), [say.ENDED_TO_EXTEND]),
        ([accepted], on(date(2026, 7, 1), name, 5), [say.NO_LENGTH]),
        ([accepted], on(date(2026, 7, 1), name, 5, length=-1), [say.NO_LENGTH]),
        ([accepted], on(date(2026, 7, 1), "clock.extended.moon", 5), [say.NO_SUCH_EXTENSION]),
        (
            [accepted, on(date(2026, 6, 1), name, 2, length=9)],
            on(date(2026, 7, 1), name, 5, length=61),
            [say.too_long(61, 60), say.too_often(1)],
        ),
    ]
    for events, asked, objections in cases:
        assert extension_objections(EU_DECISION, events, europe(), asked) == objections
        before = fold(EU_DECISION, events, europe(), TODAY)
        after = fold(EU_DECISION, [*events, asked], europe(), TODAY)
        assert (after.total != before.total) is (objections == [])
        if objections not in ([], [say.NO_SUCH_EXTENSION]):
            told = [step.rule for step in after.steps if step.event == asked]
            assert told == [say.not_extended(objection) for objection in objections]


def test_an_extension_that_was_given_does_not_stand_against_itself() -> None:
    accepted = on(date(2026, 4, 1), "case.accepted")
    given = on(date(2026, 7, 1), "clock.extended.authority", 2, length=60)
    again = on(date(2026, 7, 2), "clock.extended.authority", 3, length=1)
    events = [accepted, given, again]
    assert extension_objections(EU_DECISION, events, europe(), given) == []
    assert extension_objections(EU_DECISION, events, europe(), again) == [say.too_often(1)]


def test_a_clock_that_stands_still_can_be_extended() -> None:
    longer = rule(
        extensions=(Extension(event="clock.extended.supervisor", unit=Unit.WORKING_DAY, most=30),)
    )
    extended = on(date(2026, 11, 20), "clock.extended.supervisor", 2, length=30)
    state = fold(longer, [ACCEPTED, FIRST_REQUEST, extended], hong_kong(), TODAY)
    assert (state.status, state.total, state.remaining, state.due) == (
        Status.STOPPED, 120, 101, None
    )  # fmt: skip


def test_an_extension_for_one_clock_leaves_the_others_alone() -> None:
    accepted = on(date(2026, 4, 1), "case.accepted")
    name = "clock.extended.authority"
    other = on(date(2026, 7, 1), name, 1, length=60, clock="acceptance")
    mine = on(date(2026, 7, 1), name, 1, length=60, clock="decision")
    assert due(EU_DECISION, accepted, other, known=europe()) == date(2026, 7, 30)
    assert due(EU_DECISION, accepted, mine, known=europe()) == date(2026, 9, 28)


# Ends


@pytest.mark.parametrize(("day", "kept"), [(16, True), (17, False)])
def test_a_clock_is_kept_through_its_last_day(day: int, kept: bool) -> None:
    events = [
        on(date(2026, 11, 2), "case.accepted"),
        on(date(2026, 11, day), "case.granted", 1),
    ]
    state = fold(rule(length=10), events, hong_kong(), TODAY)
    assert (state.status, state.kept, state.overdue) == (Status.ENDED, kept, False)
    assert (state.ended_on, state.due) == (date(2026, 11, day), date(2026, 11, 16))
    assert [step.kind for step in state.steps] == [
        StepKind.STARTED, StepKind.LEFT, StepKind.DUE, StepKind.RAN, StepKind.ENDED
    ]  # fmt: skip


def test_grace_is_counted_in_working_days_after_the_last_day() -> None:
    start = on(date(2026, 12, 10), "case.accepted")
    state = fold(rule(length=10, grace_working_days=5), [start], hong_kong(), TODAY)
    assert (state.due, state.grace_until) == (date(2026, 12, 24), date(2027, 1, 4))


# Beyond what is known


def test_a_date_beyond_the_known_holidays_is_refused_with_a_sentence() -> None:
    start = on(date(2027, 10, 1), "case.accepted")
    with pytest.raises(BeyondHorizon) as refused:
        fold(rule(), [start], hong_kong(), TODAY)
    assert [str(reason) for reason in refused.value.reasons] == [
        "The holidays of the calendar hk-gov are known until 2027-12-31, "
        "so 2028-01-01 cannot be counted yet."
    ]


def test_a_date_within_the_gazetted_year_is_not_provisional() -> None:
    assert fold(rule(length=10), [ACCEPTED], hong_kong(), TODAY).provisional is False
    assert fold(rule(length=90), [ACCEPTED], hong_kong(), TODAY).provisional is True
