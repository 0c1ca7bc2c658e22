"""Days that count: a week of work, the holidays of one calendar, and how far it is known.

A calendar answers only for the days between its ``first`` and its ``horizon``. What rests on a
holiday that was computed and not yet gazetted is provisional.
"""

import calendar as months_of
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from aeo.domain.errors import N_, OutOfOrder, Sentence

ONE_DAY = timedelta(days=1)
SUNDAY = 6
BEGINS_LATER = N_("The calendar %(calendar)s begins on %(first)s, so %(day)s cannot be counted.")
ENDS_SOONER = N_(
    "The holidays of the calendar %(calendar)s are known until %(horizon)s, "
    "so %(day)s cannot be counted yet."
)


class HolidayKind(StrEnum):
    """``closure``: the office was shut for a day by storm or rain, declared afterwards."""

    GAZETTED = "gazetted"
    COMPUTED = "computed"
    CLOSURE = "closure"


class Counting(StrEnum):
    """Which days of a calendar count. ``ordinary``: all but holidays and closures, so Saturdays
    count and Sundays do not (Cap. 1 s.71, handbook §1.8)."""

    CALENDAR = "calendar"
    WORKING = "working"
    ORDINARY = "ordinary"


class BeyondHorizon(OutOfOrder):
    """A day was asked for of which the calendar knows nothing."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day without work. ``known_since`` and ``void_since`` are the days on which it entered
    and left the calendar (None: always, never); what ended earlier was counted without it."""

    day: date
    kind: HolidayKind
    names: Mapping[str, str] = field(default_factory=dict, hash=False)  # by language
    known_since: date | None = None
    void_since: date | None = None

    def stood_on(self, day: date) -> bool:
        """Whether the calendar held this row at the end of ``day``."""
        entered = self.known_since is None or self.known_since <= day
        return entered and (self.void_since is None or self.void_since > day)


@dataclass(frozen=True, slots=True)
class Counted:
    """A day that was counted out, the holidays left out on the way, and whether any day on the
    way is known by computation only."""

    day: date
    left_out: tuple[Holiday, ...] = ()
    provisional: bool = False


