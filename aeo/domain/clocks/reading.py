"""The clocks of a programme as rules: where its words become the words of the fold."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from aeo.domain.clocks.rules import Anchor, ClockRule, Extension, Stop
from aeo.domain.programme import clocks as content
from aeo.domain.vocabulary import (
    CLOSED_CASE,
    AuthorisationStatus,
    CaseStatus,
    FindingStatus,
    RfiStatus,
    VisitStatus,
)

STATUSES: Mapping[str, type[StrEnum]] = {
    "case": CaseStatus,
    "authorisation": AuthorisationStatus,
    "visit": VisitStatus,
    "finding": FindingStatus,
    "rfi": RfiStatus,
}
# What belongs to a case ends with it, whatever the programme says (handbook T30: stop all).
OF_A_CASE = frozenset({"case", "visit", "rfi", "hearing", "consultation", "adjustment"})
CLOSED = frozenset(f"case.{status}" for status in CLOSED_CASE)
RECEIVED = frozenset({"case.submitted"})
UNITS = {"Y": content.Unit.YEAR, "M": content.Unit.MONTH, "D": content.Unit.CALENDAR_DAY}


def rule_of(
    clock: content.Clock,
    *,
    promised: bool = False,
    short_period: int = 0,
    least_working_days: int = 0,
) -> ClockRule:
    """The rule for a clock of a programme: with the length the office works to, or the promise.

    The two differ (120 days by law, 100 as a target), so a clock with both runs twice.
    ``promised`` takes what a public page may state. The day rules of the programme's law are
    given beside it: ``short_period`` 6 in Hong Kong, ``least_working_days`` 2 in the European
    Union. Raises ``ValueError`` for a pause that is no status of a known machine, because
    nothing would ever lift it, and for a promise that nobody made.
    """
    length = clock.promised if promised else clock.length.internal
    if promised and length is None:
        raise ValueError(f"{clock.id} promises no time")
    start = frozenset(clock.start.split("|"))
    backwards = clock.direction == "before_start"
    return ClockRule(
        id=clock.id,
        unit=clock.unit,
        length=length,
        start=start,
        end=frozenset(clock.stop.split("|")) | (_closing(start) - start),
        stops=tuple(_stop(event) for event in clock.pause),
        extensions=tuple(_extension(one, clock.unit) for one in clock.extensions),
        anchor=_anchor(clock.acceptance_date, start),
        roll=clock.roll == "next_working_day" and not backwards,
        again=clock.on_resubmit,
        backwards=backwards,
        short_period=short_period,
        least_working_days=0 if clock.roll == "none" else least_working_days,
        length_is_maximum=clock.length_is_maximum,
        grace_working_days=clock.grace_working_days,
        warn_at_percent=clock.warn_at_percent,
        on_breach=clock.on_breach,
    )


def _closing(start: frozenset[str]) -> frozenset[str]:
    return CLOSED if {event.split(".")[0] for event in start} <= OF_A_CASE else frozenset()


def _stop(event: str) -> Stop:
    """A pause is a status: it is lifted when the status is left for any other."""
    machine, status = event.split(".", 1)
    known = {str(one) for one in STATUSES.get(machine, ())}
    if status not in known:
        raise ValueError(f"{event} is no status, so nothing lifts this pause")
    lifted_by = frozenset(f"{machine}.{other}" for other in known - {status})
    return Stop(event, lifted_by, by_leaving=True)


def _extension(one: content.Extension, unit: content.Unit) -> Extension:
    most, most_unit = one.max, one.unit or unit
    if isinstance(most, str):
        number, letter = int(most[1:-1]), most[-1]
        most_unit = UNITS.get(letter, content.Unit.CALENDAR_DAY)
        most = number * 7 if letter == "W" else number
    return Extension(
        event=f"clock.extended.{one.cause or one.by}",
        unit=one.unit or unit,
        add=one.add,
        most=most,
        most_unit=most_unit,
        times=one.times,
    )


def _anchor(date_rule: str | None, start: frozenset[str]) -> Anchor | None:
    """From which receipt to count; a clock that starts at the receipt needs no other day."""
    if date_rule is None or start & RECEIVED:
        return None
    which: Literal["first", "last"] = "first" if date_rule == "first_receipt" else "last"
    return Anchor(RECEIVED, which)
