"""The officer's queue: which cases, in which order, with the clock of each, and how many.

Every answer takes the same few statements however many cases there are. The day kept with a case
(``next_due_on``) filters and sorts; what a row shows is worked out anew from its events.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from aeo import clock
from aeo.db import db
from aeo.domain.calendar import Calendar, Counting
from aeo.domain.clocks import ClockState, Status
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import (
    CLOSED_CASE,
    PHASE_OF,
    Actor,
    CaseStatus,
    Pen,
    Phase,
    RfiStatus,
    Role,
)
from aeo.models.account import User
from aeo.models.case import Case, CaseTouch
from aeo.models.company import Company
from aeo.models.profile import CompanyProfile
from aeo.models.review import Rfi
from aeo.services import cases, clocks, holidays, paging, programmes
from aeo.services.paging import Page

SOON_DAYS = 5  # working days
BATCH = 200  # rows of an export that are in memory at a time
US = frozenset({Pen.CUSTOMS, Pen.BOTH})
LAST_DAY = date.max  # sorts what no clock waits for behind everything else


class Which(StrEnum):
    """Groups of statuses; a single status may stand in their place."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


class Held(StrEnum):
    """Whose cases; an officer's number may stand in their place. ``MINE`` is also what waits for a
    step of one's role: a supervisor's review, a decision one may take."""

    ANYBODY = ""
    MINE = "mine"
    NOBODY = "nobody"


class Due(StrEnum):
    """What the most urgent clock says today."""

    ANY = ""
    LATE = "late"
    TODAY = "today"
    URGENT = "urgent"  # late, or due today
    SOON = "soon"  # due from today until ``SOON_DAYS`` working days from now


class With(StrEnum):
    """Who acts next; what waits for both sides waits for us."""

    ANYBODY = ""
    US = "us"
    COMPANY = "company"


class Order(StrEnum):
    REFERENCE = "reference"
    COMPANY = "company"
    STATUS = "status"
    OFFICER = "officer"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an officer asked the queue for. ``text`` is part of a reference, a name or a number;
    ``answered`` keeps the cases in which the company's answers wait to be read."""

    text: str = ""
    status: Which | Phase | CaseStatus = Which.OPEN
    holder: With = With.ANYBODY
    level: str = ""
    role: str = ""
    officer: Held | int = Held.ANYBODY
    due: Due = Due.ANY
    answered: bool = False
    order: Order = Order.CLOCK
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One case in the queue, with the clock that matters most; None when none has to be shown."""

    case: Case
    programme: Programme
    clock: tuple[str, ClockState] | None = None
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many open cases wait for what. ``soon`` counts those due today too; with everybody's
    drafts and what is closed to this officer left out."""

    late: int = 0
    today: int = 0
    soon: int = 0
    with_us: int = 0
    with_company: int = 0
    unassigned: int = 0
    phases: Mapping[Phase, Mapping[Pen, int]] = field(default_factory=dict)


def page(asked: Asked, *, to: Actor, start: int = 0) -> Page[Line]:
    """A page of the queue, from the ``start``-th case on."""
    total = db.session.scalar(sa.select(sa.func.count()).select_from(_ids(asked, to)))
    query = _sorted(_matching(asked, to), asked).offset(start).limit(paging.PER_PAGE)
    return Page(lines(list(db.session.scalars(query))), total or 0, start)


def lines(found: list[Case]) -> list[Line]:
    """These cases with their clocks; the events of all of them are read in one statement."""
    history = clocks.history([case.id for case in found])
    calendars: dict[str, Calendar] = {}
    made = []
    for case in found:
        programme = programmes.version(case.programme_id, case.programme_version)
        if case.status in CLOSED_CASE:
            made.append(Line(case=case, programme=programme))
            continue
        name = programme.locale.calendar
        if name not in calendars:
            calendars[name] = holidays.calendar(name)
        states = clocks.states(programme, history[case.id], calendars[name])
        shown = clocks.most_urgent(states) or _stopped(states)
        made.append(Line(case=case, programme=programme, clock=shown, calendar=calendars[name]))
    return made


def every(asked: Asked, *, to: Actor) -> Iterator[Case]:
    """All cases of the filter, for an export, a batch in memory at a time."""
    query = _sorted(_matching(asked, to), asked)
    yield from db.session.scalars(query.execution_options(yield_per=BATCH))


