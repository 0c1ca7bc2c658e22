"""The case, from draft to decision (product §6; handbook §7.1, whose T-numbers stand at the rows)."""

from enum import StrEnum

from aeo.domain import guards as g
from aeo.domain.transition import Table, row
from aeo.domain.vocabulary import CLOSED_CASE, Machine
from aeo.domain.vocabulary import CaseStatus as S
from aeo.domain.vocabulary import Role as R


class CaseAct(StrEnum):
    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    RETURN = "return"
    ACCEPT = "accept"
    NOT_ACCEPT = "not_accept"
    ASK = "ask"
    RESUME = "resume"
    PLAN_VISIT = "plan_visit"
    WAIVE_VISIT = "waive_visit"
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
    REPLY_TO_HEARING = "reply_to_hearing"
    CLOSE_HEARING = "close_hearing"
    PUT_FORWARD = "put_forward"
    EXTEND = "extend"
    GRANT = "grant"
    GRANT_LOWER = "grant_lower"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


A = CaseAct
OPEN = frozenset(S) - CLOSED_CASE - {S.DRAFT}
INTAKE = {R.INTAKE, R.CASE_OFFICER, R.SUPERVISOR}
OFFICER = {R.CASE_OFFICER}
IN_REVIEW = frozenset(OPEN) - {S.SUBMITTED, S.RETURNED}

