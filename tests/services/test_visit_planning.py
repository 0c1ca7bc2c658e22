"""Visits: dates that can be had, a team that will do, and how often a date moves."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db
from aeo.domain.calendar import HolidayKind
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import CaseStatus, Role, VisitStatus
from aeo.models.case import CaseTouch
from aeo.models.holiday import Holiday
from aeo.services import actors, cases, holidays, intake
from aeo.services.visits import planning, team, waiving
from aeo.services.visits import reading as visits
from aeo.services.visits.planning import Slot
from tests.office import LEADS, Office, first_day, offered, visit_of
from tests.people import a_company, a_member, writing


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def test_dates_without_notice_on_weekends_and_holidays_are_refused(app, office) -> None:
    site, first = office.in_visits(), first_day(office)
    with app.app_context():
        calendar = holidays.calendar()
        span = [first + timedelta(days=n) for n in range(400)]
        saturday = next(day for day in span if day.weekday() == 5)
        holiday = next(day for day in span if day in calendar.holidays and day.weekday() < 5)
    for day, why in [
        (first - timedelta(days=1), "too early"),
        (saturday, "not a working day"),
        (holiday, "not a working day"),
        (date(2099, 1, 5), "not a working day"),
    ]:
        with pytest.raises(Incomplete, match=why):
            offered(office, site, day)
    with pytest.raises(OutOfOrder, match="at least one date"):
        offered(office, site)
    with app.app_context():
        assert visits.of_case(office.case()) == []


def test_the_same_date_twice_is_one_date(app, office) -> None:
    site, first = office.in_visits(), first_day(office)
    public_id = offered(office, site, first, first, first_day(office, 2))
    with app.app_context():
        days = [slot.day for slot in visit_of(office, public_id).slots]
    assert days == [first, first_day(office, 2)]


def test_a_site_has_one_planned_visit_at_a_time_and_a_strange_site_none(app, office) -> None:
    site, first = office.in_visits(), first_day(office)
    offered(office, site, first)
    with pytest.raises(OutOfOrder, match="planned already"):
        offered(office, site, first)
    with pytest.raises(Gone):
        offered(office, "0" * 32, first)
    with pytest.raises(OutOfOrder, match="planned already"), writing(app):
        waiving.waive(office.reference, site, "Seen before.", by=office.cheung)


def test_a_fixed_date_is_a_working_day_with_notice_and_has_a_reason(app, office) -> None:
    public_id = offered(office, office.in_visits(), first_day(office))
    saturday = first_day(office)
    while saturday.weekday() != 5:
        saturday += timedelta(days=1)
    soon = first_day(office) - timedelta(days=1)
    while soon.weekday() > 4:
        soon -= timedelta(days=1)
    fixes = [(saturday, "By telephone.", Incomplete), (soon, "By telephone.", OutOfOrder),
             (first_day(office, 3), " ", Incomplete)]  # fmt: skip
    for day, note, error in fixes:
        with pytest.raises(error), writing(app):
            planning.fix(office.reference, public_id, Slot(day, time(9)), note, by=office.bo)
    with writing(app):
        slot = Slot(first_day(office, 3), time(14))
        planning.fix(office.reference, public_id, slot, "By telephone.", by=office.bo)
    with app.app_context():
        visit = visit_of(office, public_id)
        assert (visit.status, visit.day, visit.starts_at, visit.moved) == (
            VisitStatus.AGREED, first_day(office, 3), time(14), 0,
        )  # fmt: skip
        assert office.case().status is CaseStatus.VISIT_SCHEDULED


def test_a_team_is_large_enough_able_and_without_conflict(app, office) -> None:
    site, first = office.in_visits(), first_day(office)
    with pytest.raises(Incomplete, match="1 of at least 2"):
        offered(office, site, first, team=[office.bo.user_id])
    with pytest.raises(Incomplete, match="among the validators"):
        offered(office, site, first, team=[office.bo.user_id, office.kwok.user_id])
    with writing(app):
        intake.declare_conflict(office.reference, "My brother works there.", by=office.ng)
    with pytest.raises(Incomplete, match="conflict of interest"):
        offered(office, site, first)
    with app.app_context():
        assert visits.of_case(office.case()) == []


def test_foresight_says_beforehand_who_would_be_left_to_decide(app, office) -> None:
    office.in_visits()
    with app.app_context():
        case, everybody = office.case(), [office.ng.user_id, office.kwok.user_id]
        assert team.foresight(case, [office.ng.user_id]) == []
        assert [str(it) for it in team.foresight(case, everybody)] == [
            "Nobody could decide this case afterwards.",
            "Kwok Chi Hang would have worked on it by this step.",
        ]


def test_the_first_of_the_team_leads_and_all_of_it_touched_the_case(app, office) -> None:
    public_id = offered(office, office.in_visits(), first_day(office))
    with app.app_context():
        team = visit_of(office, public_id).team
        assert [(it.user_id, it.is_lead) for it in team] == [
            (office.ng.user_id, True), (office.bo.user_id, False),
        ]  # fmt: skip
        query = sa.select(CaseTouch.user_id).where(CaseTouch.kind == "visit_team")
        assert sorted(db.session.scalars(query)) == sorted([office.ng.user_id, office.bo.user_id])


def test_nobody_but_a_supervisor_waives_and_only_with_a_reason(app, office) -> None:
    site = office.in_visits()
    with pytest.raises(NotAllowed), writing(app):
        waiving.waive(office.reference, site, "Seen before.", by=office.bo)
    with pytest.raises(Incomplete), writing(app):
        waiving.waive(office.reference, site, "  ", by=office.cheung)
    with writing(app):
        waiving.waive(office.reference, site, "Seen before.", by=office.cheung)
    with app.app_context():
        assert (office.case().status, visits.without_visit(office.case())) == (
            CaseStatus.VISIT_REPORTING, [],
        )  # fmt: skip


def test_a_company_moves_a_date_twice_and_then_the_officer_fixes_it(app, office) -> None:
    site = office.in_visits()
    public_id = offered(office, site, first_day(office))
    with writing(app):
        planning.counter(office.reference, public_id, "Stocktaking.", by=office.ada)
    with writing(app):
        slots = [Slot(first_day(office, 4), time(10))]
        planning.offer_again(office.reference, public_id, slots, by=office.bo)
    with writing(app):
        visit = visit_of(office, public_id)
        open_slots = [slot for slot in visit.slots if slot.is_open]
        assert [slot.day for slot in open_slots] == [first_day(office, 4)]
        chosen = open_slots[0].public_id
        planning.choose(office.reference, public_id, chosen, "Mr Yip", by=office.ada)
    with writing(app):
        planning.reschedule(office.reference, public_id, "A strike.", by=office.ada)
    with writing(app):
        slots = [Slot(first_day(office, 6), time(10))]
        planning.offer_again(office.reference, public_id, slots, by=office.bo)
    with pytest.raises(OutOfOrder, match="as often as"), writing(app):
        planning.counter(office.reference, public_id, "Not then.", by=office.ada)
    with writing(app):
        slot = Slot(first_day(office, 8), time(9))
        planning.fix(office.reference, public_id, slot, "By telephone.", by=office.bo)
    with pytest.raises(OutOfOrder, match="as often as"), writing(app):
        planning.reschedule(office.reference, public_id, "Not then.", by=office.ada)
    with app.app_context():
        visit = visit_of(office, public_id)
        assert (visit.status, visit.moved, visit.hosts) == (VisitStatus.AGREED, 2, "Mr Yip")


def test_a_date_of_which_the_company_said_no_is_not_to_be_had(app, office) -> None:
    public_id = offered(office, office.in_visits(), first_day(office))
    with writing(app):
        slot = visit_of(office, public_id).slots[0].public_id
        planning.counter(office.reference, public_id, "Stocktaking.", by=office.ada)
    with pytest.raises(OutOfOrder, match="not offered any more"), writing(app):
        planning.choose(office.reference, public_id, slot, by=office.ada)
    with pytest.raises(Gone), writing(app):
        planning.choose(office.reference, public_id, "0" * 32, by=office.ada)


def test_a_day_that_becomes_a_closure_never_counts_against_the_company(app, office) -> None:
    public_id = office.agreed()
    with writing(app):
        visit_of(office, public_id).moved = planning.RESCHEDULES
    with pytest.raises(OutOfOrder), writing(app):
        planning.reschedule(office.reference, public_id, "Typhoon.", by=office.ada)
    with writing(app):
        db.session.add(
            Holiday(
                calendar=holidays.HONG_KONG, day=visit_of(office, public_id).day,
                kind=HolidayKind.CLOSURE, names={"en": "Typhoon"}, source="Observatory",
                entered_at=clock.now(), known_since=clock.today(),
            )
        )  # fmt: skip
    with writing(app):
        planning.reschedule(office.reference, public_id, "Typhoon.", by=office.ada)
    with app.app_context():
        visit = visit_of(office, public_id)
        assert (visit.status, visit.day, visit.moved) == (
            VisitStatus.COUNTERED, None, planning.RESCHEDULES,
        )  # fmt: skip


def test_an_officer_who_moves_a_date_costs_the_company_nothing(app, office) -> None:
    public_id = office.agreed()
    with writing(app):
        planning.reschedule(office.reference, public_id, "I am ill.", by=office.bo)
    with app.app_context():
        assert visit_of(office, public_id).moved == 0


def test_a_stranger_and_a_viewer_choose_nothing(app, office) -> None:
    public_id = offered(office, office.in_visits(), first_day(office))
    with writing(app):
        company = a_company("Strangers Limited", ubi="11111111")
        strange = actors.of(a_member(company, *LEADS), company.id)
        slot = visit_of(office, public_id).slots[0].public_id
        mine = cases.get(office.reference, to=office.bo).company
        viewer = actors.of(a_member(mine, Role.VIEWER), mine.id)
    for actor, error in [(strange, Gone), (viewer, NotAllowed)]:
        with pytest.raises(error), writing(app):
            planning.choose(office.reference, public_id, slot, by=actor)
