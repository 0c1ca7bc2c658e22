"""Answers that an application took over from an earlier one: which stand as they were, which were
changed, and which are new (handbook §10, "Carry-over").

What nobody changed is confirmed: in bulk, section by section, or one by one where something speaks
against it, such as a finding of the last visit.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aeo.domain import canonical
from aeo.domain.programme.criteria import AnswerType, Carry, Question
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import Answer, Asked, Questionnaire, has_value

Place = tuple[str, str]  # question and scope


class Mark(StrEnum):
    """What became of an answer since the earlier application."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NEW = "new"


class Because(StrEnum):
    """Why an answer has to be looked at by itself."""

    NEW_QUESTION = "new_question"  # it was not asked there, or in other words
    ASKED_AGAIN = "asked_again"  # the programme wants a fresh answer every time
    EXPIRED = "expired"  # a paper beside it is no longer valid
    FINDING = "finding"  # an officer found something here


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The application whose answers were taken over, as it was sent last."""

    programme: Programme
    answers: Mapping[Place, Answer]
    found: Collection[Place] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One question of the present application. ``before`` is the earlier answer, None where there
    was none. ``is_open``: somebody still has to do something about this one by itself."""

    asked: Asked
    mark: Mark
    because: Because | None
    before: Answer | None
    is_affirmed: bool = False

    @property
    def place(self) -> Place:
        return self.asked.question.key, self.asked.scope

    @property
    def is_open(self) -> bool:
        if self.mark is Mark.NEW:
            return not self.asked.is_answered
        return self.because is not None and self.mark is Mark.UNCHANGED and not self.is_affirmed

    @property
    def may_be_affirmed(self) -> bool:
        """Whether it stands as it was and nobody has said yet that it still holds. Lists kept
        elsewhere and facts that the programme lets stand are not asked about."""
        question = self.asked.question
        return (
            self.mark is Mark.UNCHANGED
            and not self.is_affirmed
            and question.filled_from is None
            and (question.carry is Carry.CONFIRM or self.because is not None)
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """An application beside the earlier one. ``expired``: where a paper is no longer valid."""

    questionnaire: Questionnaire
    earlier: Earlier
    expired: Collection[Place] = frozenset()
    affirmed: Collection[Place] = frozenset()
    marked: tuple[Marked, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "marked", tuple(self._all()))

    def _all(self) -> Iterator[Marked]:
        for asked in self.questionnaire.asked():
            if asked.question.type is not AnswerType.DECLARATION:
                yield self._one(asked)

    def _one(self, asked: Asked) -> Marked:
        question, place = asked.question, (asked.question.key, asked.scope)
        before = self.earlier.answers.get(place)
        if before is not None and not _says_something(question, before):
            before = None
        mark = Mark.CHANGED
        if before is None or not is_same_question(question, self.earlier.programme):
            mark = Mark.NEW
        elif is_same(before, asked.answer):
            mark = Mark.UNCHANGED
        elif question.carry is Carry.ASK_AGAIN and not asked.is_answered:
            mark = Mark.NEW
        return Marked(
            asked=asked,
            mark=mark,
            because=self._because(mark, place, before),
            before=before,
            is_affirmed=place in self.affirmed,
        )

    def _because(self, mark: Mark, place: Place, before: Answer | None) -> Because | None:
        if mark is Mark.NEW:
            same = before is not None and is_same_question(
                self.questionnaire.programme.question(place[0]), self.earlier.programme
            )
            return Because.ASKED_AGAIN if same else Because.NEW_QUESTION
        if place in self.expired:
            return Because.EXPIRED
        return Because.FINDING if place in self.earlier.found else None


def is_carried(question: Question, earlier: Programme) -> bool:
    """Whether the earlier answer may stand as the present one."""
    return (
        question.carry is not Carry.ASK_AGAIN
        and question.filled_from is None
        and question.type is not AnswerType.DECLARATION
        and is_same_question(question, earlier)
    )


def is_same_question(question: Question, earlier: Programme) -> bool:
    """Whether the earlier version of the programme asked the same, in the same words."""
    try:
        then = earlier.question(question.key)
    except KeyError:
        return False
    return (
        then.type is question.type
        and then.text == question.text
        and [one.code for one in then.options] == [one.code for one in question.options]
        and [one.key for one in then.columns] == [one.key for one in question.columns]
    )


def is_same(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same, in whatever form their text and lists are kept."""
    return one == other or _plain(one) == _plain(other)


def _plain(answer: Answer) -> bytes:
    return canonical.encode([answer.value, answer.explanation])


def _says_something(question: Question, answer: Answer) -> bool:
    return has_value(question, answer.value) or bool(answer.explanation)
