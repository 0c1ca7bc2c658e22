"""Who is where on which day, and the list of visits that officers narrow and sort."""

from datetime import date, timedelta

import pytest
from flask import Flask

from aeo.domain.vocabulary import VisitStatus
from aeo.services import intake, paging
from aeo.services.visits import diary, planning
from aeo.services.visits.diary import Asked, Order
from tests.office import Office, another, first_day, offered, visit_of
from tests.people import writing


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


@pytest.fixture
def two(app: Flask, office: Office) -> list[tuple[Office, str, date]]:
    """Kestrel Bay has agreed the later day, and Heron was offered the earlier one."""
    other = another(office)
    made = []
    for one, further in ((office, 4), (other, 1)):
        day = first_day(office, further) if made else None
        site = one.in_visits()
        day = day or first_day(office, further)
        made.append((one, offered(one, site, day), day))
    one, public_id, _day = made[0]
    with writing(app):
        slot = visit_of(one, public_id).slots[0].public_id
        planning.choose(one.reference, public_id, slot, by=one.ada)
    return made


def listed(app: Flask, office: Office, **asked) -> list[str]:
    with app.app_context():
        found = diary.page(Asked(**asked), to=asked.pop("to", office.bo))
        assert found.total == len(found.rows)
        return [line.visit.public_id for line in found.rows]


def test_the_calendar_has_what_is_agreed_and_what_is_offered_for_each_officer(
    app, office, two
) -> None:
    (_one, agreed, later), (_two, open_, sooner) = two
    with app.app_context():
        found = diary.entries(sooner, later, to=office.bo)
        assert [(it.user.name, it.day, it.visit.public_id, it.is_agreed) for it in found] == [
            ("Ng Suk Yee", sooner, open_, False), ("Bo Lau", sooner, open_, False),
            ("Ng Suk Yee", later, agreed, True), ("Bo Lau", later, agreed, True),
        ]  # fmt: skip
        assert diary.entries(later + timedelta(days=1), date.max, to=office.bo) == []


def test_a_colleague_in_conflict_sees_that_somebody_is_busy_and_not_where(app, office, two) -> None:
    one, public_id, day = two[0]
    with writing(app):
        intake.declare_conflict(one.reference, "My sister works there.", by=office.cheung)
    with app.app_context():
        assert [it.case for it in diary.entries(day, day, to=office.cheung)] == [None, None]
        found = diary.page(Asked(), to=office.cheung).rows
        assert [line.visit.public_id for line in found] == [two[1][1]]
        assert [case.id for case in diary.to_plan(to=office.cheung, most=9)] == [
            two[1][0].case().id
        ]
    assert public_id in listed(app, office)


def test_the_list_is_narrowed_by_person_status_and_days(app, office, two) -> None:
    (_one, agreed, later), (_two, open_, _sooner) = two
    assert listed(app, office, mine=True) == [agreed, open_]
    with app.app_context():
        assert diary.page(Asked(mine=True), to=office.cheung).rows == []
    assert listed(app, office, status=VisitStatus.AGREED) == [agreed]
    assert listed(app, office, status=VisitStatus.CANCELLED) == []
    assert listed(app, office, first=later, last=later) == [agreed]
    assert listed(app, office, first=later + timedelta(days=1)) == []


def test_the_list_is_sorted_either_way(app, office, two) -> None:
    agreed, open_ = two[0][1], two[1][1]
    for order, found in [
        (Order.DAY, [agreed, open_]),
        (Order.COMPANY, [open_, agreed]),
        (Order.STATUS, [open_, agreed]),
    ]:
        assert listed(app, office, order=order) == found
        assert listed(app, office, order=order, descending=True) == found[::-1]


def test_a_page_ends_where_the_next_begins_and_an_export_has_all(
    app, office, two, monkeypatch
) -> None:
    monkeypatch.setattr(paging, "PER_PAGE", 1)
    monkeypatch.setattr(diary, "BATCH", 1)
    with app.app_context():
        first = diary.page(Asked(), to=office.bo)
        second = diary.page(Asked(), to=office.bo, start=1)
        every = list(diary.every(Asked(), to=office.bo))
    assert (first.total, first.previous, first.next) == (2, None, 1)
    assert (second.previous, second.next) == (0, None)
    shown = [line.visit.public_id for line in (*first.rows, *second.rows)]
    assert shown == [two[0][1], two[1][1]]
    assert [line.visit.public_id for line in every] == shown


def test_a_day_is_busy_for_those_who_agreed_another_visit(app, office, two) -> None:
    (_one, agreed, later), (_two, _open, sooner) = two
    people = [office.ng.user_id, office.bo.user_id]
    with app.app_context():
        own = visit_of(office, agreed).id
        assert diary.busy(people, [sooner, later]) == {later: "Bo Lau"}
        assert diary.busy(people, [sooner, later], besides=own) == {}
        assert diary.busy([office.kwok.user_id], [later]) == {}
