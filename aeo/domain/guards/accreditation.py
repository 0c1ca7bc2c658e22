"""Recommendation, hearing and decision: what has to hold, and who may not decide (four eyes)."""

# ruff: noqa: ARG001 -- every guard is asked in the same way

from collections.abc import Collection

from aeo.domain.errors import N_, Sentence
from aeo.domain.facts import CaseFacts, Proposal
from aeo.domain.guards import Objections
from aeo.domain.guards.case import no_blocking_rfi, serious_findings_settled
from aeo.domain.vocabulary import Actor


def every_criterion_scored(case: CaseFacts, actor: Actor) -> Objections:
    if case.unscored_criteria:
        yield Sentence(
            N_("Criteria without an assessment: %(letters)s."),
            {"letters": ", ".join(case.unscored_criteria)},
        )


def recommendation_given(case: CaseFacts, actor: Actor) -> Objections:
    if not case.proposal:
        yield Sentence(N_("Say what you recommend."))


def somebody_could_decide(case: CaseFacts, actor: Actor) -> Objections:
    yield from nobody_left_to_decide(case)


def somebody_else_could_decide(case: CaseFacts, actor: Actor) -> Objections:
    """As above, where this very step shuts its author out of the decision."""
    yield from nobody_left_to_decide(case, () if actor.user_id is None else {actor.user_id})


def nobody_left_to_decide(case: CaseFacts, joining: Collection[int] = ()) -> Objections:
    """Foresight: whether an act by ``joining`` would leave the case without a decider, and why.

    Asked before an assignment, a team, a take-over and a recommendation (product §6): refused while
    it can still be mended, with every name.
    """
    if set(case.eligible_deciders) - set(joining):
        return
    yield Sentence(N_("Nobody could decide this case afterwards."))
    for user_id, name in sorted(case.deciders.items(), key=lambda item: item[1]):
        if user_id in case.conflicts:
            yield Sentence(N_("%(name)s declared a conflict of interest."), {"name": name})
        elif user_id in case.touched:
            yield Sentence(N_("%(name)s has worked on it."), {"name": name})
        else:
            yield Sentence(N_("%(name)s would have worked on it by this step."), {"name": name})


def favourable_or_heard(case: CaseFacts, actor: Actor) -> Objections:
    if case.proposal is Proposal.REFUSE:
        yield from hearing_finished(case, actor)
    elif case.proposal is Proposal.GRANT_LOWER:
        yield from lower_level_accepted(case, actor)


def hearing_is_due(case: CaseFacts, actor: Actor) -> Objections:
    """Before a refusal where the programme has a hearing; before a lower level, to ask consent."""
    asks_consent = case.proposal is Proposal.GRANT_LOWER and case.lower_consent_needed
    if not case.hearing_required and not asks_consent:
        yield Sentence(N_("This programme has no hearing."))
    elif case.hearing_finished:
        yield Sentence(N_("The company has been heard already."))


def proposal_is_adverse(case: CaseFacts, actor: Actor) -> Objections:
    if case.proposal not in {Proposal.REFUSE, Proposal.GRANT_LOWER}:
        yield Sentence(N_("What is proposed is not against the company."))


def hearing_may_be_waived(case: CaseFacts, actor: Actor) -> Objections:
    if not case.hearing_waiver_allowed:
        yield Sentence(N_("The programme names no exception from the hearing here."))


def hearing_finished(case: CaseFacts, actor: Actor) -> Objections:
    if case.hearing_required and not case.hearing_finished:
        yield Sentence(N_("The company must be heard first, or the hearing waived with a reason."))


def hearing_time_over(case: CaseFacts, actor: Actor) -> Objections:
    if not case.hearing_time_over:
        yield Sentence(N_("The company still has time to reply."))


def adverse_with_grounds(case: CaseFacts, actor: Actor) -> Objections:
    if not case.grounds:
        yield Sentence(
            N_("Name the grounds: at least one criterion that is not met, with a reason.")
        )


def four_eyes(case: CaseFacts, actor: Actor) -> Objections:
    """Nobody decides a case they worked on. The sentence names who could (product §6)."""
    if actor.user_id in case.conflicts:
        yield Sentence(N_("You declared a conflict of interest in this case."))
    elif actor.user_id in case.touched:
        names = ", ".join(sorted(case.eligible_deciders.values()))
        if names:
            yield Sentence(
                N_("You worked on this case, so somebody else decides it: %(names)s."),
                {"names": names},
            )
        else:
            yield Sentence(
                N_("You worked on this case, and nobody else holds a mandate to decide it.")
            )


def nothing_blocks_a_grant(case: CaseFacts, actor: Actor) -> Objections:
    """A grant needs a clean table; a refusal never does. All obstacles are listed."""
    yield from _whatever_blocks(case, case.criteria_not_met, actor)


def nothing_blocks_a_lower_grant(case: CaseFacts, actor: Actor) -> Objections:
    """The same, but that only what the lower level asks for has to be met."""
    yield from _whatever_blocks(case, case.criteria_not_met_lower, actor)


def _whatever_blocks(case: CaseFacts, not_met: Collection[str], actor: Actor) -> Objections:
    yield from no_blocking_rfi(case, actor)
    yield from serious_findings_settled(case, actor)
    if case.sites_without_visit:
        yield Sentence(
            N_("Sites neither visited nor waived: %(n)s."), {"n": case.sites_without_visit}
        )
    if not_met:
        yield Sentence(
            N_("Criteria that are not met: %(letters)s."), {"letters": ", ".join(not_met)}
        )
    if case.unscanned_documents:
        yield Sentence(
            N_("Documents that are relied on but not yet checked: %(n)s."),
            {"n": case.unscanned_documents},
        )
    if case.unanswered_mandatory:
        yield Sentence(
            N_("Mandatory questions without an answer: %(n)s."),
            {"n": case.unanswered_mandatory},
        )


def lower_level_exists(case: CaseFacts, actor: Actor) -> Objections:
    if case.lower_level is None:
        yield Sentence(N_("The programme has no lower level for this application."))


def lower_level_accepted(case: CaseFacts, actor: Actor) -> Objections:
    if case.lower_consent_needed and not case.lower_accepted:
        yield Sentence(N_("The company has not accepted the lower level."))
