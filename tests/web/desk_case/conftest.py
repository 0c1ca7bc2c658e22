"""An officer at the desk, and a case that was sent."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo.domain.vocabulary import Actor, Role
from tests.applications import (
    a_submitted_case,
    an_applicant,
    an_office_actor,
)
from tests.web.desk_pages import (
    signed_in,
)


@pytest.fixture
def bo(app: Flask, client: FlaskClient) -> Actor:
    """The officer who is signed in, in an office that can decide."""
    an_office_actor(app, Role.APPROVER, name="Kwok Chi Hang")
    return signed_in(app, client, Role.INTAKE, Role.CASE_OFFICER)


@pytest.fixture
def reference(app: Flask, bo: Actor) -> str:
    return a_submitted_case(app, an_applicant(app, name_zh="隼灣物流有限公司"))
