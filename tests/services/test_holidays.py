"""Holidays as rows: seeded, confirmed, entered, removed, and the calendar made of them."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
import time_machine

from aeo.db import db, unit_of_work
from aeo.domain.calendar import BeyondHorizon, Counting, HolidayKind
from aeo.domain.clocks import ClockEvent, ClockRule, fold
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder, RuleViolation
from aeo.domain.programme.clocks import Unit
from aeo.domain.vocabulary import Actor, Role
from aeo.models.holiday import Holiday
from aeo.services import holidays
from tests.noon import NOON
from tests.statements import asked_of

pytestmark = pytest.mark.usefixtures("traveller")

STORM = {"en": "Typhoon Signal No. 8", "zh-Hant": "八號風球", "zh-Hans": "八号风球"}
OFFICER = Actor(user_id=None, roles=frozenset({Role.PROGRAMME_ADMIN}))


@pytest.fixture
def seeded(traveller: time_machine.Traveller) -> time_machine.Traveller:
    with unit_of_work():
        holidays.seed()
    return traveller


def in_a_unit(verb, *args, **given):
    with unit_of_work():
        return verb(*args, **given)


def confirm(year: int, by: Actor = OFFICER, source: str = "G.N. 1 of 2026") -> int:
    return in_a_unit(holidays.confirm, year, by=by, source=source)


def close(day: date, by: Actor = OFFICER, **given) -> Holiday:
    given = {"names": STORM, "source": "signal", "closure": True, **given}
    return in_a_unit(holidays.add, day, by=by, **given)


def count(*where) -> int:
    return db.session.scalar(sa.select(sa.func.count(Holiday.id)).where(*where)) or 0


def days_of(year: int) -> list[str]:
    return [day.strftime("%m-%d") for day in holidays.computed(year)]


# What the library gives


def test_the_general_holidays_of_2026_are_the_seventeen_of_the_gazette() -> None:
    assert days_of(2026) == [
        "01-01", "02-17", "02-18", "02-19", "04-03", "04-04", "04-06", "04-07", "05-01", "05-25",
        "06-19", "07-01", "09-26", "10-01", "10-19", "12-25", "12-26",
    ]  # fmt: skip


def test_a_sunday_that_is_national_day_gives_one_day_in_lieu_and_not_two() -> None:
    october = [day for day in days_of(2028) if day.startswith("10")]
    assert october == ["10-02", "10-04", "10-26"]
    assert [day for day in days_of(2023) if day.startswith("10")] == ["10-02", "10-23"]


@pytest.mark.parametrize("year", range(2023, 2037))
def test_every_year_has_seventeen_days_none_of_them_a_sunday(year: int) -> None:
    days = holidays.computed(year)
    assert (len(days), [day for day in days if day.weekday() == 6]) == (17, [])


def test_a_day_has_the_name_of_the_law_in_three_languages() -> None:
    assert holidays.computed(2026)[date(2026, 10, 19)] == {
        "en": "The day following Chung Yeung Festival",
        "zh-Hant": "重陽節翌日",
        "zh-Hans": "重阳节翌日",
    }


# Seeding


def test_seeding_adds_every_missing_year_once() -> None:
    assert in_a_unit(holidays.seed) == 7 * 17  # 2023 to 2029
    assert in_a_unit(holidays.seed) == 0
    assert count(Holiday.kind == HolidayKind.GAZETTED) == 4 * 17
    assert count(Holiday.kind == HolidayKind.COMPUTED) == 3 * 17


def test_a_new_year_brings_another_year_and_leaves_the_rest(
    seeded: time_machine.Traveller,
) -> None:
    confirm(2027)
    seeded.move_to(datetime(2027, 1, 2, 4, 0, tzinfo=UTC))
    assert in_a_unit(holidays.seed) == 17
    assert count(Holiday.kind == HolidayKind.GAZETTED) == 5 * 17
    assert holidays.calendar().horizon == date(2030, 12, 31)


def test_a_new_year_asks_for_another_one_ahead_by_itself_and_once(
    seeded: time_machine.Traveller,
) -> None:
    assert (holidays.falls_short(), in_a_unit(holidays.reach_ahead)) == (True, 0)  # seeded already
    assert holidays.falls_short() is False
    seeded.move_to(datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    assert holidays.falls_short() is False
    seeded.move_to(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))  # the new year of Hong Kong
    assert holidays.falls_short() is True
    assert (in_a_unit(holidays.reach_ahead), in_a_unit(holidays.reach_ahead)) == (17, 0)
    assert (holidays.falls_short(), holidays.calendar().horizon) == (False, date(2030, 12, 31))


def test_a_calendar_that_nothing_can_compute_is_refused() -> None:
    with pytest.raises(LookupError, match="moon"):
        holidays.seed("moon")


# The calendar


def test_the_calendar_counts_with_the_rows(seeded: time_machine.Traveller) -> None:
    known = holidays.calendar()
    assert (known.first, known.gazetted_until, known.horizon) == (
        date(2023, 1, 1), date(2026, 12, 31), date(2029, 12, 31)
    )  # fmt: skip
    # As on the page that explains the decision clock.
    assert known.count(date(2026, 10, 15), date(2026, 11, 12), Counting.WORKING) == 19
    counted = known.add(date(2026, 12, 10), 71, Counting.WORKING)
    assert (counted.day, counted.provisional) == (date(2027, 3, 25), True)
    assert [row.names["en"] for row in counted.left_out][:2] == [
        "Christmas Day", "The first day of January"
    ]  # fmt: skip
    with pytest.raises(BeyondHorizon):
        known.is_working(date(2030, 1, 1))


def test_the_calendar_reaches_eighteen_months_ahead(seeded: time_machine.Traveller) -> None:
    for day in (datetime(2026, 11, 23, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC)):
        seeded.move_to(day)
        in_a_unit(holidays.seed)
        assert (holidays.calendar().horizon - day.date()).days > 550


def test_a_calendar_without_rows_is_refused_with_a_sentence() -> None:
    with pytest.raises(OutOfOrder) as refused:
        holidays.calendar()
    assert str(refused.value) == "The calendar hk-gov has no holidays yet."
    close(date(2026, 11, 20))  # a storm alone makes no calendar
    with pytest.raises(OutOfOrder):
        holidays.calendar()


def test_a_year_that_is_missing_ends_what_is_known(seeded: time_machine.Traveller) -> None:
    with unit_of_work():
        db.session.execute(
            sa.delete(Holiday).where(Holiday.day.between(date(2028, 1, 1), date(2028, 12, 31)))
        )
    assert holidays.calendar().horizon == date(2027, 12, 31)


# The gazette


@pytest.mark.parametrize(
    ("day", "months", "needs", "red"),
    [
        (datetime(2026, 6, 30, tzinfo=UTC), 6, False, False),
        (datetime(2026, 7, 1, tzinfo=UTC), 5, True, False),
        (datetime(2026, 11, 30, tzinfo=UTC), 1, True, False),
        (datetime(2026, 12, 1, tzinfo=UTC), 0, True, True),
        (datetime(2027, 3, 1, tzinfo=UTC), 0, True, True),
    ],
)
def test_the_months_left_tell_when_an_officer_is_needed(
    seeded: time_machine.Traveller, day: datetime, months: int, needs: bool, red: bool
) -> None:
    seeded.move_to(day)
    view = holidays.outlook()
    assert (view.months_left, view.needs_an_officer, view.is_red) == (months, needs, red)
    assert (view.gazetted_until, view.horizon) == (date(2026, 12, 31), date(2029, 12, 31))


def test_confirming_a_year_makes_its_days_certain(seeded: time_machine.Traveller) -> None:
    assert confirm(2027) == 17
    view = holidays.outlook()
    assert (view.gazetted_until, view.months_left) == (date(2027, 12, 31), 13)
    counted = holidays.calendar().add(date(2026, 12, 10), 71, Counting.WORKING)
    assert (counted.day, counted.provisional) == (date(2027, 3, 25), False)
    row = db.session.scalars(sa.select(Holiday).where(Holiday.day == date(2027, 3, 26))).one()
    assert (row.kind, row.source) == (HolidayKind.GAZETTED, "G.N. 1 of 2026")


def test_a_year_confirmed_before_the_one_in_between_does_not_count_yet(
    seeded: time_machine.Traveller,
) -> None:
    confirm(2028)
    assert holidays.outlook().gazetted_until == date(2026, 12, 31)
    confirm(2027)
    assert holidays.outlook().gazetted_until == date(2028, 12, 31)


def test_a_year_without_computed_days_cannot_be_confirmed(seeded: time_machine.Traveller) -> None:
    for year in (2026, 2050):
        with pytest.raises(Gone) as refused:
            confirm(year)
        assert str(refused.value) == f"There is nothing to confirm for the year {year}."


def test_without_rows_nothing_is_certain() -> None:
    assert holidays.outlook() == holidays.Outlook(None, None, 0)


def test_computed_years_alone_are_known_but_not_certain(seeded: time_machine.Traveller) -> None:
    with unit_of_work():
        db.session.execute(sa.delete(Holiday).where(Holiday.day < date(2027, 1, 1)))
    assert holidays.outlook() == holidays.Outlook(None, date(2029, 12, 31), 0)
    known = holidays.calendar()
    assert known.gazetted_until == date(2026, 12, 31) < known.first
    assert known.roll(date(2027, 1, 4)).provisional is True


# Single days


def test_a_storm_moves_open_clocks_and_leaves_those_that_ended(
    seeded: time_machine.Traveller,
) -> None:
    rule = ClockRule(
        id="report",
        unit=Unit.WORKING_DAY,
        length=15,
        start=frozenset({"visit.completed"}),
        end=frozenset({"visit.report_issued"}),
    )
    today = date(2026, 11, 23)
    start = ClockEvent(name="visit.completed", day=date(2026, 11, 2))
    end = ClockEvent(name="visit.report_issued", day=date(2026, 11, 20), seq=1)
    open_before = fold(rule, [start], holidays.calendar(), today)
    ended_before = fold(rule, [start, end], holidays.calendar(), today)
    close(date(2026, 11, 18))
    assert (open_before.due, ended_before.due) == (date(2026, 11, 23), date(2026, 11, 23))
    assert fold(rule, [start], holidays.calendar(), today).due == date(2026, 11, 24)
    assert fold(rule, [start, end], holidays.calendar(), today) == ended_before


def test_a_day_taken_out_counts_again_from_then_on(seeded: time_machine.Traveller) -> None:
    day = date(2026, 12, 25)
    in_a_unit(holidays.remove, day, by=OFFICER, source="mistake")
    known = holidays.calendar()
    assert known.is_working(day) is True
    assert known.as_known_on(date(2026, 11, 22)).is_working(day) is False
    row = db.session.scalars(sa.select(Holiday).where(Holiday.day == day)).one()
    assert (row.void_since, row.source.endswith("; mistake")) == (date(2026, 11, 23), True)
    close(day, closure=False)  # and may be entered again
    assert holidays.calendar().is_working(day) is False
    assert count(Holiday.day == day) == 2


def test_a_day_that_is_none_cannot_be_taken_out(seeded: time_machine.Traveller) -> None:
    with pytest.raises(Gone) as refused:
        in_a_unit(holidays.remove, date(2026, 11, 20), by=OFFICER, source="mistake")
    assert str(refused.value) == "2026-11-20 is no holiday."


@pytest.mark.parametrize(
    ("day", "given", "error", "sentence"),
    [
        (
            date(2026, 11, 24),
            {},
            Incomplete,
            "A day of closure is entered when it has come, not before.",
        ),
        (
            date(2026, 11, 23),
            {"names": {"en": "Storm", "zh-Hant": " "}},
            Incomplete,
            "Give the name of the day in zh-Hant, zh-Hans.",
        ),
        (
            date(2026, 11, 23),
            {"source": " "},
            Incomplete,
            "Say on what this rests, such as the notice in the gazette.",
        ),
        (date(2026, 10, 19), {}, OutOfOrder, "2026-10-19 is a holiday already."),
        (
            date(2026, 11, 23),
            {"by": Actor(user_id=None, roles=frozenset({Role.SUPERVISOR}))},
            NotAllowed,
            "Only a programme administrator changes the calendar.",
        ),
    ],
)
def test_a_day_is_refused_with_a_sentence(
    seeded: time_machine.Traveller,
    day: date,
    given: dict,
    error: type[RuleViolation],
    sentence: str,
) -> None:
    with pytest.raises(error) as refused:
        close(day, **given)
    assert str(refused.value) == sentence
    assert count(Holiday.kind == HolidayKind.CLOSURE) == 0


def test_nobody_else_confirms_or_removes(seeded: time_machine.Traveller) -> None:
    approver = Actor(user_id=None, roles=frozenset({Role.APPROVER}))
    with pytest.raises(NotAllowed):
        confirm(2027, by=approver)
    with pytest.raises(NotAllowed):
        in_a_unit(holidays.remove, date(2026, 12, 25), by=approver, source="x")
    with pytest.raises(Incomplete):
        confirm(2027, source=" ")


def test_the_database_keeps_one_standing_row_a_day(seeded: time_machine.Traveller) -> None:
    again = Holiday(
        calendar="hk-gov",
        day=date(2026, 12, 25),
        kind=HolidayKind.GAZETTED,
        names=STORM,
        source="twice",
        entered_at=NOON,
    )
    with pytest.raises(sa.exc.IntegrityError), unit_of_work():
        db.session.add(again)


def test_two_calendars_do_not_mix(seeded: time_machine.Traveller) -> None:
    close(date(2026, 11, 23), name="ms-fr")
    assert holidays.calendar().is_working(date(2026, 11, 23)) is True


def test_a_calendar_is_read_once_in_a_transaction_and_anew_after_a_change(
    seeded: time_machine.Traveller,
) -> None:
    tomorrow = date(2026, 11, 24)
    admin = Actor(user_id=None, roles=frozenset({Role.PROGRAMME_ADMIN}))
    with unit_of_work(), asked_of(db.engine) as seen:
        assert [holidays.calendar().is_working(tomorrow) for _ in range(3)] == [True] * 3
        assert len(seen) == 1
        holidays.add(tomorrow, STORM, by=admin, source="notice")
        assert holidays.calendar().is_working(tomorrow) is False
