"""One application driven along the line by the real services, as far as somebody wants it."""

from dataclasses import dataclass
from enum import IntEnum

from aeo.db import unit_of_work
from aeo.domain.vocabulary import Actor
from aeo.models.submission import PointResult
from aeo.samples.filling import fill
from aeo.services import cases, completeness, drafts, intake, sending, snapshots
from aeo.services.completeness import Mark
from aeo.services.sending import Declaration


class Stage(IntEnum):
    """How far an application has come."""

    DRAFT = 1
    SUBMITTED = 2
    RETURNED = 3
    ACCEPTED = 4


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
        reference = drafts.begin(list(application.levels), by=ada).reference
    if application.stage is Stage.DRAFT:
        return reference
    fill(reference, by=ada)
    with unit_of_work():
        sending.send(reference, signed_by(ada), by=ada)
    if application.stage is Stage.RETURNED:
        send_back(reference, bo)
    if application.stage is Stage.ACCEPTED:
        accept(reference, bo)
    return reference


def signed_by(ada: Actor) -> Declaration:
    """The declaration as a director would sign it."""
    statements = ("All answers and papers are true and complete.",)
    return Declaration(statements=statements, name=ada.name, post="Director")


def send_back(reference: str, bo: Actor) -> None:
    """Find one paper out of date, and everything else in order."""
    with unit_of_work():
        points = _points(reference, bo)
        programme = snapshots.questionnaire(_record(reference, bo)).programme
        reason = next(iter(completeness.reasons(programme)))
        found = dict.fromkeys(points, Mark(PointResult.FINE))
        lacking = Mark(PointResult.LACKING, reason, "Please send the complete document.")
        completeness.mark_all(reference, {**found, points[-1]: lacking}, by=bo)
    with unit_of_work():
        intake.return_(reference, "", by=bo)


def accept(reference: str, bo: Actor) -> None:
    """Find everything in order, and take the case."""
    with unit_of_work():
        found = dict.fromkeys(_points(reference, bo), Mark(PointResult.FINE))
        completeness.mark_all(reference, found, by=bo)
        intake.verify(reference, by=bo)
        intake.assign(reference, bo.user_id or 0, by=bo)
        intake.accept(reference, by=bo)


def _record(reference: str, bo: Actor) -> dict[str, object]:
    return snapshots.read(snapshots.get(cases.get(reference, to=bo)))


def _points(reference: str, bo: Actor) -> list[str]:
    return completeness.points(_record(reference, bo))
