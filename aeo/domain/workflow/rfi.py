"""A request for information: aimed at single answers, with a life of its own (product §6)."""

from enum import StrEnum

from aeo.domain.guards import no_conflict
from aeo.domain.guards import rfi as g
from aeo.domain.transition import Table, row
from aeo.domain.vocabulary import Machine
from aeo.domain.vocabulary import RfiStatus as S
from aeo.domain.vocabulary import Role as R


class RfiAct(StrEnum):
    BEGIN = "begin"
    ISSUE = "issue"
    ANSWER = "answer"
    ACCEPT = "accept"
    ASK_AGAIN = "ask_again"
    EXTEND = "extend"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


A = RfiAct
COMPANY = {R.COMPANY_ADMIN, R.SIGNATORY, R.COORDINATOR}
OFFICER = {R.CASE_OFFICER}
SYSTEM = {R.SYSTEM}
CLOSED = frozenset({S.ACCEPTED, S.EXPIRED, S.WITHDRAWN})

# fmt: off
BEGIN = row(A.BEGIN, (), S.DRAFT, OFFICER, guards=(no_conflict, g.case_takes_requests))
RFI = Table(Machine.RFI, BEGIN, closed=CLOSED, rows=(
    #   action, from, to, by, who is told
    row(A.ISSUE,     {S.DRAFT},                     S.OPEN,      OFFICER,          "information-request", guards=(no_conflict, g.case_takes_requests, g.rfi_asks_something, g.rfi_gives_time), clock="starts rfi_answer"),
    row(A.ANSWER,    {S.OPEN},                      S.ANSWERED,  COMPANY,          "information-receipt", "information-received-officer", guards=(g.every_asked_item_answered,), clock="stops rfi_answer"),
    row(A.ACCEPT,    {S.ANSWERED},                  S.ACCEPTED,  OFFICER,          guards=(no_conflict,)),
    row(A.ASK_AGAIN, {S.ANSWERED},                  S.OPEN,      OFFICER,          "information-request", guards=(no_conflict, g.case_takes_requests, g.rfi_gives_time), clock="starts rfi_answer", needs_note=True),
    row(A.EXTEND,    {S.OPEN},                      None,        OFFICER,          "due-date-moved", guards=(no_conflict, g.rfi_gives_time), clock="extends rfi_answer", needs_note=True),
    row(A.EXPIRE,    {S.OPEN},                      S.EXPIRED,   OFFICER,          guards=(no_conflict, g.rfi_overdue), clock="stops rfi_answer", needs_note=True),
    row(A.WITHDRAW,  {S.DRAFT, S.OPEN, S.ANSWERED}, S.WITHDRAWN, OFFICER | SYSTEM, guards=(no_conflict,), clock="stops rfi_answer", needs_note=True),
))
# fmt: on
