"""The case, from draft to decision (product §6; handbook §7.1, whose T-numbers stand at the rows).

What stands outside the rows: a draft is discarded by deleting it; consultations of others (T11) and
corrective actions (T19, T20) have records of their own; reopening (T33) is a flag and a linked case
that starts at the assessment. Rows that follow the visits (schedule, unschedule, end visits) state
a fact and so are not held up by an open request.
"""

from enum import StrEnum

from aeo.domain.guards import accreditation as d
from aeo.domain.guards import case as g
from aeo.domain.guards import no_conflict
from aeo.domain.transition import Table, row
from aeo.domain.vocabulary import CLOSED_CASE, Machine
from aeo.domain.vocabulary import CaseStatus as S
from aeo.domain.vocabulary import Role as R


class CaseAct(StrEnum):
    BEGIN = "begin"
    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    RETURN = "return"
    ACCEPT = "accept"
    RECORD_ACCEPTED = "record_accepted"
    NOT_ACCEPT = "not_accept"
    ASK = "ask"
    RESUME = "resume"
    PLAN_VISIT = "plan_visit"
    WAIVE_VISIT = "waive_visit"
    GO_ADVERSE = "go_adverse"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    END_VISITS = "end_visits"
    ISSUE_FINDINGS = "issue_findings"
    CLOSE_REPORT = "close_report"
    CLOSE_ACTIONS = "close_actions"
    OVERDUE_ACTIONS = "overdue_actions"
    REVISIT = "revisit"
    RECOMMEND = "recommend"
    SEND_BACK = "send_back"
    INTEND_ADVERSE = "intend_adverse"
    WAIVE_HEARING = "waive_hearing"
    REPLY_TO_HEARING = "reply_to_hearing"
    ACCEPT_LOWER = "accept_lower"
    CLOSE_HEARING = "close_hearing"
    PUT_FORWARD = "put_forward"
    EXTEND = "extend"
    GRANT = "grant"
    GRANT_LOWER = "grant_lower"
    REFUSE = "refuse"
    RECORD_REFUSED = "record_refused"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    SHUT_OUT = "shut_out"


A = CaseAct
OPEN = frozenset(S) - CLOSED_CASE - {S.DRAFT}
IN_REVIEW = OPEN - {S.SUBMITTED, S.RETURNED}
DRAFTERS = {R.COMPANY_ADMIN, R.SIGNATORY, R.COORDINATOR, R.CONTRIBUTOR}
SIGNATORY, SUPERVISOR, APPROVER, SYSTEM = {R.SIGNATORY}, {R.SUPERVISOR}, {R.APPROVER}, {R.SYSTEM}
INTAKE = {R.INTAKE, R.CASE_OFFICER, R.SUPERVISOR}
OFFICER = {R.CASE_OFFICER}

