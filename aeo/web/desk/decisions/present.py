"""The page of the decision in words: scores, findings, what was proposed, heard and decided, and
what a grant of today would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from aeo import mail as letters
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import Grade
from aeo.domain.wording import Audience
from aeo.domain.workflow.finding import SETTLED
from aeo.models.decision import Hearing, Recommendation
from aeo.models.finding import Finding
from aeo.services.authorisations import granting
from aeo.services.decisions.preview import Preview
from aeo.services.decisions.reading import ACCEPT_LOWER, MAINTAIN
from aeo.services.findings import reading as findings
from aeo.services.grades import reading as grades
from aeo.web import frame
from aeo.web.answered import spoken
from aeo.web.desk.cases.acts import Act
from aeo.web.desk.cases.head import Head
from aeo.web.desk.decisions.board import Board
from aeo.web.desk.decisions.proposing import proposal_label
from aeo.web.desk.decisions.term import span
from aeo.web.desk.findings.criteria import GRADE_TAGS, grade_label
from aeo.web.findings import GradeWords, grade_words, status_label
from aeo.web.grounds import GroundWords, in_words, levels, refused_by_law


@dataclass(frozen=True, slots=True)
class Button:
    """One step. ``place`` is that of the sentence that says why it is closed; 0 when it is open."""

    label: str
    url: str
    kind: str
    place: int

    @property
    def is_open(self) -> bool:
        return not self.place


@dataclass(frozen=True, slots=True)
class Closed:
    """Steps that are closed for one reason."""

    labels: Sequence[str]
    why: str


@dataclass(frozen=True, slots=True)
class Scored:
    """One criterion with the grade that counts."""

    id: str
    title: str
    kind: str
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """One finding as it stands."""

    number: int
    title: str
    grade: GradeWords
    state: str
    is_settled: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """One recommendation."""

    what: str
    by: str
    at: datetime
    reasons: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One hearing, or its waiver."""

    title: str
    by: str
    at: datetime
    letter: str
    answer: str
    reply: str


@dataclass(frozen=True, slots=True)
class IfGranted:
    """What a grant of today would be, in words. ``code`` and the rest are there when nothing
    stands in its way."""

    what: str
    valid: str
    is_lower: bool = False
    gap: str = ""
    code: str = ""
    mails: str = ""
    letters: Sequence[tuple[str, str]] = ()
    languages: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that was taken."""

    what: str
    kind: str
    by: str
    at: datetime
    reasons: str
    grounds: Sequence[GroundWords]
    by_law: str


def buttons(steps: Sequence[Act]) -> tuple[list[Button], list[Closed]]:
    """The steps, and why some of them are closed: said once for those with the same reason."""
    reasons: dict[str, list[str]] = {}
    for step in steps:
        if not step.is_open:
            reasons.setdefault(_why(step), []).append(step.label)
    places = {why: place for place, why in enumerate(reasons, start=1)}
    return (
        [
            Button(step.label, step.url, step.kind, 0 if step.is_open else places[_why(step)])
            for step in steps
        ],
        [Closed(labels, why) for why, labels in reasons.items()],
    )


def _why(step: Act) -> str:
    return " ".join(filter(None, [*step.why, step.who]))


def scores(board: Board) -> list[Scored]:
    head, latest = board.head, board.latest
    texts = grades.grounds(head.programme)
    found = []
    for criterion in grades.sought(head.programme, head.case.levels):
        row = latest.get(criterion)
        title = spoken(head.programme.criterion(criterion).title)
        if row is None:
            found.append(Scored(criterion, title, "", _("Not graded yet"), ""))
            continue
        ground = spoken(texts[row.reason]) if row.reason in texts else ""
        reason = " ".join(filter(None, [ground if row.grade is not Grade.MET else "",
                                        row.reasoning]))  # fmt: skip
        result = grade_label(row.grade)
        found.append(Scored(criterion, title, GRADE_TAGS[row.grade], result, reason))
    return found


def found(head: Head, finding: Finding) -> Found:
    words = grade_words(findings.grade_of(head.programme, finding.grade))
    status = status_label(finding.status, Audience.OFFICER)
    return Found(
        number=finding.number,
        title=finding.title,
        grade=words,
        state=_("%(grade)s: %(status)s", grade=words.label, status=status),
        is_settled=finding.status in SETTLED,
        seen=finding.seen,
    )


def proposed(head: Head, row: Recommendation) -> Proposed:
    what = proposal_label(head, row.proposal)
    return Proposed(what, row.given_by.name, row.given_at, row.reasoning)


def heard(head: Head, row: Hearing) -> Heard:
    if row.waived_because:
        return Heard(
            _("Hearing waived"), row.opened_by.name, row.opened_at, row.waived_because, "", ""
        )
    answer = {
        MAINTAIN: _("The company keeps to its application"),
        ACCEPT_LOWER: _("The company accepts the lower level"),
    }.get(row.answer, _("No answer came in time") if row.closed_at else _("No answer yet"))
    if row.answered_at is not None and row.answered_by is not None:
        answer = f"{answer} ({row.answered_by.name}, {frame.day(row.answered_at)})"
    title = _("Told to the company: %(what)s", what=proposal_label(head, row.intended))
    return Heard(title, row.opened_by.name, row.opened_at, row.letter, answer, row.reply)


def if_granted(board: Board, told: Sequence[Preview]) -> list[IfGranted]:
    """Each grant that could be given today; where none could, what was applied for."""
    if told:
        return [_if_granted(board, one) for one in told]
    programme, sought = board.head.programme, board.head.case.levels
    term = granting.term(board.head.case)
    valid = span(term.valid_from, term.valid_to) if term else _("without a last day")
    return [IfGranted(levels(programme, sought), valid)]


def _if_granted(board: Board, told: Preview) -> IfGranted:
    programme = board.head.programme
    return IfGranted(
        what=levels(programme, told.levels),
        valid=span(told.valid_from, told.valid_to),
        is_lower=list(told.levels) != list(board.head.case.levels),
        gap=frame.day(told.gap_from) if told.gap_from else "",
        code=told.code if programme.code.allocate == "sequence" else _("drawn by lot"),
        mails=ngettext(
            "%(mails)s, to %(num)s person",
            "%(mails)s, to %(num)s people",
            told.people,
            mails=len(told.letters),
        ),
        letters=[
            (letters.subject(one, frame.language()), one.recipient_name) for one in told.letters
        ],
        languages=", ".join(_language(one) for one in told.languages),
    )


def decided(board: Board) -> Decided | None:
    row = board.decided
    if row is None:
        return None
    granted = row.outcome is not Proposal.REFUSE
    programme = board.head.programme
    return Decided(
        what=_("Granted: %(levels)s", levels=levels(programme, row.levels))
        if granted
        else _("Refused"),
        kind="ok" if granted else "stop",
        by=row.decided_by.name,
        at=row.decided_at,
        reasons=row.reasoning,
        grounds=in_words(row.grounds, programme),
        by_law=refused_by_law(board.refused_by_law) if board.refused_by_law else "",
    )


def _language(code: str) -> str:
    """A language by the name it gives itself."""
    return next((label for known, label in frame.LABELS.items() if known == code), code)
