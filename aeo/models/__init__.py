"""Tables only: columns, constraints, relationships. One file an aggregate; no rule lives here."""

from aeo.models.account import TRIGGERS as ACCOUNT_TRIGGERS
from aeo.models.account import (
    AccountRole,
    Invitation,
    Membership,
    OfficeRole,
    SignInAttempt,
    User,
    UserSession,
    WebAuthn,
)
from aeo.models.answer import Answer, AnswerVersion
from aeo.models.authorisation import (
    Authorisation,
    AuthorisationVersion,
    Certificate,
    HolderCounter,
)
from aeo.models.case import TRIGGERS as CASE_TRIGGERS
from aeo.models.case import (
    Case,
    CaseEvent,
    CaseNote,
    CaseTouch,
    Conflict,
    ReferenceCounter,
    VoidReference,
)
from aeo.models.company import Company
from aeo.models.decision import TRIGGERS as DECISION_TRIGGERS
from aeo.models.decision import Decision, Hearing, Recommendation
from aeo.models.evidence import Document, DocumentPage, Evidence
from aeo.models.finding import TRIGGERS as FINDING_TRIGGERS
from aeo.models.finding import CorrectiveAction, CriterionGrade, Finding, FindingProof
from aeo.models.heartbeat import Heartbeat
from aeo.models.holiday import Holiday
from aeo.models.outbox import MailAttempt, Notification
from aeo.models.profile import CompanyProfile, Flow, Partner, Person, Site
from aeo.models.review import TRIGGERS as REVIEW_TRIGGERS
from aeo.models.review import Rfi, RfiItem, Verdict
from aeo.models.submission import TRIGGERS as SUBMISSION_TRIGGERS
from aeo.models.submission import CompletenessPoint, Submission
from aeo.models.sweep import Sweep
from aeo.models.visit import (
    CheckResult,
    SiteWaiver,
    Visit,
    VisitMember,
    VisitReport,
    VisitSlot,
)

# Dialect → statements, made again after every migration; each may be run at any time.
TRIGGERS = (
    *ACCOUNT_TRIGGERS,
    *CASE_TRIGGERS,
    *SUBMISSION_TRIGGERS,
    *REVIEW_TRIGGERS,
    *FINDING_TRIGGERS,
    *DECISION_TRIGGERS,
)

__all__ = [
    "TRIGGERS",
    "AccountRole",
    "Answer",
    "AnswerVersion",
    "Authorisation",
    "AuthorisationVersion",
    "Case",
    "CaseEvent",
    "CaseNote",
    "CaseTouch",
    "Certificate",
    "CheckResult",
    "Company",
    "CompanyProfile",
    "CompletenessPoint",
    "Conflict",
    "CorrectiveAction",
    "CriterionGrade",
    "Decision",
    "Document",
    "DocumentPage",
    "Evidence",
    "Finding",
    "FindingProof",
    "Flow",
    "Hearing",
    "Heartbeat",
    "HolderCounter",
    "Holiday",
    "Invitation",
    "MailAttempt",
    "Membership",
    "Notification",
    "OfficeRole",
    "Partner",
    "Person",
    "Recommendation",
    "ReferenceCounter",
    "Rfi",
    "RfiItem",
    "SignInAttempt",
    "Site",
    "SiteWaiver",
    "Submission",
    "Sweep",
    "User",
    "UserSession",
    "Verdict",
    "Visit",
    "VisitMember",
    "VisitReport",
    "VisitSlot",
    "VoidReference",
    "WebAuthn",
]
