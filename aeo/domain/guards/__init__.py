"""Conditions on a transition. A guard yields its objections, in words a person can be shown.

Guards read facts only (``aeo.domain.facts``): no query hides in a rule. One module per machine;
what the decision of a case needs has its own.
"""

from collections.abc import Iterator

from aeo.domain.errors import N_, Sentence
from aeo.domain.facts import AuthorisationFacts, CaseFacts, FindingFacts, RfiFacts, VisitFacts
from aeo.domain.vocabulary import Actor

Objections = Iterator[Sentence]
Facts = CaseFacts | RfiFacts | VisitFacts | FindingFacts | AuthorisationFacts


def no_conflict(case: Facts, actor: Actor) -> Objections:
    """A declared conflict of interest closes the case to that officer."""
    if actor.user_id in case.conflicts:
        yield Sentence(N_("You declared a conflict of interest in this case."))
