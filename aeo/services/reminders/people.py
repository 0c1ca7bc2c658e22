"""Who is reminded: the people behind the roles of a kind of message, joined in one statement.

Somebody with several of the roles is one row, told in the first of them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from aeo.domain.vocabulary import Role
from aeo.models.account import Membership, OfficeRole, User
from aeo.services.recipients import COMPANY, OFFICE
from aeo.services.reminders.sql import TODAY

CASE_OFFICER = "case_officer"
FIRST = ("signatory", "coordinator", "company_admin", "adviser")


@dataclass(frozen=True, slots=True)
class Told:
    """A selection joined with its readers, and in which role each of them reads."""

    query: sa.Select[Any]
    role: sa.ColumnElement[str]
    of_office: bool


def join(query: sa.Select[Any], subjects: sa.Subquery, roles: Collection[str]) -> Told:
    """``query`` about ``subjects``, one row for each person who holds one of ``roles`` today."""
    company = [role for role in FIRST if role in roles]
    return _members(query, subjects, company) if company else _officers(query, subjects, roles)


def _members(query: sa.Select[Any], subjects: sa.Subquery, roles: Collection[str]) -> Told:
    listed = sa.cast(Membership.roles, sa.Text)
    holds = {role: listed.contains(f'"{COMPANY[role].value}"') for role in roles}
    joined = (
        query.join(Membership, Membership.company_id == subjects.c.company_id)
        .join(User, User.id == Membership.user_id)
        .where(_today(Membership), User.active, sa.or_(*holds.values()))
    )
    return Told(joined, sa.case(*((held, role) for role, held in holds.items())), of_office=False)


def _officers(query: sa.Select[Any], subjects: sa.Subquery, roles: Collection[str]) -> Told:
    """The officer of the case; where nobody is or they have left, every officer who could be."""
    holds = {role: OfficeRole.role == OFFICE[role] for role in sorted(roles) if role in OFFICE}
    if CASE_OFFICER in roles:
        own, their = aliased(OfficeRole), aliased(User)
        is_there = (
            sa.select(own.id)
            .join(their, their.id == own.user_id)
            .where(
                own.user_id == subjects.c.officer_id,
                own.role == Role.CASE_OFFICER,
                _today(own),
                their.active,
            )
        )
        mine = (OfficeRole.user_id == subjects.c.officer_id) | ~is_there.exists()
        holds = {CASE_OFFICER: (OfficeRole.role == Role.CASE_OFFICER) & mine, **holds}
    joined = (
        query.join(OfficeRole, sa.or_(*holds.values()))
        .join(User, User.id == OfficeRole.user_id)
        .where(_today(OfficeRole), User.active)
    )
    return Told(joined, sa.case(*((held, role) for role, held in holds.items())), of_office=True)


def _today(held: Any) -> sa.ColumnElement[bool]:
    return sa.and_(held.valid_from <= TODAY, held.valid_to.is_(None) | (held.valid_to >= TODAY))
