"""Keep the calendar known ahead, or no day could be counted any more. May run at any time, any
number of times, in parallel: a year that has rows stays as it is."""

from collections.abc import Collection, Sequence

from aeo.db import unit_of_work
from aeo.jobs.work import Queue, Work
from aeo.services import holidays

OWN_CALENDAR = 1


def due(_limit: int) -> Sequence[int]:
    return [OWN_CALENDAR] if holidays.falls_short() else []


def run(_ids: Collection[int]) -> None:
    with unit_of_work():
        holidays.reach_ahead()


WORK = Work("holidays", Queue.SCHEDULE, due, run)
