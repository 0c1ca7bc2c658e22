"""Counters that guard accounts: how often something was tried by an account or from an address.

They are rows, so a restart forgets nothing and every process counts the same. Machine time.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from aeo import clock
from aeo.db import db
from aeo.models.account import SignInAttempt


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` tries within ``per``; the window opens with the first of them."""

    name: str
    most: int
    per: timedelta


SIGN_IN_ACCOUNT = Limit("sign-in-account", 10, timedelta(minutes=15))
SIGN_IN_ADDRESS = Limit("sign-in-address", 100, timedelta(minutes=15))
MAIL_ACCOUNT = Limit("mail-account", 5, timedelta(hours=1))
MAIL_ADDRESS = Limit("mail-address", 50, timedelta(hours=1))


def spend(limit: Limit, subject: str) -> int:
    """Count one try; how many there are now in the window. More than ``limit.most`` is too many."""
    now = clock.machine()
    over = SignInAttempt.since < now - limit.per
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    found = db.session.scalar(
        dialect.insert(SignInAttempt)
        .values(key=_key(limit, subject), since=now, count=1)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": sa.case((over, 1), else_=SignInAttempt.count + 1),
                "since": sa.case((over, now), else_=SignInAttempt.since),
            },
        )
        .returning(SignInAttempt.count)
    )
    return int(found or 0)


def allows(limit: Limit, subject: str) -> bool:
    """Count one try; whether it was still within the limit."""
    return spend(limit, subject) <= limit.most


def forget(limit: Limit, subject: str) -> None:
    """Close the window: the right password was given, or a new one was set."""
    db.session.execute(sa.delete(SignInAttempt).where(SignInAttempt.key == _key(limit, subject)))


def _key(limit: Limit, subject: str) -> str:
    """Whoever reads the table learns no address from it by looking."""
    return hashlib.sha256(f"aeo-throttle-v1\0{limit.name}\0{subject}".encode()).hexdigest()
