"""Walk programme time, in the demonstration: at every step, do what has fallen due.

It is a kind of work like others, so that a visitor waits for no request, and a worker that is
killed on the way loses nothing: the next one goes on from where programme time stands.
"""

from collections.abc import Collection, Sequence
from time import monotonic

from flask import current_app

from aeo.db import unit_of_work
from aeo.jobs.hand_out import chunks
from aeo.jobs.registry import BY_KIND
from aeo.jobs.work import Queue, Work
from aeo.services import walks

THE_WALK = 1
SPELL = 10.0  # seconds at one go; then the next chunk goes on


def due(_limit: int) -> Sequence[int]:
    if not current_app.extensions["aeo"].has_dev_tools:
        return ()
    return [THE_WALK] if walks.is_waiting() else []


def run(_ids: Collection[int]) -> None:
    """Take steps for a while. May be called twice or in parallel: one of them walks."""
    with unit_of_work():
        if not walks.take():
            return
    began = monotonic()
    while True:
        if (chunk := next(chunks(), None)) is not None:
            BY_KIND[chunk.kind].run(chunk.ids)
        else:
            with unit_of_work():
                if not walks.step():
                    return
        if monotonic() - began > SPELL:
            with unit_of_work():
                walks.rest()
            return


WORK = Work("walk", Queue.SCHEDULE, due, run)
