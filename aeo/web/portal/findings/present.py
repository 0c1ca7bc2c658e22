"""Findings as the company reads them: what is needed by when, and what Customs said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _

from aeo.domain import wording
from aeo.domain.permissions import Permission, may
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import Actor, DocumentState, FindingStatus, Machine
from aeo.domain.wording import Audience
from aeo.domain.workflow.finding import FINDING, FindingAct
from aeo.models.case import Case
from aeo.models.finding import Finding, FindingProof
from aeo.services import evidence, facts, programmes
from aeo.services.findings import history, raising
from aeo.services.findings import reading as findings
from aeo.services.findings.history import INTERNAL, Story
from aeo.services.reports import reading as reports
from aeo.web import documents as papers
from aeo.web import errors, frame
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

OURS = frozenset({FindingStatus.OPEN, FindingStatus.PLAN_ACCEPTED})


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in a list."""

    number: int
    title: str
    url: str
    grade: GradeWords
    status: str
    tag: str
    is_ours: bool
    todo: str
    late: str


@dataclass(frozen=True, slots=True)
class ForTracker:
    """What the page of an application says about findings and the report."""

    lines: Sequence[Line]
    open: int
    has_report: bool


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A file that shows something. ``id`` is given while it may be taken back."""

    id: str
    name: str
    url: str
    note: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class Send:
    """The button that sends: open, or closed with the reasons and who could."""

    label: str
    why: Sequence[str]
    who: str

    @property
    def is_open(self) -> bool:
        return not self.why


def lines(case: Case) -> list[Line]:
    """Every finding that was issued, what is ours to do first."""
    programme = programmes.version(case.programme_id, case.programme_version)
    found = [_line(case, programme, one) for one in findings.shown_to_company(case)]
    return sorted(found, key=lambda line: (not line.is_ours, line.number))


def for_tracker(case: Case) -> ForTracker | None:
    """None before anything was issued, which costs one statement."""
    if not reports.issued_round(case):
        return None
    found = lines(case)
    return ForTracker(found, sum(line.is_ours for line in found), has_report=True)


def question(finding: Finding, programme: Programme) -> str:
    return question_label(programme, finding.question_key)


def criterion(finding: Finding, programme: Programme) -> str:
    return criterion_label(programme, finding.criterion)


def said_to_us(case: Case, finding: Finding) -> tuple[Story, str, str]:
    """The story of a finding, and the last step of Customs with its note to us."""
    story = history.of_case(case).get(finding.number, Story())
    last = story.last
    if last is None or last.action in INTERNAL or last.actor_id is None:
        return story, "", ""
    if last.action in {FindingAct.BEGIN, FindingAct.SUBMIT_PLAN, FindingAct.SUBMIT_EVIDENCE}:
        return story, "", ""
    words = wording.event(Machine.FINDING, FindingAct(last.action), Audience.APPLICANT)
    return story, errors.say(words) if words is not None else "", last.note


def send(case: Case, finding: Finding, act: FindingAct, actor: Actor) -> Send | None:
    """The button for ``act``; None where it is not a step of this finding now.

    It sends what stands in the form beside it, so what was kept so far does not close it: whether
    that is whole is asked when it is pressed.
    """
    takers = FINDING.takers(act, finding.status)
    if not takers or not may(actor, Permission.PORTAL_EDIT):
        return None
    label = errors.say(wording.button(Machine.FINDING, act))
    roles = ", ".join(errors.say(wording.role(role)) for role in sorted(takers))
    who = _("Can be done by: %(roles)s.", roles=roles)
    kept = raising.judged(case, finding, conflicts=facts.conflicts_of(case))
    judged = replace(kept, plan_gaps=0, proofs=max(1, kept.proofs))
    for offer in FINDING.offers(judged, actor):
        if offer.action is act:
            return Send(label, [errors.say(one) for one in offer.objections], who)
    return Send(label, [_("You may write it, but not send it.")], who)


def reusable(finding: Finding, company_id: int) -> list[tuple[str, str]]:
    """The files of the library that could show it and are not attached: public id and name."""
    there = {proof.document_id for proof in finding.proofs}
    return [
        (shelved.document.public_id, shelved.document.name)
        for shelved in evidence.library(company_id)
        if shelved.document.id not in there and shelved.document.state is not DocumentState.REJECTED
    ]


def proofs(finding: Finding, story: Story, *, is_open: bool) -> list[ProofLine]:
    """The files; one that Customs has read already cannot be taken back."""
    sent_at = story.proof_sent_at
    return [
        _proof(proof, is_open=is_open and (sent_at is None or proof.added_at > sent_at))
        for proof in finding.proofs
    ]


def _line(case: Case, programme: Programme, finding: Finding) -> Line:
    grade = findings.grade_of(programme, finding.grade)
    due = dues(finding, grade)
    return Line(
        number=finding.number,
        title=finding.title,
        url=url_for("portal.application_finding", reference=case.reference, number=finding.number),
        grade=grade_words(grade),
        status=status_label(finding.status, Audience.APPLICANT),
        tag=STATUS_TAGS[finding.status],
        is_ours=finding.status in OURS,
        todo=_todo(finding, due[0] if due else None),
        late=due[0].late if due else "",
    )


def _todo(finding: Finding, due: Due | None) -> str:
    """What is to be done about a finding, and by when."""
    by = frame.day(due.day) if due is not None else ""
    if finding.status is FindingStatus.OPEN:
        return _("Send a plan by %(day)s", day=by) if by else _("Send a plan")
    if finding.status is FindingStatus.PLAN_ACCEPTED:
        return _("Put it right and send proof by %(day)s", day=by) if by else _("Send proof")
    return ""


def _proof(proof: FindingProof, *, is_open: bool) -> ProofLine:
    document = proof.document
    kind, state = papers.state_of(document)
    can_open = document.state is DocumentState.CLEAN and document.removed_at is None
    return ProofLine(
        id=document.public_id if is_open else "",
        name=document.name,
        url=url_for("portal.company_file", public_id=document.public_id) if can_open else "",
        note=papers.why(document) or frame.in_bytes(document.size),
        kind=kind,
        state=state,
    )
