"""Recommendation, hearing and decision: what was proposed, answered and decided on a case."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aeo.db import Model, pk
from aeo.domain.facts import Proposal
from aeo.models.account import User
from aeo.models.append_only import append_only


class Recommendation(Model):
    """What the case officer proposes; the latest counts. Append-only."""

    __tablename__ = "recommendation"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint("proposal = 'grant' OR reasoning <> ''", name="adverse_says_why"),
        sa.CheckConstraint("(proposal = 'refuse') = (levels IS NULL)", name="levels_iff_granted"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    number: Mapped[int]
    proposal: Mapped[Proposal]
    levels: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    reasoning: Mapped[str] = mapped_column(default="")  # officers only
    seq: Mapped[int]  # of the case when it was given
    given_at: Mapped[datetime]  # programme time
    given_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    given_by: Mapped[User] = relationship()


class Hearing(Model):
    """The company is told what is intended and may answer before it is decided.

    ``is_over``: answered, closed without an answer, or waived by an officer with a reason.
    """

    __tablename__ = "hearing"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint("letter <> '' OR waived_because <> ''", name="says_why"),
        sa.CheckConstraint("answer IN ('', 'maintain', 'accept_lower')", name="answer"),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered_at_iff_answer"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    number: Mapped[int]
    intended: Mapped[Proposal]
    level: Mapped[str | None]  # the lower level that is offered
    letter: Mapped[str] = mapped_column(default="")  # the company reads it
    opened_at: Mapped[datetime]  # programme time
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    answer: Mapped[str] = mapped_column(default="")
    reply: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None]
    waived_because: Mapped[str] = mapped_column(default="")

    opened_by: Mapped[User] = relationship(foreign_keys=[opened_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])


class Decision(Model):
    """The decision on a case: one, by somebody who did not work on it. Append-only; the database
    itself refuses an author who touched the case or declared a conflict (four eyes)."""

    __tablename__ = "decision"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "id"),
        sa.UniqueConstraint("case_id"),
        sa.ForeignKeyConstraint(
            ["company_id", "case_id"], ["case_file.company_id", "case_file.id"]
        ),
        sa.CheckConstraint("outcome = 'grant' OR reasoning <> ''", name="adverse_says_why"),
    )

    id: Mapped[pk]
    company_id: Mapped[int]
    case_id: Mapped[int]
    outcome: Mapped[Proposal]
    levels: Mapped[list[str]] = mapped_column(sa.JSON)  # what is held by it; empty for a refusal
    reasoning: Mapped[str] = mapped_column(default="")  # the company reads it
    grounds: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)  # criterion, reason, reasoning
    decided_at: Mapped[datetime]  # programme time
    decided_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    decided_by: Mapped[User] = relationship()


_TOUCHED = (
    "EXISTS (SELECT 1 FROM case_touch WHERE case_id = NEW.case_id AND user_id = NEW.decided_by_id)"
    ' OR EXISTS (SELECT 1 FROM "conflict" WHERE case_id = NEW.case_id'
    " AND user_id = NEW.decided_by_id)"
)
_MESSAGE = "four eyes: whoever worked on a case does not decide it"
FOUR_EYES = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS decision_four_eyes",
        "CREATE TRIGGER decision_four_eyes BEFORE INSERT ON decision"
        f" WHEN {_TOUCHED} BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION decision_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN IF {_TOUCHED} THEN RAISE EXCEPTION '{_MESSAGE}'"
        " USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
        "DROP TRIGGER IF EXISTS decision_four_eyes ON decision",
        "CREATE TRIGGER decision_four_eyes BEFORE INSERT ON decision"
        " FOR EACH ROW EXECUTE FUNCTION decision_four_eyes()",
    ),
}
TRIGGERS = [append_only("recommendation"), append_only("decision"), FOUR_EYES]
