"""What the laws say of days, worked out by hand: Hong Kong, the Union and Great Britain."""

from datetime import date

from aeo.domain.calendar import Holiday, HolidayKind
from aeo.domain.clocks import (
    ClockEvent,
    Status,
    StepKind,
    fold,
)
from aeo.domain.clocks import wording as say
from aeo.domain.programme.clocks import Unit
from tests.unit.clocks.books import (
    ANSWERED,
    EU_DECISION,
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

# Hong Kong: end roll and short period (Cap. 1 s.71; handbook 1.8)


def test_a_last_day_on_a_holiday_rolls_to_the_next_working_day() -> None:
    # 14 days from 18 December 2026 end on New Year's Day, a Friday: Monday 4 January.
    start = on(date(2026, 12, 18), "case.accepted")
    state = fold(calendar_days(14), [start], hong_kong(), TODAY)
    assert state.due == date(2027, 1, 4)
    assert lines(state)[1:] == [
        ("left", "2027-01-01", 14),
        ("rolled", "2027-01-04", 14),
        ("due", "2027-01-04", 14),
    ]
    assert due(calendar_days(14, roll=False), start) == date(2027, 1, 1)


def test_in_a_period_of_six_days_holidays_do_not_count_but_saturdays_do() -> None:
    # Easter 2026: Good Friday 3 April, then 4, Sunday 5, 6 and 7 April are holidays.
    start = on(date(2026, 4, 1), "case.accepted")
    six = calendar_days(6, short_period=6)
    state = fold(six, [start], hong_kong(), TODAY)
    # 2, 8, 9, 10, Saturday 11, Monday 13 April.
    assert (state.due, state.steps[1].rule) == (date(2026, 4, 13), say.COUNTED[state.counting])
    assert "holidays" in str(state.steps[1].rule)
    # Seven days are a long period: they end on 8 April, though it is one day more.
    assert due(calendar_days(7, short_period=6), start) == date(2026, 4, 8)
    assert due(calendar_days(6), start) == date(2026, 4, 8)


def test_a_short_period_that_ends_on_a_saturday_rolls() -> None:
    start = on(date(2026, 11, 9), "case.accepted")
    assert due(calendar_days(5, short_period=6), start) == date(2026, 11, 16)


# Days of closure


def storm(day: date, known_since: date | None = None) -> Holiday:
    return Holiday(day, HolidayKind.CLOSURE, known_since=known_since)


def test_a_closure_declared_afterwards_moves_an_open_clock() -> None:
    ten = rule(length=10)
    start = on(date(2026, 11, 2), "case.accepted")
    assert due(ten, start) == date(2026, 11, 16)
    closed = hong_kong(storm(date(2026, 11, 10), known_since=date(2026, 11, 11)))
    state = fold(ten, [start], closed, TODAY)
    assert state.due == date(2026, 11, 17)
    assert [row.kind for row in state.steps[1].left_out] == [HolidayKind.CLOSURE]


def test_a_closure_declared_after_the_end_leaves_the_clock_as_it_was() -> None:
    ten = rule(length=10)
    events = [
        on(date(2026, 11, 2), "case.accepted"),
        on(date(2026, 11, 13), "case.granted", 1),
    ]
    before = fold(ten, events, hong_kong(), TODAY)
    known_in_time = hong_kong(storm(date(2026, 11, 10), known_since=date(2026, 11, 13)))
    known_later = hong_kong(storm(date(2026, 11, 10), known_since=date(2026, 11, 14)))
    assert fold(ten, events, known_later, TODAY) == before
    assert (before.day, before.due) == (9, date(2026, 11, 16))
    moved = fold(ten, events, known_in_time, TODAY)
    assert (moved.day, moved.due) == (8, date(2026, 11, 17))


def test_a_closure_on_the_last_day_rolls_a_clock_in_calendar_days() -> None:
    start = on(date(2026, 11, 2), "case.accepted")
    closed = hong_kong(storm(date(2026, 11, 12)))
    assert due(calendar_days(10), start) == date(2026, 11, 12)
    assert due(calendar_days(10), start, known=closed) == date(2026, 11, 13)


# European Union and Great Britain: 30 to accept, 120 to decide, 60 more, 30 for the hearing


def test_the_union_accepts_in_30_days_and_decides_in_120_and_60_more() -> None:
    acceptance = calendar_days(30, start=frozenset({"case.submitted"}), stops=())
    submitted = on(date(2026, 3, 2), "case.submitted")
    assert due(acceptance, submitted, known=europe()) == date(2026, 4, 1)
    accepted = on(date(2026, 4, 1), "case.accepted", 1)
    # 1 April + 120 = 30 July, a Thursday; + 60 = 28 September, a Monday.
    assert due(EU_DECISION, accepted, known=europe()) == date(2026, 7, 30)
    more = on(date(2026, 7, 29), "clock.extended.authority", 2, length=60)
    state = fold(EU_DECISION, [accepted, more], europe(), TODAY)
    assert (state.due, state.total) == (date(2026, 9, 28), 180)
    assert lines(state)[1] == ("extended", "2026-09-28", 0)


def test_the_hearing_adds_30_days_by_law_and_the_clock_never_stops() -> None:
    accepted = on(date(2026, 4, 1), "case.accepted")
    hearing = on(date(2026, 7, 1), "clock.extended.hearing", 1)
    state = fold(EU_DECISION, [accepted, hearing], europe(), date(2026, 7, 1))
    # 30 July + 30 = 29 August, a Saturday: Monday the 31st.
    assert (state.status, state.day, state.total) == (Status.RUNNING, 91, 150)
    assert state.due == date(2026, 8, 31)


def test_an_investigation_extends_by_its_length_and_nine_months_at_most() -> None:
    accepted = on(date(2026, 4, 1), "case.accepted")

    def asked(length: int, unit: Unit) -> ClockEvent:
        name = "clock.extended.investigation"
        return on(date(2026, 7, 1), name, 1, length=length, unit=unit)

    # 30 July moved by nine months is 30 April 2027, 274 days later.
    nine = fold(EU_DECISION, [accepted, asked(9, Unit.MONTH)], europe(), TODAY)
    assert (nine.due, nine.total) == (date(2027, 4, 30), 394)
    assert due(EU_DECISION, accepted, asked(274, Unit.CALENDAR_DAY), known=europe()) == nine.due
    over = fold(EU_DECISION, [accepted, asked(275, Unit.CALENDAR_DAY)], europe(), TODAY)
    assert (over.due, over.total) == (date(2026, 7, 30), 120)
    assert rules_told(over)[1] == ("Not extended. The extension is 275 long; at most 9 is allowed.")


def test_in_great_britain_the_120_days_run_from_receipt() -> None:
    received = on(date(2026, 3, 2), "case.submitted")
    accepted = on(date(2026, 4, 1), "case.accepted", 1)
    britain = calendar_days(120, start=frozenset({"case.submitted"}))
    assert due(britain, received, accepted, known=europe()) == date(2026, 6, 30)
    assert due(EU_DECISION, received, accepted, known=europe()) == date(2026, 7, 30)


def test_a_period_of_two_days_or_more_holds_two_working_days_in_the_union() -> None:
    # Regulation 1182/71 art. 3(5). Thursday 24 December 2026 + 3 = Sunday, rolled to Monday 28.
    christmas = europe(date(2026, 12, 25))
    start = on(date(2026, 12, 24), "case.accepted")
    assert due(calendar_days(3), start, known=christmas) == date(2026, 12, 28)
    union = calendar_days(3, least_working_days=2)
    state = fold(union, [start], christmas, TODAY)
    assert state.due == date(2026, 12, 29)
    assert [step.kind for step in state.steps[1:]] == [
        StepKind.LEFT, StepKind.ROLLED, StepKind.LENGTHENED, StepKind.DUE
    ]  # fmt: skip
    one_day = calendar_days(1, least_working_days=2)
    assert due(one_day, start, known=christmas) == date(2026, 12, 28)


def test_the_two_working_days_of_the_union_may_lie_on_both_sides_of_a_stop() -> None:
    union = calendar_days(4, least_working_days=2)
    events = [
        on(date(2026, 11, 2), "case.accepted"),
        on(date(2026, 11, 3), OPEN, 1),  # Tuesday: the first working day
        on(date(2026, 11, 6), ANSWERED, 2),  # Saturday, Sunday and Monday are left
    ]
    assert due(union, *events, known=europe()) == date(2026, 11, 9)
    assert due(union, *events, known=europe(date(2026, 11, 3))) == date(2026, 11, 10)
