"""Looking for what time has brought: whoever else looks, and wherever a worker dies."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import AuthorisationStatus as S
from aeo.domain.vocabulary import Role
from aeo.jobs import expire, hand_out, remind, walk
from aeo.jobs.registry import WORKS
from aeo.models.authorisation import AuthorisationVersion
from aeo.models.case import CaseEvent
from aeo.models.outbox import DeliveryState, Notification
from aeo.models.sweep import Sweep
from aeo.services import walks
from aeo.services.reminders.subjects import GROUPS
from tests.people import writing
from tests.reminded import Aging, lines, settle, sweep
from tests.workers.dying import die_at
from tests.workers.mail_server import Server

LEAD = (Role.SIGNATORY, Role.COORDINATOR)
DAY = timedelta(days=1)


@pytest.fixture
def office(app: Flask, within: None) -> Aging:
    return Aging(app)


def ends_in(app: Flask, days: int) -> date:
    with app.app_context():
        return clock.today() + timedelta(days=days)


def statuses(app: Flask) -> list[S]:
    with app.app_context():
        return list(db.session.scalars(sa.select(AuthorisationVersion.status)))


def test_they_are_registered_before_the_mail_that_they_owe() -> None:
    assert [work.kind for work in WORKS][:4] == ["holidays", "validity", "reminders", "mail"]
    assert (expire.WORK.queue, remind.WORK.queue) == ("schedule", "schedule")


@pytest.mark.serial
@pytest.mark.parametrize("nth", [1, 3])
@pytest.mark.parametrize("name", ["remind.before_commit", "remind.after_commit"])
def test_a_sweeper_that_dies_loses_nothing_and_doubles_nothing(app, office, name, nth) -> None:
    office.a_holder(ends_in(app, 120), ("Ada Chan", LEAD), ("Eva Ho", LEAD))
    assert die_at(app, remind, f"{name}:{nth}") == 137
    before = lines(app)
    committed = nth if name == "remind.after_commit" else nth - 1
    assert len({kind for kind, *_rest in before} & {"renewal-late-company"}) == min(1, committed)
    with app.app_context():
        swept = db.session.scalar(sa.select(sa.func.count()).select_from(Sweep))
        assert swept == committed
    assert sweep(app) == len(GROUPS) - committed
    assert sweep(app) == 0
    due = [line for line in lines(app) if line[3] == "pending"]
    assert due == [
        ("renewal-late-company", "-P5M", "Ada Chan", "pending"),
        ("renewal-late-company", "-P5M", "Eva Ho", "pending"),
        ("renewal-late-officer", "-P5M", "Bo Lau", "pending"),
    ]


@pytest.mark.serial
@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("name", ["expire.before_commit", "expire.after_commit"])
def test_a_worker_that_dies_over_a_version_ends_each_once(app, office, name, nth) -> None:
    for number in range(3):
        office.a_holder(ends_in(app, -1), ("Ada Chan", LEAD), name=f"Heron {number} Limited")
    assert die_at(app, expire, f"{name}:{nth}") == 137
    ended = nth if name == "expire.after_commit" else nth - 1
    assert statuses(app).count(S.EXPIRED) == ended
    assert settle(app) == 3 - ended
    assert settle(app) == 0
    with app.app_context():
        steps = db.session.scalars(sa.select(CaseEvent.action).where(CaseEvent.subject != ""))
        assert list(steps) == ["expire"] * 3
        told = sa.select(sa.func.count()).where(Notification.kind == "status-expired-company")
        assert db.session.scalar(told) == 3


@pytest.mark.serial
def test_a_worker_that_is_not_killed_does_all(app, office) -> None:
    office.a_holder(ends_in(app, -1), ("Ada Chan", LEAD))
    assert (die_at(app, expire, "nowhere"), die_at(app, remind, "nowhere")) == (0, 0)
    assert (statuses(app), settle(app), sweep(app)) == ([S.EXPIRED], 0, 0)


def test_on_a_walk_each_reminder_goes_out_and_the_status_ends(
    app: Flask, office: Aging, server: Server
) -> None:
    office.a_holder(ends_in(app, 40), ("Ada Chan", LEAD))
    office.a_holder(ends_in(app, 2), ("Eva Ho", LEAD), name="Heron Freight Limited")
    with writing(app):
        walks.begin(clock.today() + 45 * DAY)
    hand_out.work_off((walk.WORK,))
    company = [(it[1:]) for it in lines(app, "renewal-late-company") if it[3] != "superseded"]
    assert company == [
        ("-P1M", "Ada Chan", "sent"),
        ("-P1M", "Eva Ho", "sent"),
        ("-P3M", "Ada Chan", "sent"),
    ]
    assert statuses(app) == [S.EXPIRED] * 2
    with app.app_context():
        open_states = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
        left = sa.select(sa.func.count()).where(Notification.state.in_(open_states))
        assert db.session.scalar(left) == 0
        expired = sa.select(Notification.values).where(
            Notification.kind == "status-expired-company"
        )
        ends = sorted(row["expiry_date"] for row in db.session.scalars(expired))
        walked = clock.today() - 45 * DAY
        assert ends == [str(walked + 2 * DAY), str(walked + 40 * DAY)]
