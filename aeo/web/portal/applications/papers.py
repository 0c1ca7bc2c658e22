"""All papers of one application on one page: what is needed, what is there, and how to add one."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from aeo.domain.permissions import Permission
from aeo.domain.programme.missing import needed
from aeo.services import cases, editable, evidence
from aeo.services.lacks import Draft
from aeo.web.access import access, acting, signed_in
from aeo.web.portal import bp, files, uploads
from aeo.web.portal.applications import words
from aeo.web.portal.files import PaperBlock

uploads.ENDPOINTS.add("portal.application_add_papers")


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper in one place: its anchor, whether it must be there, and whether it is."""

    anchor: str
    block: PaperBlock
    must: bool

    @property
    def is_there(self) -> bool:
        return bool(self.block.files) or self.block.statement is not None


@bp.get("/applications/<reference>/papers")
@access(GET=Permission.PORTAL_READ)
def application_papers(reference: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    draft = Draft.of(case)
    papers = _papers(draft)
    return render_template(
        "portal/application_papers.html",
        case=case,
        title=words.title(case),
        must=[paper for paper in papers if paper.must],
        others=[paper for paper in papers if not paper.must],
        limit=uploads.limit_label(),
        is_open=case.status in editable.OPEN_TO_COMPANY,
    )


@bp.post("/applications/<reference>/papers")
@access(POST=Permission.PORTAL_EDIT)
def application_add_papers(reference: str) -> ResponseReturnValue:
    """Take every file that was chosen on the page."""
    evidence.check_open(cases.get(reference, to=signed_in()))
    try:
        given = uploads.take()
    except OSError:
        return uploads.no_room()
    with acting() as actor:
        case = cases.get(reference, to=actor, lock=True)
        told = files.attach_all(case, given, actor)
    uploads.flash_all(told)
    return redirect(url_for(".application_papers", reference=reference), 303)


def _papers(draft: Draft) -> list[Paper]:
    library = evidence.library(draft.case.company_id)
    return [
        Paper(
            anchor=words.paper_anchor(need.document.code, need.scope),
            block=files.paper_block(
                need.document,
                need.scope,
                draft.evidence,
                library,
                questionnaire=draft.questionnaire,
            ),
            must=need.must,
        )
        for need in needed(draft.questionnaire)
    ]
