"""Questions, visits, findings and what is held, in stories."""

from datetime import date

import pytest

from aeo.domain.errors import NotAllowed, OutOfOrder
from aeo.domain.facts import AuthorisationFacts, FindingFacts, RfiFacts, VisitFacts
from aeo.domain.vocabulary import (
    SYSTEM,
    AuthorisationStatus,
    CaseStatus,
    FindingStatus,
    RfiStatus,
    VisitStatus,
)
from aeo.domain.workflow import (
    AUTHORISATION,
    FINDING,
    RFI,
    VISIT,
    AuthorisationAct,
    FindingAct,
    RfiAct,
    VisitAct,
)
from tests.unit.workflow.persons import (
    BO,
    COMPANY,
    COORDINATOR,
    SIGNATORY,
    SUE,
    TODAY,
    VAL,
    does,
    refusal,
)

C, F, H = CaseStatus, FindingStatus, AuthorisationStatus
FA, X = FindingAct, AuthorisationAct
DAY = date(2026, 12, 1)


def test_a_question_is_asked_from_vetting_to_decision_with_enough_time() -> None:
    draft = RfiFacts(status=RfiStatus.DRAFT, company_id=COMPANY, due_on=DAY)
    assert does(BO, RfiAct.ISSUE, draft, RFI) is RfiStatus.OPEN
    bad = RfiFacts(
        status=RfiStatus.DRAFT,
        company_id=COMPANY,
        case_status=C.RETURNED,
        items=0,
        due_on=DAY,
        earliest_due_on=date(2026, 12, 9),
    )
    assert refusal(BO, RfiAct.ISSUE, bad, RFI) == [
        "Nothing can be asked in this status of the case.",
        "Choose at least one question to ask about.",
        "The company needs time at least until 2026-12-09.",
    ]
    for status in C:
        facts = RfiFacts(status=RfiStatus.DRAFT, company_id=COMPANY, case_status=status)
        askable = list(C)[list(C).index(C.VETTING) : list(C).index(C.DECISION) + 1]
        if status in askable:
            assert RFI.check_begin(facts, BO) is RFI.begin
        else:
            with pytest.raises(OutOfOrder):
                RFI.check_begin(facts, BO)


def test_a_question_without_a_date_is_not_sent_and_one_in_time_is_not_closed() -> None:
    draft = RfiFacts(status=RfiStatus.DRAFT, company_id=COMPANY)
    assert refusal(BO, RfiAct.ISSUE, draft, RFI) == [
        "Give a date by which the company has to answer."
    ]
    running = RfiFacts(status=RfiStatus.OPEN, company_id=COMPANY, overdue=False)
    assert refusal(BO, RfiAct.EXPIRE, running, RFI) == ["The company still has time to answer."]


def test_a_question_is_answered_whole() -> None:
    half = RfiFacts(status=RfiStatus.OPEN, company_id=COMPANY, unanswered=2)
    assert refusal(COORDINATOR, RfiAct.ANSWER, half, RFI) == [
        "Questions without a reply: 2. If you cannot provide something, say why."
    ]


def test_beyond_the_limit_only_the_officer_moves_a_visit_and_a_closure_day_never_counts() -> None:
    used_up = VisitFacts(status=VisitStatus.AGREED, company_id=COMPANY, reschedules_left=0)
    sentence = "The visit has been moved as often as the programme allows; the officer fixes it."
    assert refusal(COORDINATOR, VisitAct.RESCHEDULE, used_up, VISIT) == [sentence]
    assert does(BO, VisitAct.FIX, used_up, VISIT) is VisitStatus.AGREED
    storm = VisitFacts(
        status=VisitStatus.AGREED, company_id=COMPANY, reschedules_left=0, on_closure_day=True
    )
    assert does(COORDINATOR, VisitAct.RESCHEDULE, storm, VISIT) is VisitStatus.COUNTERED


