"""What we owe people, written in the transaction of the event it tells about.

A message is a row first. Nothing here talks to a mail server: sending and settling are
``services.deliveries``. Which kinds of message exist is the catalogue's business
(``aeo.mail.catalogue``), which registers them in ``app.extensions["aeo_kinds"]``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, cast
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, OutOfOrder, Sentence
from aeo.domain.reminders import Raised
from aeo.models.outbox import DeliveryState, Notification

# A date or moment in ISO 8601, a number, a code or a reference; or a text in each language.
Value: TypeAlias = str | int | Mapping[str, str]

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
NOT_YET_SENT = (DeliveryState.PENDING, DeliveryState.HELD)
NEEDS_A_PERSON = (DeliveryState.FAILED, DeliveryState.HELD, DeliveryState.BOUNCED)
HIDDEN_FROM_INBOX = (DeliveryState.HELD, DeliveryState.SUPERSEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the outbox must know of one kind of message: never its words."""

    version: int
    priority: int  # 1 (most urgent) to 9
    resend_policy: str
    in_app: bool
    may_be_held: bool
    roles: frozenset[str]  # who may be told
    needs_ref: bool  # or the message is its own reference
    needs: frozenset[str]  # names of the values that the event must bring
    may: frozenset[str] = frozenset()  # and of those that it may
    reminder: Raised | None = None  # when the schedule raises it


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is told, in which language and because of which role (a code of the catalogue)."""

    email: str
    role: str
    name: str = ""
    language: str = "en"
    user_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRef:
    """What a message is about. ``ref`` is what people call it; empty for an account."""

    type: str
    id: int
    ref: str = ""
    company_id: int | None = None


def owe(
    kind: str,
    *,
    to: Recipient,
    dedupe: str,
    subject: SubjectRef,
    values: Mapping[str, Value] | None = None,
    path: str = "/",
    due_at: datetime | None = None,
    hold: bool = False,
) -> Notification | None:
    """Owe ``to`` one message of ``kind``; None when that debt exists already.

    ``dedupe`` is made from the event and the period, never from chance or the hour; kind and
    recipient are added to it here. ``due_at`` is machine time, not before. ``hold`` keeps a
    letter back until ``release``. Raises ``ValueError`` for a message that could never be made:
    unknown kind or role, a value missing or too many, a path that is not one.
    """
    given = dict(values or {})
    facts = _facts(kind, to, given, path, hold=hold)
    if facts.needs_ref != bool(subject.ref):
        raise ValueError(f"{kind}: {'no' if facts.needs_ref else 'needs no'} reference")
    now = clock.machine()
    return _insert(
        message_uuid=str(uuid4()),
        dedupe_key=f"{kind}:{dedupe}:{to.user_id or to.email.lower()}",
        kind=kind,
        template_version=facts.version,
        resend_policy=facts.resend_policy,
        in_app=facts.in_app,
        priority=facts.priority,
        company_id=subject.company_id,
        recipient_id=to.user_id,
        recipient=to.email,
        recipient_name=to.name,
        recipient_role=to.role,
        language=to.language,
        subject_type=subject.type,
        subject_id=subject.id,
        subject_ref=subject.ref,
        path=path,
        values=given,
        state=DeliveryState.HELD if hold else DeliveryState.PENDING,
        due_at=due_at or now,
        created_at=clock.now(),
        created_machine_at=now,
    )


def release(notification: Notification) -> None:
    """Let a held message go. Raises ``OutOfOrder`` when it is not held."""
    if notification.state is not DeliveryState.HELD:
        raise OutOfOrder(Sentence(N_("This message is not held back.")))
    notification.state = DeliveryState.PENDING
    notification.due_at = clock.machine()
    db.session.flush()


def supersede(
    subject_type: str, subject_id: int, *, kinds: Collection[str], recipient_id: int | None = None
) -> int:
    """Take back what is not sent yet and no longer true; returns how many messages that was."""
    query = sa.update(Notification).where(
        Notification.subject_type == subject_type,
        Notification.subject_id == subject_id,
        Notification.kind.in_(kinds),
        Notification.state.in_(NOT_YET_SENT),
    )
    if recipient_id is not None:
        query = query.where(Notification.recipient_id == recipient_id)
    done = db.session.execute(query.values(state=DeliveryState.SUPERSEDED))
    return cast(sa.CursorResult[Any], done).rowcount


def resend(notification: Notification, by: int, address: str | None = None) -> Notification | None:
    """Owe the same message again as a row of its own, to a corrected ``address`` if given.

    None when somebody has just done that. Raises ``OutOfOrder`` while the first is on its way.
    """
    if notification.state in (*NOT_YET_SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN):
        raise OutOfOrder(Sentence(N_("This message is still on its way.")))
    now = clock.machine()
    copied = {
        column.key: getattr(notification, column.key)
        for column in sa.inspect(Notification).column_attrs
        if column.key in _COPIED
    }
    return _insert(
        **copied,
        message_uuid=str(uuid4()),
        dedupe_key=f"{notification.dedupe_key}#again:{notification.id}",
        recipient=address or notification.recipient,
        state=DeliveryState.PENDING,
        due_at=now,
        created_at=clock.now(),
        created_machine_at=now,
        resent_from_id=notification.id,
        resent_by_id=by,
    )


def failed(limit: int = 100) -> Sequence[Notification]:
    """What needs a person, oldest first: failed, held or bounced, and not sent again."""
    again = sa.select(Notification.resent_from_id).where(Notification.resent_from_id.is_not(None))
    return db.session.scalars(
        sa.select(Notification)
        .where(Notification.state.in_(NEEDS_A_PERSON), Notification.id.not_in(again))
        .order_by(Notification.created_at, Notification.id)
        .limit(limit)
    ).all()


@dataclass(frozen=True, slots=True)
class Ledger:
    """A stretch of the ledger, how many rows the whole answer has, and where its neighbours
    begin: by row and not by number, because more rows arrive while somebody reads."""

    rows: Sequence[Notification]
    total: int
    newer: str | None
    older: str | None


def ledger(*, state: DeliveryState | None, to: str, start: str, limit: int) -> Ledger:
    """What was owed, newest first: in one state, or to addresses or cases that contain ``to``.

    ``start`` is the ``message_uuid`` of the first row to show; the newest one if it is unknown.
    """
    where = [Notification.state == state] if state is not None else []
    if to:
        where.append(
            Notification.recipient.icontains(to, autoescape=True)
            | Notification.subject_ref.icontains(to, autoescape=True)
        )
    chosen = sa.select(Notification).where(*where)
    key = sa.select(Notification.id).where(Notification.message_uuid == start)
    first = db.session.scalar(key) if start else None
    downward = chosen.order_by(Notification.id.desc()).limit(limit + 1)
    upward = chosen.order_by(Notification.id).limit(limit)
    above: Sequence[Notification] = []
    if first is not None:
        downward = downward.where(Notification.id <= first)
        above = db.session.scalars(upward.where(Notification.id > first)).all()
    rows = db.session.scalars(downward).all()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery()))
    return Ledger(
        rows=rows[:limit],
        total=total or 0,
        newer=above[-1].message_uuid if above else None,
        older=rows[limit].message_uuid if len(rows) > limit else None,
    )


def by_uuid(message_uuid: str) -> Notification:
    """One message, locked for a change. Raises ``Gone``."""
    found = db.session.scalar(
        sa.select(Notification).where(Notification.message_uuid == message_uuid).with_for_update()
    )
    if found is None:
        raise Gone(Sentence(N_("There is no such message.")))
    return found


def inbox(user_id: int, *, company_id: int | None = None, limit: int = 100) -> list[Notification]:
    """The messages of one person in the portal or at the desk, newest first."""
    query = _inbox(user_id).order_by(Notification.created_at.desc(), Notification.id.desc())
    if company_id is not None:
        query = query.where(Notification.company_id == company_id)
    return list(db.session.scalars(query.limit(limit)))


def unread(user_id: int) -> int:
    query = _inbox(user_id).where(Notification.read_at.is_(None)).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(query)) or 0


def message(user_id: int, message_uuid: str) -> Notification:
    """One message of this person's inbox. Raises ``Gone`` for anybody else's."""
    found = db.session.scalar(_inbox(user_id).where(Notification.message_uuid == message_uuid))
    if found is None:
        raise Gone(Sentence(N_("There is no such message.")))
    return found


def mark_read(user_id: int, message_uuid: str) -> None:
    """Remember when it was first opened. Raises ``Gone`` for anybody else's message."""
    found = message(user_id, message_uuid)
    found.read_at = found.read_at or clock.now()
    db.session.flush()


