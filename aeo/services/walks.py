"""A walk of programme time, in the demonstration: where it leads, and who takes its steps.

Programme time never jumps (product §7.11): it goes by mornings and ends of days, and whatever
falls due at a step is done before the next one. A demonstration is built on a walk too, from some
years ago to the present; the steps of that one are taken by whoever builds it, and by nobody else.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app

from aeo import clock
from aeo.clock import ClockOffset
from aeo.db import db
from aeo.domain.errors import N_, Incomplete, OutOfOrder, Sentence
from aeo.models.account import User
from aeo.models.case import Case, CaseEvent, VoidReference

MORNING = time(9)
END_OF_DAY = time(23, 59, 59)
LEASE = timedelta(seconds=90)  # machine time; one step with all its work takes less
LONGEST = timedelta(days=12 * 366)
HAPPENINGS = (User.id, Case.id, CaseEvent.id, VoidReference.reference)


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk that has begun; ``per_cent`` of its days are behind it."""

    start: date
    today: date
    end: date

    @property
    def per_cent(self) -> int:
        return 100 * (self.today - self.start).days // max(1, (self.end - self.start).days)


def begin(day: date) -> None:
    """Let programme time walk to the morning of ``day``.

    Raises ``Incomplete`` for a day that is not ahead or too far, ``OutOfOrder`` while a walk is
    under way.
    """
    today = clock.today()
    if not today < day <= today + LONGEST:
        raise Incomplete(
            Sentence(
                N_("Choose a day from %(first)s to %(last)s."),
                {"first": today + timedelta(days=1), "last": today + LONGEST},
            )
        )
    row = _row(lock=True) or ClockOffset(id=1, seconds=0)
    if row.walk_to is not None:
        raise OutOfOrder(
            Sentence(N_("Programme time is on its way already: wait until it is there."))
        )
    row.walk_from, row.walk_to = clock.now(), _at(day, MORNING)
    db.session.add(row)
    db.session.flush()


def begin_in_the_past(day: date) -> None:
    """Let programme time be the morning of ``day``, which is over, and walk to the present.

    Only where a demonstration may be built and nothing has happened yet: whatever there is would
    have come about in the future. Raises ``OutOfOrder`` elsewhere, ``ValueError`` for a day that
    is not over.
    """
    row = _row(lock=True) or ClockOffset(id=1, seconds=0)
    if not current_app.extensions["aeo"].has_dev_tools:
        raise OutOfOrder(Sentence(N_("Programme time can be moved in a demonstration only.")))
    if row.seconds or row.walk_to is not None or has_happened():
        raise OutOfOrder(Sentence(N_("Something has happened here already: time only goes on.")))
    now, start = clock.machine(), _at(day, MORNING)
    if start >= now:
        raise ValueError(f"{day} is not over")
    row.walk_from, row.walk_to = start, now
    row.seconds = _seconds(start - now)
    db.session.add(row)
    db.session.flush()
    clock.reread()


def go_on() -> None:
    """Go on with a walk from the past whose builder was stopped: programme time stood still since
    its last step, and since the last thing that happened. Raises ``OutOfOrder`` without one."""
    row = _row(lock=True)
    if row is None or not clock.is_behind():
        raise OutOfOrder(Sentence(N_("Programme time is not behind.")))
    stood = [
        it for it in (row.walk_from, db.session.scalar(sa.select(sa.func.max(CaseEvent.at)))) if it
    ]
    if row.walker_until is not None:
        stood.append(row.walker_until - LEASE + timedelta(seconds=row.seconds))
    row.seconds = min(row.seconds, _seconds(max(stood) - clock.machine()))
    db.session.flush()
    clock.reread()


def arrive() -> None:
    """The walk from the past is at its end: programme time is real time from now on."""
    row = _row(lock=True)
    if row is not None:
        row.seconds, row.walk_from, row.walk_to, row.walker_until = 0, None, None, None
        db.session.flush()
        clock.reread()


def has_happened() -> bool:
    """Whether anybody has an account, or any case was ever begun."""
    there = [sa.exists(sa.select(column)) for column in HAPPENINGS]
    return bool(db.session.scalar(sa.select(sa.or_(*there))))


def under_way() -> Walk | None:
    row = _row()
    if row is None or row.walk_from is None or row.walk_to is None:
        return None
    start, end = (clock.local(instant).date() for instant in (row.walk_from, row.walk_to))
    return Walk(start, clock.today(), end)


def is_waiting() -> bool:
    """Whether there is a walk whose steps nobody takes."""
    return db.session.scalar(sa.select(ClockOffset.id).where(*_untaken())) is not None


def take() -> bool:
    """Become the one who takes the steps; false when somebody else is."""
    done = db.session.execute(
        sa.update(ClockOffset)
        .where(*_untaken())
        .values(walker_until=clock.machine() + LEASE)
        .execution_options(synchronize_session=False)
    )
    return cast(sa.CursorResult[Any], done).rowcount == 1


def step_towards(instant: datetime) -> bool:
    """On the walk from the past: take the next step, at most to ``instant``; false when programme
    time is there."""
    row = _row(lock=True)
    if row is None or clock.now() >= instant:
        return False
    clock.move_to(min(_next(clock.now()), instant))
    row.walker_until = clock.machine() + LEASE
    db.session.flush()
    return True


def step() -> bool:
    """Take the next step; false, and the end of the walk, when programme time is there."""
    row = _row(lock=True)
    if row is None or row.walk_to is None:
        return False
    if clock.now() >= row.walk_to:
        row.walk_from = row.walk_to = row.walker_until = None
        db.session.flush()
        return False
    clock.move_to(min(_next(clock.now()), row.walk_to))
    row.walker_until = clock.machine() + LEASE
    db.session.flush()
    return True


def rest() -> None:
    """Let somebody else take the steps that are left."""
    row = _row(lock=True)
    if row is not None:
        row.walker_until = None
        db.session.flush()


def _row(*, lock: bool = False) -> ClockOffset | None:
    query = sa.select(ClockOffset).execution_options(populate_existing=True)
    return db.session.scalar(query.with_for_update() if lock else query)


def _untaken() -> tuple[sa.ColumnElement[bool], ...]:
    until = ClockOffset.walker_until
    return (
        ClockOffset.walk_to.is_not(None),
        ClockOffset.seconds >= 0,  # else it belongs to whoever builds the demonstration
        until.is_(None) | (until < clock.machine()),
    )


def _next(instant: datetime) -> datetime:
    """The first morning or end of a day after ``instant``."""
    today = clock.local(instant).date()
    steps = (_at(today, MORNING), _at(today, END_OF_DAY), _at(today + timedelta(days=1), MORNING))
    return next(it for it in steps if it > instant)


def _seconds(ahead: timedelta) -> int:
    return ceil(ahead.total_seconds())


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.zone())
