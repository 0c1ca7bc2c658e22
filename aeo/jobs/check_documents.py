"""Look at the files that companies gave. May run at any time, any number of times, in parallel.

Claim, commit, look, commit: one file at a time, for each may take as long as its limit, and no
transaction is open meanwhile.
"""

import logging
from collections.abc import Collection, Sequence
from time import monotonic
from typing import BinaryIO

from aeo.db import db, unit_of_work
from aeo.domain.file_kinds import FileKind, Rejection
from aeo.jobs.failpoint import failpoint
from aeo.jobs.inspect.looking import Finding, Unfinished, look
from aeo.jobs.inspect.scanning import SCANNERS, Unavailable
from aeo.jobs.work import Queue, Work
from aeo.services import documents
from aeo.services.documents import Claim
from aeo.storage import Received, store

log = logging.getLogger(__name__)

# Seconds at one go: a heap of files must not keep letters waiting, which the same workers send, and
# one more look after that must not outlast the task.
BEGIN_WITHIN = 5.0
PICTURE_MAX = 32 * 1024 * 1024  # bytes


def due(limit: int) -> Sequence[int]:
    return documents.due(limit)


def run(ids: Collection[int]) -> None:
    """Check those of ``ids`` that are due; what is left when the time is up stays due."""
    began = monotonic()
    for document_id in ids:
        if monotonic() - began > BEGIN_WITHIN:
            return
        with unit_of_work():
            claims = documents.claim([document_id])
        failpoint("check.after_claim")
        for claim in claims:
            _check(claim)


WORK = Work("documents", Queue.DOCUMENTS, due, run)


def _check(claim: Claim) -> None:
    """One file, and what became of it."""
    db.session.rollback()  # no transaction while the child works
    try:
        finding = _look(claim)
    except Unfinished as unfinished:
        log.warning("document %s, attempt %s: %s", claim.id, claim.attempts, unfinished)
        with unit_of_work():
            settled = documents.postpone(claim)
    except (Unavailable, OSError) as error:
        log.error("documents cannot be checked now: %s", error)  # noqa: TRY400 -- no bug of ours
        with unit_of_work():
            settled = documents.put_off(claim)
    else:
        failpoint("check.after_look")
        with unit_of_work():
            if finding.rejection is None:
                settled = documents.settle_clean(claim, finding.pictures, finding.count)
            else:
                settled = documents.settle_rejected(claim, finding.rejection)
            failpoint("check.before_mark")
    if not settled:
        log.warning("document %s: the lease was lost, nothing was settled", claim.id)


def _look(claim: Claim) -> Finding:
    for scanner in SCANNERS:
        with store().open(claim.sha256) as content:
            if scanner.is_harmful(content):
                return Finding(rejection=Rejection.HARMFUL)
    before = documents.looked_at(claim)
    db.session.rollback()
    if before is not None:
        return Finding(pictures=before[0], count=before[1])
    kind = FileKind.of(claim.media_type)
    return look(store().path(claim.sha256), kind, _keep)


def _keep(picture: BinaryIO) -> Received:
    return store().receive(picture, limit=PICTURE_MAX)
