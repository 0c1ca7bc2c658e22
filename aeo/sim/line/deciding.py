"""From the grades to the decision, and the hearing on the way."""

from aeo.db import unit_of_work
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import Grade
from aeo.services import programmes
from aeo.services.decisions import deciding, hearing, recommending
from aeo.services.grades import giving
from aeo.services.grades import reading as grades
from aeo.sim.line import sayings
from aeo.sim.line.scene import Scene

UNMET = "Records of three months are missing, and nobody could say who keeps them."
FIRST = 5  # criteria that somebody grades before lunch
WHY = "One criterion is not met, as its grade says; all others are."


def half_grade(scene: Scene) -> None:
    """Grade the first criteria, unless somebody has begun already."""
    with unit_of_work():
        begun = bool(grades.latest(scene.case()))
    if not begun:
        _grade(scene, most=FIRST)


def grade(scene: Scene) -> None:
    """Grade every criterion that has no grade yet: all are met but the one that is not."""
    _grade(scene)


def _grade(scene: Scene, most: int | None = None) -> None:
    by, unmet = scene.cast.officer, scene.matter.unmet
    with unit_of_work():
        case = scene.case()
        programme = programmes.version(case.programme_id, case.programme_version)
        codes = list(grades.grounds(programme))
        for criterion in grades.ungraded(case)[:most]:
            if criterion == unmet:
                reason = next((it for it in codes if f"-{criterion}-" in it), codes[0])
                giving.give(
                    scene.reference, criterion, Grade.NOT_MET, reasoning=UNMET, reason=reason,
                    by=by,
                )  # fmt: skip
            else:
                giving.give(scene.reference, criterion, Grade.MET, by=by)


def recommend(scene: Scene) -> None:
    matter = scene.matter
    why = "" if matter.proposal is Proposal.GRANT else WHY
    with unit_of_work():
        recommending.recommend(scene.reference, matter.proposal, why, by=scene.cast.officer)


def put_forward(scene: Scene) -> None:
    with unit_of_work():
        recommending.put_forward(scene.reference, by=scene.cast.supervisor)


def hear(scene: Scene) -> None:
    """Tell the company what is intended against it."""
    letter = "We intend to refuse your application, on the grounds below."
    if scene.matter.proposal is Proposal.GRANT_LOWER:
        letter = "We intend to grant the lower level, on the grounds below."
    with unit_of_work():
        hearing.intend(scene.reference, letter, by=scene.cast.supervisor)


def maintain(scene: Scene) -> None:
    reply = sayings.of(scene.matter.words.language).maintains
    with unit_of_work():
        hearing.maintain(scene.reference, reply, by=scene.cast.company)


def accept_lower(scene: Scene) -> None:
    reply = sayings.of(scene.matter.words.language).accepts_lower
    with unit_of_work():
        hearing.accept_lower(scene.reference, reply, by=scene.cast.company)


def grant(scene: Scene) -> None:
    with unit_of_work():
        deciding.grant(scene.reference, by=scene.cast.approver)


def grant_lower(scene: Scene) -> None:
    note = "The company agreed to the lower level."
    with unit_of_work():
        deciding.grant_lower(scene.reference, note, by=scene.cast.approver)


def refuse(scene: Scene) -> None:
    note = "The criterion named below is not met. You may apply again when it is."
    with unit_of_work():
        deciding.refuse(scene.reference, note, by=scene.cast.approver)
