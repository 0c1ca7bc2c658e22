"""What the office does with an application that came in: take it, verify who it is, give it to an
officer, return it or accept it."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Incomplete, OutOfOrder, Sentence
from aeo.domain.guards.accreditation import nobody_left_to_decide
from aeo.domain.vocabulary import CLOSED_CASE, Actor, CaseStatus, Role
from aeo.domain.workflow.case import CaseAct
from aeo.models.account import User
from aeo.models.case import Case, CaseEvent, CaseNote, Conflict
from aeo.models.company import Company
from aeo.services import cases, clocks, facts, holidays, offices, programmes, transitions

ACKNOWLEDGED = "case.acknowledged"  # any act of an officer shows that the case was seen
COMPANY_CLOCK = "applicant_gaps"
TEXT_MAX = 10_000


def assign(reference: str, officer_id: int, *, by: Actor) -> Case:
    """Give the case to an officer, which also acknowledges its receipt.

    Raises ``Incomplete`` for somebody who is no case officer, ``OutOfOrder`` for one in conflict,
    for a closed case, or when nobody could decide the case afterwards (product §6).
    """
    case = cases.get(reference, to=by, lock=True)
    if case.status in CLOSED_CASE:
        raise OutOfOrder(Sentence(N_("This case is closed.")))
    officers = {user.id: user for user in offices.holders(Role.CASE_OFFICER)}
    if officer_id not in officers:
        raise Incomplete(Sentence(N_("Choose a case officer.")))
    if case.officer_id == officer_id:
        return case
    told = facts.of_case(case)
    if officer_id in told.conflicts:
        name = officers[officer_id].name
        raise OutOfOrder(Sentence(N_("%(name)s declared a conflict of interest."), {"name": name}))
    if objections := list(nobody_left_to_decide(told, {officer_id})):
        raise OutOfOrder(*objections)
    case.officer_id = officer_id
    details = {"officer": officers[officer_id].name, "clock_events": [ACKNOWLEDGED]}
    transitions.note_event(case, "assigned", by=by, details=details)
    return case


def check_seen(reference: str, seq: int, *, by: Actor) -> None:
    """Lock the case and make sure that nothing happened in it since the page was read that ends
    with event ``seq``. Raises ``OutOfOrder``, ``Gone``."""
    if cases.get(reference, to=by, lock=True).seq != seq:
        raise OutOfOrder(
            Sentence(N_("Meanwhile something happened in this case: look at it first."))
        )


def verify(reference: str, *, by: Actor) -> Company:
    """Confirm that the identifier is this company's in the business register.

    Raises ``OutOfOrder`` when another company was verified under it; who that is stays untold.
    """
    case = cases.get(reference, to=by, lock=True)
    company = db.session.scalars(
        sa.select(Company).where(Company.id == case.company_id).with_for_update()
    ).one()
    if company.ubi_verified_at is not None:
        return company
    taken = sa.select(Company.id).where(
        Company.ubi == company.ubi, Company.ubi_verified_at.is_not(None)
    )
    if db.session.scalar(sa.select(taken.exists())):
        raise OutOfOrder(
            Sentence(N_("Another company is verified under this number. Ask a supervisor."))
        )
    company.ubi_verified_at, company.ubi_verified_by_id = clock.now(), by.user_id
    transitions.note_event(case, "company_verified", by=by, details={})
    return company


def return_(reference: str, note: str, *, by: Actor) -> CaseEvent:
    """Send the application back with every point found lacking."""
    return transitions.perform(
        reference, CaseAct.RETURN, by=by, note=note, details={"clock_events": [ACKNOWLEDGED]}
    )


def return_by(case: Case) -> date | None:
    """Until when the company would have to complete the application, were it returned now."""
    programme = programmes.version(case.programme_id, case.programme_version)
    return clocks.due_if(
        case,
        CaseStatus.RETURNED,
        COMPANY_CLOCK,
        clocks.history([case.id])[case.id],
        holidays.calendar(programme.locale.calendar),
    )


def accept(reference: str, *, by: Actor) -> CaseEvent:
    """Accept the application as complete: the official start of the case."""
    return transitions.perform(
        reference, CaseAct.ACCEPT, by=by, details={"clock_events": [ACKNOWLEDGED]}
    )


def declare_conflict(reference: str, reason: str, *, by: Actor) -> None:
    """Close the case to oneself. Refused when nobody could decide it afterwards.

    Raises ``Incomplete`` without a reason.
    """
    case = cases.get(reference, to=by, lock=True)
    if not reason.strip() or by.user_id is None:
        raise Incomplete(Sentence(N_("Give a reason: it is kept with the case.")))
    if objections := list(nobody_left_to_decide(facts.of_case(case), {by.user_id})):
        raise OutOfOrder(*objections)
    db.session.add(
        Conflict(
            company_id=case.company_id,
            case_id=case.id,
            user_id=by.user_id,
            reason=reason.strip(),
            declared_at=clock.now(),
        )
    )
    if case.officer_id == by.user_id:
        case.officer_id = None
    transitions.note_event(case, "conflict_declared", by=by, details={})


def add_note(
    reference: str, text: str, *, by: Actor, question: str | None = None, scope: str | None = None
) -> CaseNote:
    """A note among officers. Raises ``Incomplete`` for an empty or endless one."""
    case = cases.get(reference, to=by)
    text = text.strip()
    if not text or len(text) > TEXT_MAX or by.user_id is None:
        raise Incomplete(Sentence(N_("Write a note of at most 10,000 characters.")))
    note = CaseNote(
        company_id=case.company_id,
        case_id=case.id,
        question_key=question,
        scope_key=scope,
        text=text,
        author_id=by.user_id,
        at=clock.now(),
    )
    db.session.add(note)
    db.session.flush()
    return note


def notes(case: Case) -> list[CaseNote]:
    """What officers wrote for each other, newest first."""
    query = (
        sa.select(CaseNote)
        .where(CaseNote.case_id == case.id)
        .options(sa.orm.joinedload(CaseNote.author))
        .order_by(CaseNote.id.desc())
    )
    return list(db.session.scalars(query))


def people(events: Sequence[CaseEvent]) -> list[User]:
    """Who did these things, read in one statement; keep the answer while the events are shown."""
    ids = {event.actor_id for event in events if event.actor_id is not None}
    return list(db.session.scalars(sa.select(User).where(User.id.in_(ids))))


def case_officers() -> list[User]:
    """Who can be given a case today, by name."""
    return offices.holders(Role.CASE_OFFICER)
