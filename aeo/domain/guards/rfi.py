"""A request for information: when it may be asked, answered and closed."""

# ruff: noqa: ARG001 -- every guard is asked in the same way

from aeo.domain.errors import N_, Sentence
from aeo.domain.facts import RfiFacts
from aeo.domain.guards import Objections
from aeo.domain.vocabulary import CLOSED_CASE, Actor, CaseStatus

_BEFORE_VETTING = frozenset({CaseStatus.DRAFT, CaseStatus.SUBMITTED, CaseStatus.RETURNED})


def case_takes_requests(rfi: RfiFacts, actor: Actor) -> Objections:
    """A request may be opened in every status from vetting to decision (product §6)."""
    if rfi.case_status in _BEFORE_VETTING | CLOSED_CASE:
        yield Sentence(N_("Nothing can be asked in this status of the case."))


def rfi_asks_something(rfi: RfiFacts, actor: Actor) -> Objections:
    if not rfi.items:
        yield Sentence(N_("Choose at least one question to ask about."))


def rfi_gives_time(rfi: RfiFacts, actor: Actor) -> Objections:
    if rfi.due_on is None:
        yield Sentence(N_("Give a date by which the company has to answer."))
    elif rfi.earliest_due_on is not None and rfi.due_on < rfi.earliest_due_on:
        yield Sentence(
            N_("The company needs time at least until %(day)s."), {"day": rfi.earliest_due_on}
        )


def every_asked_item_answered(rfi: RfiFacts, actor: Actor) -> Objections:
    if rfi.unanswered:
        yield Sentence(
            N_("Questions without a reply: %(n)s. If you cannot provide something, say why."),
            {"n": rfi.unanswered},
        )


def rfi_overdue(rfi: RfiFacts, actor: Actor) -> Objections:
    if not rfi.overdue:
        yield Sentence(N_("The company still has time to answer."))
