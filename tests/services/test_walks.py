"""Programme time walks by mornings and ends of days; one at a time takes its steps."""

from datetime import date, datetime, timedelta

import pytest

from aeo import clock
from aeo.db import unit_of_work
from aeo.domain.errors import Incomplete, OutOfOrder
from aeo.services import walks
from tests.noon import NOON

TODAY = date(2026, 11, 23)


def begin(day: date) -> None:
    with unit_of_work():
        walks.begin(day)


def steps() -> list[str]:
    taken = []
    while True:
        with unit_of_work():
            if not walks.step():
                return taken
        taken.append(f"{clock.local(clock.now()):%d %H:%M:%S}")


def test_a_walk_stops_at_every_morning_and_at_every_end_of_a_day(traveller) -> None:
    begin(TODAY + timedelta(days=2))
    assert walks.under_way() == walks.Walk(TODAY, TODAY, date(2026, 11, 25))
    assert steps() == ["23 23:59:59", "24 09:00:00", "24 23:59:59", "25 09:00:00"]
    assert walks.under_way() is None
    assert (clock.today(), clock.machine()) == (date(2026, 11, 25), NOON)
    assert steps() == []


def test_a_day_that_is_not_ahead_or_too_far_is_refused(traveller) -> None:
    for day in (TODAY, TODAY - timedelta(days=1), date(2038, 12, 3)):
        with pytest.raises(Incomplete, match="Choose a day from 2026-11-24 to 2038-12-02"):
            begin(day)
    assert walks.under_way() is None


def test_a_second_walk_waits_for_the_first(traveller) -> None:
    begin(TODAY + timedelta(days=2))
    with pytest.raises(OutOfOrder, match="on its way"):
        begin(TODAY + timedelta(days=9))


def test_one_takes_the_steps_until_they_rest_or_are_gone(traveller) -> None:
    def taken() -> bool:
        with unit_of_work():
            return walks.take()

    assert (walks.is_waiting(), taken()) == (False, False)
    begin(TODAY + timedelta(days=2))
    assert (walks.is_waiting(), taken(), taken(), walks.is_waiting()) == (True, True, False, False)
    with unit_of_work():
        walks.rest()
    assert (taken(), taken()) == (True, False)
    traveller.move_to(NOON + walks.LEASE + timedelta(seconds=1), tick=False)
    assert taken()


def test_how_far_it_is_on_its_way(traveller) -> None:
    begin(TODAY + timedelta(days=4))
    seen = []
    for _step in range(4):
        with unit_of_work():
            walks.step()
        seen.append(walks.under_way().per_cent)
    assert seen == [0, 25, 25, 50]


def test_time_that_was_moved_stays_moved_and_is_never_behind(traveller) -> None:
    begin(TODAY + timedelta(days=1))
    steps()
    begin(TODAY + timedelta(days=2))
    steps()
    there = datetime(2026, 11, 25, 9, tzinfo=clock.zone())
    assert clock.now() == there
