"""Claim, commit, act, commit: the right to send a row, and what became of it.

Every change asks for the state it starts from, and a settlement also for the lease, so a worker
that overslept settles nothing. Machine time throughout; nothing here talks to a mail server.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.models.outbox import (
    REPLY_MAX,
    AttemptOutcome,
    DeliveryState,
    FailureCause,
    MailAttempt,
    Notification,
)

LEASE = timedelta(seconds=180)  # above the hard limit of a task: no live sender outlasts it
MINUTES = (1, 2, 5, 15, 30, *(60,) * 23)  # a day of trying
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in MINUTES)
SETTLES_AFTER = timedelta(seconds=120)  # a slow server may still be writing its record
CRASHES_MAX = 5
ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to send one row until its lease ends: plain data, because touching a row after
    the commit would open a transaction and hold it over SMTP."""

    id: int
    lease_token: str
    attempts: int
    message_uuid: str
    kind: str
    template_version: int
    recipient: str
    recipient_id: int | None
    recipient_name: str
    recipient_role: str
    language: str
    subject_ref: str
    path: str
    values: Mapping[str, Any]
    priority: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A row that may have been accepted."""

    id: int
    message_uuid: str
    attempts: int
    crashes: int
    resend_policy: str


def due(limit: int, kinds: Collection[str]) -> Sequence[int]:
    """Rows of the known ``kinds`` that somebody should look at now, most urgent first."""
    now = clock.machine()
    return db.session.scalars(
        sa.select(Notification.id)
        .where(_is_ready(now) | _has_lapsed(now), Notification.kind.in_(kinds))
        .order_by(Notification.priority, Notification.due_at, Notification.id)
        .limit(limit)
    ).all()


def unknown(kinds: Collection[str]) -> Sequence[str]:
    """Kinds that are due but that this version of the code does not know: they stay due."""
    return db.session.scalars(
        sa.select(Notification.kind)
        .where(_is_ready(clock.machine()), Notification.kind.not_in(kinds))
        .distinct()
    ).all()


def claim(ids: Collection[int]) -> list[Claim]:
    """The right to send those of ``ids`` that are pending and due, most urgent first."""
    now = clock.machine()
    is_due = (Notification.state == DeliveryState.PENDING) & (Notification.due_at <= now)
    columns = [getattr(Notification, name) for name in Claim.__slots__]
    taken = db.session.execute(
        sa.update(Notification)
        .where(Notification.id.in_(_free(ids, is_due)))
        .values(
            state=DeliveryState.SENDING,
            attempts=Notification.attempts + 1,
            lease_until=now + LEASE,
            lease_token=uuid4().hex,
        )
        .returning(*columns)
        .execution_options(synchronize_session=False)
    )
    claims = [Claim(**row) for row in taken.mappings()]
    return sorted(claims, key=lambda claim: (claim.priority, claim.id))


def sent(claim: Claim, reply: str) -> bool:
    """The server took it over. False when the lease was lost meanwhile, here and below."""
    return _settle(
        claim, AttemptOutcome.SENT, reply, state=DeliveryState.SENT, sent_at=clock.machine()
    )


def postpone(claim: Claim, reply: str) -> bool:
    """Try again later; after a day of trying give up, visibly."""
    return _settle(claim, AttemptOutcome.POSTPONED, reply, **_later(claim.id, claim.attempts))


def refuse(claim: Claim, reply: str) -> bool:
    """The server will never take it."""
    return _fail(claim, AttemptOutcome.REFUSED, FailureCause.REFUSED, reply)


def unrenderable(claim: Claim, reply: str) -> bool:
    """There are no words for it; the others of its chunk go on."""
    return _fail(claim, AttemptOutcome.RENDER, FailureCause.RENDER, reply)


def uncertain(claim: Claim, reply: str) -> bool:
    """It was handed over and no answer came: the server's record will tell, in a while."""
    return _settle(
        claim,
        AttemptOutcome.UNCERTAIN,
        reply,
        state=DeliveryState.UNCERTAIN,
        due_at=clock.machine() + SETTLES_AFTER,
    )


def give_back(claims: Collection[Claim]) -> None:
    """Return what was claimed and not begun, as if it had not been claimed."""
    for claim in claims:
        _update(
            claim.id,
            Notification.lease_token == claim.lease_token,
            state=DeliveryState.PENDING,
            attempts=Notification.attempts - 1,
            lease_token=None,
            lease_until=None,
        )


def lapse(ids: Collection[int]) -> int:
    """Put those of ``ids`` in doubt whose sender never came back; returns how many."""
    now = clock.machine()
    taken = db.session.execute(
        sa.update(Notification)
        .where(Notification.id.in_(_free(ids, _has_lapsed(now))))
        .values(
            state=DeliveryState.UNCERTAIN,
            crashes=Notification.crashes + 1,
            due_at=now,
            lease_token=None,
            lease_until=None,
        )
        .returning(Notification.id, Notification.attempts)
        .execution_options(synchronize_session=False)
    ).all()
    for notification_id, number in taken:
        _record(notification_id, number, AttemptOutcome.LAPSED, None)
    return len(taken)


