"""Document types: which paper is needed, when, for what, and how old it may be."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from aeo.domain.programme.conditions import Condition
from aeo.domain.programme.criteria import Per
from aeo.domain.programme.parts import Code, Count, Flag, Part, Texts
from aeo.domain.vocabulary import EvidenceState


class Needed(StrEnum):
    """``submit``: to send the application. ``submit_or_visit``: attached, or shown at the visit.
    ``visit``: shown at the visit. ``conditional``: to send, if the condition holds. ``on_use``:
    when the occasion arises."""

    SUBMIT = "submit"
    SUBMIT_OR_VISIT = "submit_or_visit"
    VISIT = "visit"
    CONDITIONAL = "conditional"
    ON_USE = "on_use"
    OPTIONAL = "optional"


class DocumentRule(Part):
    when: Needed
    per: Literal[Per.COMPANY, Per.SITE, Per.FLOW]
    if_: Condition | None = Field(None, alias="if")
    levels: tuple[Code, ...] = ()
    components: tuple[Code, ...] = ()
    recommended_for: tuple[Code, ...] = ()

    @property
    def applies_to(self) -> tuple[str, ...]:
        return self.levels or self.components

    @property
    def may_wait_for_the_visit(self) -> bool:
        return self.when in {Needed.VISIT, Needed.SUBMIT_OR_VISIT}


class DocumentType(Part):
    """A kind of paper. ``max_age_months`` counts from its date of issue to the day of sending."""

    code: Code
    title: Texts
    help: Texts
    criteria: tuple[Code, ...] = Field(min_length=1)
    rule: DocumentRule
    expiry_tracked: Flag
    max_age_months: Count | None
    confidentiality: Literal["normal", "commercial", "personal", "security", "restricted"]
    satisfied_by: tuple[Code, ...] = ()
    unverified: Flag = False


class DocumentsFile(Part):
    evidence_states: tuple[EvidenceState, ...]
    documents: tuple[DocumentType, ...]
    unverified: Flag = False