def test_a_visit_has_notice_a_day_a_team_and_a_filled_checklist() -> None:
    hasty = VisitFacts(
        status=VisitStatus.PROPOSED,
        company_id=COMPANY,
        slot_free=False,
        on=DAY,
        earliest_on=date(2026, 12, 2),
    )
    assert refusal(COORDINATOR, VisitAct.CHOOSE, hasty, VISIT) == [
        "This date has been taken meanwhile. Please choose another.",
        "The company needs notice: the first possible day is 2026-12-02.",
    ]
    early = VisitFacts(status=VisitStatus.AGREED, company_id=COMPANY, day_reached=False, team=1)
    assert refusal(VAL, VisitAct.START, early, VISIT) == [
        "The day of the visit has not come.",
        "The team has 1 of at least 2 officers.",
    ]
    half = VisitFacts(status=VisitStatus.IN_PROGRESS, company_id=COMPANY, unmarked_items=9)
    assert refusal(VAL, VisitAct.COMPLETE, half, VISIT) == [
        "Checks without a result: 9. Mark what was not seen as not seen."
    ]


def test_a_visit_is_planned_when_the_case_has_come_to_it_and_with_dates() -> None:
    early = VisitFacts(
        status=VisitStatus.PROPOSED, company_id=COMPANY, case_status=C.VETTING, open_slots=0
    )
    with pytest.raises(OutOfOrder) as refused:
        VISIT.check_begin(early, BO)
    assert [str(reason) for reason in refused.value.reasons] == [
        "Visits are planned when the case has come to them.",
        "Offer at least one date.",
    ]


def test_a_finding_is_planned_for_proved_closed_and_opened_again_while_the_case_is_open() -> None:
    def finding(status: FindingStatus, **given) -> FindingFacts:
        return FindingFacts(status=status, company_id=COMPANY, **given)

    secret = finding(F.OPEN, issued=False, plan_gaps=1)
    assert refusal(COORDINATOR, FA.SUBMIT_PLAN, secret, FINDING) == [
        "The report with this finding has not been issued.",
        "The plan needs a cause, an action, a person and a date.",
    ]
    assert does(COORDINATOR, FA.SUBMIT_PLAN, finding(F.OPEN), FINDING) is F.PLAN_SUBMITTED
    assert does(BO, FA.ACCEPT_PLAN, finding(F.PLAN_SUBMITTED), FINDING) is F.PLAN_ACCEPTED
    assert refusal(
        COORDINATOR, FA.SUBMIT_EVIDENCE, finding(F.PLAN_ACCEPTED, proofs=0), FINDING
    ) == ["Add a document, or describe where it can be seen."]
    assert does(VAL, FA.CLOSE, finding(F.EVIDENCE_SUBMITTED), FINDING) is F.CLOSED
    assert does(VAL, FA.REOPEN, finding(F.CLOSED), FINDING) is F.OPEN
    assert refusal(VAL, FA.REOPEN, finding(F.CLOSED, case_open=False), FINDING) == [
        "The case is closed."
    ]
    assert refusal(BO, FA.CLOSE, finding(F.OPEN), FINDING) == [
        "This finding asks the company to act."
    ]
    assert does(BO, FA.CLOSE, finding(F.OPEN, asks_action=False), FINDING) is F.CLOSED


def test_before_the_company_is_told_a_finding_is_withdrawn_and_afterwards_judged() -> None:
    def finding(status: FindingStatus, **given) -> FindingFacts:
        return FindingFacts(status=status, company_id=COMPANY, **given)

    secret = finding(F.OPEN, issued=False, asks_action=False)
    assert does(BO, FA.WITHDRAW, secret, FINDING) is F.CLOSED
    not_issued = ["The report with this finding has not been issued."]
    assert refusal(BO, FA.CLOSE, secret, FINDING) == not_issued
    assert refusal(SUE, FA.ACCEPT_RISK, secret, FINDING) == not_issued
    assert refusal(VAL, FA.REOPEN, finding(F.CLOSED, issued=False), FINDING) == not_issued
    assert refusal(BO, FA.WITHDRAW, finding(F.OPEN), FINDING) == [
        "The company has been told of this finding already."
    ]
    ended = finding(F.OPEN, issued=False, case_open=False)
    assert refusal(BO, FA.WITHDRAW, ended, FINDING) == ["The case is closed."]
    with pytest.raises(NotAllowed):
        FINDING.find(secret, FA.WITHDRAW, SUE)