def first(asked: Asked, *, to: Actor, limit: int) -> list[Case]:
    """The head of the queue, for a page that shows a few; ``lines`` adds their clocks."""
    return list(db.session.scalars(_sorted(_matching(asked, to), asked).limit(limit)))


def figures(*, to: Actor, mine: bool) -> Figures:
    """Counts of all open cases in one statement."""
    own = _is_mine(to) if mine else sa.true()
    query = (
        cases.visible_to(to)
        .where(Case.status.not_in(CLOSED_CASE))
        .with_only_columns(
            Case.programme_id,
            Case.programme_version,
            Case.status,
            Case.next_due_on,
            sa.func.count().label("cases"),
            _how_many(own).label("own"),
            _how_many(Case.officer_id.is_(None)).label("nobodys"),
        )
        .group_by(Case.programme_id, Case.programme_version, Case.status, Case.next_due_on)
    )
    rows = list(db.session.execute(query))
    return _added(rows) if rows else Figures()


def soon(today: date) -> date:
    """The last of the next ``SOON_DAYS`` working days by the calendar of this programme."""
    calendar = holidays.calendar(programmes.current().locale.calendar)
    return calendar.add(today, SOON_DAYS, Counting.WORKING).day


def officers() -> list[User]:
    """Everybody who holds an open or closed case, by name, to choose from in the filter."""
    holding = sa.select(Case.officer_id).where(Case.officer_id.is_not(None))
    query = sa.select(User).where(User.id.in_(holding)).order_by(User.name, User.id)
    return list(db.session.scalars(query))


def _added(rows: Sequence[Any]) -> Figures:
    today = clock.today()
    near = soon(today)
    phases: dict[Phase, Counter[Pen]] = defaultdict(Counter)
    pens: Counter[Pen] = Counter()
    due: Counter[Due] = Counter()
    for row in rows:
        programme = programmes.version(row.programme_id, row.programme_version)
        pen = programme.wording("case", row.status).pen_with
        phases[PHASE_OF[row.status]][pen] += row.cases
        pens[pen] += row.cases
        for when in _when(row.next_due_on, today, near):
            due[when] += row.own
    return Figures(
        late=due[Due.LATE],
        today=due[Due.TODAY],
        soon=due[Due.SOON],
        with_us=pens[Pen.CUSTOMS] + pens[Pen.BOTH],
        with_company=pens[Pen.COMPANY],
        unassigned=sum(row.nobodys for row in rows),
        phases=phases,
    )


def _when(day: date | None, today: date, near: date) -> Iterator[Due]:
    """The same groups as ``_is_due``, for one day."""
    if day is None:
        return
    if day < today:
        yield Due.LATE
    if day == today:
        yield Due.TODAY
    if today <= day <= near:
        yield Due.SOON


def _how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _ids(asked: Asked, to: Actor) -> sa.Subquery:
    return _matching(asked, to).with_only_columns(Case.id).subquery()


def _matching(asked: Asked, to: Actor) -> sa.Select[Any]:
    query = cases.visible_to(to).join(Case.company).outerjoin(Case.officer)
    return query.where(
        _in_status(asked.status),
        _waits_for(asked.holder),
        _held_by(asked.officer, to),
        _is_due(asked.due),
        *([_says(asked.text)] if asked.text else []),
        *([_seeks(asked.level)] if asked.level else []),
        *([_is_a(asked.role)] if asked.role else []),
        *([_has_answered()] if asked.answered else []),
    )


def _in_status(status: Which | Phase | CaseStatus) -> sa.ColumnElement[bool]:
    if isinstance(status, CaseStatus):
        return Case.status == status
    if isinstance(status, Phase):
        return Case.status.in_([one for one in CaseStatus if PHASE_OF[one] is status])
    return {
        Which.OPEN: Case.status.not_in(CLOSED_CASE),
        Which.CLOSED: Case.status.in_(CLOSED_CASE),
        Which.ALL: sa.true(),
    }[status]


def _waits_for(holder: With) -> sa.ColumnElement[bool]:
    """By the words of the programme of today: who acts next in a status is its to say."""
    if holder is With.ANYBODY:
        return sa.true()
    pens = {With.US: US, With.COMPANY: frozenset({Pen.COMPANY})}[holder]
    programme = programmes.current()
    return Case.status.in_(
        [one for one in CaseStatus if programme.wording("case", one).pen_with in pens]
    )


