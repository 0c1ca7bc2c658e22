"""Clocks that stop and resume in every order, worked out by hand."""

from datetime import date

import pytest

from aeo.domain.clocks import Status, Step, StepKind, fold, resumed_on
from aeo.domain.clocks import wording as say
from tests.unit.clocks.books import (
    ACCEPTED,
    ANSWERED,
    FIRST_REQUEST,
    OPEN,
    TODAY,
    calendar_days,
    due,
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
