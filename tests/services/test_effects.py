"""Cross-effects: what an event means for everything else, every cell of the two that happen now.

``aeo.domain.effects`` says it in words. Logo and partner exports are not built yet.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.effects import EFFECTS, Event, Thing
from aeo.domain.vocabulary import AuthorisationStatus as S
from aeo.domain.vocabulary import CaseStatus, CaseType, Role, VisitStatus
from aeo.models.authorisation import AuthorisationVersion, Certificate
from aeo.models.case import Case
from aeo.models.company import Company
from aeo.models.outbox import DeliveryState, Notification
from aeo.models.visit import Visit
from aeo.services.authorisations import reading, register
from aeo.services.authorisations.register import Asked
from aeo.services.authorisations.standing import Standing
from aeo.services.decisions import deciding
from aeo.services.reminders import owing
from tests.applications import a_row
from tests.deciding import Deciders
from tests.people import writing
from tests.reminded import Aging, lines, settle, sweep

DAY = timedelta(days=1)
LEAD = (Role.SIGNATORY, Role.COORDINATOR)
LATER = {Thing.LOGO, Thing.PARTNER_EXPORTS}


def versions(app, company_id: int) -> list[tuple[int, S]]:
    with app.app_context():
        query = (
            sa.select(AuthorisationVersion.number, AuthorisationVersion.status)
            .where(AuthorisationVersion.company_id == company_id)
            .order_by(AuthorisationVersion.number)
        )
        return [tuple(row) for row in db.session.execute(query)]


def listed(app) -> list[tuple[str, int]]:
    with app.app_context():
        return [(it.content["name"], it.number) for it in register.page(Asked()).rows]


def standing(app, version_id: int) -> Standing:
    with app.app_context():
        code = db.session.get_one(AuthorisationVersion, version_id).verify_code
        return reading.verify(code).standing


def papers(app, version_id: int) -> list[str]:
    with app.app_context():
        query = sa.select(Certificate.language).where(Certificate.version_id == version_id)
        return sorted(db.session.scalars(query))


def of_case(app, case_id: int) -> CaseStatus:
    with app.app_context():
        return db.session.get_one(Case, case_id).status


def a_visit(app, case_id: int, by: int) -> int:
    """A visit that is proposed and has not taken place."""
    with writing(app):
        first = db.session.scalars(sa.select(Visit).order_by(Visit.id)).first()
        case = db.session.get_one(Case, case_id)
        values = {
            "public_id": f"{case_id:032d}", "company_id": case.company_id, "case_id": case_id,
            "number": 9, "site_id": first.site_id, "mode": first.mode, "agenda": "", "hosts": "",
            "status": VisitStatus.PROPOSED, "moved": 0, "created_at": clock.now(),
            "created_by_id": by,
        }  # fmt: skip
        visit = Visit(**values)
        db.session.add(visit)
        db.session.flush()
        return visit.id


def of_visit(app, visit_id: int) -> VisitStatus:
    with app.app_context():
        return db.session.get_one(Visit, visit_id).status


@pytest.fixture
def renewed(app) -> tuple[Deciders, int, int, int, date]:
    """A renewal that is granted a hundred days before the old version ends: the office, the ids of
    both versions, of a visit that was still to come, and the last day of the old one."""
    office = Deciders(app)
    office.to_decision()
    with app.app_context():
        case_id, company_id = office.case().id, office.ada.company_id
        ends = clock.today() + 100 * DAY
        name = db.session.get_one(Company, company_id).name
    old = Aging(app).a_holder(ends, company_id=company_id, name=name)
    with writing(app):
        change = sa.update(Case).where(Case.id == case_id).values(case_type=CaseType.RENEWAL)
        db.session.execute(change)
    visit = a_visit(app, case_id, office.bo.user_id)
    with writing(app):
        company = db.session.get_one(Company, company_id)
        a_row(company, status=CaseStatus.VETTING, case_type=CaseType.REASSESSMENT)
    with writing(app):
        new = deciding.grant(office.reference, by=office.kwok).version.id
    return office, old, new, visit, ends


def test_granted(app, renewed) -> None:
    office, _old, new, visit, ends = renewed
    company_id = office.ada.company_id
    found: dict[Thing, object] = {}
    with app.app_context():
        begins = db.session.get_one(AuthorisationVersion, new).valid_from
        name = db.session.get_one(Company, company_id).name
        others = db.session.scalars(
            sa.select(Case.status).where(
                Case.company_id == company_id, Case.case_type == CaseType.REASSESSMENT
            )
        ).all()
        mine = office.case()
        found[Thing.OPEN_CASES] = (others, mine.status, mine.closed_at is not None)
    settle(app)
    before = (versions(app, company_id), listed(app), standing(app, new))
    found[Thing.CERTIFICATE] = papers(app, new)
    found[Thing.VISITS] = of_visit(app, visit)
    sweep(app)
    found[Thing.REMINDERS] = lines(app)  # the old version has two months to go
    aging = Aging.__new__(Aging)
    aging.app = app
    aging.to(ends + DAY)
    settle(app)
    found[Thing.AUTHORISATION] = (begins, before[0], versions(app, company_id))
    found[Thing.REGISTER] = (before[1], listed(app), before[2], standing(app, new))
    _check(Event.GRANTED, found, {
        Thing.AUTHORISATION: (
            ends + DAY, [(1, S.ACTIVE), (2, S.ACTIVE)], [(1, S.SUPERSEDED), (2, S.ACTIVE)]
        ),
        Thing.CERTIFICATE: ["en", "zh-Hans", "zh-Hant"],
        Thing.REGISTER: ([(name, 1)], [(name, 2)], Standing.NOT_YET, Standing.VALID),
        Thing.OPEN_CASES: ([CaseStatus.VETTING], CaseStatus.GRANTED, True),
        Thing.VISITS: VisitStatus.CANCELLED,
        Thing.REMINDERS: [],
    })  # fmt: skip


def test_the_reminders_of_the_new_version_begin(app, renewed) -> None:
    _office, _old, new, _visit, _ends = renewed
    with app.app_context():
        version = db.session.get_one(AuthorisationVersion, new)
        ends, due = version.valid_to, version.renewal_due_on
    aging = Aging.__new__(Aging)
    aging.app = app
    aging.to(ends - 260 * DAY)
    settle(app)
    sweep(app)
    assert [line for line in lines(app) if line[3] == "pending"] == [
        ("renewal-invitation", "-P9M", "Ada Chan", "pending")
    ]
    with app.app_context():
        row = db.session.scalar(
            sa.select(Notification).where(Notification.kind == "renewal-invitation")
        )
        assert row.values == {"due_date": str(due), "expiry_date": str(ends)}


def test_valid_to_passed(app) -> None:
    office = Deciders(app)
    version_id = office.granted()
    aging = Aging(app)
    with app.app_context():
        ends = db.session.get_one(AuthorisationVersion, version_id).valid_to
        company_id = office.ada.company_id
        name = db.session.get_one(Company, company_id).name
    aging.to(ends - 20 * DAY)
    sweep(app)
    pending = [line[:2] for line in lines(app) if line[3] == "pending"]
    assert ("renewal-late-company", "-P1M") in pending
    aging.to(ends)
    assert (settle(app), listed(app), standing(app, version_id)) == (0, [(name, 1)], Standing.VALID)
    renewal = aging.renewed_by(version_id, CaseStatus.VISIT_PLANNING)
    visit = a_visit(app, renewal, office.bo.user_id)
    before = papers(app, version_id)
    aging.to(ends + DAY)
    settle(app)
    sweep(app)
    with writing(app):
        ids = db.session.scalars(sa.select(Notification.id)).all()
        owing.take_back(ids)
    with app.app_context():
        once = sa.select(sa.func.count()).where(Notification.kind == "status-expired-company")
        told = db.session.scalar(once)
        still = db.session.scalar(
            sa.select(sa.func.count()).where(
                Notification.dedupe_key.startswith("reminder:"),
                Notification.state == DeliveryState.PENDING,
            )
        )
    _check(Event.VALID_TO_PASSED, {
        Thing.AUTHORISATION: versions(app, company_id),
        Thing.CERTIFICATE: (papers(app, version_id) == before, standing(app, version_id)),
        Thing.REGISTER: listed(app),
        Thing.OPEN_CASES: of_case(app, renewal),
        Thing.VISITS: of_visit(app, visit),
        Thing.REMINDERS: (told, still),
    }, {
        Thing.AUTHORISATION: [(1, S.EXPIRED)],
        Thing.CERTIFICATE: (True, Standing.ENDED),
        Thing.REGISTER: [],
        Thing.OPEN_CASES: CaseStatus.VISIT_PLANNING,
        Thing.VISITS: VisitStatus.PROPOSED,
        Thing.REMINDERS: (1, 0),
    })  # fmt: skip


def _check(event: Event, found: Mapping[Thing, object], expected: Mapping[Thing, object]) -> None:
    """Each cell of the row, and no cell forgotten."""
    assert expected.keys() == EFFECTS[event].keys() - LATER
    assert found == expected
