"""The words of every status and every step, for each reader; ``aeo.domain.wording`` asks here.

A programme may word a status in its own way; these words stand where it does not. ``None``: this
reader is told nothing of it. The applicant never reads an internal step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from aeo.domain.errors import N_
from aeo.domain.vocabulary import (
    AuthorisationStatus,
    CaseStatus,
    FindingStatus,
    Machine,
    RfiStatus,
    VisitStatus,
)
from aeo.domain.workflow.authorisation import AuthorisationAct
from aeo.domain.workflow.case import CaseAct
from aeo.domain.workflow.finding import FindingAct
from aeo.domain.workflow.rfi import RfiAct
from aeo.domain.workflow.visit import VisitAct


@dataclass(frozen=True, slots=True)
class Said:
    """One thing, said to each reader."""

    applicant: str | None
    officer: str
    public: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step: on the button that takes it, and afterwards on the timeline."""

    button: str
    event: Said


def step(button: str, applicant: str | None, officer: str, public: str | None = None) -> Step:
    return Step(button, Said(applicant, officer, public))


# fmt: off
C, V, F, Q, H = CaseStatus, VisitStatus, FindingStatus, RfiStatus, AuthorisationStatus
STATUS: dict[Machine, Mapping[StrEnum, Said]] = {
    Machine.CASE: {
        C.DRAFT:             Said(N_("Draft"), N_("Draft at the company")),
        C.SUBMITTED:         Said(N_("Sent to Customs"), N_("Completeness check")),
        C.RETURNED:          Said(N_("Returned for completion"), N_("Returned to the company")),
        C.VETTING:           Said(N_("Documents being read"), N_("Vetting")),
        C.INFO_REQUESTED:    Said(N_("Your answer is needed"), N_("Waiting for the company")),
        C.VISIT_PLANNING:    Said(N_("Agreeing a visit date"), N_("Visit planning")),
        C.VISIT_SCHEDULED:   Said(N_("Visit date agreed"), N_("Visits agreed")),
        C.VISIT_REPORTING:   Said(N_("Visit report being written"), N_("Report drafting")),
        C.CORRECTIVE_ACTION: Said(N_("Your measures are needed"), N_("Corrective action")),
        C.ASSESSMENT:        Said(N_("Final assessment"), N_("Assessment")),
        C.SUPERVISOR_REVIEW: Said(N_("Final assessment"), N_("Supervisor's review")),
        C.HEARING:           Said(N_("You may comment before a decision"), N_("Hearing")),
        C.DECISION:          Said(N_("Decision being taken"), N_("Put for decision")),
        C.GRANTED:           Said(N_("Granted"), N_("Granted")),
        C.GRANTED_LOWER:     Said(N_("Granted at a lower level"), N_("Granted at a lower level")),
        C.REFUSED:           Said(N_("Refused"), N_("Refused")),
        C.NOT_ACCEPTED:      Said(N_("Not taken on"), N_("Not accepted")),
        C.WITHDRAWN:         Said(N_("Withdrawn by you"), N_("Withdrawn by the company")),
        C.LAPSED:            Said(N_("Closed without an answer"), N_("Lapsed")),
    },
    Machine.AUTHORISATION: {
        H.ACTIVE:                 Said(N_("Status in force"), N_("Active"), N_("In force")),
        H.ACTIVE_PENDING_RENEWAL: Said(N_("In force, renewal under way"), N_("Active, renewal under way"), N_("In force, renewal in progress")),
        H.SUSPENDED:              Said(N_("Suspended"), N_("Suspended"), N_("Suspended")),
        H.PARTIALLY_SUSPENDED:    Said(N_("Partly suspended"), N_("Partly suspended"), N_("Partly suspended")),
        H.EXPIRED:                Said(N_("Expired"), N_("Expired"), N_("Not in force")),
        H.REVOKED:                Said(N_("Revoked"), N_("Revoked"), N_("Not in force")),
        H.ANNULLED:               Said(N_("Annulled"), N_("Annulled"), N_("Not in force")),
        H.WITHDRAWN:              Said(N_("Given up by you"), N_("Given up by the holder"), N_("Not in force")),
        H.SUPERSEDED:             Said(N_("Replaced by a newer version"), N_("Superseded"), N_("Replaced by a newer version")),
    },
    Machine.VISIT: {
        V.PROPOSED:    Said(N_("Dates offered, please choose"), N_("Dates offered")),
        V.COUNTERED:   Said(N_("You asked for another date"), N_("Company asks for another date")),
        V.AGREED:      Said(N_("Date agreed"), N_("Agreed")),
        V.IN_PROGRESS: Said(N_("Officers are with you"), N_("In progress")),
        V.COMPLETED:   Said(N_("Visit done"), N_("Completed")),
        V.CANCELLED:   Said(N_("Will not take place"), N_("Cancelled")),
    },
    Machine.FINDING: {
        F.OPEN:               Said(N_("To be answered by you"), N_("Open")),
        F.PLAN_SUBMITTED:     Said(N_("Your plan is being read"), N_("Plan submitted")),
        F.PLAN_ACCEPTED:      Said(N_("Plan accepted, please carry it out"), N_("Plan accepted")),
        F.EVIDENCE_SUBMITTED: Said(N_("Your proof is being read"), N_("Evidence submitted")),
        F.CLOSED:             Said(N_("Settled"), N_("Closed")),
        F.ACCEPTED_RISK:      Said(N_("Accepted as it is"), N_("Risk accepted")),
        F.MONITORING:         Said(N_("To be looked at again later"), N_("Monitoring")),
        F.UNRESOLVED:         Said(N_("Not settled when the case ended"), N_("Unresolved at the end of the case")),
    },
    Machine.RFI: {
        Q.DRAFT:     Said(None, N_("Draft")),
        Q.OPEN:      Said(N_("Your answer is needed"), N_("Waiting for the company")),
        Q.ANSWERED:  Said(N_("Your answer is being read"), N_("Answered")),
        Q.ACCEPTED:  Said(N_("Answered"), N_("Accepted")),
        Q.EXPIRED:   Said(N_("Closed without an answer"), N_("Expired")),
        Q.WITHDRAWN: Said(N_("No answer needed any more"), N_("Withdrawn")),
    },
}