def _held_by(officer: Held | int, to: Actor) -> sa.ColumnElement[bool]:
    if not isinstance(officer, Held):
        return Case.officer_id == officer
    return {
        Held.ANYBODY: sa.true(),
        Held.MINE: _is_mine(to),
        Held.NOBODY: Case.officer_id.is_(None),
    }[officer]


def _is_mine(to: Actor) -> sa.ColumnElement[bool]:
    """What waits for this person: the cases they are in charge of, those for a supervisor's review,
    and those for a decision by somebody who did not work on them."""
    mine = [Case.officer_id == to.user_id]
    if to.has(Role.SUPERVISOR):
        mine.append(Case.status == CaseStatus.SUPERVISOR_REVIEW)
    if to.has(Role.APPROVER):
        touched = sa.select(CaseTouch.case_id).where(CaseTouch.user_id == to.user_id)
        mine.append((Case.status == CaseStatus.DECISION) & Case.id.not_in(touched))
    return sa.or_(*mine)


def _is_due(due: Due) -> sa.ColumnElement[bool]:
    """No clock of a closed case makes anybody late."""
    if due is Due.ANY:
        return sa.true()
    today = clock.today()
    within: Mapping[Due, Callable[[], sa.ColumnElement[bool]]] = {
        Due.LATE: lambda: Case.next_due_on < today,
        Due.TODAY: lambda: Case.next_due_on == today,
        Due.URGENT: lambda: Case.next_due_on <= today,
        Due.SOON: lambda: Case.next_due_on.between(today, soon(today)),
    }
    return within[due]() & Case.status.not_in(CLOSED_CASE)


def _says(text: str) -> sa.ColumnElement[bool]:
    """Part of the reference, of either name of the company, or of its number. Two characters of
    Chinese find a company."""
    part = text.casefold()
    return sa.or_(
        sa.func.lower(Case.reference).contains(part, autoescape=True),
        sa.func.lower(Company.name).contains(part, autoescape=True),
        Company.name_zh.contains(text, autoescape=True),
        Company.ubi.contains(text, autoescape=True),
    )


def _seeks(level: str) -> sa.ColumnElement[bool]:
    return sa.cast(Case.levels, sa.Text).contains(f'"{level}"', autoescape=True)


def _is_a(role: str) -> sa.ColumnElement[bool]:
    """Whether the company has this role in the supply chain."""
    roles = CompanyProfile.data["roles"].as_string()
    having = sa.select(CompanyProfile.company_id).where(
        roles.contains(f'"{role}"', autoescape=True)
    )
    return Case.company_id.in_(having)


def _sorted(query: sa.Select[Any], asked: Asked) -> sa.Select[Any]:
    """In the order asked for; the reference decides between equals, so that pages do not move."""
    keys: Mapping[Order, sa.ColumnElement[Any]] = {
        Order.REFERENCE: sa.type_coerce(Case.reference, sa.Text),
        Order.COMPANY: sa.func.lower(Company.name),
        Order.STATUS: sa.case(
            {status.value: place for place, status in enumerate(CaseStatus)}, value=Case.status
        ),
        Order.OFFICER: sa.func.coalesce(sa.func.lower(User.name), ""),
        Order.CLOCK: sa.case(
            (Case.status.in_(CLOSED_CASE), LAST_DAY),
            else_=sa.func.coalesce(Case.next_due_on, LAST_DAY),
        ),
    }
    key = keys[asked.order]
    return query.options(contains_eager(Case.company), contains_eager(Case.officer)).order_by(
        key.desc() if asked.descending else key.asc(), Case.reference
    )


def _stopped(states: Mapping[str, ClockState]) -> tuple[str, ClockState] | None:
    """The clock that stands still and has least time left, when none runs."""
    standing = [
        (state.remaining if state.remaining is not None else 0, clock_id, state)
        for clock_id, state in states.items()
        if state.status is Status.STOPPED
    ]
    if not standing:
        return None
    _, clock_id, state = min(standing, key=lambda one: one[:2])
    return clock_id, state


def _has_answered() -> sa.ColumnElement[bool]:
    return Case.id.in_(sa.select(Rfi.case_id).where(Rfi.status == RfiStatus.ANSWERED))
