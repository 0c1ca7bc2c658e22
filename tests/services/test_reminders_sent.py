"""At the moment of sending, a reminder is still true or it is not sent."""

from datetime import date
from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa

from aeo.db import db
from aeo.domain.vocabulary import CaseStatus, Role
from aeo.mail import mail, notice
from aeo.models.outbox import DeliveryState, Notification
from aeo.services import deliveries, outbox
from aeo.services.reminders import owing
from tests.owed import owe
from tests.people import writing
from tests.reminded import Aging, deliver_all, forget_mail, lines, sweep

LEAD = (Role.SIGNATORY, Role.COORDINATOR)
PENDING = DeliveryState.PENDING
ENDS = date(2029, 11, 30)


@pytest.fixture
def office(app, traveller) -> Aging:
    return Aging(app)


def test_what_is_no_longer_true_when_it_is_sent_is_not_sent(app, office) -> None:
    version_id = office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 2, 28))
    sweep(app)
    office.renewed_by(version_id, CaseStatus.SUBMITTED)
    with writing(app):
        ids = db.session.scalars(sa.select(Notification.id)).all()
        assert owing.take_back(ids) == 1
    assert lines(app) == [("renewal-invitation", "-P9M", "Ada Chan", "superseded")]
    with writing(app):
        assert owing.take_back(ids) == 0


def test_one_that_waited_until_a_more_urgent_one_was_due_is_not_sent(app, office) -> None:
    office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 2, 28))
    sweep(app)
    office.to(date(2029, 4, 30))
    with writing(app):
        ids = db.session.scalars(sa.select(Notification.id)).all()
        assert owing.take_back(ids) == 1
    sweep(app)
    assert sorted(state for *_rest, state in lines(app)) == ["pending", "superseded"]


def test_one_that_is_true_is_left_and_so_is_any_other_message(app, office) -> None:
    office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 2, 28))
    sweep(app)
    with app.app_context():
        owe("ada@x.example")
        ids = db.session.scalars(sa.select(Notification.id)).all()
        before = db.session.scalars(sa.select(Notification.state).order_by(Notification.id)).all()
    assert len(ids) == 2
    with writing(app):
        assert owing.take_back(ids) == 0
    with app.app_context():
        after = db.session.scalars(sa.select(Notification.state).order_by(Notification.id)).all()
    assert after == before


def test_a_reminder_that_a_person_sends_again_is_theirs_to_judge(app, office) -> None:
    version_id = office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 2, 28))
    sweep(app)
    forget_mail(app)
    with writing(app):
        row = db.session.scalar(
            sa.select(Notification).where(Notification.kind == "renewal-invitation")
        )
        again = outbox.resend(row, by=office.cheung)
        assert again is not None
        again_id = again.id
    office.renewed_by(version_id, CaseStatus.SUBMITTED)
    with writing(app):
        assert owing.take_back([again_id]) == 0


def test_the_days_left_are_those_of_the_day_on_which_it_is_sent(app, office) -> None:
    office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 4, 30))
    sweep(app)
    with app.app_context():
        row = db.session.scalar(
            sa.select(Notification).where(
                Notification.kind == "renewal-reminder", Notification.state == PENDING
            )
        )
        renderer = mail().renderer
        on_time = renderer.render(row, on=date(2029, 4, 30)).text
        late = renderer.render(row, on=date(2029, 5, 28)).text
        over = renderer.render(row, on=date(2029, 6, 2)).text
        assert "It is due on 30 May 2029. Days left: 30." in on_time
        assert "Days left: 2." in late
        assert "Days left: 0." in over
        assert notice(row).preheader == (
            "Your status ends on 30 November 2029. Days left to submit: 30."
        )


def test_the_mail_itself_counts_from_the_day_on_which_it_is_made(app, office) -> None:
    office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 4, 30))
    sweep(app)
    with writing(app):
        ids = db.session.scalars(sa.select(Notification.id)).all()
        claims = deliveries.claim(ids)
    office.to(date(2029, 5, 28))
    with app.app_context():
        made = [
            message_from_bytes(mail().compose(claim), policy=policy.default) for claim in claims
        ]
        texts = [one.get_body(("plain",)).get_content() for one in made]
        assert ["Days left: 2." in " ".join(text.split()) for text in texts] == [True]


def test_the_worker_that_delivers_takes_back_first(app, office) -> None:
    version_id = office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 2, 28))
    forget_mail(app)
    sweep(app)
    office.renewed_by(version_id, CaseStatus.SUBMITTED)
    deliver_all(app)
    assert lines(app) == [("renewal-invitation", "-P9M", "Ada Chan", "superseded")]
