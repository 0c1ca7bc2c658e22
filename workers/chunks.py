"""The two tasks: one finds what is due and hands it out, the other works a chunk off."""

import logging
from collections.abc import Sequence

from aeo.db import unit_of_work
from aeo.jobs import hand_out as due
from aeo.jobs import walk
from aeo.jobs.registry import BY_KIND, WORKS
from aeo.services import heartbeats
from workers.app import celery, flask_app
from workers.schedule import TaskName

log = logging.getLogger(__name__)

EVERYTHING = (*WORKS, walk.WORK)  # a walk does all the others, so it is not one of them
SHOWS_LIFE_EVERY = 10.0  # seconds
CHUNK_EXPIRES_SECONDS = 60


@celery.task(name=TaskName.HAND_OUT)
def hand_out() -> None:
    """Find what is due and hand it out. May run at any time and in parallel.

    A queue that still has something waiting gets nothing more: rows stay due until a worker
    claims them, and would be handed out again every second.
    """
    with flask_app().app_context():
        if heartbeats.ages().get(heartbeats.WORKER, SHOWS_LIFE_EVERY) >= SHOWS_LIFE_EVERY:
            with unit_of_work():
                heartbeats.beat(heartbeats.WORKER)
        waiting = list(due.chunks(EVERYTHING))
        busy = {name for name in {chunk.queue for chunk in waiting} if _is_waiting(name)}
        for chunk in waiting:
            if chunk.queue not in busy:
                run_chunk.apply_async(
                    args=(chunk.queue, chunk.kind, list(chunk.ids)),
                    queue=chunk.queue,
                    expires=CHUNK_EXPIRES_SECONDS,
                )


@celery.task(name=TaskName.RUN_CHUNK)
def run_chunk(queue: str, kind: str, ids: Sequence[int]) -> None:
    """Do one chunk. Run twice, it does it once: the rows say what is still to be done."""
    work = walk.WORK if kind == walk.WORK.kind else BY_KIND.get(kind)
    if work is None:
        log.error("no work is called %s on %s: its rows stay due", kind, queue)
        return
    with flask_app().app_context():
        work.run(ids)


def _is_waiting(queue: str) -> bool:
    with celery.connection_or_acquire() as connection:
        return bool(connection.default_channel.queue_declare(queue=queue).message_count)
