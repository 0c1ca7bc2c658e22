"""A file's own life: given, quarantined, looked at by a worker, clean or rejected, removed.

What a file is used for is the business of ``services.evidence``. The content is in the store
before a row names it, and never changes. Leases and back-off run on machine time.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO, cast
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.file_kinds import FileKind, Refused, Rejection, shown_name
from aeo.domain.vocabulary import Actor, DocumentState
from aeo.models.company import Company
from aeo.models.evidence import Document, DocumentPage, Evidence
from aeo.models.finding import FindingProof
from aeo.storage import Received, TooLarge, store
from aeo.storage.contents import recognise

__all__ = ["Claim", "FileKind", "Picture", "Refused", "Rejection"]

LEASE = timedelta(seconds=180)  # above the hard limit of a task
ATTEMPTS_MAX = 3
BACKOFF = (timedelta(seconds=10), timedelta(minutes=1))
PUT_OFF = timedelta(minutes=1)
NO_SUCH_FILE = Sentence(N_("There is no such file."))


@dataclass(frozen=True, slots=True)
class Arrival:
    """A content that is in the store and may become a document."""

    name: str
    kind: FileKind
    received: Received


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to look at one file until its lease ends: plain data, for no transaction may be
    open while somebody looks."""

    id: int
    lease_token: str
    attempts: int
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as a PNG in the store; sizes in pixels."""

    number: int
    sha256: str
    width: int
    height: int


def upload_max() -> int:
    """How many bytes one file may have."""
    limit: int = current_app.extensions["aeo"].upload_max
    return limit


def receive(stream: BinaryIO, name: str) -> Arrival:
    """Keep a content that may be one of ours. Call it before any transaction is open.

    Raises ``Refused``, also for too much, and ``OSError`` when the store has no room; of what
    was refused nothing is kept.
    """
    kind = recognise(stream)
    try:
        received = store().receive(stream, limit=upload_max())
    except TooLarge as error:
        raise Refused(Rejection.TOO_LARGE) from error
    return Arrival(shown_name(name, kind), kind, received)


def accept(
    company_id: int, *, name: str, received: Received, media_type: str, by: Actor
) -> Document:
    """The row for a content: a new one, quarantined and due now, or the one that the company has
    already. What was removed comes back; what was rejected is looked at again.

    Raises ``NotAllowed`` for anybody outside the company.
    """
    if by.user_id is None or by.company_id != company_id:
        raise NotAllowed(Sentence(N_("Only people of the company can add files.")))
    _one_at_a_time(company_id)
    document = same(company_id, received.sha256)
    if document is None:
        document = Document(
            public_id=secrets.token_hex(16),
            company_id=company_id,
            name=shown_name(name, FileKind.of(media_type)),
            media_type=media_type,
            sha256=received.sha256,
            size=received.size,
            state=DocumentState.QUARANTINED,
            uploaded_at=clock.now(),
            uploaded_by_id=by.user_id,
            due_at=clock.machine(),
        )
        db.session.add(document)
    document.removed_at = None
    if document.state is DocumentState.REJECTED:
        document.state, document.rejected_because = DocumentState.QUARANTINED, None
        document.attempts, document.due_at = 0, clock.machine()
    db.session.flush()
    return document


def same(company_id: int, sha256: str) -> Document | None:
    """The company's row for that very content, also if it was removed."""
    query = sa.select(Document).where(Document.company_id == company_id, Document.sha256 == sha256)
    return db.session.scalars(query.order_by(Document.id)).first()


def get(company_id: int, public_id: str, *, lock: bool = False) -> Document:
    """One file of the company's library. Raises ``Gone``: a stranger's is the same as none."""
    query = sa.select(Document).where(
        Document.company_id == company_id,
        Document.public_id == public_id,
        Document.removed_at.is_(None),
    )
    if lock:
        query = query.with_for_update(of=Document).execution_options(populate_existing=True)
    document = db.session.scalar(query)
    if document is None:
        raise Gone(NO_SUCH_FILE)
    return document


def content(document: Document) -> BinaryIO:
    """The file itself. Raises ``OutOfOrder`` unless it is clean: nothing else is handed out."""
    _check_clean(document)
    return store().open(document.sha256)


def picture(document: Document, number: int) -> BinaryIO:
    """The picture of one page. Raises ``OutOfOrder`` unless clean, ``Gone`` without a picture."""
    _check_clean(document)
    sha256 = db.session.scalar(
        sa.select(DocumentPage.sha256).where(
            DocumentPage.document_id == document.id, DocumentPage.number == number
        )
    )
    if sha256 is None:
        raise Gone(Sentence(N_("There is no picture of this page.")))
    return store().open(sha256)


def pictures(document: Document) -> Sequence[DocumentPage]:
    """The pages that have a picture, in order."""
    return db.session.scalars(
        sa.select(DocumentPage)
        .where(DocumentPage.document_id == document.id)
        .order_by(DocumentPage.number)
    ).all()


def date_it(document: Document, issued_on: date | None, expires_on: date | None) -> None:
    """Say when the paper was issued and until when it is good. Raises ``Incomplete``."""
    if issued_on and expires_on and expires_on < issued_on:
        raise Incomplete(Sentence(N_("It cannot expire before it was issued.")))
    document.issued_on, document.expires_on = issued_on, expires_on
    db.session.flush()


