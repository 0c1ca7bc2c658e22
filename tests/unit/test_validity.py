"""How long a status lasts: worked out by hand, and for every day of a long time."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aeo.domain.errors import Incomplete
from aeo.domain.validity import Term, first_term, last_day, prolonged, renewed_term

ONE = timedelta(days=1)
thorough = settings(max_examples=500, deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize(
    ("start", "period", "expected"),
    [
        (date(2026, 11, 23), "P3Y", date(2029, 11, 22)),
        (date(2028, 2, 29), "P3Y", date(2031, 2, 28)),
        (date(2028, 3, 1), "P3Y", date(2031, 2, 28)),
        (date(2027, 3, 1), "P1Y", date(2028, 2, 28)),
        (date(2026, 1, 1), "P1Y", date(2026, 12, 31)),
        (date(2026, 8, 1), "P1M", date(2026, 8, 31)),
        (date(2026, 11, 23), "P14D", date(2026, 12, 6)),
    ],
)
def test_the_last_day_is_the_day_before_the_start_moved_by_the_term(
    start: date, period: str, expected: date
) -> None:
    assert last_day(start, period) == expected
    assert first_term(start, period) == Term(start, expected)


def test_another_programme_lets_the_anniversary_itself_be_the_last_day() -> None:
    assert last_day(date(2026, 11, 23), "P3Y", "anniversary") == date(2029, 11, 23)
    assert last_day(date(2028, 2, 29), "P3Y", "anniversary") == date(2031, 2, 28)


@thorough
@given(st.dates(date(2024, 1, 1), date(2060, 12, 31)), st.integers(1, 5))
def test_a_term_is_never_more_than_a_day_short_and_never_too_long(start: date, years: int) -> None:
    end = last_day(start, f"P{years}Y")
    try:
        anniversary = start.replace(year=start.year + years)
    except ValueError:  # 29 February
        anniversary = date(start.year + years, 3, 1)
    assert timedelta(0) <= (anniversary - ONE) - end <= ONE
    assert last_day(start + ONE, f"P{years}Y") >= end


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        (date(2029, 8, 1), Term(date(2029, 11, 23), date(2032, 11, 22))),
        (date(2029, 11, 22), Term(date(2029, 11, 23), date(2032, 11, 22))),
        (date(2029, 11, 23), Term(date(2029, 11, 23), date(2032, 11, 22))),
        (
            date(2029, 11, 24),
            Term(
                date(2029, 11, 24),
                date(2032, 11, 23),
                gap=(date(2029, 11, 23), date(2029, 11, 23)),
            ),
        ),
        (
            date(2030, 3, 1),
            Term(date(2030, 3, 1), date(2033, 2, 28), gap=(date(2029, 11, 23), date(2030, 2, 28))),
        ),
    ],
)
def test_a_renewal_joins_the_old_term_or_shows_the_gap(decided: date, expected: Term) -> None:
    assert renewed_term(decided, date(2029, 11, 22), "P3Y") == expected


def test_a_gap_is_counted_in_days() -> None:
    assert renewed_term(date(2030, 3, 1), date(2029, 11, 22), "P3Y").gap_days == 98
    assert renewed_term(date(2029, 11, 23), date(2029, 11, 22), "P3Y").gap_days == 0


@thorough
@given(st.dates(date(2026, 1, 1), date(2050, 1, 1)), st.integers(-800, 800))
def test_a_renewal_leaves_no_day_uncounted_and_none_counted_twice(old: date, days: int) -> None:
    decided = old + days * ONE
    term = renewed_term(decided, old, "P3Y")
    assert term.valid_from == max(decided, old + ONE)
    assert (term.valid_from - old).days - 1 == term.gap_days


def test_both_ends_of_a_term_belong_to_it() -> None:
    term = first_term(date(2026, 11, 23), "P3Y")
    held = [date(2026, 11, 22), date(2026, 11, 23), date(2029, 11, 22), date(2029, 11, 23)]
    assert [term.holds_on(day) for day in held] == [False, True, True, False]


def test_a_running_term_is_prolonged_to_a_later_day_only() -> None:
    term = first_term(date(2026, 11, 23), "P3Y")
    assert prolonged(term, date(2030, 5, 31)) == Term(date(2026, 11, 23), date(2030, 5, 31))
    for day in (date(2029, 11, 22), date(2028, 1, 1)):
        with pytest.raises(Incomplete) as refused:
            prolonged(term, day)
        assert str(refused.value) == "The new last day must come after 2029-11-22."
