"""What we owe people, as rows, before any of it is a message on a wire.

A row is written in the transaction of the event it tells about (``services.outbox.owe``) and
nowhere else; only the settling functions of that module change its state.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aeo.db import Model, pk

REPLY_MAX = 300


class DeliveryState(StrEnum):
    """Where a message stands. Nothing ends silently: the last five are where it can end."""

    PENDING = "pending"
    SENDING = "sending"  # somebody holds the lease
    UNCERTAIN = "uncertain"  # it may have been accepted; the mail server's record decides
    HELD = "held"  # waits for a person
    SENT = "sent"  # the mail server took it over
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"  # for good, see ``failed_because``
    SUPERSEDED = "superseded"  # a later event made it untrue or needless


class FailureCause(StrEnum):
    REFUSED = "refused"  # the mail server said never
    EXHAUSTED = "exhausted"  # a day of trying again
    RENDER = "render"  # the text could not be made
    CRASH = "crash"  # it took its worker down too often


class AttemptOutcome(StrEnum):
    SENT = "sent"
    POSTPONED = "postponed"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    LAPSED = "lapsed"  # the worker never came back
    RENDER = "render"


OPEN_DELIVERY = frozenset(
    {
        DeliveryState.PENDING,
        DeliveryState.SENDING,
        DeliveryState.UNCERTAIN,
        DeliveryState.HELD,
    }
)
ACCEPTED_DELIVERY = frozenset({DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.BOUNCED})


def _in(states: frozenset[DeliveryState]) -> str:
    return "(" + ", ".join(f"'{state.value}'" for state in sorted(states)) + ")"


class Notification(Model):
    """One message to one recipient about one event; the key makes a second one impossible.

    ``values`` are neutral of language (ISO dates, numbers, codes, references) and are put into
    words when the message is made; no content of a case is among them.
    """

    __tablename__ = "notification"
    __table_args__ = (
        sa.CheckConstraint("(state = 'sending') = (lease_token IS NOT NULL)", name="lease_sending"),
        sa.CheckConstraint(
            "(lease_token IS NULL) = (lease_until IS NULL)", name="lease_has_an_end"
        ),
        sa.CheckConstraint(
            "(state = 'failed') = (failed_because IS NOT NULL)", name="failed_because"
        ),
        sa.CheckConstraint(
            f"(state IN {_in(ACCEPTED_DELIVERY)}) = (sent_at IS NOT NULL)", name="sent_at_iff_sent"
        ),
        sa.CheckConstraint(f"length(last_reply) <= {REPLY_MAX}", name="last_reply_length"),
        sa.CheckConstraint("attempts BETWEEN 0 AND 60", name="attempts"),
        sa.CheckConstraint("crashes BETWEEN 0 AND attempts", name="crashes"),
        sa.CheckConstraint("priority BETWEEN 1 AND 9", name="priority"),
        sa.Index(
            "ix_notification_due",
            "priority",
            "due_at",
            sqlite_where=sa.text("state IN ('pending', 'uncertain')"),
            postgresql_where=sa.text("state IN ('pending', 'uncertain')"),
        ),
        sa.Index(
            "ix_notification_lease",
            "lease_until",
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        ),
        sa.Index(
            "ix_notification_needs_a_person",
            "created_at",
            sqlite_where=sa.text("state IN ('failed', 'held', 'bounced')"),
            postgresql_where=sa.text("state IN ('failed', 'held', 'bounced')"),
        ),
        sa.Index("ix_notification_inbox", "recipient_id", "created_at"),
        sa.Index("ix_notification_subject", "subject_type", "subject_id"),
    )

    id: Mapped[pk]
    message_uuid: Mapped[str] = mapped_column(unique=True)  # local part of the Message-ID
    dedupe_key: Mapped[str] = mapped_column(unique=True)

    kind: Mapped[str]  # slug of the catalogue
    template_version: Mapped[int]  # of that kind, pinned when it was owed
    resend_policy: Mapped[str]  # ``resend`` or ``hold``: what to do when nobody can tell
    in_app: Mapped[bool]  # shown in the recipient's portal inbox as well
    priority: Mapped[int]

    company_id: Mapped[int | None] = mapped_column(sa.ForeignKey("company.id"), index=True)
    recipient_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    recipient: Mapped[str]  # address
    recipient_name: Mapped[str]
    recipient_role: Mapped[str]  # code of the catalogue's roles: why this person is told
    language: Mapped[str]

    subject_type: Mapped[str]
    subject_id: Mapped[int]
    subject_ref: Mapped[str]  # what people call it; empty for an account
    path: Mapped[str]  # the one link, below ``AEO_BASE_URL``
    values: Mapped[dict[str, Any]]

    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.PENDING)
    failed_because: Mapped[FailureCause | None]
    due_at: Mapped[datetime]  # machine time: not before
    attempts: Mapped[int] = mapped_column(default=0)
    crashes: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None]
    last_reply: Mapped[str | None]

    created_at: Mapped[datetime]  # programme time, what people see
    created_machine_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]  # machine time
    read_at: Mapped[datetime | None]  # programme time, in the portal inbox
    resent_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notification.id"))
    resent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))


class MailAttempt(Model):
    """One try at one message and what the mail server said. Append-only."""

    __tablename__ = "mail_attempt"
    __table_args__ = (
        sa.UniqueConstraint("notification_id", "number"),
        sa.CheckConstraint(f"length(reply) <= {REPLY_MAX}", name="reply_length"),
    )

    id: Mapped[pk]
    notification_id: Mapped[int] = mapped_column(sa.ForeignKey("notification.id"))
    number: Mapped[int]
    outcome: Mapped[AttemptOutcome]
    reply: Mapped[str | None]
    ended_at: Mapped[datetime]  # machine time
