"""An application that its company left lying: warned, and ended by an officer, never by time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from aeo.db import db
from aeo.domain.errors import NotAllowed
from aeo.domain.vocabulary import CaseStatus
from aeo.models.outbox import DeliveryState, Notification
from aeo.services import lapsing
from tests.people import writing
from tests.returned import WHY, Returned

STILL_TIME = "The company still has time to answer."
NOT_WARNED = "The company has not been warned that the case may lapse."


@pytest.fixture
def office(app) -> Returned:
    office = Returned(app)
    office.sent_back()
    return office


def test_it_ends_after_its_last_day_once_the_company_was_warned(app, office) -> None:
    assert office.refused() == [STILL_TIME, NOT_WARNED]
    office.morning(-14)
    office.morning(-3)
    assert office.warnings() == [("pending", str(office.due))] * 2
    office.morning(0)
    assert office.refused() == [STILL_TIME]
    office.morning(1)
    with writing(app):
        lapsing.lapse(office.reference, WHY, by=office.cheung)
    with app.app_context():
        assert office.case().status is CaseStatus.LAPSED
        told = db.session.scalars(
            sa.select(Notification).where(Notification.kind == "application-lapsed")
        ).all()
        assert [row.values["due_date"] for row in told] == [str(office.due)]


def test_without_a_warning_it_does_not_lapse(office) -> None:
    office.move_to(office.due + timedelta(days=1))
    assert office.refused() == [NOT_WARNED]


def test_a_warning_that_was_taken_back_is_none(app, office) -> None:
    office.morning(-3)
    with writing(app):
        db.session.execute(sa.update(Notification).values(state=DeliveryState.SUPERSEDED))
    office.morning(1)
    assert office.refused() == [NOT_WARNED]


def test_after_a_gap_only_the_last_warning_is_sent(office) -> None:
    office.morning(-2)
    assert sorted(state for state, _day in office.warnings()) == ["pending", "superseded"]


def test_who_is_no_supervisor_ends_nothing(app, office) -> None:
    office.morning(1)
    with pytest.raises(NotAllowed), writing(app):
        lapsing.lapse(office.reference, WHY, by=office.bo)
