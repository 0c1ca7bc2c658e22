"""Can this be granted? All that stands for and against it, who touched the case, and what a grant
of today would do."""

from flask.typing import ResponseReturnValue

from aeo.db import rehearsal
from aeo.domain.errors import OutOfOrder
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import Actor, CaseStatus
from aeo.models.case import Case
from aeo.services import cases, programmes
from aeo.services.decisions import preview
from aeo.services.decisions.preview import Preview
from aeo.services.decisions.reading import lower_level
from aeo.web.access import access, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import acts
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.decisions import gates, present
from aeo.web.desk.decisions.board import Board


@bp.get("/cases/<reference>/decision")
@access(GET=Permission.DESK_READ)
def cases_decision(reference: str) -> ResponseReturnValue:
    actor = signed_in()
    told: list[Preview] = []
    case = cases.get(reference, to=actor)
    if case.status is CaseStatus.DECISION:
        told = _rehearsed(case, actor)
        case = cases.get(reference, to=actor)  # what was read before is forgotten
    head = Head.of(reference, case)
    board = Board.of(head)
    steps = acts.decisive(head.case, actor, board.facts) if board.is_judged else []
    buttons, closed = present.buttons(steps)
    return page(
        "decision",
        head,
        "decision",
        gates=gates.of(board, actor) if board.is_judged else None,
        steps=buttons,
        closed=closed,
        scores=present.scores(board),
        findings=[present.found(head, one) for one in board.findings],
        proposed=[present.proposed(head, one) for one in board.given],
        heard=[present.heard(head, one) for one in board.held],
        touched=[
            (one.name, ", ".join(gates.touch_label(kind) for kind in one.kinds))
            for one in board.touched
        ],
        could=sorted(board.facts.eligible_deciders.values()) if not head.is_closed else None,
        granted=present.if_granted(board, told) if board.is_judged else [],
        decided=present.decided(board),
    )


def _rehearsed(case: Case, actor: Actor) -> list[Preview]:
    """The grants of today, tried and undone: of what was applied for, and of the lower level. One
    that something stands in the way of is left out."""
    programme = programmes.version(case.programme_id, case.programme_version)
    has_lower = lower_level(programme.levels, case.levels) is not None
    reference, found = case.reference, []
    for lower in (False, True) if has_lower else (False,):
        try:
            with rehearsal():
                found.append(preview.grant(reference, to=actor, lower=lower))
        except OutOfOrder:
            continue
    return found
