"""A request for information: aimed at single answers, with a life of its own (product §6)."""

from enum import StrEnum

from aeo.domain import guards as g
from aeo.domain.transition import Table, row
from aeo.domain.vocabulary import Machine
from aeo.domain.vocabulary import RfiStatus as S
from aeo.domain.vocabulary import Role as R


class RfiAct(StrEnum):
    ISSUE = "issue"
    ANSWER = "answer"
    ACCEPT = "accept"
    ASK_AGAIN = "ask_again"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


A = RfiAct
OFFICER = {R.CASE_OFFICER}
COMPANY = {R.COMPANY_ADMIN, R.SIGNATORY, R.COORDINATOR}

# fmt: off
RFI = Table(Machine.RFI, S.DRAFT, closed=frozenset({S.ACCEPTED, S.EXPIRED, S.WITHDRAWN}), rows=(
    #   action        from                          to           by                       who is told
    row(A.ISSUE,      {S.DRAFT},                    S.OPEN,      OFFICER,                 "information-requested", guards=(g.no_conflict, g.rfi_asks_something, g.rfi_gives_time), clock="starts rfi_answer"),
    row(A.ANSWER,     {S.OPEN},                     S.ANSWERED,  COMPANY,                 "information-answered", guards=(g.every_asked_item_answered,), clock="stops rfi_answer"),
    row(A.ACCEPT,     {S.ANSWERED},                 S.ACCEPTED,  OFFICER,                 guards=(g.no_conflict,)),
    row(A.ASK_AGAIN,  {S.ANSWERED},                 S.OPEN,      OFFICER,                 "information-requested", guards=(g.no_conflict, g.rfi_gives_time), clock="starts rfi_answer", needs_note=True),
    row(A.EXPIRE,     {S.OPEN},                     S.EXPIRED,   OFFICER,                 "information-overdue", guards=(g.rfi_overdue,), clock="stops rfi_answer", needs_note=True),
    row(A.WITHDRAW,   {S.DRAFT, S.OPEN, S.ANSWERED}, S.WITHDRAWN, {*OFFICER, R.SYSTEM},    "information-withdrawn", clock="stops rfi_answer", needs_note=True),
))
# fmt: on
