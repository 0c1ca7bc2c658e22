"""Whatever happens to a clock, it shows what counting on one's fingers shows."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from aeo.domain.calendar import Calendar, Holiday, HolidayKind, calendar_of
from aeo.domain.clocks import ClockEvent, ClockRule, ClockState, Extension, StepKind, Stop, fold
from aeo.domain.programme.clocks import Unit
from tests.unit.clocks.oracle import Tally

MONDAY = date(2026, 1, 5)
FAR = date(2031, 12, 31)
NAMES = {
    "start": "case.submitted",
    "stop": "rfi.open",
    "lift": "rfi.answered",
    "end": "case.granted",
    "extend": "clock.extended.supervisor",
}
thorough = settings(max_examples=400, deadline=None, derandomize=True, database=None)

days = st.integers(0, 140).map(lambda n: MONDAY + timedelta(days=n))
holidays = st.frozensets(st.integers(0, 400).map(lambda n: MONDAY + timedelta(days=n)), max_size=40)
later = st.tuples(
    days,
    st.sampled_from(["start", "stop", "stop", "lift", "lift", "end", "extend"]),
    st.sampled_from(["1", "2"]),
    st.integers(0, 70),
)
# Many stories on few days, so that several things happen on one and the same.
crowded = later.map(lambda event: (MONDAY + (event[0] - MONDAY) // 7, *event[1:]))
stories = st.one_of(st.lists(later, max_size=9), st.lists(crowded, max_size=9))
rules = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["working_day", "calendar_day", "calendar_day", "month"]),
        "length": st.one_of(st.integers(1, 8), st.integers(1, 60)),
        "roll": st.booleans(),
        "reset": st.booleans(),
        "start_day_counts": st.booleans(),
        "short_period": st.sampled_from([0, 6]),
        "least_working_days": st.sampled_from([0, 2]),
    }
)


def bounded(rule: dict) -> dict:
    if rule["unit"] == "month":  # its end is the day before, when the first day counts: by hand
        rule = {**rule, "length": min(rule["length"], 14), "start_day_counts": False}
    return rule


def calendar(off: frozenset[date]) -> Calendar:
    rows = [Holiday(day, HolidayKind.GAZETTED) for day in off]
    return calendar_of("test", MONDAY - timedelta(days=30), FAR, rows, gazetted_until=FAR)


def rule_of(given_rule: dict) -> ClockRule:
    unit = Unit(given_rule["unit"])
    return ClockRule(
        id="decision",
        unit=unit,
        length=given_rule["length"],
        start=frozenset({NAMES["start"]}),
        end=frozenset({NAMES["end"]}),
        stops=(Stop(NAMES["stop"], frozenset({NAMES["lift"]})),),
        extensions=(Extension(event=NAMES["extend"], unit=day_unit(unit), most=60, times=1),),
        again="reset" if given_rule["reset"] else "continue",
        roll=given_rule["roll"],
        start_day_counts=given_rule["start_day_counts"],
        short_period=given_rule["short_period"],
        least_working_days=given_rule["least_working_days"],
        warn_at_percent=(50, 80, 100),
    )


def day_unit(unit: Unit) -> Unit:
    return Unit.CALENDAR_DAY if unit is Unit.MONTH else unit


def heard(story: list[tuple]) -> list[ClockEvent]:
    """The story in the order of its days, numbered as it is told."""
    ordered = sorted(story, key=lambda event: event[0])
    return [
        ClockEvent(
            name=NAMES[what],
            day=day,
            seq=number,
            ref=ref if what in {"stop", "lift"} else "",
            length=length if what == "extend" else None,
        )
        for number, (day, what, ref, length) in enumerate(ordered)
    ]


def shown(state: ClockState) -> dict:
    return {
        "status": str(state.status),
        "day": state.day,
        "total": state.total,
        "due": state.due if state.status == "running" else None,
        "ended": state.ended_on,
        "kept": state.kept,
        "held": {ref for _, ref in state.holds},
    }


def tallied(tally: Tally, today: date) -> dict:
    started = tally.phase != "not_started"
    used = [used for day, used in tally.used_by.items() if day <= today]
    return {
        "status": tally.phase,
        "day": used[-1] if used else 0,
        "total": tally.total if started else None,
        "due": tally.expired_on if tally.phase == "running" else None,
        "ended": tally.ended_on,
        "kept": tally.kept,
        "held": tally.held_by,
    }


@thorough
@given(rules.map(bounded), holidays, days, stories, st.integers(0, 300))
def test_the_fold_shows_what_counting_day_by_day_shows(
    given_rule: dict, off: frozenset[date], first: date, story: list[tuple], ahead: int
) -> None:
    story = sorted([(first, "start", "", 0), *story], key=lambda event: event[0])
    today = MONDAY + timedelta(days=ahead)
    tally = Tally(holidays=off, **given_rule).walk(story)
    state = fold(rule_of(given_rule), heard(story), calendar(off), today)
    assert shown(state) == tallied(tally, today)


@thorough
@given(rules.map(bounded), holidays, stories, st.randoms(use_true_random=False))
def test_events_may_come_in_any_order(
    given_rule: dict, off: frozenset[date], story: list[tuple], shuffler
) -> None:
    events = heard([(MONDAY, "start", "", 0), *story])
    rule, known = rule_of(given_rule), calendar(off)
    shuffled = list(events)
    shuffler.shuffle(shuffled)
    assert fold(rule, shuffled, known, FAR) == fold(rule, events, known, FAR)


@thorough
@given(rules.map(bounded), holidays, stories)
def test_the_lines_lead_to_the_date_that_is_shown(
    given_rule: dict, off: frozenset[date], story: list[tuple]
) -> None:
    events = heard([(MONDAY, "start", "", 0), *story])
    state = fold(rule_of(given_rule), events, calendar(off), MONDAY)
    told = [step.event for step in state.steps if step.event]
    assert [event for event in events if event.name != NAMES["end"] and event not in told] == []
    assert all(str(step.rule) for step in state.steps)
    assert [step for step in state.steps if step.run > (step.total or 0)] == []
    runs = [step.run for step in state.steps if step.kind is not StepKind.STARTED]
    if not given_rule["reset"]:
        last_lines = {StepKind.LEFT, StepKind.ROLLED, StepKind.LENGTHENED, StepKind.DUE}
        so_far = [step.run for step in state.steps if step.kind not in last_lines]
        assert so_far == sorted(so_far)
    if state.status == "running":
        assert state.steps[-1].kind is StepKind.DUE
        assert (state.steps[-1].result, runs[-1]) == (state.due, state.total)


@thorough
@given(rules.map(bounded), holidays, stories)
def test_the_stretches_of_a_clock_join_without_a_hole(
    given_rule: dict, off: frozenset[date], story: list[tuple]
) -> None:
    events = heard([(MONDAY, "start", "", 0), *story])
    state = fold(rule_of(given_rule), events, calendar(off), MONDAY)
    joints = [(one.until, other.after) for one, other in pairwise(state.segments)]
    assert [joint for joint in joints if joint[0] > joint[1]] == []
    assert [one for one in state.segments if one.until <= one.after] == []


@thorough
@given(rules.map(bounded), holidays, stories)
def test_a_warning_comes_on_the_day_that_uses_up_its_share(
    given_rule: dict, off: frozenset[date], story: list[tuple]
) -> None:
    events = heard([(MONDAY, "start", "", 0), *story])
    rule, known = rule_of(given_rule), calendar(off)
    state = fold(rule, events, known, MONDAY)
    for percent, day in state.warn_days:
        on_the_day = fold(rule, events, known, day)
        the_day_before = fold(rule, events, known, day - timedelta(days=1))
        assert on_the_day.day * 100 >= percent * (state.total or 0)
        if percent < 100:
            assert the_day_before.day < on_the_day.day
    assert [percent for percent, _ in state.warn_days] == (
        [50, 80, 100] if state.status == "running" else []
    )
