"""Clocks: what a rule, the events of a case and a calendar make of a day that is due.

Nothing here is stored and nothing is typed in: every date follows from events, and can be told.
"""

from aeo.domain.clocks.fold import extension_objections, fold, resumed_on
from aeo.domain.clocks.rules import (
    CONTINUE,
    RESET,
    Anchor,
    ClockEvent,
    ClockRule,
    Extension,
    Stop,
)
from aeo.domain.clocks.state import ClockState, Segment, Status, Step, StepKind

__all__ = [
    "CONTINUE",
    "RESET",
    "Anchor",
    "ClockEvent",
    "ClockRule",
    "ClockState",
    "Extension",
    "Segment",
    "Status",
    "Step",
    "StepKind",
    "Stop",
    "extension_objections",
    "fold",
    "resumed_on",
]
