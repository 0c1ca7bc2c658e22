"""Planning visits: dates offered and agreed, the team, waivers, and how the case follows."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.transition import NOT_YOURS, STATUS_CHANGED
from aeo.domain.vocabulary import SYSTEM, Actor, CaseStatus, VisitStatus
from aeo.domain.workflow.case import CaseAct
from aeo.domain.workflow.visit import VISIT, VisitAct
from aeo.models.case import Case
from aeo.models.profile import Site
from aeo.models.visit import Visit, VisitSlot
from aeo.services import cases, transitions
from aeo.services.visits.judging import (
    NOTICE,
    RESCHEDULES,
    Ground,
    Slot,
    earliest,
    hold,
    judged,
)
from aeo.services.visits.reading import (
    NO_SUCH,
    get,
    not_ended,
    of_case,
    required_sites,
    sites_of,
    without_visit,
)
from aeo.services.visits.team import join, validators
from aeo.services.visits.wishes import subject_of, written

__all__ = [
    "NOTICE",
    "RESCHEDULES",
    "Offer",
    "Slot",
    "cancel",
    "choose",
    "counter",
    "earliest",
    "fix",
    "judged",
    "name_hosts",
    "offer_again",
    "propose",
    "reschedule",
    "validators",
]

NOTICE_SENT = "visit.notice_sent"
TEXT_MAX = 5_000
NO_SUCH_SITE = Sentence(N_("There is no such site in this application."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an officer proposes for one site."""

    site: str  # public id
    slots: Sequence[Slot]
    mode: str
    team: Sequence[int]  # user ids; the first leads
    agenda: str = ""


def propose(reference: str, offer: Offer, *, by: Actor) -> Visit:
    """Offer dates for the visit of one site, with the team that comes.

    Raises ``Incomplete`` for a mode, site, date or team that will not do, ``OutOfOrder`` with
    what the table objects, or when nobody could decide the case with this team.
    """
    case = cases.get(reference, to=by, lock=True)
    ground = Ground(case)
    here = site(case, offer.site)
    if offer.mode not in ground.programme.visit.modes:
        raise Incomplete(Sentence(N_("Choose how the visit is held.")))
    slots = ground.check(offer.slots)
    if any(one.site_id == here.id and one.status in _PLANNED for one in of_case(case)):
        raise OutOfOrder(Sentence(N_("A visit to this site is planned already.")))
    row = VISIT.check_begin(ground.judge_new(len(slots)), by)
    visit = Visit(
        public_id=secrets.token_hex(16),
        company_id=case.company_id,
        case_id=case.id,
        number=len(of_case(case)) + 1,
        site_id=here.id,
        mode=offer.mode,
        status=VISIT.initial,
        agenda=offer.agenda.strip()[:TEXT_MAX],
        created_at=clock.now(),
        created_by_id=by.user_id,
    )
    db.session.add(visit)
    db.session.flush()
    _offer(visit, slots)
    join(case, visit, offer.team, ground.programme.visit.team_minimum, by)
    details = {"due_date": str(min(slot.day for slot in slots)), "visit": visit.id}
    transitions.begun(case, VISIT, row, by=by, subject=subject_of(visit), details=details)
    return visit


def choose(reference: str, public_id: str, slot_id: str, hosts: str = "", *, by: Actor) -> Visit:
    """The company takes one of the dates offered. Raises ``Gone`` for a date that never was, and
    ``OutOfOrder`` for one that was withdrawn while the company looked at it."""
    case = cases.get(reference, to=by, lock=True)
    visit = get(case, public_id)
    slot = next((one for one in visit.slots if one.public_id == slot_id), None)
    if slot is None:
        raise Gone(NO_SUCH)
    if not slot.is_open and by.has(*VISIT.takers(VisitAct.CHOOSE, VisitStatus.PROPOSED)):
        raise OutOfOrder(Sentence(N_("This date is not offered any more. Please choose another.")))
    visit.hosts = hosts.strip()[:TEXT_MAX]
    _agree(case, visit, Slot(slot.day, slot.starts_at), VisitAct.CHOOSE, "", by)
    return visit


def fix(reference: str, public_id: str, slot: Slot, note: str, *, by: Actor) -> Visit:
    """The officer sets the date: beyond the limit of moving, or by telephone with the company.

    Raises ``Incomplete`` for a day on which nobody works, ``OutOfOrder`` for one without notice.
    """
    case = cases.get(reference, to=by, lock=True)
    visit = get(case, public_id)
    Ground(case).check_working(slot.day)
    _agree(case, visit, slot, VisitAct.FIX, note, by)
    return visit


def counter(
    reference: str, public_id: str, note: str, wishes: Sequence[Slot] = (), *, by: Actor
) -> Visit:
    """None of the dates works: why, and the dates that would.

    Raises ``Incomplete`` for a wish on which nobody could come.
    """
    case = cases.get(reference, to=by, lock=True)
    visit = get(case, public_id)
    details = {"due_date": str(_reply_by(case)), **_wished(case, wishes)}
    move(case, visit, VisitAct.COUNTER, by, note=note, details=details)
    visit.moved += 1
    for slot in visit.slots:
        slot.is_open = False
    db.session.flush()
    return visit


def offer_again(reference: str, public_id: str, slots: Sequence[Slot], *, by: Actor) -> Visit:
    """Other dates, after the company asked for them or in place of those it was offered."""
    case = cases.get(reference, to=by, lock=True)
    visit = get(case, public_id)
    offered = Ground(case).check(slots)
    _offer(visit, offered)
    details = {"due_date": str(min(slot.day for slot in offered))}
    move(case, visit, VisitAct.OFFER_AGAIN, by, details=details)
    return visit


