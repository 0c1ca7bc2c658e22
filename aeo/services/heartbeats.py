"""Signs of life of the processes in the background, as rows that the readiness probe can read."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from aeo import clock
from aeo.db import db
from aeo.models.heartbeat import Heartbeat

WORKER, BEAT = "worker", "beat"
ROLES = (WORKER, BEAT)
FRESH = timedelta(seconds=60)


def beat(role: str) -> None:
    """This process is alive now."""
    now = clock.machine()
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    db.session.execute(
        dialect.insert(Heartbeat)
        .values(role=role, seen_at=now)
        .on_conflict_do_update(index_elements=["role"], set_={"seen_at": now})
    )


def ages() -> dict[str, float]:
    """Seconds since each role was last seen; none for a role never seen."""
    now = clock.machine()
    return {
        role: (now - seen_at).total_seconds()
        for role, seen_at in db.session.execute(sa.select(Heartbeat.role, Heartbeat.seen_at))
    }


def is_fresh() -> bool:
    """Whether every role was seen within ``FRESH``."""
    seen = ages()
    return all(role in seen and seen[role] < FRESH.total_seconds() for role in ROLES)
