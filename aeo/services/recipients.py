"""Who is told: the people behind a role of the catalogue of messages, at this moment."""

from collections.abc import Iterator

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import Role
from aeo.models.account import Membership, User
from aeo.models.case import Case
from aeo.services import offices
from aeo.services.outbox import Recipient

COMPANY = {
    "company_admin": Role.COMPANY_ADMIN,
    "signatory": Role.SIGNATORY,
    "coordinator": Role.COORDINATOR,
    "adviser": Role.ADVISER,
}
OFFICE = {
    "intake": Role.INTAKE,
    "supervisor": Role.SUPERVISOR,
    "approver": Role.APPROVER,
    "register_officer": Role.REGISTER_OFFICER,
}
OF_A_VISIT = frozenset({"lead_validator", "validators", "site_hosts"})  # once there is one


def of(case: Case, role: str) -> list[Recipient]:
    """The people who hold ``role`` for this case; a person is named once. Raises ``ValueError``
    for a role nobody can stand for yet."""
    return [
        Recipient(
            email=user.email, name=user.name, language=user.language, user_id=user.id, role=role
        )
        for user in _people(case, role)
    ]


def _people(case: Case, role: str) -> list[User]:
    if role in COMPANY:
        return [user for user, roles in _members(case.company_id) if COMPANY[role] in roles]
    if role == "all_company_users":
        return [user for user, _ in _members(case.company_id)]
    if role == "creator":
        return [db.session.get_one(User, case.created_by_id)]
    if role == "case_officer":
        return [case.officer] if case.officer is not None else []
    if role in OFFICE:
        return offices.holders(OFFICE[role])
    if role in OF_A_VISIT:
        return []
    raise ValueError(f"nobody stands for a {role} of a case")


def _members(company_id: int) -> Iterator[tuple[User, list[str]]]:
    today = clock.today()
    query = (
        sa.select(User, Membership.roles)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.company_id == company_id,
            Membership.valid_from <= today,
            Membership.valid_to.is_(None) | (Membership.valid_to >= today),
            User.active,
        )
        .order_by(User.name, User.id)
    )
    yield from db.session.execute(query)
