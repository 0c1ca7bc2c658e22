"""Which questions apply: for the levels sought, the roles, the sites and the answers so far.

A scope key says what an answer is about: ``company``, ``site:<id>`` or ``partner:<id>``, and
``flow:<id>`` for papers. The answer to a question that does not apply counts as none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aeo.domain.programme.checklist import ChecklistItem
from aeo.domain.programme.conditions import Condition, Facts
from aeo.domain.programme.criteria import AnswerType, FilledFrom, Per, Question
from aeo.domain.programme.parts import elements
from aeo.domain.programme.profile import Eligibility, Identifier
from aeo.domain.programme.programme import Programme

COMPANY = "company"


def scope_key(per: Per, thing_id: str | int) -> str:
    """``site:7``; there is only one company."""
    return COMPANY if per is Per.COMPANY else f"{per.value}:{thing_id}"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and the text beside it. ``value``: ``yes`` … ``na``, text, number, ISO date,
    code, list of codes, list of rows, or True for a declaration; None while not answered."""

    value: Any = None
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What an application says so far. Fields of ``sites`` in scope, ``partners`` and ``flows``
    by their scope key, answers by question and scope key."""

    levels: frozenset[str]
    roles: frozenset[str] = frozenset()
    case_type: str = "new"
    company: Mapping[str, Any] = field(default_factory=dict)
    sites: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    partners: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    flows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    people: Sequence[Mapping[str, Any]] = ()
    case: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], Answer] = field(default_factory=dict)

    def scopes(self, per: Per) -> Sequence[str]:
        """The scope keys of everything of one kind."""
        things: Mapping[Per, Sequence[str]] = {
            Per.COMPANY: (COMPANY,),
            Per.SITE: tuple(self.sites),
            Per.PARTNER: tuple(self.partners),
            Per.FLOW: tuple(self.flows),
        }
        return things[per]

    def said(self, source: FilledFrom) -> Sequence[Any]:
        """What the application says elsewhere: codes, or the rows of one of the lists."""
        said: Mapping[FilledFrom, Sequence[Any]] = {
            FilledFrom.LEVELS: sorted(self.levels),
            FilledFrom.ROLES: sorted(self.roles),
            FilledFrom.SITES: tuple(self.sites.values()),
            FilledFrom.PARTNERS: tuple(self.partners.values()),
            FilledFrom.FLOWS: tuple(self.flows.values()),
            FilledFrom.PEOPLE: tuple(self.people),
        }
        return said[source]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in one scope, with the section it stands in and the answer so far."""

    section: str
    question: Question
    scope: str
    answer: Answer

    @property
    def is_answered(self) -> bool:
        return has_value(self.question, self.answer.value)


class Questionnaire:
    """The questionnaire of one application, as its facts make it."""

    def __init__(self, programme: Programme, situation: Situation) -> None:
        self.programme = programme
        self.situation = situation
        self._applies: dict[tuple[str, str], bool] = {}
        self._open: set[tuple[str, str]] = set()

    def asked(self) -> Iterator[Asked]:
        """Every question that applies, in the order of the programme, scope by scope."""
        for section, question in self.programme.questions:
            for scope in self.situation.scopes(Per(question.scope.per)):
                if self.applies(question, scope):
                    yield Asked(section.id, question, scope, self.answer(question, scope))

    def applies(self, question: Question, scope: str) -> bool:
        """Whether the question is asked there. A circle of conditions asks nothing."""
        key = (question.key, scope)
        if key in self._open:
            return False
        if key not in self._applies:
            self._open.add(key)
            self._applies[key] = (
                not self.situation.levels.isdisjoint(question.applies_to)
                and question.scope.covers(self.situation.roles)
                and self.holds(question.when, scope)
            )
            self._open.discard(key)
        return self._applies[key]

    def holds(self, condition: Condition | None, scope: str) -> bool:
        """Whether a condition holds there; where there is none, it does."""
        return condition is None or condition.holds(self.facts(scope))

    def facts(self, scope: str) -> Facts:
        """What a condition may ask in this scope. The company asks about all its sites."""
        here = self.situation
        sites = [here.sites[scope]] if scope in here.sites else list(here.sites.values())
        return Facts(
            answers=lambda key: self._values(key, scope),
            roles=here.roles,
            levels=here.levels,
            case_type=here.case_type,
            company=here.company,
            sites=sites,
            case=here.case,
        )

    def answer(self, question: Question, scope: str) -> Answer:
        """The answer so far; what the application says elsewhere is not asked again."""
        given = self.situation.answers.get((question.key, scope), Answer())
        if question.filled_from is None:
            return given
        said = list(self.situation.said(question.filled_from))
        one = question.type is AnswerType.CHOICE
        return Answer((said[0] if one else said) if said else None, given.explanation)

    def _values(self, key: str, asker: str) -> Sequence[Any]:
        try:
            question = self.programme.question(key)
        except KeyError:
            return ()
        scopes = self.situation.scopes(Per(question.scope.per))
        if asker in scopes:
            scopes = (asker,)
        return [
            self.answer(question, scope).value if self.applies(question, scope) else None
            for scope in scopes
        ]

    def identifiers(self) -> Iterator[Identifier]:
        """The numbers of registers that a company with these roles gives."""
        for identifier in self.programme.identifiers:
            if identifier.roles == "all" or not self.situation.roles.isdisjoint(identifier.roles):
                yield identifier

    def eligibility(self) -> Iterator[Eligibility]:
        """The conditions of applying that concern this company."""
        return (row for row in self.programme.eligibility if self.holds(row.when, COMPANY))

    def checklist(self) -> Iterator[ChecklistItem]:
        """The checklist of the visit for these levels and roles."""
        here = self.situation
        for item in self.programme.checklist:
            fits = item.roles == "all" or not here.roles.isdisjoint(item.roles)
            if (
                fits
                and not here.levels.isdisjoint(item.applies_to)
                and self.holds(item.when, COMPANY)
            ):
                yield item


def has_value(question: Question, value: Any) -> bool:
    """Whether this is an answer: not blank, and for a declaration that it was made. No rows are
    an answer only to a table that may be empty."""
    if isinstance(value, str):
        return bool(value.strip())
    if question.type == "declaration":
        return value is True
    if isinstance(value, list | tuple):
        return bool(elements(value)) or question.none_allowed
    return value is not None
