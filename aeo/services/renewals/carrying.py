"""Taking over the answers and papers of the last granted application, so that nobody types them
twice. What the programme asks anew every time, and papers whose day is over, stay behind.
"""

import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.programme.carried import is_carried
from aeo.domain.programme.criteria import Carry
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import Actor, CaseType, DocumentState, EvidenceState
from aeo.models.answer import Answer, AnswerVersion
from aeo.models.case import Case
from aeo.models.evidence import Document, Evidence
from aeo.services import previous, programmes, questionnaires
from aeo.services.previous import Previous


def carry(case: Case, *, by: Actor) -> int:
    """Fill a new draft with what was sent in the last granted application of its company; returns
    how many answers that were. Nothing, where there is none or the programme does not pre-fill."""
    programme = programmes.version(case.programme_id, case.programme_version)
    renewal = programme.validity.renewal
    if renewal is None or not renewal.pre_filled:
        return 0
    case.previous_id = previous.last_granted(case.company_id, case.programme_id)
    db.session.flush()
    then = previous.of(case)
    if then is None:
        return 0
    _papers(case, then, programme, by)
    return _answers(case, then, programme)


def _answers(case: Case, then: Previous, programme: Programme) -> int:
    """Each as it was sent, with the name of who gave it and the day."""
    rows = questionnaires.rows(then.case)
    known = {question.key: question for _section, question in programme.questions}
    carried = []
    for (key, scope), said in then.answers.items():
        row, question = rows.get((key, scope)), known.get(key)
        if row is None or question is None or not is_carried(question, then.earlier.programme):
            continue
        if said.value is None and not said.explanation:
            continue
        carried.append(
            Answer(
                company_id=case.company_id,
                case_id=case.id,
                question_key=key,
                scope_key=scope,
                value=said.value,
                explanation=said.explanation,
                version=1,
                changed_at=row.changed_at,
                changed_by_id=row.changed_by_id,
                carried_from_id=row.id,
            )
        )
    db.session.add_all(carried)
    db.session.flush()
    db.session.add_all(map(AnswerVersion.of, carried))
    db.session.flush()
    return len(carried)


def _papers(case: Case, then: Previous, programme: Programme, by: Actor) -> None:
    asked_again = {
        question.key for _section, question in programme.questions
        if question.carry is Carry.ASK_AGAIN
    }  # fmt: skip
    shelf = _shelf(case, then)
    codes = {document.code for document in programme.documents} | {""}
    today = clock.today()
    for row in then.record["papers"]:
        document = shelf.get(row["file"]["id"]) if row["file"] else None
        is_lost = row["file"] is not None and (
            document is None or previous.is_over(document, today)
        )
        if row["question"] in asked_again or row["document"] not in codes or is_lost:
            continue
        if row["state"] == EvidenceState.HELD_BY_CUSTOMS and case.case_type is not CaseType.RENEWAL:
            continue
        db.session.add(_evidence(case, row, document, by))
    db.session.flush()


def _evidence(case: Case, row: Mapping[str, Any], document: Document | None, by: Actor) -> Evidence:
    return Evidence(
        public_id=secrets.token_hex(16),
        company_id=case.company_id,
        case_id=case.id,
        document_code=row["document"],
        document_scope=row["scope"],
        question_key=row["question"],
        question_scope=row["question_scope"],
        document_id=None if document is None else document.id,
        state=EvidenceState(row["state"]),
        reason=row["reason"],
        added_at=clock.now(),
        added_by_id=by.user_id,
    )


def _shelf(case: Case, then: Previous) -> dict[str, Document]:
    """The files of the earlier application that the company still has, by their public id."""
    wanted = [row["file"]["id"] for row in then.record["papers"] if row["file"] is not None]
    found = db.session.scalars(
        sa.select(Document).where(
            Document.company_id == case.company_id,
            Document.public_id.in_(wanted),
            Document.removed_at.is_(None),
            Document.state != DocumentState.REJECTED,
        )
    )
    return {document.public_id: document for document in found}
