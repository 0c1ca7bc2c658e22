"""How long a status lasts: the last day of a term, and where a renewed term begins."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from aeo.domain.calendar import ONE_DAY, move
from aeo.domain.errors import N_, Incomplete, Sentence

End = Literal["anniversary_minus_1d", "anniversary"]


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of validity, both days included. ``gap`` are the days without status before it,
    both included; None where it joins."""

    valid_from: date
    valid_to: date
    gap: tuple[date, date] | None = None

    @property
    def gap_days(self) -> int:
        return 0 if self.gap is None else (self.gap[1] - self.gap[0]).days + 1

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


def last_day(start: date, period: str, end: End = "anniversary_minus_1d") -> date:
    """The last day, included, of a status that begins on ``start``.

    The day before the start is moved by ``period`` and clamped to the end of its month: from
    29 February 2028, three years last through 28 February 2031 (product §6). ``anniversary``
    moves the start itself. Raises ``ValueError`` for a period that is none.
    """
    return move(start if end == "anniversary" else start - ONE_DAY, period)


def first_term(start: date, period: str, end: End = "anniversary_minus_1d") -> Term:
    return Term(start, last_day(start, period, end))


def renewed_term(
    decided_on: date, previous_to: date, period: str, end: End = "anniversary_minus_1d"
) -> Term:
    """The term of a renewal granted on ``decided_on``, after a status valid to ``previous_to``.

    Granted while the old one runs, it begins the day after that ends. Granted later, it begins
    on the day of decision, and the days between are a gap (product §6).
    """
    joins = previous_to + ONE_DAY
    if decided_on <= joins:
        return first_term(joins, period, end)
    gap = (joins, decided_on - ONE_DAY)
    return Term(decided_on, last_day(decided_on, period, end), gap)


@dataclass(frozen=True, slots=True)
class RenewalWindow:
    """When a renewal may be asked for, all days included: in time until ``due``, late after it,
    and not any more after ``ends``."""

    opens: date
    due: date
    ends: date

    def is_open(self, today: date) -> bool:
        return self.opens <= today <= self.ends

    def is_late(self, today: date) -> bool:
        return today > self.due


def renewal_due(valid_to: date, period: str) -> date:
    """The last day on which a renewal is in time: ``period`` before the status ends.

    Raises ``ValueError`` for a period that is none.
    """
    return move(valid_to, period, -1)


def prolonged(term: Term, valid_to: date) -> Term:
    """``term`` with a later end, as an approver may give it. Raises ``Incomplete``."""
    if valid_to <= term.valid_to:
        raise Incomplete(
            Sentence(
                N_("The new last day must come after %(valid_to)s."), {"valid_to": term.valid_to}
            )
        )
    return Term(term.valid_from, valid_to, term.gap)
