"""How the programme is run: four eyes, hearing, visit, scoring."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from aeo.domain.programme.parts import (
    Code,
    Count,
    Flag,
    Part,
    Percent,
    Sourced,
    Text,
    Texts,
)
from aeo.domain.vocabulary import AuthorisationStatus, CaseStatus, Grade


class ParallelDecision(Part):
    id: Code
    title: Texts


class HearingException(Sourced):
    code: Code


class Flow(Sourced):
    four_eyes: tuple[CaseStatus | AuthorisationStatus, ...]
    four_eyes_unverified: Flag = False
    status_before_validation: Flag
    acceptance_date_rule: Literal["last_item_received", "first_receipt"]
    hearing_before_adverse: Flag
    hearing_unverified: Flag = False
    hearing_exceptions: tuple[HearingException, ...] = ()
    appeal_enabled: Flag
    lapse_enabled: Flag = True
    parallel_decisions: tuple[ParallelDecision, ...] = ()
    accept_reject_per_answer: Flag = False


class Visit(Sourced):
    team_minimum: Count
    team_minimum_unverified: Flag = False
    dates_offered: Count
    partner_visits: Literal["none", "selective", "required"]
    modes: tuple[Code, ...]


class GradeRule(StrEnum):
    """The rules a criterion can be graded by; the first that holds decides."""

    CRITICAL = "a critical question is unfavourable or a critical finding is open"
    MAJOR = "a major question is unfavourable or a major finding is open"
    THRESHOLD = "points reach the threshold"


class Grading(Part):
    grade: Grade
    if_: GradeRule = Field(alias="if")


class Points(Part):
    """What an answer earns; null is left out of the reckoning."""

    yes: Count | None
    partly: Count | None
    no: Count | None
    na: Count | None


class Readiness(Part):
    green: Percent
    amber: Percent


class Scoring(Part):
    """How points become a grade. ``note`` is shown to officers."""

    answers: Points
    criterion: tuple[Grading, ...]
    threshold_default: Percent
    readiness: Readiness
    note: Texts
    source: Text | None = None
    unverified: Flag = False


class Grammar(Part):
    """How conditions are written, for those who read the files."""

    note: Text
    keys: dict[Code, Text]
    favourable: Text
    explain: dict[Code, Text]
    evidence: Text
    scope: dict[Code, Text]
