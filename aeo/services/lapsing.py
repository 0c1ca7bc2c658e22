"""An application that its company left lying: an officer ends it, never time alone (product §6)."""

from datetime import date

from aeo.domain.vocabulary import Actor, CaseStatus
from aeo.domain.workflow.case import CaseAct
from aeo.models.case import Case, CaseEvent
from aeo.services import cases, clocks, endings

# Whose day is over, by where the case stands.
WAITED_FOR = {
    CaseStatus.RETURNED: "applicant_gaps",
    CaseStatus.INFO_REQUESTED: "rfi_answer",
}


def due_on(case: Case) -> date | None:
    """The day by which the company was to act; None where nothing is waited for."""
    clock = WAITED_FOR.get(case.status)
    state = clocks.of_case(case).get(clock) if clock is not None else None
    return state.due if state is not None else None


def lapse(reference: str, reason: str, *, by: Actor) -> CaseEvent:
    """End the case as lapsed. Raises as ``transitions.perform``: the company had its time, and was
    warned."""
    case = cases.get(reference, to=by, lock=True)
    day = due_on(case)
    details = {"due_date": str(day)} if day is not None else {}
    return endings.end(reference, CaseAct.LAPSE, by=by, note=reason, details=details)
