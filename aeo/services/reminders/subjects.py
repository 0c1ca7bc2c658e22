"""What is reminded of: the rows of each group for which the reason still stands.

A group that stops is a row that is not selected. The same selection owes a reminder and decides
at the moment of sending whether it is still true, so the two cannot disagree.

Columns of each: ``subject_id`` (of the key), ``about_type`` and ``about_id`` (of the message),
``ref``, ``company_id``, ``officer_id``, ``programme_version``, the day ``anchor`` and the day
``began`` of the ladder, the addresses ``portal`` and ``desk``, and values by their own names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from aeo.domain.vocabulary import CLOSED_CASE, CaseStatus, FindingStatus, RfiStatus
from aeo.domain.workflow.authorisation import HELD
from aeo.models.authorisation import Authorisation, AuthorisationVersion
from aeo.models.case import Case
from aeo.models.finding import Finding
from aeo.models.review import Rfi
from aeo.services.authorisations import renewing
from aeo.services.reminders.sql import TODAY, text

GAPS = "applicant_gaps"  # the clock of a returned application
LONG_AGO = date(1970, 1, 1)
PROGRAMME = sa.bindparam("programme", type_=sa.Text)  # that this service runs


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the catalogue. ``number`` stands for it in a message to a worker, and is never
    given to another. ``programme_decides``: which rungs there are."""

    number: int
    name: str
    subjects: Callable[[], sa.Subquery]
    programme_decides: bool = False


def held() -> sa.Subquery:
    """Versions to be renewed: held, not over, not followed by a newer one, and no renewal of the
    company sent."""
    version, newer = AuthorisationVersion, aliased(AuthorisationVersion)
    is_followed = sa.select(newer.id).where(
        newer.authorisation_id == version.authorisation_id, newer.number > version.number
    )
    return (
        sa.select(
            version.id.label("subject_id"),
            sa.literal("authorisation_version").label("about_type"),
            version.id.label("about_id"),
            Authorisation.code.label("ref"),
            version.company_id,
            Case.officer_id,
            Case.programme_version,
            version.valid_to.label("anchor"),
            version.valid_from.label("began"),
            sa.literal("/portal/authorisation").label("portal"),
            (sa.literal("/desk/holders/") + Authorisation.public_id).label("desk"),
            version.renewal_due_on.label("due_date"),
            version.valid_to.label("expiry_date"),
        )
        .join(Authorisation, Authorisation.id == version.authorisation_id)
        .join(Case, Case.id == version.case_id)
        .where(
            Authorisation.programme_id == PROGRAMME,
            version.status.in_(HELD),
            version.valid_to >= TODAY,
            version.renewal_due_on.is_not(None),
            ~is_followed.exists(),
            ~renewing.stops_reminders(version),
        )
        .subquery("held")
    )


def asked() -> sa.Subquery:
    """Requests for information that wait for the company's answer."""
    page = sa.literal("/requests/") + text(Rfi.number)
    return (
        sa.select(
            Rfi.id.label("subject_id"),
            *_about_case(page),
            Rfi.due_on.label("anchor"),
            Rfi.due_set_on.label("began"),
            Rfi.due_on.label("due_date"),
        )
        .join(Case, Case.id == Rfi.case_id)
        .where(*_open(), Rfi.status == RfiStatus.OPEN, Rfi.due_on.is_not(None))
        .subquery("asked")
    )


def sent_back() -> sa.Subquery:
    """Returned applications that may lapse on a day. A warning is never too early: the ladder of
    each return is another, because its day is."""
    return (
        sa.select(
            Case.id.label("subject_id"),
            *_about_case(sa.literal("/")),
            Case.next_due_on.label("anchor"),
            sa.literal(LONG_AGO, sa.Date).label("began"),
            Case.next_due_on.label("final_date"),
        )
        .where(*_open(), Case.status == CaseStatus.RETURNED, Case.next_clock == GAPS)
        .where(Case.next_due_on.is_not(None))
        .subquery("sent_back")
    )


def to_put_right() -> sa.Subquery:
    """Days of a case on which the company owes a plan, or proof that something was put right:
    one row a day, however many findings share it. What is with Customs is not among them."""
    planned = _days(Finding.plan_due_on, FindingStatus.OPEN)
    fixed = _days(Finding.fix_due_on, FindingStatus.OPEN, FindingStatus.PLAN_ACCEPTED)
    days = sa.union_all(planned, fixed).subquery("days")
    return (
        sa.select(
            Case.id.label("subject_id"),
            *_about_case(sa.literal("/")),
            days.c.day.label("anchor"),
            sa.func.min(days.c.began).label("began"),
            days.c.day.label("due_date"),
            sa.func.count(days.c.finding_id.distinct()).label("item_count"),
        )
        .join(Case, Case.id == days.c.case_id)
        .where(*_open())
        .group_by(Case.id, days.c.day)
        .subquery("to_put_right")
    )


def _days(day: Any, *statuses: FindingStatus) -> sa.Select[Any]:
    return sa.select(
        Finding.id.label("finding_id"),
        Finding.case_id,
        day.label("day"),
        Finding.days_set_on.label("began"),
    ).where(Finding.status.in_(statuses), Finding.issued_at.is_not(None), day.is_not(None))


def _about_case(page: sa.ColumnElement[str]) -> list[sa.ColumnElement[Any]]:
    """The columns of what belongs to a case; ``page`` is where the company acts."""
    return [
        sa.literal("case").label("about_type"),
        Case.id.label("about_id"),
        Case.reference.label("ref"),
        Case.company_id.label("company_id"),
        Case.officer_id.label("officer_id"),
        Case.programme_version.label("programme_version"),
        (sa.literal("/portal/applications/") + Case.reference + page).label("portal"),
        (sa.literal("/desk/cases/") + Case.reference + sa.literal("/")).label("desk"),
    ]


def _open() -> list[sa.ColumnElement[bool]]:
    return [
        Case.programme_id == PROGRAMME,
        Case.status.not_in(sorted(CLOSED_CASE)),
    ]


GROUPS = (
    Group(1, "renewal", held, programme_decides=True),
    Group(2, "renewal_staff", held, programme_decides=True),
    Group(3, "response_due", asked),
    Group(4, "response_due_staff", asked),
    Group(5, "corrective_action", to_put_right),
    Group(6, "corrective_action_staff", to_put_right),
    Group(7, "lapse", sent_back),
)
BY_NUMBER = {group.number: group for group in GROUPS}
BY_NAME = {group.name: group for group in GROUPS}
