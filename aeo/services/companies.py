"""Companies and who belongs to them."""

import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.vocabulary import Actor, Role
from aeo.models.account import Membership
from aeo.models.company import Company
from aeo.services import actors, programmes

FOUNDER = (Role.COMPANY_ADMIN, Role.COORDINATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """A legal entity as its registration shows it."""

    name: str
    name_zh: str
    ubi: str


def found(names: Names, *, by: Actor, may_sign: bool) -> Company:
    """Add a company and make ``by`` its administrator; its signatory too if they ``may_sign``.

    Two people may claim the same identifier, and neither learns of the other: an officer finds
    out who is right. Raises ``NotAllowed`` for an officer, ``Incomplete`` for a wrong identifier.
    """
    if by.user_id is None or actors.is_officer(by.user_id):
        raise NotAllowed(Sentence(N_("An officer of customs cannot act for a company.")))
    _check(names)
    if _claims(by.user_id, names.ubi):
        raise OutOfOrder(Sentence(N_("You have added this company already.")))
    company = Company(
        public_id=secrets.token_hex(16),
        name=names.name,
        name_zh=names.name_zh,
        ubi=names.ubi,
        created_at=clock.now(),
        created_by_id=by.user_id,
    )
    db.session.add(company)
    db.session.flush()  # the membership needs its id
    roles = [*FOUNDER, Role.SIGNATORY] if may_sign else list(FOUNDER)
    db.session.add(
        Membership(
            public_id=secrets.token_hex(16),
            company_id=company.id,
            user_id=by.user_id,
            roles=sorted(role.value for role in roles),
            sites=[],
            valid_from=clock.today(),
        )
    )
    db.session.flush()
    return company


def change(company_id: int, names: Names) -> Company:
    """Correct the names. What an officer has verified stays: a change of name is a notice, not
    a correction. Raises ``OutOfOrder`` then."""
    company = get(company_id, lock=True)
    _check(names)
    if company.ubi_verified_at is not None:
        raise OutOfOrder(
            Sentence(N_("Customs has verified these details. Write to the programme office."))
        )
    company.name, company.name_zh, company.ubi = names.name, names.name_zh, names.ubi
    db.session.flush()
    return company


def get(company_id: int, *, lock: bool = False) -> Company:
    """One company. Raises ``Gone``."""
    query = sa.select(Company).where(Company.id == company_id)
    company = db.session.scalar(query.with_for_update() if lock else query)
    if company is None:
        raise Gone(Sentence(N_("There is no such company.")))
    return company


def members(company_id: int) -> list[Membership]:
    """Who belongs to it today, with the person, by name."""
    today = clock.today()
    query = (
        sa.select(Membership)
        .options(sa.orm.joinedload(Membership.user))
        .where(
            Membership.company_id == company_id,
            Membership.valid_from <= today,
            Membership.valid_to.is_(None) | (Membership.valid_to >= today),
        )
    )
    return sorted(db.session.scalars(query), key=lambda member: (member.user.name, member.id))


def _check(names: Names) -> None:
    identifier = programmes.current().identifiers[0]
    if not names.name:
        raise Incomplete(Sentence(N_("Type the name of the company.")))
    if not identifier.accepts(names.ubi):
        raise Incomplete(Sentence(N_("This is not a number of the register. Check each digit.")))


def _claims(user_id: int, ubi: str) -> bool:
    """Whether this person already belongs to a company with that identifier."""
    mine = [membership.company_id for membership in actors.memberships(user_id)]
    found = sa.select(Company.id).where(Company.id.in_(mine), Company.ubi == ubi)
    return bool(db.session.scalar(sa.select(found.exists())))
