"""What the company may change in an application now: all, what it is asked about, or nothing."""

from dataclasses import dataclass

import sqlalchemy as sa

from aeo.db import db
from aeo.domain.vocabulary import CaseStatus, RfiStatus
from aeo.models.case import Case
from aeo.models.review import Rfi, RfiItem

OPEN_TO_COMPANY = frozenset({CaseStatus.DRAFT, CaseStatus.RETURNED})


@dataclass(frozen=True, slots=True)
class Editable:
    """``places`` are questions and scopes that an open request asks about."""

    all: bool
    places: frozenset[tuple[str, str]] = frozenset()

    def holds(self, question: str, scope: str) -> bool:
        return self.all or (question, scope) in self.places

    def __bool__(self) -> bool:
        return self.all or bool(self.places)


def by_company(case: Case) -> Editable:
    """What is open to the company by the status of the case and its requests."""
    if case.status in OPEN_TO_COMPANY:
        return Editable(all=True)
    return Editable(all=False, places=frozenset(asked_in(case)))


def asked_in(case: Case) -> dict[tuple[str, str], int]:
    """What open requests ask about, by question and scope, each with the number of its request."""
    query = (
        sa.select(RfiItem.question_key, RfiItem.scope_key, Rfi.number)
        .join(Rfi, Rfi.id == RfiItem.rfi_id)
        .where(Rfi.case_id == case.id, Rfi.status == RfiStatus.OPEN)
        .order_by(Rfi.number)
    )
    return {(key, scope): number for key, scope, number in db.session.execute(query)}
