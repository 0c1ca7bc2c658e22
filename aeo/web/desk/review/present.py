"""All answers of a case in the order of reading, each with the verdict that counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from aeo.domain.errors import Gone
from aeo.domain.programme.questionnaire import COMPANY
from aeo.domain.vocabulary import VerdictState
from aeo.models.review import Verdict
from aeo.services import answers
from aeo.services.verdicts import reading
from aeo.web import sent
from aeo.web.desk.cases.head import Head

# The kinds of components/grid.html, and those of a tag.
KINDS = {VerdictState.ACCEPTED: "ok", VerdictState.QUERY: "q", VerdictState.DEFICIENT: "bad"}
TAGS = {VerdictState.ACCEPTED: "ok", VerdictState.QUERY: "wait", VerdictState.DEFICIENT: "stop"}
WORST = ("bad", "q", "", "ok")


def label(state: VerdictState) -> str:
    return {
        VerdictState.ACCEPTED: _("Accepted"),
        VerdictState.QUERY: _("Query"),
        VerdictState.DEFICIENT: _("Deficient"),
    }[state]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it was sent last. ``verdict`` is the latest, ``is_read`` whether it is on this
    version of the answer."""

    section: str
    section_title: str
    place: str
    line: sent.Line
    version: int
    verdict: Verdict | None

    @property
    def key(self) -> str:
        return self.line.question.key

    @property
    def scope(self) -> str:
        return self.line.scope

    @property
    def is_read(self) -> bool:
        return reading.is_current(self.verdict, self.version)

    @property
    def kind(self) -> str:
        """As the grid calls it; empty while it is to be read."""
        return KINDS[self.verdict.state] if self.verdict is not None and self.is_read else ""

    @property
    def tag(self) -> tuple[str, str]:
        if self.verdict is None:
            return "", _("To read")
        if not self.is_read:
            return "new", _("Changed since the verdict")
        return TAGS[self.verdict.state], label(self.verdict.state)


@dataclass(frozen=True)
class Board:
    """The answers of the last submission, in the order of the programme."""

    head: Head
    answers: Sequence[Answer]

    @classmethod
    def of(cls, head: Head) -> "Board":
        versions, given = reading.to_judge(head.record), reading.latest(head.case)
        return cls(head, list(_answers(head, versions, given)))

    @property
    def read(self) -> int:
        return sum(one.is_read for one in self.answers)

    @property
    def first_unread(self) -> Answer | None:
        return next((one for one in self.answers if not one.is_read), None)

    def at(self, section: str, scope: str, key: str) -> Answer:
        """Raises ``Gone``."""
        for one in self.answers:
            if (one.section, one.scope, one.key) == (section, scope, key):
                return one
        raise Gone(answers.NO_SUCH_QUESTION)

    def together(self, section: str, scope: str) -> list[Answer]:
        """The answers of a section in one place. Raises ``Gone`` when nothing is asked there."""
        found = [one for one in self.answers if (one.section, one.scope) == (section, scope)]
        if not found:
            raise Gone(answers.NO_SUCH_QUESTION)
        return found

    def beside(self, here: Answer) -> tuple[Answer | None, Answer | None]:
        """The answer before and the one after."""
        at = self.answers.index(here)
        following = self.answers[at + 1] if at + 1 < len(self.answers) else None
        return (self.answers[at - 1] if at else None), following

    def unread_after(self, section: str, scope: str, key: str) -> Answer | None:
        """The next one to read after this answer, from the end round to the first."""
        at = self.answers.index(self.at(section, scope, key))
        round_ = [*self.answers[at + 1 :], *self.answers[:at]]
        return next((one for one in round_ if not one.is_read), None)

    def url(self, answer: Answer | None, **more: Any) -> str:
        """The page of one answer; empty for none."""
        if answer is None:
            return ""
        return address(self.head.case.reference, answer.section, answer.scope, answer.key, **more)


def address(reference: str, section: str, scope: str, key: str, **more: Any) -> str:
    """The page on which one answer is read."""
    return url_for(
        "desk.cases_answer", reference=reference, section=section, scope=scope, key=key, **more
    )


def worst(found: Sequence[Answer]) -> str:
    """The kind of a cell: a doubt counts before what is unread."""
    kinds = {one.kind for one in found}
    return next(kind for kind in WORST if kind in kinds)


def _answers(
    head: Head, versions: Mapping[tuple[str, str], int], given: Mapping[tuple[str, str], Verdict]
) -> Iterator[Answer]:
    for section in sent.sections(head.record):
        for place in section.places:
            for line in place.lines:
                key = (line.question.key, line.scope)
                if key in versions:
                    yield Answer(
                        section=section.id,
                        section_title=section.title,
                        place=_("Whole company") if line.scope == COMPANY else place.name,
                        line=line,
                        version=versions[key],
                        verdict=given.get(key),
                    )
