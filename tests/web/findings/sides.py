"""People of both sides at their pages of findings, and what they have done before a test begins."""

import re
from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from aeo.domain.vocabulary import Actor, FindingStatus
from aeo.domain.workflow.finding import FindingAct
from aeo.services.findings import correcting, raising
from aeo.services.findings import reading as findings
from aeo.services.findings.correcting import Plan
from tests.applications import email_of
from tests.findings import Examiners
from tests.people import sign_in, writing

PLAN = Plan(cause="Moved", action="New camera", owner="Ada Chan", due_on=date(2030, 1, 1))


def come(app: Flask, client: FlaskClient, actor: Actor) -> None:
    assert sign_in(client, email_of(app, actor)).status_code == 303


def another(app: Flask, actor: Actor) -> FlaskClient:
    """A browser of their own."""
    client = app.test_client()
    come(app, client, actor)
    return client


def ours(office: Examiners, path: str = "") -> str:
    """An address of the company's side."""
    return f"/portal/applications/{office.reference}/{path}"


def state_of(app: Flask, office: Examiners, number: int = 1) -> FindingStatus:
    with app.app_context():
        return findings.get(office.case(), number).status


def planned(app: Flask, office: Examiners, number: int = 1) -> None:
    """The company sent a plan."""
    with writing(app):
        correcting.save_plan(office.reference, number, PLAN, version=None, by=office.ada)
        correcting.submit_plan(office.reference, number, by=office.ada)


def proved(app: Flask, office: Examiners, number: int = 1) -> None:
    """The company said what it did."""
    with writing(app):
        correcting.save_proof(office.reference, number, "Fitted.", version=None, by=office.ada)
        correcting.submit_proof(office.reference, number, by=office.ada)


def judged(app: Flask, office: Examiners, step: FindingAct, note: str = "") -> None:
    """The case officer judged the first finding."""
    with writing(app):
        raising.judge(office.reference, 1, step, note, by=office.bo)


def version_of(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]
