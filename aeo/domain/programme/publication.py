"""What is shown to others: code, certificate, register, logo, partners by mutual recognition."""

import re
from typing import Literal, Self

from pydantic import model_validator

from aeo.domain.errors import N_
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
    refuse,
)
from aeo.domain.vocabulary import AuthorisationStatus

PREFIX_AND_DIGITS = re.compile(r"\^?([A-Z0-9-]*)(?:\\d|\[0-9\])\{([1-9][0-9]?)\}\$?", re.ASCII)
YesNoAsk = Flag | Literal["ask"]


class HolderCode(Sourced):
    """The code by which others know a holder. What the service allocates itself is a prefix with
    digits behind it."""

    pattern: Pattern
    length: Count
    length_source: Text | None = None
    allocate: Literal["sequence", "random", "external"]
    public: YesNoAsk

    @property
    def form(self) -> tuple[str, int] | None:
        """The prefix and how many digits follow, as in ``^AEOHK\\d{10}$`` or ``AB[0-9]{8}``; None
        for a pattern of another kind."""
        found = PREFIX_AND_DIGITS.fullmatch(self.pattern)
        return (found[1], int(found[2])) if found is not None else None

    @model_validator(mode="after")
    def _can_be_allocated(self) -> Self:
        if self.allocate == "external":
            return self
        if self.form is None:
            raise refuse(
                N_("The service can only allocate codes of a prefix and digits, like AB[0-9]{8}.")
            )
        prefix, digits = self.form
        if len(prefix) + digits != self.length:
            raise refuse(
                N_("`length` says %(said)s, but such a code has %(found)s characters."),
                said=self.length,
                found=len(prefix) + digits,
            )
        return self


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
