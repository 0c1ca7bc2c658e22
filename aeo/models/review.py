"""What officers judge and ask while they read: verdicts, and requests for information."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aeo.db import Model, pk
from aeo.domain.vocabulary import RfiStatus, VerdictState
from aeo.models.account import User
from aeo.models.append_only import append_only
from aeo.models.codes import code_of


class Verdict(Model):
    """An officer's judgement of one answer in the version it was sent. The latest one counts;
    an answer that changed afterwards is to be read again. Append-only."""

    __tablename__ = "verdict"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "question_key", "scope_key", "number"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint("state = 'accepted' OR reason IS NOT NULL", name="doubt_says_why"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    question_key: Mapped[str]
    scope_key: Mapped[str]
    number: Mapped[int]  # of the verdict on this answer, from 1
    round: Mapped[int]  # number of the submission it was read in
    answer_version: Mapped[int]  # 0: there was no answer
    state: Mapped[VerdictState]
    reason: Mapped[str | None]  # code of the programme's reasons
    note: Mapped[str] = mapped_column(default="")  # officers only
    given_at: Mapped[datetime]  # programme time
    given_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    given_by: Mapped[User] = relationship()


class Rfi(Model):
    """One request for information: several questions, one date, one answer."""

    __tablename__ = "rfi"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "id"),
        sa.UniqueConstraint("case_id", "number"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'withdrawn') OR issued_at IS NOT NULL", name="sent_before_open"
        ),
        sa.CheckConstraint(
            "(status IN ('accepted', 'expired', 'withdrawn')) = (closed_at IS NOT NULL)",
            name="closed_at_iff_closed",
        ),
    )

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int]
    case_id: Mapped[int]
    number: Mapped[int]
    status: Mapped[RfiStatus] = mapped_column(code_of(RfiStatus), sa.ForeignKey("rfi_status.code"))
    is_blocking: Mapped[bool] = mapped_column(default=True)
    message: Mapped[str] = mapped_column(default="")  # the company reads it above the questions
    due_on: Mapped[date | None]
    due_set_on: Mapped[date | None]  # when that day was given: its reminders begin
    created_at: Mapped[datetime]  # programme time
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    issued_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    items: Mapped[list["RfiItem"]] = relationship(order_by="RfiItem.id", back_populates="rfi")


class RfiItem(Model):
    """One answer that is asked about, and the company's reply. ``question`` may be answered anew
    while the request is open, and nothing else of the application."""

    __tablename__ = "rfi_item"
    __table_args__ = (
        sa.UniqueConstraint("rfi_id", "question_key", "scope_key"),
        sa.ForeignKeyConstraint(["company_id", "rfi_id"], ["rfi.company_id", "rfi.id"]),
        sa.CheckConstraint("asks <> '' OR reason IS NOT NULL", name="asks_something"),
    )

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int]
    rfi_id: Mapped[int]
    question_key: Mapped[str]
    scope_key: Mapped[str]
    reason: Mapped[str | None]  # code of the programme's reasons to ask
    asks: Mapped[str] = mapped_column(default="")
    settles: Mapped[str] = mapped_column(default="")  # what would settle it
    before_version: Mapped[int] = mapped_column(default=0)  # of the answer when it was asked
    reply: Mapped[str] = mapped_column(default="")
    replied_at: Mapped[datetime | None]
    replied_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    rfi: Mapped[Rfi] = relationship(back_populates="items")


TRIGGERS = [append_only("verdict")]
