"""The office, the company and the facts that the stories of the tables are about."""

from datetime import date

import pytest

from aeo.domain.errors import RuleViolation
from aeo.domain.facts import AuthorisationFacts, CaseFacts, FindingFacts, RfiFacts, VisitFacts
from aeo.domain.transition import Table
from aeo.domain.vocabulary import COMPANY_ROLES, SYSTEM, Actor, CaseStatus, Machine, Role
from aeo.domain.workflow import CASE

COMPANY, STRANGERS = 1, 2
TODAY = date(2026, 11, 25)


def officer(number: int, name: str, *roles: Role) -> Actor:
    return Actor(user_id=number, roles=frozenset(roles), name=name)


def member(number: int, *roles: Role, company: int = COMPANY) -> Actor:
    return Actor(user_id=number, roles=frozenset(roles), company_id=company)


BO = officer(10, "Bo Lau", Role.CASE_OFFICER)
IDA = officer(11, "Ida Fong", Role.INTAKE)
VAL = officer(12, "Val Kwok", Role.VALIDATOR)
SUE = officer(13, "Sue Mak", Role.SUPERVISOR)
APRIL = officer(14, "April Ho", Role.APPROVER)
ALAN = officer(15, "Alan Yip", Role.APPROVER, Role.CASE_OFFICER)
SIGNATORY = member(20, Role.SIGNATORY)
COORDINATOR = member(21, Role.COORDINATOR)
CONTRIBUTOR = member(22, Role.CONTRIBUTOR)
VIEWER = member(23, Role.VIEWER)
ADVISER = member(24, Role.ADVISER)
RIVAL = member(30, Role.SIGNATORY, Role.COORDINATOR, company=STRANGERS)
EVERYBODY = (
    BO, IDA, VAL, SUE, APRIL, ALAN, SIGNATORY, COORDINATOR, CONTRIBUTOR, VIEWER, ADVISER, RIVAL,
    SYSTEM,
)  # fmt: skip
DECIDERS = {APRIL.user_id: APRIL.name, ALAN.user_id: ALAN.name}


def in_role(role: Role) -> Actor:
    """Somebody with this role alone; of the company that the facts are about."""
    if role is Role.SYSTEM:
        return SYSTEM
    company = COMPANY if role in COMPANY_ROLES else None
    return Actor(user_id=90, roles=frozenset({role}), company_id=company)


def a_case(status: CaseStatus, **given) -> CaseFacts:
    """A case with an officer and two people who may decide."""
    facts = {"officer_id": BO.user_id, "deciders": DECIDERS, **given}
    return CaseFacts(status=status, company_id=COMPANY, **facts)


FACTS = {
    Machine.CASE: a_case,
    Machine.RFI: lambda status, **more: RfiFacts(status=status, company_id=COMPANY, **more),
    Machine.VISIT: lambda status, **more: VisitFacts(status=status, company_id=COMPANY, **more),
    Machine.FINDING: lambda status, **more: FindingFacts(status=status, company_id=COMPANY, **more),
    Machine.AUTHORISATION: lambda status, **more: AuthorisationFacts(
        status=status, company_id=COMPANY, today=TODAY, **more
    ),
}


def facts_of(table: Table, status, **more):
    return FACTS[table.machine](status, **more)


def does(actor, action, subject, table=CASE):
    """The status after the step."""
    row = table.find(subject, action, actor)
    return subject.status if row.target is None else row.target


def refusal(actor, action, subject, table=CASE) -> list[str]:
    """Why the step is refused, in the words that the person reads."""
    with pytest.raises(RuleViolation) as refused:
        table.find(subject, action, actor)
    return [str(reason) for reason in refused.value.reasons]
