"""Days that count, against counting one day after the other."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aeo.domain.calendar import (
    BeyondHorizon,
    Calendar,
    Counted,
    Counting,
    Holiday,
    HolidayKind,
    calendar_of,
    move,
    move_by_months,
)

ONE = timedelta(days=1)
FIRST = date(2026, 1, 1)
LAST = date(2027, 12, 31)
GAZETTED = date(2026, 12, 31)
thorough = settings(max_examples=400, deadline=None, derandomize=True, database=None)

in_span = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + n * ONE)
rows = st.dictionaries(in_span, st.sampled_from(list(HolidayKind)), max_size=60)
countings = st.sampled_from(list(Counting))


def calendar(kinds: dict[date, HolidayKind], gazetted_until: date = GAZETTED) -> Calendar:
    holidays = [Holiday(day, kind) for day, kind in kinds.items()]
    return calendar_of("test", FIRST, LAST, holidays, gazetted_until=gazetted_until)


def of_the_week(day: date, counting: Counting) -> bool:
    return (
        day.weekday() < {Counting.CALENDAR: 7, Counting.WORKING: 5, Counting.ORDINARY: 6}[counting]
    )


def counts(kinds: dict[date, HolidayKind], day: date, counting: Counting) -> bool:
    return of_the_week(day, counting) and (counting is Counting.CALENDAR or day not in kinds)


def walk(kinds: dict[date, HolidayKind], day: date, number: int, counting: Counting) -> Counted:
    """The slow way, with the days left out and whether a gazette is missing."""
    left_out, provisional = [], False
    while number:
        day += ONE
        if counts(kinds, day, counting):
            number -= 1
        elif of_the_week(day, counting):
            left_out.append(Holiday(day, kinds[day]))
            provisional |= kinds[day] is HolidayKind.COMPUTED
        if counting is not Counting.CALENDAR and of_the_week(day, counting):
            provisional |= day > GAZETTED
    return Counted(day, tuple(left_out), provisional)


@thorough
@given(rows, in_span, st.integers(0, 200), countings)
def test_adding_days_is_walking_them(
    kinds: dict[date, HolidayKind], day: date, number: int, counting: Counting
) -> None:
    known = calendar(kinds)
    expected = walk(kinds, day, number, counting)
    if counting is not Counting.CALENDAR and expected.day > LAST:
        with pytest.raises(BeyondHorizon):
            known.add(day, number, counting)
    else:
        assert known.add(day, number, counting) == expected


@thorough
@given(rows, in_span, in_span, countings)
def test_counting_days_is_walking_them(
    kinds: dict[date, HolidayKind], after: date, until: date, counting: Counting
) -> None:
    expected = sum(
        counts(kinds, after + n * ONE, counting) for n in range(1, (until - after).days + 1)
    )
    assert calendar(kinds).count(after, until, counting) == expected


@thorough
@given(rows, in_span, st.integers(1, 60), countings)
def test_going_back_undoes_going_on(
    kinds: dict[date, HolidayKind], day: date, number: int, counting: Counting
) -> None:
    known = calendar(kinds)
    try:
        reached = known.add(day, number, counting).day
        back = known.subtract(reached, number, counting).day
    except BeyondHorizon:
        return
    # Back from a day that counts lies the last day that counts, on or before the one begun with.
    while not counts(kinds, day, counting):
        day -= ONE
    assert back == day


@thorough
@given(rows, in_span)
def test_a_day_rolls_to_the_first_working_day_from_it_on(
    kinds: dict[date, HolidayKind], day: date
) -> None:
    known, expected = calendar(kinds), day
    while not counts(kinds, expected, Counting.WORKING):
        expected += ONE
    if expected > LAST:
        with pytest.raises(BeyondHorizon):
            known.roll(day)
    else:
        assert known.roll(day).day == expected


def test_a_holiday_on_a_sunday_changes_nothing_and_is_not_named() -> None:
    known = calendar({date(2026, 11, 8): HolidayKind.COMPUTED})
    assert known.add(date(2026, 11, 6), 1, Counting.WORKING) == Counted(date(2026, 11, 9))


def test_a_saturday_is_no_working_day_but_an_ordinary_one() -> None:
    saturday = date(2026, 11, 7)
    known = calendar({})
    assert known.is_working(saturday) is False
    assert known.counts(saturday, Counting.ORDINARY) is True
    assert known.counts(saturday + ONE, Counting.ORDINARY) is False
    assert known.counts(saturday + ONE, Counting.CALENDAR) is True


def test_another_week_of_work_gives_other_days() -> None:
    sunday_to_thursday = Calendar(
        "gulf", FIRST, LAST, GAZETTED, (), frozenset({6, 0, 1, 2, 3}), frozenset({4})
    )
    friday = date(2026, 11, 6)
    assert sunday_to_thursday.roll(friday).day == date(2026, 11, 8)
    assert sunday_to_thursday.count(friday, friday + 7 * ONE, Counting.ORDINARY) == 6


def test_a_calendar_without_a_working_day_is_refused() -> None:
    with pytest.raises(ValueError, match="people work"):
        Calendar("never", FIRST, LAST, GAZETTED, (), frozenset({6}), frozenset({6}))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            date(2028, 1, 3),
            "The holidays of the calendar test are known until 2027-12-31, "
            "so 2028-01-03 cannot be counted yet.",
        ),
        (
            date(2025, 12, 29),
            "The calendar test begins on 2026-01-01, so 2025-12-29 cannot be counted.",
        ),
    ],
)
def test_a_day_outside_of_the_calendar_is_refused_with_a_sentence(day: date, sentence: str) -> None:
    known = calendar({})
    for ask in (
        lambda: known.counts(day, Counting.WORKING),
        lambda: known.add(day, 1, Counting.WORKING),
        lambda: known.subtract(day, 1, Counting.ORDINARY),
        lambda: known.roll(day),
        lambda: known.count(min(day, FIRST), max(day, FIRST), Counting.WORKING),
        lambda: known.between(min(day, FIRST), max(day, FIRST), Counting.WORKING),
    ):
        with pytest.raises(BeyondHorizon) as refused:
            ask()
        assert [str(reason) for reason in refused.value.reasons] == [sentence]


def test_counting_back_beyond_the_first_day_is_refused() -> None:
    with pytest.raises(BeyondHorizon):
        calendar({}).subtract(FIRST, 1, Counting.WORKING)


def test_the_first_and_the_last_day_are_known_and_their_neighbours_are_not() -> None:
    known = calendar({})
    assert known.is_working(FIRST) is known.is_working(LAST) is True
    assert known.roll(FIRST).day == known.add(FIRST - ONE, 1, Counting.WORKING).day == FIRST
    assert known.roll(LAST).day == LAST
    for day in (FIRST - ONE, LAST + ONE):
        for ask in (known.is_working, known.roll):
            with pytest.raises(BeyondHorizon):
                ask(day)
    with pytest.raises(BeyondHorizon):
        known.add(LAST, 1, Counting.WORKING)


def test_calendar_days_need_no_calendar() -> None:
    far = date(2050, 1, 1)
    known = calendar({})
    assert known.add(far, 3, Counting.CALENDAR) == Counted(date(2050, 1, 4))
    assert known.subtract(far, 1, Counting.CALENDAR) == Counted(date(2049, 12, 31))
    assert known.count(far, date(2050, 2, 1), Counting.CALENDAR) == 31


def test_a_calendar_remembers_what_it_held_on_a_day() -> None:
    monday = date(2026, 11, 9)
    computed = Holiday(monday, HolidayKind.COMPUTED, void_since=date(2026, 6, 1))
    closure = Holiday(monday, HolidayKind.CLOSURE, known_since=date(2026, 11, 9))
    known = calendar_of("test", FIRST, LAST, [closure, computed], gazetted_until=GAZETTED)
    assert known.holidays[monday].kind is HolidayKind.CLOSURE
    assert known.as_known_on(date(2026, 5, 31)).holidays[monday].kind is HolidayKind.COMPUTED
    assert monday not in known.as_known_on(date(2026, 6, 1)).holidays
    assert monday not in known.as_known_on(date(2026, 11, 8)).holidays
    assert known.as_known_on(date(2026, 11, 9)).is_working(monday) is False
    plain = calendar({monday: HolidayKind.GAZETTED})
    assert plain.as_known_on(FIRST) is plain


@pytest.mark.parametrize(
    ("period", "times", "expected"),
    [
        ("P3Y", 1, date(2031, 2, 28)),
        ("P4Y", 1, date(2032, 2, 29)),
        ("P1M", 1, date(2028, 3, 29)),
        ("P1M", -1, date(2028, 1, 29)),
        ("P2W", 1, date(2028, 3, 14)),
        ("P10D", -1, date(2028, 2, 19)),
    ],
)
def test_a_period_moves_a_day(period: str, times: int, expected: date) -> None:
    assert move(date(2028, 2, 29), period, times) == expected


@pytest.mark.parametrize("wrong", ["", "3Y", "P0Y", "P3", "P3Y ", "P3Y\n", "P٣Y", "P1Y6M"])
def test_what_is_no_period_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        move(FIRST, wrong)


@thorough
@given(st.dates(date(1990, 1, 1), date(2080, 1, 1)), st.integers(-240, 240))
def test_months_keep_the_day_or_take_the_last_of_the_month(day: date, months: int) -> None:
    moved = move_by_months(day, months)
    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months
    assert moved.day == day.day or (moved.day < day.day and (moved + ONE).day == 1)
