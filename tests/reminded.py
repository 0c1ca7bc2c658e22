"""Time that passes over what is held, and what people are reminded of meanwhile."""

import secrets
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.validity import renewal_due
from aeo.domain.vocabulary import AuthorisationStatus, CaseStatus, CaseType, Role
from aeo.jobs import deliver, expire, foresee, remind
from aeo.models.account import User
from aeo.models.authorisation import Authorisation, AuthorisationVersion
from aeo.models.case import Case
from aeo.models.company import Company
from aeo.models.decision import Decision
from aeo.models.outbox import DeliveryState, Notification
from aeo.services import holidays, programmes
from aeo.services.authorisations import codes
from tests.applications import a_row
from tests.holding import ENDED
from tests.people import a_company, a_member, an_officer, writing

# Kind, offset, whose address, state.
Line = tuple[str, str, str, str]


class Aging:
    """An office, and holders whose status grows old. They are written as grants would write them:
    a test of what time does needs many, and no story behind them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with writing(app):
            if programmes.current().id == "hkaeo":
                holidays.seed()
            self.bo = an_officer(Role.CASE_OFFICER, Role.INTAKE, name="Bo Lau").id
            self.cheung = an_officer(Role.SUPERVISOR, name="Cheung Wai Lam").id
            self.kwok = an_officer(Role.APPROVER, name="Kwok Chi Hang").id
            self.lam = an_officer(Role.REGISTER_OFFICER, name="Lam Tsz Yan").id

    def a_holder(self, ends: date | None, *people: tuple[str, tuple[Role, ...]], **given) -> int:
        """A version with ``ends`` as its last day, of a company of its own (or of ``company_id``)
        with these people, by name and roles. Its id."""
        with writing(self.app):
            name = given.pop("name", "Grey Heron Limited")
            its = given.pop("company_id", None)
            company = (
                db.session.get_one(Company, its)
                if its
                else a_company(name, ubi=f"{secrets.randbelow(10**8):08d}")
            )
            for person, roles in people:
                a_member(company, *roles, name=person, since=date(2026, 11, 23))
            held = Authorisation(
                public_id=secrets.token_hex(16), company_id=company.id,
                programme_id=programmes.current().id,
                code=f"AEOHK{secrets.randbelow(10**10):010d}", begun_at=clock.now(),
                is_public=True,
            )  # fmt: skip
            db.session.add(held)
            db.session.flush()
            return self._version(held, ends, **given).id

    def next_version(self, version_id: int, ends: date | None, **given) -> int:
        """The version that follows one, and its id."""
        with writing(self.app):
            before = db.session.get_one(AuthorisationVersion, version_id)
            return self._version(before.authorisation, ends, **given).id

    def _version(self, held: Authorisation, ends: date | None, **given) -> AuthorisationVersion:
        company = db.session.get_one(Company, held.company_id)
        began = given.pop("valid_from", None) or (ends or clock.today()) - timedelta(days=1096)
        at = datetime.combine(began, time(10), tzinfo=clock.zone())
        officer = db.session.get_one(User, self.bo)
        case = a_row(company, status=CaseStatus.GRANTED, officer=officer, at=at)
        decision = Decision(
            company_id=company.id, case_id=case.id, outcome="grant", levels=case.levels,
            reasoning="", grounds=[], decided_at=at, decided_by_id=self.kwok,
        )  # fmt: skip
        db.session.add(decision)
        db.session.flush()
        status = given.pop("status", AuthorisationStatus.ACTIVE)
        content = {"name": company.name, "name_zh": "", "roles": [], "sites": []}
        version = AuthorisationVersion(
            company_id=company.id, authorisation=held, number=len(held.versions) + 1,
            status=status, levels=case.levels, valid_from=began, valid_to=ends,
            renewal_due_on=renewal_due(ends, "P6M") if ends else None,
            verify_code=codes.check(), content=content, case_id=case.id, decision_id=decision.id,
            granted_at=at, status_since=at, ended_on=clock.today() if status in ENDED else None,
        )  # fmt: skip
        db.session.add(version)
        db.session.flush()
        return version

    def renewed_by(self, version_id: int, status: CaseStatus, at: datetime | None = None) -> int:
        """A renewal of the holder of a version that stands at ``status``."""
        with writing(self.app):
            version = db.session.get_one(AuthorisationVersion, version_id)
            company = db.session.get_one(Company, version.company_id)
            return a_row(company, status=status, case_type=CaseType.RENEWAL, at=at).id

    def to(self, day: date, hour: time = time(9, 0, 1)) -> None:
        with writing(self.app):
            clock.move_to(datetime.combine(day, hour, tzinfo=clock.zone()))
        with self.app.app_context():
            if foresee.due(1):
                foresee.run([1])

    def version(self, version_id: int) -> AuthorisationVersion:
        """As it stands; to be read in an application context."""
        db.session.rollback()
        return db.session.get_one(AuthorisationVersion, version_id)


def set_status(app: Flask, case_id: int, status: CaseStatus, *, closed: bool) -> None:
    """As the services would leave a case, without its story."""
    with writing(app):
        db.session.execute(
            sa.update(Case)
            .where(Case.id == case_id)
            .values(status=status, closed_at=clock.now() if closed else None)
        )


def sweep(app: Flask) -> int:
    """What a worker does when it looks for reminders; how many groups there were to sweep."""
    with app.app_context():
        due = remind.due(50)
        remind.run(due)
        return len(due)


def settle(app: Flask) -> int:
    """What a worker does with versions that are over; how many there were."""
    with app.app_context():
        due = expire.due(50)
        expire.run(due)
        return len(due)


def deliver_all(app: Flask) -> None:
    with app.app_context():
        deliver.run(deliver.due(200))


def lines(app: Flask, *kinds: str) -> list[Line]:
    """Every reminder as a line, in the order of their kinds, offsets and readers."""
    with app.app_context():
        query = (
            sa.select(Notification, User.name)
            .join(User, User.id == Notification.recipient_id)
            .where(Notification.dedupe_key.startswith("reminder:"))
        )
        found = [
            (row.kind, row.dedupe_key.split(":")[5], name, row.state.value)
            for row, name in db.session.execute(query)
            if not kinds or row.kind in kinds
        ]
        return sorted(found)


def sent(app: Flask, state: DeliveryState = DeliveryState.PENDING) -> list[tuple[str, str]]:
    """Kind and offset of the reminders in one state."""
    return [(kind, offset) for kind, offset, _name, its in lines(app) if its == state]


def forget_mail(app: Flask) -> None:
    """Take every message there is as sent, so that a test sees only what comes next."""
    with app.app_context(), unit_of_work():
        db.session.execute(
            sa.update(Notification)
            .where(Notification.state == DeliveryState.PENDING)
            .values(state=DeliveryState.SENT, sent_at=clock.machine())
        )
