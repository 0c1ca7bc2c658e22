"""A validation visit to one site: dates offered, one agreed, held, ended (handbook §7.3, §12)."""

from enum import StrEnum

from aeo.domain import guards as g
from aeo.domain.transition import Table, row
from aeo.domain.vocabulary import Machine
from aeo.domain.vocabulary import Role as R
from aeo.domain.vocabulary import VisitStatus as S


class VisitAct(StrEnum):
    CHOOSE = "choose"
    COUNTER = "counter"
    OFFER_AGAIN = "offer_again"
    FIX = "fix"
    RESCHEDULE = "reschedule"
    START = "start"
    COMPLETE = "complete"
    CANCEL = "cancel"


A = VisitAct
OFFICER = {R.CASE_OFFICER, R.VALIDATOR}
COMPANY = {R.COMPANY_ADMIN, R.SIGNATORY, R.COORDINATOR}

# fmt: off
VISIT = Table(Machine.VISIT, S.PROPOSED, closed=frozenset({S.COMPLETED, S.CANCELLED}), rows=(
    #   action          from                               to              by                       who is told
    row(A.CHOOSE,       {S.PROPOSED},                      S.AGREED,       COMPANY,                 "visit-agreed", "visit-agreed-officers", guards=(g.slot_still_free,), clock="stops visit_proposal, starts visit_notice"),
    row(A.COUNTER,      {S.PROPOSED},                      S.COUNTERED,    COMPANY,                 "visit-countered", guards=(g.may_still_reschedule,), needs_note=True),
    row(A.OFFER_AGAIN,  {S.COUNTERED},                     S.PROPOSED,     OFFICER,                 "visit-dates-offered", guards=(g.no_conflict, g.dates_offered)),
    row(A.FIX,          {S.PROPOSED, S.COUNTERED},         S.AGREED,       OFFICER,                 "visit-agreed", guards=(g.no_conflict, g.slot_still_free), needs_note=True),
    row(A.RESCHEDULE,   {S.AGREED},                        S.COUNTERED,    COMPANY | OFFICER,       "visit-rescheduled", guards=(g.may_still_reschedule,), clock="starts visit_proposal", needs_note=True),
    row(A.START,        {S.AGREED},                        S.IN_PROGRESS,  OFFICER,                 guards=(g.no_conflict, g.visit_day_reached, g.team_large_enough), clock="stops visit_notice"),
    row(A.COMPLETE,     {S.IN_PROGRESS},                   S.COMPLETED,    OFFICER,                 guards=(g.no_conflict, g.checklist_filled), clock="starts report"),
    row(A.CANCEL,       {S.PROPOSED, S.COUNTERED, S.AGREED}, S.CANCELLED,  {*OFFICER, R.SYSTEM},    "visit-cancelled", needs_note=True),
))
# fmt: on
