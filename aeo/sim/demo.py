"""The demonstration: the invented office and companies, with all they did in the last years.

Where nothing has happened yet, programme time begins in the past and walks to the present, and
everybody does what they did on its day (``sim.building``). Elsewhere whoever is missing is added
as of today.
"""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import current_app

from aeo import clock
from aeo.db import unit_of_work
from aeo.services import holidays, walks
from aeo.sim import building
from aeo.sim.companies import COMPANIES
from aeo.sim.stories import Story
from aeo.sim.timetable import begins, timetable

LOCK = "demonstration"


class Busy(RuntimeError):
    """Another process builds the demonstration here."""


def begin(stories: Sequence[Story] = COMPANIES) -> bool:
    """Let programme time begin in the past, where nothing has happened yet; false elsewhere."""
    if not current_app.extensions["aeo"].has_dev_tools:
        return False
    with unit_of_work():
        if walks.under_way() is not None or walks.has_happened():
            return False
        plan = timetable(stories, clock.today(), holidays.calendar(), clock.zone())
        walks.begin_in_the_past(begins(plan))
        return True


def build(stories: Sequence[Story] = COMPANIES) -> int:
    """Bring the demonstration to the present; returns how many people were added.

    A build that was stopped goes on where it was, and building again adds nothing. Raises
    ``Busy`` while another process builds.
    """
    with _alone():
        begin(stories)
        return building.walk(stories) if clock.is_behind() else building.add_missing(stories)


@contextmanager
def _alone() -> Iterator[None]:
    """The lock goes with the process, however that ends."""
    folder = current_app.extensions["aeo"].var / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as holder:
        try:
            fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("The demonstration is being built by another process.") from None
        yield
