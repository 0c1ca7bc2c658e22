"""Papers: the files a company gave, the pictures of their pages, and what each is used for."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aeo.db import Model, pk
from aeo.domain.vocabulary import DocumentState, EvidenceState
from aeo.models.account import User


class Document(Model):
    """One file of a company's library. The content is in the store under its SHA-256; it counts,
    and may be looked at, once it is ``clean``."""

    __tablename__ = "document"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "id"),
        sa.CheckConstraint("size > 0", name="size"),
        sa.CheckConstraint("length(sha256) = 64", name="sha256"),
        sa.CheckConstraint("(state = 'rejected') = (rejected_because IS NOT NULL)", name="why"),
        sa.CheckConstraint(
            "(lease_token IS NULL) = (lease_until IS NULL)", name="lease_has_an_end"
        ),
        sa.CheckConstraint("attempts BETWEEN 0 AND 60", name="attempts"),
        sa.Index(
            "ix_document_due",
            "due_at",
            sqlite_where=sa.text("state = 'quarantined'"),
            postgresql_where=sa.text("state = 'quarantined'"),
        ),
    )

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    name: Mapped[str]  # as the sender called the file, cleaned; shown, never used as a path
    media_type: Mapped[str]  # by content, never by name
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]  # bytes
    state: Mapped[DocumentState] = mapped_column(default=DocumentState.QUARANTINED)
    rejected_because: Mapped[str | None]  # code of services.evidence.Rejection
    pages: Mapped[int | None]  # None until looked at, or for a kind without pictures
    issued_on: Mapped[date | None]  # as the company says
    expires_on: Mapped[date | None]
    uploaded_at: Mapped[datetime]  # programme time
    uploaded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    removed_at: Mapped[datetime | None]

    due_at: Mapped[datetime]  # machine time: check not before
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None]

    uploaded_by: Mapped[User] = relationship()


class DocumentPage(Model):
    """The picture of one page: a PNG in the store, sizes in pixels."""

    __tablename__ = "document_page"
    __table_args__ = (sa.UniqueConstraint("document_id", "number"),)

    id: Mapped[pk]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("document.id"))
    number: Mapped[int]
    sha256: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]


class Evidence(Model):
    """A paper of one application: for which kind of paper, in which scope, beside which question.

    ``document_code`` is the programme's kind of paper, empty for a further file beside an answer.
    ``attached`` has a document; the other states say why there is none.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "document_id"], ["document.company_id", "document.id"]
        ),
        sa.CheckConstraint(
            "(state = 'attached') = (document_id IS NOT NULL)", name="attached_has_a_document"
        ),
        sa.CheckConstraint(
            "state <> 'not_applicable' OR reason <> ''", name="not_applicable_has_a_reason"
        ),
        sa.CheckConstraint(
            "document_code <> '' OR (question_key <> '' AND state = 'attached')",
            name="stands_somewhere",
        ),
        sa.Index("ix_evidence_case", "case_id"),
        sa.Index("ix_evidence_document", "document_id"),
        sa.UniqueConstraint(
            "case_id", "document_code", "document_scope", "question_key", "question_scope",
            "document_id", name="uq_evidence_once",
        ),
        sa.Index(
            "uq_evidence_without_document",
            *("case_id", "document_code", "document_scope"),
            unique=True,
            sqlite_where=sa.text("document_id IS NULL"),
            postgresql_where=sa.text("document_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int]
    case_id: Mapped[int]
    document_code: Mapped[str] = mapped_column(default="")
    document_scope: Mapped[str] = mapped_column(default="company")
    question_key: Mapped[str] = mapped_column(default="")
    question_scope: Mapped[str] = mapped_column(default="company")
    document_id: Mapped[int | None]
    state: Mapped[EvidenceState]
    reason: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]  # programme time
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    document: Mapped[Document | None] = relationship(viewonly=True)
