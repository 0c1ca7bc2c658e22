"""A case in stories, up to the assessment: given, when, then, with the real conditions."""

from datetime import date

import pytest

from aeo.domain.errors import Incomplete, NotAllowed, OutOfOrder
from aeo.domain.facts import Blocker
from aeo.domain.transition import noted
from aeo.domain.vocabulary import SYSTEM, CaseStatus, CaseType
from aeo.domain.workflow import CASE, CaseAct
from tests.unit.workflow.persons import (
    APRIL,
    BO,
    COORDINATOR,
    IDA,
    RIVAL,
    SIGNATORY,
    SUE,
    a_case,
    does,
    refusal,
)

C, A = CaseStatus, CaseAct


def test_a_signatory_sends_a_complete_draft() -> None:
    assert does(SIGNATORY, A.SUBMIT, a_case(C.DRAFT)) is C.SUBMITTED


def test_a_draft_with_gaps_is_not_sent_and_the_sentence_counts_them() -> None:
    assert refusal(SIGNATORY, A.SUBMIT, a_case(C.DRAFT, missing=3)) == [
        "Something is still missing: 3. The list shows each with a link."
    ]


def test_a_coordinator_prepares_but_does_not_send() -> None:
    assert CASE.check_begin(a_case(C.DRAFT), COORDINATOR) is CASE.begin
    with pytest.raises(NotAllowed):
        CASE.find(a_case(C.DRAFT), A.SUBMIT, COORDINATOR)


def test_a_draft_is_discarded_and_not_withdrawn() -> None:
    assert refusal(SIGNATORY, A.WITHDRAW, a_case(C.DRAFT)) == [
        "This cannot be done now: meanwhile the status has changed."
    ]


def test_a_company_under_a_bar_may_prepare_nothing_and_send_nothing() -> None:
    barred = a_case(C.DRAFT, barred_until=date(2028, 11, 24))
    reason = "Your company may not apply before this day is over: 2028-11-24."
    assert refusal(SIGNATORY, A.SUBMIT, barred) == [reason]
    with pytest.raises(OutOfOrder) as refused:
        CASE.check_begin(barred, SIGNATORY)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("wanted", "already", "room"),
    [
        ("new", "new", False),
        ("new", "scope_change", False),
        ("renewal", "renewal", False),
        ("renewal", "tier_upgrade", False),
        ("tier_upgrade", "renewal", False),
        ("scope_change", "new", False),
        ("renewal", "scope_change", True),
        ("tier_upgrade", "reassessment", True),
        ("scope_change", "renewal", True),
    ],
)
def test_which_cases_may_be_open_side_by_side(wanted, already, room) -> None:
    case = a_case(C.DRAFT, case_type=CaseType(wanted), other_cases={CaseType(already)})
    if room:
        assert CASE.check_begin(case, SIGNATORY) is CASE.begin
    else:
        with pytest.raises(OutOfOrder) as refused:
            CASE.check_begin(case, SIGNATORY)
        assert str(refused.value) == (
            "Your company has an open case that leaves no room for this one; end that first."
        )


def test_a_stranger_begins_no_case_for_this_company() -> None:
    with pytest.raises(NotAllowed):
        CASE.check_begin(a_case(C.DRAFT), RIVAL)


def test_a_return_names_what_is_missing() -> None:
    assert does(IDA, A.RETURN, a_case(C.SUBMITTED)) is C.RETURNED
    assert refusal(IDA, A.RETURN, a_case(C.SUBMITTED, return_reasons=0)) == [
        "Name at least one item that the company has to complete."
    ]


def test_a_returned_application_comes_back_with_every_point_answered() -> None:
    assert refusal(SIGNATORY, A.RESUBMIT, a_case(C.RETURNED, returned_open=2, missing=1)) == [
        "Something is still missing: 1. The list shows each with a link.",
        "Points that Customs sent back and nobody has answered: 2.",
    ]
    assert does(SIGNATORY, A.RESUBMIT, a_case(C.RETURNED)) is C.SUBMITTED


def test_acceptance_needs_an_officer_a_verified_company_and_a_finished_check() -> None:
    case = a_case(C.SUBMITTED, officer_id=None, company_verified=False, completeness_open=4)
    assert refusal(IDA, A.ACCEPT, case) == [
        "Assign a case officer first.",
        "Check the company's number against the register and mark it verified.",
        "Points of the completeness check not yet ticked: 4.",
    ]
    assert does(IDA, A.ACCEPT, a_case(C.SUBMITTED)) is C.VETTING


def test_acceptance_by_the_passing_of_time_is_recorded_only_where_a_law_says_so() -> None:
    assert refusal(IDA, A.RECORD_ACCEPTED, a_case(C.SUBMITTED)) == [
        "No law has accepted this application by the passing of time."
    ]
    late = a_case(C.SUBMITTED, deemed_accepted=True, company_verified=False, completeness_open=4)
    assert does(IDA, A.RECORD_ACCEPTED, late) is C.VETTING


def test_a_heavy_step_without_a_reason_is_incomplete() -> None:
    row = CASE.find(a_case(C.SUBMITTED), A.NOT_ACCEPT, SUE)
    with pytest.raises(Incomplete) as refused:
        noted(row, "  \n")
    assert str(refused.value) == "Give a reason: it is kept with the case."
    assert noted(row, " The bar runs. ") == "The bar runs."


