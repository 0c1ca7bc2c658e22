"""Findings, outcomes, grounds and bars: what can be decided, and what follows."""

from typing import Literal

from aeo.domain.programme.parts import (
    Code,
    Count,
    Flag,
    Labelled,
    Part,
    Period,
    Sourced,
    Texts,
)
from aeo.domain.vocabulary import AuthorisationStatus, CaseStatus


class FindingGrade(Sourced):
    """How grave a finding is; days for the plan and for putting it right."""

    code: Code
    label: Texts
    meaning: Texts
    effect: Texts
    plan_days: Count | None
    fix_days: Count | None
    unit: Literal["calendar_day", "working_day"]
    public: Flag
    blocks_grant: Flag


class Outcome(Labelled):
    letter_contains: tuple[Code, ...]
    status: CaseStatus | None = None
    authorisation: AuthorisationStatus | None = None
    requires_agreement: Flag = False
    component: Literal["each", "one"] | None = None


class Ground(Sourced):
    code: Code
    reason: Code
    clock: Code | None = None


class WithdrawalRule(Sourced):
    any_time: Flag
    in_writing: Flag
    benefits_end: Flag


class Grounds(Part):
    suspension: tuple[Ground, ...]
    revocation: tuple[Ground, ...]
    annulment: tuple[Ground, ...] = ()
    withdrawal: WithdrawalRule


class Bar(Sourced):
    """How long nobody may apply again; null means none is known."""

    length: Period | None
    internal: Period | None = None
    starts: Literal["revocation_effective", "refusal_effective"] | None = None
    starts_unverified: Flag = False

    @property
    def promised(self) -> str | None:
        return None if self.unverified else self.length


class Bars(Part):
    after_revocation: Bar
    after_refusal: Bar
    after_withdrawal: Bar
