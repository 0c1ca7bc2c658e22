"""What is owed is owed once, and each row ends where somebody can see it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from aeo.db import db, unit_of_work
from aeo.domain.errors import Gone, OutOfOrder
from aeo.models.outbox import (
    AttemptOutcome,
    DeliveryState,
    FailureCause,
    MailAttempt,
    Notification,
)
from aeo.services import accounts, deliveries, outbox
from aeo.services.deliveries import BACKOFF, CRASHES_MAX, LEASE, SETTLES_AFTER, Claim
from aeo.services.outbox import Recipient, SubjectRef

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ADA = Recipient(email="ada@kestrelbay.example", name="Ada Chan", role="coordinator")
GRANTED = {"due_date": "2026-12-15", "effective_date": "2027-01-01"}
CASE = SubjectRef(type="case", id=7, ref="AEO-2026-000123-7")


@pytest.fixture(autouse=True)
def clock_and_context(app: Flask) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller, app.app_context():
        yield traveller
        db.session.rollback()


def owe(dedupe: str = "event:1", kind: str = "application-returned", **changes) -> int | None:
    """The id of a message owed in a transaction of its own, or None."""
    given = {"to": ADA, "subject": CASE, "values": {"due_date": "2026-12-15"}, "path": "/portal/"}
    with unit_of_work():
        owed = outbox.owe(kind, dedupe=dedupe, **{**given, **changes})
        return owed.id if owed else None


def owe_short(dedupe: str = "event:1", **changes) -> int | None:
    return owe(dedupe, "granted", **{"values": GRANTED, **changes})


def read(key: int | None) -> Notification:
    db.session.rollback()
    row = db.session.get(Notification, key)
    assert row is not None
    return row


def claim(*ids: int | None) -> list[Claim]:
    with unit_of_work():
        return deliveries.claim([key for key in ids if key])


def settle(how, claimed: Claim, reply: str = "250 OK") -> bool:
    with unit_of_work():
        return bool(how(claimed, reply))


def due(limit: int = 50) -> list[int]:
    return list(deliveries.due(limit, {"application-returned", "granted", "draft-created"}))


def attempts_of(key: int | None) -> list[tuple[int, AttemptOutcome]]:
    return [
        (attempt.number, attempt.outcome)
        for attempt in db.session.scalars(
            sa.select(MailAttempt).filter_by(notification_id=key).order_by(MailAttempt.number)
        )
    ]


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


def read_for_update(key: int | None) -> Notification:
    row = db.session.get(Notification, key)
    assert row is not None
    return row


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


def test_the_most_urgent_comes_first_and_the_future_not_at_all() -> None:
    later = owe("event:1", due_at=NOON + timedelta(hours=1))
    calm, urgent = owe("event:2"), owe_short("event:3")
    assert due() == [urgent, calm]
    assert due(limit=1) == [urgent]
    assert [claimed.id for claimed in claim(later, calm, urgent)] == [urgent, calm]


def test_a_kind_of_newer_code_stays_due_and_is_reported() -> None:
    owe()
    assert deliveries.due(50, {"granted"}) == []
    assert deliveries.unknown({"granted"}) == ["application-returned"]
    assert deliveries.unknown({"application-returned"}) == []


def test_a_claim_can_be_had_once() -> None:
    key = owe()
    assert [claimed.id for claimed in claim(key)] == [key]
    assert claim(key) == []
    row = read(key)
    assert (row.state, row.attempts, row.lease_until) == (DeliveryState.SENDING, 1, NOON + LEASE)


def test_a_claim_is_plain_data_and_leaves_no_transaction_open() -> None:
    claimed = claim(owe())[0]
    assert (claimed.recipient, claimed.values) == (ADA.email, {"due_date": "2026-12-15"})
    assert not db.session().in_transaction()


def test_sent_says_when_and_what_the_server_said_without_addresses() -> None:
    key = owe()
    assert settle(deliveries.sent, claim(key)[0], "250 queued for <ada@kestrelbay.example>\r\nbye")
    row = read(key)
    assert (row.state, row.sent_at) == (DeliveryState.SENT, NOON)
    assert row.last_reply == "250 queued for <<address>>  bye"
    assert (row.lease_token, row.lease_until) == (None, None)
    assert attempts_of(key) == [(1, AttemptOutcome.SENT)]


def test_a_temporary_failure_waits_longer_each_time_and_gives_up_in_the_open(
    clock_and_context,
) -> None:
    key = owe()
    waits = []
    while (row := read(key)).state is DeliveryState.PENDING:
        was_due = row.due_at
        clock_and_context.move_to(was_due)
        settle(deliveries.postpone, claim(key)[0], "450 later")
        waits.append(read(key).due_at - was_due)
    spread = 1 + (key or 0) % 10 / 100
    assert waits[:-1] == [wait * spread for wait in BACKOFF]
    assert sum(BACKOFF, timedelta()) == timedelta(hours=23, minutes=53)
    assert (row.state, row.failed_because) == (DeliveryState.FAILED, FailureCause.EXHAUSTED)
    assert [failed.id for failed in outbox.failed()] == [key]
    assert len(attempts_of(key)) == len(BACKOFF) + 1


def test_greylisting_is_met_with_the_same_message_id_five_minutes_later(clock_and_context) -> None:
    key = owe()
    first = claim(key)[0]
    settle(deliveries.postpone, first, "451 greylisted")
    clock_and_context.move_to(read(key).due_at)
    settle(deliveries.postpone, claim(key)[0], "451 greylisted")
    clock_and_context.move_to(read(key).due_at)
    settle(deliveries.postpone, claim(key)[0], "451 greylisted")
    clock_and_context.move_to(read(key).due_at)
    last = claim(key)[0]
    assert last.message_uuid == first.message_uuid
    assert datetime.now(UTC) - NOON >= timedelta(minutes=5)


@pytest.mark.parametrize(
    ("how", "cause"),
    [
        (deliveries.refuse, FailureCause.REFUSED),
        (deliveries.unrenderable, FailureCause.RENDER),
    ],
)
def test_a_final_failure_needs_a_person(how, cause) -> None:
    key = owe()
    settle(how, claim(key)[0], "550 no such user")
    row = read(key)
    assert (row.state, row.failed_because) == (DeliveryState.FAILED, cause)
    assert due() == []
    assert [failed.id for failed in outbox.failed()] == [key]


def test_who_overslept_settles_nothing(clock_and_context) -> None:
    key = owe()
    sleeper = claim(key)[0]
    clock_and_context.shift(LEASE + timedelta(seconds=1))
    with unit_of_work():
        assert deliveries.lapse([key]) == 1
        doubt = deliveries.in_doubt([key])[0]
        deliveries.reconcile(doubt, accepted=False)
    second = claim(key)[0]
    for how in (deliveries.sent, deliveries.postpone, deliveries.refuse, deliveries.uncertain):
        assert settle(how, sleeper) is False
    with unit_of_work():
        deliveries.give_back([sleeper])
    assert read(key).lease_token == second.lease_token
    assert settle(deliveries.sent, second) is True
    assert attempts_of(key) == [(1, AttemptOutcome.LAPSED), (2, AttemptOutcome.SENT)]


def test_a_lease_that_runs_is_not_taken_away(clock_and_context) -> None:
    key = owe()
    claim(key)
    clock_and_context.shift(LEASE)
    assert due() == []
    with unit_of_work():
        assert deliveries.lapse([key]) == 0


def test_what_was_not_begun_is_given_back_as_it_was() -> None:
    key = owe()
    claimed = claim(key)
    with unit_of_work():
        deliveries.give_back(claimed)
    row = read(key)
    assert (row.state, row.attempts, row.due_at) == (DeliveryState.PENDING, 0, NOON)
    assert due() == [key]
    assert settle(deliveries.sent, claim(key)[0])
    assert attempts_of(key) == [(1, AttemptOutcome.SENT)]


def doubtful(clock: time_machine.Traveller, **changes) -> deliveries.Doubt:
    """A row whose connection was cut after the final dot, ripe for a look at the record."""
    key = owe(**changes)
    settle(deliveries.uncertain, claim(key)[0], "cut")
    assert due() == []
    clock.shift(SETTLES_AFTER)
    assert due() == [key]
    return deliveries.in_doubt([key])[0]


def reconciled(doubt: deliveries.Doubt, *, accepted: bool | None) -> DeliveryState:
    with unit_of_work():
        assert deliveries.reconcile(doubt, accepted)
    return read(doubt.id).state


@pytest.mark.parametrize(
    ("accepted", "state"),
    [
        (True, DeliveryState.SENT),
        (False, DeliveryState.PENDING),
        (None, DeliveryState.PENDING),
    ],
)
def test_a_doubt_ends_by_the_record_of_the_server(clock_and_context, accepted, state) -> None:
    doubt = doubtful(clock_and_context)
    assert reconciled(doubt, accepted=accepted) is state
    with unit_of_work():
        assert deliveries.reconcile(doubt, accepted) is False


def test_an_old_doubt_does_not_settle_a_newer_try(clock_and_context) -> None:
    old = doubtful(clock_and_context)
    reconciled(old, accepted=False)
    settle(deliveries.uncertain, claim(old.id)[0], "cut again")
    with unit_of_work():
        assert deliveries.reconcile(old, accepted=False) is False
    assert read(old.id).state is DeliveryState.UNCERTAIN


def test_without_a_record_a_calm_kind_waits_for_a_person(clock_and_context) -> None:
    creator = Recipient(email="ada@kestrelbay.example", role="creator")
    doubt = doubtful(clock_and_context, kind="draft-created", to=creator, values={})
    assert reconciled(doubt, accepted=None) is DeliveryState.HELD
    assert [row.id for row in outbox.failed()] == [doubt.id]


def test_a_message_that_takes_its_worker_down_is_stopped(clock_and_context) -> None:
    key = owe()
    for crash in range(1, CRASHES_MAX + 1):
        claim(key)
        clock_and_context.shift(LEASE + timedelta(seconds=1))
        with unit_of_work():
            deliveries.lapse([key])
            doubt = deliveries.in_doubt([key])[0]
            assert doubt.crashes == crash
            deliveries.reconcile(doubt, accepted=False)
    row = read(key)
    assert (row.state, row.failed_because) == (DeliveryState.FAILED, FailureCause.CRASH)


def test_a_message_that_arrived_is_sent_however_often_its_worker_died(clock_and_context) -> None:
    key = owe()
    claim(key)
    clock_and_context.shift(LEASE + timedelta(seconds=1))
    with unit_of_work():
        deliveries.lapse([key])
        db.session.execute(sa.update(Notification).values(attempts=9, crashes=CRASHES_MAX))
        deliveries.reconcile(deliveries.in_doubt([key])[0], accepted=True)
    assert read(key).state is DeliveryState.SENT


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


def owe_inside() -> int:
    owed = outbox.owe("granted", to=ADA, dedupe="event:1", subject=CASE, values=GRANTED)
    assert owed is not None
    return owed.id


def person(email: str) -> Recipient:
    with unit_of_work():
        user = accounts.create_person(email, "Somebody")
        return Recipient(email=email, user_id=user.id, role="coordinator")


def test_an_inbox_shows_its_owner_what_concerns_them_newest_first(clock_and_context) -> None:
    ada, bo = person("ada@kestrelbay.example"), person("bo@kestrelbay.example")
    older = owe("event:1", to=ada)
    clock_and_context.shift(timedelta(minutes=1))
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
