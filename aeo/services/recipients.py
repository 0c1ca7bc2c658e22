"""Who is told: the people behind a role of the catalogue of messages, at this moment."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aeo.db import db
from aeo.domain.vocabulary import Role, VisitStatus
from aeo.models.account import Membership, User
from aeo.models.case import Case
from aeo.models.profile import Site
from aeo.models.visit import Visit, VisitMember
from aeo.services import companies, offices
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
# Nobody has such a role of their own: somebody else of the same message is told as well.
NOBODY_ALONE = frozenset(
    {"action_owner", "responsible_users", "ceremony_officer", "clearance_units"}
)


def of(case: Case, role: str, visit_id: int | None = None) -> list[Recipient]:
    """The people who hold ``role`` for this case; a person is named once. With ``visit_id`` only
    the team and the hosts of that visit. Raises ``ValueError`` for a role nobody stands for."""
    return [
        Recipient(
            email=user.email, name=user.name, language=user.language, user_id=user.id, role=role
        )
        for user in _people(case, role, visit_id)
    ]


def _people(case: Case, role: str, visit_id: int | None) -> list[User]:
    if role in COMPANY:
        return [it.user for it in _members(case.company_id) if COMPANY[role] in it.roles]
    if role in OFFICE:
        return offices.holders(OFFICE[role])
    found = _by_role(case, visit_id)
    if role not in found:
        raise ValueError(f"nobody stands for a {role} of a case")
    return found[role]()


def _by_role(case: Case, visit_id: int | None) -> Mapping[str, Callable[[], list[User]]]:
    return {
        "all_company_users": lambda: [it.user for it in _members(case.company_id)],
        "creator": lambda: [db.session.get_one(User, case.created_by_id)],
        "case_officer": lambda: [case.officer] if case.officer is not None else [],
        "lead_validator": lambda: [it.user for it in _team(case, visit_id) if it.is_lead],
        "validators": lambda: [it.user for it in _team(case, visit_id) if not it.is_lead],
        "site_hosts": lambda: _hosts(case, visit_id),
        **dict.fromkeys(NOBODY_ALONE, list),
    }


def _team(case: Case, visit_id: int | None) -> list[VisitMember]:
    """Who is on the teams of visits that are not called off."""
    query = (
        sa.select(VisitMember)
        .join(Visit, Visit.id == VisitMember.visit_id)
        .where(Visit.case_id == case.id)
        .options(joinedload(VisitMember.user))
        .order_by(VisitMember.id)
    )
    if visit_id is not None:
        query = query.where(Visit.id == visit_id)
    else:
        query = query.where(Visit.status != VisitStatus.CANCELLED)
    return list({member.user_id: member for member in db.session.scalars(query)}.values())


def _hosts(case: Case, visit_id: int | None) -> list[User]:
    """Contributors who work at the site of the visit and at no other."""
    query = (
        sa.select(Site.public_id)
        .join(Visit, Visit.site_id == Site.id)
        .where(Visit.case_id == case.id)
    )
    if visit_id is not None:
        query = query.where(Visit.id == visit_id)
    scopes = {f"site:{public_id}" for public_id in db.session.scalars(query)}
    return [it.user for it in _members(case.company_id) if scopes & set(it.sites)]


def _members(company_id: int) -> list[Membership]:
    """Who belongs to the company today and can still sign in."""
    return [member for member in companies.members(company_id) if member.user.active]
