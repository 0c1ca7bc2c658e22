"""Validation visits: dates offered, the team, what was seen on site, and the report."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aeo.db import Model, pk
from aeo.domain.vocabulary import VisitStatus
from aeo.models.account import User
from aeo.models.codes import code_of
from aeo.models.profile import Site


class Visit(Model):
    """One visit to one site. ``day`` and ``starts_at`` are local ones, once a date is agreed."""

    __tablename__ = "visit"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "id"),
        sa.UniqueConstraint("case_id", "number"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.ForeignKeyConstraint(["company_id", "site_id"], ["site.company_id", "site.id"]),
        sa.CheckConstraint("(day IS NULL) = (starts_at IS NULL)", name="day_and_hour"),
        sa.CheckConstraint(
            "status NOT IN ('agreed', 'in_progress', 'completed') OR day IS NOT NULL",
            name="agreed_has_a_day",
        ),
        sa.Index("ix_visit_day", "day"),
    )

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int]
    case_id: Mapped[int]
    number: Mapped[int]
    site_id: Mapped[int]
    mode: Mapped[str]  # code of the programme's visit modes
    status: Mapped[VisitStatus] = mapped_column(
        code_of(VisitStatus), sa.ForeignKey("visit_status.code")
    )
    day: Mapped[date | None]
    starts_at: Mapped[time | None]
    agenda: Mapped[str] = mapped_column(default="")  # what the company is told to prepare
    hosts: Mapped[str] = mapped_column(default="")  # whom to ask for, as the company says
    moved: Mapped[int] = mapped_column(default=0)  # how often the company asked for another date
    created_at: Mapped[datetime]  # programme time
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    completed_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship(viewonly=True)
    slots: Mapped[list["VisitSlot"]] = relationship(order_by="VisitSlot.day, VisitSlot.starts_at")
    team: Mapped[list["VisitMember"]] = relationship(order_by="VisitMember.id")


class VisitSlot(Model):
    """One date offered for a visit. A withdrawn one stays, for the record."""

    __tablename__ = "visit_slot"
    __table_args__ = (sa.UniqueConstraint("visit_id", "day", "starts_at"),)

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"))
    day: Mapped[date]
    starts_at: Mapped[time]
    is_open: Mapped[bool] = mapped_column(default=True)


class VisitMember(Model):
    """An officer of the team; one of them leads it."""

    __tablename__ = "visit_member"
    __table_args__ = (
        sa.UniqueConstraint("visit_id", "user_id"),
        sa.Index(
            "uq_visit_member_lead",
            "visit_id",
            unique=True,
            sqlite_where=sa.text("is_lead"),
            postgresql_where=sa.text("is_lead"),
        ),
    )

    id: Mapped[pk]
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    is_lead: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship()


class SiteWaiver(Model):
    """A site that needs no visit in this case, with the reason."""

    __tablename__ = "site_waiver"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "site_id"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.ForeignKeyConstraint(["company_id", "site_id"], ["site.company_id", "site.id"]),
        sa.CheckConstraint("reason <> ''", name="reason"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    site_id: Mapped[int]
    reason: Mapped[str]
    waived_at: Mapped[datetime]  # programme time
    waived_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))


class CheckResult(Model):
    """What was seen at one item of the checklist on one visit."""

    __tablename__ = "check_result"
    __table_args__ = (
        sa.UniqueConstraint("visit_id", "item"),
        sa.CheckConstraint(
            "result IN ('conform', 'partly', 'not_conform', 'not_seen', 'na')", name="result"
        ),
    )

    id: Mapped[pk]
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id"))
    item: Mapped[str]  # of the programme's checklist
    result: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    marked_at: Mapped[datetime]  # programme time
    marked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    marked_by: Mapped[User] = relationship()


class VisitReport(Model):
    """The report on all visits of a case in one round: written, then approved by a supervisor."""

    __tablename__ = "visit_report"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "round"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"
        ),
        sa.CheckConstraint("(approved_at IS NULL) = (content IS NULL)", name="approved_is_frozen"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    round: Mapped[int]  # 1, and one more for each re-visit
    people_met: Mapped[str] = mapped_column(default="")
    scope: Mapped[str] = mapped_column(default="")  # what was sampled, and why
    summary: Mapped[str] = mapped_column(default="")  # the company reads it
    internal: Mapped[str] = mapped_column(default="")  # officers only
    version: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[datetime]  # programme time
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)  # as approved
    sha256: Mapped[str | None]

    written_by: Mapped[User] = relationship(foreign_keys=[written_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
