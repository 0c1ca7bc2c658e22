"""One version of a programme, whole and valid."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from aeo.domain.errors import N_
from aeo.domain.programme.checklist import ChecklistFile, ChecklistItem
from aeo.domain.programme.clocks import Clock, Event
from aeo.domain.programme.criteria import Criterion, Question
from aeo.domain.programme.decisions import Bars, FindingGrade, Grounds, Outcome
from aeo.domain.programme.documents import DocumentsFile, DocumentType
from aeo.domain.programme.levels import Levels
from aeo.domain.programme.parts import (
    Code,
    Count,
    Flag,
    Labelled,
    LanguageCode,
    Part,
    Period,
    Sourced,
    Text,
    Texts,
    refuse,
)
from aeo.domain.programme.procedure import Flow, Grammar, Scoring, Visit
from aeo.domain.programme.profile import (
    ChangeClass,
    Eligibility,
    Fields,
    Identifier,
    Parameter,
    PrivacyNotice,
)
from aeo.domain.programme.publication import (
    Certificate,
    HolderCode,
    Logo,
    MutualRecognition,
    Register,
)
from aeo.domain.programme.validity import Monitoring, Validity
from aeo.domain.programme.wording import (
    Labels,
    Reason,
    ReasonsFile,
    StatusesFile,
    StatusWording,
    Term,
)
from aeo.domain.vocabulary import CaseType


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise refuse(N_("There is no time zone %(name)s."), name=name) from None
    return name


class Fee(Sourced):
    amount: Count
    currency: Text


class Authority(Sourced):
    """Who runs the programme."""

    name: Texts
    unit: Texts | None = None
    unit_unverified: Flag = False
    address: Texts | None = None
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
    phone: Text | None = None
    website: Text | None = None


class Locale(Part):
    """``short_period_days`` and ``least_working_days`` are day rules of the law
    (``domain.clocks.rules.ClockRule``)."""

    timezone: Annotated[str, AfterValidator(_zone)]
    languages: tuple[LanguageCode, ...] = Field(min_length=1)
    default_language: LanguageCode
    calendar: Code
    working_days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = Field(
        min_length=1
    )
    currency: Text
    phone_prefix: Text
    short_period_days: Count = 0
    least_working_days: Count = 0
    date_format: Texts

    @model_validator(mode="after")
    def _speaks_its_language(self) -> Self:
        if self.default_language not in self.languages:
            raise refuse(N_("`default_language` is not among `languages`."))
        return self


class Retention(Sourced):
    case: Period | None
    refused: Period | None
    draft_abandoned: Period | None


class Files(Part):
    """The parts kept in files of their own; each stands where its file is named."""

    documents: DocumentsFile
    checklist: ChecklistFile
    statuses: StatusesFile
    reasons: ReasonsFile


class Events(Part):
    note: Text | None = None
    codes: tuple[Event, ...]


class Programme(Part):
    """A version is immutable once published; a case keeps the one it was pinned to."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}$")]
    schema_: Literal[1] = Field(alias="schema")
    status: Literal["draft", "published", "retired"]
    name: Texts
    short_name: Texts
    legal_basis: Literal["administrative", "statute", "statute_and_agreement"]
    voluntary: Flag
    fee: Fee
    authority: Authority
    locale: Locale
    privacy_notice: PrivacyNotice
    retention: Retention
    identifiers: tuple[Identifier, ...] = Field(min_length=1)
    eligibility: tuple[Eligibility, ...]
    roles: tuple[Labelled, ...] = Field(min_length=1)
    levels: Levels
    case_types_enabled: tuple[CaseType, ...] = tuple(CaseType)
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    general_section: Criterion
    general_section_scored: Flag
    criterion_groups: tuple[Labelled, ...]
    files: Files
    scoring: Scoring
    parameters: tuple[Parameter, ...] = ()
    grammar: Grammar | None = None
    labels: Labels
    validity: Validity
    monitoring: Monitoring
    clocks: tuple[Clock, ...]
    events: Events
    flow: Flow
    visit: Visit
    finding_grades: tuple[FindingGrade, ...]
    outcomes: tuple[Outcome, ...]
    grounds: Grounds
    bars: Bars
    code: HolderCode
    certificate: Certificate
    register_: Register = Field(alias="register")
    logo: Logo
    mra: MutualRecognition | None = None
    options: dict[Code, tuple[Labelled, ...]]
    fields: Fields
    change_classes: tuple[ChangeClass, ...]
    terminology: tuple[Term, ...] = ()
    sources: dict[Code, Text] = Field(default_factory=dict)
    unverified: tuple[Text, ...] = ()

    def __repr__(self) -> str:
        return f"<Programme {self.id} {self.version}>"

    __str__ = __repr__

    @property
    def sections(self) -> tuple[Criterion, ...]:
        """The general section, then the criteria in their order."""
        return (self.general_section, *self.criteria)

    @property
    def questions(self) -> Iterator[tuple[Criterion, Question]]:
        """Every question with its section, in the order of the questionnaire."""
        return ((section, question) for section in self.sections for question in section.questions)

    @property
    def documents(self) -> tuple[DocumentType, ...]:
        return self.files.documents.documents

    @property
    def checklist(self) -> tuple[ChecklistItem, ...]:
        return self.files.checklist.items

    def question(self, key: str) -> Question:
        """Raises ``KeyError``."""
        return self._questions[key]

    def criterion(self, criterion_id: str) -> Criterion:
        """Raises ``KeyError``."""
        return {section.id: section for section in self.sections}[criterion_id]

    def document(self, code: str) -> DocumentType:
        """Raises ``KeyError``."""
        return self._documents[code]

    def clock(self, clock_id: str) -> Clock:
        """Raises ``KeyError``."""
        return {clock.id: clock for clock in self.clocks}[clock_id]

    def reason(self, code: str) -> Reason:
        """Raises ``KeyError``."""
        return self._reasons[code]

    def wording(self, machine: str, status: str) -> StatusWording:
        """How a status is called. Raises ``KeyError``."""
        return self._wordings[machine, status]

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.key: question for _, question in self.questions}

    @cached_property
    def _documents(self) -> dict[str, DocumentType]:
        return {document.code: document for document in self.documents}

    @cached_property
    def _reasons(self) -> dict[str, Reason]:
        groups = self.files.reasons.groups
        return {reason.code: reason for group in groups for reason in group.reasons}

    @cached_property
    def _wordings(self) -> dict[tuple[str, str], StatusWording]:
        machines = self.files.statuses.machines
        return {(m.machine, status.code): status for m in machines for status in m.statuses}
