"""The words of the programme: of every status for each reader, of every reason, of every code."""

from typing import Literal

from pydantic import Field

from aeo.domain.programme.parts import Code, Flag, Labelled, Part, Sourced, Texts
from aeo.domain.vocabulary import Pen, Phase


class StatusWording(Part):
    """What a status is called, and what it means for the company: what happens next."""

    code: Code
    phase: Phase | None = None
    pen_with: Pen
    enabled: Flag
    label_company: Texts
    label_officer: Texts
    meaning_company: Texts


class MachineWording(Part):
    machine: Code
    per: Literal["case", "component"] | None = None
    statuses: tuple[StatusWording, ...] = Field(min_length=1)


class StatusesFile(Part):
    machines: tuple[MachineWording, ...]


class Reason(Part):
    """A reason that letters cite; ``what_would_satisfy`` tells the company what to do."""

    code: Code
    criterion: Code | None = None
    text: Texts
    what_would_satisfy: Texts


class ReasonGroup(Part):
    use: Code
    title: Texts
    reasons: tuple[Reason, ...]


class ReasonsFile(Part):
    groups: tuple[ReasonGroup, ...]


class Labels(Part):
    """The words of the codes that every programme has."""

    answers: tuple[Labelled, ...]
    weights: tuple[Labelled, ...]
    explain: tuple[Labelled, ...]
    carry: tuple[Labelled, ...]
    evidence_states: tuple[Labelled, ...]
    phases: tuple[Labelled, ...]
    case_types: tuple[Labelled, ...]
    visit_modes: tuple[Labelled, ...]
    methods: tuple[Labelled, ...]
    results: tuple[Labelled, ...]
    obligations: tuple[Labelled, ...] = ()


class Term(Sourced):
    """A term of the trade, and whether the administration was seen to use it."""

    term: Texts
    verified: Flag
