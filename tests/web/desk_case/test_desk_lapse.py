"""A supervisor ends an application that its company left lying."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import post
from tests.returned import WHY, Returned
from tests.web.findings.sides import another


@pytest.fixture
def office(app: Flask) -> Returned:
    office = Returned(app)
    office.sent_back()
    return office


@pytest.fixture
def cheung(app: Flask, office: Returned) -> FlaskClient:
    return another(app, office.cheung)


def seq(office: Returned) -> int:
    with office.app.app_context():
        return office.case().seq


def lapse(client: FlaskClient, office: Returned, reason: str = WHY):
    path = f"/desk/cases/{office.reference}/lapse"
    return post(client, path, reason=reason, seq=seq(office))


def test_the_page_says_what_stands_against_it(office, cheung) -> None:
    page = cheung.get(f"/desk/cases/{office.reference}/lapse").text
    assert "The company still has time to answer." in page
    assert "The company has not been warned that the case may lapse." in page
    assert lapse(cheung, office).status_code == 409


def test_a_reason_is_given_and_the_case_is_closed(office, cheung) -> None:
    office.morning(-3)
    office.morning(1)
    assert lapse(cheung, office, " ").status_code == 422
    done = lapse(cheung, office)
    assert (done.status_code, done.location) == (303, f"/desk/cases/{office.reference}/")
    page = cheung.get(f"/desk/cases/{office.reference}/").text
    assert "The application has lapsed, and the company is told." in page
    assert lapse(cheung, office).status_code == 409


def test_an_officer_has_no_such_page(app, office) -> None:
    bo = another(app, office.bo)
    assert bo.get(f"/desk/cases/{office.reference}/lapse").status_code == 403
    assert "/lapse" not in bo.get(f"/desk/cases/{office.reference}/").text
