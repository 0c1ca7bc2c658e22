"""Files out of a request: received and hashed before any transaction is open, each with a word
about what became of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, BinaryIO, cast

from flask import flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from aeo.db import db
from aeo.domain.file_kinds import Refused, Rejection
from aeo.domain.vocabulary import Actor
from aeo.models.evidence import Document
from aeo.services import documents
from aeo.services.documents import Arrival
from aeo.web import errors, frame
from aeo.web.portal import bp

SEVERAL = 4  # so many of the largest files fit into one plain post
# Addresses that take files. A page whose own form has file fields adds its endpoint here.
ENDPOINTS: set[str] = {"portal.applications_evidence", "portal.company_files_add"}
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a paper belongs: the kind of paper and its scope, the question and its scope.

    ``name`` is the name of a file field that carries all four through a plain post.
    """

    code: str = ""
    document_scope: str = "company"
    question: str = ""
    question_scope: str = "company"

    @property
    def name(self) -> str:
        return "|".join(("files", *self.parts.values()))

    @property
    def parts(self) -> dict[str, str]:
        """As the services and the addresses call them."""
        return {
            "code": self.code,
            "document_scope": self.document_scope,
            "question": self.question,
            "question_scope": self.question_scope,
        }

    @classmethod
    def of_name(cls, name: str) -> "Slot | None":
        """The slot of a file field; None for a field of another name."""
        mark, *parts = name.split("|")
        return cls(*parts) if mark == "files" and len(parts) == 4 else None

    @classmethod
    def of_request(cls) -> "Slot":
        """The slot that the fields or the query of this request name."""
        given = {key: request.values.get(key, "") for key in cls().parts}
        return cls(**{key: value for key, value in given.items() if value})


@dataclass(frozen=True, slots=True)
class Given:
    """One file of the request: kept, or refused with the reason."""

    slot: Slot
    name: str
    arrival: Arrival | None = None
    refused: Rejection | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one file: its row, or the sentence of its refusal."""

    name: str
    document: Document | None = None
    was_known: bool = False
    refused: Rejection | None = None


@bp.url_value_preprocessor
def _room_for_several(endpoint: str | None, _values: Any) -> None:
    """Before the body is read: a form without script sends all of its files at once."""
    if endpoint in ENDPOINTS:
        request.max_content_length = SEVERAL * documents.upload_max() + 2 * MEGABYTE


@bp.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    return errors.page(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, reasons=[too_large()])


def take() -> list[Given]:
    """Every file of the request, in the store. Opens no transaction and ends the one that is
    open, for a slow disk must not hold it. Raises ``OSError`` when the store has no room."""
    db.session.rollback()
    return list(_each())


def _each() -> Iterator[Given]:
    asked = Slot.of_request()
    for field, file in request.files.items(multi=True):
        if not file.filename:
            continue
        slot = Slot.of_name(field) or asked
        try:
            stream = cast(BinaryIO, file.stream)
            yield Given(slot, file.filename, documents.receive(stream, file.filename))
        except Refused as refused:
            yield Given(slot, file.filename, refused=refused.rejection)


def accept(company_id: int, given: Given, by: Actor) -> Told:
    """The row for one file of the request, inside a unit of work."""
    if given.arrival is None:
        return Told(given.name, refused=given.refused)
    arrival = given.arrival
    before = documents.same(company_id, arrival.received.sha256)
    was_known = before is not None and before.removed_at is None
    document = documents.accept(
        company_id,
        name=arrival.name,
        received=arrival.received,
        media_type=arrival.kind.media_type,
        by=by,
    )
    return Told(document.name, document, was_known)


def answer(told: Sequence[Told], then: str, rows: Sequence[Mapping[str, str]]) -> Any:
    """What the browser gets: the page it came from with a word per file, or JSON for the script,
    which sends one file at a time. ``rows`` are the files that were kept, as JSON."""
    refused = [one for one in told if one.refused is not None]
    too_big = any(one.refused is Rejection.TOO_LARGE for one in refused)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_big else HTTPStatus.UNPROCESSABLE_ENTITY
    if request.headers.get("X-Requested-With"):
        if refused or not rows:
            return jsonify(error=word(refused[0]) if refused else none_chosen()), status
        return jsonify(rows[0]), HTTPStatus.CREATED
    if too_big and not rows:
        return errors.page(status, reasons=[word(one) for one in refused])
    flash_all(told)
    return redirect(then, 303)


def flash_all(told: Sequence[Told]) -> None:
    """A word per file that was refused or known, and one for the others together."""
    if not told:
        flash(none_chosen(), "warning")
    for one in told:
        if one.refused is not None:
            flash(f"{one.name}: {word(one)}", "error")
        elif one.was_known:
            flash(_("%(name)s was here already. It is kept once.", name=one.name), "success")
    if new := [one for one in told if one.document is not None and not one.was_known]:
        names = ", ".join(one.name for one in new)
        flash(_("%(names)s arrived and is being checked.", names=names), "success")


def no_room() -> ResponseReturnValue:
    """The store did not take it: nothing was kept, and trying again is right."""
    sentence = _("The file could not be kept just now, and nothing of it was. Try again later.")
    return errors.page(HTTPStatus.SERVICE_UNAVAILABLE, reasons=[sentence])


def word(told: Told) -> str:
    if told.refused is Rejection.TOO_LARGE:
        return too_large()
    return errors.say(told.refused.sentence) if told.refused is not None else ""


def none_chosen() -> str:
    return _("Choose a file first.")


def too_large() -> str:
    return _(
        "A file may have at most %(limit)s. Make it smaller, or split it.", limit=limit_label()
    )


def limit_label() -> str:
    limit = documents.upload_max()
    return f"{limit // MEGABYTE} MB" if limit >= MEGABYTE else frame.in_bytes(limit)
