"""What a company says of itself, once for all its applications: itself, its sites, its people,
its business partners and its cargo flows.

Which fields there are is the programme's business (``Programme.fields``); ``data`` holds them by
key: text, number, ISO date, yes or no, code, list of codes, list of rows.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from aeo.db import Model, pk


class CompanyProfile(Model):
    """The fields of the company besides its registration."""

    __tablename__ = "company_profile"

    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), primary_key=True)
    data: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]  # programme time
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))


class Listed:
    """An entry of one of the company's lists. A removed one stays, because old answers name it."""

    id: Mapped[pk]
    public_id: Mapped[str] = mapped_column(unique=True)  # the second half of its scope key
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    data: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]  # programme time
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    removed_at: Mapped[datetime | None]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[sa.UniqueConstraint]:
        return (sa.UniqueConstraint("company_id", "id"),)


class Site(Listed, Model):
    """A place of the company; ``in_scope`` of its data says whether the status is to cover it."""

    __tablename__ = "site"


class Person(Listed, Model):
    """An owner, director, signatory or somebody in charge, whether or not they have an account."""

    __tablename__ = "person"


class Partner(Listed, Model):
    """A business partner in the supply chain."""

    __tablename__ = "partner"


class Flow(Listed, Model):
    """A cargo flow, with its steps."""

    __tablename__ = "flow"
