"""By which right a person acts at this moment: read from the live rows, never remembered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import Actor, Role
from aeo.models.account import Membership, OfficeRole, User
from aeo.models.company import Company


def of(user: User, company_id: int | None, mine: Sequence[Membership] | None = None) -> Actor:
    """The actor of ``user``: their office roles, or else their membership in ``company_id``.

    Somebody without either is an actor without roles: signed in, and allowed nothing yet. ``mine``
    are the memberships of this moment, where the caller has read them.
    """
    today = clock.today()
    office = db.session.scalars(
        sa.select(OfficeRole.role).where(
            OfficeRole.user_id == user.id, _on(OfficeRole.valid_from, OfficeRole.valid_to, today)
        )
    ).all()
    if office:
        return Actor(user_id=user.id, roles=frozenset(office), name=user.name)
    mine = memberships(user.id) if mine is None else mine
    membership = next((m for m in mine if m.company_id == company_id), None)
    if membership is None:
        return Actor(user_id=user.id, roles=frozenset(), name=user.name)
    return Actor(
        user_id=user.id,
        roles=frozenset(Role(role) for role in membership.roles),
        company_id=membership.company_id,
        name=user.name,
        sites=frozenset(membership.sites),
    )


def memberships(user_id: int) -> Sequence[Membership]:
    """The companies this person belongs to today, oldest membership first."""
    return db.session.scalars(
        sa.select(Membership)
        .options(joinedload(Membership.company))
        .where(
            Membership.user_id == user_id,
            _on(Membership.valid_from, Membership.valid_to, clock.today()),
        )
        .order_by(Membership.id)
    ).all()


def companies(user_id: int) -> Sequence[Company]:
    """The same as companies by name, for the choice in the account page."""
    mine = (membership.company for membership in memberships(user_id))
    return sorted(mine, key=lambda company: (company.name, company.id))


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person as the sign-in page of the demonstration offers them."""

    user_id: int
    name: str
    side: str  # name of the company, or empty for the office
    roles: tuple[Role, ...]
    company_id: int | None = None


def invented() -> list[Person]:
    """The people of the demonstration: first those of companies, then the officers, by name."""
    today = clock.today()
    of_company = sa.select(
        User.id, User.name, Company.name.label("side"), Membership.roles, Company.id
    ).where(
        User.id == Membership.user_id,
        Membership.company_id == Company.id,
        _on(Membership.valid_from, Membership.valid_to, today),
    )
    of_office = sa.select(User.id, User.name, OfficeRole.role).where(
        User.id == OfficeRole.user_id, _on(OfficeRole.valid_from, OfficeRole.valid_to, today)
    )
    people = [
        Person(user_id, name, side, tuple(Role(role) for role in roles), company_id)
        for user_id, name, side, roles, company_id in db.session.execute(
            of_company.where(User.is_demo).order_by(Company.name, User.name)
        )
    ]
    officers: dict[int, Person] = {}
    for user_id, name, role in db.session.execute(
        of_office.where(User.is_demo).order_by(User.name, OfficeRole.id)
    ):
        before = officers.get(user_id)
        officers[user_id] = Person(user_id, name, "", (*(before.roles if before else ()), role))
    return [*people, *officers.values()]


def is_officer(user_id: int) -> bool:
    """Whether this person holds an office role today."""
    found = sa.select(OfficeRole.id).where(
        OfficeRole.user_id == user_id,
        _on(OfficeRole.valid_from, OfficeRole.valid_to, clock.today()),
    )
    return bool(db.session.scalar(sa.select(found.exists())))


def _on(
    start: InstrumentedAttribute[date], end: InstrumentedAttribute[date | None], day: date
) -> sa.ColumnElement[bool]:
    return (start <= day) & (end.is_(None) | (end >= day))
