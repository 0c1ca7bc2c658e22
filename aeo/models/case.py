"""The case: an application on its way from draft to decision, and everything that happened to it.

``status`` is written by ``services.transitions`` alone. Events are append-only, ordered by ``seq``.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aeo.db import Model, pk
from aeo.domain.vocabulary import CLOSED_CASE, CaseStatus, CaseType, Machine, Touch
from aeo.models.account import User
from aeo.models.append_only import append_only
from aeo.models.codes import code_of
from aeo.models.company import Company

_CLOSED = "(" + ", ".join(f"'{status.value}'" for status in sorted(CLOSED_CASE)) + ")"
# Of these case types one may be open at a time: ``new`` excludes every other, and renewal and
# upgrade each other (product §6).
_RIVALS = {
    "uq_case_file_holding": ("new", "renewal", "tier_upgrade"),
    "uq_case_file_scope": ("new", "scope_change"),
    "uq_case_file_reassessment": ("new", "reassessment"),
}


def _one_open(name: str, types: tuple[str, ...]) -> sa.Index:
    listed = ", ".join(f"'{one}'" for one in types)
    where = sa.text(f"status NOT IN {_CLOSED} AND case_type IN ({listed})")
    columns = ("company_id", "programme_id")
    return sa.Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class ReferenceCounter(Model):
    """The last serial given out in a local year; locked while the next one is taken."""

    __tablename__ = "reference_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    serial: Mapped[int]


class VoidReference(Model):
    """The reference of a draft that was discarded: a gap in the numbers that explains itself."""

    __tablename__ = "void_reference"

    reference: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    case_type: Mapped[CaseType] = mapped_column(code_of(CaseType), sa.ForeignKey("case_type.code"))
    discarded_at: Mapped[datetime]  # programme time
    discarded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))


class Case(Model):
    """One application. ``reference`` is what people call it and what addresses carry."""

    __tablename__ = "case_file"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "id"),
        sa.ForeignKeyConstraint(
            ["company_id", "previous_id"], ["case_file.company_id", "case_file.id"]
        ),
        *(_one_open(name, types) for name, types in _RIVALS.items()),
        sa.Index("ix_case_file_queue", "status", "next_due_on"),
        sa.CheckConstraint("(status = 'draft') = (submitted_at IS NULL)", name="draft_not_sent"),
        sa.CheckConstraint(
            "accepted_on IS NOT NULL OR status IN"
            " ('draft', 'submitted', 'returned', 'withdrawn', 'lapsed', 'not_accepted')",
            name="accepted_before_review",
        ),
        sa.CheckConstraint(
            f"(status IN {_CLOSED}) = (closed_at IS NOT NULL)", name="closed_at_iff_closed"
        ),
        sa.CheckConstraint("(round = 0) = (status = 'draft')", name="round_counts_sendings"),
    )

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    case_type: Mapped[CaseType] = mapped_column(code_of(CaseType), sa.ForeignKey("case_type.code"))
    programme_id: Mapped[str]
    programme_version: Mapped[str]  # pinned when the draft is created
    levels: Mapped[list[str]]  # sought
    status: Mapped[CaseStatus] = mapped_column(
        code_of(CaseStatus), sa.ForeignKey("case_status.code")
    )
    status_since: Mapped[datetime]  # programme time
    round: Mapped[int] = mapped_column(default=0)  # how often it was sent
    seq: Mapped[int] = mapped_column(default=0)  # of the last event
    officer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), index=True)

    created_at: Mapped[datetime]  # programme time
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    # The granted application whose answers this one began with.
    previous_id: Mapped[int | None]
    submitted_at: Mapped[datetime | None]  # for the first time
    accepted_on: Mapped[date | None]  # the official start
    closed_at: Mapped[datetime | None]

    # What the clocks say, kept for sorting and filtering: ``services.clocks`` can always tell.
    next_clock: Mapped[str | None]
    next_due_on: Mapped[date | None]

    company: Mapped[Company] = relationship()
    officer: Mapped[User | None] = relationship(foreign_keys=[officer_id])


class CaseEvent(Model):
    """One thing that happened, to the case or to something in it. Append-only.

    ``subject`` says to which of several (``rfi:2``); ``details`` holds what the timeline and the
    clocks need besides, never content of an answer.
    """

    __tablename__ = "case_event"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "seq"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.Index("ix_case_event_actor", "actor_id", "at"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    seq: Mapped[int]
    machine: Mapped[Machine]
    subject: Mapped[str] = mapped_column(default="")
    action: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str | None]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    actor_role: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]]
    at: Mapped[datetime]  # programme time
    machine_at: Mapped[datetime]

    actor: Mapped[User | None] = relationship()


class CaseTouch(Model):
    """An act that shuts its author out of the decision on this case (product §6)."""

    __tablename__ = "case_touch"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "user_id", "kind"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    kind: Mapped[Touch]
    at: Mapped[datetime]  # programme time, of the first


class Conflict(Model):
    """A conflict of interest that an officer declared: the case is closed to them."""

    __tablename__ = "conflict"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "user_id"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint("reason <> ''", name="reason"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    reason: Mapped[str]
    declared_at: Mapped[datetime]  # programme time


class CaseNote(Model):
    """What officers write for each other; the company never sees it."""

    __tablename__ = "case_note"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint("text <> ''", name="text"),
        sa.Index("ix_case_note_case", "case_id", "id"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    question_key: Mapped[str | None]
    scope_key: Mapped[str | None]
    text: Mapped[str]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime]  # programme time

    author: Mapped[User] = relationship()


# A draft that is discarded takes its events with it; what was sent stays.
_OF_A_DRAFT = "(SELECT status FROM case_file AS c WHERE c.id = OLD.case_id) = 'draft'"
TRIGGERS = [
    append_only("case_event", deletable=_OF_A_DRAFT),
    append_only("case_note", deletable=_OF_A_DRAFT),
    append_only("void_reference"),
]
