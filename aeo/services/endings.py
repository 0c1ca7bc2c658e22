"""Ending a case: the step that closes it, and everything in it that is still open (product §6)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from aeo.domain.vocabulary import GRANTED_CASE, Actor
from aeo.models.case import CaseEvent
from aeo.services import cases, transitions
from aeo.services.findings import raising
from aeo.services.rfis import asking
from aeo.services.visits import planning

WHY = "The case has ended."


def end(
    reference: str,
    action: StrEnum,
    *,
    by: Actor,
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Take a step that closes the case, and in the same transaction take back its requests, call
    off its visits and, unless it is a grant, leave its findings unresolved: small points that are
    open at a grant are followed up after it. Raises as ``transitions.perform``."""
    event = transitions.perform(reference, action, by=by, note=note, details=details, ends=True)
    case = cases.get(reference, to=by, lock=True)
    asking.withdraw_all(case, WHY)
    planning.cancel_all(case, WHY)
    if case.status not in GRANTED_CASE:
        raising.leave_unresolved(case)
    return event
