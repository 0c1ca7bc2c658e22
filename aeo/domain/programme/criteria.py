"""Criteria and their questions: what is asked, of whom, where, and what a good answer is."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from aeo.domain.errors import N_
from aeo.domain.programme.conditions import Condition
from aeo.domain.programme.parts import (
    AllOr,
    Code,
    Count,
    Flag,
    Labelled,
    Part,
    Percent,
    Period,
    Text,
    Texts,
    refuse,
)

QuestionKey = Annotated[
    str, StringConstraints(pattern=r"^([A-Z]{1,4}-[0-9]{2,3}|[0-9]{1,2}\.[0-9]{1,2})$")
]


class AnswerType(StrEnum):
    YES_PARTLY_NO_NA = "yes_partly_no_na"
    YES_NO = "yes_no"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    MULTI = "multi"
    TABLE = "table"
    DECLARATION = "declaration"


class Weight(StrEnum):
    """How bad a gap is. ``info`` is not scored."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    INFO = "info"


class Explain(StrEnum):
    """When the text beside the answer is obligatory; ``never`` means there is no text box."""

    ALWAYS = "always"
    NOT_FAVOURABLE = "not_favourable"
    NEVER = "never"


class Carry(StrEnum):
    """What becomes of the answer at the next case."""

    CARRY = "carry"
    CONFIRM = "confirm"
    ASK_AGAIN = "ask_again"


class Per(StrEnum):
    """What a question or a paper is about, one answer each."""

    COMPANY = "company"
    SITE = "site"
    PARTNER = "partner"
    FLOW = "flow"


class Obligation(StrEnum):
    """A ``must`` may not be left undone; a gap in a ``should`` counts as a minor one."""

    MUST = "must"
    SHOULD = "should"


class FilledFrom(StrEnum):
    """What else in the application already says the answer, so that nobody types it twice."""

    LEVELS = "case.levels"
    ROLES = "company.roles"
    SITES = "company.sites"
    PEOPLE = "company.people"
    PARTNERS = "company.partners"
    FLOWS = "company.flows"

    @property
    def is_list(self) -> bool:
        return self not in {FilledFrom.LEVELS, FilledFrom.ROLES}


class Scope(Part):
    per: Literal[Per.COMPANY, Per.SITE, Per.PARTNER]
    roles: AllOr | tuple[Code, ...]

    def covers(self, roles: Collection[str]) -> bool:
        return self.roles == "all" or not set(self.roles).isdisjoint(roles)


class Evidence(Part):
    """A paper that goes with the answer."""

    document: Code
    obligation: Literal["required", "optional"]


class Column(Part):
    key: Code
    type: Literal["text", "number", "date", "yes_no", "person", "partner"]
    required: Flag
    label: Texts


class Question(Part):
    """One question, as stable as its key. ``applies_to`` names the levels or components."""

    key: QuestionKey
    bank_key: Text | None
    saq: Text | None = None
    text: Texts
    help: Texts
    type: AnswerType
    columns: tuple[Column, ...] = ()
    options: tuple[Labelled, ...] = ()
    unit: Texts | None = None
    none_allowed: Flag = False
    filled_from: FilledFrom | None = None
    weight: Weight
    obligation: Obligation | dict[Code, Obligation] = Obligation.MUST
    favourable: Literal["yes", "no"] | None = None
    scope: Scope
    levels: tuple[Code, ...] = ()
    components: tuple[Code, ...] = ()
    when: Condition | None = None
    required: Flag
    explain: Explain
    evidence: tuple[Evidence, ...] = ()
    good_example: Texts
    poor_example: Texts
    carry: Carry
    officer_guidance: Texts
    reasons: tuple[Code, ...] = ()

    @property
    def applies_to(self) -> tuple[str, ...]:
        return self.levels or self.components

    @property
    def is_yes_or_no(self) -> bool:
        return self.type in {AnswerType.YES_PARTLY_NO_NA, AnswerType.YES_NO}

    def obligation_of(self, roles: Collection[str]) -> Obligation:
        """The strictest of what is asked of these roles; ``must`` where nothing is said."""
        if isinstance(self.obligation, Obligation):
            return self.obligation
        asked: Mapping[str, Obligation] = self.obligation
        mine = {asked[role] for role in roles if role in asked}
        return Obligation.SHOULD if mine == {Obligation.SHOULD} else Obligation.MUST

    def weight_of(self, roles: Collection[str]) -> Weight:
        """How bad a gap is for these roles: a ``should`` is never more than minor."""
        if self.obligation_of(roles) is Obligation.SHOULD and self.weight is not Weight.INFO:
            return Weight.MINOR
        return self.weight

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        kind = self.type.value
        if self.is_yes_or_no and self.favourable is None:
            raise refuse(
                N_("A question of type %(type)s must say which answer is good: `favourable`."),
                type=kind,
            )
        if not self.is_yes_or_no and self.favourable is not None:
            raise refuse(
                N_("`favourable` belongs to yes-or-no questions, not to type %(type)s."),
                type=kind,
            )
        if not self.is_yes_or_no and self.explain is Explain.NOT_FAVOURABLE:
            raise refuse(
                N_("`explain: not_favourable` goes with yes-or-no questions, not type %(type)s."),
                type=kind,
            )
        if bool(self.options) is not (self.type in {AnswerType.CHOICE, AnswerType.MULTI}):
            raise refuse(N_("`options` go with type choice or multi, and with no other."))
        if self.columns and self.type is not AnswerType.TABLE:
            raise refuse(N_("`columns` go with type table, and with no other."))
        if self.filled_from and self.filled_from.is_list is not (self.type is AnswerType.TABLE):
            raise refuse(N_("A list of the company fills a table, and nothing else does."))
        if self.filled_from and not (self.options or self.type is AnswerType.TABLE):
            raise refuse(N_("`filled_from` goes with type table, choice or multi."))
        if self.type is AnswerType.TABLE and not (self.columns or self.filled_from):
            raise refuse(N_("A table needs `columns`, or `filled_from`."))
        if self.none_allowed and self.type is not AnswerType.TABLE:
            raise refuse(N_("`none_allowed` goes with type table, and with no other."))
        return self


class Section(Part):
    saq: Text
    title: Texts


class Numbering(Part):
    gaps: Flag = False
    last: Count


class TitleSource(Part):
    english: Text
    simplified: Text
    traditional: Text


class Criterion(Part):
    """A condition of the status, or the general section, which is not scored."""

    id: Annotated[str, StringConstraints(pattern=r"^([A-Z]{1,4}|[0-9]{1,2})$")]
    article: Text | None = None
    wco: tuple[Text, ...]
    group: Code
    levels: tuple[Code, ...] = ()
    components: tuple[Code, ...] = ()
    scored: Flag = True
    threshold: Percent | None = None
    threshold_unverified: Flag = False
    mandatory: Flag = True
    lookback: Period | None = None
    title: Texts
    title_source: TitleSource | Text | None = None
    about: Texts
    sections: tuple[Section, ...] = ()
    numbering: Numbering | None = None
    reasons: tuple[Code, ...] = ()
    question_count: Count
    questions: tuple[Question, ...] = Field(min_length=1)

    @property
    def applies_to(self) -> tuple[str, ...]:
        return self.levels or self.components