def test_a_blocking_question_moves_the_case_only_while_it_is_vetted() -> None:
    asked = {"blocking_rfis": 1}
    assert does(BO, A.ASK, a_case(C.VETTING, **asked)) is C.INFO_REQUESTED
    assert refusal(BO, A.ASK, a_case(C.VETTING)) == ["No request for information is open."]
    for status in (C.VISIT_PLANNING, C.ASSESSMENT, C.DECISION):
        assert refusal(BO, A.ASK, a_case(status, **asked)) == [
            "This cannot be done now: meanwhile the status has changed."
        ]


def test_the_case_goes_on_when_the_last_question_is_closed_and_by_itself() -> None:
    assert refusal(SYSTEM, A.RESUME, a_case(C.INFO_REQUESTED, blocking_rfis=1)) == [
        "Requests for information still open: 1. Close or withdraw them first."
    ]
    assert does(SYSTEM, A.RESUME, a_case(C.INFO_REQUESTED)) is C.VETTING
    with pytest.raises(NotAllowed):
        CASE.find(a_case(C.INFO_REQUESTED), A.RESUME, BO)


def test_an_open_question_holds_up_the_way_forward_and_every_reason_is_listed() -> None:
    case = a_case(C.VETTING, blocking_rfis=2, unread_answers=5)
    assert refusal(BO, A.PLAN_VISIT, case) == [
        "Requests for information still open: 2. Close or withdraw them first.",
        "Answers without a verdict: 5. Give each one first.",
    ]


def test_a_visit_is_waived_by_a_supervisor_where_the_programme_allows_it() -> None:
    allowed = a_case(C.VETTING, visit_waiver_allowed=True)
    assert does(SUE, A.WAIVE_VISIT, allowed) is C.ASSESSMENT
    assert refusal(SUE, A.WAIVE_VISIT, a_case(C.VETTING)) == [
        "The programme asks for a visit in this type of case."
    ]
    with pytest.raises(NotAllowed):
        CASE.find(allowed, A.WAIVE_VISIT, BO)


def test_who_is_to_be_refused_needs_no_visit_but_grounds() -> None:
    assert does(SUE, A.GO_ADVERSE, a_case(C.VETTING, blocking_rfis=1)) is C.ASSESSMENT
    assert refusal(SUE, A.GO_ADVERSE, a_case(C.VETTING, grounds=0)) == [
        "Name the grounds: at least one criterion that is not met, with a reason."
    ]


def test_nobody_is_granted_what_was_never_looked_at() -> None:
    """The way without a visit leads to a refusal only."""
    assert refusal(APRIL, A.GRANT, a_case(C.DECISION, sites_without_visit=2)) == [
        "Sites neither visited nor waived: 2."
    ]


def test_the_case_follows_its_visits() -> None:
    assert refusal(SYSTEM, A.SCHEDULE, a_case(C.VISIT_PLANNING, sites_without_visit=1)) == [
        "Sites with neither an agreed visit nor a waiver: 1."
    ]
    assert does(SYSTEM, A.SCHEDULE, a_case(C.VISIT_PLANNING, blocking_rfis=1)) is C.VISIT_SCHEDULED
    moved = a_case(C.VISIT_SCHEDULED, sites_without_visit=1)
    assert does(SYSTEM, A.UNSCHEDULE, moved) is C.VISIT_PLANNING
    assert refusal(SYSTEM, A.UNSCHEDULE, a_case(C.VISIT_SCHEDULED)) == [
        "Every site has an agreed visit or a waiver."
    ]
    assert refusal(SYSTEM, A.END_VISITS, a_case(C.VISIT_SCHEDULED, visits_not_ended=2)) == [
        "Visits not yet ended: 2."
    ]
    assert does(SYSTEM, A.END_VISITS, a_case(C.VISIT_SCHEDULED)) is C.VISIT_REPORTING


def test_a_report_with_findings_goes_to_the_company_and_one_without_goes_on() -> None:
    found = a_case(C.VISIT_REPORTING, findings_needing_action=3)
    assert does(SUE, A.ISSUE_FINDINGS, found) is C.CORRECTIVE_ACTION
    assert refusal(SUE, A.CLOSE_REPORT, found) == [
        "Findings that ask the company to act: 3. Send them to the company."
    ]
    nothing = a_case(C.VISIT_REPORTING)
    assert does(SUE, A.CLOSE_REPORT, nothing) is C.ASSESSMENT
    assert refusal(SUE, A.ISSUE_FINDINGS, nothing) == ["No finding asks the company to act."]
    raw = a_case(C.VISIT_REPORTING, report_approved=False)
    assert refusal(SUE, A.CLOSE_REPORT, raw) == ["The visit report has not been approved."]


def test_corrective_actions_close_when_no_serious_finding_is_left() -> None:
    left = (Blocker(2, "Gate open at night"), Blocker(5, "No seal log"))
    assert refusal(BO, A.CLOSE_ACTIONS, a_case(C.CORRECTIVE_ACTION, serious_unsettled=left)) == [
        "Finding 2 is open: Gate open at night.",
        "Finding 5 is open: No seal log.",
    ]
    assert does(BO, A.CLOSE_ACTIONS, a_case(C.CORRECTIVE_ACTION)) is C.ASSESSMENT


def test_overdue_actions_go_to_the_assessment_only_when_they_are_overdue() -> None:
    left = (Blocker(2, "Gate open at night"),)
    late = a_case(C.CORRECTIVE_ACTION, serious_unsettled=left, blocking_rfis=1)
    assert does(SUE, A.OVERDUE_ACTIONS, late) is C.ASSESSMENT
    assert refusal(SUE, A.OVERDUE_ACTIONS, a_case(C.CORRECTIVE_ACTION, actions_overdue=False)) == [
        "No corrective action is overdue."
    ]
