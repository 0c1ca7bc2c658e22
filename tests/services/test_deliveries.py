"""A message is claimed once, tried until it is sent, and ends where somebody can see it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from aeo.db import db, unit_of_work
from aeo.models.outbox import (
    AttemptOutcome,
    DeliveryState,
    FailureCause,
    MailAttempt,
    Notification,
)
from aeo.services import deliveries, outbox
from aeo.services.deliveries import BACKOFF, CRASHES_MAX, LEASE, SETTLES_AFTER
from aeo.services.outbox import Recipient
from tests.noon import NOON
from tests.owed import ADA, claim, due, owe, owe_short, read, settle

pytestmark = pytest.mark.usefixtures("traveller")


def attempts_of(key: int | None) -> list[tuple[int, AttemptOutcome]]:
    return [
        (attempt.number, attempt.outcome)
        for attempt in db.session.scalars(
            sa.select(MailAttempt).filter_by(notification_id=key).order_by(MailAttempt.number)
        )
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
    traveller,
) -> None:
    key = owe()
    waits = []
    while (row := read(key)).state is DeliveryState.PENDING:
        was_due = row.due_at
        traveller.move_to(was_due)
        settle(deliveries.postpone, claim(key)[0], "450 later")
        waits.append(read(key).due_at - was_due)
    spread = 1 + (key or 0) % 10 / 100
    assert waits[:-1] == [wait * spread for wait in BACKOFF]
    assert sum(BACKOFF, timedelta()) == timedelta(hours=23, minutes=53)
    assert (row.state, row.failed_because) == (DeliveryState.FAILED, FailureCause.EXHAUSTED)
    assert [failed.id for failed in outbox.failed()] == [key]
    assert len(attempts_of(key)) == len(BACKOFF) + 1


def test_greylisting_is_met_with_the_same_message_id_five_minutes_later(traveller) -> None:
    key = owe()
    first = claim(key)[0]
    settle(deliveries.postpone, first, "451 greylisted")
    traveller.move_to(read(key).due_at)
    settle(deliveries.postpone, claim(key)[0], "451 greylisted")
    traveller.move_to(read(key).due_at)
    settle(deliveries.postpone, claim(key)[0], "451 greylisted")
    traveller.move_to(read(key).due_at)
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


def test_who_overslept_settles_nothing(traveller) -> None:
    key = owe()
    sleeper = claim(key)[0]
    traveller.shift(LEASE + timedelta(seconds=1))
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


def test_a_lease_that_runs_is_not_taken_away(traveller) -> None:
    key = owe()
    claim(key)
    traveller.shift(LEASE)
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
def test_a_doubt_ends_by_the_record_of_the_server(traveller, accepted, state) -> None:
    doubt = doubtful(traveller)
    assert reconciled(doubt, accepted=accepted) is state
    with unit_of_work():
        assert deliveries.reconcile(doubt, accepted) is False


def test_an_old_doubt_does_not_settle_a_newer_try(traveller) -> None:
    old = doubtful(traveller)
    reconciled(old, accepted=False)
    settle(deliveries.uncertain, claim(old.id)[0], "cut again")
    with unit_of_work():
        assert deliveries.reconcile(old, accepted=False) is False
    assert read(old.id).state is DeliveryState.UNCERTAIN


def test_without_a_record_a_calm_kind_waits_for_a_person(traveller) -> None:
    creator = Recipient(email="ada@kestrelbay.example", role="creator")
    doubt = doubtful(traveller, kind="draft-created", to=creator, values={})
    assert reconciled(doubt, accepted=None) is DeliveryState.HELD
    assert [row.id for row in outbox.failed()] == [doubt.id]


def test_a_message_that_takes_its_worker_down_is_stopped(traveller) -> None:
    key = owe()
    for crash in range(1, CRASHES_MAX + 1):
        claim(key)
        traveller.shift(LEASE + timedelta(seconds=1))
        with unit_of_work():
            deliveries.lapse([key])
            doubt = deliveries.in_doubt([key])[0]
            assert doubt.crashes == crash
            deliveries.reconcile(doubt, accepted=False)
    row = read(key)
    assert (row.state, row.failed_because) == (DeliveryState.FAILED, FailureCause.CRASH)


def test_a_message_that_arrived_is_sent_however_often_its_worker_died(traveller) -> None:
    key = owe()
    claim(key)
    traveller.shift(LEASE + timedelta(seconds=1))
    with unit_of_work():
        deliveries.lapse([key])
        db.session.execute(sa.update(Notification).values(attempts=9, crashes=CRASHES_MAX))
        deliveries.reconcile(deliveries.in_doubt([key])[0], accepted=True)
    assert read(key).state is DeliveryState.SENT
