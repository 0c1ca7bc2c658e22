"""Single conditions at single rows, where no story passes: take one away and a line here fails."""

from datetime import date, timedelta

import pytest

from aeo.domain.errors import OutOfOrder
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import SYSTEM
from aeo.domain.workflow import AUTHORISATION, CASE, FINDING, RFI, VISIT
from tests.unit.workflow.persons import (
    APRIL,
    BO,
    COORDINATOR,
    IDA,
    SIGNATORY,
    SUE,
    TODAY,
    facts_of,
    refusal,
)

DAY = date(2026, 12, 1)
ASKED = {"blocking_rfis": 1}
STILL_OPEN = "Requests for information still open: 1. Close or withdraw them first."
NO_GROUNDS = "Name the grounds: at least one criterion that is not met, with a reason."
HEARD = "The company has been heard already."
TAKEN = "This date has been taken meanwhile. Please choose another."
NOTICE = "The company needs notice: the first possible day is 2026-12-02."
HASTY = {"on": DAY, "earliest_on": DAY + timedelta(days=1)}
AGAINST = {"proposal": Proposal.REFUSE, "hearing_required": True, "hearing_finished": False}
OVER = {"valid_to": TODAY - timedelta(days=1)}


@pytest.mark.parametrize(
    ("table", "status", "action", "actor", "facts", "sentence"),
    [
        (CASE, "submitted", "record_accepted", IDA,
         {"deemed_accepted": True, "officer_id": None}, "Assign a case officer first."),
        (CASE, "vetting", "waive_visit", SUE, {"visit_waiver_allowed": True, **ASKED}, STILL_OPEN),
        (CASE, "vetting", "waive_visit", SUE, {"visit_waiver_allowed": True, "unread_answers": 1},
         "Answers without a verdict: 1. Give each one first."),
        (CASE, "visit_scheduled", "end_visits", SYSTEM, {"sites_without_visit": 1},
         "Sites with neither an agreed visit nor a waiver: 1."),
        (CASE, "visit_reporting", "issue_findings", SUE,
         {"findings_needing_action": 1, "report_approved": False},
         "The visit report has not been approved."),
        (CASE, "visit_reporting", "issue_findings", SUE, {"findings_needing_action": 1, **ASKED},
         STILL_OPEN),
        (CASE, "visit_reporting", "close_report", SUE, ASKED, STILL_OPEN),
        (CASE, "corrective_action", "close_actions", BO, ASKED, STILL_OPEN),
        (CASE, "supervisor_review", "intend_adverse", SUE, {**AGAINST, "grounds": 0}, NO_GROUNDS),
        (CASE, "decision", "intend_adverse", APRIL, {"hearing_required": True}, HEARD),
        (CASE, "supervisor_review", "waive_hearing", SUE,
         {**AGAINST, "proposal": Proposal.GRANT, "hearing_waiver_allowed": True},
         "What is proposed is not against the company."),
        (CASE, "supervisor_review", "waive_hearing", SUE,
         {**AGAINST, "hearing_finished": True, "hearing_waiver_allowed": True}, HEARD),
        (CASE, "decision", "waive_hearing", APRIL,
         {**AGAINST, "hearing_finished": True, "hearing_waiver_allowed": True}, HEARD),
        (CASE, "decision", "waive_hearing", APRIL, AGAINST,
         "The programme names no exception from the hearing here."),
        (CASE, "decision", "grant_lower", APRIL, {"lower_accepted": True},
         "The programme has no lower level for this application."),
        (RFI, "answered", "ask_again", BO, {"due_on": DAY, "case_status": "refused"},
         "Nothing can be asked in this status of the case."),
        (RFI, "answered", "ask_again", BO, {}, "Give a date by which the company has to answer."),
        (RFI, "open", "extend", BO, {}, "Give a date by which the company has to answer."),
        (VISIT, "proposed", "counter", COORDINATOR, {"reschedules_left": 0},
         "The visit has been moved as often as the programme allows; the officer fixes it."),
        (VISIT, "countered", "offer_again", BO, {"open_slots": 0}, "Offer at least one date."),
        (VISIT, "proposed", "fix", BO, {"slot_free": False}, TAKEN),
        (VISIT, "countered", "fix", BO, HASTY, NOTICE),
        (VISIT, "agreed", "fix", BO, {"slot_free": False}, TAKEN),
        (VISIT, "agreed", "fix", BO, HASTY, NOTICE),
        (AUTHORISATION, "active", "continue", SYSTEM,
         {"continue_on_timely": True, "timely_renewal_open": True, "valid_to": TODAY},
         "The validity has not ended."),
        (AUTHORISATION, "active", "continue", SYSTEM,
         {"continue_on_timely": True, "timely_renewal_open": True, **OVER,
          "newer_version_from": TODAY}, "A newer version is in force."),
        (AUTHORISATION, "suspended", "expire", SYSTEM, {"valid_to": TODAY},
         "The validity has not ended."),
        (AUTHORISATION, "partially_suspended", "expire", SYSTEM,
         {**OVER, "newer_version_from": TODAY}, "A newer version is in force."),
    ],
)  # fmt: skip
def test_this_condition_alone_holds_the_step_up(
    table, status, action, actor, facts, sentence
) -> None:
    kinds = type(table.begin.action)
    subject = facts_of(table, type(table.initial)(status), **facts)
    assert refusal(actor, kinds(action), subject, table) == [sentence]


def test_no_finding_is_recorded_on_a_closed_case() -> None:
    with pytest.raises(OutOfOrder) as refused:
        FINDING.check_begin(facts_of(FINDING, FINDING.initial, case_open=False), BO)
    assert str(refused.value) == "The case is closed."


def test_a_bar_and_a_gap_are_both_told_to_who_would_send() -> None:
    barred = facts_of(CASE, CASE.initial, missing=1, barred_until=DAY)
    assert refusal(SIGNATORY, type(CASE.begin.action)("submit"), barred) == [
        "Something is still missing: 1. The list shows each with a link.",
        "Your company may not apply before this day is over: 2026-12-01.",
    ]
