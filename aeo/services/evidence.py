"""What a file is used for: the papers of one application, each beside its question, or the
reason why there is none. Only an application that is with the company can be changed.
"""

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.file_kinds import Rejection
from aeo.domain.programme.missing import Paper
from aeo.domain.vocabulary import Actor, CaseType, DocumentState, EvidenceState
from aeo.models.case import Case
from aeo.models.evidence import Document, Evidence
from aeo.models.finding import Finding, FindingProof
from aeo.services import documents, editable, programmes

WITH_CUSTOMS = Sentence(N_("The application is with Customs. Its papers cannot be changed now."))
SOON = timedelta(days=60)  # an end that near is worth a word


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a file is used: in which application, as which paper, beside what."""

    reference: str
    code: str
    question: str
    question_scope: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """A file of the library with every place where it is used."""

    document: Document
    uses: tuple[Use, ...]


class Show(StrEnum):
    """Which part of the library."""

    ALL = "all"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    UNUSED = "unused"
    CHECKING = "checking"
    REFUSED = "refused"


def check_open(case: Case) -> None:
    """Raises ``OutOfOrder`` unless something of the application is open to the company."""
    if not editable.by_company(case):
        raise OutOfOrder(WITH_CUSTOMS)


def attach(
    case: Case,
    document: Document,
    *,
    code: str,
    document_scope: str,
    question: str,
    question_scope: str,
    by: Actor,
) -> Evidence:
    """Use ``document`` as the paper ``code`` (empty: a further file beside an answer). Doing it
    twice does it once; a statement that there is no such paper gives way to it.

    Raises ``OutOfOrder``, ``NotAllowed``, and ``Gone`` for a file of another company.
    """
    _check_changeable(case, by, (question, question_scope), document_scope)
    if document.company_id != case.company_id or document.removed_at is not None:
        raise Gone(documents.NO_SUCH_FILE)
    if document.rejected_because is not None:
        raise OutOfOrder(Rejection(document.rejected_because).sentence)
    if not code and not question:
        raise Incomplete(Sentence(N_("Say which paper this file is.")))
    _check_kind(case, code)
    place = {
        "document_code": code,
        "document_scope": document_scope,
        "question_key": question,
        "question_scope": question_scope,
    }
    found = db.session.scalar(
        sa.select(Evidence).filter_by(case_id=case.id, document_id=document.id, **place)
    )
    if found is not None:
        return found
    if code:
        db.session.execute(
            sa.delete(Evidence).where(
                *_about(case, code, document_scope), Evidence.document_id.is_(None)
            )
        )
    return _add(case, by, state=EvidenceState.ATTACHED, document_id=document.id, **place)


def state(
    case: Case,
    *,
    code: str,
    document_scope: str,
    state: EvidenceState,
    reason: str,
    question: str,
    question_scope: str,
    by: Actor,
) -> Evidence:
    """Say why there is no file for the paper ``code``; what was said before gives way.

    Raises ``Incomplete`` for a missing reason, ``OutOfOrder`` when a file is there, when the
    paper must be sent, or, for ``held_by_customs``, when this is no renewal.
    """
    _check_changeable(case, by, (question, question_scope), document_scope)
    _check_kind(case, code)
    if not code or state is EvidenceState.ATTACHED:
        raise Incomplete(Sentence(N_("Say which paper this is about.")))
    reason = reason.strip()
    if state is EvidenceState.NOT_APPLICABLE and not reason:
        raise Incomplete(Sentence(N_("Say in a few words why this paper does not apply to you.")))
    if state is EvidenceState.HELD_BY_CUSTOMS and case.case_type is not CaseType.RENEWAL:
        raise OutOfOrder(
            Sentence(N_("Customs holds papers of an earlier application only for a renewal."))
        )
    if state is EvidenceState.AVAILABLE_ON_SITE:
        _check_may_wait(case, code)
    rows = db.session.scalars(
        sa.select(Evidence)
        .options(joinedload(Evidence.document))
        .where(*_about(case, code, document_scope))
    ).all()
    if any(_counts(row) for row in rows if row.state is EvidenceState.ATTACHED):
        raise OutOfOrder(Sentence(N_("There is a file for this paper. Remove it first.")))
    said = next((row for row in rows if row.document_id is None), None)
    if said is None:
        return _add(
            case,
            by,
            state=state,
            reason=reason,
            document_code=code,
            document_scope=document_scope,
            question_key=question,
            question_scope=question_scope,
        )
    said.state, said.reason = state, reason
    said.added_at, said.added_by_id = clock.now(), by.user_id or 0
    db.session.flush()
    return said


def detach(case: Case, public_id: str, *, by: Actor) -> None:
    """Take one paper, or one statement, out of the application; the file stays in the library.

    Raises ``Gone`` for a row of another case, ``OutOfOrder``.
    """
    row = db.session.scalar(
        sa.select(Evidence).where(Evidence.case_id == case.id, Evidence.public_id == public_id)
    )
    if row is None:
        raise Gone(Sentence(N_("There is no such paper in this application.")))
    _check_changeable(case, by, (row.question_key, row.question_scope), row.document_scope)
    db.session.delete(row)
    db.session.flush()


def of_case(case_id: int) -> list[Evidence]:
    """Every paper of one application with its file, in the order they came."""
    query = sa.select(Evidence).options(joinedload(Evidence.document))
    return list(db.session.scalars(query.where(Evidence.case_id == case_id).order_by(Evidence.id)))


def papers(rows: Collection[Evidence]) -> list[Paper]:
    """The same as the rules of completeness see it: a rejected file is no paper, and one that is
    still being checked counts."""
    return [
        Paper(
            document=row.document_code,
            scope=row.document_scope,
            state=row.state,
            reason=row.reason,
        )
        for row in rows
        if row.document_code and _counts(row)
    ]


def unscanned(case_id: int) -> int:
    """How many files of the application nobody has checked yet."""
    waiting = sa.select(sa.func.count(sa.distinct(Document.id))).join(
        Evidence, Evidence.document_id == Document.id
    )
    return (
        db.session.scalar(
            waiting.where(Evidence.case_id == case_id, Document.state == DocumentState.QUARANTINED)
        )
        or 0
    )


def document_of(case: Case, public_id: str) -> Document:
    """A file that is used in ``case``, also as the proof that a finding was put right. Raises
    ``Gone`` for any other."""
    used = sa.select(Evidence.document_id).where(Evidence.case_id == case.id)
    proofs = (
        sa.select(FindingProof.document_id)
        .join(Finding, Finding.id == FindingProof.finding_id)
        .where(Finding.case_id == case.id)
    )
    document = db.session.scalar(
        sa.select(Document).where(
            Document.company_id == case.company_id,
            Document.public_id == public_id,
            Document.id.in_(used) | Document.id.in_(proofs),
        )
    )
    if document is None:
        raise Gone(documents.NO_SUCH_FILE)
    return document


def library(
    company_id: int, *, text: str = "", show: Show = Show.ALL, before: str = "", limit: int = 500
) -> list[Shelved]:
    """The company's files, newest first, with their uses: two statements. ``text`` is part of a
    name; ``before`` is the public id of the last file of the page before."""
    query = sa.select(Document).where(_shelved(company_id), *_shown(show))
    if text:
        query = query.where(Document.name.icontains(text, autoescape=True))
    if before:
        last = sa.select(Document.id).where(
            Document.company_id == company_id, Document.public_id == before
        )
        query = query.where(Document.id < last.scalar_subquery())
    found = db.session.scalars(query.order_by(Document.id.desc()).limit(limit)).all()
    uses = _uses([document.id for document in found])
    return [Shelved(document, uses.get(document.id, ())) for document in found]


def counted(company_id: int) -> dict[Show, int]:
    """How many files each part of the library has."""
    sums = [
        sa.func.count(sa.case((sa.and_(sa.true(), *_shown(show)), Document.id))) for show in Show
    ]
    row = db.session.execute(sa.select(*sums).where(_shelved(company_id))).one()
    return dict(zip(Show, row, strict=True))


def uses_of(document: Document) -> tuple[Use, ...]:
    """Every place where one file is used, applications in the order they began."""
    return _uses([document.id]).get(document.id, ())


def _uses(document_ids: Collection[int]) -> Mapping[int, tuple[Use, ...]]:
    found: dict[int, list[Use]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(
            Document.id,
            Case.reference,
            Evidence.document_code,
            Evidence.question_key,
            Evidence.question_scope,
        )
        .join(Evidence, Evidence.document_id == Document.id)
        .join(Case, Case.id == Evidence.case_id)
        .where(Document.id.in_(document_ids))
        .order_by(Evidence.case_id, Evidence.id)
    )
    for document_id, *use in rows:
        found[document_id].append(Use(*use))
    return {document_id: tuple(uses) for document_id, uses in found.items()}


def _shelved(company_id: int) -> sa.ColumnElement[bool]:
    return (Document.company_id == company_id) & Document.removed_at.is_(None)


def _shown(show: Show) -> tuple[sa.ColumnElement[bool], ...]:
    today = clock.today()
    used = sa.select(Evidence.id).where(Evidence.document_id == Document.id).exists()
    conditions: Mapping[Show, tuple[sa.ColumnElement[bool], ...]] = {
        Show.ALL: (),
        Show.EXPIRING: (Document.expires_on >= today, Document.expires_on <= today + SOON),
        Show.EXPIRED: (Document.expires_on < today,),
        Show.UNUSED: (~used,),
        Show.CHECKING: (Document.state == DocumentState.QUARANTINED,),
        Show.REFUSED: (Document.state == DocumentState.REJECTED,),
    }
    return conditions[show]


def _about(case: Case, code: str, scope: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Evidence.case_id == case.id,
        Evidence.document_code == code,
        Evidence.document_scope == scope,
    )


def _add(case: Case, by: Actor, **values: object) -> Evidence:
    row = Evidence(
        public_id=secrets.token_hex(16),
        company_id=case.company_id,
        case_id=case.id,
        added_at=clock.now(),
        added_by_id=by.user_id,
        **values,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _counts(row: Evidence) -> bool:
    return row.document is None or row.document.state is not DocumentState.REJECTED


def _check_changeable(case: Case, by: Actor, place: tuple[str, str], scope: str) -> None:
    """Judge by the status of this moment: whoever sends the application waits, or we do. While a
    request is open, only papers beside the answers it asks about change (``place``)."""
    if by.company_id != case.company_id:
        raise NotAllowed(Sentence(N_("Only the company can change its papers.")))
    if by.sites and not {place[1], scope} & set(by.sites):
        raise NotAllowed(Sentence(N_("You work on other sites than this one.")))
    db.session.refresh(case, ["status"], with_for_update=True)
    if not editable.by_company(case).holds(*place):
        raise OutOfOrder(WITH_CUSTOMS)


def _check_kind(case: Case, code: str) -> None:
    programme = programmes.version(case.programme_id, case.programme_version)
    if code and code not in {document.code for document in programme.documents}:
        raise Incomplete(Sentence(N_("The programme knows no such paper.")))


def _check_may_wait(case: Case, code: str) -> None:
    programme = programmes.version(case.programme_id, case.programme_version)
    if not programme.document(code).rule.may_wait_for_the_visit:
        raise OutOfOrder(
            Sentence(N_("This paper must be sent with the application; it cannot wait."))
        )
