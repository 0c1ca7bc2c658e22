"""The steps of the table of visits as buttons: open, or closed with every reason and who could."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from flask import url_for
from flask_babel import gettext as _

from aeo.domain import wording
from aeo.domain.permissions import Permission, may
from aeo.domain.transition import Offer
from aeo.domain.vocabulary import Actor, Machine
from aeo.domain.workflow.visit import VISIT, VisitAct
from aeo.models.visit import Visit
from aeo.services.visits.judging import Ground
from aeo.web import errors

# The page on which a step is taken; the team takes the last two on the page of the visit.
PLACES: Mapping[StrEnum, str] = {
    VisitAct.OFFER_AGAIN: "desk.cases_visit_offer",
    VisitAct.FIX: "desk.cases_visit_fix",
    VisitAct.RESCHEDULE: "desk.cases_visit_move",
    VisitAct.CANCEL: "desk.cases_visit_cancel",
}
ON_SITE = frozenset({VisitAct.START, VisitAct.COMPLETE})


@dataclass(frozen=True, slots=True)
class Act:
    """One button. ``why`` are all objections; empty while it can be pressed."""

    id: str
    action: str
    label: str
    url: str
    kind: str
    why: Sequence[str]
    who: str

    @property
    def is_open(self) -> bool:
        return not self.why


def offered(ground: Ground, visit: Visit, actor: Actor) -> list[Act]:
    """What this person could do with a visit in its status, in the order of the procedure."""
    if not may(actor, Permission.DESK_VISIT):
        return []
    return [
        Act(
            id=f"{offer.action.value}-{visit.number}",
            action=offer.action.value,
            label=errors.say(wording.button(Machine.VISIT, offer.action)),
            url=_url(ground, visit, offer.action),
            kind="primary" if offer.action in ON_SITE | {VisitAct.OFFER_AGAIN} else "quiet",
            why=[errors.say(sentence) for sentence in offer.objections],
            who=_who(offer.action, visit),
        )
        for offer in _offers(ground, visit, actor)
    ]


def objections(ground: Ground, visit: Visit, action: VisitAct, actor: Actor) -> list[str] | None:
    """What stands against one step now: empty when it can be taken, None when it is not to be
    had in this status at all."""
    for offer in _offers(ground, visit, actor):
        if offer.action is action:
            return [errors.say(sentence) for sentence in offer.objections]
    return None


def _offers(ground: Ground, visit: Visit, actor: Actor) -> Iterator[Offer]:
    """The steps as they will be once dates are typed: the page that asks for some is never closed
    because none stand there yet."""
    return VISIT.offers(replace(ground.judge(visit), open_slots=1), actor)


def _url(ground: Ground, visit: Visit, action: StrEnum) -> str:
    if action in ON_SITE:
        return url_for("desk.visits_visit", public_id=visit.public_id)
    reference = ground.case.reference
    return url_for(PLACES[action], reference=reference, public_id=visit.public_id)


def _who(action: StrEnum, visit: Visit) -> str:
    takers = sorted(VISIT.takers(action, visit.status))
    roles = ", ".join(errors.say(wording.role(role)) for role in takers)
    return _("Can be done by: %(roles)s.", roles=roles)
