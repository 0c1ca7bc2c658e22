"""One application driven along the line by the real services, as far as somebody wants it."""

from dataclasses import dataclass
from datetime import time
from enum import IntEnum

from aeo.db import unit_of_work
from aeo.domain.calendar import Counting
from aeo.domain.programme.criteria import Question
from aeo.domain.vocabulary import Actor, VerdictState
from aeo.domain.workflow.case import CaseAct
from aeo.models.submission import PointResult
from aeo.samples.filling import fill
from aeo.services import (
    cases,
    completeness,
    drafts,
    holidays,
    intake,
    sending,
    snapshots,
    transitions,
)
from aeo.services.completeness import Mark
from aeo.services.rfis import asking
from aeo.services.sending import Declaration
from aeo.services.verdicts import giving
from aeo.services.verdicts import reading as verdicts
from aeo.services.visits import planning
from aeo.services.visits import reading as visits
from aeo.services.visits.planning import Offer, Slot


class Stage(IntEnum):
    """How far an application has come."""

    DRAFT = 1
    SUBMITTED = 2
    RETURNED = 3
    ACCEPTED = 4
    ASKED = 5
    VISIT_OFFERED = 6
    VISIT_AGREED = 7


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
    if application.stage >= Stage.ACCEPTED:
        accept(reference, bo)
    if application.stage is Stage.ASKED:
        ask(reference, bo)
    if application.stage >= Stage.VISIT_OFFERED:
        offer_a_visit(reference, bo)
    if application.stage >= Stage.VISIT_AGREED:
        agree(reference, ada)
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


def read(reference: str, bo: Actor) -> None:
    """Accept every answer that has no verdict yet."""
    with unit_of_work():
        judged = verdicts.to_judge(_record(reference, bo))
        sections = {question.key: section for section, question in _programme(reference, bo)}
        for section, scope in dict.fromkeys((sections[key], scope) for key, scope in judged):
            giving.accept_rest(reference, section, scope, by=bo)


def ask(reference: str, bo: Actor) -> None:
    """Doubt one answer and ask the company about it; the review waits for the reply."""
    with unit_of_work():
        question, scope = next(iter(verdicts.to_judge(_record(reference, bo))))
        programme = snapshots.questionnaire(_record(reference, bo)).programme
        reason = next(iter(verdicts.reasons(programme)))
        giving.give(reference, question, scope, VerdictState.QUERY, reason=reason, by=bo)
        rfi = asking.ask_about(
            reference, question, scope, reason=reason,
            asks="Please say who does this when the person in charge is away.",
            settles="A name, or the page of your manual that says it.", by=bo,
        )  # fmt: skip
        due = asking.usual_due_on(cases.get(reference, to=bo))
        number = rfi.number
    with unit_of_work():
        asking.issue(reference, number, due_on=due, is_blocking=True, message="", by=bo)


def offer_a_visit(reference: str, bo: Actor) -> None:
    """Read everything, and offer the company three dates at its first site."""
    read(reference, bo)
    with unit_of_work():
        transitions.perform(reference, CaseAct.PLAN_VISIT, by=bo)
        case = cases.get(reference, to=bo)
        programme = snapshots.questionnaire(_record(reference, bo)).programme
        calendar = holidays.calendar(programme.locale.calendar)
        first = planning.earliest(case)
        days = [calendar.add(first, later, Counting.WORKING).day for later in (1, 2, 5)]
        team = [user.id for user in planning.validators() if user.id != bo.user_id]
        offer = Offer(
            site=next(iter(visits.required_sites(case))),
            slots=[Slot(day, time(10)) for day in days],
            mode=programme.visit.modes[0],
            team=[*team[:1], bo.user_id or 0],
            agenda="Seal register, visitor log, and three recent consignments.",
        )
        planning.propose(reference, offer, by=bo)


def agree(reference: str, ada: Actor) -> None:
    """Take the last date that was offered, and say whom the team asks for."""
    with unit_of_work():
        visit = visits.of_case(cases.get(reference, to=ada))[0]
        planning.choose(
            reference, visit.public_id, visit.slots[-1].public_id, f"{ada.name}, 2345 6789", by=ada
        )


def _programme(reference: str, bo: Actor) -> list[tuple[str, Question]]:
    programme = snapshots.questionnaire(_record(reference, bo)).programme
    return [(section.id, question) for section, question in programme.questions]


def _record(reference: str, bo: Actor) -> dict[str, object]:
    return snapshots.read(snapshots.get(cases.get(reference, to=bo)))


def _points(reference: str, bo: Actor) -> list[str]:
    return completeness.points(_record(reference, bo))
