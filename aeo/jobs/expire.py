"""End the versions whose time has come. May run at any time, any number of times, in parallel,
after any gap: each is judged anew under its lock."""

import logging
from collections.abc import Collection, Sequence
from time import monotonic

from aeo.db import unit_of_work
from aeo.jobs.failpoint import failpoint
from aeo.jobs.work import Queue, Work
from aeo.services.authorisations import keeping

log = logging.getLogger(__name__)

BEGIN_WITHIN = 20.0  # seconds; what is left stays due


def due(limit: int) -> Sequence[int]:
    return keeping.overdue(limit)


def run(ids: Collection[int]) -> None:
    """Settle each version of ``ids`` in a transaction of its own."""
    began = monotonic()
    for version_id in ids:
        if monotonic() - began > BEGIN_WITHIN:
            return
        try:
            with unit_of_work():
                keeping.settle(version_id)
                failpoint("expire.before_commit")
        except Exception:  # one bad row must not stop the others
            log.exception("version %s could not be settled", version_id)
        failpoint("expire.after_commit")


WORK = Work("validity", Queue.SCHEDULE, due, run)
