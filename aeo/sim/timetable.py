"""When each company does what: computed once, from the day on which the demonstration is begun.

The same day and the same stories always give the same timetable, so whoever goes on with one that
was broken off does not need to be told where it stood.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from aeo.domain.calendar import ONE_DAY, Calendar, Counting
from aeo.sim import courses
from aeo.sim.line.stages import Stage
from aeo.sim.stories import Chapter, Story

OPENS = time(9, 10)
DESK_MINUTES = 450  # in which most things happen
BETWEEN = timedelta(minutes=25)  # two things that one case sees on a day
HOURS = {Stage.VISIT_BEGUN: (time(10, 2), 9), Stage.VISITED: (time(15, 30), 60)}
NOTICE = 10  # working days from the agreement to the visit, as the programme names them
BEFORE = timedelta(days=2)  # the first of them


@dataclass(frozen=True, slots=True)
class Due:
    """One stage of one case, and when it comes."""

    at: datetime
    story: int
    chapter: int
    stage: int  # its place in the course
    visit_on: date | None = None


def timetable(
    stories: Sequence[Story], today: date, calendar: Calendar, zone: ZoneInfo
) -> list[Due]:
    """Everything that has been done by the end of yesterday, in the order of time.

    Things are done on working days, and nobody is on two visits on one day. Raises
    ``OutOfOrder`` when the calendar does not reach back so far.
    """
    busy: set[tuple[str, date]] = set()
    found: list[Due] = []
    for number, story in enumerate(stories):
        for place, chapter in enumerate(story.chapters):
            found += _of(chapter, story.mailbox, (number, place), today, calendar, zone, busy)
    return sorted(found, key=lambda due: (due.at, due.story, due.chapter, due.stage))


def begins(plan: Sequence[Due]) -> date:
    """The day on which programme time begins for this timetable."""
    return plan[0].at.date() - BEFORE


def _of(
    chapter: Chapter,
    mailbox: str,
    place: tuple[int, int],
    today: date,
    calendar: Calendar,
    zone: ZoneInfo,
    busy: set[tuple[str, date]],
) -> Iterator[Due]:
    offsets = courses.days(chapter.course, chapter.pace)
    first = today - timedelta(days=chapter.ended + offsets[-1])
    days = [_back(first + timedelta(days=one), calendar.is_working) for one in offsets]
    visit_on = _visit_day(chapter, days, today, calendar, busy)
    if visit_on is not None and Stage.VISIT_AGREED in chapter.course:
        agreed = chapter.course.index(Stage.VISIT_AGREED)
        notice = calendar.subtract(visit_on, NOTICE, Counting.WORKING).day
        days[agreed] = max(days[agreed], notice)
    before = datetime.combine(days[0], time.min, zone)
    for number, (stage, day) in enumerate(zip(chapter.course, days, strict=True)):
        on = visit_on if stage in courses.FIXED and visit_on is not None else day
        at = max(_hour(on, f"{mailbox} {stage} {place}", stage, zone), before + BETWEEN)
        before = at
        yield Due(at, *place, number, visit_on)


def _visit_day(
    chapter: Chapter,
    days: Sequence[date],
    today: date,
    calendar: Calendar,
    busy: set[tuple[str, date]],
) -> date | None:
    """The day of the visit, on which nobody of the team is elsewhere; None where none is agreed."""
    team = (chapter.officer, chapter.validator)

    def is_free(day: date) -> bool:
        return calendar.is_working(day) and not any((one, day) in busy for one in team)

    if Stage.VISIT_BEGUN in chapter.course:
        day = _back(days[chapter.course.index(Stage.VISIT_BEGUN)], is_free)
    elif chapter.visit_in is not None:
        day = today + timedelta(days=chapter.visit_in)
        while not is_free(day):
            day += ONE_DAY
    else:
        return None
    busy.update((one, day) for one in team)
    return day


def _back(day: date, is_fit: Callable[[date], bool]) -> date:
    while not is_fit(day):
        day -= ONE_DAY
    return day


def _hour(day: date, what: str, stage: Stage, zone: ZoneInfo) -> datetime:
    """Some minute of the working day, always the same one for the same thing."""
    opens, minutes = HOURS.get(stage, (OPENS, DESK_MINUTES))
    return datetime.combine(day, opens, zone) + timedelta(minutes=crc32(what.encode()) % minutes)
