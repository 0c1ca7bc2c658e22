"""More time for the decision, within what the programme allows (handbook §7.1, T32)."""

from aeo import clock
from aeo.domain.clocks import ClockEvent, ClockState, extension_objections
from aeo.domain.errors import Incomplete
from aeo.domain.vocabulary import Actor, Machine
from aeo.domain.workflow.case import CASE, CaseAct
from aeo.models.case import Case, CaseEvent
from aeo.services import cases, clocks, facts, holidays, programmes, transitions
from aeo.services.decisions import limit

REASON_MAX = 10_000


def extended(case: Case, days: int) -> ClockState:
    """The time to decide, were it longer by ``days`` from now on.

    Raises ``Incomplete`` with everything that stands against so many.
    """
    programme = programmes.version(case.programme_id, case.programme_version)
    events = clocks.history([case.id])[case.id]
    calendar = holidays.calendar(programme.locale.calendar)
    rule = clocks.rule(programme, programme.clock(limit.CLOCK), promised=True)
    asked = ClockEvent(name=limit.MORE_TIME, day=clock.today(), seq=case.seq + 1, length=days)
    if objections := extension_objections(rule, clocks.heard(events), calendar, asked):
        raise Incomplete(*objections)
    would_be = CaseEvent(
        seq=case.seq + 1, machine=Machine.CASE, action=CaseAct.EXTEND, subject="",
        details=_brings(days), at=clock.now(),
    )  # fmt: skip
    state = limit.of_events(programme, [*events, would_be], calendar)
    if state is None:
        raise LookupError(limit.CLOCK)
    return state


def extend(reference: str, days: int, why: str, *, by: Actor) -> CaseEvent:
    """Give the office more time. The company reads ``why``, and both dates.

    Raises as ``transitions.perform``, and ``Incomplete`` for more than the programme allows.
    """
    case = cases.get(reference, to=by, lock=True)
    CASE.find(facts.of_case(case), CaseAct.EXTEND, by)
    before, after = limit.of_case(case), extended(case, days)
    details = {
        **_brings(days),
        "old_date": str(before.due) if before is not None else "",
        "new_date": str(after.due),
    }
    return transitions.perform(
        reference, CaseAct.EXTEND, by=by, note=why[:REASON_MAX], details=details
    )


def _brings(days: int) -> dict[str, object]:
    """What the clocks hear of it."""
    return {"clock_events": [limit.MORE_TIME], "days": days}
