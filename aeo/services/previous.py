"""The granted application whose answers a later one began with, and the two side by side."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.programme.carried import Comparison, Earlier, Place
from aeo.domain.programme.criteria import Question
from aeo.domain.programme.questionnaire import Answer, Questionnaire
from aeo.domain.vocabulary import GRANTED_CASE, DocumentState
from aeo.models.case import Case
from aeo.models.evidence import Document, Evidence
from aeo.models.finding import Finding
from aeo.models.submission import Submission
from aeo.services import programmes


@dataclass(frozen=True)
class Previous:
    """A granted application as it was sent last: ``record`` is what was frozen then, ``found`` are
    the answers beside which its officers told the company of a finding."""

    case: Case
    number: int
    sha256: str
    content: bytes
    found: frozenset[Place]

    @cached_property
    def record(self) -> Mapping[str, Any]:
        frozen: Mapping[str, Any] = json.loads(self.content)
        return frozen

    @cached_property
    def answers(self) -> Mapping[Place, Answer]:
        return {
            (row["question"], row["scope"]): Answer(row["value"], row["explanation"])
            for row in self.record["answers"]
        }

    def question(self, key: str) -> Question | None:
        """As it was asked then; None when it was not."""
        try:
            return self.earlier.programme.question(key)
        except KeyError:
            return None

    @property
    def granted_on(self) -> date:
        if self.case.closed_at is None:
            raise ValueError("what is not decided yet has no answers to go by")
        return clock.local(self.case.closed_at).date()

    @property
    def earlier(self) -> Earlier:
        programme = programmes.version(self.case.programme_id, self.case.programme_version)
        return Earlier(programme=programme, answers=self.answers, found=self.found)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file beside an answer: which paper it is, where it stands, and its last day."""

    slot: Place  # kind of paper and scope
    place: Place
    expires_on: date | None


def of(case: Case) -> Previous | None:
    """What ``case`` began with; None for an application that began empty."""
    if case.previous_id is None:
        return None
    last = (
        sa.select(Case, Submission.number, Submission.sha256, Submission.content)
        .join(Submission, Submission.case_id == Case.id)
        .where(Case.id == case.previous_id)
        .order_by(Submission.number.desc())
        .limit(1)
    )
    found = sa.select(Finding.question_key, Finding.scope_key).where(
        Finding.case_id == case.previous_id,
        Finding.question_key.is_not(None),
        Finding.issued_at.is_not(None),
    )
    then, number, sha256, content = db.session.execute(last).one()
    rows = db.session.execute(found)
    places = frozenset((key, scope) for key, scope in rows if key is not None)
    return Previous(then, number, sha256, content, places)


def last_granted(company_id: int, programme_id: str) -> int | None:
    """The id of the application that was granted last; None when there is none."""
    return db.session.scalar(
        sa.select(Case.id)
        .where(
            Case.company_id == company_id,
            Case.programme_id == programme_id,
            Case.status.in_(GRANTED_CASE),
        )
        .order_by(Case.closed_at.desc(), Case.id.desc())
        .limit(1)
    )


def compared(
    previous: Previous,
    questionnaire: Questionnaire,
    papers: Iterable[Paper],
    affirmed: Collection[Place],
    *,
    today: date,
) -> Comparison:
    """Every answer of ``questionnaire`` beside the earlier one, as things stand on ``today``."""
    expired = _expired(filed(previous.record), list(papers), today)
    return Comparison(questionnaire, previous.earlier, expired, affirmed)


def filed(record: Mapping[str, Any]) -> list[Paper]:
    """The files of what was sent."""
    return [
        Paper(
            slot=(row["document"], row["scope"]),
            place=(row["question"], row["question_scope"]),
            expires_on=_day(row["file"]["expires_on"]),
        )
        for row in record["papers"]
        if row["file"] is not None
    ]


def given(rows: Sequence[Evidence]) -> list[Paper]:
    """The files of a draft; one that was refused is none."""
    return [
        Paper(
            slot=(row.document_code, row.document_scope),
            place=(row.question_key, row.question_scope),
            expires_on=row.document.expires_on,
        )
        for row in rows
        if row.document is not None and row.document.state is not DocumentState.REJECTED
    ]


def is_over(document: Document, today: date) -> bool:
    return document.expires_on is not None and document.expires_on < today


def _expired(then: Sequence[Paper], now: Sequence[Paper], today: date) -> frozenset[Place]:
    """Where a paper is over and no other of its kind took its place. A further file beside an
    answer is no kind of paper: it ends by itself."""
    valid = {it.slot for it in now if it.expires_on is None or it.expires_on >= today}
    over = (it for it in (*then, *now) if it.expires_on is not None and it.expires_on < today)
    return frozenset(it.place for it in over if it.slot[0] and it.slot not in valid)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
