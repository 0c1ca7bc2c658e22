"""A mail server that refuses, hangs up, is slow or is not there: nothing lost, nothing doubled."""

import socket
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa

from aeo.jobs import deliver
from aeo.mail import mail
from aeo.mail import transport as transports
from aeo.models.outbox import DeliveryState, FailureCause, Notification
from aeo.services import deliveries, outbox
from aeo.services.outbox import Recipient
from tests.workers.mail_server import free_port, owe, read, ripen, work


def test_each_trouble_touches_its_own_message_only(server) -> None:
    keys = {name: owe(name) for name in ("gone", "full", "spam", "lost", "cut", "ada", "bo")}
    work()
    found = {name: (read(key).state, read(key).failed_because) for name, key in keys.items()}
    assert found == {
        "gone": (DeliveryState.FAILED, FailureCause.REFUSED),
        "full": (DeliveryState.PENDING, None),
        "spam": (DeliveryState.FAILED, FailureCause.REFUSED),
        "lost": (DeliveryState.UNCERTAIN, None),
        "cut": (DeliveryState.UNCERTAIN, None),
        "ada": (DeliveryState.SENT, None),
        "bo": (DeliveryState.SENT, None),
    }
    assert server.arrived() == ["ada@x.example", "bo@x.example", "cut@x.example"]
    assert read(keys["gone"]).last_reply == "550 no such user <<address>>"
    assert [row.id for row in outbox.failed()] == [keys["gone"], keys["spam"]]


def test_a_temporary_refusal_is_tried_again_later_and_then_given_up(server) -> None:
    key = owe("full")
    work()
    assert read(key).due_at > datetime.now(UTC)
    work()
    assert read(key).attempts == 1
    for _try in deliveries.BACKOFF:
        ripen()
        work()
    row = read(key)
    assert (row.state, row.failed_because) == (DeliveryState.FAILED, FailureCause.EXHAUSTED)
    assert row.last_reply == "450 try later"
    assert server.arrived() == []


def test_cut_after_the_final_dot_is_looked_up_and_not_sent_again(server) -> None:
    key = owe("cut")
    work()
    assert read(key).state is DeliveryState.UNCERTAIN
    work()
    assert read(key).state is DeliveryState.UNCERTAIN
    ripen()
    work()
    assert read(key).state is DeliveryState.SENT
    assert server.arrived() == ["cut@x.example"]


def test_what_the_server_did_not_keep_is_sent_again(server) -> None:
    key = owe("lost")
    work()
    ripen()
    work()
    row = read(key)
    assert (row.state, row.attempts) == (DeliveryState.UNCERTAIN, 2)
    assert server.arrived() == []


def test_without_a_record_the_kind_decides(app, server) -> None:
    app.extensions["aeo_mail"] = replace(mail(), transport=replace(mail().transport, record=None))
    decision = owe("cut")
    creator = Recipient(email="cut@x.example", role="creator")
    calm = owe("cut", "draft-created", to=creator, values={})
    work()
    ripen()
    work()
    assert read(calm).state is DeliveryState.HELD
    assert read(decision).attempts == 2
    assert server.arrived() == ["cut@x.example"] * 3


def test_a_server_that_turns_us_away_says_nothing_about_the_message(server) -> None:
    key = owe("ada")
    server.grudge = "530 sign in first"
    work()
    assert read(key).state is DeliveryState.PENDING
    server.grudge = ""
    ripen()
    work()
    assert server.arrived() == ["ada@x.example"]


def test_a_server_that_is_down_costs_only_time(app, server) -> None:
    keys = [owe(f"ada{number}") for number in range(3)]
    up = mail()
    down = replace(up.transport, url=f"smtp://127.0.0.1:{free_port()}")
    app.extensions["aeo_mail"] = replace(up, transport=down)
    work()
    assert {read(key).state for key in keys} == {DeliveryState.PENDING}
    assert {read(key).attempts for key in keys} == {1}
    app.extensions["aeo_mail"] = up
    ripen()
    work()
    assert len(server.arrived()) == 3


def test_a_server_that_never_answers_is_left_in_time(app, server, monkeypatch) -> None:
    monkeypatch.setattr(transports, "SOCKET_SECONDS", 0.2)
    key = owe("ada")
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"smtp://127.0.0.1:{mute.getsockname()[1]}"
        app.extensions["aeo_mail"] = replace(mail(), transport=replace(mail().transport, url=url))
        work()
    row = read(key)
    assert (row.state, row.attempts) == (DeliveryState.PENDING, 1)


def test_what_a_slow_server_leaves_no_time_for_is_given_back(server, monkeypatch) -> None:
    monkeypatch.setattr(deliver, "ROOM_FOR_ONE_MORE", transports.CONVERSATION_SECONDS - 0.3)
    first, second = owe("slow"), owe("ada")
    work()
    assert read(first).state is DeliveryState.SENT
    row = read(second)
    assert (row.state, row.attempts, row.lease_token) == (DeliveryState.PENDING, 0, None)
    work()
    assert server.arrived() == ["ada@x.example", "slow@x.example"]


def test_while_the_server_is_slow_anybody_may_write(server) -> None:
    key, bystander = owe("slow"), owe("full")
    server.probe = sa.update(Notification).where(Notification.id == bystander).values(priority=9)
    work()
    assert read(key).state is DeliveryState.SENT
    assert read(bystander).priority == 9
