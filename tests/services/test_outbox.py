"""What is owed is owed once, can be held, taken back and sent again, and is seen by its owner."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from aeo.db import db, unit_of_work
from aeo.domain.errors import Gone, OutOfOrder
from aeo.models.outbox import DeliveryState, FailureCause, Notification
from aeo.services import deliveries, outbox
from aeo.services.outbox import Recipient, SubjectRef
from tests.noon import NOON
from tests.owed import (
    CASE,
    claim,
    due,
    owe,
    owe_inside,
    owe_short,
    person,
    read,
    read_for_update,
    settle,
)

pytestmark = pytest.mark.usefixtures("traveller")


def test_owing_twice_is_owing_once() -> None:
    first = owe()
    assert owe() is None
    assert db.session.scalars(sa.select(Notification.id)).all() == [first]


def test_two_events_or_two_people_or_two_kinds_are_separate_debts() -> None:
    bo = Recipient(email="bo@kestrelbay.example", role="signatory")
    keys = [owe("event:1"), owe("event:2"), owe("event:1", to=bo), owe_short("event:1")]
    assert None not in keys
    assert len(set(keys)) == 4


def test_a_debt_is_gone_with_the_transaction_that_made_it() -> None:
    with pytest.raises(RuntimeError), unit_of_work():
        owe_inside()
        raise RuntimeError("the event did not happen")
    assert owe_short() is not None


def test_what_is_owed_is_pinned_in_the_row() -> None:
    row = read(owe(to=Recipient(email="a@b.example", role="coordinator", language="zh-Hant")))
    assert row.state is DeliveryState.PENDING
    assert (row.kind, row.template_version, row.priority) == ("application-returned", 1, 2)
    assert (row.subject_ref, row.path, row.language) == (CASE.ref, "/portal/", "zh-Hant")
    assert row.values == {"due_date": "2026-12-15"}
    assert row.due_at == row.created_at == row.created_machine_at == NOON
    assert row.in_app is True


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "no-such-kind"}, "no such kind"),
        ({"to": Recipient(email="a@b.example", role="approver")}, "not for a approver"),
        ({"to": Recipient(email="a@b.example", role="signatory", language="fr")}, "language"),
        ({"values": {}}, "due_date"),
        ({"values": {"due_date": "2026-12-15", "grade": "major"}}, "grade"),
        ({"path": "https://evil.example/"}, "no path"),
        ({"path": "//evil.example/"}, "no path"),
        ({"subject": SubjectRef(type="case", id=7)}, "reference"),
    ],
)
def test_a_message_that_could_never_be_made_is_refused_at_once(changes, reason) -> None:
    with pytest.raises(ValueError, match=reason):
        owe(**changes)


def test_a_receipt_may_not_be_held_back() -> None:
    with pytest.raises(ValueError, match="at once"):
        owe(
            kind="submission-received",
            values={"received_at": NOON.isoformat(), "receipt_hash": "ab" * 32},
            hold=True,
        )


def test_an_adviser_may_have_what_the_coordinator_gets_but_no_letter_to_the_signatory() -> None:
    adviser = Recipient(email="adviser@agent.example", role="adviser")
    assert owe(to=adviser) is not None
    with pytest.raises(ValueError, match="not for a adviser"):
        owe(kind="refused", values={}, to=adviser)


def test_a_message_about_an_account_needs_no_reference() -> None:
    owner = Recipient(email="ada@kestrelbay.example", role="account_owner")
    account = SubjectRef(type="account", id=3)
    assert owe(kind="confirm-email", to=owner, subject=account, values={}) is not None


def test_a_held_letter_waits_until_somebody_lets_it_go() -> None:
    key = owe_short(hold=True)
    assert due() == []
    with unit_of_work():
        outbox.release(read_for_update(key))
    assert due() == [key]
    with pytest.raises(OutOfOrder), unit_of_work():
        outbox.release(read_for_update(key))


def test_a_later_event_takes_back_what_is_no_longer_true() -> None:
    waiting, held, gone = owe("event:1"), owe_short("event:2", hold=True), owe("event:3")
    other = owe("event:4", subject=SubjectRef(type="case", id=8, ref="AEO-2026-000124-5"))
    settle(deliveries.sent, claim(gone)[0])
    with unit_of_work():
        taken = outbox.supersede("case", 7, kinds={"application-returned", "granted"})
    assert taken == 2
    states = [read(key).state for key in (waiting, held, gone, other)]
    assert states == [
        DeliveryState.SUPERSEDED, DeliveryState.SUPERSEDED, DeliveryState.SENT,
        DeliveryState.PENDING,
    ]  # fmt: skip


def test_only_the_messages_of_one_person_can_be_taken_back() -> None:
    mine = owe(to=person("ada@kestrelbay.example"))
    theirs = owe(to=person("bo@kestrelbay.example"))
    with unit_of_work():
        who = read_for_update(mine).recipient_id
        outbox.supersede("case", 7, kinds={"application-returned"}, recipient_id=who)
    assert [read(mine).state, read(theirs).state] == [
        DeliveryState.SUPERSEDED,
        DeliveryState.PENDING,
    ]


def test_sending_again_is_a_row_of_its_own_and_happens_once() -> None:
    by = person("officer@customs.example").user_id
    first = owe()
    settle(deliveries.refuse, claim(first)[0], "550 no such user")
    with unit_of_work():
        again = outbox.resend(read_for_update(first), by, "ada.chan@kestrelbay.example")
        assert outbox.resend(read_for_update(first), by) is None
        assert again is not None
        key = again.id
    row = read(key)
    assert (row.recipient, row.resent_from_id, row.resent_by_id) == (
        "ada.chan@kestrelbay.example", first, by,
    )  # fmt: skip
    assert row.values == {"due_date": "2026-12-15"}
    assert row.message_uuid != read(first).message_uuid
    assert outbox.failed() == []
    assert due() == [key]


def test_a_message_on_its_way_is_not_sent_again() -> None:
    by = person("officer@customs.example").user_id
    with pytest.raises(OutOfOrder), unit_of_work():
        outbox.resend(read_for_update(owe_inside()), by)


def test_an_inbox_shows_its_owner_what_concerns_them_newest_first(traveller) -> None:
    ada, bo = person("ada@kestrelbay.example"), person("bo@kestrelbay.example")
    older = owe("event:1", to=ada)
    traveller.shift(timedelta(minutes=1))
    newer = owe_short("event:2", to=ada)
    owe("event:1", to=bo)
    owe_short("event:3", to=ada, hold=True)
    assert ada.user_id and bo.user_id
    assert [row.id for row in outbox.inbox(ada.user_id)] == [newer, older]
    assert outbox.unread(ada.user_id) == 2
    with unit_of_work():
        outbox.mark_read(ada.user_id, read_for_update(older).message_uuid)
    assert outbox.unread(ada.user_id) == 1
    assert read(older).read_at == datetime.now(UTC)
    with pytest.raises(Gone):
        outbox.message(bo.user_id, read(older).message_uuid)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": DeliveryState.SENDING},
        {"state": DeliveryState.SENT},
        {"state": DeliveryState.FAILED},
        {"sent_at": NOON},
        {"lease_until": NOON},
        {"failed_because": FailureCause.REFUSED},
        {"attempts": 61},
        {"crashes": 1},
        {"priority": 0},
        {"last_reply": "x" * 301},
    ],
)
def test_the_database_refuses_a_row_that_contradicts_itself(wrong) -> None:
    owe()
    with pytest.raises(sa.exc.IntegrityError), unit_of_work():
        db.session.execute(sa.update(Notification).values(**wrong))
