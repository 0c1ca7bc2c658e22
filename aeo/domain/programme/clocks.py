"""Time limits: what starts, stops and pauses each, how long it is, and what its breach brings.

``length.public`` is what may be promised; ``length.internal`` is a working default and never
shown to the public.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from aeo.domain.errors import N_
from aeo.domain.programme.parts import (
    Code,
    Count,
    Flag,
    Part,
    Percent,
    Period,
    Sourced,
    Text,
    Texts,
    refuse,
)

Event = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)+$")]
Events = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)+(\|[a-z_]+(\.[a-z_]+)+)*$")]


class ClockKind(StrEnum):
    PLEDGE = "pledge"
    STATUTORY = "statutory"
    APPLICANT = "applicant"
    INTERNAL = "internal"


class Unit(StrEnum):
    HOUR = "hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    YEAR = "year"


class Breach(StrEnum):
    """What follows when the time is over. Only an officer's step, or the law, ends a case."""

    NONE = "none"
    NOTE = "note"
    ESCALATE = "escalate"
    FLAG_LATE = "flag_late"
    CLOSE_WINDOW = "close_window"
    CONTINUE_WITHOUT_REPLY = "continue_without_reply"
    LAPSE_AFTER_OFFICER_CONFIRMS = "lapse_after_officer_confirms"
    REMIND_THEN_OFFICER_CONFIRMS = "remind_then_officer_confirms"
    OPEN_REVOCATION_CASE = "open_revocation_case"
    PROPOSE_SUSPENSION = "propose_suspension"
    DEEMED_ACCEPTED = "deemed_accepted"
    DEEMED_REFUSAL = "deemed_refusal"
    LEGAL_REVIEW = "legal_review"
    DECIDE_ON_FILE = "decide_on_file"
    NOT_ACCEPTED_AFTER_OFFICER_CONFIRMS = "not_accepted_after_officer_confirms"
    END_SUSPENSION_OR_DECIDE = "end_suspension_or_decide"


class Length(Part):
    public: Count | None
    internal: Count | None


class Extension(Part):
    """Days that are added while the clock runs on."""

    by: Code
    cause: Code | None = None
    title: Texts | None = None
    consent_of: Code | None = None
    max: Count | Period | None = None
    add: Count | None = None
    equals: Code | None = None
    unit: Unit | None = None
    times: Count | None = None
    reason: Code | None = None
    inform_applicant: Code | None = None


class Clock(Sourced):
    id: Code
    title: Texts
    kind: ClockKind
    unit: Unit
    length: Length
    public: Flag
    start: Events
    stop: Events
    pause: tuple[Event, ...]
    roll: Literal["next_working_day", "none"]
    direction: Literal["after_start", "before_start"] = "after_start"
    warn_at_percent: tuple[Percent, ...]
    on_breach: Breach
    on_resubmit: Literal["reset", "continue"] = "continue"
    acceptance_date: Literal["last_item_received", "first_receipt"] | None = None
    minimum_internal: Count | None = None
    grace_working_days: Count = 0
    extensions: tuple[Extension, ...] = ()
    enabled: Flag = True
    per: Code = "case"
    soft: Flag = False
    recurring: Flag = False
    applies_to: tuple[Code, ...] = ()
    length_is_maximum: Flag = False
    set_by: Code | None = None
    length_from: Text | None = None

    @property
    def promised(self) -> int | None:
        """The length in ``unit`` that a public page or a letter may state, or None."""
        return self.length.public if self.public and self.enabled and not self.unverified else None

    @property
    def events(self) -> tuple[str, ...]:
        return (*self.start.split("|"), *self.stop.split("|"), *self.pause)

    @model_validator(mode="after")
    def _public_is_checked(self) -> Self:
        if self.public and self.unverified:
            raise refuse(
                N_("The clock %(id)s is unverified, so it may not be public."),
                id=self.id,
            )
        if self.public is not (self.length.public is not None):
            raise refuse(
                N_("The clock %(id)s is public exactly when it has a public length."),
                id=self.id,
            )
        return self
