"""What is held: an authorisation with its versions, and the certificates of each version."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aeo.db import Model, pk
from aeo.domain.vocabulary import AuthorisationStatus
from aeo.models.account import User
from aeo.models.case import Case
from aeo.models.codes import code_of
from aeo.models.company import Company


class HolderCounter(Model):
    """The last serial of holder codes of a programme; locked while the next one is taken."""

    __tablename__ = "holder_counter"

    programme_id: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[int]


class Authorisation(Model):
    """What a company holds in a programme: the code by which others know it. Its versions carry
    status and term."""

    __tablename__ = "authorisation"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "id"),
        sa.UniqueConstraint("company_id", "programme_id"),
        sa.UniqueConstraint("programme_id", "code"),
    )

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    programme_id: Mapped[str]
    code: Mapped[str]  # AEOHK…, by the pattern of the programme
    begun_at: Mapped[datetime]  # programme time
    # Whether the holder agreed to be shown in the public register, and who of it said so last.
    is_public: Mapped[bool] = mapped_column(default=False)
    consent_at: Mapped[datetime | None]
    consent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    company: Mapped[Company] = relationship()
    consent_by: Mapped[User | None] = relationship(foreign_keys=[consent_by_id])
    versions: Mapped[list["AuthorisationVersion"]] = relationship(
        order_by="AuthorisationVersion.number", back_populates="authorisation"
    )


class AuthorisationVersion(Model):
    """One grant with its term. ``content`` is what was granted, frozen: names, roles and sites as
    they were. ``valid_to`` is inclusive; None is open validity."""

    __tablename__ = "authorisation_version"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "id"),
        sa.UniqueConstraint("authorisation_id", "number"),
        sa.ForeignKeyConstraint(
            ["company_id", "authorisation_id"], ["authorisation.company_id", "authorisation.id"]
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "decision_id"], ["decision.company_id", "decision.id"]
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="term"),
        sa.CheckConstraint(
            "(status IN ('expired', 'revoked', 'annulled', 'withdrawn', 'superseded'))"
            " = (ended_on IS NOT NULL)",
            name="ended_on_iff_ended",
        ),
        sa.Index("ix_authorisation_version_end", "status", "valid_to"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    authorisation_id: Mapped[int]
    number: Mapped[int]
    status: Mapped[AuthorisationStatus] = mapped_column(
        code_of(AuthorisationStatus), sa.ForeignKey("authorisation_status.code")
    )
    levels: Mapped[list[str]] = mapped_column(sa.JSON)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    gap_from: Mapped[date | None]  # the first day without status before it
    renewal_due_on: Mapped[date | None]  # the last day on which a renewal is in time
    verify_code: Mapped[str] = mapped_column(unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    case_id: Mapped[int] = mapped_column(unique=True)
    decision_id: Mapped[int] = mapped_column(unique=True)
    granted_at: Mapped[datetime]  # programme time
    ended_on: Mapped[date | None]
    status_since: Mapped[datetime]  # programme time

    authorisation: Mapped[Authorisation] = relationship(back_populates="versions")
    case: Mapped[Case] = relationship(viewonly=True)
    certificates: Mapped[list["Certificate"]] = relationship(
        order_by="Certificate.language", back_populates="version"
    )


class Certificate(Model):
    """The paper of one version in one language. Owed with the version, made once by a worker,
    kept byte for byte."""

    __tablename__ = "certificate"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "language"),
        sa.ForeignKeyConstraint(
            ["company_id", "version_id"],
            ["authorisation_version.company_id", "authorisation_version.id"],
        ),
        sa.CheckConstraint("(sha256 IS NULL) = (made_at IS NULL)", name="made_at_iff_made"),
        sa.CheckConstraint(
            "(lease_token IS NULL) = (lease_until IS NULL)", name="lease_has_an_end"
        ),
        sa.Index(
            "ix_certificate_due",
            "due_at",
            sqlite_where=sa.text("made_at IS NULL"),
            postgresql_where=sa.text("made_at IS NULL"),
        ),
    )

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int]
    version_id: Mapped[int]
    language: Mapped[str]
    sha256: Mapped[str | None]
    size: Mapped[int | None]
    made_at: Mapped[datetime | None]  # programme time
    due_at: Mapped[datetime]  # machine time: make not before
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None]
    failure: Mapped[str] = mapped_column(default="")  # why the last attempt did not make it

    version: Mapped[AuthorisationVersion] = relationship(back_populates="certificates")
