"""An accepted case, and the browsers of both sides."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.applications import email_of
from tests.office import Office
from tests.people import sign_in


@pytest.fixture
def office(app: Flask) -> Office:
    office = Office(app)
    office.accepted()
    return office


@pytest.fixture
def bo(app: Flask, office: Office) -> FlaskClient:
    """The officer's browser."""
    browser = app.test_client()
    sign_in(browser, email_of(app, office.bo))
    return browser


@pytest.fixture
def ada(app: Flask, office: Office) -> FlaskClient:
    """The signatory's browser."""
    browser = app.test_client()
    sign_in(browser, email_of(app, office.ada))
    return browser
