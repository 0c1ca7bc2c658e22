"""How a file is named, shown and handed out, the same on the company's side and on the desk."""

from datetime import timedelta

from flask import Response, send_file
from flask_babel import gettext as _

from aeo import clock
from aeo.domain.file_kinds import FileKind, Rejection
from aeo.domain.vocabulary import DocumentState
from aeo.models.evidence import Document
from aeo.services import documents, programmes
from aeo.services.evidence import SOON, Use
from aeo.web import errors
from aeo.web.answered import spoken

YEAR = timedelta(days=365)
TAGS = {
    DocumentState.QUARANTINED: "doing",
    DocumentState.CLEAN: "ok",
    DocumentState.REJECTED: "stop",
}


def download(document: Document) -> Response:
    """The file as it was given: never shown by the browser, whatever it thinks it is."""
    return send_file(
        documents.content(document),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=document.name,
    )


def page_picture(document: Document, number: int) -> Response:
    """The picture of one page. It never changes, so the reader's own browser may keep it."""
    response = send_file(documents.picture(document, number), mimetype="image/png")
    response.headers["Cache-Control"] = f"private, max-age={int(YEAR.total_seconds())}, immutable"
    return response


def state_of(document: Document) -> tuple[str, str]:
    """Kind and words of the tag: of a clean file also whether its time is over."""
    today = clock.today()
    if document.state is DocumentState.CLEAN and document.expires_on is not None:
        if document.expires_on < today:
            return "stop", _("Expired")
        if document.expires_on <= today + SOON:
            return "wait", _("Expires soon")
    return TAGS[document.state], _label(document.state)


def why(document: Document) -> str:
    """Why it was rejected; empty for any other."""
    if document.rejected_because is None:
        return ""
    return errors.say(Rejection(document.rejected_because).sentence)


def use_label(use: Use) -> str:
    """Short: the question's number, or the paper it is."""
    if use.question:
        return use.question
    known = {kind.code: kind for kind in programmes.current().documents}
    return spoken(known[use.code].title) if use.code in known else use.code


def kind_label(document: Document) -> str:
    return FileKind.of(document.media_type).value.upper()


def pages_label(count: int) -> str:
    return _("1 page") if count == 1 else _("%(count)s pages", count=count)


def _label(state: DocumentState) -> str:
    return {
        DocumentState.QUARANTINED: _("Checking"),
        DocumentState.CLEAN: _("Clean"),
        DocumentState.REJECTED: _("Refused"),
    }[state]
