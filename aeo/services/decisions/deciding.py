"""The decision on a case: by an officer who did not work on it, once, with all that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, OutOfOrder, Sentence
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import Actor, Grade
from aeo.domain.workflow.case import CaseAct
from aeo.models.authorisation import AuthorisationVersion
from aeo.models.case import Case
from aeo.models.decision import Decision
from aeo.models.finding import CriterionGrade
from aeo.services import cases, endings, programmes
from aeo.services.authorisations import granting
from aeo.services.decisions import limit
from aeo.services.decisions.reading import lower_level
from aeo.services.grades import reading as grades

REASONING_MAX = 10_000
CHECK_NAMES = timedelta(days=14)  # for the holder to say that a name or address is wrong


@dataclass(frozen=True, slots=True)
class Granted:
    """What a grant made."""

    decision: Decision
    version: AuthorisationVersion


def grant(reference: str, note: str = "", *, by: Actor) -> Granted:
    """Grant what was applied for.

    Raises ``OutOfOrder`` with everything that stands in the way, also that ``by`` worked on it.
    """
    return _grant(reference, CaseAct.GRANT, Proposal.GRANT, note, by)


def grant_lower(reference: str, note: str, *, by: Actor) -> Granted:
    """Grant the next lower level, to which the company agreed."""
    return _grant(reference, CaseAct.GRANT_LOWER, Proposal.GRANT_LOWER, note, by)


def refuse(reference: str, note: str, *, by: Actor) -> Decision:
    """Refuse, on the grounds of the criteria that are not met; ``note`` is read by the company."""
    case = cases.get(reference, to=by, lock=True)
    endings.end(reference, CaseAct.REFUSE, by=by, note=note)
    return _decide(case, Proposal.REFUSE, [], note, by)


def record_refused(reference: str, note: str, *, by: Actor) -> Decision:
    """Record that the law refused, because nobody decided in time: the day of the law stands with
    the event. ``note`` is read by the company, beside the criteria that were not met, if any."""
    case = cases.get(reference, to=by, lock=True)
    passed = limit.of_case(case)
    details = {} if passed is None or passed.due is None else {"due_date": str(passed.due)}
    endings.end(reference, CaseAct.RECORD_REFUSED, by=by, note=note, details=details)
    return _decide(case, Proposal.REFUSE, [], note, by)


def grounds(
    case: Case,
    history: Mapping[str, Sequence[CriterionGrade]] | None = None,
    *,
    at: datetime | None = None,
) -> list[dict[str, Any]]:
    """The criteria that are not met, each with its reason, in the order of the programme. ``at``:
    as they stood then, when the company was told of them. Whoever has read the ``history`` of the
    grades gives it."""
    programme = programmes.version(case.programme_id, case.programme_version)
    found = grades.history(case) if history is None else history
    given = {
        criterion: then[-1]
        for criterion, rows in found.items()
        if (then := [row for row in rows if at is None or row.given_at <= at])
    }
    return [
        {
            "criterion": criterion,
            "reason": given[criterion].reason,
            "reasoning": given[criterion].reasoning,
        }
        for criterion in grades.sought(programme, case.levels)
        if criterion in given and given[criterion].grade is Grade.NOT_MET
    ]


def _grant(reference: str, action: CaseAct, outcome: Proposal, note: str, by: Actor) -> Granted:
    case = cases.get(reference, to=by, lock=True)
    levels = list(case.levels)
    if outcome is Proposal.GRANT_LOWER:
        programme = programmes.version(case.programme_id, case.programme_version)
        lower = lower_level(programme.levels, case.levels)
        levels = [lower] if lower is not None else []
    granted = granting.term(case)
    begins = granted.valid_from if granted is not None else clock.today()
    details = {"effective_date": str(begins), "due_date": str(_check_by(begins))}
    endings.end(reference, action, by=by, note=note, details=details)
    decided = _decide(case, outcome, levels, note, by)
    return Granted(decided, granting.begin(case, decided, levels, granted, by=by))


def _check_by(begins: date) -> date:
    return max(begins, clock.today()) + CHECK_NAMES


def _decide(case: Case, outcome: Proposal, levels: list[str], note: str, by: Actor) -> Decision:
    if by.user_id is None:
        raise OutOfOrder(Sentence(N_("A decision has a person who takes it.")))
    row = Decision(
        company_id=case.company_id,
        case_id=case.id,
        outcome=outcome,
        levels=levels,
        reasoning=note.strip()[:REASONING_MAX],
        grounds=grounds(case),
        decided_at=clock.now(),
        decided_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    return row
