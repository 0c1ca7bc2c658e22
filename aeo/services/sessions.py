"""Browsers that are signed in, as rows: they can be listed, and ended one by one.

The browser keeps a secret, the row its SHA-256. Machine time throughout.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Sentence
from aeo.models.account import UserSession

# An officer's desk stands in an office that others enter; a company works on a form for days.
OFFICE_IDLE, OFFICE_ENDS = timedelta(hours=1), timedelta(hours=12)
COMPANY_IDLE, COMPANY_ENDS = timedelta(hours=8), timedelta(days=7)
DEVICE_MAX, ADDRESS_MAX = 120, 64


def start(user_id: int, *, is_officer: bool, device: str, address: str) -> str:
    """Sign a browser in; returns the secret that only it will know."""
    secret = secrets.token_urlsafe(32)
    now = clock.machine()
    idle, ends = (OFFICE_IDLE, OFFICE_ENDS) if is_officer else (COMPANY_IDLE, COMPANY_ENDS)
    db.session.add(
        UserSession(
            public_id=secrets.token_hex(16),
            secret_hash=hashed(secret),
            user_id=user_id,
            created_at=now,
            expires_at=now + ends,
            idle_seconds=int(idle.total_seconds()),
            device=device[:DEVICE_MAX],
            address=address[:ADDRESS_MAX],
        )
    )
    db.session.flush()
    return secret


def find(secret: str) -> UserSession | None:
    """The session of this secret with its person, if both are still good."""
    found = db.session.scalar(
        sa.select(UserSession)
        .options(sa.orm.joinedload(UserSession.user))
        .where(UserSession.secret_hash == hashed(secret), UserSession.expires_at > clock.machine())
    )
    return found if found is not None and found.user.active else None


def of(user_id: int) -> Sequence[UserSession]:
    """Where this person is signed in, newest first."""
    return db.session.scalars(
        sa.select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.expires_at > clock.machine())
        .order_by(UserSession.created_at.desc(), UserSession.id.desc())
    ).all()


def is_new_device(user_id: int, device: str) -> bool:
    """Whether this person has signed in before, and never with a browser like this one."""
    devices = db.session.scalars(
        sa.select(UserSession.device).where(UserSession.user_id == user_id).distinct()
    ).all()
    return bool(devices) and device[:DEVICE_MAX] not in devices


def choose_company(session_id: int, company_id: int) -> None:
    """Remember for which company this browser acts; the caller checked the membership."""
    db.session.execute(
        sa.update(UserSession).where(UserSession.id == session_id).values(company_id=company_id)
    )


def end(user_id: int, public_id: str) -> None:
    """Sign one browser out. Raises ``Gone`` for a session that is not this person's."""
    if not _delete(UserSession.user_id == user_id, UserSession.public_id == public_id):
        raise Gone(Sentence(N_("This device is signed out already.")))


def end_all(user_id: int, *, but: int | None = None) -> int:
    """Sign every browser of a person out, but one if given; returns how many those were."""
    kept = UserSession.id != but if but is not None else sa.true()
    return _delete(UserSession.user_id == user_id, kept)


def hashed(secret: str) -> str:
    return hashlib.sha256(f"aeo-session-v1\0{secret}".encode()).hexdigest()


def _delete(*where: sa.ColumnElement[bool]) -> int:
    done = db.session.execute(sa.delete(UserSession).where(*where))
    return cast(sa.CursorResult[Any], done).rowcount
