"""What is due now, cut into chunks that a worker takes; and doing it all in this process.

A chunk holds ids only. Handing one out twice is harmless: the claim lets one worker in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aeo import clock
from aeo.db import db
from aeo.jobs.registry import WORKS
from aeo.jobs.work import CHUNK, Work

ROUND = 500  # rows of a kind that one round looks at; the next one comes a second later


@dataclass(frozen=True, slots=True)
class Chunk:
    queue: str
    kind: str
    ids: Sequence[int]


def chunks(works: Sequence[Work] = WORKS) -> Iterator[Chunk]:
    """Everything that is due now, at most ``ROUND`` of each kind."""
    clock.reread()
    for work in works:
        due = list(work.due(ROUND))
        db.session.rollback()  # only read; nobody should hold a snapshot while he publishes
        for start in range(0, len(due), CHUNK):
            yield Chunk(work.queue, work.kind, due[start : start + CHUNK])


def work_off(works: Sequence[Work] = WORKS, rounds: int = 1000) -> int:
    """Do everything that is due, here and now; returns how many chunks that took.

    Raises ``RuntimeError`` when the same work stays due for ever.
    """
    by_kind = {work.kind: work for work in works}
    done = 0
    for _round in range(rounds):
        waiting = list(chunks(works))
        if not waiting:
            return done
        for chunk in waiting:
            by_kind[chunk.kind].run(chunk.ids)
            done += 1
    raise RuntimeError("work that never ends")