def remove(company_id: int, public_id: str) -> Document:
    """Take an unused file out of the library. Raises ``OutOfOrder`` while it is used, as a paper
    of an application or as the proof that a finding was put right."""
    document = get(company_id, public_id, lock=True)
    used = sa.select(Evidence.id).where(Evidence.document_id == document.id)
    proves = sa.select(FindingProof.id).where(FindingProof.document_id == document.id)
    if db.session.scalar(sa.select(used.exists() | proves.exists())):
        raise OutOfOrder(
            Sentence(N_("This file is used in an application. Remove it there first."))
        )
    document.removed_at = clock.now()
    db.session.flush()
    return document


def due(limit: int) -> Sequence[int]:
    """Files that somebody should look at now, those that wait longest first."""
    return db.session.scalars(
        sa.select(Document.id)
        .where(_is_due(clock.machine()))
        .order_by(Document.due_at, Document.id)
        .limit(limit)
    ).all()


def claim(ids: Collection[int]) -> list[Claim]:
    """The right to look at those of ``ids`` that are due. One whose lookers never came back
    ``ATTEMPTS_MAX`` times is rejected instead: whatever it is, it kills."""
    now = clock.machine()
    free = sa.select(Document.id).where(Document.id.in_(ids), _is_due(now))
    free = free.with_for_update(skip_locked=True)
    _update(
        Document.id.in_(free),
        Document.attempts >= ATTEMPTS_MAX,
        **_rejected(Rejection.COULD_NOT_OPEN),
    )
    columns = [getattr(Document, name) for name in Claim.__slots__]
    taken = db.session.execute(
        sa.update(Document)
        .where(Document.id.in_(free))
        .values(attempts=Document.attempts + 1, lease_until=now + LEASE, lease_token=uuid4().hex)
        .returning(*columns)
        .execution_options(synchronize_session=False)
    )
    return sorted((Claim(**row) for row in taken.mappings()), key=lambda claim: claim.id)


def looked_at(claim: Claim) -> tuple[tuple[Picture, ...], int | None] | None:
    """What was seen in the same content when it was another file: its pictures, and how many pages
    it has. None when there are no pictures. Whether it is harmful is asked anew each time."""
    same_content = sa.select(Document).where(
        Document.sha256 == claim.sha256,
        Document.media_type == claim.media_type,
        Document.state == DocumentState.CLEAN,
        Document.id != claim.id,
    )
    other = db.session.scalars(same_content.order_by(Document.id).limit(1)).first()
    seen = pictures(other) if other is not None else ()
    if other is None or not seen:
        return None
    return tuple(Picture(it.number, it.sha256, it.width, it.height) for it in seen), other.pages


def settle_clean(claim: Claim, pages: Sequence[Picture], count: int | None = None) -> bool:
    """It may be looked at. ``count`` is how many pages it has, pictured or not. False when the
    lease was lost meanwhile, here and below."""
    if not _settle(claim, state=DocumentState.CLEAN, pages=count):
        return False
    db.session.execute(sa.delete(DocumentPage).where(DocumentPage.document_id == claim.id))
    db.session.add_all(
        DocumentPage(
            document_id=claim.id,
            number=page.number,
            sha256=page.sha256,
            width=page.width,
            height=page.height,
        )
        for page in pages
    )
    db.session.flush()
    return True


def settle_rejected(claim: Claim, rejection: Rejection) -> bool:
    """It does not count, and this is why."""
    return _settle(claim, **_rejected(rejection))


def postpone(claim: Claim) -> bool:
    """It could not be looked at; try again later, and after the last attempt reject it."""
    if claim.attempts >= ATTEMPTS_MAX:
        return settle_rejected(claim, Rejection.COULD_NOT_OPEN)
    return _settle(claim, due_at=clock.machine() + BACKOFF[claim.attempts - 1])


def put_off(claim: Claim) -> bool:
    """Nobody could look at any file, so this one is not to blame: as if not claimed, later."""
    return _settle(claim, attempts=claim.attempts - 1, due_at=clock.machine() + PUT_OFF)


def _check_clean(document: Document) -> None:
    if document.state is DocumentState.QUARANTINED:
        raise OutOfOrder(Sentence(N_("This file is still being checked. Try again in a minute.")))
    if document.rejected_because is not None:
        raise OutOfOrder(Rejection(document.rejected_because).sentence)


def _one_at_a_time(company_id: int) -> None:
    """The same content twice at once must not become two rows."""
    lock = sa.select(Company.id).where(Company.id == company_id)
    db.session.execute(lock.with_for_update(key_share=True))


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return (
        (Document.state == DocumentState.QUARANTINED)
        & (Document.due_at <= now)
        & (Document.lease_until.is_(None) | (Document.lease_until < now))
    )


def _rejected(rejection: Rejection) -> dict[str, Any]:
    return {
        "state": DocumentState.REJECTED,
        "rejected_because": rejection.value,
        "lease_token": None,
        "lease_until": None,
    }


def _settle(claim: Claim, **values: Any) -> bool:
    return _update(
        Document.id == claim.id,
        Document.state == DocumentState.QUARANTINED,
        Document.lease_token == claim.lease_token,
        **{**values, "lease_token": None, "lease_until": None},
    )


def _update(*when: sa.ColumnElement[bool], **values: Any) -> bool:
    done = db.session.execute(
        sa.update(Document)
        .where(*when)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast(sa.CursorResult[Any], done).rowcount > 0
