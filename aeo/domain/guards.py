"""Conditions on a transition. A guard yields its objections, in words a person can be shown.

Guards read facts only (``aeo.domain.facts``): no query hides in a rule.
"""

from collections.abc import Iterator

from aeo.domain.errors import N_, Sentence
from aeo.domain.facts import AuthorisationFacts, CaseFacts, FindingFacts, RfiFacts, VisitFacts
from aeo.domain.vocabulary import Actor

Objections = Iterator[Sentence]
ADVERSE = frozenset({"refuse", "grant_lower"})


def no_conflict(case: CaseFacts | RfiFacts | VisitFacts | FindingFacts, actor: Actor) -> Objections:
    """A declared conflict of interest closes the case to that officer."""
    if actor.user_id in case.conflicts:
        yield Sentence(N_("You declared a conflict of interest in this case."))


# --- Submission -----------------------------------------------------------------------------


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
        yield Sentence(
            N_("Check the Business Registration Number against the register and mark it verified.")
        )


# --- Review and requests --------------------------------------------------------------------


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


def answer_overdue(case: CaseFacts, actor: Actor) -> Objections:
    if not case.answer_overdue:
        yield Sentence(N_("The company still has time to answer."))


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


# --- Visits and findings --------------------------------------------------------------------


def visit_may_be_waived(case: CaseFacts, actor: Actor) -> Objections:
    if not case.visit_waiver_allowed:
        yield Sentence(N_("The programme asks for a visit in this type of case."))


def every_site_has_a_visit(case: CaseFacts, actor: Actor) -> Objections:
    if case.sites_without_visit:
        yield Sentence(
            N_("Sites with neither an agreed visit nor a waiver: %(n)s."),
            {"n": case.sites_without_visit},
        )


def every_visit_ended(case: CaseFacts, actor: Actor) -> Objections:
    if case.visits_not_ended:
        yield Sentence(N_("Visits not yet ended: %(n)s."), {"n": case.visits_not_ended})


def slot_still_free(visit: VisitFacts, actor: Actor) -> Objections:
    if not visit.slot_free:
        yield Sentence(N_("This date has been taken meanwhile. Please choose another."))


def may_still_reschedule(visit: VisitFacts, actor: Actor) -> Objections:
    if visit.reschedules_left <= 0:
        yield Sentence(
            N_("The visit has been moved as often as the programme allows; the officer fixes it.")
        )


def dates_offered(visit: VisitFacts, actor: Actor) -> Objections:
    if not visit.open_slots:
        yield Sentence(N_("Offer at least one date."))


def visit_day_reached(visit: VisitFacts, actor: Actor) -> Objections:
    if not visit.day_reached:
        yield Sentence(N_("The day of the visit has not come."))


def team_large_enough(visit: VisitFacts, actor: Actor) -> Objections:
    if visit.team < visit.team_minimum:
        yield Sentence(
            N_("The team has %(n)s of at least %(least)s officers."),
            {"n": visit.team, "least": visit.team_minimum},
        )


def checklist_filled(visit: VisitFacts, actor: Actor) -> Objections:
    if visit.unmarked_items:
        yield Sentence(
            N_("Checks without a result: %(n)s. Mark what was not seen as not seen."),
            {"n": visit.unmarked_items},
        )


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


def findings_were_issued(finding: FindingFacts, actor: Actor) -> Objections:
    if not finding.issued:
        yield Sentence(N_("The report with this finding has not been issued."))


def plan_is_complete(finding: FindingFacts, actor: Actor) -> Objections:
    if finding.plan_gaps:
        yield Sentence(N_("The plan needs a cause, an action, a person and a date."))


def proof_is_given(finding: FindingFacts, actor: Actor) -> Objections:
    if not finding.proofs:
        yield Sentence(N_("Add a document, or describe where it can be seen."))


def case_still_open(finding: FindingFacts, actor: Actor) -> Objections:
    if not finding.case_open:
        yield Sentence(N_("The case is closed."))


# --- Accreditation --------------------------------------------------------------------------


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
    """Foresight: a step that leaves nobody to decide is refused while it can still be mended."""
    if not {who for who in case.eligible_deciders if who != actor.user_id}:
        yield Sentence(
            N_(
                "Nobody could decide this case afterwards: every approver has worked on it, or has a conflict."
            )
        )


def favourable_or_heard(case: CaseFacts, actor: Actor) -> Objections:
    if case.proposal == "refuse" and case.hearing_required and not case.hearing_finished:
        yield Sentence(N_("The company must be heard before a refusal is put forward."))


def hearing_is_due(case: CaseFacts, actor: Actor) -> Objections:
    if not case.hearing_required:
        yield Sentence(N_("This programme has no hearing."))
    elif case.hearing_finished:
        yield Sentence(N_("The company has been heard already."))


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
    yield from no_blocking_rfi(case, actor)
    yield from serious_findings_settled(case, actor)
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


def extension_allowed(case: CaseFacts, actor: Actor) -> Objections:
    if not case.extension_left:
        yield Sentence(N_("The time for the decision has been extended as often as allowed."))


# --- Authorisation --------------------------------------------------------------------------


def validity_over(held: AuthorisationFacts, actor: Actor) -> Objections:
    if held.valid_to is None or held.today <= held.valid_to:
        yield Sentence(N_("The validity has not ended."))


def no_newer_version(held: AuthorisationFacts, actor: Actor) -> Objections:
    if held.newer_version_from is not None:
        yield Sentence(N_("A newer version follows."))


def newer_version_in_force(held: AuthorisationFacts, actor: Actor) -> Objections:
    if held.newer_version_from is None or held.newer_version_from > held.today:
        yield Sentence(N_("No newer version is in force."))


def timely_renewal_continues(held: AuthorisationFacts, actor: Actor) -> Objections:
    if not (held.continue_on_timely and held.timely_renewal_open):
        yield Sentence(N_("The programme does not carry the status on during this renewal."))


def no_timely_renewal_continues(held: AuthorisationFacts, actor: Actor) -> Objections:
    if held.continue_on_timely and held.timely_renewal_open:
        yield Sentence(N_("A renewal filed in time keeps the status until it is decided."))
