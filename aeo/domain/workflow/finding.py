"""A finding and its corrective action, from the visit to closure (handbook §7.4, §12.4)."""

from enum import StrEnum

from aeo.domain import guards as g
from aeo.domain.transition import Table, row
from aeo.domain.vocabulary import FindingStatus as S
from aeo.domain.vocabulary import Machine
from aeo.domain.vocabulary import Role as R


class FindingAct(StrEnum):
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
OFFICER = {R.CASE_OFFICER, R.VALIDATOR}
COMPANY = {R.COMPANY_ADMIN, R.SIGNATORY, R.COORDINATOR}
UNSETTLED = frozenset({S.OPEN, S.PLAN_SUBMITTED, S.PLAN_ACCEPTED, S.EVIDENCE_SUBMITTED})
SETTLED = frozenset({S.CLOSED, S.ACCEPTED_RISK, S.MONITORING, S.UNRESOLVED})

# fmt: off
FINDING = Table(Machine.FINDING, S.OPEN, closed=SETTLED, rows=(
    #   action              from                     to                     by              who is told
    row(A.SUBMIT_PLAN,      {S.OPEN},                S.PLAN_SUBMITTED,      COMPANY,        "action-plan-submitted", guards=(g.findings_were_issued, g.plan_is_complete)),
    row(A.ACCEPT_PLAN,      {S.PLAN_SUBMITTED},      S.PLAN_ACCEPTED,       OFFICER,        "action-plan-accepted", guards=(g.no_conflict,)),
    row(A.REJECT_PLAN,      {S.PLAN_SUBMITTED},      S.OPEN,                OFFICER,        "action-plan-rejected", guards=(g.no_conflict,), needs_note=True),
    row(A.SUBMIT_EVIDENCE,  {S.PLAN_ACCEPTED},       S.EVIDENCE_SUBMITTED,  COMPANY,        "action-evidence-submitted", guards=(g.proof_is_given,)),
    row(A.CLOSE,            {S.EVIDENCE_SUBMITTED},  S.CLOSED,              OFFICER,        "action-closed", guards=(g.no_conflict,), needs_note=True),
    row(A.REJECT_EVIDENCE,  {S.EVIDENCE_SUBMITTED},  S.PLAN_ACCEPTED,       OFFICER,        "action-evidence-rejected", guards=(g.no_conflict,), needs_note=True),
    row(A.REOPEN,           {S.CLOSED},              S.OPEN,                OFFICER,        "action-plan-rejected", guards=(g.no_conflict, g.case_still_open), needs_note=True),
    row(A.ACCEPT_RISK,      UNSETTLED,               S.ACCEPTED_RISK,       {R.SUPERVISOR}, "action-closed", needs_note=True),
    row(A.MONITOR,          {S.PLAN_ACCEPTED},       S.MONITORING,          {R.SUPERVISOR}, "action-plan-accepted", needs_note=True),
    row(A.LEAVE_UNRESOLVED, UNSETTLED,               S.UNRESOLVED,          {R.SYSTEM}),
))
# fmt: on