def reschedule(
    reference: str, public_id: str, note: str, wishes: Sequence[Slot] = (), *, by: Actor
) -> Visit:
    """An agreed date falls away, and new ones are to be offered. A closure day never counts
    against the company (product §6). ``wishes`` and what is raised: as for ``counter``."""
    case = cases.get(reference, to=by, lock=True)
    visit = get(case, public_id)
    before = visit.day
    counts = not by.is_officer and not judged(case, visit).on_closure_day
    details = {
        "due_date": str(_reply_by(case)), "visit_date": str(before), **_wished(case, wishes),
    }  # fmt: skip
    move(case, visit, VisitAct.RESCHEDULE, by, note=note, details=details)
    visit.day, visit.starts_at = None, None
    visit.moved += counts
    for slot in visit.slots:
        slot.is_open = False
    db.session.flush()
    follow(case)
    return visit


def name_hosts(reference: str, public_id: str, hosts: str, *, by: Actor) -> Visit:
    """Whom the team asks for at the gate, as the company says it once a date is agreed.

    Raises ``NotAllowed`` for somebody who answers no dates, ``OutOfOrder`` unless one is agreed.
    """
    case = cases.get(reference, to=by, lock=True)
    visit = get(case, public_id)
    if not by.has(*VISIT.takers(VisitAct.CHOOSE, VisitStatus.PROPOSED)):
        raise NotAllowed(NOT_YOURS)
    if visit.status is not VisitStatus.AGREED:
        raise OutOfOrder(STATUS_CHANGED)
    visit.hosts = hosts.strip()[:TEXT_MAX]
    transitions.note_event(case, "hosts_named", by=by, details={"visit": visit.id})
    return visit


def cancel(reference: str, public_id: str, note: str, *, by: Actor) -> Visit:
    """Call a visit off. Its site needs another one, or a waiver."""
    case = cases.get(reference, to=by, lock=True)
    visit = get(case, public_id)
    move(case, visit, VisitAct.CANCEL, by, note=note, details={"visit_date": str(visit.day)})
    follow(case)
    return visit


def cancel_all(case: Case, note: str) -> int:
    """Call off what is planned because the case ended; returns how many visits that were."""
    alive = [visit for visit in of_case(case) if visit.status not in VISIT.closed]
    for visit in alive:
        move(
            case, visit, VisitAct.CANCEL, SYSTEM, note=note, details={"visit_date": str(visit.day)}
        )
    return len(alive)


# A site may be visited once more after a visit is over, for a re-visit; it needs no waiver then.
_PLANNED = frozenset(VisitStatus) - VISIT.closed
HELD = _PLANNED | {VisitStatus.COMPLETED}
IN_VISITS = frozenset({CaseStatus.VISIT_PLANNING, CaseStatus.VISIT_SCHEDULED})


def _offer(visit: Visit, slots: Sequence[Slot]) -> None:
    before = {(one.day, one.starts_at): one for one in visit.slots}
    for one in visit.slots:
        one.is_open = False
    for slot in slots:
        known = before.get((slot.day, slot.starts_at))
        if known is not None:
            known.is_open = True
        else:
            visit.slots.append(
                VisitSlot(
                    public_id=secrets.token_hex(16),
                    day=slot.day,
                    starts_at=slot.starts_at,
                    is_open=True,
                )
            )
    db.session.flush()


def _agree(case: Case, visit: Visit, slot: Slot, act: VisitAct, note: str, by: Actor) -> None:
    hold(visit)
    details = {
        "visit_date": str(slot.day),
        "visit_time": slot.starts_at.isoformat("minutes"),
        "due_date": str(slot.day),
        "clock_events": [NOTICE_SENT],
    }
    transitions.move(
        case, VISIT, visit, judged(case, visit, slot), act, by=by, subject=subject_of(visit),
        note=note, details={**details, "visit": visit.id},
        facts_of_status=lambda: _set_day(visit, slot),
    )  # fmt: skip
    follow(case)


def _set_day(visit: Visit, slot: Slot) -> None:
    visit.day, visit.starts_at = slot.day, slot.starts_at
    db.session.flush()


def move(
    case: Case,
    visit: Visit,
    act: VisitAct,
    by: Actor,
    *,
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Take one step of the table of visits; ``details`` as in ``transitions.move``."""
    transitions.move(
        case, VISIT, visit, judged(case, visit), act, by=by, subject=subject_of(visit),
        note=note, details={**(details or {}), "visit": visit.id},
    )  # fmt: skip


def follow(case: Case) -> None:
    """The case follows its visits: all agreed, one fallen away, all over (product §6)."""
    if case.status is CaseStatus.VISIT_PLANNING and not without_visit(case):
        transitions.perform(case.reference, CaseAct.SCHEDULE, by=SYSTEM)
    elif case.status is CaseStatus.VISIT_SCHEDULED and without_visit(case):
        transitions.perform(case.reference, CaseAct.UNSCHEDULE, by=SYSTEM)
    if case.status is CaseStatus.VISIT_SCHEDULED and not not_ended(case):
        transitions.perform(case.reference, CaseAct.END_VISITS, by=SYSTEM)


def _wished(case: Case, wishes: Sequence[Slot]) -> Mapping[str, Any]:
    return {"wishes": written(Ground(case).check(wishes))} if wishes else {}


def _reply_by(case: Case) -> date:
    return case.next_due_on or clock.today()


def site(case: Case, public_id: str) -> Site:
    if public_id in required_sites(case):
        for row in sites_of(case):
            if row.public_id == public_id:
                return row
    raise Gone(NO_SUCH_SITE)
