"""Every route × method × person: what is allowed is what the hand-written policy says, a refusal
changes nothing, and another's row is the same 404 as a missing one."""

import secrets
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, url_for
from flask.testing import FlaskClient

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import Role
from aeo.models.account import Membership
from aeo.models.company import Company
from aeo.services import actors, drafts, outbox, sessions
from aeo.services.outbox import Recipient, SubjectRef
from tests.authorisation.policy import EVERYBODY, POLICY
from tests.people import (
    a_company,
    a_member,
    an_officer,
    bring_cookie,
    cookie,
    digest,
    sign_in,
    somebody,
    token,
    writing,
)

QUIET = {"HEAD", "OPTIONS"}
COMPANY_LEADS = (Role.SIGNATORY, Role.COORDINATOR, Role.COMPANY_ADMIN)
GRANTED = {"due_date": "2026-12-15", "effective_date": "2027-01-01"}
# What every address needs beside the row it is about.
FIXED = {
    "version": "x",
    "name": "theme.css",
    "code": "en",
    "token": "no-such-link",
    "reference": "AEO-2026-999999-9",
    "number": 1,
    "section": "A",
    "criterion": "A",
    "scope": "company",
    "key": "A-02",
    "clock_id": "completeness",
    "point": "sites",
    "n": 1,
}


def routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - QUIET
    }


def address(app: Flask, endpoint: str, **values: object) -> str:
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    given = {"uuid": "missing", "public_id": "missing", "user_id": 10**6, **FIXED, **values}
    with app.test_request_context(base_url=app.extensions["aeo"].base_url):
        return url_for(endpoint, **{name: given[name] for name in rule.arguments})


def ask(client: FlaskClient, method: str, path: str):
    if method == "GET":
        return client.get(path)
    return client.open(path, method=method, data={"csrf_token": token(client)})


def is_refused(response) -> bool:
    to_sign_in = response.status_code == 302 and response.location.startswith("/sign-in")
    return response.status_code in {401, 403} or to_sign_in


def test_the_policy_names_every_route_and_no_other(app: Flask) -> None:
    assert {(endpoint, method) for endpoint, method, _who in POLICY} == routes(app)
    assert len(POLICY) == len(routes(app))


class Person:
    """Somebody at the door, who signs in again only when a request has signed them out."""

    def __init__(self, app: Flask, email: str) -> None:
        self.app, self.email, self.kept = app, email, ""

    def browser(self) -> FlaskClient:
        client = self.app.test_client()
        if self.kept:
            bring_cookie(client, "aeo", self.kept)
        if self.email and (not self.kept or client.get("/account/").status_code != 200):
            assert sign_in(client, self.email).status_code == 303
            self.kept = cookie(client, "aeo") or ""
        return client

    def asks(self, endpoint: str, method: str) -> bool:
        """Whether the door is open; whatever is behind it must not break."""
        response = ask(self.browser(), method, address(self.app, endpoint))
        assert response.status_code < 500 or endpoint == "operations.readyz"
        return not is_refused(response)


@pytest.mark.parametrize("person", EVERYBODY)
def test_what_is_allowed_is_what_the_policy_says(app: Flask, person: str) -> None:
    with writing(app):
        company = a_company()
        user = None if person == "anonymous" else somebody(person, company)
        email = user.email if user else ""
    somebody_there = Person(app, email)
    somebody_there.browser()
    before = digest(app)
    refused = [(endpoint, method) for endpoint, method, who in POLICY if person not in who]
    assert [row for row in refused if somebody_there.asks(*row)] == []
    assert digest(app) == before
    allowed = [(endpoint, method) for endpoint, method, who in POLICY if person in who]
    assert [row for row in allowed if not somebody_there.asks(*row)] == []


