"""Findings and their corrective actions, and how each criterion was judged in the end."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aeo.db import Model, pk
from aeo.domain.vocabulary import FindingStatus, Grade
from aeo.models.account import User
from aeo.models.append_only import append_only
from aeo.models.codes import code_of
from aeo.models.evidence import Document
from aeo.models.visit import Visit


class Finding(Model):
    """What an officer found, with its grade and the days by which it is to be put right."""

    __tablename__ = "finding"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "id"),
        sa.UniqueConstraint("case_id", "number"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.ForeignKeyConstraint(["company_id", "visit_id"], ["visit.company_id", "visit.id"]),
        sa.CheckConstraint("title <> '' AND seen <> ''", name="says_what"),
        sa.Index("ix_finding_open", "status", "fix_due_on"),
    )

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int]
    case_id: Mapped[int]
    number: Mapped[int]
    visit_id: Mapped[int | None]  # None: found in the documents
    item: Mapped[str | None]  # of the programme's checklist
    criterion: Mapped[str]
    question_key: Mapped[str | None]
    scope_key: Mapped[str]
    grade: Mapped[str]  # code of the programme's grades of findings
    status: Mapped[FindingStatus] = mapped_column(
        code_of(FindingStatus), sa.ForeignKey("finding_status.code")
    )
    title: Mapped[str]
    seen: Mapped[str]  # what was seen; the company reads it
    raised_at: Mapped[datetime]  # programme time
    raised_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    issued_at: Mapped[datetime | None]  # when the company was told
    plan_due_on: Mapped[date | None]
    fix_due_on: Mapped[date | None]
    days_set_on: Mapped[date | None]  # when these were given: their reminders begin
    settled_at: Mapped[datetime | None]

    raised_by: Mapped[User] = relationship()
    visit: Mapped[Visit | None] = relationship(viewonly=True)
    action: Mapped["CorrectiveAction | None"] = relationship(back_populates="finding")
    proofs: Mapped[list["FindingProof"]] = relationship(order_by="FindingProof.id")


class CorrectiveAction(Model):
    """The company's plan for one finding, and how it says that it was carried out."""

    __tablename__ = "corrective_action"

    finding_id: Mapped[int] = mapped_column(sa.ForeignKey("finding.id"), primary_key=True)
    cause: Mapped[str] = mapped_column(default="")
    action: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    done: Mapped[str] = mapped_column(default="")  # what was done, or where it can be seen
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]  # programme time
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    finding: Mapped[Finding] = relationship(back_populates="action")


class FindingProof(Model):
    """A file that shows that a finding was put right."""

    __tablename__ = "finding_proof"
    __table_args__ = (
        sa.UniqueConstraint("finding_id", "document_id"),
        sa.ForeignKeyConstraint(["company_id", "finding_id"], ["finding.company_id", "finding.id"]),
        sa.ForeignKeyConstraint(
            ["company_id", "document_id"], ["document.company_id", "document.id"]
        ),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    finding_id: Mapped[int]
    document_id: Mapped[int]
    added_at: Mapped[datetime]  # programme time
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    document: Mapped[Document] = relationship(viewonly=True)


class CriterionGrade(Model):
    """How an officer judged one criterion; the latest one counts. Append-only."""

    __tablename__ = "criterion_grade"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "criterion", "number"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint("grade = 'met' OR reasoning <> ''", name="doubt_says_why"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    criterion: Mapped[str]
    number: Mapped[int]
    grade: Mapped[Grade]
    reasoning: Mapped[str] = mapped_column(default="")
    reason: Mapped[str | None]  # code of the programme's reasons: the ground of a refusal
    given_at: Mapped[datetime]  # programme time
    given_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    given_by: Mapped[User] = relationship()


TRIGGERS = [append_only("criterion_grade")]
