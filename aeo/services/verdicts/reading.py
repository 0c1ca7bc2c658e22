"""The verdicts on the answers of a case: which counts, and what is still to be read."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from aeo.db import db
from aeo.domain.programme.criteria import AnswerType
from aeo.domain.programme.programme import Programme
from aeo.models.case import Case
from aeo.models.review import Verdict
from aeo.services import snapshots

REASONS = ("rfi", "deficiency")  # the programme's groups of reasons for a doubt

Place = tuple[str, str]  # question and scope


def latest(case: Case) -> dict[Place, Verdict]:
    """The verdict that counts for each answer, by question and scope."""
    query = (
        sa.select(Verdict)
        .where(Verdict.case_id == case.id)
        .options(sa.orm.joinedload(Verdict.given_by))
        .order_by(Verdict.number)
    )
    return {(row.question_key, row.scope_key): row for row in db.session.scalars(query)}


def history(case: Case, question: str, scope: str) -> list[Verdict]:
    """Every verdict on one answer, newest first."""
    query = (
        sa.select(Verdict)
        .where(
            Verdict.case_id == case.id,
            Verdict.question_key == question,
            Verdict.scope_key == scope,
        )
        .options(sa.orm.joinedload(Verdict.given_by))
        .order_by(Verdict.number.desc())
    )
    return list(db.session.scalars(query))


def current(case: Case, record: Mapping[str, Any]) -> dict[Place, Verdict]:
    """The verdicts on the answers as they are in ``record``: an answer that changed since is to
    be read again."""
    versions = to_judge(record)
    return {
        place: row
        for place, row in latest(case).items()
        if is_current(row, versions.get(place, -1))
    }


def unread(case: Case) -> int:
    """How many answers of the last submission have no verdict."""
    record = snapshots.read(snapshots.get(case))
    return len(to_judge(record)) - len(current(case, record))


def to_judge(record: Mapping[str, Any]) -> dict[Place, int]:
    """Every answer that gets a verdict, with its version: all but declarations."""
    questionnaire = snapshots.questionnaire(record)
    versions = {(row["question"], row["scope"]): row["version"] for row in record["answers"]}
    return {
        (asked.question.key, asked.scope): versions.get((asked.question.key, asked.scope), 0)
        for asked in questionnaire.asked()
        if asked.question.type is not AnswerType.DECLARATION
    }


def reasons(programme: Programme) -> dict[str, Mapping[str, str]]:
    """The reasons for a doubt, by code."""
    groups = programme.files.reasons.groups
    return {
        reason.code: reason.text
        for group in groups
        if group.use in REASONS
        for reason in group.reasons
    }


def is_current(row: Verdict | None, version: int) -> bool:
    """Whether the verdict is on this version of the answer."""
    return row is not None and row.answer_version == version