def held(status: AuthorisationStatus, **given) -> AuthorisationFacts:
    return AuthorisationFacts(status=status, company_id=COMPANY, today=TODAY, **given)


def test_a_status_lasts_to_the_end_of_its_last_day() -> None:
    assert refusal(SYSTEM, X.EXPIRE, held(H.ACTIVE, valid_to=TODAY), AUTHORISATION) == [
        "The validity has not ended."
    ]
    assert refusal(SYSTEM, X.EXPIRE, held(H.ACTIVE), AUTHORISATION) == [
        "The validity has not ended."
    ]
    over = held(H.ACTIVE, valid_to=date(2026, 11, 24))
    assert does(SYSTEM, X.EXPIRE, over, AUTHORISATION) is H.EXPIRED


def test_a_timely_renewal_carries_an_active_status_on_where_the_programme_says_so() -> None:
    over = {"valid_to": date(2026, 11, 24), "timely_renewal_open": True}
    carried = {**over, "continue_on_timely": True}
    assert does(SYSTEM, X.CONTINUE, held(H.ACTIVE, **carried), AUTHORISATION) is (
        H.ACTIVE_PENDING_RENEWAL
    )
    assert refusal(SYSTEM, X.EXPIRE, held(H.ACTIVE, **carried), AUTHORISATION) == [
        "A renewal filed in time keeps the status until it is decided."
    ]
    assert refusal(SYSTEM, X.CONTINUE, held(H.ACTIVE, **over), AUTHORISATION) == [
        "The programme does not carry the status on during this renewal."
    ]
    assert does(SYSTEM, X.EXPIRE, held(H.ACTIVE, **over), AUTHORISATION) is H.EXPIRED
    decided = held(H.ACTIVE_PENDING_RENEWAL, **{**carried, "timely_renewal_open": False})
    assert does(SYSTEM, X.EXPIRE, decided, AUTHORISATION) is H.EXPIRED


def test_a_suspended_status_expires_on_its_date_in_spite_of_a_renewal() -> None:
    carried = {
        "valid_to": date(2026, 11, 24),
        "timely_renewal_open": True,
        "continue_on_timely": True,
    }
    assert does(SYSTEM, X.EXPIRE, held(H.SUSPENDED, **carried), AUTHORISATION) is H.EXPIRED
    assert refusal(SYSTEM, X.CONTINUE, held(H.SUSPENDED, **carried), AUTHORISATION) == [
        "This cannot be done now: meanwhile the status has changed."
    ]


def test_a_newer_version_takes_over_on_its_first_day_and_leaves_a_gap_if_it_begins_later() -> None:
    over = {"valid_to": date(2026, 11, 24)}
    today, later = {**over, "newer_version_from": TODAY}, {**over, "newer_version_from": DAY}
    assert does(SYSTEM, X.SUPERSEDE, held(H.ACTIVE, **today), AUTHORISATION) is H.SUPERSEDED
    assert refusal(SYSTEM, X.EXPIRE, held(H.ACTIVE, **today), AUTHORISATION) == [
        "A newer version is in force."
    ]
    assert refusal(SYSTEM, X.SUPERSEDE, held(H.ACTIVE, **later), AUTHORISATION) == [
        "No newer version is in force."
    ]
    assert does(SYSTEM, X.EXPIRE, held(H.ACTIVE, **later), AUTHORISATION) is H.EXPIRED


def test_a_status_is_given_up_when_a_signatory_asks_and_an_officer_confirms() -> None:
    assert does(BO, X.WITHDRAW, held(H.ACTIVE), AUTHORISATION) is H.WITHDRAWN
    bad = held(H.ACTIVE, withdrawal_asked=False, revocation_proposed=True)
    assert refusal(BO, X.WITHDRAW, bad, AUTHORISATION) == [
        "No signatory of the company has asked to give the status up.",
        "A revocation is proposed: the approver decides on that first.",
    ]
    with pytest.raises(NotAllowed):
        AUTHORISATION.find(held(H.ACTIVE), X.WITHDRAW, SIGNATORY)
