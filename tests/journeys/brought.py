"""A case that real services brought to where a journey begins, in the database of the running one.

Nothing is written behind the services' back, and programme time walks as it does for a visitor.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from aeo import create_app
from aeo.db import db
from aeo.domain.vocabulary import Actor, DocumentState, Role
from aeo.models.evidence import Document
from aeo.services import accounts, actors, companies, offices, walks
from aeo.services.companies import Names
from tests.deciding import Deciders
from tests.journeys.service import Service, until
from tests.people import a_person, writing

WALK = 120.0  # seconds; two weeks take a few on an idle machine


@dataclass(frozen=True, slots=True)
class Founder:
    """Who applies: a person, and the company they found."""

    name: str
    email: str
    company: Names


class Brought(Deciders):
    """The office of the demonstration with a company of its own. ``bo`` is whose case it is."""

    def __init__(self, service: Service, founder: Founder) -> None:
        self.app = create_app(service.settings)
        self.reference = ""
        with writing(self.app):
            self.bo = _officer("bo.lau")
            self.ng = _officer("ng.sy")
            self.cheung = _officer("cheung.wl")
            self.kwok = _officer("kwok.ch")
            person = a_person(founder.name, email=founder.email)
            company = companies.found(founder.company, by=actors.of(person, None), may_sign=True)
            self.ada = actors.of(person, company.id)

    def move_to(self, day: date) -> None:
        """The worker takes the steps, and does on each what has fallen due."""
        with writing(self.app):
            walks.begin(day)
        until(self._is_there, f"programme time on {day}", WALK)

    def _is_there(self) -> bool:
        with self.app.app_context():
            return walks.under_way() is None

    def scanned(self) -> None:
        """The worker looks at every file by itself."""
        until(lambda: not self._unscanned(), "the check of every paper", WALK)

    def _unscanned(self) -> bool:
        with self.app.app_context():
            query = sa.select(Document.id).where(
                Document.company_id == self.ada.company_id, Document.state != DocumentState.CLEAN
            )
            return db.session.scalar(query.limit(1)) is not None


@contextmanager
def brought(service: Service, founder: Founder, *, bad: str = "") -> Iterator[Brought]:
    """Visited, reported and graded: every criterion is met but ``bad``. A case with a criterion
    that is not met lies with an officer who is an approver as well."""
    office = Brought(service, founder)
    try:
        if bad:
            with writing(office.app):
                office.bo = _of_two_roles()
        office.graded(bad)
        yield office
    finally:
        with office.app.app_context():
            db.session.remove()
            db.engine.dispose()


def _officer(mailbox: str) -> Actor:
    user = accounts.by_email(f"{mailbox}@customs.example")
    assert user is not None, mailbox
    return actors.of(user, None)


def _of_two_roles() -> Actor:
    """Ip Wing Sze, who works on cases and decides on others; found again by the second journey."""
    user = accounts.by_email("ip.ws@customs.example")
    if user is None:
        user = accounts.create_person(
            "ip.ws@customs.example", "Ip Wing Sze", confirmed=True, is_demo=True
        )
        for role in (Role.INTAKE, Role.CASE_OFFICER, Role.APPROVER):
            offices.give(user.id, role)
    return actors.of(user, None)
