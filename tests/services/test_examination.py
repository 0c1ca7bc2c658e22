"""A case from acceptance to the assessment: verdicts, a request, a visit, a finding put right."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import Incomplete, OutOfOrder
from aeo.domain.vocabulary import (
    CaseStatus,
    FindingStatus,
    Grade,
    RfiStatus,
    Role,
    VerdictState,
    VisitStatus,
)
from aeo.domain.workflow.case import CaseAct
from aeo.domain.workflow.finding import FindingAct
from aeo.models.case import CaseEvent, CaseTouch
from aeo.services import (
    answers,
    clocks,
    endings,
    facts,
    snapshots,
    transitions,
)
from aeo.services.answers import Typed
from aeo.services.findings import correcting, raising
from aeo.services.findings import reading as findings
from aeo.services.findings.correcting import Plan
from aeo.services.findings.raising import Seen
from aeo.services.grades import giving as grading
from aeo.services.grades import reading as grades
from aeo.services.reports import writing as reports
from aeo.services.reports.writing import Texts
from aeo.services.rfis import asking
from aeo.services.rfis import reading as rfis
from aeo.services.verdicts import giving
from aeo.services.verdicts import reading as verdicts
from aeo.services.visits import onsite, planning, waiving
from aeo.services.visits import reading as visits
from aeo.services.visits.planning import Offer, Slot
from aeo.sim import line
from aeo.sim.line import Application, Stage
from tests.office import Office
from tests.people import an_officer, writing

TEXTS = Texts(people_met="Ada Chan", scope="All docks", summary="In order but one.", internal="")


@pytest.fixture
def office(app) -> Office:
    return Office(app)


def test_every_answer_is_read_before_a_visit_is_planned(app, office) -> None:
    office.accepted()
    office.read(but=("A-02", "company"))
    with app.app_context():
        assert verdicts.unread(office.case()) == 1
    with pytest.raises(OutOfOrder, match="without a verdict: 1"), writing(app):
        transitions.perform(office.reference, CaseAct.PLAN_VISIT, by=office.bo)
    with pytest.raises(Incomplete), writing(app):
        giving.give(office.reference, "A-02", "company", VerdictState.QUERY, by=office.bo)
    with writing(app):
        assert giving.accept_rest(office.reference, "A", "company", by=office.bo) == 1
        transitions.perform(office.reference, CaseAct.PLAN_VISIT, by=office.bo)
    with app.app_context():
        assert office.case().status is CaseStatus.VISIT_PLANNING
        kinds = db.session.scalars(sa.select(CaseTouch.kind)).all()
        assert [kind.value for kind in kinds] == ["verdict"]


def test_a_request_stops_the_review_until_its_answer_is_accepted(app, office) -> None:
    office.accepted()
    office.read()
    with writing(app):
        rfi = asking.ask_about(
            office.reference, "A-02", "company", reason="RFI-UNCLEAR", asks="Who?", by=office.bo
        )
        due = asking.usual_due_on(office.case())
        too_soon = clock.today() + timedelta(days=1)
        number = rfi.number
    with pytest.raises(OutOfOrder, match="at least until"), writing(app):
        asking.issue(
            office.reference, number, due_on=too_soon, is_blocking=True, message="", by=office.bo
        )
    with writing(app):
        asking.issue(
            office.reference, number, due_on=due, is_blocking=True, message="One.", by=office.bo
        )
    with app.app_context():
        case = office.case()
        assert (case.status, rfis.blocking(case)) == (CaseStatus.INFO_REQUESTED, 1)
        assert office.owed("information-request") == 1
        assert clocks.of_case(case)["decision"].status.value == "stopped"
    given = Typed(value="no", explanation="Our manager does.")
    with pytest.raises(OutOfOrder), writing(app):
        answers.save(office.reference, "A-04", "company", given, version=None, by=office.ada)
    with pytest.raises(OutOfOrder, match="without a reply: 1"), writing(app):
        asking.answer(office.reference, number, by=office.ada)
    with writing(app):
        answers.save(office.reference, "A-02", "company", given, version=None, by=office.ada)
        item = rfis.get(office.case(), number).items[0].public_id
        asking.reply(office.reference, number, item, "See the new answer.", by=office.ada)
        asking.answer(office.reference, number, by=office.ada)
    with app.app_context():
        case = office.case()
        assert (case.status, snapshots.count(case)) == (CaseStatus.INFO_REQUESTED, 2)
        record = snapshots.read(snapshots.get(case))
        changed = [row for row in record["answers"] if row["question"] == "A-02"]
        assert [row["explanation"] for row in changed] == ["Our manager does."]
        assert verdicts.unread(case) == 1
    with writing(app):
        asking.accept(office.reference, number, by=office.bo)
    with app.app_context():
        case = office.case()
        assert (case.status, rfis.get(case, number).status) == (
            CaseStatus.VETTING,
            RfiStatus.ACCEPTED,
        )
        assert clocks.of_case(case)["decision"].status.value == "running"


def test_a_visit_is_offered_chosen_held_and_ended_and_the_case_follows(app, office) -> None:
    site = office.in_visits()
    with writing(app):
        case = office.case()
        assert visits.without_visit(case) == [site]
        early = Offer(
            site=site, slots=[Slot(clock.today(), time(10))], mode="on_site",
            team=[office.ng.user_id],
        )  # fmt: skip
    with pytest.raises(Incomplete, match="too early"), writing(app):
        planning.propose(office.reference, early, by=office.bo)
    with app.app_context():
        assert office.case().status is CaseStatus.VISIT_PLANNING


def test_an_agreed_visit_moves_the_case_and_its_day_lets_it_begin(app, office) -> None:
    visit = office.agreed()
    with app.app_context():
        case = office.case()
        assert (case.status, visits.get(case, visit).status) == (
            CaseStatus.VISIT_SCHEDULED,
            VisitStatus.AGREED,
        )
        assert office.owed("visit-confirmed-team") == 2
        day = visits.get(case, visit).day
    with pytest.raises(OutOfOrder, match="has not come"), writing(app):
        onsite.start(office.reference, visit, by=office.ng)
    office.move_to(day)
    with writing(app):
        onsite.start(office.reference, visit, by=office.ng)
    with pytest.raises(OutOfOrder, match="without a result"), writing(app):
        onsite.complete(office.reference, visit, by=office.ng)
    with writing(app):
        for item in visits.checklist(office.case()):
            onsite.mark(office.reference, visit, item.id, "conform", by=office.ng)
        onsite.complete(office.reference, visit, by=office.ng)
    with app.app_context():
        assert office.case().status is CaseStatus.VISIT_REPORTING


def test_moving_a_date_takes_the_case_back_and_a_waiver_lets_it_go_on(app, office) -> None:
    visit = office.agreed()
    with writing(app):
        planning.reschedule(office.reference, visit, "Our dock is closed.", by=office.ada)
    with app.app_context():
        case = office.case()
        assert (case.status, visits.get(case, visit).moved) == (CaseStatus.VISIT_PLANNING, 1)
    with writing(app):
        planning.cancel(office.reference, visit, "The site moves.", by=office.bo)
        site = visits.get(office.case(), visit).site.public_id
        waiving.waive(office.reference, site, "Three like sites were seen.", by=office.cheung)
    with app.app_context():
        assert office.case().status is CaseStatus.VISIT_REPORTING


def test_a_major_finding_is_followed_to_its_closure(app, office) -> None:
    office.visited()
    with writing(app):
        seen = Seen(
            criterion="D", grade="major", title="No camera over the seal cabinet",
            seen="Camera 14 does not cover it.",
        )  # fmt: skip
        number = raising.raise_(office.reference, seen, by=office.ng).number
        good = Seen(criterion="F", grade="observation", title="Tidy docks", seen="All clear.")
        raising.raise_(office.reference, good, by=office.ng)
        reports.write(office.reference, TEXTS, version=None, by=office.ng)
    with pytest.raises(OutOfOrder, match="has not been approved"), writing(app):
        reports.issue(office.reference, by=office.cheung)
    with writing(app):
        reports.approve(office.reference, by=office.cheung)
        reports.issue(office.reference, by=office.cheung)
    with app.app_context():
        case = office.case()
        assert case.status is CaseStatus.CORRECTIVE_ACTION
        assert [finding.status for finding in findings.of_case(case)] == [
            FindingStatus.OPEN,
            FindingStatus.CLOSED,
        ]
        assert [one.number for one in findings.serious_unsettled(case)] == [number]
        assert findings.get(case, number).plan_due_on == clock.today() + timedelta(days=30)
        assert office.owed("report-with-actions") == 1
    with pytest.raises(OutOfOrder, match="needs a cause"), writing(app):
        correcting.submit_plan(office.reference, number, by=office.ada)
    plan = Plan(cause="Moved", action="New camera", owner="Ada Chan", due_on=date(2030, 1, 1))
    with writing(app):
        correcting.save_plan(office.reference, number, plan, version=0, by=office.ada)
        correcting.submit_plan(office.reference, number, by=office.ada)
        raising.judge(office.reference, number, FindingAct.ACCEPT_PLAN, "", by=office.bo)
        correcting.save_proof(office.reference, number, "Fitted.", version=None, by=office.ada)
        correcting.submit_proof(office.reference, number, by=office.ada)
        raising.judge(office.reference, number, FindingAct.CLOSE, "Seen on the plan.", by=office.bo)
        transitions.perform(office.reference, CaseAct.CLOSE_ACTIONS, by=office.bo)
    with app.app_context():
        case = office.case()
        assert (case.status, findings.needing_action(case)) == (CaseStatus.ASSESSMENT, 0)
        assert clocks.of_case(case)["decision"].status.value == "running"


def test_each_criterion_is_graded_with_a_reason_where_it_is_not_met(app, office) -> None:
    office.visited()
    with writing(app):
        reports.write(office.reference, TEXTS, version=None, by=office.ng)
        reports.approve(office.reference, by=office.cheung)
        reports.issue(office.reference, by=office.cheung)
        assert office.case().status is CaseStatus.ASSESSMENT
    with writing(app):
        case = office.case()
        assert list(grades.ungraded(case)) == list("ABCDEFGHIJ")
        suggested = grades.suggested(case, snapshots.read(snapshots.get(case)))
        assert {one.grade for one in suggested.values()} == {Grade.MET}
    with pytest.raises(Incomplete), writing(app):
        grading.give(office.reference, "A", Grade.PARTLY_MET, by=office.bo)
    with writing(app):
        for criterion in grades.ungraded(office.case()):
            grading.give(office.reference, criterion, Grade.MET, by=office.bo)
        assert grades.ungraded(office.case()) == ()
        told = facts.of_case(office.case())
        assert sorted(told.touched) == sorted({office.bo.user_id, office.ng.user_id})


def test_nobody_is_left_to_decide_when_the_only_approver_would_join(app, office) -> None:
    site = office.in_visits()
    with writing(app):
        kwok = an_officer(Role.VALIDATOR, name="Kwok Chi Hang the second")
        db.session.execute(
            sa.text("UPDATE office_role SET user_id = :new WHERE role = 'approver'"),
            {"new": kwok.id},
        )
        first, kwok_id = planning.earliest(office.case()), kwok.id
    offer = Offer(
        site=site, slots=[Slot(first, time(10))], mode="on_site", team=[kwok_id, office.ng.user_id]
    )
    with pytest.raises(OutOfOrder, match="Nobody could decide"), writing(app):
        planning.propose(office.reference, offer, by=office.bo)


def test_a_withdrawal_takes_everything_open_with_it(app, office) -> None:
    visit = office.agreed()
    with writing(app):
        raising.raise_(
            office.reference,
            Seen(criterion="D", grade="minor", title="Lamp", seen="One is out."),
            by=office.ng,
        )
        asking.ask_about(office.reference, "A-02", "company", asks="Who?", by=office.bo)
    with pytest.raises(ValueError, match="endings"), writing(app):
        transitions.perform(office.reference, CaseAct.WITHDRAW, by=office.ada)
    with writing(app):
        endings.end(office.reference, CaseAct.WITHDRAW, by=office.ada)
    with app.app_context():
        case = office.case()
        assert (case.status, case.next_clock) == (CaseStatus.WITHDRAWN, None)
        assert visits.get(case, visit).status is VisitStatus.CANCELLED
        assert [rfi.status for rfi in rfis.of_case(case)] == [RfiStatus.WITHDRAWN]
        assert [one.status for one in findings.of_case(case)] == [FindingStatus.UNRESOLVED]
        assert office.owed("visit-changed-team") == 2
        steps = db.session.scalars(sa.select(CaseEvent.action).order_by(CaseEvent.seq)).all()
        assert steps[-4:] == ["withdraw", "withdraw", "cancel", "leave_unresolved"]


@pytest.mark.parametrize(
    ("stage", "status"),
    [
        (Stage.ASKED, CaseStatus.INFO_REQUESTED),
        (Stage.VISIT_OFFERED, CaseStatus.VISIT_PLANNING),
    ],
)
def test_the_line_can_be_driven_into_the_examination(app, office, stage, status) -> None:
    with app.app_context():
        office.reference = line.bring(office.ada, Application(("T1",), stage), office.bo)
        assert office.case().status is status
