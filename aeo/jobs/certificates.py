"""Make the certificates that are owed. May run at any time, any number of times, in parallel.

Claim, commit, make, store, commit: no transaction is open while type is set. What was stored before
a worker died is made again to the same bytes, and so is stored under the same name.
"""

import io
import logging
from collections.abc import Collection, Sequence
from time import monotonic

from aeo.db import db, unit_of_work
from aeo.jobs.failpoint import failpoint
from aeo.jobs.work import Queue, Work
from aeo.papers import certificate
from aeo.papers.setting import Unsettable
from aeo.services.authorisations import papers
from aeo.services.authorisations.papers import Claim
from aeo.storage import TooLarge, store

log = logging.getLogger(__name__)

BEGIN_WITHIN = 20.0  # seconds; one more paper after that might outlast the task
PAPER_MAX = 16 * 1024 * 1024  # bytes


def due(limit: int) -> Sequence[int]:
    return papers.due(limit)


def run(ids: Collection[int]) -> None:
    """Make those of ``ids`` that are due; what is left when the time is up stays due."""
    began = monotonic()
    for certificate_id in ids:
        if monotonic() - began > BEGIN_WITHIN:
            return
        with unit_of_work():
            claims = papers.claim([certificate_id])
        failpoint("certificate.after_claim")
        for claim in claims:
            _make(claim)


WORK = Work("certificates", Queue.CERTIFICATES, due, run)


def _make(claim: Claim) -> None:
    """One certificate, and what became of it."""
    db.session.rollback()  # no transaction while type is set
    try:
        paper = certificate.render(claim.issued)
        kept = store().receive(io.BytesIO(paper.content), limit=PAPER_MAX)
    except (Unsettable, TooLarge, OSError) as error:
        log.error("certificate %s, attempt %s: %s", claim.id, claim.attempts, error)  # noqa: TRY400 -- no bug of ours
        with unit_of_work():
            settled = papers.postpone(claim, str(error))
    else:
        failpoint("certificate.after_store")
        with unit_of_work():
            settled = papers.settle(claim, kept, _remark(paper.replaced))
    if not settled:
        log.warning("certificate %s: the lease was lost, nothing was settled", claim.id)


def _remark(replaced: Sequence[str]) -> str:
    """For an officer, who may have to have the name written in another way."""
    if not replaced:
        return ""
    codes = " ".join(f"U+{ord(one):04X}" for one in replaced)
    return f"No font has these characters, so a mark stands in their place: {codes}"
