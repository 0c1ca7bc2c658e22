"""From rows to a real mail server, exactly once: whoever else sends, and wherever a worker dies."""

import threading

import pytest
import sqlalchemy as sa

from aeo.db import db, unit_of_work
from aeo.jobs import deliver
from aeo.mail import mail
from aeo.models.outbox import DeliveryState, MailAttempt
from aeo.services import deliveries
from tests.workers.dying import die_at
from tests.workers.mail_server import owe, read, ripen, work


def test_what_is_owed_arrives_once_however_often_the_worker_runs(server) -> None:
    key = owe("ada")
    for _round in range(3):
        work()
        ripen()
    deliver.run([key, key])
    assert server.arrived() == ["ada@x.example"]
    row = read(key)
    assert (row.state, row.attempts, row.last_reply) == (DeliveryState.SENT, 1, "250 taken over")


def test_one_connection_carries_many_messages(server) -> None:
    for number in range(8):
        owe(f"ada{number}")
    work()
    assert len(server.arrived()) == 8
    assert len(server.peers) == 1


def test_a_lapsed_lease_is_looked_up_too(server) -> None:
    arrived, not_arrived = owe("ada"), owe("bo")
    with unit_of_work():
        claims = deliveries.claim([arrived, not_arrived])
    ours = mail()
    with ours.transport.connect() as connection:
        connection.send(ours.compose(claims[0]), sender=ours.sender, recipient="ada@x.example")
    ripen()
    work()
    assert read(arrived).state is DeliveryState.SENT
    assert read(not_arrived).state is DeliveryState.SENT
    assert server.arrived() == ["ada@x.example", "bo@x.example"]
    assert read(not_arrived).crashes == 1


def test_two_workers_with_the_same_rows_send_them_once(app, server) -> None:
    ids = [owe(f"ada{number}") for number in range(12)]
    start = threading.Barrier(3)

    def sender() -> None:
        with app.app_context():
            start.wait()
            deliver.run(ids)
            db.session.remove()

    workers = [threading.Thread(target=sender) for _worker in range(2)]
    for worker in workers:
        worker.start()
    start.wait()
    for worker in workers:
        worker.join(timeout=30)
    assert server.arrived() == sorted(f"ada{number}@x.example" for number in range(12))
    assert {read(key).state for key in ids} == {DeliveryState.SENT}


def test_the_ledger_names_every_try(server) -> None:
    key = owe("cut")
    work()
    ripen()
    work()
    tries = db.session.scalars(sa.select(MailAttempt).filter_by(notification_id=key)).all()
    assert [(attempt.number, attempt.outcome.value) for attempt in tries] == [(1, "uncertain")]


def test_it_is_registered_as_the_work_of_the_mail_queue() -> None:
    assert (deliver.WORK.kind, deliver.WORK.queue) == ("mail", "mail")
    assert (deliver.WORK.due, deliver.WORK.run) == (deliver.due, deliver.run)


@pytest.mark.serial
@pytest.mark.parametrize("nth", [1, 3])
@pytest.mark.parametrize(
    "name",
    ["deliver.after_claim", "deliver.after_connect", "deliver.after_data", "deliver.before_mark"],
)
def test_a_worker_that_dies_loses_nothing_and_doubles_nothing(app, server, name, nth) -> None:
    keys = [owe(f"ada{number}") for number in range(5)]
    db.session.remove()
    once_per_chunk = name == "deliver.after_claim"
    assert die_at(app, deliver, f"{name}:{1 if once_per_chunk else nth}") == 137
    for _round in range(4):
        ripen()
        work()
    assert {read(key).state for key in keys} == {DeliveryState.SENT}
    assert server.arrived() == [f"ada{number}@x.example" for number in range(5)]


@pytest.mark.serial
def test_a_worker_that_is_not_killed_sends_everything(app, server) -> None:
    for number in range(5):
        owe(f"ada{number}")
    db.session.remove()
    assert die_at(app, deliver, "deliver.nowhere") == 0
    assert server.arrived() == [f"ada{number}@x.example" for number in range(5)]
