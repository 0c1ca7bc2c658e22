"""Findings as officers see them: what was seen, what the company sent, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aeo.domain import wording
from aeo.domain.programme.checklist import ChecklistItem
from aeo.domain.transition import Offer
from aeo.domain.vocabulary import Actor, DocumentState, Machine
from aeo.domain.wording import Audience
from aeo.domain.workflow.finding import FINDING, SETTLED, FindingAct
from aeo.models.case import CaseEvent
from aeo.models.finding import CorrectiveAction, Finding, FindingProof
from aeo.services import facts, intake, snapshots
from aeo.services.findings import history, raising
from aeo.services.findings import reading as findings
from aeo.services.findings.history import INTERNAL, Story
from aeo.web import documents as papers
from aeo.web import errors, frame
from aeo.web.desk.cases import said
from aeo.web.desk.cases.head import Head
from aeo.web.findings import (
    STATUS_TAGS,
    Due,
    GradeWords,
    criterion_label,
    dues,
    grade_words,
    question_label,
    status_label,
)

GOOD_NEWS = frozenset({FindingAct.ACCEPT_PLAN, FindingAct.CLOSE})


class Refused(NamedTuple):
    """A step that was not taken, with what was typed and what is wrong."""

    number: int
    act: FindingAct
    typed: str
    wrong: str

    @property
    def is_internal(self) -> bool:
        return self.act in INTERNAL


@dataclass(frozen=True, slots=True)
class Step:
    """One button on a finding. ``why`` are all objections; empty while it can be pressed."""

    act: str
    label: str
    kind: str
    needs_note: bool
    is_internal: bool
    why: Sequence[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Steps that share a note: ``told`` to the company, or ``kept`` inside."""

    name: str
    steps: Sequence[Step]
    is_aside: bool

    @property
    def label(self) -> str:
        return ", ".join(step.label for step in self.steps)


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One file the company gave."""

    name: str
    url: str
    note: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class Happened:
    """One step in the life of a finding."""

    at: datetime
    text: str
    who: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One finding. ``plan`` and ``proofs`` are there once the company has sent them."""

    number: int
    title: str
    seen: str
    by: str
    grade: GradeWords
    status: str
    tag: str
    is_settled: bool
    is_issued: bool
    is_withdrawn: bool
    criterion: str
    question: str
    where: str
    check: str
    dues: Sequence[Due]
    plan: CorrectiveAction | None
    done: str
    proofs: Sequence[ProofLine]
    steps: Sequence[Step]
    life: Sequence[Happened]
    refused: Refused | None

    @property
    def groups(self) -> list[Group]:
        """The steps by who reads their note: the company, or the office only. What is not the
        usual next step stands aside."""
        told = [step for step in self.steps if not step.is_internal]
        kept = [step for step in self.steps if step.is_internal]
        return [
            Group(name, steps, is_aside)
            for name, steps, is_aside in (("told", told, self.is_settled), ("kept", kept, True))
            if steps
        ]

    @property
    def may_change(self) -> bool:
        """Whether its words are still the office's own."""
        return not self.is_issued and not self.is_withdrawn


def items(head: Head) -> dict[str, ChecklistItem]:
    """The checks of this case by id."""
    return {one.id: one for one in snapshots.questionnaire(head.record).checklist()}


def cards(head: Head, actor: Actor, refused: Refused | None = None) -> list[Card]:
    """Every finding, in order; the number of statements does not grow with them."""
    conflicts = facts.conflicts_of(head.case)
    told = history.stories(head.events)
    _people = intake.people(head.events)
    return [
        _card(
            head,
            finding,
            told.get(finding.number, Story()),
            _steps(head, finding, actor, conflicts),
            refused if refused and refused.number == finding.number else None,
        )
        for finding in findings.of_case(head.case)
    ]


def count(found: Sequence[Card]) -> str:
    """How many there are, how many are not settled and how many are late, in words."""
    open_ = [card for card in found if not card.is_settled]
    late = sum(any(due.late for due in card.dues) for card in open_)
    return " · ".join(
        [
            ngettext("%(num)s finding", "%(num)s findings", len(found)),
            _("%(n)s not settled", n=len(open_)),
            _("%(n)s late", n=late),
        ]
    )


def _card(
    head: Head, finding: Finding, story: Story, steps: Sequence[Step], refused: Refused | None
) -> Card:
    programme = head.programme
    grade = findings.grade_of(programme, finding.grade)
    return Card(
        number=finding.number,
        title=finding.title,
        seen=finding.seen,
        by=finding.raised_by.name,
        grade=grade_words(grade),
        status=_status(finding),
        tag=STATUS_TAGS[finding.status],
        is_settled=finding.status in SETTLED,
        is_issued=finding.issued_at is not None,
        is_withdrawn=findings.is_withdrawn(finding),
        criterion=criterion_label(programme, finding.criterion),
        question=question_label(programme, finding.question_key),
        where=_where(head, finding),
        check=finding.item or "",
        dues=dues(finding, grade, story.reopened_at),
        plan=finding.action if story.plan_sent else None,
        done=finding.action.done if finding.action and story.proof_sent else "",
        proofs=[
            _proof(head, proof)
            for proof in finding.proofs
            if story.proof_sent_at is not None and proof.added_at <= story.proof_sent_at
        ],
        steps=steps,
        life=[_happened(event) for event in reversed(story.events)],
        refused=refused,
    )


def _steps(head: Head, finding: Finding, actor: Actor, conflicts: frozenset[int]) -> Sequence[Step]:
    """What this person could do: withdraw what was not issued, judge what was."""
    judged = raising.judged(head.case, finding, conflicts=conflicts)
    is_issued = finding.issued_at is not None
    return [
        _step(offer)
        for offer in FINDING.offers(judged, actor)
        if (offer.action is FindingAct.WITHDRAW) is not is_issued
    ]


def _status(finding: Finding) -> str:
    if findings.is_withdrawn(finding):
        return _("Withdrawn")
    return status_label(finding.status, Audience.OFFICER)


def _where(head: Head, finding: Finding) -> str:
    """The site: that of the question it is about, or of the visit on which it was seen."""
    if finding.scope_key != "company" or finding.visit is None:
        return said.place(head.record, finding.scope_key)
    return str(finding.visit.site.data.get("name") or "–")


def _step(offer: Offer) -> Step:
    return Step(
        act=offer.action.value,
        label=errors.say(wording.button(Machine.FINDING, offer.action)),
        kind="primary" if offer.action in GOOD_NEWS else "quiet",
        needs_note=offer.row.needs_note,
        is_internal=offer.action in INTERNAL,
        why=[errors.say(sentence) for sentence in offer.objections],
    )


def _proof(head: Head, proof: FindingProof) -> ProofLine:
    document = proof.document
    kind, state = papers.state_of(document)
    is_clean = document.state is DocumentState.CLEAN
    where = url_for("desk.cases_paper", reference=head.case.reference, public_id=document.public_id)
    return ProofLine(
        name=document.name,
        url=where if is_clean else "",
        note=papers.why(document) or frame.in_bytes(document.size),
        kind=kind,
        state=state,
    )


def _happened(event: CaseEvent) -> Happened:
    words = wording.event(Machine.FINDING, FindingAct(event.action), Audience.OFFICER)
    return Happened(
        at=event.at,
        text=errors.say(words) if words is not None else event.action,
        who=event.actor.name if event.actor is not None else _("The service"),
        note=event.note,
    )
