"""A company with a coordinator at her browser, for the pages on which it says what it is."""

import re

import sqlalchemy as sa
from flask import Flask

from aeo.db import db
from aeo.domain.vocabulary import Actor, Role
from aeo.models.profile import CompanyProfile
from aeo.services import profile
from aeo.services.profile import Kind
from tests.people import a_company, a_member, sign_in, writing
from tests.profiles import ENTRIES

BASE = "/portal/company"
LISTS = {Kind.SITE: "sites", Kind.PERSON: "people", Kind.PARTNER: "partners", Kind.FLOW: "flows"}


class House:
    """A company with one coordinator, signed in, and entries by name."""

    def __init__(self, app: Flask, client, *entries: tuple[Kind, dict]) -> None:
        self.app, self.client = app, client
        with writing(app):
            company = a_company()
            ada = a_member(company, Role.COORDINATOR)
            self.company_id, self.email, self.user_id = company.id, ada.email, ada.id
        for kind, data in entries:
            self.add(kind, **data)
        assert sign_in(client, self.email).status_code == 303

    @property
    def actor(self) -> Actor:
        roles = frozenset({Role.COORDINATOR})
        return Actor(user_id=self.user_id, roles=roles, company_id=self.company_id, name="Ada Chan")

    def add(self, kind: Kind, **data) -> str:
        with writing(self.app):
            given = {**ENTRIES[kind], **data}
            return profile.add(kind, self.company_id, given, by=self.actor).public_id

    def rows(self, table) -> list:
        with self.app.app_context():
            return list(db.session.scalars(sa.select(table).order_by(table.id)))

    def company(self) -> CompanyProfile | None:
        with self.app.app_context():
            return db.session.get(CompanyProfile, self.company_id)


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send from this page if its only button were pressed."""
    form = page[page.index('<form method="post" aria-label') :]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        kind = re.search(r'type="(\w+)"', tag)
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and (kind is None or kind[1] not in {"radio", "checkbox"} or " checked" in tag):
            found.setdefault(name[1], []).append(value[1] if value else "")
    for name, text in re.findall(
        r'<textarea [^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = [text]
    for name, options in re.findall(
        r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        found[name] = re.findall(r'<option selected value="([^"]*)"', options)
    return found
