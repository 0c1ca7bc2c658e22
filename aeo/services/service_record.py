"""How the programme serves: what it promises, and figures counted from the cases themselves.

Every figure is counted by the database, over all cases of the programme; no figure that stands for
fewer than five cases leaves this room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.programme.clocks import Clock
from aeo.domain.vocabulary import DECIDED_CASE, CaseStatus, Machine
from aeo.domain.workflow.case import CaseAct
from aeo.models.case import Case, CaseEvent
from aeo.services import programmes

MONTHS = 12
FEWEST = 5  # cases behind a figure
SECONDS_OF_A_DAY = 86_400
RECEIVED, ACCEPTED, RETURNED, DECIDED = "received", "accepted", "returned", "decided"
MEASURES = (RECEIVED, ACCEPTED, RETURNED, DECIDED)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of cases. ``shown`` is None where it would tell of fewer than five."""

    shown: int | None

    @property
    def is_hidden(self) -> bool:
        return self.shown is None


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    counts: Mapping[str, Count]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """The median of days of 24 hours from the first sending, rounded to whole days, and of how
    many cases. ``days`` is None where there are fewer than five."""

    until: str
    cases: Count
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Twelve months, the last of them running. ``promises``: what may be stated, clock by clock."""

    promises: Sequence[Clock]
    months: Sequence[Month]
    totals: Mapping[str, Count]
    durations: Sequence[Duration]
    until: datetime

    @property
    def is_empty(self) -> bool:
        return all(total.shown == 0 for total in self.totals.values())


def record() -> Record:
    """The record as of now, in three statements however many cases there are."""
    programme, now = programmes.current(), clock.now()
    starts = [
        datetime.combine(first, time(), clock.zone()) for first in months(clock.local(now).date())
    ]
    happened = _happened(programme.id)
    counted = _counts(happened, starts)
    shown = {measure: hidden(counted[measure]) for measure in MEASURES}
    return Record(
        promises=[one for one in programme.clocks if one.promised is not None],
        months=[
            Month(start.date(), {measure: shown[measure][0][n] for measure in MEASURES})
            for n, start in enumerate(starts[:-1])
        ],
        totals={measure: shown[measure][1] for measure in MEASURES},
        durations=_durations(programme.id, starts[0]),
        until=now,
    )


def hidden(numbers: Sequence[int]) -> tuple[list[Count], Count]:
    """The months and their sum as they may be shown: nothing from one to four, and no such number
    to be had by taking the others from the sum."""
    small = {n for n, number in enumerate(numbers) if 0 < number < FEWEST}
    others = [n for n, number in enumerate(numbers) if number >= FEWEST]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda n: numbers[n]))
    counts = [Count(None if n in small else number) for n, number in enumerate(numbers)]
    total = sum(numbers)
    return counts, Count(None if 0 < total < FEWEST else total)


def months(today: date) -> list[date]:
    """The first days of the twelve months up to that of ``today``, and of the next."""
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 2)]


def _happened(programme_id: str) -> sa.Subquery:
    """What is counted, one row each: a case received, accepted or decided, or sent back."""
    events = (
        sa.select(_measure(), CaseEvent.at)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(Case.programme_id == programme_id, CaseEvent.machine == Machine.CASE)
        .where(_measure().is_not(None))
    )
    received = sa.select(sa.literal(RECEIVED), Case.submitted_at).where(
        Case.programme_id == programme_id, Case.submitted_at.is_not(None)
    )
    return sa.union_all(events, received).subquery()


def _measure() -> sa.Label[Any]:
    accepting = [CaseAct.ACCEPT.value, CaseAct.RECORD_ACCEPTED.value]
    return sa.case(
        (CaseEvent.action.in_(accepting), ACCEPTED),
        (CaseEvent.to_status == CaseStatus.RETURNED.value, RETURNED),
        (CaseEvent.to_status.in_(sorted(DECIDED_CASE)), DECIDED),
    ).label("measure")


def _counts(happened: sa.Subquery, starts: Sequence[datetime]) -> Mapping[str, list[int]]:
    at = happened.c.at
    months = [
        sa.func.sum(sa.case((sa.and_(at >= start, at < end), 1), else_=0))
        for start, end in pairwise(starts)
    ]
    query = (
        sa.select(happened.c.measure, *months)
        .where(at >= starts[0], at < starts[-1])
        .group_by(happened.c.measure)
    )
    found = {row[0]: [int(number) for number in row[1:]] for row in db.session.execute(query)}
    return {measure: found.get(measure, [0] * MONTHS) for measure in MEASURES}


def _durations(programme_id: str, since: datetime) -> list[Duration]:
    """The middle of the ordered times, or the mean of the two in the middle."""
    measure = _measure()
    seconds = sa.extract("epoch", CaseEvent.at) - sa.extract("epoch", Case.submitted_at)
    ordered = (
        sa.select(
            measure,
            seconds.label("seconds"),
            sa.func.row_number().over(partition_by=measure, order_by=seconds).label("place"),
            sa.func.count().over(partition_by=measure).label("cases"),
        )
        .join(Case, Case.id == CaseEvent.case_id)
        .where(Case.programme_id == programme_id, CaseEvent.machine == Machine.CASE)
        .where(measure.in_([ACCEPTED, DECIDED]), CaseEvent.at >= since)
        .subquery()
    )
    place, cases = ordered.c.place, ordered.c.cases
    query = (
        sa.select(ordered.c.measure, sa.func.max(cases), sa.func.avg(ordered.c.seconds))
        .where(2 * place >= cases, 2 * place <= cases + 2)
        .group_by(ordered.c.measure)
    )
    found = {row[0]: (int(row[1]), float(row[2])) for row in db.session.execute(query)}
    return [_duration(until, *found.get(until, (0, 0.0))) for until in (ACCEPTED, DECIDED)]


def _duration(until: str, cases: int, seconds: float) -> Duration:
    return Duration(
        until=until,
        cases=Count(None if 0 < cases < FEWEST else cases),
        days=int(seconds / SECONDS_OF_A_DAY + 0.5) if cases >= FEWEST else None,
    )
