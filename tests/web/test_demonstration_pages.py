"""What visitors see of the demonstration: while it is built, and of its people afterwards."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo import clock
from aeo.db import unit_of_work
from aeo.domain.vocabulary import Role
from aeo.services import accounts, walks
from aeo.services.actors import invented
from tests.holding import Holders
from tests.office import LEADS
from tests.people import a_company, a_member, an_officer, post, writing
from tests.statements import MOST_STATEMENTS, statements


@pytest.fixture
def behind(app: Flask) -> date:
    """Programme time has begun in the past; the day it is there."""
    with app.app_context():
        day = clock.today() - timedelta(days=100)
        with unit_of_work():
            walks.begin_in_the_past(day)
        return day


def test_the_first_page_and_the_sign_in_say_how_far_it_is(client: FlaskClient, behind) -> None:
    for path in ("/", "/sign-in"):
        page = client.get(path)
        assert (page.status_code, page.headers["Refresh"]) == (200, "3")
        assert "The demonstration is being built" in page.text
        assert f"the calendar has come to {behind:%a %-d %B %Y}" in page.text
        assert "0 per cent of the days are over" in page.text
    assert "Refresh" not in client.get("/register").headers


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-up", "/account/forgotten", "/dev/people/1/sign-in", "/dev/clock"]
)
def test_nobody_acts_meanwhile(client: FlaskClient, behind, path: str) -> None:
    answer = post(client, path, email="ada@x.example")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert "Nothing was changed." in answer.text
    assert "Programme time" not in answer.text


def test_the_readiness_check_and_the_language_stay_open(client: FlaskClient, behind) -> None:
    assert post(client, "/language/zh-Hant", then="/").status_code == 303
    assert post(client, "/readiness/forget").status_code == 303


def test_afterwards_no_page_speaks_of_it(client: FlaskClient) -> None:
    for path in ("/", "/sign-in"):
        page = client.get(path)
        assert ("being built" in page.text, "Refresh" in page.headers) == (False, False)


# The people it offers


def demo_people(app: Flask) -> Holders:
    office = Holders(app)
    with writing(app):
        for person in (office.ada, office.bo, office.cheung):
            accounts.get(person.user_id).is_demo = True
    return office


def test_people_are_offered_with_where_their_company_stands(app, client: FlaskClient) -> None:
    office = demo_people(app)
    with writing(app):
        for number, name in enumerate(("Amber Sampan", "Blue Junk"), start=1):
            company = a_company(f"{name} Limited", ubi=f"1111111{number}")
            a_member(company, *LEADS, name=f"{name.partition(' ')[0]} Lau", is_demo=True)
    page = client.get("/sign-in").text
    first, _, rest = page.partition("1 more company")
    assert "Amber Sampan Limited · Has not begun yet" in first
    assert "Holds Tier 1 until" in first
    assert "Blue Junk Limited · Has not begun yet" in rest
    with app.app_context():
        last = office.version().valid_to
    office.move_to(last + timedelta(days=1))
    assert "Its status ended on" in client.get("/sign-in").text


def test_officers_come_in_the_order_of_the_procedure(app, client: FlaskClient) -> None:
    with writing(app):
        an_officer(Role.AUDITOR, name="Aaron Au", is_demo=True)
        an_officer(Role.APPROVER, name="Kwok Chi Hang", is_demo=True)
        an_officer(Role.INTAKE, name="Zoe Yu", is_demo=True)
        an_officer(Role.APPROVER, name="Nobody Invented")
    page = client.get("/sign-in").text
    places = [page.find(name) for name in ("Zoe Yu", "Kwok Chi Hang", "Aaron Au")]
    assert places == sorted(places)
    assert (-1 in places, "Nobody Invented" in page) == (False, False)


def test_many_people_cost_no_more_statements_than_few(app, client: FlaskClient) -> None:
    office = demo_people(app)
    before = statements(app, client, "/sign-in")
    with writing(app):
        for number in range(30):
            version = office.holds(f"Company {number}")
            a_member(version.authorisation.company, *LEADS, name=f"Person {number}", is_demo=True)
    with app.app_context():
        assert len(invented()) == 33
    assert statements(app, client, "/sign-in") == before <= MOST_STATEMENTS
