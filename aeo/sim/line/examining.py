"""What the office does with the papers: takes them, sends them back, reads them, asks."""

from itertools import islice

from aeo.db import unit_of_work
from aeo.domain.vocabulary import Actor, VerdictState
from aeo.domain.workflow.case import CaseAct
from aeo.models.submission import PointResult
from aeo.services import cases, completeness, endings, intake, lapsing, snapshots
from aeo.services.completeness import Mark
from aeo.services.rfis import asking
from aeo.services.rfis import reading as rfis
from aeo.services.verdicts import giving
from aeo.services.verdicts import reading as verdicts
from aeo.services.visits import waiving
from aeo.sim.line.scene import Scene

SECTIONS_AT_ONCE = 4


def assign(scene: Scene) -> None:
    with unit_of_work():
        intake.assign(scene.reference, scene.cast.officer.user_id or 0, by=scene.cast.intake)


def send_back(reference: str, bo: Actor) -> None:
    """Find one paper out of date, and everything else in order."""
    with unit_of_work():
        record = _record(reference, bo)
        points = completeness.points(record)
        reason = next(iter(completeness.reasons(snapshots.questionnaire(record).programme)))
        found = dict.fromkeys(points, Mark(PointResult.FINE))
        lacking = Mark(PointResult.LACKING, reason, "Please send the complete document.")
        completeness.mark_all(reference, {**found, points[-1]: lacking}, by=bo)
    with unit_of_work():
        intake.return_(reference, "", by=bo)


def accept(reference: str, bo: Actor) -> None:
    """Find everything in order, and take the case unless an officer has it already."""
    with unit_of_work():
        points = completeness.points(_record(reference, bo))
        completeness.mark_all(reference, dict.fromkeys(points, Mark(PointResult.FINE)), by=bo)
        intake.verify(reference, by=bo)
        if cases.get(reference, to=bo).officer_id is None:
            intake.assign(reference, bo.user_id or 0, by=bo)
        intake.accept(reference, by=bo)


def not_accept(scene: Scene) -> None:
    note = "The company does not take part in the supply chain: it lets offices."
    with unit_of_work():
        endings.end(scene.reference, CaseAct.NOT_ACCEPT, by=scene.cast.supervisor, note=note)


def read(reference: str, bo: Actor, *, most: int | None = None) -> None:
    """Accept every answer that has no verdict yet, in at most so many sections."""
    with unit_of_work():
        case = cases.get(reference, to=bo)
        if case.status not in giving.READING:
            return
        record = _record(reference, bo)
        done = verdicts.current(case, record)
        programme = snapshots.questionnaire(record).programme
        sections = {question.key: section.id for section, question in programme.questions}
        left = [place for place in verdicts.to_judge(record) if place not in done]
        pages = dict.fromkeys((sections[key], scope) for key, scope in left)
        for section, scope in islice(pages, most):
            giving.accept_rest(reference, section, scope, by=bo)


def half_read(scene: Scene) -> None:
    """Read the first sections, unless somebody has begun already."""
    with unit_of_work():
        begun = bool(verdicts.latest(scene.case()))
    if not begun:
        read(scene.reference, scene.cast.officer, most=SECTIONS_AT_ONCE)


def ask(reference: str, bo: Actor) -> None:
    """Doubt one answer and ask the company about it; the review waits for the reply."""
    with unit_of_work():
        record = _record(reference, bo)
        question, scope = next(iter(verdicts.to_judge(record)))
        programme = snapshots.questionnaire(record).programme
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


def let_lapse(scene: Scene) -> None:
    """End what its company left lying, once its day is over and it was warned."""
    why = "Nobody answered the return, or the two warnings."
    with unit_of_work():
        lapsing.lapse(scene.reference, why, by=scene.cast.supervisor)


def waive_visit(scene: Scene) -> None:
    """Judge a renewal on its papers."""
    why = "Visited for the first grant; nothing has changed that asks for another visit."
    with unit_of_work():
        waiving.waive_all(scene.reference, why, by=scene.cast.supervisor)


def clear(scene: Scene) -> None:
    """Find the replies good enough, and the answers with them."""
    by = scene.cast.officer
    with unit_of_work():
        for rfi in rfis.of_case(scene.case()):
            asking.accept(scene.reference, rfi.number, by=by)
            for item in rfi.items:
                giving.give(
                    scene.reference, item.question_key, item.scope_key, VerdictState.ACCEPTED,
                    by=by,
                )  # fmt: skip


def _record(reference: str, bo: Actor) -> dict[str, object]:
    return snapshots.read(snapshots.get(cases.get(reference, to=bo)))
