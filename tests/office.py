"""An office and a company with a case in examination: the people of stories on either side."""

from datetime import date, datetime, time

import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db
from aeo.domain.calendar import Counting
from aeo.domain.vocabulary import Role, VerdictState
from aeo.domain.workflow.case import CaseAct
from aeo.models.outbox import Notification
from aeo.models.visit import Visit
from aeo.services import actors, cases, holidays, snapshots, transitions
from aeo.services.verdicts import giving
from aeo.services.verdicts import reading as verdicts
from aeo.services.visits import onsite, planning
from aeo.services.visits import reading as visits
from aeo.services.visits.planning import Offer, Slot
from aeo.sim import line
from aeo.sim.line import Application, Stage
from tests.kept import kept
from tests.people import a_company, a_member, an_officer, writing

LEADS = (Role.SIGNATORY, Role.COORDINATOR, Role.COMPANY_ADMIN)


class Office:
    """The people of one story, as actors."""

    levels: tuple[str, ...] = ("T1",)  # what the company applies for

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.reference = ""
        self.staffed()

    @kept
    def staffed(self) -> None:
        """The office as it is when nothing has happened yet, and the company's lead."""
        with writing(self.app):
            holidays.seed()
            company = a_company()
            self.ada = actors.of(a_member(company, *LEADS), company.id)
            officers = {
                "bo": ("Bo Lau", Role.CASE_OFFICER, Role.INTAKE),
                "ng": ("Ng Suk Yee", Role.VALIDATOR),
                "cheung": ("Cheung Wai Lam", Role.SUPERVISOR),
                "kwok": ("Kwok Chi Hang", Role.APPROVER),
            }
            for name, (full, *roles) in officers.items():
                setattr(self, name, actors.of(an_officer(*roles, name=full), None))

    def case(self):
        return cases.get(self.reference, to=self.bo)

    @kept
    def accepted(self) -> str:
        with self.app.app_context():
            found = line.bring(self.ada, Application(self.levels, Stage.ACCEPTED), self.bo)
        self.reference = found or ""
        return self.reference

    @kept
    def read(self, but: tuple[str, str] | None = None) -> None:
        """Every answer gets a verdict, but one."""
        with writing(self.app):
            record = snapshots.read(snapshots.get(self.case()))
            for question, scope in verdicts.to_judge(record):
                if (question, scope) != but:
                    giving.give(self.reference, question, scope, VerdictState.ACCEPTED, by=self.bo)

    @kept
    def in_visits(self) -> str:
        """Everything read, and the site's public id."""
        self.accepted()
        self.read()
        with writing(self.app):
            transitions.perform(self.reference, CaseAct.PLAN_VISIT, by=self.bo)
            return next(iter(visits.required_sites(self.case())))

    @kept
    def agreed(self) -> str:
        """A visit with a date; returns its public id."""
        site = self.in_visits()
        with writing(self.app):
            first = planning.earliest(self.case())
            offer = Offer(
                site=site, slots=[Slot(first, time(10))], mode="on_site",
                team=[self.ng.user_id, self.bo.user_id],
            )  # fmt: skip
            visit = planning.propose(self.reference, offer, by=self.bo)
            planning.choose(self.reference, visit.public_id, visit.slots[0].public_id, by=self.ada)
            return visit.public_id

    def move_to(self, day: date) -> None:
        with writing(self.app):
            clock.move_to(datetime.combine(day, time(9), tzinfo=clock.zone()))

    @kept
    def visited(self, first: str = "conform") -> None:
        """The visit is over, every check in order but the first where it is said."""
        self.hold(self.agreed(), first)

    def hold(self, visit: str, first: str = "conform") -> None:
        """On its day a visit begins, its checks are marked, and it ends."""
        with self.app.app_context():
            day = visits.get(self.case(), visit).day
        self.move_to(day)
        with writing(self.app):
            onsite.start(self.reference, visit, by=self.ng)
            for number, item in enumerate(visits.checklist(self.case())):
                result = "conform" if number else first
                note = "Only half of it." if result != "conform" else ""
                onsite.mark(self.reference, visit, item.id, result, note, by=self.ng)
            onsite.complete(self.reference, visit, by=self.ng)

    def owed(self, kind: str) -> int:
        query = sa.select(sa.func.count()).where(Notification.kind == kind)
        return db.session.scalar(query) or 0


def offered(office: Office, site: str, *days: date, **given) -> str:
    """A visit of Ng and Bo with these dates; returns its public id."""
    with writing(office.app):
        team = given.get("team", [office.ng.user_id, office.bo.user_id])
        slots = [Slot(day, time(10)) for day in days]
        offer = Offer(site=site, slots=slots, mode=given.get("mode", "on_site"), team=team)
        return planning.propose(office.reference, offer, by=given.get("by", office.bo)).public_id


def first_day(office: Office, further: int = 0) -> date:
    """The first day with notice, or a working day further on."""
    with office.app.app_context():
        first = planning.earliest(office.case())
        return holidays.calendar().add(first, further, Counting.WORKING).day


def visit_of(office: Office, public_id: str) -> Visit:
    return visits.get(cases.get(office.reference, to=office.bo), public_id)


def another(office: Office) -> Office:
    """A second company whose case has come to its visits too, with the same officers."""
    other = object.__new__(Office)
    other.__dict__.update(office.__dict__)
    with writing(office.app):
        company = a_company("Heron Freight Limited", ubi="87654321")
        other.ada = actors.of(a_member(company, *LEADS, name="Eva Ho"), company.id)
    return other
