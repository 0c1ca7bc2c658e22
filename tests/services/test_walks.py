"""Programme time walks by mornings and ends of days; one at a time takes its steps."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from aeo import clock
from aeo.config import Env
from aeo.db import unit_of_work
from aeo.domain.errors import Incomplete, OutOfOrder
from aeo.services import walks
from tests.noon import NOON
from tests.people import a_person

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


# Where nothing has happened yet


def begin_in_the_past(day: date) -> None:
    with unit_of_work():
        walks.begin_in_the_past(day)


def test_time_may_begin_in_the_past_and_walks_to_the_present(traveller) -> None:
    begin_in_the_past(date(2026, 11, 21))
    assert clock.is_behind()
    assert clock.now() == datetime(2026, 11, 21, 9, tzinfo=clock.zone())
    assert walks.under_way() == walks.Walk(date(2026, 11, 21), date(2026, 11, 21), TODAY)
    assert walks.is_waiting() is False  # no worker takes its steps
    taken = []
    while True:
        with unit_of_work():
            if not walks.step_towards(clock.machine()):
                break
        taken.append(f"{clock.local(clock.now()):%d %H:%M:%S}")
    assert taken == ["21 23:59:59", "22 09:00:00", "22 23:59:59", "23 09:00:00", "23 12:00:00"]
    with unit_of_work():
        walks.arrive()
    assert (clock.is_behind(), clock.now(), walks.under_way()) == (False, NOON, None)


def test_time_that_stood_still_goes_on_where_it_stood(traveller) -> None:
    begin_in_the_past(date(2026, 11, 21))
    with unit_of_work():
        walks.step_towards(clock.machine())
    stood = clock.now()
    traveller.move_to(NOON + timedelta(days=9), tick=False)
    clock.reread()
    with unit_of_work():
        walks.go_on()
    assert (clock.now(), walks.under_way().end) == (stood, TODAY)


def test_time_begins_in_the_past_only_where_nothing_has_happened(traveller) -> None:
    with unit_of_work():
        a_person()
    with pytest.raises(OutOfOrder, match="Something has happened here already"):
        begin_in_the_past(date(2026, 11, 21))
    assert not clock.is_behind()


def test_time_begins_in_the_past_once(traveller) -> None:
    begin_in_the_past(date(2026, 11, 21))
    with pytest.raises(OutOfOrder, match="Something has happened here already"):
        begin_in_the_past(date(2026, 11, 20))
    with pytest.raises(OutOfOrder, match="on its way"):
        begin(TODAY + timedelta(days=2))


def test_time_begins_in_the_past_in_a_demonstration_only(app, traveller, monkeypatch) -> None:
    settings = replace(app.extensions["aeo"], env=Env.PRODUCTION)
    monkeypatch.setitem(app.extensions, "aeo", settings)
    with pytest.raises(OutOfOrder, match="in a demonstration only"):
        begin_in_the_past(date(2026, 11, 21))


def test_a_day_that_is_not_over_is_no_beginning(traveller) -> None:
    with pytest.raises(ValueError, match="2026-11-24 is not over"):
        begin_in_the_past(date(2026, 11, 24))


def test_nothing_goes_on_that_is_not_behind(traveller) -> None:
    with pytest.raises(OutOfOrder, match="not behind"), unit_of_work():
        walks.go_on()
