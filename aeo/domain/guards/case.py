"""The way of a case to the assessment: what has to hold before each step."""

# ruff: noqa: ARG001 -- every guard is asked in the same way

from aeo.domain.errors import N_, Sentence
from aeo.domain.facts import CaseFacts, Proposal
from aeo.domain.guards import Objections
from aeo.domain.vocabulary import Actor, CaseType

_RIVALS = frozenset({CaseType.RENEWAL, CaseType.TIER_UPGRADE})


def no_rival_case_open(case: CaseFacts, actor: Actor) -> Objections:
    """One open case of each type; ``new`` excludes all, renewal and upgrade each other (§6)."""
    if any(_excludes(case.case_type, other) for other in case.other_cases):
        yield Sentence(
            N_("Your company has an open case that leaves no room for this one; end that first.")
        )


def _excludes(one: CaseType, other: CaseType) -> bool:
    return one is other or CaseType.NEW in {one, other} or {one, other} == _RIVALS


def no_bar(case: CaseFacts, actor: Actor) -> Objections:
    if case.barred_until is not None:
        yield Sentence(
            N_("Your company may not apply before this day is over: %(day)s."),
            {"day": case.barred_until},
        )


def renewal_may_begin(case: CaseFacts, actor: Actor) -> Objections:
    """Only what is held and ends is renewed, and in its time (handbook §15)."""
    if case.case_type is not CaseType.RENEWAL:
        return
    if not case.renewable:
        yield Sentence(
            N_("Your company holds no status that ends on a day, so there is nothing to renew.")
        )
    if case.renewal_opens_on is not None:
        yield Sentence(
            N_("The renewal can be started from %(day)s."), {"day": case.renewal_opens_on}
        )
    if case.renewal_ended_on is not None:
        yield Sentence(
            N_("The renewal could be started until %(day)s."), {"day": case.renewal_ended_on}
        )


def company_is_shut_out(case: CaseFacts, actor: Actor) -> Objections:
    if not case.shut_out:
        yield Sentence(N_("No revocation has taken effect, and the company exists."))


def nothing_is_missing(case: CaseFacts, actor: Actor) -> Objections:
    if case.missing:
        yield Sentence(
            N_("Something is still missing: %(n)s. The list shows each with a link."),
            {"n": case.missing},
        )


def every_returned_item_answered(case: CaseFacts, actor: Actor) -> Objections:
    if case.returned_open:
        yield Sentence(
            N_("Points that Customs sent back and nobody has answered: %(n)s."),
            {"n": case.returned_open},
        )


def return_reasons_given(case: CaseFacts, actor: Actor) -> Objections:
    if not case.return_reasons:
        yield Sentence(N_("Name at least one item that the company has to complete."))


def has_officer(case: CaseFacts, actor: Actor) -> Objections:
    if case.officer_id is None:
        yield Sentence(N_("Assign a case officer first."))


def company_verified(case: CaseFacts, actor: Actor) -> Objections:
    if not case.company_verified:
        yield Sentence(N_("Check the company's number against the register and mark it verified."))


def completeness_checked(case: CaseFacts, actor: Actor) -> Objections:
    if case.completeness_open:
        yield Sentence(
            N_("Points of the completeness check not yet ticked: %(n)s."),
            {"n": case.completeness_open},
        )


def law_has_accepted(case: CaseFacts, actor: Actor) -> Objections:
    """Where the programme's law acts on silence, the officer only records it."""
    if not case.deemed_accepted:
        yield Sentence(N_("No law has accepted this application by the passing of time."))


def law_has_refused(case: CaseFacts, actor: Actor) -> Objections:
    if not case.deemed_refused:
        yield Sentence(N_("No law has refused this application by the passing of time."))


def every_answer_read(case: CaseFacts, actor: Actor) -> Objections:
    if case.unread_answers:
        yield Sentence(
            N_("Answers without a verdict: %(n)s. Give each one first."),
            {"n": case.unread_answers},
        )


def blocking_rfi_open(case: CaseFacts, actor: Actor) -> Objections:
    if not case.blocking_rfis:
        yield Sentence(N_("No request for information is open."))


def no_blocking_rfi(case: CaseFacts, actor: Actor) -> Objections:
    if case.blocking_rfis:
        yield Sentence(
            N_("Requests for information still open: %(n)s. Close or withdraw them first."),
            {"n": case.blocking_rfis},
        )


def no_blocking_rfi_unless_adverse(case: CaseFacts, actor: Actor) -> Objections:
    """Silence must not hold up a refusal: it is not blocked by what is open (product §6)."""
    if case.proposal is not Proposal.REFUSE:
        yield from no_blocking_rfi(case, actor)


def lapse_is_due(case: CaseFacts, actor: Actor) -> Objections:
    if not case.lapse_enabled:
        yield Sentence(N_("This programme lets no application lapse."))
    if not case.answer_overdue:
        yield Sentence(N_("The company still has time to answer."))
    if not case.lapse_warned:
        yield Sentence(N_("The company has not been warned that the case may lapse."))


def visit_may_be_waived(case: CaseFacts, actor: Actor) -> Objections:
    if not case.visit_waiver_allowed:
        yield Sentence(N_("The programme asks for a visit in this type of case."))


def every_site_has_a_visit(case: CaseFacts, actor: Actor) -> Objections:
    if case.sites_without_visit:
        yield Sentence(
            N_("Sites with neither an agreed visit nor a waiver: %(n)s."),
            {"n": case.sites_without_visit},
        )


def a_site_lacks_a_visit(case: CaseFacts, actor: Actor) -> Objections:
    if not case.sites_without_visit:
        yield Sentence(N_("Every site has an agreed visit or a waiver."))


def every_visit_ended(case: CaseFacts, actor: Actor) -> Objections:
    if case.visits_not_ended:
        yield Sentence(N_("Visits not yet ended: %(n)s."), {"n": case.visits_not_ended})


def report_approved(case: CaseFacts, actor: Actor) -> Objections:
    if not case.report_approved:
        yield Sentence(N_("The visit report has not been approved."))


def findings_need_action(case: CaseFacts, actor: Actor) -> Objections:
    if not case.findings_needing_action:
        yield Sentence(N_("No finding asks the company to act."))


def no_finding_needs_action(case: CaseFacts, actor: Actor) -> Objections:
    if case.findings_needing_action:
        yield Sentence(
            N_("Findings that ask the company to act: %(n)s. Send them to the company."),
            {"n": case.findings_needing_action},
        )


def serious_findings_settled(case: CaseFacts, actor: Actor) -> Objections:
    for finding in case.serious_unsettled:
        yield Sentence(
            N_("Finding %(number)s is open: %(title)s."),
            {"number": finding.number, "title": finding.title},
        )


def actions_overdue(case: CaseFacts, actor: Actor) -> Objections:
    if not case.actions_overdue:
        yield Sentence(N_("No corrective action is overdue."))


def extension_allowed(case: CaseFacts, actor: Actor) -> Objections:
    if not case.extension_known:
        yield Sentence(N_("This programme does not let the time for the decision be extended."))
        return
    if not case.extension_left:
        yield Sentence(N_("The time for the decision has been extended as often as allowed."))
    if case.decision_stands_still:
        yield Sentence(
            N_("The time for the decision stands still, so there is no day to move now.")
        )
    if not case.extension_in_time:
        yield Sentence(N_("The time for the decision is over: it can no longer be extended."))
