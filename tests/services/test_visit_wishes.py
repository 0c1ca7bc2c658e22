"""What a company says beyond yes and no: the dates it would rather have, and who receives us."""

from datetime import time, timedelta

import pytest
from flask import Flask

from aeo.domain.errors import Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import Role, VisitStatus
from aeo.services import actors, cases
from aeo.services.visits import planning, wishes
from aeo.services.visits.planning import Slot
from tests.office import Office, first_day, offered, visit_of
from tests.people import a_member, writing


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def asked(office: Office, public_id: str) -> wishes.Asked | None:
    with office.app.app_context():
        visit = visit_of(office, public_id)
        return wishes.asked(visit, wishes.history(office.case(), visit))


def revision(office: Office, public_id: str) -> int:
    with office.app.app_context():
        visit = visit_of(office, public_id)
        return wishes.revision(visit, wishes.history(office.case(), visit))


def test_a_company_names_the_dates_it_would_rather_have(app, office) -> None:
    public_id = offered(office, office.in_visits(), first_day(office))
    rather = [Slot(first_day(office, 6), time(14)), Slot(first_day(office, 5), time(9, 30))]
    assert asked(office, public_id) is None
    with writing(app):
        planning.counter(office.reference, public_id, "Stocktaking.", rather, by=office.ada)
    said = asked(office, public_id)
    assert (said.reason, said.slots) == ("Stocktaking.", sorted(rather))
    with writing(app):
        planning.fix(office.reference, public_id, rather[0], "Their own date.", by=office.bo)
    assert (asked(office, public_id), revision(office, public_id)) == (None, 2)
    with writing(app):
        planning.reschedule(office.reference, public_id, "A strike.", rather[1:], by=office.ada)
    assert (asked(office, public_id).slots, revision(office, public_id)) == (rather[1:], 3)


def test_a_wish_on_which_nobody_can_come_is_refused(app, office) -> None:
    public_id = offered(office, office.in_visits(), first_day(office))
    saturday = first_day(office)
    while saturday.weekday() != 5:
        saturday += timedelta(days=1)
    for day in (saturday, first_day(office) - timedelta(days=7)):
        with pytest.raises(Incomplete), writing(app):
            slots = [Slot(day, time(9))]
            planning.counter(office.reference, public_id, "Stocktaking.", slots, by=office.ada)
    with app.app_context():
        assert visit_of(office, public_id).status is VisitStatus.PROPOSED


def test_an_officer_who_gives_a_date_up_leaves_no_wish(app, office) -> None:
    public_id = office.agreed()
    with writing(app):
        planning.reschedule(office.reference, public_id, "I am ill.", by=office.bo)
    assert asked(office, public_id) is None


def test_dates_are_offered_in_place_of_those_nobody_has_chosen_yet(app, office) -> None:
    public_id = offered(office, office.in_visits(), first_day(office))
    with app.app_context():
        old = visit_of(office, public_id).slots[0].public_id
    with writing(app):
        slots = [Slot(first_day(office, 3), time(10))]
        planning.offer_again(office.reference, public_id, slots, by=office.bo)
    with app.app_context():
        visit = visit_of(office, public_id)
        assert (visit.status, visit.moved) == (VisitStatus.PROPOSED, 0)
        assert [slot.day for slot in visit.slots if slot.is_open] == [first_day(office, 3)]
        assert office.owed("visit-proposal") == 2
    with pytest.raises(OutOfOrder, match="not offered any more"), writing(app):
        planning.choose(office.reference, public_id, old, by=office.ada)


def test_the_company_says_who_receives_the_team_once_a_date_is_agreed(app, office) -> None:
    public_id = offered(office, office.in_visits(), first_day(office))
    with pytest.raises(OutOfOrder), writing(app):
        planning.name_hosts(office.reference, public_id, "Mr Yip", by=office.ada)
    with writing(app):
        slot = visit_of(office, public_id).slots[0].public_id
        planning.choose(office.reference, public_id, slot, by=office.ada)
        mine = cases.get(office.reference, to=office.bo).company
        viewer = actors.of(a_member(mine, Role.VIEWER), mine.id)
    for actor in (viewer, office.bo):
        with pytest.raises(NotAllowed), writing(app):
            planning.name_hosts(office.reference, public_id, "Mr Yip", by=actor)
    with writing(app):
        planning.name_hosts(office.reference, public_id, " Mr Yip ", by=office.ada)
    with app.app_context():
        assert visit_of(office, public_id).hosts == "Mr Yip"
