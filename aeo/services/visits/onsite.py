"""On site: the visit begins, its checks are marked, and it ends."""

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.transition import NOT_YOURS
from aeo.domain.vocabulary import Actor, Touch, VisitStatus
from aeo.domain.workflow.visit import VISIT, VisitAct
from aeo.models.visit import CheckResult, Visit
from aeo.services import cases, programmes, touches
from aeo.services.visits.planning import TEXT_MAX, follow, move
from aeo.services.visits.reading import checklist, get, results

# Whoever may end the visit marks what was seen on it.
MARKERS = VISIT.takers(VisitAct.COMPLETE, VisitStatus.IN_PROGRESS)


def start(reference: str, public_id: str, *, by: Actor) -> Visit:
    """The team is in the house."""
    case = cases.get(reference, to=by, lock=True)
    visit = get(case, public_id)
    move(case, visit, VisitAct.START, by)
    return visit


def complete(reference: str, public_id: str, *, by: Actor) -> Visit:
    """The visit is over. Raises ``OutOfOrder`` while a check has no result."""
    case = cases.get(reference, to=by, lock=True)
    visit = get(case, public_id)
    move(case, visit, VisitAct.COMPLETE, by)
    visit.completed_at = clock.now()
    db.session.flush()
    follow(case)
    return visit


def mark(
    reference: str,
    public_id: str,
    item: str,
    result: str,
    note: str = "",
    *,
    version: int | None = None,
    by: Actor,
) -> CheckResult:
    """Say what was seen at one item of the checklist. ``version`` as for answers.

    Raises ``NotAllowed`` for somebody who holds no visits, ``OutOfOrder`` unless the visit is
    under way, ``Gone`` for an item that is not on its list, ``Incomplete`` for a result that is
    none, or a bad one without a note.
    """
    case = cases.get(reference, to=by, lock=True)
    visit = get(case, public_id)
    if not by.has(*MARKERS):
        raise NotAllowed(NOT_YOURS)
    if visit.status is not VisitStatus.IN_PROGRESS:
        raise OutOfOrder(Sentence(N_("Checks are marked while the visit is under way.")))
    if item not in {one.id for one in checklist(case)}:
        raise Gone(Sentence(N_("There is no such check on this visit.")))
    programme = programmes.version(case.programme_id, case.programme_version)
    if result not in programme.files.checklist.results:
        raise Incomplete(Sentence(N_("Choose what was seen.")))
    if result in {"partly", "not_conform"} and not note.strip():
        raise Incomplete(Sentence(N_("Say in a note what was seen.")))
    touches.check(case, {by.user_id or 0})
    row = results(visit).get(item)
    now = clock.now()
    if row is None:
        row = CheckResult(
            visit_id=visit.id, item=item, result=result, note=note.strip()[:TEXT_MAX],
            version=0, marked_at=now, marked_by_id=by.user_id,
        )  # fmt: skip
        db.session.add(row)
    elif version is not None and version != row.version:
        raise OutOfOrder(
            Sentence(
                N_("%(name)s has marked this check in the meantime."), {"name": row.marked_by.name}
            )
        )
    row.result, row.note = result, note.strip()[:TEXT_MAX]
    row.version += 1
    row.marked_at, row.marked_by_id = now, by.user_id or 0
    touches.record(case, Touch.CHECKLIST, by)
    db.session.flush()
    return row
