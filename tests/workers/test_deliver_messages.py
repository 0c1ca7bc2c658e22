"""What is in a message that arrives, and the message that cannot be written and fails alone."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from aeo.db import db, unit_of_work
from aeo.jobs import deliver
from aeo.mail import Late, late, mail
from aeo.models.outbox import DeliveryState, FailureCause, Notification
from aeo.services.outbox import Recipient, SubjectRef
from tests.workers.mail_server import owe, read, work


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
