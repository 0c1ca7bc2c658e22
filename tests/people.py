"""People and companies for tests, with honest defaults; a test states only what matters."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.vocabulary import OFFICE_ROLES, Role
from aeo.models.account import Membership, User
from aeo.models.company import Company
from aeo.services import accounts, offices
from aeo.web.account import passwords

PASSWORD = "four words are easy"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def a_person(name: str = "Ada Chan", **given) -> User:
    email = given.pop(
        "email", f"{name.split(maxsplit=1)[0].lower()}.{secrets.token_hex(3)}@x.example"
    )
    given = {"confirmed": True, "password_hash": hash_of_all(), **given}
    return accounts.create_person(email, name, **given)


@cache
def hash_of_all() -> str:
    """Making one takes as long as it should, and every test makes people."""
    return passwords.hashed(PASSWORD)


def a_company(name: str = "Kestrel Bay Logistics Limited", ubi: str = "12345678") -> Company:
    founder = a_person("Founder of the company")
    company = Company(
        public_id=secrets.token_hex(16),
        name=name,
        ubi=ubi,
        created_at=clock.now(),
        created_by_id=founder.id,
    )
    db.session.add(company)
    db.session.flush()
    return company


def a_member(company: Company, *roles: Role, since: date | None = None, **given) -> User:
    user = a_person(**given)
    db.session.add(
        Membership(
            public_id=secrets.token_hex(16),
            company_id=company.id,
            user_id=user.id,
            roles=[role.value for role in roles],
            sites=[],
            valid_from=since or clock.today(),
        )
    )
    db.session.flush()
    return user


def an_officer(*roles: Role, **given) -> User:
    user = a_person(**{"name": "Bo Lau", **given})
    for role in roles:
        offices.give(user.id, role)
    return user


def somebody(role: str, company: Company) -> User:
    """A person with one role: of the office, of ``company``, or none for a newcomer."""
    if role == "newcomer":
        return a_person("Newcomer")
    if Role(role) in OFFICE_ROLES:
        return an_officer(Role(role))
    return a_member(company, Role(role))


def token(client: FlaskClient) -> str:
    """A CSRF token of this browser's session."""
    found = TOKEN.search(client.get("/sign-in").text)
    assert found is not None
    return found[1]


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD):
    return post(client, "/sign-in", email=email, password=password)


def post(client: FlaskClient, path: str, **data):
    """A form sent as a browser would, token and all."""
    return client.post(path, data={"csrf_token": token(client), **data})


def cookie(client: FlaskClient, name: str) -> str | None:
    """What this browser keeps under ``name``."""
    found = client.get_cookie(name, domain=_host(client))
    return found.value if found is not None else None


def bring_cookie(client: FlaskClient, name: str, value: str) -> None:
    """Let this browser come with a cookie."""
    client.set_cookie(name, value, domain=_host(client))


def _host(client: FlaskClient) -> str:
    return urlsplit(client.application.extensions["aeo"].base_url).hostname or ""


@contextmanager
def writing(app: Flask) -> Iterator[None]:
    """One unit of work outside any request: a request must not share its context with a test."""
    with app.app_context(), unit_of_work():
        yield


def digest(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, to see whether anything changed."""
    with app.app_context():
        return {
            table.name: sorted(map(tuple, db.session.execute(sa.select(table))), key=repr)
            for table in db.metadata.sorted_tables
        }
