"""Recommendation, hearing and decision in stories: who may decide, and what stands in the way."""

from aeo.domain.facts import Blocker, Proposal
from aeo.domain.guards.accreditation import nobody_left_to_decide
from aeo.domain.vocabulary import SYSTEM, CaseStatus
from aeo.domain.workflow import CASE, CaseAct
from tests.unit.workflow.persons import (
    ALAN,
    APRIL,
    BO,
    IDA,
    SIGNATORY,
    SUE,
    VAL,
    a_case,
    does,
    refusal,
)

C, A = CaseStatus, CaseAct


def test_a_recommendation_is_whole() -> None:
    case = a_case(C.ASSESSMENT, unscored_criteria=("A", "C"), proposal=Proposal.NONE)
    assert refusal(BO, A.RECOMMEND, case) == [
        "Criteria without an assessment: A, C.",
        "Say what you recommend.",
    ]
    assert does(BO, A.RECOMMEND, a_case(C.ASSESSMENT)) is C.SUPERVISOR_REVIEW


def test_an_open_question_holds_up_a_favourable_recommendation_and_never_an_adverse_one() -> None:
    asked = a_case(C.ASSESSMENT, blocking_rfis=1)
    assert refusal(BO, A.RECOMMEND, asked) == [
        "Requests for information still open: 1. Close or withdraw them first."
    ]
    against = a_case(C.ASSESSMENT, blocking_rfis=1, proposal=Proposal.REFUSE)
    assert does(BO, A.RECOMMEND, against) is C.SUPERVISOR_REVIEW


def test_a_question_asked_during_the_review_holds_up_the_way_to_a_grant_only() -> None:
    assert refusal(SUE, A.PUT_FORWARD, a_case(C.SUPERVISOR_REVIEW, blocking_rfis=1)) == [
        "Requests for information still open: 1. Close or withdraw them first."
    ]
    against = a_case(C.SUPERVISOR_REVIEW, blocking_rfis=1, proposal=Proposal.REFUSE)
    assert does(SUE, A.PUT_FORWARD, against) is C.DECISION


def test_a_refusal_is_put_forward_only_after_the_hearing_where_there_is_one() -> None:
    against = {"proposal": Proposal.REFUSE, "hearing_required": True, "hearing_finished": False}
    assert refusal(SUE, A.PUT_FORWARD, a_case(C.SUPERVISOR_REVIEW, **against)) == [
        "The company must be heard first, or the hearing waived with a reason."
    ]
    assert does(SUE, A.INTEND_ADVERSE, a_case(C.SUPERVISOR_REVIEW, **against)) is C.HEARING
    heard = {**against, "hearing_finished": True}
    assert does(SUE, A.PUT_FORWARD, a_case(C.SUPERVISOR_REVIEW, **heard)) is C.DECISION
    assert refusal(SUE, A.INTEND_ADVERSE, a_case(C.SUPERVISOR_REVIEW, **heard)) == [
        "The company has been heard already."
    ]
    none = {"proposal": Proposal.REFUSE, "hearing_finished": False}
    assert does(SUE, A.PUT_FORWARD, a_case(C.SUPERVISOR_REVIEW, **none)) is C.DECISION
    assert refusal(SUE, A.INTEND_ADVERSE, a_case(C.SUPERVISOR_REVIEW, **none)) == [
        "This programme has no hearing."
    ]


def test_nobody_is_heard_about_good_news() -> None:
    case = a_case(C.SUPERVISOR_REVIEW, hearing_required=True, hearing_finished=False)
    assert refusal(SUE, A.INTEND_ADVERSE, case) == ["What is proposed is not against the company."]


def test_an_approver_who_intends_a_refusal_hears_the_company_first() -> None:
    case = a_case(C.DECISION, hearing_required=True, hearing_finished=False)
    assert does(APRIL, A.INTEND_ADVERSE, case) is C.HEARING
    assert refusal(APRIL, A.REFUSE, case) == [
        "The company must be heard first, or the hearing waived with a reason."
    ]
    without = a_case(C.DECISION, hearing_required=True, hearing_finished=False, grounds=0)
    assert refusal(APRIL, A.INTEND_ADVERSE, without) == [
        "Name the grounds: at least one criterion that is not met, with a reason."
    ]


