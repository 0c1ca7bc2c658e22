"""From rows to a real mail server: nothing lost, nothing doubled, whatever goes wrong between."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask

from aeo.config import ROOT
from aeo.db import db, unit_of_work
from aeo.jobs import deliver
from aeo.mail import Late, late, mail
from aeo.mail import transport as transports
from aeo.mail.maildrop import Maildrop
from aeo.mail.transport import Transport
from aeo.models.outbox import DeliveryState, FailureCause, MailAttempt, Notification
from aeo.services import deliveries, outbox
from aeo.services.outbox import Recipient, SubjectRef

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
GRANTED = {"due_date": "2026-12-15", "effective_date": "2027-01-01"}


@dataclass
class Server:
    """A mail server that keeps every acceptance in a folder and has its bad days.

    What it does depends on the name before the @: ``gone`` 550, ``full`` 450, ``spam`` 554 after
    the message, ``slow`` takes its time, ``cut`` keeps the message and hangs up without a word,
    ``lost`` hangs up and keeps nothing.
    """

    folder: Path
    database_url: str
    grudge: str = ""  # what every sender is told
    peers: set[tuple[str, int]] = field(default_factory=set)
    probe: sa.Executable | None = None

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return self.grudge or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        name = address.partition("@")[0]
        if name in {"gone", "full"}:
            return "550 no such user <gone@x.example>" if name == "gone" else "450 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.peers.add(session.peer)
        name = envelope.rcpt_tos[0].partition("@")[0]
        if name == "spam":
            return "554 we do not like it"
        if name == "slow":
            await asyncio.sleep(0.4)
        if name == "lost":
            server.transport.abort()
            return "451 unheard"
        if self.probe is not None:
            self.write_beside()
        path = self.folder / f"{len(list(self.folder.iterdir())):06d}.eml"
        path.write_bytes(envelope.original_content)
        if name == "cut":
            server.transport.abort()
        return "250 taken over"

    def write_beside(self) -> None:
        """Write to the database at once, as anybody may while a mail is under way."""
        at_once = {"timeout": 0} if self.database_url.startswith("sqlite") else {}
        engine = sa.create_engine(self.database_url, connect_args=at_once)
        with engine.begin() as connection:
            connection.execute(self.probe)
        engine.dispose()

    def arrived(self) -> list[str]:
        """Recipients of what was taken over, one for each time."""
        return sorted(letter.recipient for letter in Maildrop(self.folder).letters())

    def whole(self):
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(self.folder.iterdir())
        ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(app: Flask, tmp_path: Path) -> Iterator[Server]:
    """A server, and an application that talks to it and can read its record."""
    folder = tmp_path / "mail"
    folder.mkdir()
    handler = Server(folder, app.extensions["aeo"].database_url)
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    before = app.extensions["aeo_mail"]
    app.extensions["aeo_mail"] = replace(
        before,
        transport=Transport(
            url=f"smtp://127.0.0.1:{controller.port}", helo="localhost", record=Maildrop(folder)
        ),
        late={},
    )
    with app.app_context():
        yield handler
        db.session.rollback()
    app.extensions["aeo_mail"] = before
    controller.stop()


def owe(name: str, kind: str = "granted", **changes) -> int:
    """Owe one message to ``name@x.example``; its id."""
    role = "account_owner" if kind == "password-reset" else "coordinator"
    given = {
        "to": Recipient(email=f"{name}@x.example", name="Ada Chan", role=role),
        "dedupe": "event:1",
        "subject": SubjectRef(type="case", id=7, ref="AEO-2026-000123-7"),
        "values": GRANTED,
        "path": "/portal/applications/AEO-2026-000123-7/",
    }
    with unit_of_work():
        owed = outbox.owe(kind, **{**given, **changes})
        assert owed is not None
        return owed.id


def work() -> None:
    """One round of the worker: everything that is due now."""
    ids = deliver.due(50)
    db.session.rollback()
    deliver.run(ids)


def ripen() -> None:
    """Let time pass: what waits is due, and every lease has run out."""
    with unit_of_work():
        open_states = (DeliveryState.PENDING, DeliveryState.UNCERTAIN)
        db.session.execute(
            sa.update(Notification)
            .where(Notification.state.in_(open_states))
            .values(due_at=LONG_AGO)
        )
        db.session.execute(
            sa.update(Notification)
            .where(Notification.state == DeliveryState.SENDING)
            .values(lease_until=LONG_AGO)
        )


def read(key: int) -> Notification:
    db.session.rollback()
    row = db.session.get(Notification, key)
    assert row is not None
    return row


def test_what_is_owed_arrives_once_however_often_the_worker_runs(server) -> None:
    key = owe("ada")
    for _round in range(3):
        work()
        ripen()
    deliver.run([key, key])
    assert server.arrived() == ["ada@x.example"]
    row = read(key)
    assert (row.state, row.attempts, row.last_reply) == (DeliveryState.SENT, 1, "250 taken over")


def test_the_message_is_the_one_that_was_owed(server) -> None:
    to = Recipient(email="ada@x.example", name="陳雅達", role="coordinator", language="zh-Hant")
    key = owe("ada", "application-returned", to=to, values={"due_date": "2026-12-15"})
    work()
    arrived = server.whole()[0]
    domain = mail().domain
    assert arrived["Message-ID"] == f"<{read(key).message_uuid}@{domain}>"
    assert "AEO-2026-000123-7" in arrived["Subject"]
    assert arrived["Auto-Submitted"] == "auto-generated"
    text = arrived.get_body(("plain",)).get_content()
    assert "2026年12月15日" in text
    base_url = mail().renderer.base_url
    assert f"{base_url}/portal/applications/AEO-2026-000123-7/" in text


def test_a_line_that_begins_with_a_dot_arrives_whole(server) -> None:
    dotted = b"Subject: x\r\n\r\n.\r\n..\r\nend\r\n"
    with mail().transport.connect() as connection:
        connection.send(dotted, sender="aeo@x.example", recipient="ada@x.example")
    assert next(server.folder.iterdir()).read_bytes() == dotted


def test_one_connection_carries_many_messages(server) -> None:
    for number in range(8):
        owe(f"ada{number}")
    work()
    assert len(server.arrived()) == 8
    assert len(server.peers) == 1


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


def test_a_row_without_words_fails_alone(server) -> None:
    keys = [owe(f"ada{number}") for number in range(5)]
    with unit_of_work():
        db.session.execute(
            sa.update(Notification)
            .where(Notification.id == keys[2])
            .values(values={"due_date": "soon", "effective_date": "2027-01-01"})
        )
    work()
    assert len(server.arrived()) == 4
    row = read(keys[2])
    assert (row.state, row.failed_because) == (DeliveryState.FAILED, FailureCause.RENDER)
    assert row.last_reply == "due_date: 'soon' is no date"


def test_an_address_that_would_break_out_of_its_header_fails_alone(server) -> None:
    good, bad = owe("ada"), owe("bo")
    with unit_of_work():
        db.session.execute(
            sa.update(Notification)
            .where(Notification.id == bad)
            .values(recipient="bo@x.example\r\nBcc: all@x.example")
        )
    work()
    assert [read(key).state for key in (good, bad)] == [DeliveryState.SENT, DeliveryState.FAILED]
    assert server.arrived() == ["ada@x.example"]


def test_a_secret_link_is_in_the_mail_and_in_no_row(app, server) -> None:
    base_url = mail().renderer.base_url
    expires = datetime.now(UTC) + timedelta(hours=2)
    late(
        app, "reset_link", lambda claim: Late(f"{base_url}/reset/s3cret-{claim.attempts}", expires)
    )
    account = SubjectRef(type="account", id=3)
    key = owe("ada", "password-reset", subject=account, values={}, path="/")
    work()
    assert f"{base_url}/reset/s3cret-1" in server.whole()[0].get_body(("plain",)).get_content()
    columns = sa.inspect(Notification).column_attrs
    assert "s3cret" not in repr([getattr(read(key), column.key) for column in columns])


def test_what_the_maker_of_a_link_writes_is_kept(app, server) -> None:
    base_url = mail().renderer.base_url
    witness = owe("full")

    def make(_claim) -> Late:
        db.session.execute(
            sa.update(Notification).where(Notification.id == witness).values(priority=9)
        )
        return Late(f"{base_url}/reset/x", datetime.now(UTC))

    late(app, "reset_link", make)
    owe("ada", "password-reset", subject=SubjectRef(type="account", id=3), values={}, path="/")
    work()
    assert server.arrived() == ["ada@x.example"]
    assert read(witness).priority == 9


def test_a_link_that_nobody_makes_fails_in_the_open_and_one_that_breaks_is_tried_again(
    app, server
) -> None:
    account = SubjectRef(type="account", id=3)
    given = {"subject": account, "values": {}, "path": "/"}
    unmade = owe("ada", "password-reset", **given)
    work()
    assert read(unmade).failed_because is FailureCause.RENDER
    late(app, "reset_link", lambda _claim: 1 / 0)
    broken = owe("ada", "password-reset", **{**given, "dedupe": "event:2"})
    bystander = owe("bo")
    work()
    assert (read(broken).state, read(broken).last_reply) == (
        DeliveryState.PENDING,
        "ZeroDivisionError",
    )
    assert read(bystander).state is DeliveryState.SENT


def test_a_kind_of_newer_code_stays_due_with_an_alarm(server, caplog) -> None:
    key, known = owe("ada"), owe("bo")
    with unit_of_work():
        db.session.execute(
            sa.update(Notification).where(Notification.id == key).values(kind="from-tomorrow")
        )
    assert deliver.due(50) == [known]
    assert "from-tomorrow" in caplog.text
    work()
    row = read(key)
    assert (row.state, row.attempts) == (DeliveryState.PENDING, 0)


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


CHILD = """
from aeo import create_app
from aeo.jobs import deliver
with create_app().app_context():
    deliver.run(deliver.due(50))
"""


def die_at(app: Flask, failpoint: str) -> int:
    """Run the worker in a process of its own that is killed at ``failpoint``; its exit code."""
    settings = app.extensions["aeo"]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "AEO_ENV": "test",
        "AEO_VAR": str(settings.var),
        "AEO_DATABASE_URL": settings.database_url,
        "AEO_STORAGE_URL": settings.storage_url,
        "AEO_SMTP_URL": mail().transport.url,
        "AEO_BASE_URL": settings.base_url,
        "AEO_FAILPOINT": failpoint,
    }
    child = subprocess.run(
        [sys.executable, "-c", CHILD], env=environment, timeout=60, check=False, cwd=ROOT,
        capture_output=True, text=True,
    )  # fmt: skip
    assert child.returncode in {0, 137}, child.stderr
    return child.returncode


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
    assert die_at(app, f"{name}:{1 if once_per_chunk else nth}") == 137
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
    assert die_at(app, "deliver.nowhere") == 0
    assert server.arrived() == [f"ada{number}@x.example" for number in range(5)]
