"""One application driven along the line by the real services, as far as somebody wants it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aeo.db import unit_of_work
from aeo.domain.vocabulary import Actor
from aeo.services import cases
from aeo.sim.line.applying import signed_by
from aeo.sim.line.examining import accept, ask, read, send_back
from aeo.sim.line.scene import Cast, Matter, Scene
from aeo.sim.line.stages import ACTS, Stage
from aeo.sim.line.visiting import agree, offer_a_visit

__all__ = [
    "Application",
    "Cast",
    "Matter",
    "Scene",
    "Stage",
    "accept",
    "agree",
    "ask",
    "bring",
    "offer_a_visit",
    "read",
    "send_back",
    "signed_by",
]

# What can be done in one day, one after the other.
_ACCEPTED = (Stage.DRAFT, Stage.SUBMITTED, Stage.ACCEPTED)
AT_ONCE: Mapping[Stage, Sequence[Stage]] = {
    Stage.DRAFT: (Stage.DRAFT,),
    Stage.SUBMITTED: (Stage.DRAFT, Stage.SUBMITTED),
    Stage.RETURNED: (Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED),
    Stage.ACCEPTED: _ACCEPTED,
    Stage.ASKED: (*_ACCEPTED, Stage.ASKED),
    Stage.VISIT_OFFERED: (*_ACCEPTED, Stage.VISIT_OFFERED),
    Stage.VISIT_AGREED: (*_ACCEPTED, Stage.VISIT_OFFERED, Stage.VISIT_AGREED),
}


@dataclass(frozen=True, slots=True)
class Application:
    levels: tuple[str, ...]
    stage: Stage


def bring(ada: Actor, application: Application, bo: Actor) -> str | None:
    """Bring a new application of ``ada``'s company to its stage, with ``bo`` as the officer.

    Nothing for a company that has one. Returns the reference.
    """
    with unit_of_work():
        if cases.of_company(ada):
            return None
    cast = Cast(company=ada, intake=bo, officer=bo, validator=None, supervisor=bo, approver=bo)
    scene = Scene(cast=cast, matter=Matter(levels=application.levels))
    for stage in AT_ONCE[application.stage]:
        ACTS[stage](scene)
        if not scene.reference:
            scene = scene.of(_begun(ada))
    return scene.reference


def _begun(ada: Actor) -> str:
    """The reference of the draft that was begun last."""
    with unit_of_work():
        return cases.of_company(ada)[0].reference
