"""The company is heard before a decision against it (handbook §7.1, T25 and T26)."""

from collections.abc import Sequence
from datetime import date

from aeo import clock
from aeo.db import db
from aeo.domain.calendar import Calendar
from aeo.domain.errors import N_, Incomplete, OutOfOrder, Sentence
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import Actor, CaseStatus
from aeo.domain.workflow.case import CaseAct
from aeo.models.case import Case, CaseEvent
from aeo.models.decision import Hearing
from aeo.services import cases, clocks, programmes, transitions
from aeo.services.decisions.reading import (
    ACCEPT_LOWER,
    MAINTAIN,
    hearings,
    is_over,
    lower_level,
    standing,
)

LETTER_MAX = REPLY_MAX = 10_000
CLOCK = "hearing"
OVER = {"clock_events": ["hearing.reply"]}  # what ends the clock: an answer, or its time


def intend(reference: str, letter: str, *, by: Actor) -> CaseEvent:
    """Tell the company what is intended against it. ``letter`` is what it reads; the grounds
    stand beside it. An approver who intends a refusal against a favourable proposal does so too.
    """
    case = cases.get(reference, to=by, lock=True)
    intended = _intended(case)
    event = transitions.perform(reference, CaseAct.INTEND_ADVERSE, by=by, note=letter)
    _add(case, intended, by, letter=letter.strip()[:LETTER_MAX])
    return event


def waive(reference: str, because: str, *, by: Actor) -> CaseEvent:
    """Decide without hearing the company, for a reason that the programme knows."""
    case = cases.get(reference, to=by, lock=True)
    intended = _intended(case)
    event = transitions.perform(reference, CaseAct.WAIVE_HEARING, by=by, note=because)
    _add(case, intended, by, waived_because=because.strip()[:LETTER_MAX])
    return event


def maintain(reference: str, reply: str, *, by: Actor) -> CaseEvent:
    """The company keeps to its application and says why."""
    case = cases.get(reference, to=by, lock=True)
    event = transitions.perform(
        reference, CaseAct.REPLY_TO_HEARING, by=by, note=reply, details=OVER
    )
    _answer(case, MAINTAIN, reply, by)
    return event


def accept_lower(reference: str, reply: str = "", *, by: Actor) -> CaseEvent:
    """The company is content with the lower level. Words are welcome and not needed."""
    case = cases.get(reference, to=by, lock=True)
    event = transitions.perform(reference, CaseAct.ACCEPT_LOWER, by=by, note=reply, details=OVER)
    _answer(case, ACCEPT_LOWER, reply, by)
    return event


def close(reference: str, note: str, *, by: Actor) -> CaseEvent:
    """The time to answer is over and nobody did: the case goes to its decision."""
    case = cases.get(reference, to=by, lock=True)
    state = clocks.of_case(case).get(CLOCK)
    due = state.due if state is not None and state.due is not None else clock.today()
    event = transitions.perform(
        reference, CaseAct.CLOSE_HEARING, by=by, note=note, details={**OVER, "due_date": str(due)}
    )
    _open(case).closed_at = clock.now()
    db.session.flush()
    return event


def reply_by(case: Case, events: Sequence[CaseEvent], calendar: Calendar) -> date | None:
    """Until when the company could answer, were it told now what is intended. ``events`` are those
    of the case, and ``calendar`` is that of its programme."""
    return clocks.due_if(case, CaseStatus.HEARING, CLOCK, events, calendar)


def _intended(case: Case) -> Proposal:
    """What the company is heard about: the lower level that is proposed, else a refusal, also
    where an approver thinks of one against a favourable proposal."""
    proposal = standing(case).proposal
    return proposal if proposal is Proposal.GRANT_LOWER else Proposal.REFUSE


def _add(case: Case, intended: Proposal, by: Actor, **given: str) -> None:
    levels = programmes.version(case.programme_id, case.programme_version).levels
    db.session.add(
        Hearing(
            company_id=case.company_id,
            case_id=case.id,
            number=len(hearings(case)) + 1,
            intended=intended,
            level=lower_level(levels, case.levels),
            opened_at=clock.now(),
            opened_by_id=by.user_id,
            **given,
        )
    )
    db.session.flush()


def _answer(case: Case, answer: str, reply: str, by: Actor) -> None:
    if len(reply) > REPLY_MAX:
        raise Incomplete(Sentence(N_("Write at most 10,000 characters.")))
    row = _open(case)
    row.answer, row.reply = answer, reply.strip()
    row.answered_at, row.answered_by_id = clock.now(), by.user_id
    db.session.flush()


def _open(case: Case) -> Hearing:
    row = next((one for one in hearings(case) if not is_over(one)), None)
    if row is None:
        raise OutOfOrder(Sentence(N_("Nothing is open to answer.")))
    return row
