"""How a version ends: by time, by a newer one, by the holder (handbook §7.2)."""

from datetime import date, timedelta

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.facts import AuthorisationFacts
from aeo.domain.vocabulary import SYSTEM, CaseStatus, CaseType
from aeo.domain.workflow.authorisation import AUTHORISATION, HELD, AuthorisationAct
from aeo.models.authorisation import Authorisation, AuthorisationVersion
from aeo.models.case import Case
from aeo.services import programmes, transitions

CHECK_REGISTER = timedelta(days=7)


def subject(version: AuthorisationVersion) -> str:
    return f"version:{version.number}"


def supersede_older(newest: AuthorisationVersion) -> int:
    """End what ``newest`` takes the place of, once its first day has come. Returns how many."""
    if newest.valid_from > clock.today():
        return 0
    older = sa.select(AuthorisationVersion).where(
        AuthorisationVersion.authorisation_id == newest.authorisation_id,
        AuthorisationVersion.number < newest.number,
        AuthorisationVersion.status.in_(HELD),
    )
    rows = list(db.session.scalars(older))
    for row in rows:
        _end(row, AuthorisationAct.SUPERSEDE)
    return len(rows)


def expire(version: AuthorisationVersion) -> None:
    """Its last day is over. Raises ``OutOfOrder`` when it is not."""
    _end(version, AuthorisationAct.EXPIRE)


def judged(version: AuthorisationVersion) -> AuthorisationFacts:
    """What the guards of a version ask about."""
    case = db.session.get_one(Case, version.case_id)
    programme = programmes.version(case.programme_id, case.programme_version)
    renewal = programme.validity.renewal
    return AuthorisationFacts(
        status=version.status,
        company_id=version.company_id,
        valid_to=version.valid_to,
        today=clock.today(),
        newer_version_from=_newer_from(version),
        timely_renewal_open=_renewal_open(version),
        continue_on_timely=renewal is not None and renewal.continue_on_timely,
        withdrawal_asked=False,
        revocation_proposed=False,
        conflicts=frozenset(),
    )


def _end(version: AuthorisationVersion, act: AuthorisationAct) -> None:
    case = db.session.scalars(
        sa.select(Case).where(Case.id == version.case_id).with_for_update()
    ).one()
    today = clock.today()
    last = version.valid_to or today
    details = {
        "expiry_date": str(last),
        "effective_date": str(_newer_from(version) or today),
        "due_date": str(today + CHECK_REGISTER),
    }

    def ended() -> None:
        version.status_since = clock.now()
        if version.status not in HELD:
            version.ended_on = last if act is AuthorisationAct.EXPIRE else today

    transitions.move(
        case, AUTHORISATION, version, judged(version), act, by=SYSTEM,
        subject=subject(version), details=details, facts_of_status=ended,
    )  # fmt: skip
    db.session.flush()


def _newer_from(version: AuthorisationVersion) -> date | None:
    return db.session.scalar(
        sa.select(sa.func.min(AuthorisationVersion.valid_from)).where(
            AuthorisationVersion.authorisation_id == version.authorisation_id,
            AuthorisationVersion.number > version.number,
        )
    )


def _renewal_open(version: AuthorisationVersion) -> bool:
    """Whether a renewal was sent and is not decided."""
    open_ = sa.select(Case.id).where(
        Case.company_id == version.company_id,
        Case.case_type == CaseType.RENEWAL,
        Case.closed_at.is_(None),
        Case.status != CaseStatus.DRAFT,
        Case.submitted_at.is_not(None),
        Case.programme_id
        == sa.select(Authorisation.programme_id)
        .where(Authorisation.id == version.authorisation_id)
        .scalar_subquery(),
    )
    return db.session.scalar(sa.select(open_.exists())) or False
