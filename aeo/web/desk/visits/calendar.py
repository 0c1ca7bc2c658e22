"""Officers by days: who is on a visit, who is offered for one, week under week."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from aeo import clock
from aeo.domain.calendar import Calendar
from aeo.domain.vocabulary import Actor
from aeo.models.account import User
from aeo.services.visits import diary
from aeo.services.visits.diary import Entry
from aeo.web import frame, visiting
from aeo.web.answered import spoken

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Event:
    """What an officer has on a day. Without ``url`` the reader may not open it."""

    text: str
    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class Day:
    """One column of a week."""

    label: str
    iso: str
    is_today: bool
    off: str  # why nobody works, or empty


@dataclass(frozen=True, slots=True)
class Week:
    """One week: its days, and for each officer what stands on them."""

    title: str
    days: Sequence[Day]
    rows: Sequence[tuple[str, Sequence[Sequence[Event]]]]


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def within(first: date, number: int, *, to: Actor) -> list[Entry]:
    """What stands in ``number`` weeks from the Monday ``first`` on."""
    return diary.entries(first, first + number * WEEK - timedelta(days=1), to=to)


def weeks(
    first: date,
    number: int,
    people: Sequence[User],
    calendar: Calendar,
    found: Sequence[Entry],
) -> list[Week]:
    """``number`` weeks from the Monday ``first`` on, for ``people`` and whoever else is busy by
    ``found`` (see ``within``)."""
    known = {user.id: user for user in people} | {entry.user.id: entry.user for entry in found}
    rows = sorted(known.values(), key=lambda user: (user.name, user.id))
    by_place: dict[tuple[int, date], list[Entry]] = defaultdict(list)
    for entry in found:
        by_place[entry.user.id, entry.day].append(entry)
    used = {entry.day.weekday() for entry in found} | calendar.working_weekdays
    made = []
    for number_of_week in range(number):
        monday = first + number_of_week * WEEK
        days = [monday + timedelta(days=place) for place in sorted(used)]
        made.append(
            Week(
                title=_week(monday),
                days=[_day(day, calendar) for day in days],
                rows=[
                    (user.name, [list(map(_event, by_place[user.id, day])) for day in days])
                    for user in rows
                ],
            )
        )
    return made


def span(first: date, number: int) -> str:
    """From when to when ``number`` weeks go, as the head of the calendar says it."""
    last = first + number * WEEK - timedelta(days=3)
    return _("%(first)s to %(last)s", first=frame.day_short(first), last=frame.day_short(last))


def _week(monday: date) -> str:
    here = monday_of(clock.today())
    if monday == here:
        return _("This week")
    if monday == here + WEEK:
        return _("Next week")
    return _("From %(day)s", day=frame.day_short(monday))


def _day(day: date, calendar: Calendar) -> Day:
    off = ""
    if calendar.first <= day <= calendar.horizon and not calendar.is_working(day):
        holiday = calendar.holidays.get(day)
        off = spoken(holiday.names) if holiday is not None else _("No working day")
    chinese = str(get_locale()).startswith("zh")
    label = format_date(day, "M月d日 EEE" if chinese else "EEE d MMM")
    return Day(label, day.isoformat(), day == clock.today(), off)


def _event(entry: Entry) -> Event:
    kind = "ev" if entry.is_agreed else "ev ev-prop"
    if entry.case is None:
        return Event(_("Not free"), "", "ev ev-away")
    text = f"{entry.case.company.name}, {visiting.place(entry.visit)} {entry.starts_at:%H:%M}"
    if not entry.is_agreed:
        text = _("%(visit)s, offered", visit=text)
    return Event(text, url_for("desk.visits_visit", public_id=entry.visit.public_id), kind)
