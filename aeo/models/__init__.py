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
from aeo.models.company import Company
from aeo.models.heartbeat import Heartbeat
from aeo.models.holiday import Holiday
from aeo.models.outbox import MailAttempt, Notification

# Dialect → statements, made again after every migration; each may be run at any time.
TRIGGERS = (*ACCOUNT_TRIGGERS,)

__all__ = [
    "TRIGGERS",
    "AccountRole",
    "Company",
    "Heartbeat",
    "Holiday",
    "Invitation",
    "MailAttempt",
    "Membership",
    "Notification",
    "OfficeRole",
    "SignInAttempt",
    "User",
    "UserSession",
    "WebAuthn",
]