def test_a_get_never_writes(app: Flask) -> None:
    with writing(app):
        company = a_company()
        emails = [
            a_member(company, *(Role(r) for r in ("company_admin", "signatory"))).email,
            an_officer(Role.SUPERVISOR, Role.AUDITOR).email,
        ]
    for email in emails:
        client = app.test_client()
        sign_in(client, email)
        before = digest(app)
        for endpoint, method, _who in POLICY:
            if method == "GET":
                path = address(app, endpoint)
                client.get(path)
                client.head(path)
        assert digest(app) == before


def a_message(company: Company, user) -> str:
    owed = outbox.owe(
        "granted",
        to=Recipient(email=user.email, name=user.name, user_id=user.id, role="coordinator"),
        dedupe=secrets.token_hex(4),
        subject=SubjectRef(type="case", id=7, ref="AEO-2026-000123-7", company_id=company.id),
        values=GRANTED,
        path="/portal/",
    )
    assert owed is not None
    return owed.message_uuid


def test_another_persons_row_is_the_same_404_as_a_missing_one(app: Flask) -> None:
    with writing(app):
        ours, theirs = a_company(), a_company("Blue Junk Lines Limited", "87654321")
        ada = a_member(ours, Role.COORDINATOR)
        eve = a_member(theirs, Role.COORDINATOR)
        email = ada.email
        rows = {
            "portal.messages_one": ("uuid", a_message(ours, ada), a_message(theirs, eve)),
            "portal.messages_read": ("uuid", a_message(ours, ada), a_message(theirs, eve)),
        }
        for user in (ada, eve):
            sessions.start(user.id, is_officer=False, device="x", address="")
        rows["account.end_session"] = (
            "public_id",
            sessions.of(ada.id)[0].public_id,
            sessions.of(eve.id)[0].public_id,
        )
    client = app.test_client()
    sign_in(client, email)
    methods = {endpoint: method for endpoint, method, _who in POLICY}
    for endpoint, (key, own, other) in rows.items():
        method = methods[endpoint]
        missing = ask(client, method, address(app, endpoint, **{key: "0" * 32}))
        before = digest(app)
        foreign = ask(client, method, address(app, endpoint, **{key: other}))
        assert (foreign.status_code, digest(app)) == (404, before)
        assert without_token(foreign.text) == without_token(missing.text)
        assert ask(client, method, address(app, endpoint, **{key: own})).status_code < 400


def test_another_companys_application_is_the_same_404_as_a_missing_one(app: Flask) -> None:
    with writing(app):
        ours, theirs = a_company(), a_company("Blue Junk Lines Limited", "87654321")
        email = a_member(ours, *COMPANY_LEADS).email
        eve = a_member(theirs, *COMPANY_LEADS)
        other = drafts.begin(["T1"], by=actors.of(eve, theirs.id)).reference
    client = app.test_client()
    sign_in(client, email)
    before = digest(app)
    seen = 0
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("portal.") or "reference" not in rule.arguments:
            continue
        if rule.endpoint == "portal.application_short":
            continue  # it only adds a slash
        for method in (rule.methods or set()) - QUIET:
            foreign = ask(client, method, address(app, rule.endpoint, reference=other))
            missing = ask(client, method, address(app, rule.endpoint))
            assert (rule.endpoint, method, foreign.status_code) == (rule.endpoint, method, 404)
            assert without_token(foreign.text) == without_token(missing.text)
            seen += 1
    assert seen > 15
    assert digest(app) == before


def without_token(page: str) -> list[str]:
    """The page without what differs between any two answers."""
    return [line for line in page.splitlines() if "csrf_token" not in line and "nonce" not in line]


def test_rights_end_with_the_membership(app: Flask) -> None:
    with writing(app):
        company = a_company()
        ada = a_member(company, Role.COMPANY_ADMIN)
        email, user_id = ada.email, ada.id
    client = app.test_client()
    sign_in(client, email)
    assert client.get("/portal/company/").status_code == 200
    with writing(app):
        end_membership(user_id)
    assert client.get("/portal/company/").status_code == 403


def end_membership(user_id: int) -> None:
    db.session.execute(
        sa.update(Membership)
        .where(Membership.user_id == user_id)
        .values(valid_to=clock.today() - timedelta(days=1))
    )
