"""The case officer's recommendation and the supervisor's review of it."""

from dataclasses import dataclass, replace

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Incomplete, Sentence
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import Actor, Grade, Touch
from aeo.domain.workflow.case import CASE, CaseAct
from aeo.models.case import CaseEvent
from aeo.models.decision import Recommendation
from aeo.services import cases, facts, programmes, touches, transitions
from aeo.services.decisions.reading import lower_level, recommendations
from aeo.services.grades import giving
from aeo.services.grades import reading as grades

REASONING_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Ground:
    """A criterion that is not met: the programme's reason, and the facts."""

    criterion: str
    reason: str
    reasoning: str


def recommend(reference: str, proposal: Proposal, reasoning: str, *, by: Actor) -> CaseEvent:
    """Propose a decision and put the case before the supervisor.

    Raises ``Incomplete`` without a proposal, without reasons for one against the company or for a
    lower level that there is not; what the table objects to comes first.
    """
    case = cases.get(reference, to=by, lock=True)
    judged = facts.with_proposal(facts.of_case(case), proposal)
    CASE.find(judged, CaseAct.RECOMMEND, by)
    lower = lower_level(
        programmes.version(case.programme_id, case.programme_version).levels, case.levels
    )
    if proposal is Proposal.GRANT_LOWER and lower is None:
        raise Incomplete(Sentence(N_("The programme has no lower level for this application.")))
    if proposal is not Proposal.GRANT and not reasoning.strip():
        raise Incomplete(Sentence(N_("Give the reasons: whoever decides relies on them.")))
    levels = {Proposal.GRANT: list(case.levels), Proposal.GRANT_LOWER: [lower]}.get(proposal)
    db.session.add(
        Recommendation(
            company_id=case.company_id,
            case_id=case.id,
            number=len(recommendations(case)) + 1,
            proposal=proposal,
            levels=levels,
            reasoning=reasoning.strip()[:REASONING_MAX],
            seq=case.seq,
            given_at=clock.now(),
            given_by_id=by.user_id,
        )
    )
    db.session.flush()
    touches.record(case, Touch.RECOMMENDATION, by)
    return transitions.perform(reference, CaseAct.RECOMMEND, by=by)


def send_back(reference: str, note: str, *, by: Actor) -> CaseEvent:
    """To the assessment again, with a comment: by the supervisor or by whoever decides."""
    return transitions.perform(reference, CaseAct.SEND_BACK, by=by, note=note)


def put_forward(reference: str, *, by: Actor) -> CaseEvent:
    """The supervisor agrees: the case goes to an approver."""
    return transitions.perform(reference, CaseAct.PUT_FORWARD, by=by)


def go_adverse(reference: str, ground: Ground, note: str, *, by: Actor) -> CaseEvent:
    """To the assessment without a visit, because the documents show a ground against the company
    already. The supervisor who names it grades that criterion, and so does not decide the case.

    Raises ``Incomplete`` for a criterion or a reason that is none, or without its facts.
    """
    case = cases.get(reference, to=by, lock=True)
    programme = programmes.version(case.programme_id, case.programme_version)
    CASE.find(replace(facts.of_case(case), grounds=1), CaseAct.GO_ADVERSE, by)
    if ground.criterion not in grades.sought(programme, case.levels):
        raise Incomplete(Sentence(N_("Choose the criterion that is not met.")))
    if ground.reason not in grades.grounds(programme):
        raise Incomplete(Sentence(N_("Choose the ground: the letter will give it.")))
    if not ground.reasoning.strip():
        raise Incomplete(Sentence(N_("Say what shows it: the company reads it with the ground.")))
    giving.record(case, ground.criterion, Grade.NOT_MET, ground.reasoning, ground.reason, by)
    return transitions.perform(reference, CaseAct.GO_ADVERSE, by=by, note=note)