def in_doubt(ids: Collection[int]) -> list[Doubt]:
    """Those of ``ids`` for which the server's record should be asked now."""
    columns = [getattr(Notification, name) for name in Doubt.__slots__]
    rows = db.session.execute(
        sa.select(*columns).where(
            Notification.id.in_(ids),
            Notification.state == DeliveryState.UNCERTAIN,
            Notification.due_at <= clock.machine(),
        )
    )
    return [Doubt(**row) for row in rows.mappings()]


def reconcile(doubt: Doubt, accepted: bool | None) -> bool:  # noqa: FBT001 -- what the record says
    """End a doubt by what the server's record says; without a record by the kind's own rule."""
    now = clock.machine()
    if accepted:
        values: dict[str, Any] = {"state": DeliveryState.SENT, "sent_at": now}
    elif doubt.crashes >= CRASHES_MAX:
        values = {"state": DeliveryState.FAILED, "failed_because": FailureCause.CRASH}
    elif accepted is None and doubt.resend_policy == "hold":
        values = {"state": DeliveryState.HELD}
    else:
        values = {**_later(doubt.id, doubt.attempts), "due_at": now}
    return _update(
        doubt.id,
        Notification.state == DeliveryState.UNCERTAIN,
        Notification.attempts == doubt.attempts,
        **values,
    )


def _later(notification_id: int, attempts: int) -> dict[str, Any]:
    """When to try again: longer every time, spread a little so that a herd does not form."""
    if attempts > len(BACKOFF):
        return {"state": DeliveryState.FAILED, "failed_because": FailureCause.EXHAUSTED}
    wait = BACKOFF[attempts - 1] * (1 + notification_id % 10 / 100)
    return {"state": DeliveryState.PENDING, "due_at": clock.machine() + wait}


def _free(ids: Collection[int], condition: sa.ColumnElement[bool]) -> sa.Select[int]:
    """Those of ``ids`` that meet the condition and that nobody else is changing right now."""
    found = sa.select(Notification.id).where(Notification.id.in_(ids), condition)
    return found.with_for_update(skip_locked=True)


def _is_ready(now: datetime) -> sa.ColumnElement[bool]:
    waiting = Notification.state.in_((DeliveryState.PENDING, DeliveryState.UNCERTAIN))
    return waiting & (Notification.due_at <= now)


def _has_lapsed(now: datetime) -> sa.ColumnElement[bool]:
    return (Notification.state == DeliveryState.SENDING) & (Notification.lease_until < now)


def _fail(claim: Claim, outcome: AttemptOutcome, cause: FailureCause, reply: str) -> bool:
    return _settle(claim, outcome, reply, state=DeliveryState.FAILED, failed_because=cause)


def _settle(claim: Claim, outcome: AttemptOutcome, reply: str, **values: Any) -> bool:
    settled = _update(
        claim.id,
        Notification.state == DeliveryState.SENDING,
        Notification.lease_token == claim.lease_token,
        lease_token=None,
        lease_until=None,
        last_reply=without_addresses(reply),
        **values,
    )
    if settled:
        _record(claim.id, claim.attempts, outcome, without_addresses(reply))
    return settled


def _update(notification_id: int, *when: sa.ColumnElement[bool], **values: Any) -> bool:
    done = db.session.execute(
        sa.update(Notification)
        .where(Notification.id == notification_id, *when)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast(sa.CursorResult[Any], done).rowcount == 1


def _record(notification_id: int, number: int, outcome: AttemptOutcome, reply: str | None) -> None:
    db.session.execute(
        sa.insert(MailAttempt).values(
            notification_id=notification_id,
            number=number,
            outcome=outcome,
            reply=reply,
            ended_at=clock.machine(),
        )
    )


def without_addresses(reply: str) -> str:
    """A server's words, fit to be kept: one line, short, naming nobody."""
    line = "".join(c if unicodedata.category(c) != "Cc" else " " for c in reply)
    return ADDRESS.sub("<address>", line).strip()[:REPLY_MAX]


def by_state() -> dict[str, int]:
    """How many messages stand where."""
    counted = sa.select(Notification.state, sa.func.count()).group_by(Notification.state)
    found = {row[0]: row[1] for row in db.session.execute(counted)}
    return {state.value: found.get(state, 0) for state in DeliveryState}


def oldest_due_seconds() -> float:
    """How long the oldest message that is due has waited; 0 when none is."""
    now = clock.machine()
    oldest = db.session.scalar(sa.select(sa.func.min(Notification.due_at)).where(_is_ready(now)))
    return (now - oldest).total_seconds() if oldest else 0.0