CA, VA, FA, QA, HA = CaseAct, VisitAct, FindingAct, RfiAct, AuthorisationAct
STEP: dict[Machine, Mapping[StrEnum, Step]] = {
    #   what         the button                                  the applicant's timeline                                    the officer's timeline
    Machine.CASE: {
        CA.BEGIN:            step(N_("Start an application"), N_("The application was started."), N_("The company started a draft.")),
        CA.SUBMIT:           step(N_("Send the application"), N_("The application was sent to Customs."), N_("The company sent the application.")),
        CA.RESUBMIT:         step(N_("Send it again"), N_("The completed application was sent to Customs."), N_("The company sent the completed application.")),
        CA.RETURN:           step(N_("Return for completion"), N_("Customs returned the application for completion."), N_("Returned for completion.")),
        CA.ACCEPT:           step(N_("Accept for review"), N_("Customs accepted the application for review."), N_("Accepted for review.")),
        CA.RECORD_ACCEPTED:  step(N_("Record acceptance by law"), N_("The application counts as accepted by law, because time passed."), N_("Recorded: accepted by law, because time passed.")),
        CA.NOT_ACCEPT:       step(N_("Do not accept"), N_("Customs did not take the application on."), N_("Not accepted.")),
        CA.ASK:              step(N_("Wait for the company's answer"), N_("Customs asked a question and waits for your answer."), N_("Waiting for the company's answer.")),
        CA.RESUME:           step(N_("Go on reading"), N_("The questions are answered; Customs reads on."), N_("No question is open; the review goes on.")),
        CA.PLAN_VISIT:       step(N_("Plan the visit"), N_("The documents are read; a visit is being planned."), N_("Vetting ended; visit planning began.")),
        CA.WAIVE_VISIT:      step(N_("Waive the visit"), N_("Customs needs no visit for this application."), N_("Visit waived.")),
        CA.GO_ADVERSE:       step(N_("Assess without a visit, against the company"), N_("The documents are read; the final assessment began."), N_("To the assessment without a visit, against the company.")),
        CA.SCHEDULE:         step(N_("All visits agreed"), N_("Every site has an agreed visit."), N_("Every site has an agreed visit or a waiver.")),
        CA.UNSCHEDULE:       step(N_("A visit is open again"), N_("A visit needs a new date."), N_("A site lacks an agreed visit again.")),
        CA.END_VISITS:       step(N_("All visits ended"), N_("The visits are over; the report is being written."), N_("All visits ended.")),
        CA.ISSUE_FINDINGS:   step(N_("Issue the report with findings"), N_("Customs issued the report; points are to be put right."), N_("Report issued with findings that need action.")),
        CA.CLOSE_REPORT:     step(N_("Issue the report, no action needed"), N_("Customs issued the report; nothing has to be put right."), N_("Report issued; no action needed.")),
        CA.CLOSE_ACTIONS:    step(N_("Close the corrective actions"), N_("The corrective actions are settled."), N_("Corrective actions settled.")),
        CA.OVERDUE_ACTIONS:  step(N_("Go on without the overdue actions"), N_("Corrective actions are overdue; Customs goes on without them."), N_("To the assessment with overdue actions.")),
        CA.REVISIT:          step(N_("Visit again"), N_("Customs plans another visit."), N_("Another visit is planned.")),
        CA.RECOMMEND:        step(N_("Hand in the recommendation"), None, N_("Recommendation handed in.")),
        CA.SEND_BACK:        step(N_("Send back with a comment"), None, N_("Sent back to the assessment.")),
        CA.INTEND_ADVERSE:   step(N_("Hear the company first"), N_("Customs intends a decision against you and asks for your comments."), N_("Intended decision sent to the company.")),
        CA.WAIVE_HEARING:    step(N_("Waive the hearing"), N_("Customs decides without a hearing; the reason is in the case."), N_("Hearing waived.")),
        CA.REPLY_TO_HEARING: step(N_("Send your comments"), N_("Your comments were sent to Customs."), N_("The company commented on the intended decision.")),
        CA.ACCEPT_LOWER:     step(N_("Accept the lower level"), N_("You accepted the lower level."), N_("The company accepted the lower level.")),
        CA.CLOSE_HEARING:    step(N_("Close the hearing without a reply"), N_("The time for comments is over."), N_("Hearing closed without a reply.")),
        CA.PUT_FORWARD:      step(N_("Put for decision"), N_("The case was put for decision."), N_("Put for decision.")),
        CA.EXTEND:           step(N_("Extend the time for the decision"), N_("Customs needs more time for the decision."), N_("Time for the decision extended.")),
        CA.GRANT:            step(N_("Grant"), N_("Customs granted the status."), N_("Granted.")),
        CA.GRANT_LOWER:      step(N_("Grant at the lower level"), N_("Customs granted the status at a lower level."), N_("Granted at a lower level.")),
        CA.REFUSE:           step(N_("Refuse"), N_("Customs refused the application."), N_("Refused.")),
        CA.RECORD_REFUSED:   step(N_("Record refusal by law"), N_("The application counts as refused by law, because time passed."), N_("Recorded: refused by law, because time passed.")),
        CA.WITHDRAW:         step(N_("Withdraw the application"), N_("You withdrew the application."), N_("The company withdrew the application.")),
        CA.LAPSE:            step(N_("Close without an answer"), N_("The case was closed because no answer came in time."), N_("Lapsed: no answer in time.")),
        CA.SHUT_OUT:         step(N_("Close with the company"), N_("The case was closed because the company may not hold the status now."), N_("Closed: a revocation took effect, or the company ended.")),
    },
    Machine.AUTHORISATION: {
        HA.BEGIN:     step(N_("Issue the status"), N_("The status came into force."), N_("Version issued."), N_("Status in force.")),
        HA.CONTINUE:  step(N_("Carry the status on"), N_("The status goes on until the renewal is decided."), N_("Carried on during a timely renewal."), N_("Renewal in progress.")),
        HA.EXPIRE:    step(N_("Let the status expire"), N_("The status expired."), N_("Expired."), N_("Status ended.")),
        HA.SUPERSEDE: step(N_("Replace by the newer version"), N_("A newer version of the status is in force."), N_("Superseded by a newer version."), N_("Replaced by a newer version.")),
        HA.WITHDRAW:  step(N_("Confirm that the status is given up"), N_("The status was given up as you asked."), N_("Withdrawn at the holder's request."), N_("Status ended.")),
    },
    Machine.VISIT: {
        VA.BEGIN:       step(N_("Offer dates"), N_("Customs offered dates for a visit."), N_("Dates offered.")),
        VA.CHOOSE:      step(N_("Choose this date"), N_("You chose a date for the visit."), N_("The company chose a date.")),
        VA.COUNTER:     step(N_("Ask for another date"), N_("You asked for another date."), N_("The company asked for another date.")),
        VA.OFFER_AGAIN: step(N_("Offer new dates"), N_("Customs offered new dates."), N_("New dates offered.")),
        VA.FIX:         step(N_("Fix the date"), N_("Customs fixed the date of the visit."), N_("Date fixed.")),
        VA.RESCHEDULE:  step(N_("Move the visit"), N_("The visit needs a new date."), N_("The visit needs a new date.")),
        VA.START:       step(N_("Start the visit"), N_("The visit began."), N_("Visit started.")),
        VA.COMPLETE:    step(N_("End the visit"), N_("The visit ended."), N_("Visit completed.")),
        VA.CANCEL:      step(N_("Cancel the visit"), N_("The visit will not take place."), N_("Visit cancelled.")),
    },
    Machine.FINDING: {
        FA.BEGIN:            step(N_("Record a finding"), None, N_("Finding recorded.")),
        FA.WITHDRAW:         step(N_("Withdraw the finding"), None, N_("Finding withdrawn before it was issued.")),
        FA.SUBMIT_PLAN:      step(N_("Send the plan"), N_("You sent a plan."), N_("The company sent a plan.")),
        FA.ACCEPT_PLAN:      step(N_("Accept the plan"), N_("Customs accepted your plan."), N_("Plan accepted.")),
        FA.REJECT_PLAN:      step(N_("Ask for another plan"), N_("Customs asks for another plan."), N_("Plan rejected.")),
        FA.SUBMIT_EVIDENCE:  step(N_("Send the proof"), N_("You sent proof."), N_("The company sent proof.")),
        FA.CLOSE:            step(N_("Close the finding"), N_("This point is settled."), N_("Finding closed.")),
        FA.REJECT_EVIDENCE:  step(N_("Ask for more proof"), N_("Customs asks for more proof."), N_("Evidence rejected.")),
        FA.REOPEN:           step(N_("Open again"), N_("This point was opened again."), N_("Finding opened again.")),
        FA.ACCEPT_RISK:      step(N_("Accept the risk"), N_("Customs accepts this point as it is."), N_("Risk accepted.")),
        FA.MONITOR:          step(N_("Move to monitoring"), N_("Customs will look at this point again later."), N_("Moved to monitoring.")),
        FA.LEAVE_UNRESOLVED: step(N_("Leave unresolved"), N_("The case ended before this point was settled."), N_("Left unresolved at the end of the case.")),
    },
    Machine.RFI: {
        QA.BEGIN:     step(N_("Prepare a question"), None, N_("Request drafted.")),
        QA.ISSUE:     step(N_("Send the question"), N_("Customs asked for information."), N_("Request sent.")),
        QA.ANSWER:    step(N_("Send the answer"), N_("You answered the question."), N_("The company answered.")),
        QA.ACCEPT:    step(N_("Accept the answer"), N_("Customs accepted your answer."), N_("Answer accepted.")),
        QA.ASK_AGAIN: step(N_("Ask again"), N_("Customs asked again."), N_("Asked again.")),
        QA.EXTEND:    step(N_("Give more time"), N_("Customs gave you more time to answer."), N_("More time given.")),
        QA.EXPIRE:    step(N_("Close without an answer"), N_("The question was closed without an answer."), N_("Closed without an answer.")),
        QA.WITHDRAW:  step(N_("Withdraw the question"), N_("Customs no longer needs this answer."), N_("Request withdrawn.")),
    },
}
# fmt: on
