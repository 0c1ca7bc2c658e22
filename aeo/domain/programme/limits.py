"""What a programme may say, but this service cannot run yet: refused with a sentence, never
ignored."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aeo.domain.errors import N_, Sentence
from aeo.domain.programme.clocks import Breach
from aeo.domain.programme.places import Fault, find

_BREACHES_BY_LAW = {
    Breach.DEEMED_ACCEPTED,
    Breach.LEGAL_REVIEW,
    Breach.DECIDE_ON_FILE,
    Breach.NOT_ACCEPTED_AFTER_OFFICER_CONFIRMS,
    Breach.END_SUSPENSION_OR_DECIDE,
}


def _is(expected: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value == expected


def _on(value: Any) -> bool:
    return value is True


def _off(value: Any) -> bool:
    return value is False


def _given(value: Any) -> bool:
    return bool(value)


def _refuses_by_law(clock: Any) -> bool:
    return isinstance(clock, Mapping) and clock.get("on_breach") == Breach.DEEMED_REFUSAL


LIMITS: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    (
        "validity/kind",
        _is("continuous"),
        N_("A continuous validity needs a review each year, which this service cannot run yet."),
    ),
    (
        "flow/status_before_validation",
        _on,
        N_("This service cannot give a status before the visit yet."),
    ),
    (
        "flow/parallel_decisions",
        _given,
        N_("This service cannot run two decisions side by side in one case yet."),
    ),
    (
        "flow/accept_reject_per_answer",
        _on,
        N_("This service cannot make every single answer a condition of approval yet."),
    ),
    (
        "levels/sought_by_applicant",
        _off,
        N_("This service cannot run levels that are reached instead of applied for yet."),
    ),
    (
        "clocks/*/per",
        lambda per: isinstance(per, str) and per != "case",
        N_("This service cannot run a clock for each instance yet; `per` must be case."),
    ),
    ("clocks/*/soft", _on, N_("This service cannot run a soft clock yet.")),
    (
        "clocks/*/recurring",
        _on,
        N_("This service cannot run a recurring clock yet."),
    ),
    (
        "clocks/*/applies_to",
        _given,
        N_("This service cannot choose a clock by the ground of a decision yet."),
    ),
    (
        "clocks/*/length_from",
        _given,
        N_("This service cannot take the length of a clock from elsewhere yet."),
    ),
    (
        "clocks/*/length_is_maximum",
        _on,
        N_("This service cannot run a clock whose length is only a maximum yet."),
    ),
    (
        "clocks/*/on_breach",
        lambda breach: isinstance(breach, str) and breach in _BREACHES_BY_LAW,
        N_("This service cannot let the law act when this clock runs out yet."),
    ),
    (
        "clocks/*",
        lambda clock: _refuses_by_law(clock) and clock.get("id") != "decision",
        N_("This service cannot let the law act when this clock runs out yet."),
    ),
    (
        "grounds/*/*/clock",
        _given,
        N_("This service cannot choose a clock by the ground of a measure yet."),
    ),
    (
        "outcomes/*/component",
        _given,
        N_("This service cannot decide on each component apart yet."),
    ),
    (
        "fee/amount",
        lambda amount: isinstance(amount, int) and amount > 0,
        N_("This service cannot take a fee yet."),
    ),
    ("flow/appeal_enabled", _on, N_("This service cannot run an appeal yet.")),
    (
        "flow/lapse_enabled",
        _off,
        N_("This service cannot run a programme in which nothing lapses yet."),
    ),
    (
        "flow/acceptance_date_rule",
        _is("first_receipt"),
        N_("This service cannot count from the first receipt yet."),
    ),
    (
        "visit/partner_visits",
        _is("required"),
        N_("This service cannot require a visit to a partner yet."),
    ),
    (
        "monitoring/annual_declaration",
        _on,
        N_("This service cannot ask for a declaration each year yet."),
    ),
    (
        "levels/items/*/benefits",
        _given,
        N_("This service cannot keep benefits by level yet."),
    ),
    (
        "criteria/*/sections",
        _given,
        N_("This service cannot divide a criterion into sections yet."),
    ),
    ("clocks/*/set_by", _given, N_("This service cannot let an officer set a clock yet.")),
    *(
        (
            f"clocks/*/extensions/*/{key}",
            _given,
            N_("This service cannot run an extension of this kind yet."),
        )
        for key in ("consent_of", "add", "equals", "inform_applicant")
    ),
    (
        "levels/partial_grant/allowed",
        _on,
        N_("This service cannot grant one component and refuse another in one case yet."),
    ),
)

# Parts other programmes are known to need, with what they would ask of the service.
NOT_YET: dict[str, str] = {
    "security_models": N_("This service cannot run several security models in one company yet."),
    "status_verification": N_("This service cannot verify a status by mutual consent yet."),
    "annual_review": N_("This service cannot run a review each year yet."),
    "first_year_watch": N_("This service cannot run a close watch in the first year yet."),
    "reassessment_triggers": N_("This service cannot run reassessments by trigger yet."),
    "consultation": N_("This service cannot consult other authorities yet."),
    "effect": N_("This service cannot run an effect date apart from the decision date yet."),
    "measures": N_("This service cannot take rules for measures from the programme yet."),
    "member_state": N_("This service cannot fill a programme with values of a state yet."),
    "period_rule": N_("This service cannot count periods by a rule of the programme yet."),
    "report_sections": N_("This service cannot report findings in published parts yet."),
    "reported_as": N_("This service cannot report findings in published parts yet."),
    "stages": N_("This service cannot run stages by case type yet."),
    "grant_needs": N_("This service cannot run two decisions side by side in one case yet."),
    "site_sampling": N_("This service cannot sample the sites to visit yet."),
    "extends": N_("This service cannot build on base wording yet; give all words here."),
    "inherited": N_("This service cannot build on base wording yet; give all words here."),
    "law_change": N_("This service cannot follow a change of law by waves of reassessment yet."),
    "legal_acts": N_("This service cannot keep a list of legal acts yet."),
    "applies_if": N_("This service cannot make a bar depend on its ground yet."),
    "not_if": N_("This service cannot make a bar depend on its ground yet."),
    "reached": N_("This service cannot run levels that are reached instead of applied for yet."),
    "moves": N_("This service cannot run levels that are reached instead of applied for yet."),
}


def beyond(content: Any) -> Iterator[Fault]:
    """Everything the schema has room for and the service cannot run yet."""
    for pattern, is_beyond, msgid in LIMITS:
        for place, value in find(content, pattern):
            if is_beyond(value):
                yield Fault(place, Sentence(msgid))
