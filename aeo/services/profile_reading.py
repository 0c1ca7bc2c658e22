"""Reading what a company says of itself: the whole of it, a list, or one entry for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Sentence
from aeo.domain.programme.entries import AGE, FOUNDED, NAME, Kind, Profile, registered, years
from aeo.models.account import User
from aeo.models.company import Company
from aeo.models.profile import CompanyProfile, Flow, Partner, Person, Site
from aeo.services import companies, programmes

Row = Site | Person | Partner | Flow
TABLES: dict[Kind, type[Site] | type[Person] | type[Partner] | type[Flow]] = {
    Kind.SITE: Site,
    Kind.PERSON: Person,
    Kind.PARTNER: Partner,
    Kind.FLOW: Flow,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as a page shows it. ``version`` 0: the company has not said anything yet."""

    kind: Kind
    public_id: str
    data: Mapping[str, Any]
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""
    is_removed: bool = False

    @property
    def scope(self) -> str:
        return f"{self.kind}:{self.public_id}" if self.public_id else self.kind.value

    @property
    def name(self) -> str:
        return str(self.data.get(NAME) or "")


def read(company_id: int) -> Profile:
    """The whole profile, without what was removed. Raises ``Gone``."""
    found = db.session.execute(
        sa.select(Company, CompanyProfile.data)
        .outerjoin(CompanyProfile, CompanyProfile.company_id == Company.id)
        .where(Company.id == company_id)
    ).one_or_none()
    if found is None:
        raise Gone(Sentence(N_("There is no such company.")))
    company, data = found
    lists = kept(company_id)
    return Profile(
        company=whole(company, data or {}),
        sites=lists[Kind.SITE],
        people=lists[Kind.PERSON],
        partners=lists[Kind.PARTNER],
        flows=lists[Kind.FLOW],
    )


def of_company(company_id: int) -> Entry:
    """The company's own fields, registration and age among them. Raises ``Gone``."""
    company = companies.get(company_id)
    found = db.session.execute(
        sa.select(CompanyProfile, User.name)
        .join(User, User.id == CompanyProfile.changed_by_id)
        .where(CompanyProfile.company_id == company_id)
    ).one_or_none()
    if found is None:
        return Entry(kind=Kind.COMPANY, public_id="", data=whole(company, {}))
    profile, name = found
    return Entry(
        kind=Kind.COMPANY,
        public_id="",
        data=whole(company, profile.data),
        version=profile.version,
        changed_at=profile.changed_at,
        changed_by=name,
    )


def entries(kind: Kind, company_id: int) -> list[Entry]:
    """One list, oldest first, with what was removed."""
    table = TABLES[kind]
    query = (
        sa.select(table, User.name)
        .join(User, User.id == table.changed_by_id)
        .where(table.company_id == company_id)
        .order_by(table.id)
    )
    found: Any = db.session.execute(query)
    return [as_entry(kind, row, name) for row, name in found]


def entry(kind: Kind, company_id: int, public_id: str, *, removed: bool = False) -> Entry:
    """One entry; one that was ``removed`` only if asked for. Raises ``Gone``: a stranger's entry
    is the same as none."""
    table = TABLES[kind]
    found: Any = db.session.execute(
        sa.select(table, User.name)
        .join(User, User.id == table.changed_by_id)
        .where(table.company_id == company_id, table.public_id == public_id)
    ).one_or_none()
    if found is None or (found[0].removed_at is not None and not removed):
        raise Gone(no_such(kind))
    row, name = found
    return as_entry(kind, row, name)


def as_entry(kind: Kind, row: Row, changed_by: str) -> Entry:
    return Entry(
        kind=kind,
        public_id=row.public_id,
        data=row.data,
        version=row.version,
        changed_at=row.changed_at,
        changed_by=changed_by,
        is_removed=row.removed_at is not None,
    )


def kept(company_id: int) -> dict[Kind, dict[str, Mapping[str, Any]]]:
    """What stands in each list, oldest first, in one statement."""
    found: dict[Kind, dict[str, Mapping[str, Any]]] = {kind: {} for kind in TABLES}
    lists = [
        sa.select(
            sa.literal(kind.value).label("kind"), table.id, table.public_id, table.data
        ).where(table.company_id == company_id, table.removed_at.is_(None))
        for kind, table in TABLES.items()
    ]
    together = sa.union_all(*lists).subquery()
    for kind, _id, public_id, data in db.session.execute(
        sa.select(together).order_by(together.c.id)
    ):
        found[Kind(kind)][f"{kind}:{public_id}"] = data
    return found


def whole(company: Company, data: Mapping[str, Any]) -> dict[str, Any]:
    """The kept fields with the registration and what follows from them."""
    programme = programmes.current()
    given = {key: getattr(company, column) for key, column in registered(programme).items()}
    derived = {one.key for one in programme.fields.company if one.visible_to == "derived"}
    aged = {AGE: years(data.get(FOUNDED), clock.today())} if AGE in derived else {}
    return {**given, **data, **aged}


def no_such(kind: Kind) -> Sentence:
    return {
        Kind.COMPANY: Sentence(N_("There is no such company.")),
        Kind.SITE: Sentence(N_("There is no such site.")),
        Kind.PERSON: Sentence(N_("There is no such person.")),
        Kind.PARTNER: Sentence(N_("There is no such business partner.")),
        Kind.FLOW: Sentence(N_("There is no such cargo flow.")),
    }[kind]
