"""A case that has come to its visits."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.applications import email_of
from tests.office import Office
from tests.people import sign_in


@pytest.fixture
def office(app: Flask, client: FlaskClient) -> Office:
    """Its office and its company; Bo is signed in."""
    office = Office(app)
    office.site = office.in_visits()
    assert sign_in(client, email_of(app, office.bo)).status_code == 303
    return office
