"""A service in Nordhaven, an invented country, and a company there that applies.

Its programme (``tests/programmes/nordhaven-2026-01``) differs from Hong Kong's wherever it can:
what works there rests on nothing of Hong Kong.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from aeo import clock, create_app
from aeo.db import db
from aeo.domain.vocabulary import FindingStatus, Role
from aeo.domain.workflow.case import CaseAct
from aeo.domain.workflow.finding import FindingAct
from aeo.models.evidence import Document
from aeo.samples.filling import fill
from aeo.services import actors, companies, completeness, drafts, holidays, sending, transitions
from aeo.services.companies import Names
from aeo.services.findings import correcting, raising
from aeo.services.findings import reading as findings
from aeo.services.findings.correcting import Plan
from aeo.services.findings.raising import Seen
from aeo.services.rfis import asking
from aeo.services.rfis import reading as rfis
from aeo.sim import line
from tests.deciding import Deciders
from tests.people import a_person, an_officer, writing

PROGRAMMES = Path(__file__).parent / "programmes"
BOTH = ("CUS", "SEC")
NUMBER = "NH123456K"
HOLIDAYS = {(1, 1): "Jour de l’an", (5, 1): "Fête du travail", (12, 25): "Noël"}
GATE = Seen(criterion="C", grade="major", title="Porte ouverte", seen="La porte nord est ouverte.")


@contextmanager
def abroad(app: Flask, programmes: Path = PROGRAMMES) -> Iterator[Flask]:
    """The application of ``app``'s database, begun as a service that runs Nordhaven's programme."""
    settings = replace(app.extensions["aeo"], programme="nordhaven", programme_dirs=(programmes,))
    other = create_app(settings)
    other.test_client_class = app.test_client_class
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def by_law(app: Flask, folder: Path) -> Iterator[Flask]:
    """The same, had Nordhaven a law that refuses what is not decided in time."""
    programmes = shutil.copytree(PROGRAMMES, folder / "programmes")
    for path in programmes.glob("nordhaven-*/programme.yaml"):
        before, mark, after = path.read_text(encoding="utf-8").partition("  - id: decision\n")
        after = after.replace("on_breach: escalate", "on_breach: deemed_refusal", 1)
        path.write_text(before + mark + after, encoding="utf-8")
    with abroad(app, programmes) as other:
        yield other


class Nordhaven(Deciders):
    """Customs of Nordhaven, and Inês, who founds a company and leads its application."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.reference = ""
        with writing(app):
            officers = {
                "bo": ("Bo Janssens", Role.CASE_OFFICER, Role.INTAKE),
                "ng": ("Nele Goossens", Role.VALIDATOR),
                "cheung": ("Chloé Simon", Role.SUPERVISOR),
                "kwok": ("Koen Wouters", Role.APPROVER),
                "admin": ("Alix Claes", Role.PROGRAMME_ADMIN),
            }
            for name, (full, *roles) in officers.items():
                setattr(self, name, actors.of(an_officer(*roles, name=full), None))
            self._enter_holidays()
            founder = a_person("Inês Duarte")
            names = Names(name="Maré Alta Transportes", name_zh="", ubi=NUMBER)
            company = companies.found(names, by=actors.of(founder, None), may_sign=True)
            self.ada = actors.of(founder, company.id)

    def _enter_holidays(self) -> None:
        first = clock.today().year
        for year in range(first, first + 4):
            for (month, day), name in HOLIDAYS.items():
                holidays.add(
                    date(year, month, day), {"fr": name, "pt": name}, by=self.admin,
                    source="Moniteur de Nordhaven",
                )  # fmt: skip

    def filled(self) -> str:
        """A draft for both components, in which nothing is missing but the declaration."""
        with writing(self.app):
            self.reference = drafts.begin(list(BOTH), by=self.ada).reference
        with self.app.app_context():
            fill(self.reference, by=self.ada)
        return self.reference

    def sent(self) -> None:
        with writing(self.app):
            sending.send(self.reference, line.signed_by(self.ada), by=self.ada)

    def sent_back(self) -> None:
        with self.app.app_context():
            line.send_back(self.reference, self.bo)

    def sent_again(self) -> None:
        with writing(self.app):
            for row in completeness.returned(self.case()):
                completeness.answer(self.reference, row.public_id, "Voilà.", by=self.ada)
        self.sent()

    def taken(self) -> None:
        with self.app.app_context():
            line.accept(self.reference, self.bo)

    def accepted(self) -> str:
        """Accepted at once, unless the story has brought it there already."""
        if not self.reference:
            self.filled()
            self.sent()
            self.taken()
        return self.reference

    def asked_and_answered(self) -> None:
        """One answer is doubted; the company replies, and is believed."""
        with self.app.app_context():
            line.ask(self.reference, self.bo)
        with writing(self.app):
            for item in rfis.get(self.case(), 1).items:
                asking.reply(self.reference, 1, item.public_id, "Notre chef.", by=self.ada)
        with writing(self.app):
            asking.answer(self.reference, 1, by=self.ada)
        with writing(self.app):
            asking.accept(self.reference, 1, by=self.bo)

    def put_right(self) -> None:
        """The finding is planned, proven and closed."""
        with writing(self.app):
            plan = Plan(
                cause="Panne", action="Nouvelle serrure", owner="Inês Duarte",
                due_on=clock.today(),
            )  # fmt: skip
            correcting.save_plan(self.reference, 1, plan, version=None, by=self.ada)
            correcting.submit_plan(self.reference, 1, by=self.ada)
        self._judge(FindingAct.ACCEPT_PLAN, "")
        with writing(self.app):
            proof = db.session.scalars(sa.select(Document).order_by(Document.id)).first()
            correcting.add_proof(self.reference, 1, proof, by=self.ada)
            correcting.submit_proof(self.reference, 1, by=self.ada)
        self._judge(FindingAct.CLOSE, "Vu.")
        with writing(self.app):
            assert findings.get(self.case(), 1).status is FindingStatus.CLOSED
            transitions.perform(self.reference, CaseAct.CLOSE_ACTIONS, by=self.bo)

    def _judge(self, step: FindingAct, note: str) -> None:
        with writing(self.app):
            raising.judge(self.reference, 1, step, note, by=self.bo)
