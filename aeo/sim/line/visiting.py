"""The visit from both sides: dates, the day itself, the report, and what is put right after it."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from io import BytesIO

from aeo import clock
from aeo.db import unit_of_work
from aeo.domain.calendar import Counting
from aeo.domain.vocabulary import Actor, CaseStatus, FindingStatus, VisitStatus
from aeo.domain.workflow.case import CaseAct
from aeo.domain.workflow.finding import FindingAct
from aeo.models.visit import Visit
from aeo.samples.papers import a_pdf
from aeo.services import cases, documents, holidays, snapshots, transitions
from aeo.services.findings import correcting, raising
from aeo.services.findings import reading as findings
from aeo.services.findings.correcting import Plan
from aeo.services.reports import reading as reported
from aeo.services.reports import writing as reports
from aeo.services.reports.writing import Texts
from aeo.services.visits import onsite, planning
from aeo.services.visits import reading as visits
from aeo.services.visits.planning import Offer, Slot
from aeo.sim.line import sayings
from aeo.sim.line.examining import read
from aeo.sim.line.scene import Scene

MORNING = time(10)
AGENDA = "Seal register, visitor log, and three recent consignments."


def offer_a_visit(
    reference: str, bo: Actor, *, with_: Actor | None = None, on: date | None = None
) -> None:
    """Read everything, and offer the company three dates at its first site, the first of them
    ``on`` where that is said."""
    read(reference, bo)
    with unit_of_work():
        transitions.perform(reference, CaseAct.PLAN_VISIT, by=bo)
        case = cases.get(reference, to=bo)
        programme = snapshots.questionnaire(snapshots.read(snapshots.get(case))).programme
        others = [user.id for user in planning.validators() if user.id != bo.user_id]
        validator = with_.user_id if with_ is not None else None
        offer = Offer(
            site=next(iter(visits.required_sites(case))),
            slots=_dates(planning.earliest(case), on),
            mode=programme.visit.modes[0],
            team=[validator or others[0], bo.user_id or 0],
            agenda=AGENDA,
        )
        planning.propose(reference, offer, by=bo)


def offer(scene: Scene) -> None:
    cast = scene.cast
    offer_a_visit(scene.reference, cast.officer, with_=cast.validator, on=scene.visit_on)


def counter(scene: Scene) -> None:
    """Ask for other dates."""
    by = scene.cast.company
    with unit_of_work():
        visit = visits.of_case(cases.get(scene.reference, to=by))[0]
        why = sayings.of(scene.matter.words.language).other_date
        planning.counter(scene.reference, visit.public_id, why, by=by)


def offer_again(scene: Scene) -> None:
    by = scene.cast.officer
    with unit_of_work():
        case = scene.case()
        slots = _dates(planning.earliest(case), scene.visit_on)
        planning.offer_again(scene.reference, visits.of_case(case)[0].public_id, slots, by=by)


def agree(reference: str, ada: Actor, *, on: date | None = None, hosts: str = "") -> None:
    """Take the date ``on``, or the last one that was offered, and say whom to ask for."""
    with unit_of_work():
        visit = visits.of_case(cases.get(reference, to=ada))[0]
        slot = next((it for it in visit.slots if it.is_open and it.day == on), visit.slots[-1])
        hosts = hosts or f"{ada.name}, 2345 6789"
        planning.choose(reference, visit.public_id, slot.public_id, hosts, by=ada)


def say_yes(scene: Scene) -> None:
    by = scene.cast.company
    hosts = sayings.of(scene.matter.words.language).hosts % {"name": by.name}
    agree(scene.reference, by, on=scene.visit_on, hosts=hosts)


def begin(scene: Scene) -> None:
    """The team comes, and marks the first half of the checks."""
    by = scene.cast.validator or scene.cast.officer
    with unit_of_work():
        visit = _visit(scene)
        onsite.start(scene.reference, visit.public_id, by=by)
        half = len(visits.checklist(scene.case())) // 2
        onsite.mark_all(scene.reference, visit.public_id, _seen(scene, half), by=by)


def hold(scene: Scene) -> None:
    """The rest is marked, what was found is written down, and the visit ends."""
    by = scene.cast.validator or scene.cast.officer
    with unit_of_work():
        visit = _visit(scene)
        onsite.mark_all(scene.reference, visit.public_id, _seen(scene), by=by)
        for one in scene.matter.seen:
            raising.raise_(scene.reference, one, by=by)
        onsite.complete(scene.reference, visit.public_id, by=by)


def report(scene: Scene) -> None:
    by = scene.cast.validator or scene.cast.officer
    summary = "The controls that were sampled are in place and are lived."
    if scene.matter.seen:
        summary = "Most controls are in place; the points below are to be looked at."
    texts = Texts(
        people_met=f"{scene.cast.company.name}; warehouse manager; two guards",
        scope="All docks, five consignments of the last quarter, the seal register.",
        summary=summary,
        internal="Open and well prepared.",
    )
    with unit_of_work():
        if reported.current(scene.case()) is None:
            reports.write(scene.reference, texts, version=None, by=by)


def approve(scene: Scene) -> None:
    with unit_of_work():
        reports.approve(scene.reference, by=scene.cast.supervisor)


def issue(scene: Scene) -> None:
    with unit_of_work():
        if scene.case().status is CaseStatus.VISIT_REPORTING:
            reports.issue(scene.reference, by=scene.cast.supervisor)


def plan(scene: Scene) -> None:
    """A plan for every finding that asks for one."""
    by, words = scene.cast.company, sayings.of(scene.matter.words.language)
    with unit_of_work():
        for finding in findings.of_case(scene.case()):
            if finding.status is FindingStatus.OPEN:
                plan = Plan(
                    cause=words.cause, action=words.action, owner=words.owner,
                    due_on=clock.today() + timedelta(days=28),
                )  # fmt: skip
                correcting.save_plan(scene.reference, finding.number, plan, version=None, by=by)
                correcting.submit_plan(scene.reference, finding.number, by=by)


def accept_plans(scene: Scene) -> None:
    _judge(scene, FindingStatus.PLAN_SUBMITTED, FindingAct.ACCEPT_PLAN, "")


def prove(scene: Scene) -> None:
    """Show what was done; the file is kept before any transaction is open."""
    by, words = scene.cast.company, sayings.of(scene.matter.words.language)
    lines = ["Proof of a corrective action", "A sample: here stands the paper of the company."]
    arrived = documents.receive(BytesIO(a_pdf(lines)), "Corrective action.pdf")
    with unit_of_work():
        document = documents.accept(
            by.company_id or 0, name=arrived.name, received=arrived.received,
            media_type=arrived.kind.media_type, by=by,
        )  # fmt: skip
        for finding in findings.of_case(scene.case()):
            if finding.status is FindingStatus.PLAN_ACCEPTED:
                number = finding.number
                correcting.save_proof(scene.reference, number, words.done, version=None, by=by)
                correcting.add_proof(scene.reference, number, document, by=by)
                correcting.submit_proof(scene.reference, number, by=by)


def close(scene: Scene) -> None:
    """Everything was shown: the findings are closed, and the case goes on."""
    _judge(scene, FindingStatus.EVIDENCE_SUBMITTED, FindingAct.CLOSE, "Seen on the picture.")
    close_actions(scene)


def close_actions(scene: Scene) -> None:
    """The case goes on; what is small may be finished after the grant."""
    with unit_of_work():
        transitions.perform(scene.reference, CaseAct.CLOSE_ACTIONS, by=scene.cast.officer)


def _judge(scene: Scene, status: FindingStatus, step: FindingAct, note: str) -> None:
    with unit_of_work():
        for finding in findings.of_case(scene.case()):
            if finding.status is status:
                raising.judge(scene.reference, finding.number, step, note, by=scene.cast.officer)


def _visit(scene: Scene) -> Visit:
    """The visit that is agreed or under way."""
    alive = {VisitStatus.AGREED, VisitStatus.IN_PROGRESS}
    return next(it for it in visits.of_case(scene.case()) if it.status in alive)


def _seen(scene: Scene, most: int | None = None) -> dict[str, onsite.Seen]:
    """Every check in order, but the first of each criterion in which something was found."""
    bad = {one.criterion: one for one in scene.matter.seen if one.grade in {"critical", "major"}}
    marks = {}
    for item in visits.checklist(scene.case())[:most]:
        found = bad.pop(item.criterion, None)
        marks[item.id] = (
            onsite.Seen("conform") if found is None else onsite.Seen("not_conform", found.seen)
        )
    return marks


def _dates(first: date, on: date | None) -> Sequence[Slot]:
    calendar = holidays.calendar()
    begin = on or first
    days = [calendar.add(begin, later, Counting.WORKING).day for later in (1, 2, 5)]
    return [Slot(day, MORNING) for day in ([on, *days[:2]] if on is not None else days)]
