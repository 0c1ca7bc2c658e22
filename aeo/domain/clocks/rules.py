"""The rule of one clock as plain values, and the events it listens to.

A rule comes from a programme (``reading``) or is written by hand in a test; it knows no content
model and no row.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from aeo.domain.calendar import Counting
from aeo.domain.programme.clocks import Unit

RESET: Literal["reset"] = "reset"
CONTINUE: Literal["continue"] = "continue"
DAYS = {Unit.CALENDAR_DAY, Unit.WORKING_DAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEvent:
    """Something that happened, on a day of the programme's zone. ``seq`` orders one day.

    ``ref`` says which of several (``rfi:2``); ``clock`` limits the event to one clock; ``at`` is
    the instant, aware, for a clock in hours. ``length`` is the time that a start or an extension
    brings with it, in ``unit`` or the rule's own.
    """

    name: str
    day: date
    seq: int = 0
    ref: str = ""
    clock: str = ""
    at: datetime | None = None
    length: int | None = None
    unit: Unit | None = None

    @property
    def order(self) -> tuple[date, int, str, str]:
        return (self.day, self.seq, self.name, self.ref)


@dataclass(frozen=True, slots=True)
class Stop:
    """The clock stands from ``event`` until one of ``lifted_by`` with the same ``ref``.

    ``by_leaving``: it is a status that is left, so the same events also come when nothing stands
    still, and are then not worth a line.
    """

    event: str
    lifted_by: frozenset[str]
    by_leaving: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Time added while the clock runs on. ``add`` is given by law; else the event says how much,
    ``most`` in ``most_unit`` each time, and no more than ``times`` times (None: any)."""

    event: str
    unit: Unit
    add: int | None = None
    most: int | None = None
    most_unit: Unit | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The clock counts from the first or the last of these events before its start (the date of
    acceptance, handbook §17.1 rule 5), not from the day of the start event."""

    events: frozenset[str]
    which: Literal["first", "last"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """How one clock runs. ``length`` in ``unit``; None means the start event says how long, and
    where it is silent, that the clock has no end.

    ``length_is_maximum``: the start event may shorten it. ``short_period``: up to so many
    calendar days, holidays and closures are not counted (Hong Kong, Cap. 1 s.71: 6).
    ``least_working_days``: in a period of two days or more there are at least so many
    (European Union, Regulation 1182/71 art. 3(5): 2). ``backwards``: the day lies ``length``
    before the day of the start event, and never rolls.
    """

    id: str
    unit: Unit
    length: int | None
    start: frozenset[str]
    end: frozenset[str]
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Extension, ...] = ()
    anchor: Anchor | None = None
    start_day_counts: bool = False
    roll: bool = True
    again: Literal["reset", "continue"] = CONTINUE
    backwards: bool = False
    short_period: int = 0
    least_working_days: int = 0
    length_is_maximum: bool = False
    grace_working_days: int = 0
    warn_at_percent: tuple[int, ...] = ()
    on_breach: str = "none"

    def __post_init__(self) -> None:
        if (self.backwards or self.unit is Unit.HOUR) and (self.stops or self.extensions):
            raise ValueError("a clock in hours or backwards neither stops nor is extended")
        if self.length is not None and self.length < 0:
            raise ValueError("a clock runs forward")

    def counting(self, length: int | None) -> Counting:
        """Which days count for a clock of this length."""
        if self.unit is Unit.WORKING_DAY:
            return Counting.WORKING
        short = self.unit is Unit.CALENDAR_DAY and length is not None
        if short and length is not None and length <= self.short_period:
            return Counting.ORDINARY
        return Counting.CALENDAR