@dataclass(frozen=True)
class Calendar:
    """The days of one administration. Weekdays count from Monday 0; ``holiday_weekdays`` are
    holidays by law, not merely days on which nobody works (Hong Kong: every Sunday)."""

    name: str
    first: date
    horizon: date
    gazetted_until: date
    rows: tuple[Holiday, ...] = ()
    working_weekdays: frozenset[int] = frozenset(range(5))
    holiday_weekdays: frozenset[int] = frozenset({SUNDAY})

    def __post_init__(self) -> None:
        if not self.working_weekdays - self.holiday_weekdays:
            raise ValueError("a calendar needs a weekday on which people work")

    @cached_property
    def holidays(self) -> Mapping[date, Holiday]:
        """The rows that stand now, by day."""
        return {row.day: row for row in self.rows if row.void_since is None}

    def as_known_on(self, day: date) -> "Calendar":
        """The calendar as it stood at the end of ``day``: what was closed by then stays put."""
        then = tuple(replace(row, void_since=None) for row in self.rows if row.stood_on(day))
        return self if then == self.rows else replace(self, rows=then)

    def counts(self, day: date, counting: Counting) -> bool:
        """Whether ``day`` is one to count. Raises ``BeyondHorizon``."""
        if counting is Counting.CALENDAR:
            return True
        self._check(day, self.first)
        return self._counts(day, counting)

    def is_working(self, day: date) -> bool:
        """Raises ``BeyondHorizon``."""
        return self.counts(day, Counting.WORKING)

    def add(self, day: date, number: int, counting: Counting) -> Counted:
        """The ``number``-th counted day after ``day``; ``day`` itself for 0.

        Raises ``BeyondHorizon`` when the calendar does not reach so far.
        """
        if counting is Counting.CALENDAR:
            return Counted(day + timedelta(days=number))
        if number == 0:
            return Counted(day)
        self._check(day)
        days = self._days[counting]
        place = bisect_right(days, day) + number - 1
        if place >= len(days):
            raise self._beyond(self.horizon + ONE_DAY)
        return self._between(day, days[place], counting)

    def subtract(self, day: date, number: int, counting: Counting) -> Counted:
        """The ``number``-th counted day before ``day``. Raises ``BeyondHorizon``."""
        if counting is Counting.CALENDAR:
            return Counted(day - timedelta(days=number))
        if number == 0:
            return Counted(day)
        self._check(day)
        days = self._days[counting]
        place = bisect_right(days, day - ONE_DAY) - number
        if place < 0:
            raise self._beyond(self.first - ONE_DAY)
        found = self._between(days[place] - ONE_DAY, day - ONE_DAY, counting)
        return replace(found, day=days[place])

    def count(self, after: date, until: date, counting: Counting) -> int:
        """How many counted days follow ``after``, up to and with ``until``; 0 when none do.

        Raises ``BeyondHorizon``.
        """
        if until <= after:
            return 0
        if counting is Counting.CALENDAR:
            return (until - after).days
        self._check(after)
        self._check(until)
        days = self._days[counting]
        return bisect_right(days, until) - bisect_right(days, after)

    def between(self, after: date, until: date, counting: Counting) -> Counted:
        """What was left out in counting the days after ``after`` up to and with ``until``.

        Raises ``BeyondHorizon``.
        """
        if counting is Counting.CALENDAR or until <= after:
            return Counted(until)
        self._check(after)
        self._check(until)
        return self._between(after, until, counting)

    def roll(self, day: date) -> Counted:
        """The first working day from ``day`` on: ``day`` itself when it is one.

        Raises ``BeyondHorizon``.
        """
        self._check(day, self.first)
        return self.add(day - ONE_DAY, 1, Counting.WORKING)

    @cached_property
    def _days(self) -> Mapping[Counting, tuple[date, ...]]:
        """All days that count, in order: a count over years is then two look-ups."""
        span = [self.first + timedelta(days=n) for n in range((self.horizon - self.first).days + 1)]
        return {
            counting: tuple(day for day in span if self._counts(day, counting))
            for counting in (Counting.WORKING, Counting.ORDINARY)
        }

    def _counts(self, day: date, counting: Counting) -> bool:
        return day not in self.holidays and self._is_of_the_week(day, counting)

    def _is_of_the_week(self, day: date, counting: Counting) -> bool:
        if day.weekday() in self.holiday_weekdays:
            return False
        return counting is Counting.ORDINARY or day.weekday() in self.working_weekdays

    def _between(self, after: date, until: date, counting: Counting) -> Counted:
        """A holiday on a day that would not count anyway changed nothing and is not named."""
        left_out = tuple(
            row
            for day, row in sorted(self.holidays.items())
            if after < day <= until and self._is_of_the_week(day, counting)
        )
        computed = any(row.kind is HolidayKind.COMPUTED for row in left_out)
        return Counted(until, left_out, computed or self._is_ungazetted(after, until, counting))

    def _is_ungazetted(self, after: date, until: date, counting: Counting) -> bool:
        """Whether a day on the way may yet become a holiday, because no gazette reaches it."""
        day = max(after, self.gazetted_until) + ONE_DAY
        while day <= until:
            if self._is_of_the_week(day, counting):
                return True
            day += ONE_DAY
        return False

    def _check(self, day: date, earliest: date | None = None) -> None:
        """The day after which one counts may be the one before the first: it is not asked for."""
        if not (earliest or self.first - ONE_DAY) <= day <= self.horizon:
            raise self._beyond(day)

    def _beyond(self, day: date) -> BeyondHorizon:
        msgid = BEGINS_LATER if day < self.first else ENDS_SOONER
        values = {"calendar": self.name, "first": self.first, "horizon": self.horizon, "day": day}
        return BeyondHorizon(Sentence(msgid, values))


def move_by_months(day: date, months: int) -> date:
    """The same day of the month so many months on (or back), or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = months_of.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def move(day: date, period: str, times: int = 1) -> date:
    """``day`` moved by a period such as ``P3Y``, ``P6M``, ``P2W`` or ``P10D``, in calendar days.

    ``times`` -1 moves it back. Raises ``ValueError`` for another form of period.
    """
    if (found := re.fullmatch(r"P([1-9][0-9]*)([YMWD])", period, re.ASCII)) is None:
        raise ValueError(f"not a period: {period!r}")
    number, unit = times * int(found[1]), found[2]
    if unit in "YM":
        return move_by_months(day, number * (12 if unit == "Y" else 1))
    return day + timedelta(days=number * (7 if unit == "W" else 1))


def calendar_of(
    name: str,
    first: date,
    horizon: date,
    rows: Iterable[Holiday],
    *,
    gazetted_until: date,
    working: frozenset[int] = frozenset(range(5)),
) -> Calendar:
    """A calendar with the customary week, Monday to Friday, or with ``working`` weekdays; Sunday
    is a holiday by law unless people work on it."""
    return Calendar(
        name,
        first,
        horizon,
        gazetted_until,
        tuple(sorted(rows, key=_by_day)),
        working_weekdays=working,
        holiday_weekdays=frozenset({SUNDAY}) - working,
    )


def _by_day(row: Holiday) -> date:
    return row.day