_COPIED = frozenset(
    {
        "kind", "template_version", "resend_policy", "in_app", "priority", "company_id",
        "recipient_id", "recipient_name", "recipient_role", "language", "subject_type",
        "subject_id", "subject_ref", "path", "values",
    }
)  # fmt: skip


def _facts(kind: str, to: Recipient, values: Mapping[str, Value], path: str, *, hold: bool) -> Kind:
    kinds: Mapping[str, Kind] = current_app.extensions["aeo_kinds"]
    facts = kinds.get(kind)
    if facts is None:
        raise ValueError(f"{kind}: no such kind of message")
    if to.role not in facts.roles:
        raise ValueError(f"{kind}: is not for a {to.role}")
    if to.language not in LANGUAGES:
        raise ValueError(f"{kind}: no language {to.language!r}")
    if hold and not facts.may_be_held:
        raise ValueError(f"{kind}: must go at once")
    if wrong := (facts.needs ^ values.keys()) - facts.may:
        raise ValueError(f"{kind}: values missing or unknown: {', '.join(sorted(wrong))}")
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"{kind}: {path!r} is no path of this service")
    return facts


def _inbox(user_id: int) -> sa.Select[Notification]:
    return sa.select(Notification).where(
        Notification.recipient_id == user_id,
        Notification.in_app.is_(True),
        Notification.state.not_in(HIDDEN_FROM_INBOX),
    )


def _insert(**row: Any) -> Notification | None:
    db.session.flush()  # the company and the person may be new in this transaction
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    key = db.session.scalar(
        dialect.insert(Notification)
        .values(**row)
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(Notification.id)
    )
    return db.session.get(Notification, key) if key else None
