"""How long the status lasts, how it is kept, and how it is renewed."""

from typing import Literal, Self

from pydantic import model_validator

from aeo.domain.errors import N_
from aeo.domain.programme.parts import Code, Flag, Offset, Part, Period, Sourced, refuse


class Renewal(Part):
    """Periods before the end. ``continue_on_timely``: the status runs on while a renewal that
    was filed in time is open."""

    due_before_expiry: Period
    invite_before_expiry: Period
    reminders: tuple[Offset, ...]
    late: Literal["accept_with_flag_until_expiry", "refuse"]
    late_unverified: Flag = False
    continue_on_timely: Flag
    continue_unverified: Flag = False
    pre_filled: Flag
    source: str | None = None

    @model_validator(mode="after")
    def _promises_only_what_was_checked(self) -> Self:
        if self.continue_on_timely and self.continue_unverified:
            raise refuse(
                N_("`continue_on_timely` is unverified, so it must be false: it is a promise.")
            )
        return self


class Validity(Sourced):
    """``fixed``: for a term, then renewed. ``open``: until a decision ends it. ``continuous``:
    kept by a review each year and a revalidation."""

    kind: Literal["fixed", "open", "continuous"]
    length: Period | None
    end: Literal["anniversary_minus_1d", "anniversary"] | None = None
    end_unverified: Flag = False
    renewal: Renewal | None = None
    kept_by: tuple[Code, ...] = ()

    @property
    def promised(self) -> str | None:
        """The term that a public page or a letter may state, as a period, or None."""
        return self.length if self.may_be_stated else None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        ends = (self.length, self.end, self.renewal)
        if self.kind == "fixed" and None in ends:
            raise refuse(N_("A fixed validity needs `length`, `end` and `renewal`."))
        if self.kind != "fixed" and ends != (None, None, None):
            raise refuse(
                N_("A validity of kind %(kind)s has no `length`, `end` or `renewal`."),
                kind=self.kind,
            )
        return self


class Monitoring(Sourced):
    annual_declaration: Flag = False
    revalidation: Literal["renewal", "monitoring", "none"] = "none"
    periodic_visit: Literal["risk_based", "none"] = "none"
    duty_to_report_changes: Flag
    report_when: Code | None = None
