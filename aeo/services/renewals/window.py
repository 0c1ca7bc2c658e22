"""From when to when a company may ask for the renewal of what it holds."""

from datetime import date

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.programme.programme import Programme
from aeo.domain.validity import RenewalWindow, renewal_due
from aeo.domain.vocabulary import CaseType
from aeo.domain.workflow.authorisation import HELD
from aeo.models.authorisation import Authorisation, AuthorisationVersion
from aeo.models.case import Case
from aeo.services import programmes


def window(company_id: int) -> RenewalWindow | None:
    """Of the last version that the company holds; None where there is nothing to renew."""
    version = held(company_id)
    if version is None or version.valid_to is None:
        return None
    return of_end(version.valid_to, programmes.current())


def held(company_id: int) -> AuthorisationVersion | None:
    """The newest version of the company in the programme of this service, while it is held."""
    newest = db.session.scalar(
        sa.select(AuthorisationVersion)
        .join(Authorisation, Authorisation.id == AuthorisationVersion.authorisation_id)
        .where(
            Authorisation.company_id == company_id,
            Authorisation.programme_id == programmes.current().id,
        )
        .order_by(AuthorisationVersion.number.desc())
        .limit(1)
    )
    return newest if newest is not None and newest.status in HELD else None


def of_end(valid_to: date, programme: Programme) -> RenewalWindow | None:
    """For a term that ends on ``valid_to``; None where the programme renews nothing."""
    renewal = programme.validity.renewal
    if renewal is None:
        return None
    due = renewal_due(valid_to, renewal.due_before_expiry)
    return RenewalWindow(
        opens=renewal_due(valid_to, renewal.invite_before_expiry),
        due=due,
        ends=valid_to if renewal.late == "accept_with_flag_until_expiry" else due,
    )


def days_late(case: Case) -> int:
    """How many days after its due day a renewal was sent; 0 for one in time or not sent yet."""
    if case.case_type is not CaseType.RENEWAL or case.submitted_at is None:
        return 0
    due = db.session.scalar(
        sa.select(AuthorisationVersion.renewal_due_on).where(
            AuthorisationVersion.case_id == case.previous_id
        )
    )
    sent = clock.local(case.submitted_at).date()
    return max(0, (sent - due).days) if due is not None else 0
