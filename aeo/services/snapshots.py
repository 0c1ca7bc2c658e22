"""What was sent, frozen: made from the live draft once, read back for everybody after that."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from aeo import clock
from aeo.db import db
from aeo.domain import canonical
from aeo.domain.errors import N_, Gone, Sentence
from aeo.domain.programme.questionnaire import Answer, Questionnaire
from aeo.domain.vocabulary import Actor
from aeo.models.case import Case
from aeo.models.evidence import Evidence
from aeo.models.submission import Submission
from aeo.services import programmes, questionnaires
from aeo.services.lacks import Draft
from aeo.services.profile import Profile

FORMAT = 1


def content_of(draft: Draft, *, by: Actor, signed: Mapping[str, Any]) -> bytes:
    """The canonical bytes of ``draft`` as ``by`` sends it now; ``signed`` is the declaration.

    Only what applies is in it: an answer that is asked no more was not sent.
    """
    case = draft.case
    return canonical.encode(
        {
            "format": FORMAT,
            "reference": case.reference,
            "case_type": case.case_type,
            "number": count(case) + 1,
            "programme": {"id": case.programme_id, "version": case.programme_version},
            "levels": case.levels,
            "company": draft.said.company,
            "sites": draft.said.sites,
            "people": draft.said.people,
            "partners": draft.said.partners,
            "flows": draft.said.flows,
            "answers": [_answer(asked, draft) for asked in draft.questionnaire.asked()],
            "papers": [_paper(row) for row in draft.evidence],
            "declaration": dict(signed),
            **_renews(draft),
            "sent_at": clock.now(),
            "sent_by": by.name,
        }
    )


def amended(
    draft: Draft, request: int, replies: Mapping[tuple[str, str], str], *, by: Actor
) -> bytes:
    """What was sent last, with the replies to a request, by question and scope, and with the
    answers there and the papers beside them as they are now: nothing else changes."""
    record, places = read(get(draft.case)), replies.keys()
    asked = {(one.question.key, one.scope): one for one in draft.questionnaire.asked()}
    answers = [
        _answer(asked[place], draft) if place in places and place in asked else row
        for row in record["answers"]
        for place in [(row["question"], row["scope"])]
    ]
    kept = [
        row for row in record["papers"] if (row["question"], row["question_scope"]) not in places
    ]
    given = [
        _paper(row) for row in draft.evidence if (row.question_key, row.question_scope) in places
    ]
    return canonical.encode(
        {
            **record,
            "number": count(draft.case) + 1,
            "answers": answers,
            "papers": [*kept, *given],
            "replies": [
                *(row for row in record.get("replies", ()) if row["request"] != request),
                *(
                    {"request": request, "question": question, "scope": scope, "text": text}
                    for (question, scope), text in replies.items()
                ),
            ],
            "sent_at": clock.now(),
            "sent_by": by.name,
        }
    )


def count(case: Case) -> int:
    """How often something was sent in this case."""
    query = sa.select(sa.func.count()).where(Submission.case_id == case.id)
    return db.session.scalar(query) or 0


def keep(case: Case, content: bytes, *, by: Actor) -> Submission:
    """Store the bytes as the next submission of the case."""
    row = Submission(
        company_id=case.company_id,
        case_id=case.id,
        number=count(case) + 1,
        content=content,
        sha256=canonical.digest(content),
        sent_at=clock.now(),
        sent_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def of_case(case: Case) -> list[Submission]:
    """What was sent in this case, oldest first, without the bytes."""
    query = (
        sa.select(Submission)
        .where(Submission.case_id == case.id)
        .options(sa.orm.joinedload(Submission.sent_by))
        .order_by(Submission.number)
    )
    return list(db.session.scalars(query))


def get(case: Case, number: int | None = None) -> Submission:
    """One submission with its bytes, the last one unless ``number`` says which. Raises ``Gone``."""
    query = sa.select(Submission).where(Submission.case_id == case.id)
    if number is not None:
        query = query.where(Submission.number == number)
    query = (
        query.order_by(Submission.number.desc())
        .limit(1)
        .options(undefer(Submission.content), sa.orm.joinedload(Submission.sent_by))
    )
    row = db.session.scalar(query)
    if row is None:
        raise Gone(Sentence(N_("Nothing was sent under this number.")))
    return row


def read(submission: Submission) -> dict[str, Any]:
    """The record that was sent."""
    record: dict[str, Any] = json.loads(submission.content)
    return record


def questionnaire(record: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire as it was sent, by the programme version of that time."""
    given = {
        (row["question"], row["scope"]): Answer(row["value"], row["explanation"])
        for row in record["answers"]
    }
    programme = programmes.version(record["programme"]["id"], record["programme"]["version"])
    return Questionnaire(
        programme,
        questionnaires.situation(record["levels"], record["case_type"], profile_of(record), given),
    )


def replies(record: Mapping[str, Any], request: int) -> dict[tuple[str, str], str]:
    """What was said last to each question of a request, by question and scope."""
    return {
        (row["question"], row["scope"]): row["text"]
        for row in record.get("replies", ())
        if row["request"] == request
    }


def profile_of(record: Mapping[str, Any]) -> Profile:
    """What the company said of itself when it sent the record."""
    return Profile(
        company=record["company"],
        sites=record["sites"],
        people=record["people"],
        partners=record["partners"],
        flows=record["flows"],
    )


def _renews(draft: Draft) -> dict[str, Any]:
    """Which application it began with, by the hash of what was sent there."""
    if (then := draft.previous) is None:
        return {}
    return {
        "previous": {
            "reference": then.case.reference,
            "number": then.number,
            "sha256": then.sha256,
            "granted_on": then.granted_on,
        }
    }


def _answer(asked: Any, draft: Draft) -> dict[str, Any]:
    row = draft.answers.get((asked.question.key, asked.scope))
    affirmed = row is not None and row.affirmed_at is not None
    return {
        **({"affirmed_at": row.affirmed_at} if row is not None and affirmed else {}),
        "question": asked.question.key,
        "scope": asked.scope,
        "value": asked.answer.value,
        "explanation": asked.answer.explanation,
        "answered_by": row.changed_by.name if row else "",
        "answered_at": row.changed_at if row else None,
        "version": row.version if row else 0,
    }


def _paper(row: Evidence) -> dict[str, Any]:
    document = row.document
    return {
        "document": row.document_code,
        "scope": row.document_scope,
        "question": row.question_key,
        "question_scope": row.question_scope,
        "state": row.state,
        "reason": row.reason,
        "file": None
        if document is None
        else {
            "id": document.public_id,
            "name": document.name,
            "media_type": document.media_type,
            "sha256": document.sha256,
            "size": document.size,
            "issued_on": document.issued_on,
            "expires_on": document.expires_on,
        },
    }
