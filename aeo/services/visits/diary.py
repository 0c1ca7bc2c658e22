"""Every visit there is: who is where on which day, and the list that officers narrow."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from aeo.db import db
from aeo.domain.vocabulary import Actor, CaseStatus, VisitStatus
from aeo.domain.workflow.visit import VISIT
from aeo.models.account import User
from aeo.models.case import Case, Conflict
from aeo.models.company import Company
from aeo.models.visit import Visit, VisitMember, VisitSlot
from aeo.services import cases, paging
from aeo.services.paging import Page
from aeo.services.visits.judging import HOLDS_THE_DAY

BATCH = 200  # rows of an export that are in memory at a time
NO_DAY = date.max  # sorts what has no date yet behind everything else


class Order(StrEnum):
    """What the list can be sorted by."""

    DAY = "day"
    COMPANY = "company"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of one officer. ``case`` is None where a conflict of interest closes it to the
    reader, who still has to know that the colleague is not free."""

    user: User
    day: date
    starts_at: time
    visit: Visit
    case: Case | None

    @property
    def is_agreed(self) -> bool:
        return self.visit.status is not VisitStatus.PROPOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an officer asked the list for. ``status`` None: all that are not over."""

    mine: bool = False
    status: VisitStatus | None = None
    first: date | None = None
    last: date | None = None
    order: Order = Order.DAY
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One visit of the list with its case."""

    visit: Visit
    case: Case


def entries(first: date, last: date, *, to: Actor) -> list[Entry]:
    """What is agreed or offered from ``first`` to ``last``, by day and hour."""
    offered = (
        sa.select(Visit.id.label("visit_id"), VisitSlot.day, VisitSlot.starts_at)
        .join(VisitSlot, VisitSlot.visit_id == Visit.id)
        .where(Visit.status == VisitStatus.PROPOSED, VisitSlot.is_open)
    )
    agreed = sa.select(Visit.id, Visit.day, Visit.starts_at).where(Visit.status.in_(HOLDS_THE_DAY))
    dated = sa.union_all(offered, agreed).subquery()
    closed = sa.select(Conflict.case_id).where(Conflict.user_id == to.user_id)
    query = (
        sa.select(Visit, Case, dated.c.day, dated.c.starts_at, Case.id.in_(closed))
        .join(dated, dated.c.visit_id == Visit.id)
        .join(Case, Case.id == Visit.case_id)
        .where(dated.c.day.between(first, last))
        .options(
            joinedload(Visit.site),
            joinedload(Case.company),
            selectinload(Visit.team).joinedload(VisitMember.user),
        )
        .order_by(dated.c.day, dated.c.starts_at, Visit.id)
    )
    return [
        Entry(member.user, day, starts_at, visit, None if is_closed else case)
        for visit, case, day, starts_at, is_closed in db.session.execute(query)
        for member in visit.team
    ]


def page(asked: Asked, *, to: Actor, start: int = 0) -> Page[Line]:
    """One page of the list. Nothing is counted beyond its end."""
    query = _wanted(asked, to).add_columns(sa.func.count().over())
    rows = list(db.session.execute(query.limit(paging.PER_PAGE).offset(start)))
    lines = [Line(visit, case) for visit, case, _total in rows]
    return Page(lines, rows[0][2] if rows else 0, start)


def every(asked: Asked, *, to: Actor) -> Iterator[Line]:
    """All of the list, a batch in memory at a time."""
    query = _wanted(asked, to).execution_options(yield_per=BATCH)
    yield from (Line(visit, case) for visit, case in db.session.execute(query))


def to_plan(*, to: Actor, most: int) -> list[Case]:
    """The cases in which a site still lacks an agreed visit, the most urgent first."""
    query = (
        cases.visible_to(to)
        .where(Case.status == CaseStatus.VISIT_PLANNING)
        .options(joinedload(Case.company), joinedload(Case.officer))
        .order_by(sa.func.coalesce(Case.next_due_on, NO_DAY), Case.id)
        .limit(most)
    )
    return list(db.session.scalars(query))


def busy(people: Collection[int], days: Collection[date], *, besides: int = 0) -> dict[date, str]:
    """The days on which somebody of ``people`` is on another visit, with the first of them by
    name."""
    query = (
        sa.select(Visit.day, User.name)
        .join(VisitMember, VisitMember.visit_id == Visit.id)
        .join(User, User.id == VisitMember.user_id)
        .where(
            Visit.id != besides,
            Visit.day.in_(days),
            Visit.status.in_(HOLDS_THE_DAY),
            User.id.in_(people),
        )
        .order_by(User.name.desc())
    )
    return {day: name for day, name in db.session.execute(query) if day is not None}


def _wanted(asked: Asked, to: Actor) -> sa.Select[Visit, Case]:
    visible = cases.visible_to(to).with_only_columns(Case.id)
    query = (
        sa.select(Visit, Case)
        .join(Case, Case.id == Visit.case_id)
        .join(Company, Company.id == Case.company_id)
        .where(Case.id.in_(visible))
    )
    if asked.mine:
        with_me = sa.select(VisitMember.visit_id).where(VisitMember.user_id == to.user_id)
        query = query.where(Visit.id.in_(with_me))
    if asked.status is not None:
        query = query.where(Visit.status == asked.status)
    else:
        query = query.where(Visit.status.not_in(VISIT.closed))
    if asked.first is not None:
        query = query.where(Visit.day >= asked.first)
    if asked.last is not None:
        query = query.where(Visit.day <= asked.last)
    return query.options(
        joinedload(Visit.site),
        contains_eager(Case.company),
        selectinload(Visit.team).joinedload(VisitMember.user),
        selectinload(Visit.slots),
    ).order_by(*_sorted(asked))


def _sorted(asked: Asked) -> Iterator[sa.SQLColumnExpression[Any]]:
    """The column that was asked for, then the day: the order is the same on every page."""
    day = sa.func.coalesce(Visit.day, NO_DAY)
    first: sa.SQLColumnExpression[Any] = {
        Order.DAY: day,
        Order.COMPANY: sa.func.lower(Company.name),
        Order.STATUS: sa.case(
            {status.value: place for place, status in enumerate(VisitStatus)},
            value=sa.cast(Visit.status, sa.String),
        ),
    }[asked.order]
    yield first.desc() if asked.descending else first.asc()
    yield day
    yield Visit.id
