"""Sending an application: a signatory declares, what is complete is frozen, and the case goes to
Customs, all in one transaction or not at all."""

from dataclasses import dataclass

from aeo import clock
from aeo.domain import canonical
from aeo.domain.errors import N_, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.vocabulary import Actor, CaseStatus, Role
from aeo.domain.workflow.case import CaseAct
from aeo.models.submission import Submission
from aeo.services import answers, cases, completeness, editable, notices, snapshots, transitions
from aeo.services.lacks import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What the signatory agreed to, in the words that stood on the page, and who they are."""

    statements: tuple[str, ...]
    name: str
    post: str


def send(reference: str, declaration: Declaration, *, by: Actor) -> Submission:
    """Submit a draft, or send a returned application again.

    Raises ``NotAllowed`` for anybody but a signatory, ``OutOfOrder`` with all that is missing,
    ``Incomplete`` for a declaration without a name or a statement.
    """
    case = cases.get(reference, to=by, lock=True)
    if not by.has(Role.SIGNATORY):
        raise NotAllowed(Sentence(N_("Only a signatory of the company may sign.")))
    if case.status not in editable.OPEN_TO_COMPANY:
        raise OutOfOrder(Sentence(N_("This application was sent already.")))
    if not declaration.statements or not declaration.name.strip() or not declaration.post.strip():
        raise Incomplete(Sentence(N_("Agree to each statement, and give your name and post.")))
    answers.declare(case, by=by)
    draft = Draft.of(case)
    content = snapshots.content_of(
        draft,
        by=by,
        signed={
            "statements": list(declaration.statements),
            "name": declaration.name,
            "post": declaration.post,
        },
    )
    action = CaseAct.SUBMIT if case.status is CaseStatus.DRAFT else CaseAct.RESUBMIT
    details = {"receipt_hash": canonical.digest(content)}
    transitions.perform(reference, action, by=by, details=details)
    sent = snapshots.keep(case, content, by=by)
    completeness.carry(case)
    return sent


def ask_to_sign(reference: str, *, by: Actor) -> int:
    """Ask every signatory by mail to sign, at most once a day; returns how many were asked.

    Raises ``OutOfOrder`` when there is nobody to ask, or something is still missing.
    """
    case = cases.get(reference, to=by, lock=True)
    if case.status not in editable.OPEN_TO_COMPANY:
        raise OutOfOrder(Sentence(N_("This application was sent already.")))
    if lacking := len(Draft.of(case).lacks()):
        raise OutOfOrder(
            Sentence(N_("Something is still missing: %(n)s. The list shows each with a link."),
                     {"n": lacking})
        )  # fmt: skip
    asked = notices.ask(case, "signature-requested", dedupe=f"case:{case.id}:{clock.today()}")
    if not asked:
        raise OutOfOrder(
            Sentence(
                N_("Nobody else was asked: every signatory was asked today, or there is none.")
            )
        )
    transitions.note_event(case, "signature_requested", by=by, details={})
    return asked
