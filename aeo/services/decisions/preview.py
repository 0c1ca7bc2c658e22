"""What a grant of today would do: the real decision is taken, read and undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from aeo.db import db
from aeo.domain.errors import OutOfOrder
from aeo.domain.guards.accreditation import nobody_left_to_decide
from aeo.domain.vocabulary import Actor, Role
from aeo.models.authorisation import Certificate
from aeo.models.case import Case
from aeo.models.outbox import Notification
from aeo.services import cases, facts
from aeo.services.decisions import deciding

APPROVER = frozenset({Role.APPROVER})
TRIED = "–"  # where a grant has to give its reasons; nobody reads it


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that would go: what its words are made from, and to whom."""

    id: int
    kind: str
    template_version: int
    recipient: str
    recipient_name: str
    recipient_role: str
    language: str
    subject_ref: str
    path: str
    values: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be there after a grant. ``code`` is the holder's; it is not kept for anybody."""

    levels: Sequence[str]
    code: str
    valid_from: date
    valid_to: date | None
    gap_from: date | None
    letters: Sequence[Letter]
    languages: Sequence[str]

    @property
    def people(self) -> int:
        """How many people would be written to."""
        return len({letter.recipient for letter in self.letters})


def grant(reference: str, *, to: Actor, lower: bool = False) -> Preview:
    """Grant what was applied for, or the ``lower`` level, see what that makes, and undo all of it.

    It is taken by ``to`` if they may decide the case, else by the first who may. Nothing of it
    remains, whatever becomes of the transaction it happens in. Raises ``OutOfOrder`` with
    everything that stands in the way of the grant, ``Gone``.
    """
    savepoint = db.session.begin_nested()
    try:
        case = cases.get(reference, to=to, lock=True)
        by = _decider(case, to)
        before = _last_letter(case)
        granted = (
            deciding.grant_lower(reference, TRIED, by=by)
            if lower
            else deciding.grant(reference, by=by)
        )
        return _made(case, granted, before)
    finally:
        savepoint.rollback()
        db.session.expire_all()


def _decider(case: Case, to: Actor) -> Actor:
    judged = facts.for_foresight(case)
    could = judged.eligible_deciders
    if to.user_id in could and to.has(Role.APPROVER):
        return to
    if not could:
        raise OutOfOrder(*nobody_left_to_decide(judged))
    user_id, name = min(could.items(), key=lambda one: one[1])
    return Actor(user_id=user_id, roles=APPROVER, name=name)


def _made(case: Case, granted: deciding.Granted, before: int) -> Preview:
    version = granted.version
    owed = sa.select(Notification).where(*_of_case(case), Notification.id > before)
    languages = sa.select(Certificate.language).where(Certificate.version_id == version.id)
    return Preview(
        levels=list(version.levels),
        code=version.authorisation.code,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        gap_from=version.gap_from,
        letters=[_letter(row) for row in db.session.scalars(owed.order_by(Notification.id))],
        languages=list(db.session.scalars(languages.order_by(Certificate.id))),
    )


def _letter(row: Notification) -> Letter:
    return Letter(**{one.name: getattr(row, one.name) for one in fields(Letter)})


def _last_letter(case: Case) -> int:
    """The latest message about this case; while it is locked nobody adds one."""
    query = sa.select(sa.func.max(Notification.id)).where(*_of_case(case))
    return db.session.scalar(query) or 0


def _of_case(case: Case) -> tuple[sa.ColumnElement[bool], ...]:
    return Notification.subject_type == "case", Notification.subject_id == case.id
