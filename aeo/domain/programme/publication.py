"""What is shown to others: code, certificate, register, logo, partners by mutual recognition."""

from typing import Literal

from aeo.domain.programme.parts import (
    Code,
    Count,
    Day,
    Flag,
    Labelled,
    Part,
    Pattern,
    Sourced,
    Text,
    Texts,
)
from aeo.domain.vocabulary import AuthorisationStatus

YesNoAsk = Flag | Literal["ask"]


class HolderCode(Sourced):
    pattern: Pattern
    length: Count
    length_source: Text | None = None
    allocate: Literal["sequence", "random", "external"]
    public: YesNoAsk


class Certificate(Sourced):
    template: Code
    qr: Flag
    fields: tuple[Labelled, ...]


class Register(Sourced):
    """``ask``: the administration has not decided; nothing is shown without consent."""

    public: YesNoAsk
    show_suspended: YesNoAsk
    search_by: tuple[Code, ...]
    download: tuple[Literal["csv", "json"], ...]
    consent_required: Flag
    fields: tuple[Labelled, ...]


class Logo(Sourced):
    label: Texts
    ends_with: tuple[AuthorisationStatus, ...]
    rules: Texts


class EntryIntoForce(Part):
    on: Day
    modes: tuple[Code, ...]


class Partner(Part):
    """Another customs that recognises the status. What was not read stays null."""

    partner: Code
    name: Texts
    signed_on: Text | None
    signed_precision: Literal["day", "month"] | None = None
    signed_source: Text | None = None
    signed_confidence: Literal["read", "secondary", "recalled"] | None = None
    in_force: tuple[EntryIntoForce, ...]
    code_pattern: Pattern | None = None
    eligible_levels: tuple[Code, ...] | None = None
    data_exchange: Code | None = None
    note: Text | None = None


class ActionPlan(Sourced):
    partner: Code
    name: Texts
    signed_on: Day


class MutualRecognition(Sourced):
    count: Count
    as_of: Day
    editable: Flag
    eligible_levels_unverified: Flag = False
    partners: tuple[Partner, ...]
    action_plans: tuple[ActionPlan, ...] = ()
