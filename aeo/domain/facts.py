"""What the guards are told: plain values that a service gathered under the lock, and nothing else.

Every field has the value under which it objects to nothing: a test states only what matters. What
a programme has to allow (waivers, a lower level, an outcome by law) is shut until it says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from aeo.domain.vocabulary import (
    AuthorisationStatus,
    CaseStatus,
    CaseType,
    FindingStatus,
    RfiStatus,
    VisitStatus,
)


class Proposal(StrEnum):
    """What is recommended, or what the approver intends; empty while nobody has said."""

    NONE = ""
    GRANT = "grant"
    GRANT_LOWER = "grant_lower"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Blocker:
    """A finding or request that stands in the way, as a person would name it."""

    number: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """A case at the moment of judging. Counts are of things still open unless said otherwise."""

    status: CaseStatus
    company_id: int
    case_type: CaseType = CaseType.NEW
    reference: str = ""
    officer_id: int | None = None
    company_verified: bool = True
    # Other open cases of this company in this programme, and the day until which it is barred.
    other_cases: frozenset[CaseType] = frozenset()
    barred_until: date | None = None
    # Of a renewal that is to begin: whether there is something to renew, the day on which it may
    # be started if that is still to come, and the last such day if that is over.
    renewable: bool = True
    renewal_opens_on: date | None = None
    renewal_ended_on: date | None = None
    shut_out: bool = True
    missing: int = 0
    completeness_open: int = 0
    return_reasons: int = 1
    returned_open: int = 0
    unread_answers: int = 0
    blocking_rfis: int = 0
    sites_without_visit: int = 0
    visits_not_ended: int = 0
    visit_waiver_allowed: bool = False
    deemed_accepted: bool = False
    deems_refusal: bool = False  # the law refuses what is not decided in time
    deemed_refused: bool = False  # and it has
    report_approved: bool = True
    findings_needing_action: int = 0
    serious_unsettled: tuple[Blocker, ...] = ()
    actions_overdue: bool = True
    unscored_criteria: tuple[str, ...] = ()
    criteria_not_met: tuple[str, ...] = ()
    criteria_not_met_lower: tuple[str, ...] = ()  # of the next lower level alone
    proposal: Proposal = Proposal.GRANT
    grounds: int = 1
    # ``hearing_finished``: held or waived.
    hearing_required: bool = False
    hearing_finished: bool = True
    hearing_waiver_allowed: bool = False
    hearing_time_over: bool = True
    lower_level: str | None = None
    lower_consent_needed: bool = True
    lower_accepted: bool = False
    unscanned_documents: int = 0
    unanswered_mandatory: int = 0
    answer_overdue: bool = True
    lapse_enabled: bool = True
    lapse_warned: bool = True
    extension_known: bool = True
    extension_left: bool = True
    extension_in_time: bool = True
    decision_stands_still: bool = False
    # Four eyes: who touched this case, and who holds the approver's mandate today, by name.
    touched: Mapping[int, str] = field(default_factory=dict)
    conflicts: frozenset[int] = frozenset()
    deciders: Mapping[int, str] = field(default_factory=dict)

    @property
    def eligible_deciders(self) -> dict[int, str]:
        """Who could still decide: mandate, no disqualifying act, no conflict (product §6)."""
        return {
            user_id: name
            for user_id, name in self.deciders.items()
            if user_id not in self.touched and user_id not in self.conflicts
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RfiFacts:
    status: RfiStatus
    company_id: int
    case_status: CaseStatus = CaseStatus.VETTING
    items: int = 1
    unanswered: int = 0
    due_on: date | None = None
    earliest_due_on: date | None = None
    overdue: bool = True
    conflicts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    status: VisitStatus
    company_id: int
    case_status: CaseStatus = CaseStatus.VISIT_PLANNING
    slot_free: bool = True
    open_slots: int = 1
    on: date | None = None
    earliest_on: date | None = None
    reschedules_left: int = 1
    on_closure_day: bool = False
    day_reached: bool = True
    team: int = 2
    team_minimum: int = 2
    unmarked_items: int = 0
    conflicts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFacts:
    status: FindingStatus
    company_id: int
    asks_action: bool = True
    issued: bool = True
    plan_gaps: int = 0
    proofs: int = 1
    case_open: bool = True
    conflicts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationFacts:
    """A version of an authorisation. ``valid_to`` is inclusive; None is open validity."""

    status: AuthorisationStatus
    company_id: int
    valid_to: date | None = None
    today: date
    newer_version_from: date | None = None
    timely_renewal_open: bool = False
    continue_on_timely: bool = False
    withdrawal_asked: bool = True
    revocation_proposed: bool = False
    conflicts: frozenset[int] = frozenset()
