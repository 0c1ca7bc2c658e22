"""The company's library: every file it gave, where each is used, and until when it is good."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from aeo.domain.errors import Incomplete
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import DocumentState
from aeo.models.evidence import Document
from aeo.services import documents, evidence
from aeo.services.evidence import Shelved, Show
from aeo.web import documents as papers
from aeo.web import errors, frame
from aeo.web.access import access, acting, signed_in
from aeo.web.fields import SafeDate
from aeo.web.portal import bp, uploads
from aeo.web.portal.files import as_json

PER_PAGE = 50


class Dates(FlaskForm):
    """As the paper itself says."""

    issued_on = SafeDate(_l("Issued on"))
    expires_on = SafeDate(_l("Good until"))


@dataclass(frozen=True, slots=True)
class Line:
    """One file of the library, in words."""

    document: Document
    url: str
    note: str
    used_in: Sequence[str]
    references: Sequence[str]
    kind: str
    state: str
    dates: Dates


@bp.get("/company/files")
@access(GET=Permission.PORTAL_READ)
def company_files() -> ResponseReturnValue:
    return _page()


@bp.post("/company/files")
@access(POST=Permission.PORTAL_EDIT)
def company_files_add() -> ResponseReturnValue:
    """Take files into the library, for no question yet."""
    try:
        given = uploads.take()
    except OSError:
        return uploads.no_room()
    with acting() as actor:
        told = [uploads.accept(actor.company_id or 0, one, actor) for one in given]
        rows = [as_json(one) for one in told if one.document is not None]
    return uploads.answer(told, url_for(".company_files"), rows)


@bp.get("/company/files/<public_id>")
@access(GET=Permission.PORTAL_READ)
def company_file(public_id: str) -> ResponseReturnValue:
    return papers.download(documents.get(signed_in().company_id or 0, public_id))


@bp.get("/company/files/<public_id>/pages/<int:number>")
@access(GET=Permission.PORTAL_READ)
def company_file_page(public_id: str, number: int) -> ResponseReturnValue:
    return papers.page_picture(documents.get(signed_in().company_id or 0, public_id), number)


@bp.post("/company/files/<public_id>/dates")
@access(POST=Permission.PORTAL_EDIT)
def company_file_dates(public_id: str) -> ResponseReturnValue:
    form = Dates(prefix=public_id)
    if not form.validate():
        return _page(form, public_id), 422
    try:
        with acting() as actor:
            document = documents.get(actor.company_id or 0, public_id, lock=True)
            documents.date_it(document, form.issued_on.data, form.expires_on.data)
            name = document.name
    except Incomplete as refusal:
        form.expires_on.errors = [errors.say(reason) for reason in refusal.reasons]
        return _page(form, public_id), 422
    flash(_("The dates of %(name)s are kept.", name=name), "success")
    return redirect(url_for(".company_files", _anchor=f"file-{public_id}"), 303)


@bp.post("/company/files/<public_id>/remove")
@access(POST=Permission.PORTAL_EDIT)
def company_file_remove(public_id: str) -> ResponseReturnValue:
    with acting() as actor:
        name = documents.remove(actor.company_id or 0, public_id).name
    flash(_("%(name)s is removed from the library.", name=name), "success")
    return redirect(url_for(".company_files"), 303)


def _page(wrong: Dates | None = None, wrong_id: str = "") -> str:
    asked = request.args.get("show", "")
    show = Show(asked) if asked in list(Show) else Show.ALL
    text = request.args.get("text", "").strip()[:100]
    company_id = signed_in().company_id or 0
    found = evidence.library(
        company_id, text=text, show=show, before=request.args.get("before", ""),
        limit=PER_PAGE + 1,
    )  # fmt: skip
    counts = evidence.counted(company_id)
    lines = [
        line(shelved, wrong if shelved.document.public_id == wrong_id else None)
        for shelved in found[:PER_PAGE]
    ]
    kept: dict[str, Any] = {"show": asked or None, "text": text or None}
    return render_template(
        "portal/files.html",
        lines=lines,
        counts=counts,
        show=show,
        text=text,
        shows=[(one, show_label(one), counts[one]) for one in Show],
        limit=uploads.limit_label(),
        wrong=wrong,
        next=url_for(".company_files", **kept, before=lines[-1].document.public_id)
        if len(found) > PER_PAGE
        else None,
    )


def line(shelved: Shelved, dates: Dates | None = None) -> Line:
    document = shelved.document
    kind, state = papers.state_of(document)
    is_clean = document.state is DocumentState.CLEAN
    facts = [papers.kind_label(document), frame.in_bytes(document.size)]
    if document.pages:
        facts.append(papers.pages_label(document.pages))
    facts.append(_("given %(day)s", day=frame.day_short(document.uploaded_at)))
    return Line(
        document=document,
        url=url_for(".company_file", public_id=document.public_id) if is_clean else "",
        note=papers.why(document) or " · ".join(facts),
        used_in=list(dict.fromkeys(papers.use_label(use) for use in shelved.uses)),
        references=list(dict.fromkeys(use.reference for use in shelved.uses)),
        kind=kind,
        state=state,
        dates=dates or Dates(formdata=None, obj=document, prefix=document.public_id),
    )


def show_label(show: Show) -> str:
    return {
        Show.ALL: _("All"),
        Show.EXPIRING: _("Expiring"),
        Show.EXPIRED: _("Expired"),
        Show.UNUSED: _("Not used"),
        Show.CHECKING: _("Checking"),
        Show.REFUSED: _("Refused"),
    }[show]
