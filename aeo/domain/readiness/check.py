"""What the check asks: the critical and major yes-or-no questions of the scored criteria.

What an application asks of each site or partner is asked once here, for all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aeo.domain.programme.conditions import Condition, FieldTest
from aeo.domain.programme.criteria import AnswerType, Per, Question, Weight
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import (
    COMPANY,
    Answer,
    Asked,
    Questionnaire,
    Situation,
    scope_key,
)

EVERY = "all"  # one stands for every site, and one for every partner
EVERY_SITE, EVERY_PARTNER = scope_key(Per.SITE, EVERY), scope_key(Per.PARTNER, EVERY)
SCOPE = {Per.COMPANY: COMPANY, Per.SITE: EVERY_SITE, Per.PARTNER: EVERY_PARTNER}
ASKED = (Weight.CRITICAL, Weight.MAJOR)
VALUES: Mapping[AnswerType, tuple[str, ...]] = {
    AnswerType.YES_PARTLY_NO_NA: ("yes", "partly", "no", "na"),
    AnswerType.YES_NO: ("yes", "no"),
}
QUESTIONS_A_MINUTE = 3  # our own reckoning; the page says so


@dataclass(frozen=True, slots=True)
class Trait:
    """Something that may be true of a site and on which questions or papers depend. ``value`` is
    True, or a code of the options of the field."""

    field: str
    value: bool | str

    @property
    def code(self) -> str:
        return self.field if self.value is True else f"{self.field}.{self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a visitor told: levels sought, roles, traits of the sites by their code, and answers
    by question."""

    levels: frozenset[str]
    roles: frozenset[str]
    traits: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)


class Check(Questionnaire):
    """The questionnaire, narrowed to what the check asks."""

    def __init__(self, programme: Programme, given: Given) -> None:
        super().__init__(programme, _situation(programme, given))
        self.given = given

    def asked(self) -> Iterator[Asked]:
        return (one for one in super().asked() if self._matters(one))

    def shown(self) -> Iterator[Asked]:
        """What is asked already or may still be: a question that waits for the answer to another
        is shown beside it, and is optional until that answer calls for it."""
        hope = {q.key: "yes" for _, q in self.programme.questions if q.is_yes_or_no}
        hopeful = replace(self.given, answers={**hope, **self.given.answers})
        for one in Check(self.programme, hopeful).asked():
            yield replace(one, answer=self.answer(one.question, one.scope))

    def minutes(self) -> int:
        """How long the check takes, in steps of five minutes."""
        return 5 * max(1, round(len(list(self.shown())) / QUESTIONS_A_MINUTE / 5))

    def _matters(self, one: Asked) -> bool:
        if not (one.question.is_yes_or_no and self.programme.criterion(one.section).scored):
            return False
        return one.question.weight_of(self.given.roles) in ASKED


def traits(programme: Programme) -> Sequence[Trait]:
    """What the conditions of questions and papers ask about a site, in the programme's order."""
    conditions = [question.when for _, question in programme.questions if question.is_yes_or_no]
    conditions += [document.rule.if_ for document in programme.documents]
    tests = [test for condition in conditions for test in _site_tests(condition)]
    found = []
    for known in programme.fields.site:
        mine = [test for test in tests if test.field == known.key]
        tested = {v for test in mine for v in (test.equals, *(test.in_ or test.includes or ()))}
        codes = [option.code for option in programme.options.get(known.options or "", ())]
        possible: list[bool | str] = [True] if known.type == "yes_no" else [*codes]
        found += [Trait(known.key, value) for value in possible if value in tested]
    return found


def _site_tests(condition: Condition | None) -> Iterator[FieldTest]:
    if condition is None:
        return
    if condition.site is not None:
        yield condition.site
    for part in (*(condition.any or ()), *(condition.all or ())):
        yield from _site_tests(part)


def _situation(programme: Programme, given: Given) -> Situation:
    scopes = {question.key: scope_of(question) for _, question in programme.questions}
    return Situation(
        levels=given.levels,
        roles=given.roles,
        sites={EVERY_SITE: _every_site(programme, given.traits)},
        partners={EVERY_PARTNER: {}},
        answers={
            (key, scopes[key]): Answer(value)
            for key, value in given.answers.items()
            if key in scopes
        },
    )


def scope_of(question: Question) -> str:
    return SCOPE[Per(question.scope.per)]


def _every_site(programme: Programme, told: frozenset[str]) -> Mapping[str, Any]:
    """One site that is all sites: a field of several kinds holds them all."""
    site: dict[str, Any] = {}
    for trait in traits(programme):
        if trait.code in told:
            several = [*site.get(trait.field, ()), trait.value]
            site[trait.field] = True if trait.value is True else several
    return site
