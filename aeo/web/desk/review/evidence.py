"""The papers beside one answer, one of them opened at one of its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import request

from aeo.domain.programme.questionnaire import COMPANY
from aeo.domain.vocabulary import DocumentState
from aeo.models.evidence import Document, DocumentPage, Evidence
from aeo.services import documents, evidence
from aeo.web.desk.cases import points, said
from aeo.web.desk.cases.head import Head
from aeo.web.desk.cases.said import PaperLine
from aeo.web.desk.review.present import Answer


@dataclass(frozen=True, slots=True)
class Papers:
    """``shown`` is the paper whose picture stands beside the answer, none when there is none to
    show; ``page`` counts from 1 in ``pictures``."""

    lines: Sequence[PaperLine]
    shown: PaperLine | None = None
    document: Document | None = None
    pictures: Sequence[DocumentPage] = ()
    page: int = 1

    @property
    def choices(self) -> list[PaperLine]:
        return [line for line in self.lines if line.public_id]

    @property
    def picture(self) -> DocumentPage | None:
        return self.pictures[self.page - 1] if self.pictures else None

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def following(self) -> int | None:
        return self.page + 1 if self.page < len(self.pictures) else None


def of(head: Head, answer: Answer) -> Papers:
    """What the address asks for by ``paper`` and ``page``, else the first page of the first."""
    live = points.live(evidence.of_case(head.case.id))
    lines = _lines(head, answer, live)
    there = [line for line in lines if line.public_id]
    if not there:
        return Papers(lines)
    wanted = request.args.get("paper", "")
    line = next((one for one in there if one.public_id == wanted), there[0])
    document = live[line.public_id].document
    if document is None or document.state is not DocumentState.CLEAN:
        return Papers(lines, line, document)
    pictures = documents.pictures(document)
    page = request.args.get("page", 1, type=int)
    return Papers(lines, line, document, pictures, min(max(page, 1), max(len(pictures), 1)))


def _lines(head: Head, answer: Answer, live: Mapping[str, Evidence]) -> list[PaperLine]:
    """The papers sent with the answer, and those it asks for that were given beside another
    question: a paper that several ask for is given once. A file that the company has taken out
    since has no page any more."""
    question, scope = answer.line.question, answer.scope
    wanted = {one.document for one in question.evidence}
    rows = [
        row
        for row in head.record["papers"]
        if (row["question"], row["question_scope"]) == (question.key, scope)
        or (row["document"] in wanted and row["scope"] in {scope, COMPANY})
    ]
    found: dict[str, PaperLine] = {}
    for number, line in enumerate(said.papers(rows, live, head.programme)):
        is_there = line.public_id in live
        found.setdefault(
            line.public_id or str(number), line if is_there else replace(line, public_id="")
        )
    return list(found.values())