def test_a_hearing_is_waived_only_under_an_exception_of_the_programme() -> None:
    due = {"proposal": Proposal.REFUSE, "hearing_required": True, "hearing_finished": False}
    case = a_case(C.SUPERVISOR_REVIEW, **due)
    assert refusal(SUE, A.WAIVE_HEARING, case) == [
        "The programme names no exception from the hearing here."
    ]
    urgent = a_case(C.SUPERVISOR_REVIEW, **due, hearing_waiver_allowed=True)
    assert does(SUE, A.WAIVE_HEARING, urgent) is C.SUPERVISOR_REVIEW


def test_in_a_hearing_the_company_maintains_accepts_a_lower_level_or_withdraws() -> None:
    case = a_case(C.HEARING, lower_level="T1")
    assert does(SIGNATORY, A.REPLY_TO_HEARING, case) is C.ASSESSMENT
    assert does(SIGNATORY, A.ACCEPT_LOWER, case) is C.ASSESSMENT
    assert does(SIGNATORY, A.WITHDRAW, case) is C.WITHDRAWN
    assert refusal(SIGNATORY, A.ACCEPT_LOWER, a_case(C.HEARING)) == [
        "The programme has no lower level for this application."
    ]


def test_the_office_closes_a_hearing_only_when_its_time_is_over() -> None:
    assert refusal(SUE, A.CLOSE_HEARING, a_case(C.HEARING, hearing_time_over=False)) == [
        "The company still has time to reply."
    ]
    assert does(SUE, A.CLOSE_HEARING, a_case(C.HEARING)) is C.DECISION


def test_a_lower_level_is_granted_only_to_who_accepted_it() -> None:
    lower = {"lower_level": "T1", "proposal": Proposal.GRANT_LOWER}
    assert refusal(APRIL, A.GRANT_LOWER, a_case(C.DECISION, **lower)) == [
        "The company has not accepted the lower level."
    ]
    assert does(APRIL, A.GRANT_LOWER, a_case(C.DECISION, **lower, lower_accepted=True)) is (
        C.GRANTED_LOWER
    )
    free = a_case(C.DECISION, **lower, lower_consent_needed=False)
    assert does(APRIL, A.GRANT_LOWER, free) is C.GRANTED_LOWER


def test_consent_to_a_lower_level_is_asked_even_where_the_programme_has_no_hearing() -> None:
    lower = {"lower_level": "T1", "proposal": Proposal.GRANT_LOWER, "hearing_finished": False}
    case = a_case(C.SUPERVISOR_REVIEW, **lower)
    assert does(SUE, A.INTEND_ADVERSE, case) is C.HEARING
    assert refusal(SUE, A.PUT_FORWARD, case) == ["The company has not accepted the lower level."]
    free = a_case(C.SUPERVISOR_REVIEW, **lower, lower_consent_needed=False)
    assert does(SUE, A.PUT_FORWARD, free) is C.DECISION


def test_an_approver_who_did_not_work_on_the_case_grants_it() -> None:
    case = a_case(C.DECISION, touched={BO.user_id: BO.name, VAL.user_id: VAL.name})
    assert does(APRIL, A.GRANT, case) is C.GRANTED


def test_who_worked_on_the_case_reads_who_can_decide_it_instead() -> None:
    case = a_case(C.DECISION, touched={ALAN.user_id: ALAN.name})
    for action in (A.GRANT, A.REFUSE, A.SEND_BACK, A.INTEND_ADVERSE):
        assert refusal(ALAN, action, case)[0] == (
            "You worked on this case, so somebody else decides it: April Ho."
        )
    assert does(APRIL, A.GRANT, case) is C.GRANTED


def test_when_all_approvers_worked_on_it_the_sentence_says_so() -> None:
    both = {ALAN.user_id: ALAN.name, APRIL.user_id: APRIL.name}
    assert refusal(ALAN, A.GRANT, a_case(C.DECISION, touched=both)) == [
        "You worked on this case, and nobody else holds a mandate to decide it."
    ]


