"""What was recommended, heard and decided on a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aeo.db import db
from aeo.domain.facts import Proposal
from aeo.domain.programme.levels import Levels
from aeo.domain.vocabulary import CaseStatus, Machine
from aeo.domain.workflow.case import CaseAct
from aeo.models.authorisation import AuthorisationVersion
from aeo.models.case import Case, CaseEvent
from aeo.models.decision import Decision, Hearing, Recommendation

MAINTAIN, ACCEPT_LOWER = "maintain", "accept_lower"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the guards ask about proposal and hearing."""

    proposal: Proposal = Proposal.NONE
    hearing_finished: bool = False
    lower_accepted: bool = False


def recommendations(case: Case) -> list[Recommendation]:
    """Every recommendation of a case, newest first."""
    query = (
        sa.select(Recommendation)
        .where(Recommendation.case_id == case.id)
        .options(joinedload(Recommendation.given_by))
        .order_by(Recommendation.number.desc())
    )
    return list(db.session.scalars(query))


def hearings(case: Case) -> list[Hearing]:
    """Every hearing of a case, newest first, those that were waived among them."""
    query = (
        sa.select(Hearing)
        .where(Hearing.case_id == case.id)
        .options(joinedload(Hearing.opened_by), joinedload(Hearing.answered_by))
        .order_by(Hearing.number.desc())
    )
    return list(db.session.scalars(query))


def decision(case: Case) -> Decision | None:
    query = sa.select(Decision).where(Decision.case_id == case.id)
    return db.session.scalar(query.options(joinedload(Decision.decided_by)))


def refused_by_law(case: Case) -> date | None:
    """The day on which the law refused, because nothing was decided by then; None otherwise."""
    query = sa.select(CaseEvent.details).where(
        CaseEvent.case_id == case.id,
        CaseEvent.machine == Machine.CASE,
        CaseEvent.action == CaseAct.RECORD_REFUSED,
    )
    details = db.session.scalar(query)
    return date.fromisoformat(details["due_date"]) if details is not None else None


def granted(decision: Decision) -> AuthorisationVersion | None:
    """The version of the status that a decision began; None for a refusal."""
    query = sa.select(AuthorisationVersion).where(AuthorisationVersion.decision_id == decision.id)
    return db.session.scalar(query.options(joinedload(AuthorisationVersion.authorisation)))


def standing(
    case: Case,
    given: Sequence[Recommendation] | None = None,
    held: Sequence[Hearing] | None = None,
) -> Standing:
    """Read for the guards; nothing of it counts before the assessment. ``given`` and ``held``
    are the recommendations and hearings, newest first, where the caller has read them."""
    given = recommendations(case) if given is None else given
    if not given:  # and so nobody was heard about one
        return Standing()
    proposal = given[0].proposal
    if case.status is CaseStatus.ASSESSMENT and given[0].seq < _came_to_assessment(case):
        proposal = Proposal.NONE  # that one was sent back: this round has none yet
    held = hearings(case) if held is None else held
    return Standing(
        proposal=proposal,
        hearing_finished=any(is_over(one) and _covers(one, proposal) for one in held),
        lower_accepted=bool(held) and held[0].answer == ACCEPT_LOWER,
    )


def is_over(hearing: Hearing) -> bool:
    """Answered, closed without an answer, or waived."""
    return bool(hearing.answered_at or hearing.closed_at or hearing.waived_because)


def lower_level(levels: Levels, sought: list[str]) -> str | None:
    """The next lower tier than the one sought; None at the lowest, or for components."""
    if levels.are_components or len(sought) != 1:
        return None
    ordered = sorted(levels.items, key=lambda level: level.order or 0)
    place = [level.id for level in ordered].index(sought[0])
    return ordered[place - 1].id if place else None


def _covers(hearing: Hearing, proposal: Proposal) -> bool:
    """Who was heard about a refusal was heard about a lower level too, and not the other way."""
    return hearing.intended is Proposal.REFUSE or proposal is Proposal.GRANT_LOWER


def _came_to_assessment(case: Case) -> int:
    query = sa.select(sa.func.max(CaseEvent.seq)).where(
        CaseEvent.case_id == case.id,
        CaseEvent.machine == Machine.CASE,
        CaseEvent.to_status == CaseStatus.ASSESSMENT,
    )
    return db.session.scalar(query) or 0
