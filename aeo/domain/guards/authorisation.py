"""A version of what is held: when time, the holder or a newer version ends it."""

# ruff: noqa: ARG001 -- every guard is asked in the same way

from aeo.domain.errors import N_, Sentence
from aeo.domain.facts import AuthorisationFacts
from aeo.domain.guards import Objections
from aeo.domain.vocabulary import Actor


def validity_over(held: AuthorisationFacts, actor: Actor) -> Objections:
    if held.valid_to is None or held.today <= held.valid_to:
        yield Sentence(N_("The validity has not ended."))


def no_newer_version(held: AuthorisationFacts, actor: Actor) -> Objections:
    """A version that begins only later leaves a gap, and the gap is shown (product §6)."""
    if held.newer_version_from is not None and held.newer_version_from <= held.today:
        yield Sentence(N_("A newer version is in force."))


def newer_version_in_force(held: AuthorisationFacts, actor: Actor) -> Objections:
    if held.newer_version_from is None or held.newer_version_from > held.today:
        yield Sentence(N_("No newer version is in force."))


def timely_renewal_continues(held: AuthorisationFacts, actor: Actor) -> Objections:
    if not (held.continue_on_timely and held.timely_renewal_open):
        yield Sentence(N_("The programme does not carry the status on during this renewal."))


def no_timely_renewal_continues(held: AuthorisationFacts, actor: Actor) -> Objections:
    if held.continue_on_timely and held.timely_renewal_open:
        yield Sentence(N_("A renewal filed in time keeps the status until it is decided."))


def holder_asked_to_withdraw(held: AuthorisationFacts, actor: Actor) -> Objections:
    if not held.withdrawal_asked:
        yield Sentence(N_("No signatory of the company has asked to give the status up."))


def no_revocation_proposed(held: AuthorisationFacts, actor: Actor) -> Objections:
    if held.revocation_proposed:
        yield Sentence(N_("A revocation is proposed: the approver decides on that first."))
