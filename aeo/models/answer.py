"""Answers to the questionnaire: one row an answer, with every version it ever had."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aeo.db import JSON, Model, pk
from aeo.models.account import User


class Answer(Model):
    """The answer to one question in one scope. ``value`` as ``domain.programme.questionnaire``
    says, None while only a text stands beside it; ``draft`` keeps what was typed and could not
    be understood."""

    __tablename__ = "answer"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "question_key", "scope_key"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint("scope_key <> ''", name="scope_key"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    question_key: Mapped[str]
    scope_key: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSON)
    explanation: Mapped[str] = mapped_column(default="")
    draft: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]  # programme time
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    carried_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answer.id"))
    affirmed_at: Mapped[datetime | None]
    affirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    changed_by: Mapped[User] = relationship(foreign_keys=[changed_by_id])
    affirmed_by: Mapped[User | None] = relationship(foreign_keys=[affirmed_by_id])


class AnswerVersion(Model):
    """An answer as it was once. Never changed; gone only with a discarded draft."""

    __tablename__ = "answer_version"
    __table_args__ = (sa.UniqueConstraint("answer_id", "version"),)

    id: Mapped[pk]
    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("answer.id"))
    version: Mapped[int]
    value: Mapped[Any | None] = mapped_column(JSON)
    explanation: Mapped[str]
    changed_at: Mapped[datetime]  # programme time
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    @classmethod
    def of(cls, answer: Answer) -> "AnswerVersion":
        """``answer`` as it is now, to be remembered."""
        return cls(
            answer_id=answer.id,
            version=answer.version,
            value=answer.value,
            explanation=answer.explanation,
            changed_at=answer.changed_at,
            changed_by_id=answer.changed_by_id,
        )
