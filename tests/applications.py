"""Applications for tests, made by the services as people would make them.

A filled draft costs half a second; a list of many cases takes ``a_row``, which is in the queue and
no more.
"""

from datetime import datetime

from flask import Flask

from aeo import clock
from aeo.db import db
from aeo.domain import canonical
from aeo.domain.vocabulary import CLOSED_CASE, Actor, CaseStatus, CaseType, Machine, Role
from aeo.models.account import User
from aeo.models.case import Case, CaseEvent
from aeo.models.company import Company
from aeo.models.submission import Submission
from aeo.samples.filling import fill
from aeo.services import (
    accounts,
    actors,
    clocks,
    drafts,
    holidays,
    programmes,
    references,
    sending,
)
from aeo.services.sending import Declaration
from tests.kept import kept
from tests.people import a_company, a_member, an_officer, writing

LEADS = (Role.COMPANY_ADMIN, Role.SIGNATORY, Role.COORDINATOR)
SIGNED = Declaration(statements=("All of this is true.",), name="Ada Chan", post="Director")
BEFORE_REVIEW = frozenset({CaseStatus.DRAFT, CaseStatus.SUBMITTED, CaseStatus.RETURNED})
NEVER_REVIEWED = BEFORE_REVIEW | {CaseStatus.WITHDRAWN}


def actor_of(user: User, company: Company | None = None) -> Actor:
    """The actor that this person is now."""
    return actors.of(user, company.id if company else None)


def email_of(app: Flask, actor: Actor) -> str:
    with app.app_context():
        return accounts.get(actor.user_id).email


@kept
def an_applicant(app: Flask, name: str = "Kestrel Bay Logistics Limited", **given) -> Actor:
    """A signatory who also leads the application, of a company of their own."""
    with writing(app):
        holidays.seed()
        company = a_company(name)
        for key, value in given.items():
            setattr(company, key, value)
        return actor_of(a_member(company, *LEADS), company)


@kept
def an_office_actor(app: Flask, *roles: Role, **given) -> Actor:
    with writing(app):
        return actor_of(an_officer(*roles, **given))


@kept
def a_draft(app: Flask, by: Actor, *levels: str) -> str:
    """The reference of a new draft with nothing in it."""
    with writing(app):
        return drafts.begin(list(levels) or [lowest_level()], by=by).reference


@kept
def a_complete_draft(app: Flask, by: Actor, *levels: str) -> str:
    """A draft in which nothing is missing but the declaration."""
    reference = a_draft(app, by, *levels)
    with app.app_context():
        fill(reference, by=by)
    return reference


@kept
def a_submitted_case(app: Flask, by: Actor | None = None, *levels: str) -> str:
    """An application that was just sent."""
    by = by or an_applicant(app)
    reference = a_complete_draft(app, by, *levels)
    with writing(app):
        sending.send(reference, SIGNED, by=by)
    return reference


def a_row(
    company: Company,
    *,
    status: CaseStatus = CaseStatus.SUBMITTED,
    officer: User | None = None,
    case_type: CaseType = CaseType.NEW,
    at: datetime | None = None,
    levels: tuple[str, ...] = (),
) -> Case:
    """A case as the queue sees it: its row, the event of its status and a submission without
    answers. ``at`` is when it came into the status."""
    programme = programmes.current()
    at = at or clock.now()
    is_draft = status is CaseStatus.DRAFT
    case = Case(
        reference=references.take(),
        company_id=company.id,
        case_type=case_type,
        programme_id=programme.id,
        programme_version=programme.version,
        levels=list(levels) or [lowest_level()],
        status=status,
        status_since=at,
        round=0 if is_draft else 1,
        seq=0 if is_draft else 1,
        officer_id=officer.id if officer else None,
        created_at=at,
        created_by_id=company.created_by_id,
        submitted_at=None if is_draft else at,
        accepted_on=None if status in NEVER_REVIEWED else clock.local(at).date(),
        closed_at=at if status in CLOSED_CASE else None,
    )
    db.session.add(case)
    db.session.flush()
    if not is_draft:
        _send(case, company)
        clocks.refresh(case)
    return case


def _send(case: Case, company: Company) -> None:
    db.session.add(
        CaseEvent(
            company_id=company.id,
            case_id=case.id,
            seq=1,
            machine=Machine.CASE,
            action="submit",
            to_status=case.status,
            actor_role="signatory",
            details={},
            at=case.status_since,
            machine_at=clock.machine(),
        )
    )
    content = canonical.encode(
        {
            "format": 1,
            "reference": case.reference,
            "case_type": case.case_type,
            "levels": case.levels,
            "programme": {"id": case.programme_id, "version": case.programme_version},
            "company": {"name_en": company.name, "ubi": company.ubi},
            "declaration": {"statements": [], "name": "", "post": ""},
            **{name: {} for name in ("sites", "people", "partners", "flows")},
            **{name: [] for name in ("answers", "papers")},
        }
    )
    db.session.add(
        Submission(
            company_id=company.id,
            case_id=case.id,
            number=1,
            content=content,
            sha256=canonical.digest(content),
            sent_at=case.status_since,
            sent_by_id=company.created_by_id,
        )
    )
    db.session.flush()


def lowest_level() -> str:
    items = programmes.current().levels.items
    return min(items, key=lambda level: level.order or 0).id