def test_a_conflict_of_interest_closes_the_case_to_that_officer_whatever_the_step() -> None:
    sentence = ["You declared a conflict of interest in this case."]
    everyone = frozenset({IDA.user_id, BO.user_id, SUE.user_id, APRIL.user_id})
    for actor, action, status in (
        (IDA, A.ACCEPT, C.SUBMITTED),
        (BO, A.PLAN_VISIT, C.VETTING),
        (SUE, A.NOT_ACCEPT, C.SUBMITTED),
        (SUE, A.CLOSE_REPORT, C.VISIT_REPORTING),
        (SUE, A.EXTEND, C.ASSESSMENT),
        (SUE, A.LAPSE, C.RETURNED),
        (APRIL, A.GRANT, C.DECISION),
        (APRIL, A.REFUSE, C.DECISION),
    ):
        assert refusal(actor, action, a_case(status, conflicts=everyone)) == sentence


def test_a_grant_lists_everything_that_stands_in_its_way() -> None:
    case = a_case(
        C.DECISION,
        blocking_rfis=1,
        serious_unsettled=(Blocker(3, "No seal log"),),
        sites_without_visit=1,
        criteria_not_met=("B",),
        unscanned_documents=2,
        unanswered_mandatory=4,
    )
    assert refusal(APRIL, A.GRANT, case) == [
        "Requests for information still open: 1. Close or withdraw them first.",
        "Finding 3 is open: No seal log.",
        "Sites neither visited nor waived: 1.",
        "Criteria that are not met: B.",
        "Documents that are relied on but not yet checked: 2.",
        "Mandatory questions without an answer: 4.",
    ]


def test_a_lower_level_waits_only_for_the_criteria_that_it_asks_for() -> None:
    given = {"lower_level": "T1", "lower_accepted": True, "criteria_not_met": ("B", "K")}
    case = a_case(C.DECISION, **given)
    assert does(APRIL, A.GRANT_LOWER, case) is C.GRANTED_LOWER
    assert refusal(APRIL, A.GRANT, case) == ["Criteria that are not met: B, K."]
    case = a_case(C.DECISION, **given, criteria_not_met_lower=("B",))
    assert refusal(APRIL, A.GRANT_LOWER, case) == ["Criteria that are not met: B."]


def test_what_blocks_a_grant_never_blocks_a_refusal_or_a_withdrawal() -> None:
    case = a_case(
        C.DECISION,
        blocking_rfis=1,
        serious_unsettled=(Blocker(3, "No seal log"),),
        unscanned_documents=2,
        unanswered_mandatory=4,
    )
    assert does(APRIL, A.REFUSE, case) is C.REFUSED
    assert does(SIGNATORY, A.WITHDRAW, case) is C.WITHDRAWN
    returned = a_case(C.RETURNED, blocking_rfis=1, missing=7)
    assert does(SUE, A.NOT_ACCEPT, returned) is C.NOT_ACCEPTED
    assert does(SUE, A.LAPSE, returned) is C.LAPSED


def test_a_refusal_needs_grounds() -> None:
    assert refusal(APRIL, A.REFUSE, a_case(C.DECISION, grounds=0)) == [
        "Name the grounds: at least one criterion that is not met, with a reason."
    ]


def test_a_withdrawal_is_possible_until_the_decision_and_not_after_it() -> None:
    assert does(SIGNATORY, A.WITHDRAW, a_case(C.DECISION)) is C.WITHDRAWN
    for closed in CASE.closed:
        assert refusal(SIGNATORY, A.WITHDRAW, a_case(closed)) == [
            "This cannot be done now: meanwhile the status has changed."
        ]


def test_an_approver_sends_a_case_back_with_a_comment() -> None:
    row = CASE.find(a_case(C.DECISION), A.SEND_BACK, APRIL)
    assert (row.target, row.needs_note) == (C.ASSESSMENT, True)


def test_a_case_lapses_only_when_it_was_warned_overdue_and_the_programme_knows_lapse() -> None:
    case = a_case(C.RETURNED, lapse_enabled=False, answer_overdue=False, lapse_warned=False)
    assert refusal(SUE, A.LAPSE, case) == [
        "This programme lets no application lapse.",
        "The company still has time to answer.",
        "The company has not been warned that the case may lapse.",
    ]


