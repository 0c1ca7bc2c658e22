"""The grammar of ``when`` and ``if``: parsed into closed models, evaluated without surprise.

All keys of one mapping must hold; no condition means always. Evaluation is total: a value that
is not known makes a test fail, except ``not_in`` and ``answered: false``, which hold as long as
nothing is answered.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from pydantic import Field, model_validator

from aeo.domain.errors import N_
from aeo.domain.programme.parts import Count, Flag, Part, Scalar, Text, elements, refuse

Values = tuple[Scalar, ...]


def _nothing(_: str) -> Sequence[Any]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a condition may ask. ``answers`` gives the values of a question that count here: one
    in the scope of the asker, or one for each site when the company asks about sites. ``sites``
    likewise: the one being answered, or all in scope."""

    answers: Callable[[str], Sequence[Any]] = _nothing
    roles: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    case_type: str = "new"
    company: Mapping[str, Any] = field(default_factory=dict)
    sites: Sequence[Mapping[str, Any]] = ()
    case: Mapping[str, Any] = field(default_factory=dict)


class Test(Part):
    """Exactly one of the tests a condition can put to a value."""

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        names = [f.alias or name for name, f in type(self).model_fields.items()]
        tests = [name for name in names if name not in {"key", "field"}]
        given = [name for name in tests if getattr(self, _attribute(name)) is not None]
        if len(given) != 1:
            raise refuse(N_("Give exactly one of %(tests)s here."), tests=", ".join(tests))
        return self


def _attribute(name: str) -> str:
    return f"{name}_" if name == "in" else name


class AnswerTest(Test):
    """About the answer to another question."""

    key: Text
    in_: Values | None = Field(None, alias="in", min_length=1)
    not_in: Values | None = Field(None, min_length=1)
    includes: Values | None = Field(None, min_length=1)
    answered: Flag | None = None

    def holds(self, facts: Facts) -> bool:
        found = [elements(value) for value in facts.answers(self.key)] or [()]
        return any(self._holds_for(values) for values in found)

    def _holds_for(self, values: Sequence[Any]) -> bool:
        if self.answered is not None:
            return bool(values) is self.answered
        if self.not_in is not None:
            return not _meet(values, self.not_in)
        return _meet(values, self.in_ or self.includes or ())


class FieldTest(Test):
    """About a field of the company, of a site or of the case."""

    field: Text
    equals: Scalar | None = None
    in_: Values | None = Field(None, alias="in", min_length=1)
    includes: Values | None = Field(None, min_length=1)
    below: Count | None = None

    def holds(self, of: Mapping[str, Any]) -> bool:
        value = of.get(self.field)
        if self.equals is not None:
            return _same(value, self.equals)
        if self.below is not None:
            return (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and value < self.below
            )
        return _meet(elements(value), self.in_ or self.includes or ())


class Condition(Part):
    """One mapping of the grammar. ``role``: the company ticked at least one; ``level`` and
    ``component``: at least one is sought."""

    answer: AnswerTest | None = None
    role: tuple[Text, ...] | None = Field(None, min_length=1)
    level: tuple[Text, ...] | None = Field(None, min_length=1)
    component: tuple[Text, ...] | None = Field(None, min_length=1)
    case_type: tuple[Text, ...] | None = Field(None, min_length=1)
    company: FieldTest | None = None
    site: FieldTest | None = None
    case: FieldTest | None = None
    any: tuple["Condition", ...] | None = Field(None, min_length=1)
    all: tuple["Condition", ...] | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(getattr(self, name) is None for name in type(self).model_fields):
            raise refuse(N_("An empty condition says nothing; leave it out."))
        return self

    def holds(self, facts: Facts) -> bool:
        """Whether every part of the condition holds for ``facts``."""
        return all(self._verdicts(facts))

    def _verdicts(self, facts: Facts) -> Iterator[bool]:
        for wanted, present in (
            (self.role, facts.roles),
            (self.level, facts.levels),
            (self.component, facts.levels),
            (self.case_type, frozenset({facts.case_type})),
        ):
            if wanted is not None:
                yield not present.isdisjoint(wanted)
        for test, things in (
            (self.company, [facts.company]),
            (self.site, facts.sites),
            (self.case, [facts.case]),
        ):
            if test is not None:
                yield any(test.holds(fields) for fields in things)
        if self.answer is not None:
            yield self.answer.holds(facts)
        if self.any is not None:
            yield any(condition.holds(facts) for condition in self.any)
        if self.all is not None:
            yield all(condition.holds(facts) for condition in self.all)

    def written(self) -> dict[str, Any]:
        """The condition as it stands in a file; parsing it again gives an equal condition."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def parse(content: Any) -> Condition:
    """A condition from plain content. Raises pydantic's ``ValidationError``, which names the
    place of each mistake."""
    return Condition.model_validate(content)


def _meet(values: Sequence[Any], allowed: Sequence[Scalar]) -> bool:
    return any(_same(value, one) for value in values for one in allowed)


def _same(value: Any, other: Scalar) -> bool:
    """Equal and of one kind: ``True`` is not 1."""
    return isinstance(value, bool) is isinstance(other, bool) and bool(value == other)
