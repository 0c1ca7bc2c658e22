"""What the company does by itself: applies, completes, answers, gives up."""

from aeo.db import unit_of_work
from aeo.domain.vocabulary import Actor
from aeo.domain.workflow.case import CaseAct
from aeo.samples import filling
from aeo.services import cases, completeness, drafts, endings, sending
from aeo.services.authorisations import consent
from aeo.services.rfis import asking
from aeo.services.rfis import reading as rfis
from aeo.services.sending import Declaration
from aeo.sim.line import sayings
from aeo.sim.line.scene import Scene


def draft(scene: Scene) -> None:
    matter = scene.matter
    with unit_of_work():
        drafts.begin(list(matter.levels), by=scene.cast.company, case_type=matter.case_type)


def half_fill(scene: Scene) -> None:
    filling.begin(scene.reference, by=scene.cast.company, words=scene.matter.words)


def submit(scene: Scene) -> None:
    filling.fill(scene.reference, by=scene.cast.company, words=scene.matter.words)
    with unit_of_work():
        sending.send(scene.reference, signed_by(scene.cast.company), by=scene.cast.company)


def resubmit(scene: Scene) -> None:
    """Say what was done about each point that came back, and send it again."""
    by = scene.cast.company
    with unit_of_work():
        for point in completeness.returned(cases.get(scene.reference, to=by)):
            text = sayings.of(scene.matter.words.language).completed
            completeness.answer(scene.reference, point.public_id, text, by=by)
        sending.send(scene.reference, signed_by(by), by=by)


def reply(scene: Scene) -> None:
    """Answer everything that Customs asks in open requests."""
    by = scene.cast.company
    with unit_of_work():
        for rfi in rfis.shown_to_company(cases.get(scene.reference, to=by)):
            for item in rfi.items:
                text = sayings.of(scene.matter.words.language).reply
                asking.reply(scene.reference, rfi.number, item.public_id, text, by=by)
            asking.answer(scene.reference, rfi.number, by=by)


def withdraw(scene: Scene) -> None:
    note = sayings.of(scene.matter.words.language).withdraws
    with unit_of_work():
        endings.end(scene.reference, CaseAct.WITHDRAW, by=scene.cast.company, note=note)


def hide(scene: Scene) -> None:
    """Do not be shown in the register any more."""
    with unit_of_work():
        consent.withdraw(by=scene.cast.company)


def signed_by(ada: Actor) -> Declaration:
    """The declaration as a director would sign it."""
    statements = ("All answers and papers are true and complete.",)
    return Declaration(statements=statements, name=ada.name, post="Director")
