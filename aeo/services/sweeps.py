"""How far what comes round again has been seen to: one row for each kind, with its last day.

The row is written in the transaction that does the work, so both are there or neither is. Whoever
writes it first does the work; another who tries meanwhile waits and finds it done.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from aeo.db import db
from aeo.models.sweep import Sweep


def through() -> dict[str, date]:
    """By kind, the last day that was seen to."""
    rows = db.session.scalars(sa.select(Sweep))
    return {row.kind: row.through for row in rows}


def take(kind: str, day: date) -> bool:
    """Become the one who sees to ``kind`` through ``day``; false when that was done."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    taken = (
        dialect.insert(Sweep)
        .values(kind=kind, through=day)
        .on_conflict_do_update(
            index_elements=["kind"], set_={"through": day}, where=Sweep.through < day
        )
        .returning(Sweep.kind)
    )
    return db.session.scalar(taken) is not None
