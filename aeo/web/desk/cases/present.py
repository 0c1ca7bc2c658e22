"""Clocks, statuses, pens and events in the officer's words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from aeo import clock
from aeo.domain import wording
from aeo.domain.calendar import Calendar
from aeo.domain.clocks import ClockState, Status
from aeo.domain.errors import Sentence
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import COMPANY_ROLES, CaseStatus, Machine, Pen, Phase, Role
from aeo.domain.wording import Audience
from aeo.domain.workflow import TABLES
from aeo.models.case import Case, CaseEvent
from aeo.web import errors, frame
from aeo.web.answered import spoken

WARN_PERCENT = 80
TAGS = {
    CaseStatus.SUBMITTED: "",
    CaseStatus.RETURNED: "wait",
    CaseStatus.VETTING: "doing",
    CaseStatus.INFO_REQUESTED: "wait",
    CaseStatus.VISIT_PLANNING: "wait",
    CaseStatus.VISIT_SCHEDULED: "ok",
    CaseStatus.VISIT_REPORTING: "doing",
    CaseStatus.CORRECTIVE_ACTION: "wait",
    CaseStatus.ASSESSMENT: "doing",
    CaseStatus.SUPERVISOR_REVIEW: "doing",
    CaseStatus.HEARING: "wait",
    CaseStatus.DECISION: "doing",
    CaseStatus.GRANTED: "ok",
    CaseStatus.GRANTED_LOWER: "ok",
    CaseStatus.REFUSED: "stop",
    CaseStatus.NOT_ACCEPTED: "stop",
    CaseStatus.WITHDRAWN: "plain",
    CaseStatus.LAPSED: "plain",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A clock as ``components/clock.html`` draws it. ``state``: of the row it stands in."""

    title: str
    text: str
    note: str
    percent: int
    kind: str
    url: str
    provisional: bool

    @property
    def state(self) -> str:
        return self.kind if self.kind in {"late", "warn"} else ""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline."""

    at: datetime
    text: str
    who: str
    side: str
    effect: str
    note: str


def chip(
    reference: str,
    programme: Programme,
    clock_id: str,
    state: ClockState,
    calendar: Calendar | None = None,
) -> Chip:
    """A clock in words; the ring repeats them."""
    text, note = in_words(state, calendar)
    return Chip(
        title=spoken(programme.clock(clock_id).title),
        text=text,
        note=note,
        percent=state.percent or 0,
        kind=_kind(state),
        url=url_for("desk.cases_clock", reference=reference, clock_id=clock_id),
        provisional=state.provisional,
    )


def in_words(state: ClockState, calendar: Calendar | None = None) -> tuple[str, str]:
    """What a clock says, and by when or since when."""
    if state.status is Status.ENDED:
        text = _("Ended late") if state.kept is False else _("Kept")
        return text, _("ended %(day)s", day=short(state.ended_on))
    day = _day_of(state)
    if state.status is Status.STOPPED:
        return _("%(day)s, stopped", day=day), _("since %(day)s", day=short(state.stopped_on))
    if state.overdue:
        return _late(state, calendar), _("was due %(day)s", day=short(state.due))
    return day, _by_when(state)


def _by_when(state: ClockState) -> str:
    if state.due_at is not None:
        return _("due %(day)s", day=frame.moment(state.due_at))
    if state.due is None:
        return _("no end is set")
    return _("due today") if state.due == state.today else _("due %(day)s", day=short(state.due))


def _day_of(state: ClockState) -> str:
    if state.total is None:
        return _("Day %(day)s", day=state.day)
    return _("Day %(day)s of %(total)s", day=state.day, total=state.total)


def _late(state: ClockState, calendar: Calendar | None) -> str:
    """Counted as the clock itself counts: a weekend makes nobody later by working days."""
    if calendar is None or state.due is None:
        return _("Late")
    days = calendar.count(state.due, state.today, state.counting)
    return ngettext("%(num)s day late", "%(num)s days late", days) if days else _("Late")


def _kind(state: ClockState) -> str:
    if state.status is Status.STOPPED:
        return "held"
    if state.status is Status.ENDED:
        return "late" if state.kept is False else ""
    if state.overdue:
        return "late"
    return "warn" if (state.percent or 0) >= WARN_PERCENT else ""


def short(day: date | None) -> str:
    """``Tue 8 Dec``, with the year when it is not this one."""
    if day is None:
        return "–"
    same = day.year == clock.today().year
    if str(get_locale()).startswith("zh"):
        return format_date(day, "M月d日 EEE" if same else "y年M月d日 EEE")
    return format_date(day, "EEE d MMM" if same else "EEE d MMM y")


def status_label(programme: Programme, status: CaseStatus) -> str:
    return spoken(programme.wording("case", status).label_officer)


def phase_label(phase: Phase) -> str:
    return errors.say(Sentence(wording.PHASE[phase]))


def tag(status: CaseStatus) -> str:
    return TAGS.get(status, "")


def with_whom(programme: Programme, status: CaseStatus) -> str:
    """Who acts next, from the office's side."""
    return {
        Pen.CUSTOMS: _("Us"),
        Pen.COMPANY: _("Company"),
        Pen.BOTH: _("Both"),
        Pen.NONE: "–",
    }[programme.wording("case", status).pen_with]


