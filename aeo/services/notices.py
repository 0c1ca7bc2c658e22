"""What a step of a case owes people: the messages its row names, with the values they need."""

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
from flask import current_app

from aeo.db import db
from aeo.domain.clocks import ClockState
from aeo.models.case import Case, CaseEvent
from aeo.models.outbox import DeliveryState, Notification
from aeo.services import outbox, recipients
from aeo.services.outbox import Kind, Recipient, SubjectRef, Value

IN_OFFICE = frozenset({"case_officer", "lead_validator", "validators"})
# They name the day on which a case may end.
WARNINGS = ("lapse-warning", "response-overdue-company")
UNTOLD = (DeliveryState.HELD, DeliveryState.SUPERSEDED, DeliveryState.FAILED)
# Which clock's day a message means by "due".
DUE = {
    "case-in-intake-queue": "completeness",
    "application-returned": "applicant_gaps",
    "application-lapsed": "applicant_gaps",
    "recommendation-ready": "supervisor_approval",
    "recommendation-sent-back": "decision",
    "put-for-decision": "decision",
    "intended-decision": "hearing",
    "hearing-reply-officer": "decision",
    "hearing-no-reply-officer": "hearing",
}


def tell(
    case: Case, event: CaseEvent, slugs: Sequence[str], clocks: Mapping[str, ClockState]
) -> None:
    """Owe every message of ``slugs`` to everybody it is for, once for this event."""
    for slug in slugs:
        kind = _kind(slug)
        values = {name: _value(name, slug, case, event, clocks) for name in sorted(kind.needs)}
        for role in sorted(kind.roles):
            for recipient in recipients.of(case, role, event.details.get("visit")):
                _owe(case, slug, recipient, f"event:{event.id}", values)


def ask(case: Case, slug: str, *, dedupe: str) -> int:
    """Owe a message that no step owes, once for ``dedupe``; returns to how many it is new."""
    owed = [
        _owe(case, slug, recipient, dedupe, {})
        for role in sorted(_kind(slug).roles)
        for recipient in recipients.of(case, role)
    ]
    return sum(owed)


def is_warned(case: Case) -> bool:
    """Whether the company was told, since the case came into its status, on which day it may end:
    by mail, or in the inbox where a message is at once."""
    warning = sa.select(Notification.id).where(
        Notification.subject_type == "case",
        Notification.subject_id == case.id,
        Notification.kind.in_(WARNINGS),
        Notification.state.not_in(UNTOLD),
        Notification.created_at >= case.status_since,
    )
    return db.session.scalar(sa.select(warning.exists())) or False


def _owe(case: Case, slug: str, to: Recipient, dedupe: str, values: Mapping[str, Value]) -> bool:
    subject = SubjectRef(type="case", id=case.id, ref=case.reference, company_id=case.company_id)
    path = _path(case, to.role)
    owed = outbox.owe(slug, to=to, dedupe=dedupe, subject=subject, values=values, path=path)
    return owed is not None


def _kind(slug: str) -> Kind:
    kinds: Mapping[str, Kind] = current_app.extensions["aeo_kinds"]
    return kinds[slug]


def _path(case: Case, role: str) -> str:
    if role in recipients.OFFICE or role in IN_OFFICE:
        return f"/desk/cases/{case.reference}/"
    return f"/portal/applications/{case.reference}/"


def _value(
    name: str, slug: str, case: Case, event: CaseEvent, clocks: Mapping[str, ClockState]
) -> Value:
    """One value of a message: what the step brought, else what the case says."""
    if name in event.details:
        brought: Value = event.details[name]
        return brought
    makers: Mapping[str, Callable[[], Value]] = {
        "received_at": event.at.isoformat,
        "start_date": lambda: _day(case.accepted_on),
        "due_date": lambda: _day(clocks[DUE[slug]].due),
        "case_type": lambda: case.case_type.value,
    }
    return makers[name]()


def _day(day: object) -> str:
    if day is None:
        raise ValueError("a message would name a day that is not there")
    return str(day)
