"""On a walk of programme time, what falls due is done at its own step, and a killed walker is
followed by another."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.jobs import hand_out, walk
from aeo.models.outbox import DeliveryState, Notification
from aeo.services import walks
from tests.owed import owe
from tests.workers.mail_server import Server


def begin(days: int) -> date:
    there = clock.today() + timedelta(days=days)
    with unit_of_work():
        walks.begin(there)
    return there


def test_a_walk_arrives_and_does_what_is_due(app: Flask, server: Server) -> None:
    owe("ada@x.example")
    there = begin(3)
    hand_out.work_off((walk.WORK,))
    assert (clock.today(), walks.under_way()) == (there, None)
    state = db.session.scalar(sa.select(Notification.state))
    assert state is DeliveryState.SENT


def test_a_walker_that_ran_out_of_time_is_followed_by_another(
    app: Flask, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_early = clock.local(clock.now()).time() < walks.MORNING  # this morning is a step as well
    there = begin(3)
    monkeypatch.setattr(walk, "SPELL", 0.0)
    # A chunk for each step and one to arrive; one for the reminders of each morning that comes,
    # and of the last that has come; one for the holidays of the years ahead.
    assert hand_out.work_off((walk.WORK,)) == 7 + is_early + 3 + is_early + 1 + 1
    assert (clock.today(), walks.under_way()) == (there, None)