# fmt: off
BEGIN = row(A.BEGIN, (), S.DRAFT, DRAFTERS, "draft-created", guards=(g.no_rival_case_open, g.no_bar, g.renewal_may_begin))  # T1
CASE = Table(Machine.CASE, BEGIN, closed=CLOSED_CASE, rows=(
    #   action, from, to, by, who is told
    row(A.SUBMIT,           {S.DRAFT},                                              S.SUBMITTED,         SIGNATORY,  "submission-received", "case-in-intake-queue", guards=(g.nothing_is_missing, g.no_bar), clock="starts acknowledge, completeness"),  # T2
    row(A.RESUBMIT,         {S.RETURNED},                                           S.SUBMITTED,         SIGNATORY,  "resubmission-received", "case-in-intake-queue", guards=(g.nothing_is_missing, g.every_returned_item_answered), clock="restarts completeness"),  # T4
    row(A.RETURN,           {S.SUBMITTED},                                          S.RETURNED,          INTAKE,     "application-returned", guards=(no_conflict, g.return_reasons_given), clock="stops completeness, starts applicant_gaps"),  # T3
    row(A.ACCEPT,           {S.SUBMITTED},                                          S.VETTING,           INTAKE,     "application-accepted", "officer-assigned-company", guards=(no_conflict, g.has_officer, g.company_verified, g.completeness_checked), clock="stops completeness, starts decision, vetting"),  # T5, T7
    row(A.RECORD_ACCEPTED,  {S.SUBMITTED},                                          S.VETTING,           INTAKE,     "application-accepted", "officer-assigned-company", guards=(no_conflict, g.law_has_accepted, g.has_officer), clock="stops completeness, starts decision, vetting", needs_note=True),  # the law acted on silence
    row(A.NOT_ACCEPT,       {S.SUBMITTED, S.RETURNED},                              S.NOT_ACCEPTED,      SUPERVISOR, "application-not-accepted", guards=(no_conflict,), clock="stops all", needs_note=True),  # T6
    row(A.ASK,              {S.VETTING},                                            S.INFO_REQUESTED,    OFFICER,    guards=(no_conflict, g.blocking_rfi_open), clock="stops decision, vetting"),  # T8
    row(A.RESUME,           {S.INFO_REQUESTED},                                     S.VETTING,           SYSTEM,     guards=(g.no_blocking_rfi,), clock="resumes decision, vetting"),  # T9, T10
    row(A.PLAN_VISIT,       {S.VETTING},                                            S.VISIT_PLANNING,    OFFICER,    guards=(no_conflict, g.no_blocking_rfi, g.every_answer_read), clock="stops vetting, starts visit_proposal"),  # T12
    row(A.WAIVE_VISIT,      {S.VETTING},                                            S.ASSESSMENT,        SUPERVISOR, guards=(no_conflict, g.no_blocking_rfi, g.every_answer_read, g.visit_may_be_waived), clock="stops vetting", needs_note=True),
    row(A.GO_ADVERSE,       {S.VETTING},                                            S.ASSESSMENT,        SUPERVISOR, guards=(no_conflict, d.adverse_with_grounds), clock="stops vetting", needs_note=True),  # against the company without a visit
    row(A.SCHEDULE,         {S.VISIT_PLANNING},                                     S.VISIT_SCHEDULED,   SYSTEM,     guards=(g.every_site_has_a_visit,), clock="stops visit_proposal"),  # T13
    row(A.UNSCHEDULE,       {S.VISIT_SCHEDULED},                                    S.VISIT_PLANNING,    SYSTEM,     guards=(g.a_site_lacks_a_visit,), clock="starts visit_proposal"),  # T14
    row(A.END_VISITS,       {S.VISIT_SCHEDULED},                                    S.VISIT_REPORTING,   SYSTEM,     "visit-completed-company", guards=(g.every_site_has_a_visit, g.every_visit_ended), clock="starts report"),  # T16
    row(A.ISSUE_FINDINGS,   {S.VISIT_REPORTING},                                    S.CORRECTIVE_ACTION, SUPERVISOR, "report-with-actions", guards=(no_conflict, g.report_approved, g.findings_need_action, g.no_blocking_rfi), clock="stops decision"),  # T17
    row(A.CLOSE_REPORT,     {S.VISIT_REPORTING},                                    S.ASSESSMENT,        SUPERVISOR, "report-no-actions", guards=(no_conflict, g.report_approved, g.no_finding_needs_action, g.no_blocking_rfi)),  # T18
    row(A.CLOSE_ACTIONS,    {S.CORRECTIVE_ACTION},                                  S.ASSESSMENT,        OFFICER,    "corrective-actions-closed", guards=(no_conflict, g.serious_findings_settled, g.no_blocking_rfi), clock="resumes decision"),  # T21
    row(A.OVERDUE_ACTIONS,  {S.CORRECTIVE_ACTION},                                  S.ASSESSMENT,        SUPERVISOR, guards=(no_conflict, g.actions_overdue), clock="resumes decision", needs_note=True),  # T22
    row(A.REVISIT,          {S.VISIT_REPORTING, S.CORRECTIVE_ACTION, S.ASSESSMENT}, S.VISIT_PLANNING,    OFFICER,    guards=(no_conflict,), clock="starts visit_proposal", needs_note=True),
    row(A.RECOMMEND,        {S.ASSESSMENT},                                         S.SUPERVISOR_REVIEW, OFFICER,    "recommendation-ready", guards=(no_conflict, g.no_blocking_rfi_unless_adverse, d.every_criterion_scored, d.recommendation_given, d.somebody_else_could_decide), clock="starts supervisor_approval"),  # T23
    row(A.SEND_BACK,        {S.SUPERVISOR_REVIEW},                                  S.ASSESSMENT,        SUPERVISOR, "recommendation-sent-back", guards=(no_conflict,), needs_note=True),  # T24
    row(A.SEND_BACK,        {S.DECISION},                                           S.ASSESSMENT,        APPROVER,   "recommendation-sent-back", guards=(d.four_eyes,), needs_note=True),
    row(A.INTEND_ADVERSE,   {S.SUPERVISOR_REVIEW},                                  S.HEARING,           SUPERVISOR, "intended-decision", guards=(no_conflict, d.proposal_is_adverse, d.hearing_is_due, d.adverse_with_grounds), clock="starts hearing, extends decision", needs_note=True),  # T25
    row(A.INTEND_ADVERSE,   {S.DECISION},                                           S.HEARING,           APPROVER,   "intended-decision", guards=(d.four_eyes, d.hearing_is_due, d.adverse_with_grounds), clock="starts hearing, extends decision", needs_note=True),  # against a favourable proposal too
    row(A.WAIVE_HEARING,    {S.SUPERVISOR_REVIEW},                                  None,                SUPERVISOR, guards=(no_conflict, d.proposal_is_adverse, d.hearing_is_due, d.hearing_may_be_waived), needs_note=True),
    row(A.WAIVE_HEARING,    {S.DECISION},                                           None,                APPROVER,   guards=(d.four_eyes, d.hearing_is_due, d.hearing_may_be_waived), needs_note=True),
    row(A.REPLY_TO_HEARING, {S.HEARING},                                            S.ASSESSMENT,        SIGNATORY,  "hearing-reply-receipt", "hearing-reply-officer", clock="stops hearing", needs_note=True),  # T26: maintain
    row(A.ACCEPT_LOWER,     {S.HEARING},                                            S.ASSESSMENT,        SIGNATORY,  "hearing-reply-receipt", "hearing-reply-officer", guards=(d.lower_level_exists,), clock="stops hearing"),  # T26: accept a lower level
    row(A.CLOSE_HEARING,    {S.HEARING},                                            S.DECISION,          SUPERVISOR, "hearing-closed-no-reply", "hearing-no-reply-officer", guards=(no_conflict, d.hearing_time_over), clock="stops hearing", needs_note=True),  # T26
    row(A.PUT_FORWARD,      {S.SUPERVISOR_REVIEW},                                  S.DECISION,          SUPERVISOR, "put-for-decision", guards=(no_conflict, g.no_blocking_rfi_unless_adverse, d.favourable_or_heard, d.somebody_could_decide), clock="stops supervisor_approval"),  # T27
    row(A.EXTEND,           IN_REVIEW,                                              None,                SUPERVISOR, "decision-time-extended", guards=(no_conflict, g.extension_allowed), clock="extends decision", needs_note=True),  # T32
    row(A.GRANT,            {S.DECISION},                                           S.GRANTED,           APPROVER,   "granted", "granted-all-users", "granted-register-staff", guards=(d.four_eyes, d.nothing_blocks_a_grant), clock="stops all"),  # T28
    row(A.GRANT_LOWER,      {S.DECISION},                                           S.GRANTED_LOWER,     APPROVER,   "granted-lower-level", "granted-all-users", "granted-register-staff", guards=(d.four_eyes, d.nothing_blocks_a_lower_grant, d.lower_level_exists, d.lower_level_accepted), clock="stops all", needs_note=True),  # T28
    row(A.REFUSE,           {S.DECISION},                                           S.REFUSED,           APPROVER,   "refused", guards=(d.four_eyes, d.adverse_with_grounds, d.hearing_finished), clock="stops all", needs_note=True),  # T29
    row(A.RECORD_REFUSED,   IN_REVIEW,                                              S.REFUSED,           APPROVER,   "deemed-refusal", guards=(d.four_eyes, g.law_has_refused), clock="stops all", needs_note=True),  # T34
    row(A.WITHDRAW,         OPEN,                                                   S.WITHDRAWN,         SIGNATORY,  "withdrawal-receipt", "withdrawal-officer", clock="stops all"),  # T30
    row(A.LAPSE,            {S.RETURNED, S.INFO_REQUESTED},                         S.LAPSED,            SUPERVISOR, "application-lapsed", guards=(no_conflict, g.lapse_is_due), clock="stops all", needs_note=True),  # T31
    row(A.SHUT_OUT,         OPEN,                                                   S.NOT_ACCEPTED,      SYSTEM,     "application-not-accepted", guards=(g.company_is_shut_out,), clock="stops all", needs_note=True),  # a revocation took effect, or the company ended
))
# fmt: on
