"""How a version ends: by time, by a newer one, by the holder (handbook §7.2)."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from aeo import clock
from aeo.db import db
from aeo.domain.facts import AuthorisationFacts
from aeo.domain.vocabulary import SYSTEM, AuthorisationStatus
from aeo.domain.workflow.authorisation import AUTHORISATION, HELD, AuthorisationAct
from aeo.models.authorisation import Authorisation, AuthorisationVersion
from aeo.models.case import Case
from aeo.services import programmes, transitions
from aeo.services.authorisations import renewing

CHECK_REGISTER = timedelta(days=7)
BY_TIME = frozenset(
    {AuthorisationAct.SUPERSEDE, AuthorisationAct.CONTINUE, AuthorisationAct.EXPIRE}
)


def subject(version: AuthorisationVersion) -> str:
    return f"version:{version.number}"


def overdue(limit: int) -> Sequence[int]:
    """Versions of the programme this service runs that today should no longer stand as they do:
    over, unless a renewal carries them on, or replaced by one whose first day has come."""
    asked = {"today": clock.today(), "programme": programmes.current().id, "limit": limit}
    return db.session.scalars(_overdue(), asked).all()


@cache
def _overdue() -> sa.Select[Any]:
    """Built once: it is asked every second, and at every step of a walk."""
    version, newer = AuthorisationVersion, aliased(AuthorisationVersion)
    today = sa.bindparam("today", type_=sa.Date)
    is_carried_on = (
        version.status == AuthorisationStatus.ACTIVE_PENDING_RENEWAL
    ) & renewing.is_open(version)
    is_replaced = sa.select(newer.id).where(
        newer.authorisation_id == version.authorisation_id,
        newer.number > version.number,
        newer.valid_from <= today,
    )
    return (
        sa.select(version.id)
        .join(Authorisation, Authorisation.id == version.authorisation_id)
        .where(
            Authorisation.programme_id == sa.bindparam("programme", type_=sa.Text),
            version.status.in_(HELD),
            ((version.valid_to < today) & ~is_carried_on) | is_replaced.exists(),
        )
        .order_by(version.id)
        .limit(sa.bindparam("limit", type_=sa.Integer))
    )


def settle(version_id: int) -> AuthorisationAct | None:
    """Take the step that time calls for: expire, carry on or supersede a version. None, and nothing
    is changed, when none is called for: another worker may have taken it."""
    version = db.session.get_one(AuthorisationVersion, version_id)
    case = _lock(version)
    facts = judged(version)
    for offer in AUTHORISATION.offers(facts, SYSTEM):
        if offer.is_open and offer.row.action in BY_TIME:
            act = AuthorisationAct(offer.row.action)
            _end(case, version, facts, act)
            return act
    return None


def supersede_older(newest: AuthorisationVersion) -> int:
    """End what ``newest`` takes the place of, once its first day has come. Returns how many."""
    if newest.valid_from > clock.today():
        return 0
    older = sa.select(AuthorisationVersion.id).where(
        AuthorisationVersion.authorisation_id == newest.authorisation_id,
        AuthorisationVersion.number < newest.number,
        AuthorisationVersion.status.in_(HELD),
    )
    taken = [settle(version_id) for version_id in db.session.scalars(older).all()]
    return taken.count(AuthorisationAct.SUPERSEDE)


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
        timely_renewal_open=_timely_renewal_open(version),
        continue_on_timely=renewal is not None and renewal.continue_on_timely,
        withdrawal_asked=False,
        revocation_proposed=False,
        conflicts=frozenset(),
    )


def _lock(version: AuthorisationVersion) -> Case:
    """Its case, locked before it is judged, and the version as it stands now: what was read before
    the lock may be what another worker has changed."""
    case = db.session.scalars(
        sa.select(Case)
        .where(Case.id == version.case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    db.session.refresh(version)
    return case


def _end(
    case: Case, version: AuthorisationVersion, facts: AuthorisationFacts, act: AuthorisationAct
) -> None:
    today = clock.today()
    was_carried_on = version.status is AuthorisationStatus.ACTIVE_PENDING_RENEWAL
    last = today if was_carried_on or version.valid_to is None else version.valid_to
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
        case, AUTHORISATION, version, facts, act, by=SYSTEM,
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


def _timely_renewal_open(version: AuthorisationVersion) -> bool:
    """Whether a renewal is open that was sent by the last day on which it was in time."""
    sent_at = db.session.scalar(renewing.open_since(version))
    if sent_at is None or version.renewal_due_on is None:
        return False
    return clock.local(sent_at).date() <= version.renewal_due_on
