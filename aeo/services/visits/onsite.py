"""On site: the visit begins, its checks are marked, and it ends."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

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
NO_SUCH_CHECK = Sentence(N_("There is no such check on this visit."))
NEED_A_NOTE = frozenset({"partly", "not_conform"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen at one item. ``version``: that of the result it was written over, 0 for none;
    None overwrites whatever there is."""

    result: str
    note: str = ""
    version: int | None = None


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
    """Say what was seen at one item of the checklist. Raises as ``mark_all``."""
    given = {item: Seen(result, note, version)}
    return mark_all(reference, public_id, given, by=by)[item]


def mark_all(
    reference: str, public_id: str, given: Mapping[str, Seen], *, by: Actor
) -> dict[str, CheckResult]:
    """Say what was seen at several items: at all of them, or at none.

    Raises ``NotAllowed`` for somebody who holds no visits, ``OutOfOrder`` unless the visit is
    under way or when somebody else marked an item since it was read, ``Gone`` for one that is not
    on the list, ``Incomplete`` for a result that is none, or a bad one without a note.
    """
    case = cases.get(reference, to=by, lock=True)
    visit = get(case, public_id)
    if not by.has(*MARKERS):
        raise NotAllowed(NOT_YOURS)
    if visit.status is not VisitStatus.IN_PROGRESS:
        raise OutOfOrder(Sentence(N_("Checks are marked while the visit is under way.")))
    programme = programmes.version(case.programme_id, case.programme_version)
    known, rows = {one.id for one in checklist(case)}, results(visit)
    if not given.keys() <= known:
        raise Gone(NO_SUCH_CHECK)
    for seen in given.values():
        _check(seen, programme.files.checklist.results)
    if given:
        touches.check(case, {by.user_id or 0})
        touches.record(case, Touch.CHECKLIST, by)
    marked = {item: _keep(visit, rows.get(item), item, seen, by) for item, seen in given.items()}
    db.session.flush()
    return marked


def _check(seen: Seen, known: Collection[str]) -> None:
    if seen.result not in known:
        raise Incomplete(Sentence(N_("Choose what was seen.")))
    if seen.result in NEED_A_NOTE and not seen.note.strip():
        raise Incomplete(Sentence(N_("Say in a note what was seen.")))


def _keep(visit: Visit, row: CheckResult | None, item: str, seen: Seen, by: Actor) -> CheckResult:
    if row is None:
        row = CheckResult(visit_id=visit.id, item=item, version=0)
        db.session.add(row)
    elif seen.version not in {None, row.version} and row.marked_by_id != by.user_id:
        raise OutOfOrder(
            Sentence(
                N_("%(name)s has marked this check in the meantime."), {"name": row.marked_by.name}
            )
        )
    row.result, row.note = seen.result, seen.note.strip()[:TEXT_MAX]
    row.version += 1
    row.marked_at, row.marked_by_id = clock.now(), by.user_id or 0
    return row
