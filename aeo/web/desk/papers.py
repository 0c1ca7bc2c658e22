"""One paper of a case as an officer reads it: pictures of its pages, and the facts about it."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import DocumentState
from aeo.models.evidence import Document, DocumentPage
from aeo.services import cases, documents, evidence
from aeo.web import documents as papers
from aeo.web.access import access, signed_in
from aeo.web.desk import bp


@dataclass(frozen=True, slots=True)
class Beside:
    """The pages one may turn to from the page that is shown."""

    number: int
    previous: int | None
    next: int | None

    @classmethod
    def of(cls, asked: int, pictures: int) -> "Beside":
        number = min(max(asked, 1), max(pictures, 1))
        return cls(
            number,
            number - 1 if number > 1 else None,
            number + 1 if number < pictures else None,
        )


@bp.get("/cases/<reference>/papers/<public_id>")
@access(GET=Permission.DESK_READ)
def cases_paper(reference: str, public_id: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    document = evidence.document_of(case, public_id)
    pictures = _pictures(document)
    kind, state = papers.state_of(document)
    uses = [use for use in evidence.uses_of(document) if use.reference == case.reference]
    return render_template(
        "desk/papers.html",
        case=case,
        document=document,
        pictures=pictures,
        at=Beside.of(request.args.get("page", 1, type=int), len(pictures)),
        kind=kind,
        state=state,
        kind_label=papers.kind_label(document),
        why=papers.why(document),
        uses=list(dict.fromkeys(papers.use_label(use) for use in uses)),
    )


@bp.get("/cases/<reference>/papers/<public_id>/pages/<int:number>")
@access(GET=Permission.DESK_READ)
def cases_paper_page(reference: str, public_id: str, number: int) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    return papers.page_picture(evidence.document_of(case, public_id), number)


@bp.get("/cases/<reference>/papers/<public_id>/file")
@access(GET=Permission.DESK_READ)
def cases_paper_file(reference: str, public_id: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    return papers.download(evidence.document_of(case, public_id))


def _pictures(document: Document) -> list[DocumentPage]:
    if document.state is not DocumentState.CLEAN:
        return []
    return list(documents.pictures(document))
