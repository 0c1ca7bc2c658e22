"""Answers beside those of the last granted application, in words, for the company and the desk."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from aeo.domain.programme.carried import Because, Comparison, Mark, Marked
from aeo.domain.programme.criteria import Question
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import Answer
from aeo.services.previous import Previous
from aeo.web import difference, holding
from aeo.web.answered import in_words, spoken
from aeo.web.asked import joined
from aeo.web.difference import Parts

LETTER_MAX = 2  # a longer code of a section is no letter


class Kind(StrEnum):
    """Each answer belongs to one; their numbers make up the whole."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    AGAIN = "again"
    EXPIRED = "expired"
    FINDING = "finding"


TAGS = {
    Kind.SAME: "plain",
    Kind.CHANGED: "new",
    Kind.NEW: "new",
    Kind.AGAIN: "wait",
    Kind.EXPIRED: "stop",
    Kind.FINDING: "stop",
}
FILLS = {
    Kind.SAME: 1,
    Kind.CHANGED: 3,
    Kind.NEW: 2,
    Kind.AGAIN: 5,
    Kind.EXPIRED: 4,
    Kind.FINDING: 4,
}
_WHY = {
    Because.NEW_QUESTION: Kind.NEW,
    Because.ASKED_AGAIN: Kind.AGAIN,
    Because.EXPIRED: Kind.EXPIRED,
    Because.FINDING: Kind.FINDING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer of the present application. ``before`` and ``after`` are marked with what
    changed; both are empty where there is nothing to compare."""

    marked: Marked
    kind: Kind
    tag: tuple[str, str]
    title: str
    section: str
    place: str
    before: Parts
    after: Parts
    text: str
    earlier_text: str

    @property
    def key(self) -> str:
        return self.marked.asked.question.key

    @property
    def scope(self) -> str:
        return self.marked.asked.scope

    @property
    def anchor(self) -> str:
        return f"{self.key}-{self.scope.replace(':', '-')}"


@dataclass(frozen=True)
class Reader:
    """What the lines of one application are made with. ``things`` are its sites and partners,
    ``listed`` the names that tables choose among, now and then."""

    comparison: Comparison
    previous: Previous
    things: Mapping[str, Mapping[str, Any]]
    listed: Mapping[str, Mapping[str, str]]

    @property
    def year(self) -> str:
        return str(self.previous.granted_on.year)

    @property
    def granted_on(self) -> str:
        return holding.day(self.previous.granted_on)

    def line(self, one: Marked) -> Line:
        kind = kind_of(one)
        programme, then = self.comparison.questionnaire.programme, self.previous.earlier.programme
        question = one.asked.question
        text = self._text(question, one.asked.answer, programme)
        asked_then, earlier = self.previous.question(question.key), ""
        if one.before is not None and asked_then is not None:
            earlier = self._text(asked_then, one.before, then)
        left, right = difference.between(earlier, text) if one.mark is Mark.CHANGED else ((), ())
        section = programme.criterion(one.asked.section)
        return Line(
            marked=one,
            kind=kind,
            tag=(TAGS[kind], self.label(kind)),
            title=spoken(question.text),
            section=section_name(section.id, spoken(section.title)),
            place=str(self.things.get(one.asked.scope, {}).get("name") or ""),
            before=left,
            after=right,
            text=text,
            earlier_text=earlier,
        )

    def label(self, kind: Kind) -> str:
        return {
            Kind.SAME: _("Same as in %(year)s", year=self.year),
            Kind.CHANGED: _("Changed"),
            Kind.NEW: _("New since %(year)s", year=self.year),
            Kind.AGAIN: _("Asked again every time"),
            Kind.EXPIRED: _("Evidence has expired"),
            Kind.FINDING: _("Finding at the last visit"),
        }[kind]

    def bars(self, url: Mapping[Kind, str]) -> Sequence[tuple[str, str, list[Any], list[int]]]:
        """Rows for components/bars.html; a kind with nothing in it is left out."""
        counts = counted(self.comparison.marked)
        whole = max(1, sum(counts.values()))
        return [
            (
                self.label(kind),
                url[kind],
                [(FILLS[kind], 100 * counts[kind] / whole)],
                [counts[kind]],
            )
            for kind in Kind
            if counts[kind]
        ]

    def _text(self, question: Question, answer: Answer, programme: Programme) -> str:
        """An answer with the text beside it, in the words of the programme it was given to."""
        return joined(in_words(question, answer.value, programme, self.listed), answer.explanation)


def kind_of(one: Marked) -> Kind:
    if one.mark is Mark.CHANGED:
        return Kind.CHANGED
    return _WHY[one.because] if one.because is not None else Kind.SAME


def counted(marked: Collection[Marked]) -> Counter[Kind]:
    return Counter(kind_of(one) for one in marked)


def section_name(section: str, title: str) -> str:
    return f"{section} {title}" if len(section) <= LETTER_MAX else title
