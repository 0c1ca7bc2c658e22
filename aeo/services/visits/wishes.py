"""The dates a company would rather have: kept in the event by which it asked for others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from aeo.db import db
from aeo.domain.vocabulary import COMPANY_ROLES, Machine, VisitStatus
from aeo.domain.workflow.visit import VisitAct
from aeo.models.case import Case, CaseEvent
from aeo.models.visit import Visit
from aeo.services.visits.judging import Slot

GIVES_UP = frozenset({VisitAct.COUNTER.value, VisitAct.RESCHEDULE.value})
CHANGES_THE_DAY = frozenset({VisitAct.CHOOSE.value, VisitAct.FIX.value, *GIVES_UP})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the company said when it asked for another date."""

    at: datetime
    reason: str
    slots: Sequence[Slot]


def subject_of(visit: Visit) -> str:
    """How the events of a case name this visit."""
    return f"visit:{visit.number}"


def history(case: Case, visit: Visit) -> list[CaseEvent]:
    """What happened to one visit, oldest first."""
    query = (
        sa.select(CaseEvent)
        .where(
            CaseEvent.case_id == case.id,
            CaseEvent.machine == Machine.VISIT,
            CaseEvent.subject == subject_of(visit),
        )
        .order_by(CaseEvent.seq)
    )
    return list(db.session.scalars(query))


def asked(visit: Visit, events: Sequence[CaseEvent]) -> Asked | None:
    """What the company waits for: None unless it asked for other dates, and nobody has answered.

    An officer who gave a date up wrote for the file, so that is nobody's wish.
    """
    if visit.status is not VisitStatus.COUNTERED:
        return None
    mine = [one for one in _of(visit, events) if one.action in GIVES_UP]
    if not mine or mine[-1].actor_role not in COMPANY_ROLES:
        return None
    last = mine[-1]
    return Asked(last.at, last.note, [_read(text) for text in last.details.get("wishes", ())])


def revision(visit: Visit, events: Sequence[CaseEvent]) -> int:
    """How often the day has changed: what tells a calendar which of two files is the newer."""
    return sum(one.action in CHANGES_THE_DAY for one in _of(visit, events))


def written(slots: Sequence[Slot]) -> list[str]:
    """Dates as an event keeps them."""
    return [f"{slot.day.isoformat()}T{slot.starts_at.isoformat('minutes')}" for slot in slots]


def _of(visit: Visit, events: Sequence[CaseEvent]) -> list[CaseEvent]:
    subject = subject_of(visit)
    return [it for it in events if it.machine is Machine.VISIT and it.subject == subject]


def _read(text: str) -> Slot:
    moment = datetime.fromisoformat(text)
    return Slot(moment.date(), moment.time())
