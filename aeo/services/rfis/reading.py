"""The requests for information of a case."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from aeo.db import db
from aeo.domain.errors import N_, Gone, Sentence
from aeo.domain.vocabulary import RfiStatus
from aeo.models.answer import Answer, AnswerVersion
from aeo.models.case import Case
from aeo.models.review import Rfi

OPEN = frozenset({RfiStatus.OPEN, RfiStatus.ANSWERED})
NO_SUCH = Sentence(N_("There is no such request."))


def of_case(case: Case) -> list[Rfi]:
    """Every request of a case with its questions, oldest first."""
    query = (
        sa.select(Rfi)
        .where(Rfi.case_id == case.id)
        .options(selectinload(Rfi.items))
        .order_by(Rfi.number)
    )
    return list(db.session.scalars(query))


def get(case: Case, number: int) -> Rfi:
    """One request. Raises ``Gone``."""
    row = db.session.scalar(
        sa.select(Rfi)
        .where(Rfi.case_id == case.id, Rfi.number == number)
        .options(selectinload(Rfi.items))
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise Gone(NO_SUCH)
    return row


def shown_to_company(case: Case) -> list[Rfi]:
    """What the company may read: all that were sent."""
    return [rfi for rfi in of_case(case) if rfi.issued_at is not None]


def blocking(case: Case) -> int:
    """How many blocking requests are not closed."""
    return db.session.scalar(how_many_block(case)) or 0


def how_many_block(case: Case) -> sa.Select[int]:
    """The same as a query, for who counts other things with it."""
    return sa.select(sa.func.count()).where(
        Rfi.case_id == case.id, Rfi.is_blocking.is_(True), Rfi.status.in_(OPEN)
    )


def given(case: Case, questions: Collection[str]) -> dict[tuple[str, str], list[AnswerVersion]]:
    """Every version of the answers to ``questions``, by question and scope, oldest first. A draft
    of the company is among them: show only what was sent."""
    query = (
        sa.select(Answer.question_key, Answer.scope_key, AnswerVersion)
        .join(AnswerVersion, AnswerVersion.answer_id == Answer.id)
        .where(Answer.case_id == case.id, Answer.question_key.in_(questions))
        .order_by(AnswerVersion.version)
    )
    found: dict[tuple[str, str], list[AnswerVersion]] = {}
    for key, scope, version in db.session.execute(query):
        found.setdefault((key, scope), []).append(version)
    return found
