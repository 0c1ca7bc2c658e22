"""What a worker can be handed: rows of one kind, found by ``due`` and settled by ``run``."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

CHUNK = 50  # ids in one message to a worker, at most


class Queue(StrEnum):
    """Where messages wait for a worker; every worker serves them all."""

    MAIL = "mail"
    DOCUMENTS = "documents"
    CERTIFICATES = "certificates"
    SCHEDULE = "schedule"  # what beat asks for; short and frequent


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work. ``due`` asks the database what is owed now, at most so many ids; ``run``
    does it and may be called twice, at any time, in parallel."""

    kind: str
    queue: Queue
    due: Callable[[int], Sequence[int]]
    run: Callable[[Collection[int]], None]
