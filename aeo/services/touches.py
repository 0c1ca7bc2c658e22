"""Who touched a case: acts that shut their author out of its decision, and the foresight that
somebody is left who could decide (product §6)."""

from collections.abc import Collection

from sqlalchemy.dialects import postgresql, sqlite

from aeo import clock
from aeo.db import db
from aeo.domain.errors import OutOfOrder
from aeo.domain.guards.accreditation import nobody_left_to_decide
from aeo.domain.vocabulary import Actor, Touch
from aeo.models.case import Case, CaseTouch
from aeo.services import facts


def check(case: Case, joining: Collection[int]) -> None:
    """Raises ``OutOfOrder`` with every name when an act by ``joining`` would leave nobody."""
    if objections := list(nobody_left_to_decide(facts.for_foresight(case), joining)):
        raise OutOfOrder(*objections)


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
