"""What was sent, byte for byte, and how the office checked that it is complete."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aeo.db import Model, pk
from aeo.models.account import User
from aeo.models.append_only import append_only


class Submission(Model):
    """A frozen snapshot of an application: canonical JSON with its SHA-256. Append-only."""

    __tablename__ = "submission"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint("length(sha256) = 64", name="sha256"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    sha256: Mapped[str]
    sent_at: Mapped[datetime]  # programme time
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    sent_by: Mapped[User] = relationship()


class PointResult(StrEnum):
    """What the completeness check found at one point."""

    FINE = "fine"
    LACKING = "lacking"


class CompletenessPoint(Model):
    """One point of the completeness check in one round; a ``lacking`` one goes back to the
    company with its reason, and the company answers it before it sends again.

    ``point`` is a code of ``services.completeness``: ``identity``, ``paper:DOC-PLAN@site:…``,
    ``question:D-05@site:…``.
    """

    __tablename__ = "completeness_point"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "round", "point"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint("(result = 'lacking') = (reason IS NOT NULL)", name="lacking_says_why"),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"
        ),
    )

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int]
    case_id: Mapped[int]
    round: Mapped[int]
    point: Mapped[str]
    result: Mapped[PointResult]
    reason: Mapped[str | None]  # code of the programme's reasons to return
    note: Mapped[str] = mapped_column(default="")  # the company reads it
    checked_at: Mapped[datetime]  # programme time
    checked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    reply: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))


TRIGGERS = [append_only("submission")]
