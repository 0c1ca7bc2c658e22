"""The certificates of a version: owed at the grant, made once by a worker, kept byte for byte.

Leases and back-off run on machine time. A certificate that was made is never made again; one that
could not be made is tried for ever, for the holder is owed it, and its row says why.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO, cast
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import contains_eager

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, OutOfOrder, Sentence
from aeo.models.account import User
from aeo.models.authorisation import Authorisation, AuthorisationVersion, Certificate
from aeo.models.decision import Decision
from aeo.services import programmes
from aeo.services.programmes import Programme
from aeo.storage import Received, store

LEASE = timedelta(seconds=180)  # above the hard limit of a task
BACKOFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
FAILURE_MAX = 500
NO_SUCH_PAPER = Sentence(N_("There is no such certificate."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """What one certificate says, as it was granted. Nothing of it depends on when it is made."""

    language: str
    programme: Programme
    content: Mapping[str, Any]  # of the version
    code: str
    number: int
    levels: Sequence[str]
    valid_from: date
    valid_to: date | None
    granted_on: date
    signatory: str
    verify_code: str
    verify_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to make one certificate until its lease ends: plain data, for no transaction may
    be open meanwhile."""

    id: int
    lease_token: str
    attempts: int
    issued: Issued


def verify_url(verify_code: str) -> str:
    """Where anybody checks a certificate; it stands in the QR code of the paper."""
    return f"{current_app.extensions['aeo'].base_url}/verify/{verify_code}"


def due(limit: int) -> Sequence[int]:
    """Certificates that somebody should make now, those that wait longest first."""
    return db.session.scalars(
        sa.select(Certificate.id)
        .where(_is_due(clock.machine()))
        .order_by(Certificate.due_at, Certificate.id)
        .limit(limit)
    ).all()


def claim(ids: Collection[int]) -> list[Claim]:
    """The right to make those of ``ids`` that are due and in nobody's hands."""
    now = clock.machine()
    free = sa.select(Certificate.id).where(Certificate.id.in_(ids), _is_due(now))
    taken = db.session.execute(
        sa.update(Certificate)
        .where(Certificate.id.in_(free.with_for_update(skip_locked=True)))
        .values(attempts=Certificate.attempts + 1, lease_until=now + LEASE, lease_token=uuid4().hex)
        .returning(Certificate.id, Certificate.lease_token, Certificate.attempts)
        .execution_options(synchronize_session=False)
    )
    return [
        Claim(id=row.id, lease_token=row.lease_token, attempts=row.attempts, issued=issued(row.id))
        for row in sorted(taken, key=lambda row: row.id)
    ]


def issued(certificate_id: int) -> Issued:
    """What the certificate says. Raises ``NoResultFound`` for one that is not there."""
    version, code, language, signatory = db.session.execute(
        sa.select(AuthorisationVersion, Authorisation.code, Certificate.language, User.name)
        .join(Certificate, Certificate.version_id == AuthorisationVersion.id)
        .join(Authorisation, Authorisation.id == AuthorisationVersion.authorisation_id)
        .join(Decision, Decision.id == AuthorisationVersion.decision_id)
        .join(User, User.id == Decision.decided_by_id)
        .where(Certificate.id == certificate_id)
    ).one()
    return Issued(
        language=language,
        programme=programme_of(version),
        content=version.content,
        code=code,
        number=version.number,
        levels=tuple(version.levels),
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        granted_on=clock.local(version.granted_at).date(),
        signatory=signatory,
        verify_code=version.verify_code,
        verify_url=verify_url(version.verify_code),
    )


def programme_of(version: AuthorisationVersion) -> Programme:
    """The programme version by which it was granted."""
    pinned = version.content["programme"]
    return programmes.version(pinned["id"], pinned["version"])


def settle(claim: Claim, kept: Received, remark: str = "") -> bool:
    """It is made, and its content is in the store. ``remark``: what an officer should know of it.
    False when the lease was lost meanwhile, here and below."""
    return _settle(
        claim, sha256=kept.sha256, size=kept.size, made_at=clock.now(), failure=remark[:FAILURE_MAX]
    )


def postpone(claim: Claim, failure: str) -> bool:
    """It could not be made; try again later, each time after a longer wait."""
    wait = BACKOFF[min(claim.attempts, len(BACKOFF)) - 1]
    return _settle(claim, due_at=clock.machine() + wait, failure=failure[:FAILURE_MAX])


def get(public_id: str, *, company_id: int | None = None) -> Certificate:
    """One certificate, of that company where one is named. Raises ``Gone``: a stranger's is the
    same as none."""
    query = (
        sa.select(Certificate)
        .join(Certificate.version)
        .join(AuthorisationVersion.authorisation)
        .options(
            contains_eager(Certificate.version).contains_eager(AuthorisationVersion.authorisation)
        )
        .where(Certificate.public_id == public_id)
    )
    if company_id is not None:
        query = query.where(Certificate.company_id == company_id)
    found = db.session.scalar(query)
    if found is None:
        raise Gone(NO_SUCH_PAPER)
    return found


def content(certificate: Certificate) -> BinaryIO:
    """The paper itself. Raises ``OutOfOrder`` while it is not made."""
    if certificate.sha256 is None:
        raise OutOfOrder(
            Sentence(N_("This certificate is still being made. Try again in a minute."))
        )
    return store().open(certificate.sha256)


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return (
        Certificate.made_at.is_(None)
        & (Certificate.due_at <= now)
        & (Certificate.lease_until.is_(None) | (Certificate.lease_until < now))
    )


def _settle(claim: Claim, **values: Any) -> bool:
    done = db.session.execute(
        sa.update(Certificate)
        .where(
            Certificate.id == claim.id,
            Certificate.made_at.is_(None),
            Certificate.lease_token == claim.lease_token,
        )
        .values(**values, lease_token=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    return cast(sa.CursorResult[Any], done).rowcount > 0
