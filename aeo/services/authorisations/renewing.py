"""The renewals that were sent for a version: what is asked of them, of one version or in a query
about many."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from aeo.domain.vocabulary import CaseStatus, CaseType
from aeo.models.authorisation import Authorisation, AuthorisationVersion
from aeo.models.case import Case

# Of a query, or one row.
Version = type[AuthorisationVersion] | AuthorisationVersion


def stops_reminders(version: Version) -> sa.ColumnElement[bool]:
    """Whether a renewal was sent, so that nobody is reminded of sending one: since the grant of
    the version, or open to this day, and not withdrawn. A refused one counts, because what comes
    next is the end (product §6)."""
    renewal = aliased(Case)
    sent = _sent(renewal, version).where(
        renewal.status != CaseStatus.WITHDRAWN,
        renewal.closed_at.is_(None) | (renewal.submitted_at > version.granted_at),
    )
    return sent.exists()


def is_open(version: Version) -> sa.ColumnElement[bool]:
    """Whether a renewal was sent and is not decided."""
    renewal = aliased(Case)
    return _sent(renewal, version).where(renewal.closed_at.is_(None)).exists()


def open_since(version: AuthorisationVersion) -> sa.Select[Any]:
    """When the renewal that is open now was sent, for the first time."""
    renewal = aliased(Case)
    return (
        _sent(renewal, version)
        .where(renewal.closed_at.is_(None))
        .with_only_columns(renewal.submitted_at)
    )


def _sent(renewal: Any, version: Version) -> sa.Select[Any]:
    own = aliased(Authorisation)
    return (
        sa.select(renewal.id)
        .join(own, own.id == version.authorisation_id)
        .where(
            renewal.company_id == version.company_id,
            renewal.programme_id == own.programme_id,
            renewal.case_type == CaseType.RENEWAL,
            renewal.submitted_at.is_not(None),
        )
    )
