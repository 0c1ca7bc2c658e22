"""A company withdraws late: whatever is open in the case ends with it, and nothing is decided."""

import pytest

from aeo.domain.errors import OutOfOrder
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import CaseStatus, FindingStatus, RfiStatus
from aeo.domain.workflow.case import CaseAct
from aeo.domain.workflow.finding import FindingAct
from aeo.services import endings, transitions
from aeo.services.decisions import deciding, hearing, reading
from aeo.services.findings import correcting, raising
from aeo.services.findings import reading as findings
from aeo.services.rfis import asking
from aeo.services.rfis import reading as rfis
from tests.deciding import WHY, Deciders, HigherTier
from tests.findings import CAMERA
from tests.people import writing
from tests.web.findings.sides import PLAN


@pytest.mark.parametrize("status", ["assessment", "supervisor_review", "hearing", "decision"])
def test_a_withdrawal_ends_all_that_is_open_up_to_the_decision(app, status) -> None:
    office = Deciders(app)
    prepare(office, status)
    with writing(app):
        endings.end(office.reference, CaseAct.WITHDRAW, by=office.ada, note="We moved.")
    with app.app_context():
        case = office.case()
        assert (case.status, case.next_clock) == (CaseStatus.WITHDRAWN, None)
        assert [one.status for one in rfis.of_case(case)] == [RfiStatus.WITHDRAWN]
        assert [one.status for one in findings.of_case(case)] == [FindingStatus.UNRESOLVED]
        assert reading.decision(case) is None
    with pytest.raises(OutOfOrder), writing(app):
        deciding.refuse(office.reference, "Too late.", by=office.kwok)
    with pytest.raises(OutOfOrder), writing(app):
        hearing.maintain(office.reference, "Too late.", by=office.ada)


def prepare(office: Deciders, status: str) -> None:
    """A case in ``status`` with an open request and a finding whose plan was accepted."""
    is_adverse = status == "hearing"
    office.visited()
    office.found(CAMERA)
    office.reported()
    with writing(office.app):
        correcting.save_plan(office.reference, 1, PLAN, version=None, by=office.ada)
        correcting.submit_plan(office.reference, 1, by=office.ada)
    judged(office)
    office.grade(bad="B" if is_adverse else "")
    if status != "assessment":
        office.recommended(Proposal.REFUSE if is_adverse else Proposal.GRANT, WHY)
    if status == "decision":
        office.put_forward()
    with writing(office.app):
        rfi = asking.ask_about(office.reference, "A-02", "company", asks="Who?", by=office.bo)
        due = asking.usual_due_on(office.case())
        asking.issue(
            office.reference, rfi.number, due_on=due, is_blocking=False, message="", by=office.bo
        )
    if is_adverse:
        with writing(office.app):
            hearing.intend(office.reference, "We intend to refuse.", by=office.cheung)
    with office.app.app_context():
        assert office.case().status == status


def judged(office: Deciders) -> None:
    """The plan is accepted, and the corrective actions are closed."""
    with writing(office.app):
        raising.judge(office.reference, 1, FindingAct.ACCEPT_PLAN, "", by=office.bo)
        transitions.perform(office.reference, CaseAct.CLOSE_ACTIONS, by=office.bo)


def test_only_what_the_lower_level_asks_for_stands_in_its_way(app) -> None:
    office = HigherTier(app)
    office.graded(bad="K")
    office.recommended(Proposal.GRANT_LOWER, WHY)
    with writing(app):
        hearing.intend(office.reference, "We intend to grant Tier 1.", by=office.cheung)
    with writing(app):
        hearing.accept_lower(office.reference, by=office.ada)
    office.recommended(Proposal.GRANT_LOWER, WHY)
    office.put_forward()
    with pytest.raises(OutOfOrder, match="Criteria that are not met: K"), writing(app):
        deciding.grant(office.reference, by=office.kwok)
    with writing(app):
        granted = deciding.grant_lower(office.reference, "No crisis plan.", by=office.kwok)
        assert granted.version.levels == ["T1"]
        assert [one["criterion"] for one in granted.decision.grounds] == ["K"]


def test_a_lower_level_is_not_granted_while_one_of_its_own_criteria_is_not_met(app) -> None:
    office = HigherTier(app)
    office.graded(bad="B")
    office.recommended(Proposal.GRANT_LOWER, WHY)
    with writing(app):
        hearing.intend(office.reference, "We intend to grant Tier 1.", by=office.cheung)
    with writing(app):
        hearing.accept_lower(office.reference, by=office.ada)
    office.recommended(Proposal.GRANT_LOWER, WHY)
    office.put_forward()
    with pytest.raises(OutOfOrder, match="Criteria that are not met: B"), writing(app):
        deciding.grant_lower(office.reference, "Tier 1.", by=office.kwok)
