"""Who comes to a visit."""

from collections.abc import Collection

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Incomplete, Sentence
from aeo.domain.guards.accreditation import nobody_left_to_decide
from aeo.domain.vocabulary import Actor, Role, Touch
from aeo.models.account import OfficeRole, User
from aeo.models.case import Case
from aeo.models.visit import Visit, VisitMember
from aeo.services import facts, touches

ABLE = (Role.VALIDATOR, Role.CASE_OFFICER)


def validators() -> list[User]:
    """Who can be on a team: validators and case officers, by name, each once."""
    today = clock.today()
    query = (
        sa.select(User)
        .join(OfficeRole, OfficeRole.user_id == User.id)
        .where(
            OfficeRole.role.in_(ABLE),
            OfficeRole.valid_from <= today,
            OfficeRole.valid_to.is_(None) | (OfficeRole.valid_to >= today),
            User.active,
        )
        .order_by(User.name, User.id)
    )
    return list(db.session.scalars(query).unique())


def foresight(case: Case, people: Collection[int]) -> list[Sentence]:
    """What stands against a team by foresight: nobody would be left who could decide."""
    return list(nobody_left_to_decide(facts.for_foresight(case), people))


def could_decide(case: Case) -> list[str]:
    """Who could decide the case today, by name. Whoever joins a team no longer can."""
    return sorted(facts.for_foresight(case).eligible_deciders.values())


def join(case: Case, visit: Visit, team: Collection[int], least: int, by: Actor) -> None:
    """Put a team of at least ``least`` together, with foresight: somebody has to be left who
    could decide. Raises ``Incomplete``, ``OutOfOrder``."""
    able = {user.id for user in validators()}
    people = list(dict.fromkeys(team))
    if not people or not set(people) <= able:
        raise Incomplete(Sentence(N_("Choose the team among the validators and case officers.")))
    if len(people) < least:
        raise Incomplete(
            Sentence(
                N_("The team has %(n)s of at least %(least)s officers."),
                {"n": len(people), "least": least},
            )
        )
    if not facts.conflicts_of(case).isdisjoint(people):
        raise Incomplete(
            Sentence(N_("Somebody of this team declared a conflict of interest in this case."))
        )
    touches.check(case, set(people))
    for place, user_id in enumerate(people):
        visit.team.append(VisitMember(user_id=user_id, is_lead=place == 0))
        touches.record(case, Touch.VISIT_TEAM, by, user_id=user_id)
    db.session.flush()
