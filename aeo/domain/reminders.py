"""When a reminder falls due: ladders of rungs before and after the day they lead to.

Reminders are raised in the morning. Of several rungs of one ladder that are due together only the
most urgent is sent, and one that was past when the ladder began is skipped (product §6).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Self

from aeo.domain.calendar import ONE_DAY, move_by_months

MORNING = time(9)
DAYS_OF_A_MONTH = 31  # at most: offsets in months and in days sort among each other by it


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance from a day, such as ``-P9M``, ``-P2D`` or ``P0D``: months, or days."""

    months: int
    days: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ``ValueError`` for what is no distance."""
        found = re.fullmatch(r"(-?)P(0|[1-9][0-9]*)([YMWD])", text, re.ASCII)
        if found is None:
            raise ValueError(f"not a distance from a day: {text!r}")
        number = int(found[2]) * (-1 if found[1] else 1)
        if found[3] in "YM":
            return cls(number * (12 if found[3] == "Y" else 1), 0)
        return cls(0, number * (7 if found[3] == "W" else 1))

    @property
    def order(self) -> int:
        """What comes later is greater, within a ladder of months or one of days."""
        return self.months * DAYS_OF_A_MONTH + self.days

    def falls_on(self, anchor: date) -> date:
        """The day so far from ``anchor``; the last of a month where it lacks the day."""
        return move_by_months(anchor, self.months) + timedelta(days=self.days)

    def bound(self, today: date) -> date:
        """The last anchor from which this distance falls on ``today`` or earlier.

        Several anchors at the end of a long month fall on the last day of a short one, so it is
        one comparison in a query where each row would need its own arithmetic.
        """
        found = move_by_months(today - timedelta(days=self.days), -self.months)
        while self.falls_on(found + ONE_DAY) <= today:
            found += ONE_DAY
        return found


@dataclass(frozen=True, slots=True)
class Raised:
    """What the catalogue of messages says of one kind: its ladder and its rungs on it.
    ``once_over``: in the morning after, because the day itself still counts."""

    group: str
    offsets: tuple[str, ...]
    once_over: bool = False


@dataclass(frozen=True)
class Rung:
    """One message of a ladder: which kind, and how far from the day it leads to."""

    kind: str
    written: str  # the offset as it was written: part of the key of every message
    once_over: bool = False

    @cached_property
    def offset(self) -> Offset:
        """From the day it leads to, to that in whose morning it is raised."""
        written = Offset.parse(self.written)
        return Offset(written.months, written.days + self.once_over)

    def raised_on(self, anchor: date) -> date:
        return self.offset.falls_on(anchor)

    def bound(self, morning: date) -> date:
        """The last anchor from which the rung is due in this ``morning``."""
        return self.offset.bound(morning)

    def was_to_come(self, anchor: date, began: date) -> bool:
        """Whether its morning was still ahead on the day on which its ladder began."""
        return self.raised_on(anchor) > began


@dataclass(frozen=True)
class Ladder:
    """The rungs of one group, the most urgent last. Different people may be told on one rung."""

    rungs: tuple[Rung, ...]

    @cached_property
    def _following(self) -> Mapping[Rung, Rung | None]:
        """By rung, the next more urgent one."""
        later = {
            rung: [it for it in self.rungs if it.offset.order > rung.offset.order]
            for rung in self.rungs
        }
        return {rung: next(iter(more), None) for rung, more in later.items()}

    def after(self, rung: Rung) -> Rung | None:
        """The next more urgent rung; where it is due as well, it speaks for ``rung``."""
        return self._following[rung]

    def due(
        self, anchor: date, began: date, morning: date
    ) -> tuple[Sequence[Rung], Sequence[Rung]]:
        """What is due in a ``morning``: the rungs to send, and those that these speak for."""
        found = [
            rung
            for rung in self.rungs
            if anchor <= rung.bound(morning) and rung.was_to_come(anchor, began)
        ]
        urgent = max((rung.offset.order for rung in found), default=0)
        send = [rung for rung in found if rung.offset.order == urgent]
        return send, [rung for rung in found if rung.offset.order != urgent]


def ladder(
    group: str, raised: Mapping[str, Raised], offered: Iterable[str] | None = None
) -> Ladder:
    """The ladder of ``group``, by what each kind of message says. ``offered`` are the offsets that
    a programme has, where it is the programme that decides."""
    allowed = None if offered is None else set(offered)
    rungs = [
        Rung(kind, offset, one.once_over)
        for kind, one in raised.items()
        if one.group == group
        for offset in one.offsets
        if allowed is None or offset in allowed
    ]
    return Ladder(tuple(sorted(rungs, key=lambda rung: (rung.offset.order, rung.kind))))


def last_morning(local: datetime) -> date:
    """The day of the last morning that has come, on the programme's own wall clock."""
    return local.date() if local.time() >= MORNING else local.date() - ONE_DAY
