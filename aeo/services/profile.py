"""What a company says of itself, once for all its applications: itself and its lists.

Data given is laid over data kept: a field that is not given stays, an empty one goes. Every write
names the version it was made from, so that two people never overwrite each other unawares.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, NotAllowed, OutOfOrder, Sentence
from aeo.domain.programme.entries import (
    NAME,
    PERCENT_MAX,
    SHARE,
    Gap,
    Judge,
    Kind,
    Profile,
    Unfit,
    entry_gaps,
    gaps,
    is_empty,
)
from aeo.domain.vocabulary import Actor, Role
from aeo.models.account import User
from aeo.models.profile import CompanyProfile, Partner
from aeo.services import companies, programmes
from aeo.services.profile_reading import (
    TABLES,
    Entry,
    Row,
    as_entry,
    entries,
    entry,
    kept,
    no_such,
    of_company,
    read,
    whole,
)

__all__ = [
    "Entry",
    "Gap",
    "Kind",
    "Profile",
    "Unfit",
    "entries",
    "entry",
    "entry_gaps",
    "gaps",
    "of_company",
    "read",
]

LEADS = (Role.COMPANY_ADMIN, Role.SIGNATORY, Role.COORDINATOR)
CHANGED = N_("%(name)s has changed this since you opened it. Nothing of yours is lost.")
CERTAIN_SITES = Sentence(
    N_("Your membership covers certain sites only. Ask your AEO coordinator to change this.")
)


def change_company(company_id: int, data: Mapping[str, Any], *, version: int, by: Actor) -> Entry:
    """Say of the company what ``data`` says. Raises ``Unfit``, ``OutOfOrder`` when somebody
    changed it since ``version``, ``NotAllowed`` for a member of certain sites."""
    check_reach(Kind.COMPANY, "", by=by)
    company = companies.get(company_id, lock=True)  # also while there is no row to lock yet
    row = db.session.get(CompanyProfile, company_id, populate_existing=True)
    if version != (row.version if row else 0):
        raise _meanwhile(row.changed_by_id if row else None, CHANGED)
    fitting = _judge(company_id).fitting(Kind.COMPANY, data)
    if row is None:
        row = CompanyProfile(company_id=company.id, data=_laid({}, fitting), version=1)
        db.session.add(row)
    else:
        row.data, row.version = _laid(row.data, fitting), row.version + 1
    row.changed_at, row.changed_by_id = clock.now(), _person(by)
    db.session.flush()
    return Entry(
        kind=Kind.COMPANY,
        public_id="",
        data=whole(company, row.data),
        version=row.version,
        changed_at=row.changed_at,
        changed_by=by.name,
    )


def add(kind: Kind, company_id: int, data: Mapping[str, Any], *, by: Actor) -> Entry:
    """A new entry, which needs a name and nothing more. Raises ``Unfit``, ``NotAllowed``."""
    return add_all(kind, company_id, [data], by=by)[0]


def add_all(
    kind: Kind, company_id: int, rows: Sequence[Mapping[str, Any]], *, by: Actor
) -> list[Entry]:
    """Several new entries, all of them or none. Raises as ``add``."""
    check_reach(kind, "", by=by)
    companies.get(company_id, lock=True)  # so that sums over the list hold
    judge, now, person = _judge(company_id), clock.now(), _person(by)
    added = []
    for data in rows:
        row = TABLES[kind](
            public_id=secrets.token_hex(16),
            company_id=company_id,
            data=_laid({}, _named({}, judge.fitting(kind, data))),
            version=1,
            created_at=now,
            changed_at=now,
            changed_by_id=person,
        )
        db.session.add(row)
        added.append(row)
    db.session.flush()
    _shares(kind, company_id)
    return [as_entry(kind, row, by.name) for row in added]


def flaws(
    kind: Kind, company_id: int, rows: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Sentence]]:
    """What would keep each of these from being added, by field. A name that is on the list, or
    twice among them, is a flaw here: nobody means to import the same twice."""
    judge = _judge(company_id)
    names = {_folded(data) for data in kept(company_id)[kind].values()}
    found: list[Mapping[str, Sentence]] = []
    for data in rows:
        wrong: dict[str, Sentence] = {}
        try:
            _named({}, judge.fitting(kind, data))
        except Unfit as refusal:
            wrong = dict(refusal.flaws)
        if (name := _folded(data)) and name in names:
            wrong[NAME] = Sentence(N_("This name is on the list already."))
        names.add(name)
        found.append(wrong)
    return found


def change(
    kind: Kind,
    company_id: int,
    public_id: str,
    data: Mapping[str, Any],
    *,
    version: int,
    by: Actor,
) -> Entry:
    """Say of one entry what ``data`` says. Raises ``Gone``, ``Unfit``, ``NotAllowed`` for a site
    that is not theirs, ``OutOfOrder`` when somebody changed or removed it since ``version``."""
    companies.get(company_id, lock=True)
    row = _row(kind, company_id, public_id)
    check_reach(kind, public_id, by=by)
    if row.removed_at is not None:
        raise _meanwhile(
            row.changed_by_id, N_("%(name)s has removed this. Put it back, then save again.")
        )
    if version != row.version:
        raise _meanwhile(row.changed_by_id, CHANGED)
    kept_partners = frozenset(v for v in row.data.values() if isinstance(v, str))
    fitting = _named(row.data, _judge(company_id, kept_partners).fitting(kind, data))
    row.data, row.version = _laid(row.data, fitting), row.version + 1
    row.changed_at, row.changed_by_id = clock.now(), _person(by)
    db.session.flush()
    _shares(kind, company_id)
    return as_entry(kind, row, by.name)


def remove(kind: Kind, company_id: int, public_id: str, *, by: Actor) -> Entry:
    """Take one entry off its list; it can be put back. Raises ``Gone``, ``OutOfOrder`` when it
    is off already, ``NotAllowed``."""
    return _move(kind, company_id, public_id, by=by, away=True)


def put_back(kind: Kind, company_id: int, public_id: str, *, by: Actor) -> Entry:
    """Undo a removal. Raises ``Gone``, ``OutOfOrder`` when it is on the list, ``NotAllowed``."""
    return _move(kind, company_id, public_id, by=by, away=False)


def may_change(kind: Kind, public_id: str, *, by: Actor) -> bool:
    """Whether this member may change this entry, or add one when ``public_id`` is empty."""
    is_limited = bool(by.sites) and not by.has(*LEADS)
    return not is_limited or (kind is Kind.SITE and f"{kind}:{public_id}" in by.sites)


def check_reach(kind: Kind, public_id: str, *, by: Actor) -> None:
    """Raises ``NotAllowed`` when this member may not change that entry, before they type."""
    if not may_change(kind, public_id, by=by):
        raise NotAllowed(CERTAIN_SITES)


def _move(kind: Kind, company_id: int, public_id: str, *, by: Actor, away: bool) -> Entry:
    companies.get(company_id, lock=True)
    row = _row(kind, company_id, public_id)
    check_reach(kind, "", by=by)
    if away is (row.removed_at is not None):
        raise OutOfOrder(
            Sentence(N_("This has been removed already."))
            if away
            else Sentence(N_("This is on the list already."))
        )
    row.removed_at = clock.now() if away else None
    row.changed_at, row.changed_by_id, row.version = clock.now(), _person(by), row.version + 1
    db.session.flush()
    _shares(kind, company_id)
    return as_entry(kind, row, by.name)


def _row(kind: Kind, company_id: int, public_id: str) -> Row:
    """One row, removed or not, locked. Raises ``Gone``."""
    table = TABLES[kind]
    query = (
        sa.select(table)
        .where(table.company_id == company_id, table.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found: Any = db.session.scalar(query)
    if found is None:
        raise Gone(no_such(kind))
    row: Row = found
    return row


def _laid(kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**kept, **given}.items() if not is_empty(value)}


def _folded(data: Mapping[str, Any]) -> str:
    return str(data.get(NAME) or "").casefold()


def _named(kept: Mapping[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    if is_empty({**kept, **given}.get(NAME)):
        raise Unfit({NAME: Sentence(N_("Type a name, so that you find it again."))})
    return given


def _judge(company_id: int, also: frozenset[str] = frozenset()) -> Judge:
    """``also``: what an entry names already stays allowed, though it was removed since."""
    mine = db.session.scalars(
        sa.select(Partner.public_id).where(
            Partner.company_id == company_id, Partner.removed_at.is_(None)
        )
    )
    partners = {f"{Kind.PARTNER}:{public_id}" for public_id in mine}
    return Judge(
        programme=programmes.current(), today=clock.today(), partners=frozenset(partners) | also
    )


def _shares(kind: Kind, company_id: int) -> None:
    """The shares of all people together are at most the whole. Raises ``Unfit``."""
    if kind is not Kind.PERSON:
        return
    people = kept(company_id)[Kind.PERSON].values()
    total = sum(person.get(SHARE) or 0 for person in people)
    if total > PERCENT_MAX:
        sentence = N_("The shares of all people would add up to %(total)s %%. Check each of them.")
        raise Unfit({SHARE: Sentence(sentence, {"total": total})})


def _meanwhile(user_id: int | None, msgid: str) -> OutOfOrder:
    name = db.session.scalar(sa.select(User.name).where(User.id == user_id)) or "?"
    return OutOfOrder(Sentence(msgid, {"name": name}))


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise NotAllowed(Sentence(N_("Only a person can change what a company says of itself.")))
    return by.user_id
