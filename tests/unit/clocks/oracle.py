"""A clock worked out the slow way: one day after the other, with a tally. Shares no code with aeo.

It knows one truth only: a day counts when the clock was running as the day before ended.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE = timedelta(days=1)
LAST_WALK = 1500


@dataclass
class Tally:
    unit: str
    length: int
    holidays: frozenset[date]
    roll: bool = True
    reset: bool = False
    start_day_counts: bool = False
    short_period: int = 0
    least_working_days: int = 0
    most: int = 60
    times: int = 1

    phase: str = "not_started"
    total: int = 0
    used: int = 0
    worked: int = 0
    expired_on: date | None = None
    ended_on: date | None = None
    kept: bool | None = None
    held_by: set[str] = field(default_factory=set)
    extended: int = 0
    used_by: dict[date, int] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def counts(self, day: date) -> bool:
        if self.unit == "working_day":
            return self.works(day)
        if self.unit == "calendar_day" and self.length <= self.short_period:
            return day.weekday() != 6 and day not in self.holidays
        return True

    def walk(self, events: Iterable[tuple[date, str, str, int]]) -> "Tally":
        """Events as (day, what, ref, length), in order; then on until the time is over."""
        waiting = list(events)
        if not waiting:
            return self
        day = waiting[0][0]
        for _ in range(LAST_WALK):
            if self.phase == "running":
                self.live(day)
            while waiting and waiting[0][0] == day:
                _, what, ref, length = waiting.pop(0)
                getattr(self, what)(day, ref, length)
            if self.phase == "running" and self.expired_on is None and self.is_used_up(day):
                self.expired_on = day
            self.used_by[day] = self.used
            if not waiting and (self.phase != "running" or self.expired_on):
                return self
            day += ONE
        raise AssertionError("the walk has no end")

    def live(self, day: date) -> None:
        if self.expired_on is None:
            self.worked += self.works(day)
            if self.used < self.total:
                self.used += self.counts(day)

    def is_used_up(self, day: date) -> bool:
        if self.used < self.total or (self.roll and not self.works(day)):
            return False
        return self.length < 2 or self.worked >= self.least_working_days

    def start(self, day: date, _ref: str, _length: int) -> None:
        if self.phase != "not_started" and not self.reset:
            if self.phase == "ended" and self.kept:
                self.phase, self.ended_on, self.kept = "running", None, None
            return
        self.phase, self.total, self.used, self.worked = "running", self.length, 0, 0
        self.expired_on = self.ended_on = self.kept = None
        self.held_by, self.extended, self.used_by = set(), 0, {}
        if self.unit == "month":
            self.total = (self.months_on(day) - day).days
        if self.start_day_counts:
            self.live(day)

    def months_on(self, day: date) -> date:
        year, month = day.year, day.month
        for _ in range(self.length):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        for number in (day.day, 30, 29, 28):
            try:
                if number <= day.day:
                    return date(year, month, number)
            except ValueError:
                continue
        raise AssertionError(day)

    def stop(self, _day: date, ref: str, _length: int) -> None:
        if self.phase == "stopped":
            self.held_by.add(ref)
        elif self.phase == "running" and self.expired_on is None:
            self.phase, self.held_by = "stopped", {ref}

    def lift(self, _day: date, ref: str, _length: int) -> None:
        if self.phase == "stopped" and ref in self.held_by:
            self.held_by.remove(ref)
            if not self.held_by:
                self.phase = "running"

    def end(self, day: date, _ref: str, _length: int) -> None:
        if self.phase in {"running", "stopped"}:
            self.kept = self.expired_on is None
            self.phase, self.ended_on, self.held_by = "ended", day, set()

    def extend(self, _day: date, _ref: str, length: int) -> None:
        is_open = self.phase in {"running", "stopped"} and self.expired_on is None
        if is_open and 0 < length <= self.most and self.extended < self.times:
            self.total += length
            self.extended += 1
