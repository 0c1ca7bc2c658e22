"""Ladders of reminders: worked out by hand, and for every day of a long time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aeo.domain.calendar import move
from aeo.domain.reminders import Ladder, Offset, Raised, Rung, ladder, last_morning

ONE = timedelta(days=1)
DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))
PERIODS = st.sampled_from(
    ["-P9M", "-P7M", "-P6M", "-P1M", "-P1Y", "-P14D", "-P2W", "-P2D", "P0D", "P1D", "P3M"]
)
MONTHS = Ladder(
    tuple(Rung(kind, f"-P{n}M") for kind, n in zip("abbccc", (9, 7, 6, 5, 3, 1), strict=True))
)
ANSWER = Ladder((Rung("soon", "-P7D"), Rung("soon", "-P2D"), Rung("late", "P0D", once_over=True)))
thorough = settings(max_examples=500, deadline=None, derandomize=True, database=None)


def raised_on(rung: Rung, anchor: date) -> date:
    return Offset.parse(rung.written).falls_on(anchor) + timedelta(days=rung.once_over)


@pytest.mark.parametrize(
    ("offset", "anchor", "expected"),
    [
        ("-P9M", date(2029, 11, 22), date(2029, 2, 22)),
        ("-P9M", date(2029, 11, 30), date(2029, 2, 28)),
        ("-P9M", date(2028, 11, 30), date(2028, 2, 29)),
        ("-P6M", date(2031, 8, 31), date(2031, 2, 28)),
        ("-P1Y", date(2028, 2, 29), date(2027, 2, 28)),
        ("-P2W", date(2028, 3, 1), date(2028, 2, 16)),
        ("P0D", date(2028, 2, 29), date(2028, 2, 29)),
        ("P1D", date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_a_distance_falls_on_a_day_and_clamps_to_the_end_of_its_month(
    offset: str, anchor: date, expected: date
) -> None:
    assert Offset.parse(offset).falls_on(anchor) == expected


@pytest.mark.parametrize("text", ["", "9M", "-9M", "P9", "-P-1D", "P01D", "-P９M", "P1D\n", "50%"])
def test_what_is_no_distance_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a distance"):
        Offset.parse(text)


@thorough
@given(DAYS, PERIODS)
def test_a_distance_is_what_the_calendar_moves_by(anchor: date, text: str) -> None:
    found = Offset.parse(text).falls_on(anchor)
    if text != "P0D":
        assert found == move(anchor, text.lstrip("-"), -1 if text.startswith("-") else 1)


@thorough
@given(DAYS, PERIODS, st.integers(-70, 70))
def test_one_comparison_with_the_bound_says_what_each_anchor_would(
    today: date, text: str, shift: int
) -> None:
    offset = Offset.parse(text)
    bound = offset.bound(today)
    assert offset.falls_on(bound) <= today < offset.falls_on(bound + ONE)
    anchor = bound + timedelta(days=shift)
    assert (anchor <= bound) == (offset.falls_on(anchor) <= today)


def test_three_anchors_share_the_last_day_of_february() -> None:
    assert Offset.parse("-P9M").bound(date(2027, 2, 28)) == date(2027, 11, 30)
    assert Offset.parse("-P9M").bound(date(2027, 2, 27)) == date(2027, 11, 27)
    assert Offset.parse("-P9M").bound(date(2027, 5, 31)) == date(2028, 2, 29)


@thorough
@given(DAYS, st.integers(0, 400), st.integers(-400, 400), st.sampled_from([MONTHS, ANSWER]))
def test_one_rung_speaks_for_all_that_are_due(
    anchor: date, term: int, shift: int, rungs: Ladder
) -> None:
    began, morning = anchor - timedelta(days=term), anchor + timedelta(days=shift)
    send, spoken_for = rungs.due(anchor, began, morning)
    due = [rung for rung in rungs.rungs if began < raised_on(rung, anchor) <= morning]
    assert [*spoken_for, *send] == due
    assert len(send) == min(1, len(due))
    # The same by comparisons with bounds, as a statement asks for it.
    for rung in due:
        after = rungs.after(rung)
        assert (rung in spoken_for) == (after is not None and anchor <= after.bound(morning))


@thorough
@given(DAYS, st.sampled_from([MONTHS, ANSWER]))
def test_morning_after_morning_every_rung_is_sent_once(anchor: date, rungs: Ladder) -> None:
    began = anchor - timedelta(days=400)
    first_sent: dict[str, date] = {}
    for shift in range(401):
        morning = began + timedelta(days=shift) + ONE
        send, _ = rungs.due(anchor, began, morning)
        for rung in send:
            first_sent.setdefault(rung.written, morning)
    assert first_sent == {rung.written: raised_on(rung, anchor) for rung in rungs.rungs}


def test_what_was_past_when_the_ladder_began_is_skipped() -> None:
    due, asked_on = date(2026, 12, 15), date(2026, 12, 10)
    assert ANSWER.due(due, asked_on, date(2026, 12, 11)) == ([], [])
    send, spoken_for = ANSWER.due(due, asked_on, date(2026, 12, 14))
    assert ([rung.written for rung in send], spoken_for) == (["-P2D"], [])
    # On the day of a rung its morning was past already, or the day had not begun to count.
    asked_on = date(2026, 12, 8)
    assert ANSWER.due(due, asked_on, date(2026, 12, 9)) == ([], [])


def test_the_day_itself_still_counts() -> None:
    due, asked_on = date(2026, 12, 15), date(2026, 11, 10)
    assert [rung.kind for rung in ANSWER.due(due, asked_on, due)[0]] == ["soon"]
    assert [rung.kind for rung in ANSWER.due(due, asked_on, due + ONE)[0]] == ["late"]


def test_a_ladder_has_the_rungs_that_both_the_programme_and_the_messages_know() -> None:
    raised = {
        "late": Raised("renewal", ("-P5M", "-P1M")),
        "invitation": Raised("renewal", ("-P9M",)),
        "reminder": Raised("renewal", ("-P7M", "-P6M")),
        "other": Raised("visit", ("-P5D",)),
    }
    whole = ladder("renewal", raised)
    assert [(rung.kind, rung.written) for rung in whole.rungs] == [
        ("invitation", "-P9M"), ("reminder", "-P7M"), ("reminder", "-P6M"), ("late", "-P5M"),
        ("late", "-P1M"),
    ]  # fmt: skip
    some = ladder("renewal", raised, ["-P9M", "-P8M", "-P1M"])
    assert [rung.written for rung in some.rungs] == ["-P9M", "-P1M"]
    assert ladder("renewal", raised, []).rungs == ()


def test_two_who_are_told_on_one_rung_do_not_speak_for_each_other() -> None:
    raised = {"company": Raised("visit", ("-P5D", "-P1D")), "team": Raised("visit", ("-P5D",))}
    send, spoken_for = ladder("visit", raised).due(
        date(2026, 12, 15), date(2026, 11, 1), date(2026, 12, 10)
    )
    assert ([rung.kind for rung in send], spoken_for) == (["company", "team"], [])


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (datetime(2026, 11, 23, 8, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2027, 1, 1, 0, 0, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_a_morning_comes_at_nine(hour: datetime, expected: date) -> None:
    assert last_morning(hour) == expected
