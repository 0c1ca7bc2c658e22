"""An office whose people hold visits, and the company whose case they examine."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo.services.reports.writing import Texts
from tests.findings import CAMERA, TIDY, Examiners
from tests.web.findings.sides import come

INSIDE = Texts(
    people_met="Ada Chan", scope="All docks", summary="In order but one.",
    internal="Watch the night shift.",
)  # fmt: skip


@pytest.fixture
def office(app: Flask) -> Examiners:
    return Examiners(app)


@pytest.fixture
def issued(office: Examiners) -> Examiners:
    """A case whose report was issued with two findings; Ada is to put the first right."""
    office.visited(first="partly")
    office.found(CAMERA, TIDY)
    office.reported(INSIDE)
    return office


@pytest.fixture
def ada(app: Flask, client: FlaskClient, issued: Examiners) -> FlaskClient:
    come(app, client, issued.ada)
    return client