# fmt: off
CASE = Table(Machine.CASE, S.DRAFT, closed=CLOSED_CASE, rows=(
    #   action              from                                                       to                   by                  who is told
    row(A.SUBMIT,           {S.DRAFT},                                                 S.SUBMITTED,         {R.SIGNATORY},      "application-received", "new-application", guards=(g.nothing_is_missing,), clock="starts acknowledge, completeness"),                     # T2
    row(A.RESUBMIT,         {S.RETURNED},                                              S.SUBMITTED,         {R.SIGNATORY},      "application-received", "new-application", guards=(g.nothing_is_missing, g.every_returned_item_answered), clock="restarts completeness"),  # T4
    row(A.RETURN,           {S.SUBMITTED},                                             S.RETURNED,          INTAKE,             "application-returned", guards=(g.no_conflict, g.return_reasons_given), clock="stops completeness, starts applicant_gaps"),                      # T3
    row(A.ACCEPT,           {S.SUBMITTED},                                             S.VETTING,           INTAKE,             "application-accepted", guards=(g.no_conflict, g.has_officer, g.company_verified), clock="stops completeness, starts decision, vetting"),            # T5, T7
    row(A.NOT_ACCEPT,       {S.SUBMITTED, S.RETURNED},                                 S.NOT_ACCEPTED,      {R.SUPERVISOR},     "application-not-accepted", clock="stops all", needs_note=True),                                                                                         # T6
    row(A.ASK,              {S.VETTING},                                               S.INFO_REQUESTED,    OFFICER,            guards=(g.no_conflict, g.blocking_rfi_open), clock="stops decision, vetting"),                                                                           # T8
    row(A.RESUME,           {S.INFO_REQUESTED},                                        S.VETTING,           {R.SYSTEM},         guards=(g.no_blocking_rfi,), clock="resumes decision, vetting"),                                                                                         # T9, T10
    row(A.PLAN_VISIT,       {S.VETTING},                                               S.VISIT_PLANNING,    OFFICER,            "visit-planned", guards=(g.no_conflict, g.no_blocking_rfi, g.every_answer_read), clock="stops vetting, starts visit_proposal"),                          # T12
    row(A.WAIVE_VISIT,      {S.VETTING},                                               S.ASSESSMENT,        {R.SUPERVISOR},     guards=(g.no_conflict, g.no_blocking_rfi, g.visit_may_be_waived), clock="stops vetting", needs_note=True),
    row(A.SCHEDULE,         {S.VISIT_PLANNING},                                        S.VISIT_SCHEDULED,   {R.SYSTEM},         guards=(g.every_site_has_a_visit,), clock="stops visit_proposal"),                                                                                       # T13
    row(A.UNSCHEDULE,       {S.VISIT_SCHEDULED},                                       S.VISIT_PLANNING,    {R.SYSTEM},         clock="starts visit_proposal"),                                                                                                                          # T14
    row(A.END_VISITS,       {S.VISIT_SCHEDULED},                                       S.VISIT_REPORTING,   {R.SYSTEM},         guards=(g.every_visit_ended,), clock="starts report"),                                                                                                   # T16
    row(A.ISSUE_FINDINGS,   {S.VISIT_REPORTING},                                       S.CORRECTIVE_ACTION, {R.SUPERVISOR},     "findings-issued", guards=(g.report_approved, g.findings_need_action, g.no_blocking_rfi), clock="stops decision, starts corrective action"),             # T17
    row(A.CLOSE_REPORT,     {S.VISIT_REPORTING},                                       S.ASSESSMENT,        {R.SUPERVISOR},     "report-without-actions", guards=(g.report_approved, g.no_finding_needs_action, g.no_blocking_rfi)),                                                     # T18
    row(A.CLOSE_ACTIONS,    {S.CORRECTIVE_ACTION},                                     S.ASSESSMENT,        OFFICER,            "corrective-actions-closed", guards=(g.no_conflict, g.serious_findings_settled, g.no_blocking_rfi), clock="resumes decision"),                           # T21
    row(A.OVERDUE_ACTIONS,  {S.CORRECTIVE_ACTION},                                     S.ASSESSMENT,        {R.SUPERVISOR},     guards=(g.actions_overdue,), clock="resumes decision", needs_note=True),                                                                                # T22
    row(A.REVISIT,          {S.VISIT_REPORTING, S.CORRECTIVE_ACTION, S.ASSESSMENT},    S.VISIT_PLANNING,    OFFICER,            "visit-planned", guards=(g.no_conflict,), clock="starts visit_proposal", needs_note=True),
    row(A.RECOMMEND,        {S.ASSESSMENT},                                            S.SUPERVISOR_REVIEW, OFFICER,            "recommendation-made", guards=(g.no_conflict, g.no_blocking_rfi, g.every_criterion_scored, g.recommendation_given, g.somebody_could_decide), clock="starts supervisor_approval"),  # T23
    row(A.SEND_BACK,        {S.SUPERVISOR_REVIEW},                                     S.ASSESSMENT,        {R.SUPERVISOR},     "recommendation-sent-back", needs_note=True),                                                                                                            # T24
    row(A.SEND_BACK,        {S.DECISION},                                              S.ASSESSMENT,        {R.APPROVER},       "recommendation-sent-back", guards=(g.four_eyes,), needs_note=True),
    row(A.INTEND_ADVERSE,   {S.SUPERVISOR_REVIEW},                                     S.HEARING,           {R.SUPERVISOR},     "intended-decision", guards=(g.hearing_is_due, g.adverse_with_grounds), clock="starts hearing, extends decision", needs_note=True),                      # T25
    row(A.INTEND_ADVERSE,   {S.DECISION},                                              S.HEARING,           {R.APPROVER},       "intended-decision", guards=(g.four_eyes, g.hearing_is_due), clock="starts hearing, extends decision", needs_note=True),
    row(A.REPLY_TO_HEARING, {S.HEARING},                                               S.ASSESSMENT,        {R.SIGNATORY},      "hearing-reply", clock="stops hearing", needs_note=True),                                                                                                # T26
    row(A.CLOSE_HEARING,    {S.HEARING},                                               S.DECISION,          {R.SUPERVISOR},     guards=(g.hearing_time_over,), clock="stops hearing", needs_note=True),                                                                                  # T26
    row(A.PUT_FORWARD,      {S.SUPERVISOR_REVIEW},                                     S.DECISION,          {R.SUPERVISOR},     "decision-needed", guards=(g.favourable_or_heard, g.somebody_could_decide), clock="stops supervisor_approval"),                                          # T27
    row(A.EXTEND,           IN_REVIEW,                                                 None,                {R.SUPERVISOR},     "decision-extended", guards=(g.extension_allowed,), clock="extends decision", needs_note=True),                                                          # T32
    row(A.GRANT,            {S.DECISION},                                              S.GRANTED,           {R.APPROVER},       "decision-granted", guards=(g.four_eyes, g.nothing_blocks_a_grant), clock="stops all"),                                                                  # T28
    row(A.GRANT_LOWER,      {S.DECISION},                                              S.GRANTED_LOWER,     {R.APPROVER},       "decision-granted-lower", guards=(g.four_eyes, g.nothing_blocks_a_grant, g.lower_level_exists, g.lower_level_accepted), clock="stops all", needs_note=True),  # T28
    row(A.REFUSE,           {S.DECISION},                                              S.REFUSED,           {R.APPROVER},       "decision-refused", guards=(g.four_eyes, g.adverse_with_grounds, g.hearing_finished), clock="stops all", needs_note=True),                                # T29
    row(A.WITHDRAW,         OPEN,                                                      S.WITHDRAWN,         {R.SIGNATORY},      "application-withdrawn", clock="stops all"),                                                                                                              # T30
    row(A.LAPSE,            {S.RETURNED, S.INFO_REQUESTED},                            S.LAPSED,            {R.SUPERVISOR},     "application-lapsed", guards=(g.answer_overdue,), clock="stops all", needs_note=True),                                                                     # T31
))
# fmt: on