def case_type(programme: Programme, case: Case) -> str:
    """``New application, Tier 1``."""
    label = {one.code: one.label for one in programme.labels.case_types}[case.case_type]
    return ", ".join([spoken(label), levels(programme, case.levels)])


def levels(programme: Programme, sought: list[str]) -> str:
    titles = {one.id: spoken(one.title) for one in programme.levels.items}
    return " + ".join(titles.get(level, level) for level in sought)


def told(event: CaseEvent, programme: Programme) -> Told:
    """An event as officers read it on the timeline."""
    role = Role(event.actor_role) if event.actor_role else None
    side = "them" if role in COMPANY_ROLES else "auto" if event.actor_id is None else "us"
    effect = ""
    if event.machine is Machine.CASE and event.to_status:
        effect = status_label(programme, CaseStatus(event.to_status))
    return Told(
        at=event.at,
        text=event_words(event, programme),
        who=_by_whom(event, role),
        side=side,
        effect=effect,
        note=event.note,
    )


def _by_whom(event: CaseEvent, role: Role | None) -> str:
    name = event.actor.name if event.actor is not None else _("The service")
    return f"{name}, {frame.role_label(role)}" if role is not None else name


def event_words(event: CaseEvent, programme: Programme) -> str:
    """What happened: a step of a table, or something that changed no status."""
    if event.machine is Machine.CASE and event.action in SAID:
        return SAID[event.action](event, programme)
    for action in {row.action for row in TABLES[event.machine].all_rows}:
        if action == event.action:
            said = wording.event(event.machine, action, Audience.OFFICER)
            return errors.say(said) if said is not None else event.action
    return event.action


def _assigned(event: CaseEvent, programme: Programme) -> str:
    del programme
    return _("Assigned to %(name)s.", name=event.details.get("officer", "–"))


def _levels_changed(event: CaseEvent, programme: Programme) -> str:
    before, after = (event.details.get(key) or [] for key in ("before", "after"))
    return _(
        "The company now applies for %(after)s instead of %(before)s.",
        before=levels(programme, before),
        after=levels(programme, after),
    )


# What services record besides the steps of the tables; a test compares it with them.
SAID: dict[str, Callable[[CaseEvent, Programme], str]] = {
    "assigned": _assigned,
    "levels_changed": _levels_changed,
    "company_verified": lambda *_given: _("The registration number was verified."),
    "signature_requested": lambda *_given: _("The company asked its signatories to sign."),
    "hosts_named": lambda *_given: _("The company said who receives the team."),
    "site_waived": lambda *_given: _("A site was left without a visit."),
    "report_approved": lambda *_given: _("The report was approved."),
    "report_sent_back": lambda *_given: _("The report was sent back to its writer."),
    "section_confirmed": lambda *_given: _("The company confirmed answers of the last time."),
    "answer_confirmed": lambda *_given: _("The company confirmed an answer of the last time."),
    "register_agreed": lambda *_given: _("The holder agreed to be shown in the register."),
    "register_withdrawn": lambda *_given: _("The holder is not to be shown in the register."),
    "conflict_declared": lambda *_given: _("An officer declared a conflict of interest."),
}
