"""The only writer of a status: judge by the table under the lock, write, record, owe the mail."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Protocol

from aeo import clock
from aeo.db import db
from aeo.domain.transition import Row, Subject, Table, noted
from aeo.domain.vocabulary import (
    CLOSED_CASE,
    PHASE_OF,
    Actor,
    CaseStatus,
    CaseType,
    Machine,
    Phase,
)
from aeo.domain.workflow.case import CASE
from aeo.models.case import Case, CaseEvent
from aeo.services import cases, clocks, facts, notices, programmes, references


class Thing(Protocol):
    """A row with a status of one of the machines."""

    status: Any


def begin(company_id: int, case_type: CaseType, levels: list[str], *, by: Actor) -> Case:
    """Create a draft, pinned to the newest version of the programme.

    Raises ``NotAllowed``, or ``OutOfOrder`` when another open case or a bar excludes it.
    """
    programme = programmes.current()
    row = CASE.check_begin(facts.of_new(company_id, programme, case_type), by)
    now = clock.now()
    case = Case(
        reference=references.take(),
        company_id=company_id,
        case_type=case_type,
        programme_id=programme.id,
        programme_version=programme.version,
        levels=levels,
        status=CASE.initial,
        status_since=now,
        created_at=now,
        created_by_id=by.user_id,
    )
    db.session.add(case)
    db.session.flush()
    event = _record(case, row.action, by=by, to_status=row.target)
    notices.tell(case, event, row.notices, {})
    return case


def perform(
    reference: str,
    action: StrEnum,
    *,
    by: Actor,
    note: str = "",
    details: Mapping[str, Any] | None = None,
    ends: bool = False,
) -> CaseEvent:
    """Take one step of the case table and owe what its row says.

    The row of the case is locked first, so of two people acting at once the second is judged
    against what the first one did. ``details`` go with the event: what the timeline, the clocks
    and the messages need besides. A step that closes the case is taken by ``services.endings``,
    which says so by ``ends``. Raises ``Gone``, ``NotAllowed``, ``OutOfOrder``, ``Incomplete``.
    """
    case = cases.get(reference, to=by, lock=True)
    row = CASE.find(facts.of_case(case), action, by)
    if (row.target in CLOSED_CASE) is not ends:
        raise ValueError(f"{action}: what closes a case goes through services.endings")
    return _step(case, CASE, case, row, by, "", noted(row, note), details, lambda: _stamp(case))


def move(
    case: Case,
    table: Table,
    thing: Thing,
    judged: Subject,
    action: StrEnum,
    *,
    by: Actor,
    subject: str,
    note: str = "",
    details: Mapping[str, Any] | None = None,
    facts_of_status: Callable[[], None] = lambda: None,
) -> CaseEvent:
    """Take one step of another machine, on a thing of ``case``, whose row is locked.

    ``judged`` is what its guards ask about. ``facts_of_status`` writes the columns that stand or
    fall with the new status. Raises as ``perform``.
    """
    row = table.find(judged, action, by)
    return _step(case, table, thing, row, by, subject, noted(row, note), details, facts_of_status)


def begun(
    case: Case,
    table: Table,
    row: Row,
    *,
    by: Actor,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Record that a thing of the case came into being by ``row``, and owe what it says."""
    event = _record(
        case, row.action, by=by, machine=table.machine, row=row, subject=subject,
        to_status=row.target, details=details,
    )  # fmt: skip
    notices.tell(case, event, row.notices, clocks.refresh(case))
    return event


def _step(
    case: Case,
    table: Table,
    thing: Thing,
    row: Row,
    by: Actor,
    subject: str,
    note: str,
    details: Mapping[str, Any] | None,
    facts_of_status: Callable[[], None],
) -> CaseEvent:
    """Write the status, record, bring the clocks up to date, owe the mail."""
    before = thing.status
    if row.target is not None:
        thing.status = row.target
    facts_of_status()
    event = _record(
        case, row.action, by=by, machine=table.machine, row=row, subject=subject,
        from_status=before, to_status=row.target, note=note, details=details,
    )  # fmt: skip
    notices.tell(case, event, row.notices, clocks.refresh(case))
    return event


def note_event(
    case: Case, happened: str, *, by: Actor, details: Mapping[str, Any], note: str = ""
) -> CaseEvent:
    """Record what changed no status: an assignment, a change of level. The clocks may hear it."""
    event = _record(case, happened, by=by, details=details, note=note)
    if case.status is not CaseStatus.DRAFT:
        clocks.refresh(case)
    return event


def _record(
    case: Case,
    action: str,
    *,
    by: Actor,
    machine: Machine = Machine.CASE,
    row: Row | None = None,
    subject: str = "",
    from_status: StrEnum | None = None,
    to_status: StrEnum | None = None,
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Write the next event of a case, whose row is locked. ``row`` says in which role it was."""
    case.seq += 1
    event = CaseEvent(
        company_id=case.company_id,
        case_id=case.id,
        seq=case.seq,
        machine=machine,
        subject=subject,
        action=str(action),
        from_status=from_status,
        to_status=to_status,
        actor_id=by.user_id,
        actor_role=_role(by, row),
        note=note,
        details=dict(details or {}),
        at=clock.now(),
        machine_at=clock.machine(),
    )
    db.session.add(event)
    db.session.flush()
    return event


def _stamp(case: Case) -> None:
    """The facts that stand or fall with the status of a case."""
    with db.session.no_autoflush:  # half a status would break a constraint
        now, status = clock.now(), case.status
    case.status_since = now
    if status is CaseStatus.SUBMITTED:
        case.round += 1
        case.submitted_at = case.submitted_at or now
    if PHASE_OF[status] is Phase.REVIEW and case.accepted_on is None:
        case.accepted_on = clock.local(now).date()
    if status in CLOSED_CASE:
        case.closed_at = now


def _role(by: Actor, row: Row | None) -> str:
    acting = by.roles & row.by if row is not None else by.roles
    return min(acting).value if acting else ""
