"""Clocks that stop, resume, end and are extended in every order, worked out by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from aeo.domain.calendar import BeyondHorizon
from aeo.domain.clocks import (
    Anchor,
    ClockEvent,
    ClockRule,
    Extension,
    Status,
    Step,
    StepKind,
    Stop,
    extension_objections,
    fold,
    resumed_on,
)
from aeo.domain.clocks import wording as say
from aeo.domain.programme.clocks import Unit
from tests.unit.clocks.books import (
    ACCEPTED,
    ANSWERED,
    EU_DECISION,
    FIRST_REQUEST,
    OPEN,
    TODAY,
    calendar_days,
    due,
    europe,
    hong_kong,
    lines,
    on,
    rule,
    rules_told,
)

# The page "How the decision date is worked out"


def test_the_page_of_the_decision_clock_shows_day_19_of_90_stopped() -> None:
    state = fold(rule(), [ACCEPTED, FIRST_REQUEST], hong_kong(), TODAY)
    assert (state.status, state.day, state.total, state.remaining) == (Status.STOPPED, 19, 90, 71)
    assert (state.started_on, state.stopped_on) == (date(2026, 10, 15), date(2026, 11, 12))
    assert (state.due, state.percent, state.overdue, state.stopped_days) == (None, 21, False, 7)
    assert state.holds == ((OPEN, "rfi:1"),)
    assert lines(state) == [
        ("started", "2027-02-25", 0),
        ("ran", "2026-11-12", 19),
        ("stopped", "2026-11-12", 19),
        ("waited", "2026-11-23", 19),
    ]
    ran = state.steps[1]
    assert (ran.first, ran.last) == (date(2026, 10, 16), date(2026, 11, 12))
    assert [row.day for row in ran.left_out] == [date(2026, 10, 19)]
    assert [step.stands_still for step in state.steps] == [False, False, True, True]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (date(2026, 11, 23), date(2027, 3, 8)),
        (date(2026, 11, 30), date(2027, 3, 15)),
        (date(2026, 12, 10), date(2027, 3, 25)),
    ],
)
def test_the_page_tells_when_it_would_end_if_the_company_replied(
    reply: date, expected: date
) -> None:
    events = [ACCEPTED, FIRST_REQUEST]
    assert resumed_on(rule(), events, hong_kong(), TODAY, reply).due == expected
    answered = on(reply, ANSWERED, 2, ref="rfi:1")
    assert due(rule(), *events, answered) == expected


def test_the_last_lines_name_the_days_left_out_and_say_that_2027_is_not_gazetted() -> None:
    state = resumed_on(rule(), [ACCEPTED, FIRST_REQUEST], hong_kong(), TODAY, date(2026, 12, 10))
    left, last = state.steps[-2:]
    assert [row.day for row in left.left_out] == [
        date(2026, 12, 25), date(2027, 1, 1), date(2027, 2, 8), date(2027, 2, 9)
    ]  # fmt: skip
    assert (left.first, left.last, left.run) == (date(2026, 12, 11), date(2027, 3, 25), 90)
    assert (last.kind, last.rule, last.provisional) == (StepKind.DUE, say.A_WORKING_DAY, True)
    assert state.provisional is True


def test_only_a_clock_that_stands_still_can_be_asked_when_it_would_resume() -> None:
    with pytest.raises(ValueError, match="does not stand still"):
        resumed_on(rule(), [ACCEPTED], hong_kong(), TODAY, TODAY)
    with pytest.raises(ValueError, match="does not stand still"):
        stopped = [ACCEPTED, FIRST_REQUEST]
        resumed_on(rule(), stopped, hong_kong(), TODAY, date(2026, 11, 11))


# Stops and resumptions that come in odd ways


def test_a_clock_stopped_and_resumed_on_one_day_loses_nothing() -> None:
    answered = on(FIRST_REQUEST.day, ANSWERED, 2, ref="rfi:1")
    state = fold(rule(), [ACCEPTED, FIRST_REQUEST, answered], hong_kong(), TODAY)
    assert state.due == due(rule(), ACCEPTED) == date(2027, 2, 25)
    assert (state.day, state.stopped_days) == (26, 0)


def test_a_second_stop_by_the_same_request_changes_nothing_and_says_so() -> None:
    again = on(date(2026, 11, 16), OPEN, 2, ref="rfi:1")
    state = fold(rule(), [ACCEPTED, FIRST_REQUEST, again], hong_kong(), TODAY)
    assert (state.day, state.stopped_on) == (19, FIRST_REQUEST.day)
    assert rules_told(state)[3] == "Not counted: this already stops the clock."


def test_two_requests_hold_the_clock_until_both_are_answered() -> None:
    second = on(date(2026, 11, 16), OPEN, 2, ref="rfi:2")
    first_back = on(date(2026, 11, 18), ANSWERED, 3, ref="rfi:1")
    second_back = on(date(2026, 11, 20), ANSWERED, 4, ref="rfi:2")
    events = [ACCEPTED, FIRST_REQUEST, second, first_back]
    waiting = fold(rule(), events, hong_kong(), TODAY)
    assert (waiting.status, waiting.holds) == (Status.STOPPED, ((OPEN, "rfi:2"),))
    assert rules_told(waiting)[3:5] == [str(say.STOPPED_AGAIN), str(say.STILL_STOPPED)]
    going = fold(rule(), [*events, second_back], hong_kong(), TODAY)
    assert (going.status, going.day, going.stopped_days) == (Status.RUNNING, 20, 6)
    assert going.due == date(2027, 3, 5)


def test_a_stop_in_the_days_of_the_roll_shows_no_day_more_than_there_are() -> None:
    # Ten days from Wednesday 4 November end on Saturday the 14th and roll to Monday.
    start = on(date(2026, 11, 4), "case.accepted")
    state = fold(calendar_days(10), [start, on(date(2026, 11, 15), OPEN, 1)], hong_kong(), TODAY)
    assert (state.status, state.day, state.remaining) == (Status.STOPPED, 10, 0)
    assert [step.run for step in state.steps] == [0, 10, 10, 10]
    assert [one.days for one in state.segments] == [10]


def test_an_answer_to_nothing_is_ignored_and_says_so() -> None:
    answer = on(date(2026, 11, 3), ANSWERED, 1, ref="rfi:9")
    state = fold(rule(), [ACCEPTED, answer], hong_kong(), TODAY)
    assert state.due == due(rule(), ACCEPTED)
    assert lines(state)[1][0] == "ignored"
    assert rules_told(state)[1] == (
        "Not counted: this did not stop the clock, so it cannot resume it."
    )


def test_a_stop_after_the_last_day_saves_nothing() -> None:
    late = on(date(2026, 11, 17), OPEN, 1)
    state = fold(
        rule(length=10), [on(date(2026, 11, 2), "case.accepted"), late], hong_kong(), TODAY
    )
    assert (state.status, state.due, state.overdue) == (
        Status.RUNNING, date(2026, 11, 16), True
    )  # fmt: skip
    assert (state.percent, state.day) == (100, 10)
    assert rules_told(state)[1] == "Not counted: the time was over already."


def test_a_clock_stopped_on_its_last_day_is_due_on_the_day_it_resumes() -> None:
    start = on(date(2026, 11, 2), "case.accepted")
    events = [start, on(date(2026, 11, 16), OPEN, 1), on(date(2026, 11, 28), ANSWERED, 2)]
    state = fold(rule(length=10), events, hong_kong(), TODAY)
    assert (state.remaining, state.due) == (0, date(2026, 11, 30))  # a Saturday, rolled


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


# Backwards, and in hours

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


def test_every_line_can_be_told() -> None:
    step = fold(rule(), [ACCEPTED], hong_kong(), TODAY).steps[0]
    assert step == Step(
        kind=StepKind.STARTED,
        rule=say.START_NOT_COUNTED,
        first=date(2026, 10, 15),
        last=date(2026, 10, 15),
        run=0,
        total=90,
        result=date(2027, 2, 25),
        event=ACCEPTED,
    )
