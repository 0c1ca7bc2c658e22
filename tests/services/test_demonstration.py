"""The demonstration is built by the services, once."""

import sqlalchemy as sa

from aeo.db import db
from aeo.domain.vocabulary import CaseStatus, RfiStatus, VisitStatus
from aeo.models.case import Case
from aeo.models.company import Company
from aeo.models.review import Rfi
from aeo.models.visit import Visit
from aeo.services import holidays
from aeo.sim import demo
from tests.people import writing


def test_the_demonstration_has_a_case_at_each_step_and_is_built_once(app) -> None:
    with writing(app):
        holidays.seed()
    with app.app_context():
        assert demo.build() == len(demo.OFFICE) + len(demo.COMPANIES)
        query = sa.select(Company.name, Case.status).join(Case).order_by(Company.name)
        built = dict(db.session.execute(query).all())
        assert built == {
            "Blue Junk Lines Limited": CaseStatus.SUBMITTED,
            "Golden Reed Trading Company Limited": CaseStatus.RETURNED,
            "Harrier Cove Forwarding Limited": CaseStatus.VETTING,
            "Lantern Pass Logistics Limited": CaseStatus.VETTING,
            "Nine Pines Warehousing Limited": CaseStatus.VISIT_PLANNING,
            "Pacific Heron Forwarders Limited": CaseStatus.DRAFT,
            "Quill Harbour Cargo Limited": CaseStatus.INFO_REQUESTED,
            "Silver Mullet Shipping Limited": CaseStatus.VISIT_SCHEDULED,
            "Stonecutter Warehousing Limited": CaseStatus.VETTING,
        }
        assert db.session.scalars(sa.select(Rfi.status)).all() == [RfiStatus.OPEN]
        visits = db.session.scalars(sa.select(Visit.status).order_by(Visit.id)).all()
        assert visits == [VisitStatus.PROPOSED, VisitStatus.AGREED]
        named = sa.select(sa.func.count()).where(Company.name_zh != "")
        assert db.session.scalar(named) == len(demo.COMPANIES)
        db.session.rollback()
        assert demo.build() == 0
        assert dict(db.session.execute(query).all()) == built
