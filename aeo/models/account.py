"""People who sign in, their sessions, and by which right they act: membership or office role.

Rights are read from ``membership`` and ``office_role``, by programme day; nothing else grants any.
Sessions and counters run on machine time. Column names of ``User``, ``AccountRole`` and
``WebAuthn`` that look foreign are Flask-Security's (ADR 0003).
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aeo import clock
from aeo.db import Model, pk
from aeo.domain.vocabulary import OFFICE_ROLES, Role

if TYPE_CHECKING:  # the library declares plain attributes, which Mapped[...] would contradict

    class RoleMixin: ...

    class UserMixin: ...

    class WebAuthnMixin: ...

    from aeo.models.company import Company
else:
    from flask_security import RoleMixin, UserMixin, WebAuthnMixin

# Lists that the library changes in place have a type of their own: SQLAlchemy watches whatever
# shares the instance.
# Flask-Security asks for roles. They stay empty: a right that is not in our tables is none.
_account_role_of = sa.Table(
    "account_role_of",
    Model.metadata,
    sa.Column("user_id", sa.ForeignKey("user_account.id"), primary_key=True),
    sa.Column("account_role_id", sa.ForeignKey("account_role.id"), primary_key=True),
)


class AccountRole(RoleMixin, Model):
    __tablename__ = "account_role"

    id: Mapped[pk]
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str | None]
    permissions: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(sa.JSON(none_as_null=True))
    )


class User(UserMixin, Model):
    """A person with an address; ``confirmed_at`` is empty until it proved to be theirs."""

    __tablename__ = "user_account"
    __table_args__ = (
        sa.CheckConstraint("language IN ('en', 'zh-Hant', 'zh-Hans')", name="language"),
    )

    id: Mapped[pk]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    password: Mapped[str | None]  # argon2id; none until an invited officer has set one
    active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)  # in every link; a new one ends them

    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    tf_phone_number: Mapped[str | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(sa.JSON(none_as_null=True))
    )
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(unique=True)

    roles: Mapped[list[AccountRole]] = relationship(secondary=_account_role_of)
    webauthn: Mapped[list["WebAuthn"]] = relationship(back_populates="user")


class WebAuthn(WebAuthnMixin, Model):
    """A registered key. Nothing registers one yet; the table is what the second factor needs."""

    __tablename__ = "web_authn"

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(sa.JSON(none_as_null=True))
    )
    backup_state: Mapped[bool]
    device_type: Mapped[str]
    extensions: Mapped[str | None]
    name: Mapped[str]
    usage: Mapped[str]
    create_datetime: Mapped[datetime] = mapped_column(default=clock.machine)
    lastuse_datetime: Mapped[datetime]

    user: Mapped[User] = relationship(back_populates="webauthn")


class UserSession(Model):
    """One browser that is signed in. Whoever reads this table cannot sign in with it: the
    browser has the secret, the row its SHA-256."""

    __tablename__ = "user_session"

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    company_id: Mapped[int | None] = mapped_column(sa.ForeignKey("company.id"))  # chosen last
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)  # however busy it is
    idle_seconds: Mapped[int]
    device: Mapped[str]
    address: Mapped[str]

    user: Mapped[User] = relationship()


class Membership(Model):
    """A person in a company, from and to a programme day, both inclusive."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.Index(
            "uq_membership_open",
            "company_id",
            "user_id",
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        ),
    )

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    roles: Mapped[list[str]]  # of COMPANY_ROLES
    sites: Mapped[list[str]]  # scope keys; none means all
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # ended at once: the day before

    user: Mapped[User] = relationship()
    company: Mapped["Company"] = relationship()


class OfficeRole(Model):
    """A role of a person in customs, from and to a programme day, both inclusive."""

    __tablename__ = "office_role"
    __table_args__ = (
        sa.CheckConstraint(
            f"role IN ({', '.join(repr(role.value) for role in sorted(OFFICE_ROLES))})",
            name="role_of_the_office",
        ),
        sa.Index(
            "uq_office_role_open",
            "user_id",
            "role",
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        ),
    )

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    role: Mapped[Role] = mapped_column(index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    mandate: Mapped[str] = mapped_column(default="")  # on whose order; empty for a standing role

    user: Mapped[User] = relationship()


class Invitation(Model):
    """A company asks somebody to join. The link in the mail is signed and kept nowhere."""

    __tablename__ = "invitation"
    __table_args__ = (
        sa.CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted_by_somebody"
        ),
    )

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    email: Mapped[str]
    language: Mapped[str]
    roles: Mapped[list[str]]
    sites: Mapped[list[str]]
    ends_on: Mapped[date | None]  # last day of the membership it offers: of an adviser
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    expires_on: Mapped[date]  # last programme day on which it can be accepted
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None]


class SignInAttempt(Model):
    """How often something guarded was tried: by account, by address, by mailbox.

    A window opens with its first try and closes by itself; keys are hashes or networks.
    """

    __tablename__ = "sign_in_attempt"

    key: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    count: Mapped[int]


def _never_both(table: str, other: str) -> dict[str, tuple[str, ...]]:
    """Refuse a row of ``table`` while the same person has one in ``other`` for a common day."""
    name = f"{table}_never_both"
    clash = (
        f"SELECT 1 FROM {other} AS o WHERE o.user_id = NEW.user_id"  # noqa: S608 -- two names, ours
        " AND (o.valid_to IS NULL OR o.valid_to >= NEW.valid_from)"
        " AND (NEW.valid_to IS NULL OR NEW.valid_to >= o.valid_from)"
    )
    message = "a person is of a company or of the office, never both"
    sqlite = [
        statement
        for event in ("INSERT", "UPDATE")
        for statement in (
            f"DROP TRIGGER IF EXISTS {name}_{event.lower()}",
            f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table}"
            f" WHEN EXISTS ({clash}) BEGIN SELECT RAISE(ABORT, '{message}'); END",
        )
    ]
    return {
        "sqlite": tuple(sqlite),
        "postgresql": (
            # The lock on the person makes two such rows in two transactions wait for each other.
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM 1 FROM user_account WHERE id = NEW.user_id FOR NO KEY UPDATE;"
            f" IF EXISTS ({clash}) THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF;"
            " RETURN NEW; END $$",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    }


# Dialect → statements. They may be run again at any time.
TRIGGERS = [_never_both("membership", "office_role"), _never_both("office_role", "membership")]
