"""How the day of one clock is worked out, line by line, and what else runs in the case."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from aeo.domain.calendar import Counting
from aeo.domain.clocks import ClockState, Segment, Status, Step, StepKind
from aeo.domain.permissions import Permission
from aeo.domain.programme.clocks import Clock, Unit
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import Machine
from aeo.models.case import CaseEvent
from aeo.web import errors
from aeo.web.access import access
from aeo.web.answered import spoken
from aeo.web.desk import bp
from aeo.web.desk.cases import present
from aeo.web.desk.cases.head import Head, page

ONE_DAY = timedelta(days=1)
FILLS = {True: 1, False: 3}  # ran, stood still
TO_RUN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the derivation as the table shows it. ``look``: hold, total or nothing."""

    what: str
    when: str
    rule: str
    left_out: str
    run: str
    look: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the bar: fill, from where and how wide in per cent, and what it stands for."""

    fill: int
    x: float
    width: float
    label: str
    starts: str


@dataclass(frozen=True, slots=True)
class Bar:
    parts: list[Part]
    today: float | None
    ends: str


@bp.get("/cases/<reference>/clocks/<clock_id>")
@access(GET=Permission.DESK_READ)
def cases_clock(reference: str, clock_id: str) -> ResponseReturnValue:
    head = Head.of(reference)
    if clock_id not in head.states:
        abort(404)
    state = head.states[clock_id]
    content = head.programme.clock(clock_id)
    others = [
        (other, present.chip(reference, head.programme, other, it, head.calendar))
        for other, it in head.states.items()
        if other != clock_id
    ]
    return page(
        "clock",
        head,
        "clock",
        title=spoken(content.title),
        about=_about(content, state),
        chip=present.chip(reference, head.programme, clock_id, state, head.calendar),
        lines=lines(state, head),
        bar=_bar(state),
        others=[chip for _id, chip in others],
        state=state,
    )


def lines(state: ClockState, head: Head) -> list[Line]:
    """The derivation of a day, line by line."""
    happened = {event.seq: event for event in head.events}
    return [_line(step, happened, head.programme) for step in state.steps]


def _about(content: Clock, state: ClockState) -> str:
    unit = {
        Unit.HOUR: _("in hours"),
        Unit.WORKING_DAY: _("in working days"),
        Unit.CALENDAR_DAY: _("in calendar days"),
        Unit.MONTH: _("in months"),
        Unit.YEAR: _("in years"),
    }[state.rule.unit]
    kind = _("promised to the public") if content.public else _("internal target")
    length = str(state.rule.length) if state.rule.length is not None else _("set by its start")
    return _("%(kind)s, %(unit)s: %(length)s", kind=kind, unit=unit, length=length)


def _line(step: Step, happened: dict[int, CaseEvent], programme: Programme) -> Line:
    event = happened.get(step.event.seq) if step.event else None
    look = "hold" if step.stands_still else "total" if step.kind is StepKind.DUE else ""
    return Line(
        what=_what(step, event, programme),
        when=_when(step),
        rule=errors.say(step.rule),
        left_out=", ".join(
            f"{present.short(day.day)} ({spoken(day.names)})"
            if day.names
            else present.short(day.day)
            for day in step.left_out
        ),
        run="" if step.total is None else _("%(run)s of %(total)s", run=step.run, total=step.total),
        look=look,
        provisional=step.provisional,
    )


def _what(step: Step, event: CaseEvent | None, programme: Programme) -> str:
    if event is not None:
        words = present.event_words(event, programme)
        return words if event.machine is Machine.CASE else f"{words} ({event.subject})"
    return {
        StepKind.EXTENDED: _("Extended"),
        StepKind.RAN: _("Ran"),
        StepKind.WAITED: _("Stood still"),
        StepKind.LEFT: _("Left to run"),
        StepKind.ROLLED: _("Moved to a working day"),
        StepKind.LENGTHENED: _("Made longer"),
        StepKind.DUE: _("Due"),
    }.get(step.kind, "–")


def _when(step: Step) -> str:
    first, last = present.short(step.first), present.short(step.last)
    return first if step.first == step.last else _("%(first)s to %(last)s", first=first, last=last)


def _bar(state: ClockState) -> Bar | None:
    """What ran, what stood still and what is left, true to the calendar."""
    pieces = [(FILLS[it.runs], it.after, it.until, _piece(it, state)) for it in state.segments]
    at = pieces[-1][2] if pieces else state.started_on
    if at is None:
        return None
    if state.status is Status.STOPPED and at < state.today:
        pieces.append((FILLS[False], at, state.today, _("Stands still")))
    if state.status is Status.RUNNING and state.due is not None and at < state.due:
        pieces += _running(state, at, state.due)
    if not pieces or pieces[0][1] >= pieces[-1][2]:
        return None
    start, end = pieces[0][1], pieces[-1][2]
    whole = (end - start).days
    parts = [
        Part(
            fill,
            round((after - start).days * 100 / whole, 1),
            round((until - after).days * 100 / whole, 1),
            label,
            present.short(after),
        )
        for fill, after, until, label in pieces
    ]
    inside = start <= state.today <= end
    today = round((state.today - start).days * 100 / whole, 1) if inside else None
    return Bar(parts, today, present.short(end))


def _running(state: ClockState, at: date, due: date) -> list[tuple[int, date, date, str]]:
    today = min(max(state.today, at), due)
    ran = [(FILLS[True], at, today, _("Ran"))] if at < today else []
    return [*ran, *([(TO_RUN, today, due, _("Still to run"))] if today < due else [])]


def _piece(segment: Segment, state: ClockState) -> str:
    if state.counting is Counting.WORKING:
        days = ngettext("%(num)s working day", "%(num)s working days", segment.days)
    else:
        days = ngettext("%(num)s day", "%(num)s days", segment.days)
    return _("Ran: %(days)s", days=days) if segment.runs else _("Stopped: %(days)s", days=days)
