"""Who holds which role in customs, from which day to which."""

from datetime import date, timedelta

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Incomplete, OutOfOrder, Sentence
from aeo.domain.vocabulary import OFFICE_ROLES, Role
from aeo.models.account import Membership, OfficeRole, User


def give(user_id: int, role: Role, *, until: date | None = None, mandate: str = "") -> OfficeRole:
    """Give a role of the office from today on; the one they hold already stays as it is.

    Raises ``Incomplete`` for a role that is not of the office, ``OutOfOrder`` for a person who
    belongs to a company: nobody is on both sides.
    """
    if role not in OFFICE_ROLES:
        raise Incomplete(Sentence(N_("This is not a role of the office.")))
    today = clock.today()
    of_company = sa.select(Membership.id).where(
        Membership.user_id == user_id,
        Membership.valid_to.is_(None) | (Membership.valid_to >= today),
    )
    if db.session.scalar(sa.select(of_company.exists())):
        raise OutOfOrder(Sentence(N_("This person belongs to a company and cannot be an officer.")))
    held = _open(user_id, role)
    if held is not None:
        return held
    given = OfficeRole(
        user_id=user_id, role=role, valid_from=today, valid_to=until, mandate=mandate
    )
    db.session.add(given)
    db.session.flush()
    return given


def take(user_id: int, role: Role) -> None:
    """End a role today: it no longer counts from this moment on. Nothing for one not held."""
    held = _open(user_id, role)
    if held is not None:
        held.valid_to = clock.today() - timedelta(days=1)
        db.session.flush()


def holders(role: Role) -> list[User]:
    """Who holds ``role`` today, by name."""
    today = clock.today()
    query = (
        sa.select(User)
        .join(OfficeRole, OfficeRole.user_id == User.id)
        .where(
            OfficeRole.role == role,
            OfficeRole.valid_from <= today,
            OfficeRole.valid_to.is_(None) | (OfficeRole.valid_to >= today),
            User.active,
        )
        .order_by(User.name, User.id)
    )
    return list(db.session.scalars(query).unique())


def _open(user_id: int, role: Role) -> OfficeRole | None:
    return db.session.scalar(
        sa.select(OfficeRole).where(
            OfficeRole.user_id == user_id, OfficeRole.role == role, OfficeRole.valid_to.is_(None)
        )
    )
