"""Findings and corrective actions by the services: who may do what when, and what stays."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import CaseStatus, CaseType, DocumentState, FindingStatus
from aeo.domain.workflow.case import CaseAct
from aeo.domain.workflow.finding import FindingAct
from aeo.models.case import CaseTouch
from aeo.models.evidence import Document
from aeo.services import documents, evidence, transitions
from aeo.services.findings import correcting, history, raising
from aeo.services.findings import reading as findings
from aeo.services.findings.correcting import Plan
from aeo.services.findings.raising import Seen
from aeo.services.reports import reading
from aeo.services.reports import writing as reports
from aeo.services.visits import waiving
from tests.findings import CAMERA, TEXTS, TIDY, Examiners
from tests.people import writing

PLAN = Plan(cause="Moved", action="New camera", owner="Ada Chan", due_on=date(2030, 1, 1))


@pytest.fixture
def office(app) -> Examiners:
    return Examiners(app)


def issued(office: Examiners, *seen: Seen) -> None:
    office.visited()
    office.found(*(seen or (CAMERA,)))
    office.reported()


def planned(app, office: Examiners) -> None:
    with writing(app):
        correcting.save_plan(office.reference, 1, PLAN, version=None, by=office.ada)
        correcting.submit_plan(office.reference, 1, by=office.ada)


def judge(app, office: Examiners, step: FindingAct, note: str = "") -> None:
    with writing(app):
        raising.judge(office.reference, 1, step, note, by=office.bo)


def a_file(office: Examiners, state: DocumentState = DocumentState.CLEAN) -> Document:
    document = Document(
        public_id=f"{state.value:f<32}",
        company_id=office.ada.company_id,
        name="camera.pdf",
        media_type="application/pdf",
        size=3,
        sha256=f"{state.value:0<64}",
        state=state,
        rejected_because="virus" if state is DocumentState.REJECTED else None,
        uploaded_at=clock.now(),
        uploaded_by_id=office.ada.user_id,
        due_at=clock.machine(),
    )
    db.session.add(document)
    db.session.flush()
    return document


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"grade": "grave"}, "Choose a grade."),
        ({"criterion": "Z"}, "Choose the criterion it is about."),
        ({"title": " "}, "Give the finding a title, and say what was seen."),
        ({"question": "Z-99"}, "There is no such question in this application."),
    ],
)
def test_a_finding_says_what_how_grave_and_where(app, office, change, told) -> None:
    office.accepted()
    seen = {"criterion": "D", "grade": "major", "title": "Camera", "seen": "None.", **change}
    with pytest.raises(Incomplete, match=told), writing(app):
        raising.raise_(office.reference, Seen(**seen), by=office.bo)


def test_only_the_office_writes_findings_and_it_is_a_touch_of_the_case(app, office) -> None:
    office.accepted()
    with pytest.raises(NotAllowed), writing(app):
        raising.raise_(office.reference, CAMERA, by=office.ada)
    with pytest.raises(NotAllowed), writing(app):
        raising.raise_(office.reference, CAMERA, by=office.cheung)
    office.found(CAMERA)
    with app.app_context():
        touched = db.session.execute(sa.select(CaseTouch.user_id, CaseTouch.kind)).all()
        assert [(user, kind.value) for user, kind in touched] == [(office.ng.user_id, "finding")]


def test_an_approved_report_holds_its_findings(app, office) -> None:
    office.visited()
    office.found(CAMERA)
    with writing(app):
        raising.change(office.reference, 1, TIDY, by=office.bo)
        reports.write(office.reference, TEXTS, version=None, by=office.ng)
        reports.approve(office.reference, by=office.cheung)
    for step in (
        lambda: raising.change(office.reference, 1, CAMERA, by=office.bo),
        lambda: raising.raise_(office.reference, CAMERA, by=office.bo),
    ):
        with pytest.raises(OutOfOrder, match="The report is approved"), writing(app):
            step()
    with app.app_context():
        assert [one.title for one in findings.of_case(office.case())] == [TIDY.title]


def test_after_the_report_a_finding_needs_another_visit(app, office) -> None:
    issued(office)
    with pytest.raises(OutOfOrder, match="from the review to the report"), writing(app):
        raising.raise_(office.reference, TIDY, by=office.bo)
    with pytest.raises(OutOfOrder, match="told of this finding already"), writing(app):
        raising.change(office.reference, 1, TIDY, by=office.bo)
    with writing(app):
        transitions.perform(office.reference, CaseAct.REVISIT, by=office.bo, note="Again.")
        assert raising.raise_(office.reference, TIDY, by=office.bo).number == 2


def test_nothing_is_judged_and_nobody_is_told_before_the_report(app, office) -> None:
    office.visited()
    office.found(CAMERA)
    with pytest.raises(OutOfOrder, match="has not been issued"), writing(app):
        raising.judge(office.reference, 1, FindingAct.ACCEPT_RISK, "Small.", by=office.cheung)
    with pytest.raises(Gone), writing(app):
        correcting.save_plan(office.reference, 1, PLAN, version=0, by=office.ada)
    with pytest.raises(Gone), writing(app):
        correcting.submit_plan(office.reference, 1, by=office.ada)
    with app.app_context():
        assert findings.shown_to_company(office.case()) == []


def test_what_was_found_before_a_visit_was_waived_is_withdrawn(app, office) -> None:
    """No report is to come that could tell the company, and nobody accepts a risk in silence."""
    office.accepted()
    office.read()
    office.found(CAMERA)
    with writing(app):
        office.case().case_type = CaseType.RENEWAL
    with writing(app):
        waiving.waive_all(office.reference, "Known.", by=office.cheung)
    with app.app_context():
        assert [one.number for one in findings.serious_unsettled(office.case())] == [1]
    with pytest.raises(OutOfOrder, match="has not been issued"), writing(app):
        raising.judge(office.reference, 1, FindingAct.ACCEPT_RISK, "Small.", by=office.cheung)
    with pytest.raises(Incomplete, match="Give a reason"), writing(app):
        raising.judge(office.reference, 1, FindingAct.WITHDRAW, " ", by=office.bo)
    judge(app, office, FindingAct.WITHDRAW, "The plan shows a camera after all.")
    with app.app_context():
        case = office.case()
        finding = findings.get(case, 1)
        assert (finding.status, finding.issued_at) == (FindingStatus.CLOSED, None)
        assert finding.settled_at is not None
        assert findings.serious_unsettled(case) == ()
        assert findings.shown_to_company(case) == []
        assert office.owed("corrective-action-accepted") == 0
    with pytest.raises(OutOfOrder), writing(app):
        raising.judge(office.reference, 1, FindingAct.WITHDRAW, "Again.", by=office.bo)
    with pytest.raises(OutOfOrder, match="has not been issued"), writing(app):
        raising.judge(office.reference, 1, FindingAct.REOPEN, "After all.", by=office.bo)


def test_a_finding_that_was_withdrawn_stands_in_no_report(app, office) -> None:
    office.visited()
    office.found(CAMERA, TIDY)
    judge(app, office, FindingAct.WITHDRAW, "Written twice.")
    with pytest.raises(OutOfOrder, match="was withdrawn"), writing(app):
        raising.change(office.reference, 1, TIDY, by=office.bo)
    with writing(app):
        reports.write(office.reference, TEXTS, version=None, by=office.ng)
        reports.approve(office.reference, by=office.cheung)
    with pytest.raises(OutOfOrder, match="The report is approved"), writing(app):
        raising.judge(office.reference, 2, FindingAct.WITHDRAW, "Late.", by=office.bo)
    with writing(app):
        reports.issue(office.reference, by=office.cheung)
    with app.app_context():
        case = office.case()
        content = reading.content(reading.get_issued(case))
        assert [one["number"] for one in content["findings"]] == [2]
        assert [one.number for one in findings.shown_to_company(case)] == [2]
        assert case.status is CaseStatus.ASSESSMENT


def test_a_plan_that_somebody_changed_is_not_overwritten(app, office) -> None:
    issued(office)
    with writing(app):
        correcting.save_plan(office.reference, 1, PLAN, version=0, by=office.ada)
    other = Plan(cause="", action="Move it", owner="", due_on=None)
    with pytest.raises(OutOfOrder, match="A colleague has changed"), writing(app):
        correcting.save_plan(office.reference, 1, other, version=0, by=office.ada)
    with app.app_context():
        assert findings.get(office.case(), 1).action.action == "New camera"
    planned(app, office)
    with pytest.raises(OutOfOrder, match="with Customs"), writing(app):
        correcting.save_plan(office.reference, 1, other, version=None, by=office.ada)


def test_an_accepted_plan_lets_a_grant_pass_and_the_case_go_on(app, office) -> None:
    issued(office)
    with pytest.raises(OutOfOrder, match="Finding 1 is open"), writing(app):
        transitions.perform(office.reference, CaseAct.CLOSE_ACTIONS, by=office.bo)
    planned(app, office)
    judge(app, office, FindingAct.ACCEPT_PLAN)
    with app.app_context():
        assert findings.serious_unsettled(office.case()) == ()
        assert findings.needing_action(office.case()) == 1
    with writing(app):
        transitions.perform(office.reference, CaseAct.CLOSE_ACTIONS, by=office.bo)
        assert office.case().status is CaseStatus.ASSESSMENT


def test_a_file_that_was_refused_proves_nothing_and_a_stranger_s_is_not_there(app, office) -> None:
    issued(office)
    planned(app, office)
    judge(app, office, FindingAct.ACCEPT_PLAN)
    with writing(app):
        bad = a_file(office, DocumentState.REJECTED)
        correcting.add_proof(office.reference, 1, bad, by=office.ada)
    with pytest.raises(OutOfOrder, match="Add a document"), writing(app):
        correcting.submit_proof(office.reference, 1, by=office.ada)
    with writing(app):
        good = a_file(office)
        correcting.add_proof(office.reference, 1, good, by=office.ada)
        correcting.add_proof(office.reference, 1, good, by=office.ada)
        correcting.submit_proof(office.reference, 1, by=office.ada)
        public_id = good.public_id
    with app.app_context():
        case = office.case()
        assert len(findings.get(case, 1).proofs) == 2
        assert evidence.document_of(case, public_id).name == "camera.pdf"
        assert history.of_case(case)[1].proof_sent is True


def test_what_customs_has_read_is_not_taken_back(app, office) -> None:
    issued(office)
    planned(app, office)
    judge(app, office, FindingAct.ACCEPT_PLAN)
    with writing(app):
        proof = a_file(office)
        public_id = proof.public_id
        correcting.add_proof(office.reference, 1, proof, by=office.ada)
        correcting.submit_proof(office.reference, 1, by=office.ada)
    with pytest.raises(OutOfOrder, match="once the plan"), writing(app):
        correcting.remove_proof(office.reference, 1, public_id, by=office.ada)
    judge(app, office, FindingAct.REJECT_EVIDENCE, "Show more.")
    with pytest.raises(OutOfOrder, match="has read this file"), writing(app):
        correcting.remove_proof(office.reference, 1, public_id, by=office.ada)
    with app.app_context():
        story = history.of_case(office.case())[1]
        assert (story.plan_sent, story.proof_sent) == (True, False)
        assert story.sent_back is not None
        assert story.sent_back.note == "Show more."


def test_the_days_of_a_finding_that_is_opened_again_count_anew(app, office) -> None:
    issued(office)
    planned(app, office)
    judge(app, office, FindingAct.ACCEPT_PLAN)
    with writing(app):
        correcting.save_proof(office.reference, 1, "Fitted.", version=None, by=office.ada)
        correcting.submit_proof(office.reference, 1, by=office.ada)
    judge(app, office, FindingAct.CLOSE, "Seen.")
    with app.app_context():
        later = clock.today() + timedelta(days=50)
    office.move_to(later)
    judge(app, office, FindingAct.REOPEN, "It fell off.")
    with app.app_context():
        finding = findings.get(office.case(), 1)
        assert (finding.status, finding.settled_at) == (FindingStatus.OPEN, None)
        assert finding.plan_due_on == later + timedelta(days=30)
        assert findings.overdue(office.case()) is False


def test_a_late_plan_and_a_late_remedy_are_overdue(app, office) -> None:
    issued(office)
    with app.app_context():
        finding = findings.get(office.case(), 1)
        plan, fix = finding.plan_due_on, finding.fix_due_on
    office.move_to(plan)
    with app.app_context():
        assert findings.overdue(office.case()) is False
    office.move_to(plan + timedelta(days=1))
    with app.app_context():
        assert findings.overdue(office.case()) is True
    planned(app, office)
    with app.app_context():
        assert findings.overdue(office.case()) is False
    office.move_to(fix + timedelta(days=1))
    with app.app_context():
        assert findings.overdue(office.case()) is True


def test_a_file_that_proves_something_stays_in_the_library(app, office) -> None:
    issued(office)
    planned(app, office)
    judge(app, office, FindingAct.ACCEPT_PLAN)
    with writing(app):
        proof = a_file(office)
        public_id = proof.public_id
        correcting.add_proof(office.reference, 1, proof, by=office.ada)
    with pytest.raises(OutOfOrder, match="is used"), writing(app):
        documents.remove(office.ada.company_id, public_id)
    with writing(app):
        correcting.remove_proof(office.reference, 1, public_id, by=office.ada)
    with writing(app):
        assert documents.remove(office.ada.company_id, public_id).removed_at is not None
