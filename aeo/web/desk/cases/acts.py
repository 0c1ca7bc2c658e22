"""The steps of the case table as buttons: open, or closed with every reason and who could."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from aeo.domain import wording
from aeo.domain.clocks import ClockState
from aeo.domain.errors import NotAllowed, OutOfOrder
from aeo.domain.facts import CaseFacts, Proposal
from aeo.domain.transition import NOT_YOURS, Row, objections_to
from aeo.domain.vocabulary import Actor, Machine, Role
from aeo.domain.workflow import CASE, CaseAct
from aeo.models.case import Case
from aeo.services import facts
from aeo.web import errors

# The page on which a step is taken. A step without one belongs to a later stage, and is not shown.
PLACES: Mapping[StrEnum, str] = {
    CaseAct.ACCEPT: "desk.cases_accept",
    CaseAct.RETURN: "desk.cases_return",
    CaseAct.NOT_ACCEPT: "desk.cases_not_accept",
    CaseAct.LAPSE: "desk.cases_lapse",
    CaseAct.PLAN_VISIT: "desk.cases_plan_visit",
    CaseAct.WAIVE_VISIT: "desk.cases_waive_visit",
    CaseAct.ISSUE_FINDINGS: "desk.cases_report_issue",
    CaseAct.CLOSE_REPORT: "desk.cases_report_issue",
    CaseAct.CLOSE_ACTIONS: "desk.cases_close_actions",
    CaseAct.OVERDUE_ACTIONS: "desk.cases_overdue_actions",
    CaseAct.REVISIT: "desk.cases_revisit",
    CaseAct.GO_ADVERSE: "desk.cases_go_adverse",
    CaseAct.RECOMMEND: "desk.cases_recommend",
    CaseAct.SEND_BACK: "desk.cases_send_back",
    CaseAct.INTEND_ADVERSE: "desk.cases_intend_adverse",
    CaseAct.WAIVE_HEARING: "desk.cases_waive_hearing",
    CaseAct.CLOSE_HEARING: "desk.cases_close_hearing",
    CaseAct.PUT_FORWARD: "desk.cases_put_forward",
    CaseAct.GRANT: "desk.cases_grant",
    CaseAct.GRANT_LOWER: "desk.cases_grant_lower",
    CaseAct.REFUSE: "desk.cases_refuse",
    CaseAct.RECORD_REFUSED: "desk.cases_record_refused",
    CaseAct.EXTEND: "desk.cases_extend",
}
# The steps from the recommendation to the decision, as the page of the decision shows them.
DECISIVE = (
    *(CaseAct.RECOMMEND, CaseAct.PUT_FORWARD, CaseAct.GRANT, CaseAct.GRANT_LOWER),
    *(CaseAct.REFUSE, CaseAct.RECORD_REFUSED, CaseAct.INTEND_ADVERSE, CaseAct.WAIVE_HEARING),
    *(CaseAct.CLOSE_HEARING, CaseAct.SEND_BACK),
)
# What a programme, or this application in it, does not know at all is not shown as closed.
UNKNOWN: Mapping[StrEnum, Callable[[CaseFacts], bool]] = {
    CaseAct.GRANT_LOWER: lambda judged: judged.lower_level is None,
    CaseAct.WAIVE_HEARING: lambda judged: not judged.hearing_waiver_allowed,
    CaseAct.RECORD_REFUSED: lambda judged: not judged.deems_refusal,
    CaseAct.EXTEND: lambda judged: not judged.extension_known,
}
# What a step asks for on its own page is no objection before it has been opened.
PRESUMED: Mapping[StrEnum, Callable[[CaseFacts], CaseFacts]] = {
    CaseAct.RECOMMEND: lambda judged: facts.with_proposal(judged, Proposal.REFUSE),
    CaseAct.GO_ADVERSE: lambda judged: replace(judged, grounds=1),
}
FOUR_EYES = frozenset({Role.APPROVER})
KEYS: Mapping[StrEnum, str] = {CaseAct.ACCEPT: "a", CaseAct.RETURN: "r"}
MAIN = frozenset(
    {
        CaseAct.ACCEPT,
        CaseAct.PLAN_VISIT,
        CaseAct.ISSUE_FINDINGS,
        CaseAct.CLOSE_REPORT,
        CaseAct.CLOSE_ACTIONS,
        CaseAct.RECOMMEND,
        CaseAct.PUT_FORWARD,
        CaseAct.GRANT,
    }
)


@dataclass(frozen=True, slots=True)
class Act:
    """One button. ``why`` are all objections; empty while it can be pressed."""

    action: str
    label: str
    url: str
    kind: str
    key: str | None
    why: Sequence[str]
    who: str

    @property
    def is_open(self) -> bool:
        return not self.why

    @property
    def is_next(self) -> bool:
        """Whether it is the usual next step, and can be taken."""
        return self.is_open and self.kind == "primary"


def offered(
    case: Case,
    actor: Actor,
    record: Mapping[str, Any] | None = None,
    to_decide: ClockState | None = None,
) -> list[Act]:
    """What this person could do in this status, in the order of the procedure. ``record`` is what
    was sent and ``to_decide`` the time for the decision, where the caller has read them."""
    if not _is_concerned(case, actor):
        return []
    judged = facts.of_case(case, record=record, to_decide=to_decide)
    return [
        _act(case, row, judged, actor)
        for row in CASE.rows
        if row.action in PLACES
        and case.status in row.sources
        and actor.has(*row.by)
        and _is_known(row, judged)
    ]


def decisive(case: Case, actor: Actor, judged: CaseFacts) -> list[Act]:
    """Every step of the decision in this status, also those of others: closed, with who could."""
    here = [row for row in CASE.rows if case.status in row.sources and _is_known(row, judged)]
    return [
        _act(case, row, judged, actor)
        for action in DECISIVE
        for row in here
        if row.action is action
    ]


def _is_concerned(case: Case, actor: Actor) -> bool:
    """Whether any step of ours starts here: else the facts of the case need not be gathered."""
    return any(actor.has(*CASE.takers(action, case.status)) for action in PLACES)


def against(
    case: Case, action: StrEnum, actor: Actor, judged: CaseFacts | None = None
) -> list[str]:
    """What stands against one step; empty when it can be taken. That it is not to be had now is
    among it, and of a step that is not theirs, who could. ``judged`` is given where it is known."""
    judged = facts.of_case(case) if judged is None else judged
    try:
        CASE.find(PRESUMED.get(action, _as_it_is)(judged), action, actor)
    except NotAllowed as refusal:
        takers = CASE.takers(action, case.status)
        return [
            *(errors.say(reason) for reason in refusal.reasons),
            *([_who(takers, judged)] if takers else []),
        ]
    except OutOfOrder as refusal:
        return [errors.say(reason) for reason in refusal.reasons]
    return []


def _against(row: Row, judged: CaseFacts, actor: Actor) -> list[str]:
    presumed = PRESUMED.get(row.action, _as_it_is)(judged)
    return [errors.say(sentence) for sentence in objections_to(row, presumed, actor)]


def _act(case: Case, row: Row, judged: CaseFacts, actor: Actor) -> Act:
    takers = CASE.takers(row.action, case.status)
    why = [errors.say(NOT_YOURS)]
    if actor.has(*row.by):
        why = _against(row, judged, actor)
    is_said = takers == FOUR_EYES and actor.has(*takers) and actor.user_id in judged.touched
    return Act(
        action=row.action.value,
        label=errors.say(wording.button(Machine.CASE, row.action)),
        url=url_for(PLACES[row.action], reference=case.reference),
        kind="primary" if row.action in MAIN else "quiet",
        key=KEYS.get(row.action),
        why=why,
        who="" if is_said else _who(takers, judged),
    )


def _is_known(row: Row, judged: CaseFacts) -> bool:
    return row.action not in UNKNOWN or not UNKNOWN[row.action](judged)


def _who(takers: frozenset[Role], judged: CaseFacts) -> str:
    """Who could: by role, or where the eyes must be others', by name."""
    if takers == FOUR_EYES:
        names = ", ".join(sorted(judged.eligible_deciders.values()))
        return _("Can be done by: %(roles)s.", roles=names) if names else _("Nobody could now.")
    roles = ", ".join(errors.say(wording.role(role)) for role in sorted(takers))
    return _("Can be done by: %(roles)s.", roles=roles)


def _as_it_is(judged: CaseFacts) -> CaseFacts:
    return judged


def seen() -> int:
    """The number of the last event that stood on the page this form was on; -1 for none."""
    text = request.form.get("seq", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(10**9)) else -1
