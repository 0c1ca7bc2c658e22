"""The legal entity that applies and holds: the tenant of every case, site and file."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aeo.db import Model, pk


class Company(Model):
    """One legal entity. Two may claim the same identifier until an officer verified one of them:
    a second claimant learns nothing from the first."""

    __tablename__ = "company"
    __table_args__ = (
        sa.CheckConstraint("name <> ''", name="name"),
        sa.Index(
            "uq_company_ubi_verified",
            "ubi",
            unique=True,
            sqlite_where=sa.text("ubi_verified_at IS NOT NULL"),
            postgresql_where=sa.text("ubi_verified_at IS NOT NULL"),
        ),
    )

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str] = mapped_column(default="")  # as registered, in Traditional Chinese
    ubi: Mapped[str] = mapped_column(index=True)  # by the pattern of the programme's identifier
    ubi_verified_at: Mapped[datetime | None]  # programme time
    ubi_verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime]  # programme time
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
