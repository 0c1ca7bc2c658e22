"""The two tasks: one finds what is due and hands it out, the other works a chunk off."""

import logging
from collections.abc import Sequence

from aeo.db import unit_of_work
from aeo.jobs import hand_out as due
from aeo.jobs.registry import BY_KIND
from aeo.services import heartbeats
from workers.app import celery, flask_app
from workers.schedule import TaskName

log = logging.getLogger(__name__)

# Rows stay due until a worker claims them, so the next tick names them again. What waits in the
# queue for longer than this is dropped there: while no worker runs the queue stays short.
CHUNK_EXPIRES_SECONDS = 3


@celery.task(name=TaskName.HAND_OUT)
def hand_out() -> None:
    """Find what is due and hand it out. May run at any time and in parallel."""
    with flask_app().app_context():
        with unit_of_work():
            heartbeats.beat(heartbeats.BEAT)
            heartbeats.beat(heartbeats.WORKER)
        for chunk in due.chunks():
            run_chunk.apply_async(
                args=(chunk.queue, chunk.kind, list(chunk.ids)),
                queue=chunk.queue,
                expires=CHUNK_EXPIRES_SECONDS,
            )


@celery.task(name=TaskName.RUN_CHUNK)
def run_chunk(queue: str, kind: str, ids: Sequence[int]) -> None:
    """Do one chunk. Run twice, it does it once: the rows say what is still to be done."""
    work = BY_KIND.get(kind)
    if work is None:
        log.error("no work is called %s on %s: its rows stay due", kind, queue)
        return
    with flask_app().app_context():
        work.run(ids)
