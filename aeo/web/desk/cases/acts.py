"""The steps of the case table as buttons: open, or closed with every reason and who could."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import request, url_for
from flask_babel import gettext as _

from aeo.domain import wording
from aeo.domain.permissions import Permission, may
from aeo.domain.transition import Offer
from aeo.domain.vocabulary import Actor, Machine
from aeo.domain.workflow import CASE, CaseAct
from aeo.models.case import Case
from aeo.services import facts
from aeo.web import errors

# The page on which a step is taken. A step without one belongs to a later stage, and is not shown.
PLACES: Mapping[StrEnum, str] = {
    CaseAct.ACCEPT: "desk.cases_accept",
    CaseAct.RETURN: "desk.cases_return",
    CaseAct.NOT_ACCEPT: "desk.cases_not_accept",
    CaseAct.PLAN_VISIT: "desk.cases_plan_visit",
    CaseAct.WAIVE_VISIT: "desk.cases_waive_visit",
    CaseAct.ISSUE_FINDINGS: "desk.cases_report_issue",
    CaseAct.CLOSE_REPORT: "desk.cases_report_issue",
    CaseAct.CLOSE_ACTIONS: "desk.cases_close_actions",
    CaseAct.OVERDUE_ACTIONS: "desk.cases_overdue_actions",
    CaseAct.REVISIT: "desk.cases_revisit",
}
KEYS: Mapping[StrEnum, str] = {CaseAct.ACCEPT: "a", CaseAct.RETURN: "r"}
MAIN = frozenset(
    {
        CaseAct.ACCEPT,
        CaseAct.PLAN_VISIT,
        CaseAct.ISSUE_FINDINGS,
        CaseAct.CLOSE_REPORT,
        CaseAct.CLOSE_ACTIONS,
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


def offered(case: Case, actor: Actor) -> list[Act]:
    """What this person could do in this status, in the order of the procedure."""
    if not may(actor, Permission.DESK_INTAKE) or not _is_concerned(case, actor):
        return []
    return [
        _act(case, offer)
        for offer in CASE.offers(facts.of_case(case), actor)
        if offer.action in PLACES
    ]


def _is_concerned(case: Case, actor: Actor) -> bool:
    """Whether any step of ours starts here: else the facts of the case need not be gathered."""
    return any(actor.has(*CASE.takers(action, case.status)) for action in PLACES)


def objections(case: Case, action: StrEnum, actor: Actor) -> list[str]:
    """What stands against one step now; empty when it can be taken, or when it is not offered."""
    found = CASE.offers(facts.of_case(case), actor)
    closed = (offer.objections for offer in found if offer.action is action)
    return [errors.say(sentence) for sentence in next(closed, ())]


def _act(case: Case, offer: Offer) -> Act:
    takers = sorted(CASE.takers(offer.action, case.status))
    roles = ", ".join(errors.say(wording.role(role)) for role in takers)
    return Act(
        action=offer.action.value,
        label=errors.say(wording.button(Machine.CASE, offer.action)),
        url=url_for(PLACES[offer.action], reference=case.reference),
        kind="primary" if offer.action in MAIN else "quiet",
        key=KEYS.get(offer.action),
        why=[errors.say(sentence) for sentence in offer.objections],
        who=_("Can be done by: %(roles)s.", roles=roles),
    )


def seen() -> int:
    """The number of the last event that stood on the page this form was on; -1 for none."""
    text = request.form.get("seq", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(10**9)) else -1
