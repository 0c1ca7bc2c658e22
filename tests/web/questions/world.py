"""A company with a draft, its people, and their browsers, for the pages of questions."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import CLOSED_CASE, Actor, CaseStatus, Role
from aeo.models.account import Membership
from aeo.models.answer import Answer
from aeo.models.case import Case
from aeo.services import accounts, actors, answers, cases
from aeo.services.answers import Typed
from aeo.services.lacks import Draft
from tests.people import a_member, sign_in, token, writing

ROLES = [
    "manufacturer", "importer", "exporter", "forwarder", "warehouse_operator", "carrier",
    "terminal_operator", "other",
]  # fmt: skip
FACTORY = {
    "site_type": "factory", "handles_cargo": True, "loads_units": True, "shared_building": True,
    "guards": True, "in_scope": True,
}  # fmt: skip


# Answers that open further questions.
OPEN = {"A-02": "yes", "A-04": "yes", "A-10": "yes", "B-09": "yes", "C-03": "yes", "GEN-10": "yes"}
OPEN_AT_SITE = {"D-05": "yes", "D-12": "yes", "F-05": "yes"}


@dataclass(frozen=True)
class World:
    """A company with a draft, two sites and two people."""

    app: Flask
    reference: str
    company_id: int
    ada: int
    sites: tuple[str, str]
    person: str
    partner: str

    def path(self, section: str, scope: str = "company", *more: str) -> str:
        here = ("/portal/applications", self.reference, "questions", section, scope, *more)
        return "/".join(here)

    def somebody(self, *roles: Role, sites: list[str] | None = None, name: str) -> FlaskClient:
        """The browser of another member."""
        with writing(self.app):
            user = accounts.get(a_member(company_of(self), *roles, name=name).id)
            membership = db.session.scalar(sa.select(Membership).filter_by(user_id=user.id))
            membership.sites = sites or []
            email = user.email
        client = self.app.test_client()
        assert sign_in(client, email).status_code == 303
        return client

    def by(self) -> Actor:
        return actors.of(accounts.get(self.ada), self.company_id)

    def answer(self, key: str, scope: str, value: Any, why: str = "", draft: Any = None) -> None:
        """Answer as Ada, whatever stands there."""
        given = Typed(value=value, explanation=why, draft=draft)
        with writing(self.app):
            answers.save(self.reference, key, scope, given, version=None, by=self.by())

    def kept(self, key: str, scope: str = "company") -> tuple[Any, str, int] | None:
        with self.app.app_context():
            row = self.row(key, scope)
            return None if row is None else (row.value, row.explanation, row.version)

    def row(self, key: str, scope: str) -> Answer | None:
        return db.session.scalar(sa.select(Answer).filter_by(question_key=key, scope_key=scope))

    def set_status(self, status: CaseStatus) -> None:
        with writing(self.app):
            db.session.execute(
                sa.update(Case)
                .where(Case.reference == self.reference)
                .values(
                    status=status,
                    round=0 if status is CaseStatus.DRAFT else 1,
                    submitted_at=None if status is CaseStatus.DRAFT else clock.now(),
                    accepted_on=None if status is CaseStatus.DRAFT else clock.today(),
                    closed_at=clock.now() if status in CLOSED_CASE else None,
                )
            )


def company_of(world: World):
    from aeo.services import companies

    return companies.get(world.company_id)


class Form(HTMLParser):
    """The form of a page as a browser would send it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.inside, self.area, self.select, self.options = False, None, None, []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        it = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.inside = it.get("enctype") == "multipart/form-data"
        if not self.inside or "form" in it:
            return
        name, kind = it.get("name", ""), it.get("type", "text")
        if (
            tag == "input"
            and kind != "file"
            and (kind not in {"radio", "checkbox"} or "checked" in it)
        ):
            self.data.setdefault(name, []).append(it.get("value", ""))
        elif tag == "textarea":
            self.area = name
            self.data[name] = [""]
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((it.get("value", ""), "selected" in it))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.data[self.area] = [self.data[self.area][0] + data.lstrip("\r\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "textarea":
            self.area = None
        if tag == "select" and self.select and self.options:
            chosen = [value for value, is_selected in self.options if is_selected]
            self.data[self.select] = [(chosen or [self.options[0][0]])[0]]
            self.select = None


def form_of(client: FlaskClient, path: str) -> dict[str, Any]:
    return Form(client.get(path).text).data


def send(client: FlaskClient, path: str, form: dict[str, Any], **changes: Any):
    """The form with what somebody changed in it."""
    names = {re.sub(r"^([A-Z]+)_([0-9]+)$", r"\1-\2", name): it for name, it in changes.items()}
    return client.post(path, data={**form, **names}, content_type="multipart/form-data")


def fill(client: FlaskClient, path: str, **changes: Any):
    return send(client, path, form_of(client, path), **changes)


def asked(world: World) -> list[tuple[str, str]]:
    """Every page there is, by section and scope."""
    with world.app.app_context():
        draft = Draft.of(cases.get(world.reference, to=world.by()))
        return list(dict.fromkeys((it.section, it.scope) for it in draft.questionnaire.asked()))


def in_block(page: str, key: str) -> str:
    """The part of the page about one question."""
    start = page.index(f'id="{key}"')
    end = page.index("</main>")
    following = re.search(r'<div class="q(?: bad)?" id=', page[start + 1 :])
    return page[start : start + 1 + following.start()] if following else page[start:end]


JSON = {"Accept": "application/json", "X-Requested-With": "fetch"}


def autosave(client: FlaskClient, path: str, key: str, version: object, **fields: str):
    names = {name.replace("_", "-"): value for name, value in fields.items()}
    data = {"csrf_token": token(client), f"{key}-version": str(version), **names}
    return client.post(f"{path}/{key}", data=data, headers=JSON)
