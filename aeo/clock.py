"""Two clocks. Nothing else in the product may ask what time it is (a lint rule says so).

``now()`` is programme time: legal dates, due dates, reminders, validity, the timeline. In demo
and test it can be moved, forward only; the offset is one database row, read once per request,
task and tick. A demonstration that is being built lies behind the machine until its walk has come
to the present (``services.walks``). ``machine()`` is never moved: sessions, tokens, limits, leases,
back-off.
"""

from datetime import UTC, date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app, g
from sqlalchemy.orm import Mapped, mapped_column

from aeo.db import Model, db

SECONDS_MAX = 60 * 366 * 24 * 3600


class ClockOffset(Model):
    """How far programme time is ahead of the machine, in seconds. One row, or none for zero.

    It is less than zero only on the walk on which a demonstration is built.
    """

    __tablename__ = "clock_offset"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="one_row"),
        sa.CheckConstraint("seconds >= 0 OR walk_to IS NOT NULL", name="behind_on_a_walk"),
        sa.CheckConstraint("(walk_to IS NULL) = (walk_from IS NULL)", name="walk_from_and_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    seconds: Mapped[int] = mapped_column(default=0)
    walk_from: Mapped[datetime | None]  # programme time; see services.walks
    walk_to: Mapped[datetime | None]  # programme time
    walker_until: Mapped[datetime | None]  # machine time


def machine() -> datetime:
    """Real time, aware, UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """Programme time, aware, UTC."""
    return machine() + _offset()


def is_behind() -> bool:
    """Whether programme time is still on its way to the present: a demonstration is being built."""
    return _offset() < timedelta()


def today() -> date:
    """The programme's calendar day, in its own zone."""
    return local(now()).date()


def zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["AEO_ZONE"])


def local(instant: datetime) -> datetime:
    """``instant`` on the wall clock of the programme."""
    return instant.astimezone(zone())


def reread() -> None:
    """Forget the offset read for this request or task; the next ``now()`` asks the database."""
    g.pop("clock_offset", None)


def move_to(instant: datetime) -> None:
    """Move programme time forward to ``instant``. Raises ValueError when that lies in the past.

    Moving by days is the business of ``jobs.walk``, which does what falls due on the way.
    """
    ahead = instant - machine()
    if instant < now() or ahead > timedelta(seconds=SECONDS_MAX):
        raise ValueError("programme time moves forward only, and at most sixty years")
    row = db.session.get(ClockOffset, 1)
    if row is None:
        row = ClockOffset(id=1)
        db.session.add(row)
    row.seconds = ceil(ahead.total_seconds())  # never short of it
    db.session.flush()  # the next reading in this transaction must see it
    reread()


def _offset() -> timedelta:
    if "clock_offset" not in g:
        seconds = db.session.scalar(sa.select(ClockOffset.seconds))
        g.clock_offset = timedelta(seconds=seconds or 0)
    offset: timedelta = g.clock_offset
    return offset
