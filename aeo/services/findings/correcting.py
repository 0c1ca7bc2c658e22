"""Corrective action: the company plans, does, and shows what it did about a finding."""

from dataclasses import dataclass
from datetime import date

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, OutOfOrder, Sentence
from aeo.domain.vocabulary import Actor, FindingStatus
from aeo.domain.workflow.finding import FindingAct
from aeo.models.evidence import Document
from aeo.models.finding import CorrectiveAction, Finding, FindingProof
from aeo.services import cases, documents
from aeo.services.findings import history
from aeo.services.findings.raising import TEXT_MAX, act
from aeo.services.findings.reading import NO_SUCH, get


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the company will do about a finding."""

    cause: str
    action: str
    owner: str
    due_on: date | None


def save_plan(
    reference: str, number: int, plan: Plan, *, version: int | None, by: Actor
) -> Finding:
    """Keep the plan as it is written so far. Raises ``OutOfOrder`` when somebody changed it in
    the meantime, or once it was sent."""
    case = cases.get(reference, to=by, lock=True)
    finding = get(case, number)
    if finding.issued_at is None:
        raise Gone(NO_SUCH)
    if finding.status is not FindingStatus.OPEN:
        raise OutOfOrder(Sentence(N_("This plan is with Customs and cannot be changed now.")))
    action = _action(finding, version, by)
    action.cause, action.action = plan.cause.strip(), plan.action.strip()
    action.owner, action.due_on = plan.owner.strip(), plan.due_on
    db.session.flush()
    return finding


def submit_plan(reference: str, number: int, *, by: Actor) -> Finding:
    """Send the plan. Raises ``OutOfOrder`` while it lacks a cause, action, person or date."""
    return act(reference, number, FindingAct.SUBMIT_PLAN, "", by)


def save_proof(
    reference: str, number: int, done: str, *, version: int | None, by: Actor
) -> Finding:
    """Say what was done, or where it can be seen."""
    case = cases.get(reference, to=by, lock=True)
    finding = get(case, number)
    _check_proof_open(finding)
    _action(finding, version, by).done = done.strip()[:TEXT_MAX]
    db.session.flush()
    return finding


def add_proof(reference: str, number: int, document: Document, *, by: Actor) -> FindingProof:
    """Attach a file that shows it. Raises ``Gone`` for a file of another company."""
    case = cases.get(reference, to=by, lock=True)
    finding = get(case, number)
    _check_proof_open(finding)
    if document.company_id != case.company_id or document.removed_at is not None:
        raise Gone(documents.NO_SUCH_FILE)
    for proof in finding.proofs:
        if proof.document_id == document.id:
            return proof
    proof = FindingProof(
        company_id=case.company_id,
        document_id=document.id,
        added_at=clock.now(),
        added_by_id=by.user_id,
    )
    finding.proofs.append(proof)
    db.session.flush()
    return proof


def remove_proof(reference: str, number: int, document: str, *, by: Actor) -> None:
    """Take back a file that was not sent yet, by its public id; it stays in the library. Raises
    ``Gone`` for one that is not there."""
    case = cases.get(reference, to=by, lock=True)
    finding = get(case, number)
    _check_proof_open(finding)
    sent_at = history.of_case(case)[number].proof_sent_at
    for proof in finding.proofs:
        if proof.document.public_id == document:
            if sent_at is not None and proof.added_at <= sent_at:
                raise OutOfOrder(Sentence(N_("Customs has read this file already: it stays.")))
            finding.proofs.remove(proof)
            db.session.delete(proof)
            db.session.flush()
            return
    raise Gone(documents.NO_SUCH_FILE)


def submit_proof(reference: str, number: int, *, by: Actor) -> Finding:
    """Send the proof. Raises ``OutOfOrder`` without a file or a description."""
    return act(reference, number, FindingAct.SUBMIT_EVIDENCE, "", by)


def _action(finding: Finding, version: int | None, by: Actor) -> CorrectiveAction:
    action = finding.action
    if action is None:
        action = CorrectiveAction(version=0, changed_at=clock.now(), changed_by_id=by.user_id)
        finding.action = action
    elif version is not None and version != action.version:
        raise OutOfOrder(Sentence(N_("A colleague has changed this plan in the meantime.")))
    action.version += 1
    action.changed_at, action.changed_by_id = clock.now(), by.user_id or 0
    return action


def _check_proof_open(finding: Finding) -> None:
    if finding.issued_at is None:
        raise Gone(NO_SUCH)
    if finding.status is not FindingStatus.PLAN_ACCEPTED:
        raise OutOfOrder(Sentence(N_("Proof is sent once the plan has been accepted.")))
