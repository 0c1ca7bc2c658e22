"""Owe the reminders that are due. May run at any time, any number of times, in parallel, after any
gap: the first one after a programme morning owes them, the others find nothing to do."""

from collections.abc import Collection, Sequence

from aeo.db import unit_of_work
from aeo.jobs.failpoint import failpoint
from aeo.jobs.work import Queue, Work
from aeo.services.reminders import owing


def due(_limit: int) -> Sequence[int]:
    return owing.due()


def run(ids: Collection[int]) -> None:
    """Sweep each group of ``ids`` in a transaction of its own."""
    for number in ids:
        with unit_of_work():
            owing.sweep(number)
            failpoint("remind.before_commit")
        failpoint("remind.after_commit")


WORK = Work("reminders", Queue.SCHEDULE, due, run)
