"""Who touched a case: acts that shut their author out of its decision, and the foresight that
somebody is left who could decide (product §6)."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from aeo import clock
from aeo.db import db
from aeo.domain.errors import OutOfOrder
from aeo.domain.guards.accreditation import nobody_left_to_decide
from aeo.domain.vocabulary import Actor, Touch
from aeo.models.account import User
from aeo.models.case import Case, CaseTouch, Conflict
from aeo.services import facts


def check(case: Case, joining: Collection[int]) -> None:
    """Raises ``OutOfOrder`` with every name when an act by ``joining`` would leave nobody."""
    if objections := list(nobody_left_to_decide(facts.for_foresight(case), joining)):
        raise OutOfOrder(*objections)


@dataclass(frozen=True, slots=True)
class Touched:
    """One person who touched a case, with the kinds of what they did in the order of the table."""

    user_id: int
    name: str
    kinds: tuple[Touch, ...]


def of_case(case: Case) -> tuple[list[Touched], frozenset[int]]:
    """Who touched a case, by name; and who declared a conflict of interest in it."""
    kind = sa.type_coerce(CaseTouch.kind, sa.Text)
    touched = sa.select(CaseTouch.user_id, kind.label("kind")).where(CaseTouch.case_id == case.id)
    conflicts = sa.select(Conflict.user_id, sa.literal(facts.CONFLICT)).where(
        Conflict.case_id == case.id
    )
    hands = touched.union_all(conflicts).subquery()
    query = (
        sa.select(hands.c.user_id, User.name, hands.c.kind)
        .join(User, User.id == hands.c.user_id)
        .order_by(User.name, User.id)
    )
    found: dict[int, Touched] = {}
    stepped_aside = set()
    for user_id, name, done in db.session.execute(query):
        if done == facts.CONFLICT:
            stepped_aside.add(user_id)
            continue
        kinds = {*(found[user_id].kinds if user_id in found else ()), Touch(done)}
        in_order = tuple(one for one in Touch if one in kinds)
        found[user_id] = Touched(user_id, name, in_order)
    return list(found.values()), frozenset(stepped_aside)


def record(case: Case, kind: Touch, by: Actor, *, user_id: int | None = None) -> None:
    """Remember that ``by``, or ``user_id`` whom they brought in, touched the case."""
    touched = user_id if user_id is not None else by.user_id
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    db.session.execute(
        dialect.insert(CaseTouch)
        .values(
            company_id=case.company_id,
            case_id=case.id,
            user_id=touched,
            kind=kind,
            at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["case_id", "user_id", "kind"])
    )
