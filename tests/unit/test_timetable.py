"""The timetable of the demonstration holds whatever the day on which it is begun."""

from collections import defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from aeo.domain.calendar import Calendar, Counting, Holiday, HolidayKind, calendar_of
from aeo.services import holidays
from aeo.sim.companies import COMPANIES
from aeo.sim.courses import COURSES, FIXED, GAPS, days
from aeo.sim.line.stages import ACTS, LEAVES, Stage
from aeo.sim.timetable import Due, begins, timetable

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
FIRST, LAST = date(holidays.FIRST_YEAR, 1, 1), date(2031, 12, 31)
NEEDS_NOTICE = {Stage.VISIT_OFFERED, Stage.OFFERED_AGAIN, Stage.VISIT_AGREED}


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    rows = (
        Holiday(day, HolidayKind.GAZETTED, dict(names))
        for year in range(FIRST.year, LAST.year + 1)
        for day, names in holidays.computed(year).items()
    )
    return calendar_of(
        "hk-gov", FIRST, LAST, rows, gazetted_until=LAST, working=frozenset(range(5))
    )


def stage_of(due: Due) -> Stage:
    return COMPANIES[due.story].chapters[due.chapter].course[due.stage]


# A step that is no divisor of a week or a year: every sort of day comes along.
@pytest.mark.parametrize("offset", range(0, 800, 23))
def test_it_holds_whatever_the_day(calendar: Calendar, offset: int) -> None:
    today = date(2026, 11, 25) + timedelta(days=offset)
    plan = timetable(COMPANIES, today, calendar, HONG_KONG)
    assert plan[-1].at.date() < today
    assert timedelta(days=1150) < today - begins(plan) < timedelta(days=1240)
    assert [due.at for due in plan if not calendar.is_working(due.at.date())] == []
    cases: dict[tuple[int, int], list[int]] = defaultdict(list)
    busy: dict[tuple[str, date], set[tuple[int, int]]] = defaultdict(set)
    for due in plan:
        cases[due.story, due.chapter].append(due.stage)
        chapter = COMPANIES[due.story].chapters[due.chapter]
        if stage_of(due) in NEEDS_NOTICE and due.visit_on is not None:
            earliest = calendar.add(due.at.date(), 10, Counting.WORKING).day
            assert due.visit_on >= earliest
        if due.visit_on is not None:
            for officer in (chapter.officer, chapter.validator):
                busy[officer, due.visit_on].add((due.story, due.chapter))
    assert [stages for stages in cases.values() if stages != sorted(stages)] == []
    assert [where for where, visits in busy.items() if len(visits) > 1] == []


def test_the_same_day_gives_the_same_timetable(calendar: Calendar) -> None:
    today = date(2026, 11, 25)
    first, second = (timetable(COMPANIES, today, calendar, HONG_KONG) for _time in range(2))
    assert first == second


def test_every_stage_is_known_everywhere() -> None:
    assert set(ACTS) == set(GAPS) == set(Stage)
    assert set(LEAVES) <= set(Stage)
    used = {stage for courses in COURSES.values() for course in courses for stage in course}
    assert used == set(Stage)


def test_a_slow_case_takes_longer_but_for_the_notice_of_its_visit() -> None:
    (course, *_others) = COURSES["new"]
    visit = course.index(Stage.VISIT_BEGUN)
    quick, slow = days(course, 1.0), days(course, 2.0)
    assert slow[visit - 1] == 2 * quick[visit - 1]
    assert slow[visit] - slow[visit - 1] == quick[visit] - quick[visit - 1] == 28
    assert {Stage.VISIT_BEGUN, Stage.VISITED, Stage.LAPSED} == FIXED


def test_companies_are_told_apart_and_are_of_nowhere() -> None:
    for what in ("mailbox", "founder"):
        assert len({getattr(story, what) for story in COMPANIES}) == len(COMPANIES)
    for registered in ("name", "name_zh", "ubi"):
        assert len({getattr(story.company, registered) for story in COMPANIES}) == len(COMPANIES)
    assert [it.mailbox for it in COMPANIES if not it.mailbox.endswith(".example")] == []
    assert {story.language for story in COMPANIES} == {"en", "zh-Hant"}
