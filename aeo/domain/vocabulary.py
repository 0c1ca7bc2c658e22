"""The words of the procedure (product vocabulary; WCO, UCC and HKAEO terms), shared by every layer.

A word that is not here is not used in code, on screens or in documents.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the programme. Company roles come from a membership, the others from
    an office role; nobody holds both kinds (handbook §8)."""

    COMPANY_ADMIN = "company_admin"
    SIGNATORY = "signatory"
    COORDINATOR = "coordinator"
    CONTRIBUTOR = "contributor"
    VIEWER = "viewer"
    ADVISER = "adviser"

    INTAKE = "intake"
    CASE_OFFICER = "case_officer"
    VALIDATOR = "validator"
    SUPERVISOR = "supervisor"
    APPROVER = "approver"
    REGISTER_OFFICER = "register_officer"
    PROGRAMME_ADMIN = "programme_admin"
    AUDITOR = "auditor"

    SYSTEM = "system"


COMPANY_ROLES = frozenset(
    {
        Role.COMPANY_ADMIN,
        Role.SIGNATORY,
        Role.COORDINATOR,
        Role.CONTRIBUTOR,
        Role.VIEWER,
        Role.ADVISER,
    }
)
OFFICE_ROLES = frozenset(Role) - COMPANY_ROLES - {Role.SYSTEM}


class Machine(StrEnum):
    CASE = "case"
    AUTHORISATION = "authorisation"
    VISIT = "visit"
    FINDING = "finding"
    RFI = "rfi"


class Phase(StrEnum):
    """What the applicant sees of a case's status."""

    PREPARING = "preparing"
    SUBMISSION = "submission"
    REVIEW = "review"
    VISIT = "visit"
    ACCREDITATION = "accreditation"
    CLOSED = "closed"


class Pen(StrEnum):
    """Who has to act next."""

    COMPANY = "company"
    CUSTOMS = "customs"
    BOTH = "both"
    NONE = "none"


class CaseType(StrEnum):
    NEW = "new"
    RENEWAL = "renewal"
    TIER_UPGRADE = "tier_upgrade"
    SCOPE_CHANGE = "scope_change"
    REASSESSMENT = "reassessment"


class CaseStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VETTING = "vetting"
    INFO_REQUESTED = "info_requested"
    VISIT_PLANNING = "visit_planning"
    VISIT_SCHEDULED = "visit_scheduled"
    VISIT_REPORTING = "visit_reporting"
    CORRECTIVE_ACTION = "corrective_action"
    ASSESSMENT = "assessment"
    SUPERVISOR_REVIEW = "supervisor_review"
    HEARING = "hearing"
    DECISION = "decision"
    GRANTED = "granted"
    GRANTED_LOWER = "granted_lower"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class AuthorisationStatus(StrEnum):
    ACTIVE = "active"
    ACTIVE_PENDING_RENEWAL = "active_pending_renewal"
    SUSPENDED = "suspended"
    PARTIALLY_SUSPENDED = "partially_suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ANNULLED = "annulled"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class VisitStatus(StrEnum):
    PROPOSED = "proposed"
    COUNTERED = "countered"
    AGREED = "agreed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class FindingStatus(StrEnum):
    OPEN = "open"
    PLAN_SUBMITTED = "plan_submitted"
    PLAN_ACCEPTED = "plan_accepted"
    EVIDENCE_SUBMITTED = "evidence_submitted"
    CLOSED = "closed"
    ACCEPTED_RISK = "accepted_risk"
    MONITORING = "monitoring"
    UNRESOLVED = "unresolved"


class RfiStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class VerdictState(StrEnum):
    """An officer's judgement of one answer."""

    ACCEPTED = "accepted"
    QUERY = "query"
    DEFICIENT = "deficient"


class EvidenceState(StrEnum):
    ATTACHED = "attached"
    AVAILABLE_ON_SITE = "available_on_site"
    NOT_APPLICABLE = "not_applicable"
    HELD_BY_CUSTOMS = "held_by_customs"


class DocumentState(StrEnum):
    """Only a ``clean`` document counts as evidence and may be looked at."""

    QUARANTINED = "quarantined"
    CLEAN = "clean"
    REJECTED = "rejected"


class Touch(StrEnum):
    """Acts that shut their author out of the decision on this case (four eyes, product §6)."""

    VERDICT = "verdict"
    RFI = "rfi"
    EDIT_FOR_COMPANY = "edit_for_company"
    VISIT_TEAM = "visit_team"
    CHECKLIST = "checklist"
    FINDING = "finding"
    SCORE = "score"
    RECOMMENDATION = "recommendation"


class Grade(StrEnum):
    """How a criterion is met, judged by an officer."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"


class Carry(StrEnum):
    """Where a renewal's answer stands against the last accreditation."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NEW = "new"


CLOSED_CASE = frozenset(
    {
        CaseStatus.GRANTED,
        CaseStatus.GRANTED_LOWER,
        CaseStatus.REFUSED,
        CaseStatus.NOT_ACCEPTED,
        CaseStatus.WITHDRAWN,
        CaseStatus.LAPSED,
    }
)
GRANTED_CASE = frozenset({CaseStatus.GRANTED, CaseStatus.GRANTED_LOWER})
DECIDED_CASE = frozenset({CaseStatus.GRANTED, CaseStatus.GRANTED_LOWER, CaseStatus.REFUSED})
PHASE_OF: dict[CaseStatus, Phase] = {
    CaseStatus.DRAFT: Phase.PREPARING,
    CaseStatus.SUBMITTED: Phase.SUBMISSION,
    CaseStatus.RETURNED: Phase.SUBMISSION,
    CaseStatus.VETTING: Phase.REVIEW,
    CaseStatus.INFO_REQUESTED: Phase.REVIEW,
    CaseStatus.VISIT_PLANNING: Phase.VISIT,
    CaseStatus.VISIT_SCHEDULED: Phase.VISIT,
    CaseStatus.VISIT_REPORTING: Phase.VISIT,
    CaseStatus.CORRECTIVE_ACTION: Phase.VISIT,
    CaseStatus.ASSESSMENT: Phase.ACCREDITATION,
    CaseStatus.SUPERVISOR_REVIEW: Phase.ACCREDITATION,
    CaseStatus.HEARING: Phase.ACCREDITATION,
    CaseStatus.DECISION: Phase.ACCREDITATION,
    **dict.fromkeys(CLOSED_CASE, Phase.CLOSED),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking, as the membership and office tables say at this moment.

    ``company_id`` is set for people of a company only; ``sites`` limits a contributor to
    scope keys (``site:…``), empty means all.
    """

    user_id: int | None
    roles: frozenset[Role]
    company_id: int | None = None
    name: str = ""
    sites: Collection[str] = field(default_factory=frozenset)

    @property
    def is_officer(self) -> bool:
        return bool(self.roles & OFFICE_ROLES)

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(user_id=None, roles=frozenset({Role.SYSTEM}), name="system")
