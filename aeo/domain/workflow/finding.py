"""A finding and its corrective action, from the visit to closure (handbook §7.4, §12.4).

Settled is not final: a closed finding may be opened again while its case is open, and what is
monitored is closed after the grant. The report of the case tells the company of a new finding;
before that it is the office's own and can be withdrawn, also where no report is to come because the
visit was waived. After that it is judged.
"""

from enum import StrEnum

from aeo.domain.guards import finding as g
from aeo.domain.guards import no_conflict
from aeo.domain.transition import Table, row
from aeo.domain.vocabulary import FindingStatus as S
from aeo.domain.vocabulary import Machine
from aeo.domain.vocabulary import Role as R


class FindingAct(StrEnum):
    BEGIN = "begin"
    WITHDRAW = "withdraw"
    SUBMIT_PLAN = "submit_plan"
    ACCEPT_PLAN = "accept_plan"
    REJECT_PLAN = "reject_plan"
    SUBMIT_EVIDENCE = "submit_evidence"
    CLOSE = "close"
    REJECT_EVIDENCE = "reject_evidence"
    REOPEN = "reopen"
    ACCEPT_RISK = "accept_risk"
    MONITOR = "monitor"
    LEAVE_UNRESOLVED = "leave_unresolved"


A = FindingAct
COMPANY = {R.COMPANY_ADMIN, R.SIGNATORY, R.COORDINATOR}
OFFICER = {R.CASE_OFFICER, R.VALIDATOR}
SUPERVISOR, SYSTEM = {R.SUPERVISOR}, {R.SYSTEM}
UNSETTLED = frozenset({S.OPEN, S.PLAN_SUBMITTED, S.PLAN_ACCEPTED, S.EVIDENCE_SUBMITTED})
SETTLED = frozenset({S.CLOSED, S.ACCEPTED_RISK, S.MONITORING, S.UNRESOLVED})
FINAL = frozenset({S.ACCEPTED_RISK, S.UNRESOLVED})

# fmt: off
BEGIN = row(A.BEGIN, (), S.OPEN, OFFICER, guards=(no_conflict, g.case_still_open))
FINDING = Table(Machine.FINDING, BEGIN, closed=FINAL, rows=(
    #   action, from, to, by, who is told
    row(A.WITHDRAW,         {S.OPEN},                             S.CLOSED,             OFFICER,          guards=(no_conflict, g.case_still_open, g.finding_not_issued), needs_note=True),
    row(A.SUBMIT_PLAN,      {S.OPEN},                             S.PLAN_SUBMITTED,     COMPANY,          "corrective-plan-receipt", "corrective-plan-received-officer", guards=(g.findings_were_issued, g.plan_is_complete)),
    row(A.ACCEPT_PLAN,      {S.PLAN_SUBMITTED},                   S.PLAN_ACCEPTED,      OFFICER,          "corrective-action-accepted", guards=(no_conflict,)),
    row(A.REJECT_PLAN,      {S.PLAN_SUBMITTED},                   S.OPEN,               OFFICER,          "corrective-action-rejected", guards=(no_conflict,), needs_note=True),
    row(A.SUBMIT_EVIDENCE,  {S.PLAN_ACCEPTED},                    S.EVIDENCE_SUBMITTED, COMPANY,          "corrective-plan-receipt", "corrective-plan-received-officer", guards=(g.proof_is_given,)),
    row(A.CLOSE,            {S.EVIDENCE_SUBMITTED, S.MONITORING}, S.CLOSED,             OFFICER,          "corrective-action-accepted", guards=(no_conflict,), needs_note=True),
    row(A.CLOSE,            {S.OPEN},                             S.CLOSED,             OFFICER | SYSTEM, guards=(no_conflict, g.findings_were_issued, g.finding_asks_nothing)),
    row(A.REJECT_EVIDENCE,  {S.EVIDENCE_SUBMITTED},               S.PLAN_ACCEPTED,      OFFICER,          "corrective-action-rejected", guards=(no_conflict,), needs_note=True),
    row(A.REOPEN,           {S.CLOSED},                           S.OPEN,               OFFICER,          "corrective-action-rejected", guards=(no_conflict, g.findings_were_issued, g.case_still_open), needs_note=True),
    row(A.ACCEPT_RISK,      UNSETTLED,                            S.ACCEPTED_RISK,      SUPERVISOR,       "corrective-action-accepted", guards=(no_conflict, g.findings_were_issued), needs_note=True),
    row(A.MONITOR,          {S.PLAN_ACCEPTED},                    S.MONITORING,         SUPERVISOR,       "corrective-action-accepted", guards=(no_conflict,), needs_note=True),
    row(A.LEAVE_UNRESOLVED, UNSETTLED,                            S.UNRESOLVED,         SYSTEM),
))
# fmt: on
