"""The papers of one application beside its questions: what is asked, what is there, what else
may be said about it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.errors import N_, Incomplete, Sentence
from aeo.domain.permissions import Permission
from aeo.domain.programme.criteria import Per
from aeo.domain.programme.documents import DocumentType
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import COMPANY, Asked, Questionnaire
from aeo.domain.vocabulary import Actor, CaseType, DocumentState, EvidenceState
from aeo.models.case import Case
from aeo.models.evidence import Document, Evidence
from aeo.services import cases, documents, evidence
from aeo.services.evidence import Shelved
from aeo.web import documents as papers
from aeo.web import errors, frame
from aeo.web.access import access, acting, signed_in
from aeo.web.account import places
from aeo.web.answered import spoken
from aeo.web.fields import cleaned
from aeo.web.portal import bp, uploads
from aeo.web.portal.uploads import Given, Slot, Told

REASON_MAX = 500
FRAGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file that is there. ``id`` is the paper's, for removing it; url empty: not to open."""

    id: str
    name: str
    url: str
    note: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What was said instead of a file."""

    id: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBlock:
    """One kind of paper beside one question, as ``portal/_evidence.html`` draws it."""

    slot: Slot
    id: str
    title: str
    help: str
    place: str  # the site it is about, where there are several
    is_required: bool
    files: Sequence[FileLine]
    statement: Statement | None
    may_wait: bool
    may_be_held: bool
    reuse: Sequence[tuple[str, str]]  # files the company has already: public id and name

    @property
    def is_open(self) -> bool:
        """Whether something may still be said instead of a file."""
        return bool(self.slot.code) and not self.files and self.statement is None


def blocks(
    asked: Asked,
    evidence_rows: Sequence[Evidence],
    library: Sequence[Shelved],
    programme: Programme,
    *,
    questionnaire: Questionnaire | None = None,
) -> list[PaperBlock]:
    """The papers that go with one question, in the order of the programme, and last a place for
    further files. With the ``questionnaire`` papers that do not apply are left out, and a
    question about the company asks for the papers of each site."""
    found = []
    for wanted in asked.question.evidence:
        kind = programme.document(wanted.document)
        for scope in _scopes(kind, asked.scope, questionnaire):
            slot = Slot(kind.code, scope, asked.question.key, asked.scope)
            is_required = wanted.obligation == "required"
            found.append(_block(slot, kind, is_required, evidence_rows, library, questionnaire))
    further = Slot("", COMPANY, asked.question.key, asked.scope)
    found.append(_block(further, None, False, evidence_rows, library, questionnaire))  # noqa: FBT003
    return found


def paper_block(
    kind: DocumentType,
    scope: str,
    evidence_rows: Sequence[Evidence],
    library: Sequence[Shelved],
    *,
    questionnaire: Questionnaire | None = None,
) -> PaperBlock:
    """The same for a paper that no question asks for."""
    slot = Slot(kind.code, scope)
    return _block(slot, kind, True, evidence_rows, library, questionnaire)  # noqa: FBT003


def _block(
    slot: Slot,
    kind: DocumentType | None,
    is_required: bool,  # noqa: FBT001
    rows: Sequence[Evidence],
    library: Sequence[Shelved],
    questionnaire: Questionnaire | None,
) -> PaperBlock:
    mine = [row for row in rows if _belongs(row, slot)]
    there = {row.document_id for row in mine}
    said = next((row for row in mine if row.document is None), None)
    case_type = questionnaire.situation.case_type if questionnaire else ""
    return PaperBlock(
        slot=slot,
        id=re.sub(r"[^A-Za-z0-9]+", "-", f"paper-{'-'.join(slot.parts.values())}").strip("-"),
        title=spoken(kind.title) if kind else "",
        help=spoken(kind.help) if kind else "",
        place=_place(slot.document_scope, questionnaire),
        is_required=is_required,
        files=[_line(row, rows) for row in mine if row.document is not None],
        statement=Statement(said.public_id, statement_label(said.state), said.reason)
        if said
        else None,
        may_wait=bool(kind and kind.rule.may_wait_for_the_visit),
        may_be_held=bool(kind) and case_type == CaseType.RENEWAL,
        reuse=[
            (shelved.document.public_id, shelved.document.name)
            for shelved in library
            if shelved.document.id not in there
            and shelved.document.state is not DocumentState.REJECTED
        ],
    )


def _belongs(row: Evidence, slot: Slot) -> bool:
    """A kind of paper is the same paper under every question; a further file has its own."""
    if slot.code:
        return (row.document_code, row.document_scope) == (slot.code, slot.document_scope)
    beside = (row.question_key, row.question_scope)
    return not row.document_code and beside == (slot.question, slot.question_scope)


def _scopes(kind: DocumentType, asker: str, questionnaire: Questionnaire | None) -> Sequence[str]:
    per = Per(kind.rule.per)
    if per is Per.COMPANY or asker.startswith(f"{per.value}:"):
        scopes: Sequence[str] = (COMPANY,) if per is Per.COMPANY else (asker,)
    else:
        scopes = questionnaire.situation.scopes(per) if questionnaire else ()
    if questionnaire is None:
        return scopes
    rule, levels = kind.rule, questionnaire.situation.levels
    if rule.applies_to and levels.isdisjoint(rule.applies_to):
        return ()
    return [scope for scope in scopes if questionnaire.holds(rule.if_, scope)]


def _place(scope: str, questionnaire: Questionnaire | None) -> str:
    if questionnaire is None or scope == COMPANY:
        return ""
    situation = questionnaire.situation
    things: Mapping[str, Mapping[str, object]] = {**situation.sites, **situation.flows}
    return str(things.get(scope, {}).get("name", ""))


def _line(row: Evidence, rows: Sequence[Evidence]) -> FileLine:
    document = row.document
    if document is None:
        raise ValueError("a statement is no file")
    elsewhere = {
        other.question_key
        for other in rows
        if other.document_id == document.id and other.question_key != row.question_key
    } - {""}
    return file_line(row.public_id, document, sorted(elsewhere))


def file_line(line_id: str, document: Document, elsewhere: Sequence[str] = ()) -> FileLine:
    is_clean = document.state is DocumentState.CLEAN
    kind, state = papers.state_of(document)
    return FileLine(
        id=line_id,
        name=document.name,
        url=url_for("portal.company_file", public_id=document.public_id) if is_clean else "",
        note=" · ".join(_facts(document, elsewhere)),
        kind=kind,
        state=state,
    )


def _facts(document: Document, elsewhere: Sequence[str]) -> list[str]:
    facts = [frame.in_bytes(document.size)]
    if document.issued_on:
        facts.append(_("issued %(day)s", day=frame.day_short(document.issued_on)))
    if document.expires_on:
        facts.append(_("expires %(day)s", day=frame.day_short(document.expires_on)))
    if elsewhere:
        facts.append(_("also used in %(questions)s", questions=", ".join(elsewhere)))
    if reason := papers.why(document):
        facts.append(reason)
    return facts


def statement_label(state: EvidenceState) -> str:
    return {
        EvidenceState.AVAILABLE_ON_SITE: _("Will be shown at the visit"),
        EvidenceState.NOT_APPLICABLE: _("Does not apply"),
        EvidenceState.HELD_BY_CUSTOMS: _("Customs has it from the last application"),
    }[state]


def attach_all(case: Case, given: Sequence[Given], by: Actor) -> list[Told]:
    """Attach each file that was kept to its slot, inside a unit of work. For pages whose own form
    has file fields: ``uploads.take()`` first, then this, then ``uploads.flash_all``."""
    told = []
    for one in given:
        accepted = uploads.accept(case.company_id, one, by)
        if accepted.document is not None:
            evidence.attach(case, accepted.document, **one.slot.parts, by=by)
        told.append(accepted)
    return told


@bp.post("/applications/<reference>/evidence")
@access(POST=Permission.PORTAL_EDIT)
def applications_evidence(reference: str) -> ResponseReturnValue:
    """Take files for one slot: all of a plain form, or the one that a script sends."""
    evidence.check_open(cases.get(reference, to=signed_in()))
    then = _then()
    try:
        given = uploads.take()
    except OSError:
        return uploads.no_room()
    with acting() as actor:
        case = cases.get(reference, to=actor, lock=True)
        told = attach_all(case, given, actor)
        rows = [as_json(one) for one in told if one.document is not None]
    return uploads.answer(told, then, rows)


def as_json(told: Told) -> dict[str, str]:
    """One file as the script draws it."""
    if told.document is None:
        return {}
    line = file_line("", told.document)
    known = _("You had this file already; it is kept once.") if told.was_known else line.note
    return {
        "name": line.name, "note": known, "state": line.state, "kind": line.kind, "url": line.url
    }  # fmt: skip


@bp.post("/applications/<reference>/evidence/use")
@access(POST=Permission.PORTAL_EDIT)
def applications_evidence_use(reference: str) -> ResponseReturnValue:
    """Attach a file the company has already."""
    slot = Slot.of_request()
    chosen = request.values.get(f"document|{slot.name}") or request.values.get("document", "")

    def act(case: Case, actor: Actor) -> str:
        if not chosen:
            return uploads.none_chosen()
        document = documents.get(case.company_id, chosen)
        evidence.attach(case, document, **slot.parts, by=actor)
        return _("%(name)s is attached.", name=document.name)

    return _change(reference, act)


@bp.post("/applications/<reference>/evidence/state")
@access(POST=Permission.PORTAL_EDIT)
def applications_evidence_state(reference: str) -> ResponseReturnValue:
    """Say why there is no file."""
    evidence.check_open(cases.get(reference, to=signed_in()))
    slot = Slot.of_request()

    def act(case: Case, actor: Actor) -> str:
        said, reason = _said()
        evidence.state(case, **slot.parts, state=said, reason=reason, by=actor)
        return _("This is noted.")

    return _change(reference, act)


def _said() -> tuple[EvidenceState, str]:
    """The state and the reason of this request. Raises ``Incomplete``."""
    said = request.values.get("state", "")
    if said not in list(EvidenceState):
        raise Incomplete(Sentence(N_("Say which paper this is about.")))
    try:
        return EvidenceState(said), cleaned(request.values.get("reason", ""))[:REASON_MAX]
    except ValueError as error:
        raise Incomplete(
            Sentence(N_("This contains a character that cannot be kept. Please retype it."))
        ) from error


@bp.post("/applications/<reference>/evidence/<public_id>/remove")
@access(POST=Permission.PORTAL_EDIT)
def applications_evidence_remove(reference: str, public_id: str) -> ResponseReturnValue:
    def act(case: Case, actor: Actor) -> str:
        evidence.detach(case, public_id, by=actor)
        return _("It is no longer part of this application. The file stays in your library.")

    return _change(reference, act)


def _change(reference: str, act: Callable[[Case, Actor], str]) -> ResponseReturnValue:
    """One change of the papers; what was left out is said on the page it came from."""
    try:
        with acting() as actor:
            said = act(cases.get(reference, to=actor, lock=True), actor)
        flash(said, "success")
    except Incomplete as refusal:
        for sentence in refusal.reasons:
            flash(errors.say(sentence), "error")
    return redirect(_then(), 303)


def _then() -> str:
    """Back to the page it came from, at the same paper: only ever a page of this service."""
    address, _mark, fragment = request.values.get("then", "").partition("#")
    here = places.local(address) or url_for("portal.company_files")
    return f"{here}#{fragment}" if FRAGMENT.fullmatch(fragment) else here
