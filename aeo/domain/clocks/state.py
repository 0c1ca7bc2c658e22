"""What a clock shows, and every line of how it got there."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from aeo.domain.calendar import Counting, Holiday
from aeo.domain.clocks.rules import ClockEvent, ClockRule
from aeo.domain.errors import Sentence


class Status(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    STOPPED = "stopped"
    ENDED = "ended"


class StepKind(StrEnum):
    STARTED = "started"
    RAN = "ran"
    STOPPED = "stopped"
    WAITED = "waited"
    RESUMED = "resumed"
    EXTENDED = "extended"
    IGNORED = "ignored"
    LEFT = "left"
    ROLLED = "rolled"
    LENGTHENED = "lengthened"
    DUE = "due"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the derivation: the rule, the days it speaks of, the count and the date after it.

    ``first`` and ``last`` are the same for a single day. ``run`` are the days run after this line,
    ``total`` those allowed. ``result`` is the date this line leads to: a due day while the clock
    runs, else the day itself.
    """

    kind: StepKind
    rule: Sentence
    first: date
    last: date
    run: int
    total: int | None
    result: date
    event: ClockEvent | None = None
    left_out: tuple[Holiday, ...] = ()
    provisional: bool = False

    @property
    def stands_still(self) -> bool:
        return self.kind in {StepKind.STOPPED, StepKind.WAITED}


@dataclass(frozen=True, slots=True)
class Segment:
    """The clock ran, or stood still, on the days after ``after`` up to and with ``until``."""

    runs: bool
    after: date
    until: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """A clock as the events say. ``day`` of ``total`` is the number of the day reached ``today``.

    ``due`` is the last day in time, None while the clock stands still or has no end;
    ``due_at`` the instant, for a clock in hours. ``remaining`` days are kept while it stands.
    """

    rule: ClockRule
    status: Status
    today: date
    counting: Counting = Counting.CALENDAR
    started_on: date | None = None
    stopped_on: date | None = None
    holds: tuple[tuple[str, str], ...] = ()  # event and ref of what it waits for
    ended_on: date | None = None
    day: int = 0
    total: int | None = None
    remaining: int | None = None
    stopped_days: int = 0
    due: date | None = None
    due_at: datetime | None = None
    overdue: bool = False
    kept: bool | None = None
    provisional: bool = False
    grace_until: date | None = None
    warn_days: tuple[tuple[int, date], ...] = ()
    segments: tuple[Segment, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def percent(self) -> int | None:
        """How much of the time is used, rounded down; None for a clock without an end."""
        if self.total is None:
            return None
        return 100 if self.overdue or not self.total else self.day * 100 // self.total
