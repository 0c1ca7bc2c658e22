"""An office, its holder, and a browser for each of them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo.web.limits import limiter
from tests.holding import Holders
from tests.web.findings.sides import another


@pytest.fixture
def office(app: Flask) -> Holders:
    with app.app_context():
        limiter.reset()
    return Holders(app)


@pytest.fixture
def ada(app: Flask, office: Holders) -> FlaskClient:
    return another(app, office.ada)


@pytest.fixture
def bo(app: Flask, office: Holders) -> FlaskClient:
    return another(app, office.bo)
