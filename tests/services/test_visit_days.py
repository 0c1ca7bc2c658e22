"""Visits: the day that only one company gets, what is marked on site, and the visit after."""

from collections.abc import Callable
from datetime import date
from threading import Event, Thread
from time import monotonic, sleep

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo.db import db
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import CaseStatus, VisitStatus
from aeo.domain.workflow.case import CaseAct
from aeo.models.visit import Visit
from aeo.services import transitions
from aeo.services.visits import onsite, planning
from aeo.services.visits import reading as visits
from aeo.services.visits.onsite import Seen
from tests.office import Office, another, first_day, offered, visit_of
from tests.people import writing

PATIENCE = 20.0  # seconds


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def both_want(office: Office) -> tuple[list[tuple[Office, str, str]], date]:
    """Two companies that were offered the same day of the same officers."""
    other = another(office)
    sites = [(one, one.in_visits()) for one in (office, other)]
    day = max(first_day(office), first_day(other))
    wanted = []
    for one, site in sites:
        public_id = offered(one, site, day)
        with office.app.app_context():
            wanted.append((one, public_id, visit_of(one, public_id).slots[0].public_id))
    return wanted, day


def choose(one: Office, public_id: str, slot: str) -> None:
    planning.choose(one.reference, public_id, slot, by=one.ada)


def until(holds: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < deadline
        sleep(0.01)


def waits_for_a_lock(app: Flask) -> bool:
    """Whether somebody waits in PostgreSQL; SQLite lets only one writer in, and says nothing."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            return True
        with db.engine.connect() as connection:
            query = sa.text(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            return bool(connection.scalar(query))


def test_of_two_companies_that_choose_the_same_day_at_once_one_gets_it(app, office) -> None:
    (first, second), day = both_want(office)
    told: list[str] = []
    begun = Event()

    def other() -> None:
        begun.set()
        try:
            with writing(app):
                choose(*second)
            told.append("agreed")
        except OutOfOrder as error:
            told.append(str(error))

    thread = Thread(target=other)
    with writing(app):
        choose(*first)
        thread.start()
        begun.wait(PATIENCE)
        until(lambda: bool(told) or waits_for_a_lock(app))
    thread.join(PATIENCE)
    assert told == ["This date has been taken meanwhile. Please choose another."]
    with app.app_context():
        query = sa.select(Visit.status, Visit.day).order_by(Visit.id)
        assert [tuple(row) for row in db.session.execute(query)] == [
            (VisitStatus.AGREED, day), (VisitStatus.PROPOSED, None),
        ]  # fmt: skip


def test_a_check_is_marked_by_the_office_on_the_list_and_with_a_note(app, office) -> None:
    public_id = office.agreed()
    with app.app_context():
        day = visit_of(office, public_id).day
        item = visits.checklist(office.case())[0].id
    office.move_to(day)
    with pytest.raises(OutOfOrder, match="under way"), writing(app):
        onsite.mark(office.reference, public_id, item, "conform", by=office.ng)
    with writing(app):
        onsite.start(office.reference, public_id, by=office.ng)
    for key, result, note, actor, error in [
        ("V-NONE", "conform", "", office.ng, Gone),
        (item, "splendid", "", office.ng, Incomplete),
        (item, "partly", " ", office.ng, Incomplete),
        (item, "conform", "", office.cheung, NotAllowed),
        (item, "conform", "", office.ada, NotAllowed),
    ]:
        with pytest.raises(error), writing(app):
            onsite.mark(office.reference, public_id, key, result, note, by=actor)
    with writing(app):
        row = onsite.mark(office.reference, public_id, item, "partly", "Two of five.", by=office.ng)
        assert (row.version, row.note) == (1, "Two of five.")
    with pytest.raises(OutOfOrder, match="Ng Suk Yee has marked"), writing(app):
        onsite.mark(office.reference, public_id, item, "conform", version=0, by=office.bo)
    with writing(app):
        row = onsite.mark(office.reference, public_id, item, "conform", version=1, by=office.bo)
        assert (row.version, row.result, row.marked_by_id) == (2, "conform", office.bo.user_id)
    with writing(app):  # what one marked oneself a moment ago is no news
        row = onsite.mark(office.reference, public_id, item, "not_seen", version=1, by=office.bo)
        assert (row.version, row.result) == (3, "not_seen")


def test_several_checks_are_marked_together_or_not_at_all(app, office) -> None:
    public_id = office.agreed()
    with app.app_context():
        day = visit_of(office, public_id).day
        first, second = (item.id for item in visits.checklist(office.case())[:2])
    office.move_to(day)
    with writing(app):
        onsite.start(office.reference, public_id, by=office.ng)
        onsite.mark(office.reference, public_id, first, "conform", by=office.ng)
    for given, error in [
        ({second: Seen("conform"), first: Seen("partly")}, Incomplete),
        ({second: Seen("conform"), "V-NONE": Seen("conform")}, Gone),
        ({second: Seen("conform"), first: Seen("not_seen", version=0)}, OutOfOrder),
    ]:
        with pytest.raises(error), writing(app):
            onsite.mark_all(office.reference, public_id, given, by=office.bo)
    with writing(app):
        assert onsite.mark_all(office.reference, public_id, {}, by=office.bo) == {}
    with app.app_context():
        assert visits.marked(office.case()) == {visit_of(office, public_id).id: {first}}
    with writing(app):
        given = {second: Seen("conform", version=0), first: Seen("partly", "Half.", version=1)}
        rows = onsite.mark_all(office.reference, public_id, given, by=office.bo)
        assert {item: (row.result, row.version) for item, row in rows.items()} == {
            second: ("conform", 1), first: ("partly", 2),
        }  # fmt: skip


def test_a_site_is_visited_again_when_the_case_comes_back_to_its_visits(app, office) -> None:
    office.visited()
    with writing(app):
        transitions.perform(office.reference, CaseAct.REVISIT, by=office.bo, note="One more look.")
    with app.app_context():
        site = next(iter(visits.required_sites(office.case())))
    public_id = offered(office, site, first_day(office))
    with writing(app):
        slot = visit_of(office, public_id).slots[0].public_id
        planning.choose(office.reference, public_id, slot, by=office.ada)
    with app.app_context():
        assert office.case().status is CaseStatus.VISIT_SCHEDULED
        assert [it.status for it in visits.of_case(office.case())] == [
            VisitStatus.COMPLETED, VisitStatus.AGREED,
        ]  # fmt: skip
