"""A validation visit to one site: dates offered, one agreed, held, ended (handbook §7.3, §12).

Reminders before the day come from the schedule, and the report is a record of the case.
"""

from enum import StrEnum

from aeo.domain.guards import no_conflict
from aeo.domain.guards import visit as g
from aeo.domain.transition import Table, row
from aeo.domain.vocabulary import Machine
from aeo.domain.vocabulary import Role as R
from aeo.domain.vocabulary import VisitStatus as S


class VisitAct(StrEnum):
    BEGIN = "begin"
    CHOOSE = "choose"
    COUNTER = "counter"
    OFFER_AGAIN = "offer_again"
    FIX = "fix"
    RESCHEDULE = "reschedule"
    START = "start"
    COMPLETE = "complete"
    CANCEL = "cancel"


A = VisitAct
COMPANY = {R.COMPANY_ADMIN, R.SIGNATORY, R.COORDINATOR}
OFFICER = {R.CASE_OFFICER, R.VALIDATOR}
SYSTEM = {R.SYSTEM}
CLOSED = frozenset({S.COMPLETED, S.CANCELLED})
# A withdrawal may come, and a storm may break a visit off, while the team is in the house.
CANCELLABLE = frozenset({S.PROPOSED, S.COUNTERED, S.AGREED, S.IN_PROGRESS})

# fmt: off
BEGIN = row(A.BEGIN, (), S.PROPOSED, OFFICER, "visit-proposal", guards=(no_conflict, g.case_takes_visits, g.dates_offered), clock="starts visit_proposal")
VISIT = Table(Machine.VISIT, BEGIN, closed=CLOSED, rows=(
    #   action, from, to, by, who is told
    row(A.CHOOSE,      {S.PROPOSED},              S.AGREED,      COMPANY,           "visit-confirmed-company", "visit-confirmed-team", "visit-date-reply-officer", guards=(g.slot_still_free, g.date_gives_notice), clock="stops visit_proposal, starts visit_notice"),
    row(A.COUNTER,     {S.PROPOSED},              S.COUNTERED,   COMPANY,           "visit-date-reply-officer", guards=(g.may_still_reschedule,), needs_note=True),
    row(A.OFFER_AGAIN, {S.PROPOSED},              None,          OFFICER,           "visit-proposal", guards=(no_conflict, g.dates_offered)),
    row(A.OFFER_AGAIN, {S.COUNTERED},             S.PROPOSED,    OFFICER,           "visit-proposal", guards=(no_conflict, g.dates_offered)),
    row(A.FIX,         {S.PROPOSED, S.COUNTERED}, S.AGREED,      OFFICER,           "visit-confirmed-company", "visit-confirmed-team", guards=(no_conflict, g.slot_still_free, g.date_gives_notice), clock="stops visit_proposal, starts visit_notice", needs_note=True),
    row(A.FIX,         {S.AGREED},                None,          OFFICER,           "visit-rescheduled-company", "visit-confirmed-team", guards=(no_conflict, g.slot_still_free, g.date_gives_notice), clock="restarts visit_notice", needs_note=True),
    row(A.RESCHEDULE,  {S.AGREED},                S.COUNTERED,   COMPANY | OFFICER, "visit-rescheduled-company", "visit-changed-team", "visit-date-reply-officer", guards=(no_conflict, g.may_still_reschedule), clock="starts visit_proposal", needs_note=True),
    row(A.START,       {S.AGREED},                S.IN_PROGRESS, OFFICER,           guards=(no_conflict, g.visit_day_reached, g.team_large_enough), clock="stops visit_notice"),
    row(A.COMPLETE,    {S.IN_PROGRESS},           S.COMPLETED,   OFFICER,           guards=(no_conflict, g.checklist_filled), clock="starts report"),
    row(A.CANCEL,      CANCELLABLE,               S.CANCELLED,   OFFICER | SYSTEM,  "visit-cancelled-company", "visit-changed-team", guards=(no_conflict,), needs_note=True),
))
# fmt: on
