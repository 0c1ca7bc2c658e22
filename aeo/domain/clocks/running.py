"""One clock while the fold goes through its events: it runs, stands still, is extended and ends."""

from collections import Counter
from datetime import date, timedelta

from aeo.domain.calendar import ONE_DAY, Calendar, Counted, Counting, move_by_months
from aeo.domain.clocks import wording as say
from aeo.domain.clocks.due import Due, due_of
from aeo.domain.clocks.rules import RESET, ClockEvent, ClockRule, Extension, Stop
from aeo.domain.clocks.state import ClockState, Segment, Status, Step, StepKind
from aeo.domain.errors import Sentence
from aeo.domain.programme.clocks import Unit

MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}


class Running:
    """The clock between two events. Days after ``since`` count; ``run`` counted before it."""

    def __init__(self, rule: ClockRule, calendar: Calendar) -> None:
        self.rule, self.calendar = rule, calendar
        self.steps: list[Step] = []
        self.status = Status.NOT_STARTED
        self._clear()

    def _clear(self) -> None:
        self.started_on: date | None = None
        self.stopped_on: date | None = None
        self.ended_on: date | None = None
        self.since = date.min
        self.run = 0
        self.length: int | None = None
        self.total: int | None = None
        self.counting = Counting.CALENDAR
        self.holds: set[tuple[str, str]] = set()
        self.segments: list[Segment] = []
        self.times: Counter[str] = Counter()
        self.due: Due | None = None
        self.kept: bool | None = None

    # What events do

    def start(self, event: ClockEvent, anchor: date | None) -> None:
        again = self.status is not Status.NOT_STARTED
        if again and self.rule.again != RESET:
            self._run_on(event)
            return
        if again:
            self._clear()
        day = anchor if anchor is not None and self.rule.anchor else event.day
        self.status, self.started_on = Status.RUNNING, day
        self.since = day - ONE_DAY if self.rule.start_day_counts else day
        self.length, cut = self._length_of(event)
        self.counting = self.rule.counting(self.length)
        self.total = None if self.length is None else self._days_from(self.since, self.length)
        self._find_due()
        counted = say.START_COUNTED if self.rule.start_day_counts else say.START_NOT_COUNTED
        self._tell(StepKind.STARTED, say.STARTS_ANEW if again else counted, day, event)
        if self.rule.anchor and anchor is not None:
            self._tell(StepKind.STARTED, say.COUNTED_FROM[self.rule.anchor.which], day, event)
        if cut is not None:
            self._tell(StepKind.IGNORED, cut, day, event)

    def stop(self, stop: Stop, event: ClockEvent) -> None:
        hold = (event.name, event.ref)
        if self.status in {Status.NOT_STARTED, Status.ENDED}:
            if not stop.by_leaving:
                self.ignore(event, say.NOT_RUNNING)
        elif hold in self.holds:
            self.ignore(event, say.ALREADY_HELD)
        elif self.status is Status.STOPPED:
            self.holds.add(hold)
            self._tell(StepKind.STOPPED, say.STOPPED_AGAIN, event.day, event)
        elif self._is_over(event.day):
            self.ignore(event, say.TIME_WAS_OVER)
        else:
            self._close_run(event.day)
            self.holds.add(hold)
            self.status, self.stopped_on, self.due = Status.STOPPED, event.day, None
            self.since = event.day
            self._tell(StepKind.STOPPED, say.STOPS, event.day, event)

    def lift(self, hold: str, event: ClockEvent) -> None:
        self.holds.discard((hold, event.ref))
        if self.holds:
            self._tell(StepKind.STOPPED, say.STILL_STOPPED, event.day, event)
        else:
            self._resume(event, say.RESUMES)

    def extend(self, extension: Extension, event: ClockEvent) -> None:
        if objections := self.objections(extension, event):
            for objection in objections:
                self.ignore(event, say.not_extended(objection))
            return
        days = self._added(extension, event)
        self.total = (self.total or 0) + days
        self.times[extension.event] += 1
        if self.status is Status.RUNNING:
            self._find_due()
        self._tell(StepKind.EXTENDED, say.extended(days), event.day, event)

    def objections(self, extension: Extension, event: ClockEvent) -> list[Sentence]:
        """Why the clock cannot be extended like this: before its end, within the limits, or not."""
        if self.status is Status.NOT_STARTED:
            return [say.NOT_STARTED_TO_EXTEND]
        if self.status is Status.ENDED:
            return [say.ENDED_TO_EXTEND]
        if self.total is None:
            return [say.WITHOUT_END]
        if self._is_over(event.day):
            return [say.OVER_TO_EXTEND]
        length = event.length if extension.add is None else extension.add
        if not length or length < 0:
            return [say.NO_LENGTH]
        found = []
        if extension.most is not None:
            most = self._days_more(extension.most, extension.most_unit or extension.unit)
            if self._added(extension, event) > most:
                found.append(say.too_long(length, extension.most))
        if extension.times is not None and self.times[extension.event] >= extension.times:
            found.append(say.too_often(extension.times))
        return found

    def end(self, event: ClockEvent) -> None:
        if self.status in {Status.NOT_STARTED, Status.ENDED}:
            return
        self.kept = self.status is Status.STOPPED or not self._is_over(event.day)
        if self.status is Status.STOPPED:
            self._close_wait(event.day)
        else:
            self.steps.extend(self.due.steps(self) if self.due else ())
            self._close_run(event.day)
        self.status, self.ended_on, self.stopped_on = Status.ENDED, event.day, None
        self.holds.clear()
        self._tell(StepKind.ENDED, say.ENDS, event.day, event)

    def ignore(self, event: ClockEvent, why: Sentence) -> None:
        self._tell(StepKind.IGNORED, why, event.day, event)

    # The result

    def state_on(self, today: date) -> ClockState:
        due = self.due.counted.day if self.due else None
        is_open = self.status is Status.RUNNING
        grace = None
        if due is not None and self.rule.grace_working_days:
            grace = self.calendar.add(due, self.rule.grace_working_days, Counting.WORKING).day
        return ClockState(
            rule=self.rule,
            status=self.status,
            today=today,
            counting=self.counting,
            started_on=self.started_on,
            stopped_on=self.stopped_on,
            holds=tuple(sorted(self.holds)),
            ended_on=self.ended_on,
            day=self._day_on(today),
            total=self.total,
            remaining=None if self.total is None else self._left(),
            stopped_days=self._stopped_on(today),
            due=due,
            overdue=is_open and due is not None and today > due,
            kept=self.kept,
            provisional=bool(self.due and self.due.counted.provisional),
            grace_until=grace,
            warn_days=self._warn_days(due),
            segments=tuple(self.segments),
            steps=(*self.steps, *self._last_steps(today)),
        )

    def _last_steps(self, today: date) -> tuple[Step, ...]:
        if self.status is Status.STOPPED and today > self.since:
            return (self._step(StepKind.WAITED, say.STANDS, self.since + ONE_DAY, last=today),)
        if self.status is Status.RUNNING and self.total is None:
            return (self._step(StepKind.LEFT, say.OPEN_END, self.since),)
        return self.due.steps(self) if self.status is Status.RUNNING and self.due else ()

    def _day_on(self, today: date) -> int:
        run = sum(
            self.calendar.count(one.after, min(one.until, today), self.counting)
            for one in self.segments
            if one.runs
        )
        if self.status is Status.RUNNING:
            until = today if self.due is None else min(today, self.due.counted.day)
            run += self.calendar.count(self.since, until, self.counting)
        return run if self.total is None else min(run, self.total)

    def _stopped_on(self, today: date) -> int:
        spans = [(one.after, one.until) for one in self.segments if not one.runs]
        if self.status is Status.STOPPED:
            spans.append((self.since, today))
        return sum(
            self.calendar.count(after, min(until, today), self.counting) for after, until in spans
        )

    def _warn_days(self, due: date | None) -> tuple[tuple[int, date], ...]:
        """The day on which each share of the time is used up, while the clock runs."""
        if due is None or self.total is None or self.status is not Status.RUNNING:
            return ()
        numbers = {p: -(-self.total * p // 100) for p in self.rule.warn_at_percent}
        return tuple(
            (p, due if p == 100 else self._day_of(number)) for p, number in numbers.items()
        )

    def _day_of(self, number: int) -> date:
        before = 0
        for one in self.segments:
            if one.runs and number <= before + one.days:
                return self.calendar.add(one.after, number - before, self.counting).day
            before += one.days if one.runs else 0
        return self.calendar.add(self.since, number - before, self.counting).day

    # Counting

    def _length_of(self, event: ClockEvent) -> tuple[int | None, Sentence | None]:
        """The length that holds for this start, and the sentence on what was asked in vain."""
        given, rule = event.length, self.rule.length
        if given is None or given < 0:
            return rule, None
        if self.rule.length_is_maximum and rule is not None and given > rule:
            return rule, say.shortened(given, rule)
        return given, None

    def _days_from(self, day: date, length: int) -> int:
        if self.rule.unit in MONTHS:
            first = day + ONE_DAY if self.rule.start_day_counts else day
            moved = move_by_months(first, length * MONTHS[self.rule.unit])
            return (moved - first).days
        return length

    def _added(self, extension: Extension, event: ClockEvent) -> int:
        if extension.add is not None:
            return self._days_more(extension.add, extension.unit)
        return self._days_more(event.length or 0, event.unit or extension.unit)

    def _days_more(self, length: int, unit: Unit) -> int:
        """``length`` as days of this clock, added where it would end if it ran on now."""
        if unit is self.rule.unit and unit not in MONTHS:
            return length
        end = self._unrolled().day
        if unit is Unit.WORKING_DAY:
            moved = self.calendar.add(end, length, Counting.WORKING).day
        elif unit in MONTHS:
            moved = move_by_months(end, length * MONTHS[unit])
        else:
            moved = end + timedelta(days=length)
        return self.calendar.count(end, moved, self.counting)

    def _left(self) -> int:
        return max(0, (self.total or 0) - self.run)

    def _unrolled(self) -> Counted:
        return self.calendar.add(self.since, self._left(), self.counting)

    def _find_due(self) -> None:
        self.due = None if self.total is None else due_of(self)

    def _is_over(self, day: date) -> bool:
        return self.due is not None and day > self.due.counted.day

    def _close_run(self, day: date) -> None:
        """Count the days up to and with ``day``: never more than were allowed."""
        until = day if self.due is None else min(day, self.due.counted.day)
        days = self.calendar.count(self.since, until, self.counting)
        if self.total is not None:
            days = min(days, self._left())
        if until <= self.since:
            return
        self.run += days
        self.segments.append(Segment(runs=True, after=self.since, until=until, days=days))
        passed = self.calendar.between(self.since, until, self.counting)
        rule = say.COUNTED[self.counting]
        first = self.since + ONE_DAY
        self.steps.append(self._step(StepKind.RAN, rule, first, last=until, counted=passed))

    def _close_wait(self, day: date) -> None:
        if day <= self.since:
            return
        days = self.calendar.count(self.since, day, self.counting)
        self.segments.append(Segment(runs=False, after=self.since, until=day, days=days))
        first = self.since + ONE_DAY
        self.steps.append(self._step(StepKind.WAITED, say.STANDS, first, last=day))

    def _resume(self, event: ClockEvent, why: Sentence) -> None:
        self._close_wait(event.day)
        self.status, self.stopped_on, self.since = Status.RUNNING, None, event.day
        self._find_due()
        self._tell(StepKind.RESUMED, why, event.day, event)

    def _run_on(self, event: ClockEvent) -> None:
        """A second start of a clock that goes on: the time since its end was no time of its own."""
        if self.status is not Status.ENDED:
            self.ignore(event, say.ALREADY_RUNNING)
        elif self.kept is False:
            self.ignore(event, say.TIME_WAS_OVER)
        else:
            self.since = self.ended_on or event.day
            self.ended_on = self.kept = None
            self._resume(event, say.RUNS_ON)

    # The lines

    def _tell(self, kind: StepKind, rule: Sentence, day: date, event: ClockEvent) -> None:
        self.steps.append(self._step(kind, rule, day, event=event))

    def _step(
        self,
        kind: StepKind,
        rule: Sentence,
        first: date,
        *,
        last: date | None = None,
        event: ClockEvent | None = None,
        counted: Counted | None = None,
    ) -> Step:
        runs = self.status is Status.RUNNING and self.due is not None and counted is None
        return Step(
            kind=kind,
            rule=rule,
            first=first,
            last=last or first,
            run=self.run,
            total=self.total,
            result=self.due.counted.day if runs and self.due else last or first,
            event=event,
            left_out=counted.left_out if counted else (),
            provisional=counted.provisional if counted else False,
        )