def test_time_for_the_decision_is_extended_while_it_runs_and_as_often_as_allowed() -> None:
    assert does(SUE, A.EXTEND, a_case(C.ASSESSMENT)) is C.ASSESSMENT
    unknown = a_case(C.ASSESSMENT, extension_known=False, extension_left=False)
    assert refusal(SUE, A.EXTEND, unknown) == [
        "This programme does not let the time for the decision be extended."
    ]
    still = a_case(C.ASSESSMENT, decision_stands_still=True)
    assert refusal(SUE, A.EXTEND, still) == [
        "The time for the decision stands still, so there is no day to move now."
    ]
    case = a_case(C.ASSESSMENT, extension_left=False, extension_in_time=False)
    assert refusal(SUE, A.EXTEND, case) == [
        "The time for the decision has been extended as often as allowed.",
        "The time for the decision is over: it can no longer be extended.",
    ]


def test_refusal_by_the_passing_of_time_is_recorded_only_where_a_law_says_so() -> None:
    assert refusal(APRIL, A.RECORD_REFUSED, a_case(C.ASSESSMENT)) == [
        "No law has refused this application by the passing of time."
    ]
    assert does(APRIL, A.RECORD_REFUSED, a_case(C.VETTING, deemed_refused=True)) is C.REFUSED


def test_a_revocation_takes_every_open_case_with_it() -> None:
    for status in set(C) - CASE.closed - {C.DRAFT}:
        assert does(SYSTEM, A.SHUT_OUT, a_case(status, blocking_rfis=1)) is C.NOT_ACCEPTED
    assert refusal(SYSTEM, A.SHUT_OUT, a_case(C.VETTING, shut_out=False)) == [
        "No revocation has taken effect, and the company exists."
    ]


def test_the_last_decider_may_not_become_the_author_of_the_recommendation() -> None:
    """An office of four: one approver is in conflict, the other is also the case officer."""
    case = a_case(C.ASSESSMENT, conflicts=frozenset({APRIL.user_id}), officer_id=ALAN.user_id)
    assert refusal(ALAN, A.RECOMMEND, case) == [
        "Nobody could decide this case afterwards.",
        "Alan Yip would have worked on it by this step.",
        "April Ho declared a conflict of interest.",
    ]
    assert does(BO, A.RECOMMEND, case) is C.SUPERVISOR_REVIEW


def test_a_mandate_for_one_more_person_opens_the_way_again() -> None:
    case = a_case(
        C.ASSESSMENT,
        conflicts=frozenset({APRIL.user_id}),
        deciders={APRIL.user_id: APRIL.name, ALAN.user_id: ALAN.name, SUE.user_id: SUE.name},
    )
    assert does(ALAN, A.RECOMMEND, case) is C.SUPERVISOR_REVIEW


def test_a_supervisor_who_also_decides_is_not_shut_out_by_the_review() -> None:
    alone = {SUE.user_id: SUE.name}
    assert does(SUE, A.PUT_FORWARD, a_case(C.SUPERVISOR_REVIEW, deciders=alone)) is C.DECISION


def test_a_case_that_nobody_could_decide_is_not_put_forward() -> None:
    touched = {ALAN.user_id: ALAN.name}
    case = a_case(C.SUPERVISOR_REVIEW, touched=touched, conflicts=frozenset({APRIL.user_id}))
    assert refusal(SUE, A.PUT_FORWARD, case) == [
        "Nobody could decide this case afterwards.",
        "Alan Yip has worked on it.",
        "April Ho declared a conflict of interest.",
    ]


def test_a_team_that_would_take_the_last_decider_is_refused_by_name() -> None:
    case = a_case(C.VISIT_PLANNING, touched={APRIL.user_id: APRIL.name})
    assert list(nobody_left_to_decide(case, {VAL.user_id})) == []
    assert [str(reason) for reason in nobody_left_to_decide(case, {VAL.user_id, ALAN.user_id})] == [
        "Nobody could decide this case afterwards.",
        "Alan Yip would have worked on it by this step.",
        "April Ho has worked on it.",
    ]
