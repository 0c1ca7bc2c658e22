"""Who holds a status is reminded of renewing it, in time, once, and only while it is true."""

import threading
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import AuthorisationStatus as S
from aeo.domain.vocabulary import CaseStatus, Role
from aeo.models.account import User
from aeo.models.authorisation import AuthorisationVersion
from aeo.models.outbox import DeliveryState, Notification
from aeo.services import programmes
from aeo.services.reminders import owing
from aeo.services.reminders.subjects import BY_NAME, GROUPS
from tests.noon import NOON
from tests.nordhaven import abroad
from tests.people import writing
from tests.reminded import Aging, forget_mail, lines, sent, set_status, sweep
from tests.statements import asked_of

LEAD = (Role.SIGNATORY, Role.COORDINATOR)
PENDING, SUPERSEDED = DeliveryState.PENDING, DeliveryState.SUPERSEDED
ENDS = date(2029, 11, 30)


@pytest.fixture
def office(app, traveller) -> Aging:
    return Aging(app)


def test_each_rung_is_sent_on_its_morning_and_not_before(app, office) -> None:
    office.a_holder(ENDS, ("Ada Chan", LEAD))
    found = []
    for day in (
        date(2029, 2, 27), date(2029, 2, 28), date(2029, 4, 29), date(2029, 4, 30),
        date(2029, 5, 29), date(2029, 5, 30), date(2029, 6, 30), date(2029, 8, 30),
        date(2029, 10, 30), date(2029, 11, 30), date(2029, 12, 1),
    ):  # fmt: skip
        office.to(day)
        sweep(app)
        new = [(kind, offset) for kind, offset in sent(app) if "officer" not in kind]
        found.append((day.isoformat(), new))
        forget_mail(app)
    assert found == [
        ("2029-02-27", []),
        ("2029-02-28", [("renewal-invitation", "-P9M")]),  # there is no 30 February
        ("2029-04-29", []),
        ("2029-04-30", [("renewal-reminder", "-P7M")]),
        ("2029-05-29", []),
        ("2029-05-30", [("renewal-reminder", "-P6M")]),
        ("2029-06-30", [("renewal-late-company", "-P5M")]),
        ("2029-08-30", [("renewal-late-company", "-P3M")]),
        ("2029-10-30", [("renewal-late-company", "-P1M")]),
        ("2029-11-30", []),
        ("2029-12-01", []),
    ]
    assert [line for line in lines(app) if line[3] == SUPERSEDED] == []


def test_a_row_is_what_a_service_would_have_owed(app, office) -> None:
    version_id = office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 2, 28))
    sweep(app)
    with app.app_context():
        row = db.session.scalar(
            sa.select(Notification).where(Notification.kind == "renewal-invitation")
        )
        ada = db.session.get_one(User, row.recipient_id)
        version = db.session.get_one(AuthorisationVersion, version_id)
        assert row.dedupe_key == (
            f"reminder:renewal:renewal-invitation:{version_id}:2029-11-30:-P9M:{ada.id}"
        )
        assert row.values == {"due_date": "2029-05-30", "expiry_date": "2029-11-30"}
        assert (row.recipient, row.recipient_name, row.recipient_role, row.language) == (
            ada.email, "Ada Chan", "signatory", "en"
        )  # fmt: skip
        assert (row.subject_type, row.subject_id, row.subject_ref) == (
            "authorisation_version", version_id, version.authorisation.code
        )  # fmt: skip
        assert (row.path, row.company_id) == ("/portal/authorisation", version.company_id)
        assert (row.state, row.priority, row.in_app, row.template_version) == (PENDING, 2, True, 1)
        assert (row.resend_policy, row.attempts, row.crashes) == ("resend", 0, 0)
        assert len(row.message_uuid) == 36
        assert row.due_at <= clock.machine()
        assert clock.local(row.created_at).date() == date(2029, 2, 28)


def test_every_row_has_a_message_id_of_its_own(app, office) -> None:
    office.a_holder(ENDS, ("Ada Chan", LEAD), ("Eva Ho", LEAD))
    office.a_holder(ENDS, ("Ida Ma", LEAD), name="Heron Freight Limited")
    office.to(date(2029, 2, 28))
    sweep(app)
    with app.app_context():
        ids = db.session.scalars(sa.select(Notification.message_uuid)).all()
        assert len(ids) == len(set(ids))
    assert [name for _kind, _offset, name, _state in lines(app)] == ["Ada Chan", "Eva Ho", "Ida Ma"]


def test_a_second_sweep_owes_nothing(app, office) -> None:
    office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 2, 28))
    assert sweep(app) > 0
    before = lines(app)
    assert sweep(app) == 0
    with writing(app):
        assert [owing.sweep(number) for number in range(1, 7)] == [0] * 6
    with writing(app):  # even one that does not know of the first
        db.session.execute(sa.text("DELETE FROM sweep"))
    assert sweep(app) > 0
    assert lines(app) == before


def test_a_sweep_is_due_once_a_morning_at_nine(app, office) -> None:
    day = date(2029, 2, 28)
    office.to(day)
    assert sweep(app) == len(GROUPS)
    office.to(day + timedelta(days=1), hour=time(8, 59))
    assert sweep(app) == 0
    office.to(day + timedelta(days=1))
    assert sweep(app) == len(GROUPS)
    with app.app_context():
        through = (
            db.session.execute(
                sa.text("SELECT DISTINCT through FROM sweep WHERE kind <> 'holidays'")
            )
            .scalars()
            .all()
        )
        assert [str(it) for it in through] == ["2029-03-01"]


def test_looking_whether_one_is_due_takes_one_small_statement(app, office) -> None:
    office.to(date(2029, 2, 28))
    sweep(app)
    with app.app_context():
        clock.now()  # the offset is read once in a tick
        with asked_of(db.engine) as seen:
            assert owing.due() == []
        assert len(seen) == 1


def test_a_sweep_takes_as_many_statements_for_thirty_holders_as_for_one(app, office) -> None:
    def swept(day: date) -> int:
        office.to(day)
        with app.app_context(), asked_of(db.engine) as seen:
            for number in owing.due():
                with writing(app):
                    owing.sweep(number)
        return len(seen)

    office.a_holder(ENDS, ("Ada Chan", LEAD))
    first = swept(date(2029, 2, 28))
    for number in range(30):
        office.a_holder(ENDS, ("Eva Ho", LEAD), name=f"Heron {number} Limited")
    assert swept(date(2029, 3, 1)) == first
    assert len(lines(app)) == 31


@pytest.mark.parametrize(
    ("gap", "pending", "superseded"),
    [
        (3, [("renewal-invitation", "-P9M")], []),
        (30, [("renewal-invitation", "-P9M")], []),
        (
            65,
            [("renewal-reminder", "-P7M")],
            [("renewal-invitation", "-P9M")],
        ),
        (
            170,
            [("renewal-late-company", "-P5M")],
            [("renewal-invitation", "-P9M"), ("renewal-reminder", "-P6M"),
             ("renewal-reminder", "-P7M")],
        ),
        (400, [], []),
    ],
)  # fmt: skip
def test_after_a_gap_only_the_most_urgent_one_goes_out(
    app, office, gap, pending, superseded
) -> None:
    office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 2, 26))
    sweep(app)
    office.to(date(2029, 2, 26) + timedelta(days=gap))
    sweep(app)

    def company(state: DeliveryState) -> list[tuple[str, str]]:
        return [it for it in sent(app, state) if it[0] != "renewal-late-officer"]

    assert (company(PENDING), company(SUPERSEDED)) == (pending, superseded)


def test_what_is_not_held_any_more_or_has_no_end_is_not_reminded_of(app, office) -> None:
    for status in (S.EXPIRED, S.REVOKED, S.ANNULLED, S.WITHDRAWN, S.SUPERSEDED):
        office.a_holder(ENDS, ("Ada Chan", LEAD), status=status, name=f"{status} Limited")
    office.to(date(2029, 2, 28))
    sweep(app)
    assert lines(app) == []
    office.a_holder(ENDS, ("Eva Ho", LEAD), status=S.SUSPENDED)
    office.to(date(2029, 3, 1))
    sweep(app)
    assert [name for _kind, _offset, name, _state in lines(app)] == ["Eva Ho"]


def test_a_renewal_that_was_sent_stops_them_and_a_withdrawn_one_lets_them_go_on(
    app, office
) -> None:
    version_id = office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 2, 28))
    sweep(app)
    forget_mail(app)
    draft = office.renewed_by(version_id, CaseStatus.DRAFT)
    office.to(date(2029, 4, 30))
    sweep(app)
    assert sent(app) == [("renewal-reminder", "-P7M")]  # a draft is not a renewal yet
    forget_mail(app)
    with writing(app):
        db.session.execute(sa.text("DELETE FROM case_file WHERE id = :id"), {"id": draft})
    renewal = office.renewed_by(version_id, CaseStatus.SUBMITTED)
    office.to(date(2029, 5, 30))
    sweep(app)
    assert sent(app) == []
    set_status(app, renewal, CaseStatus.WITHDRAWN, closed=True)
    office.to(date(2029, 5, 31))
    sweep(app)
    assert sent(app) == [("renewal-reminder", "-P6M")]


@pytest.mark.parametrize("status", [CaseStatus.REFUSED, CaseStatus.GRANTED])
def test_a_renewal_that_was_decided_does_not_start_them_again(app, office, status) -> None:
    version_id = office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 2, 27))
    renewal = office.renewed_by(version_id, CaseStatus.VETTING)
    set_status(app, renewal, status, closed=True)
    office.to(date(2029, 8, 30))
    sweep(app)
    assert lines(app) == []


def test_the_renewal_that_gave_a_version_does_not_silence_it(app, office) -> None:
    version_id = office.a_holder(ENDS, ("Ada Chan", LEAD))
    before = office.renewed_by(version_id, CaseStatus.VETTING, at=NOON - timedelta(days=200))
    set_status(app, before, CaseStatus.GRANTED, closed=True)
    office.to(date(2029, 2, 28))
    sweep(app)
    assert sent(app) == [("renewal-invitation", "-P9M")]


def test_a_newer_version_takes_over_and_skips_what_was_past_when_it_began(app, office) -> None:
    version_id = office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 4, 30))
    sweep(app)
    forget_mail(app)
    newer_id = office.next_version(version_id, ENDS, valid_from=date(2029, 6, 1))
    office.to(date(2029, 6, 29))
    sweep(app)
    assert sent(app) == []
    office.to(date(2029, 6, 30))
    sweep(app)
    assert sent(app) == [("renewal-late-company", "-P5M"), ("renewal-late-officer", "-P5M")]
    with app.app_context():
        keys = db.session.scalars(
            sa.select(Notification.dedupe_key).where(Notification.state == PENDING)
        )
        assert {key.split(":")[3] for key in keys if key.startswith("reminder")} == {str(newer_id)}


def test_two_sweepers_at_once_owe_each_reminder_once(app, office) -> None:
    for number in range(5):
        office.a_holder(ENDS, ("Ada Chan", LEAD), name=f"Heron {number} Limited")
    office.to(date(2029, 2, 28))
    start, owed = threading.Barrier(4), []

    def sweeper() -> None:
        start.wait()
        with writing(app):
            owed.append(owing.sweep(1))

    threads = [threading.Thread(target=sweeper) for _one in range(3)]
    for thread in threads:
        thread.start()
    start.wait()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(owed) == [0, 0, 5]
    assert len(lines(app)) == 5


def test_a_service_without_renewals_reminds_of_none(app, office) -> None:
    office.a_holder(ENDS, ("Ada Chan", LEAD))
    office.to(date(2029, 2, 28))
    with abroad(app) as nordhaven:
        assert sweep(nordhaven) == len(GROUPS)
    assert lines(app) == []


@pytest.mark.parametrize(
    ("ends", "began"),
    [
        (date(2029, 11, 30), date(2029, 2, 27)),
        (date(2029, 11, 30), date(2029, 2, 28)),  # the day of the rung, which February clamps
        (date(2029, 11, 28), date(2029, 2, 28)),
        (date(2029, 11, 30), date(2029, 3, 1)),
        (date(2028, 11, 30), date(2028, 2, 28)),
        (date(2028, 11, 30), date(2028, 2, 29)),
        (date(2029, 12, 31), date(2028, 12, 31)),
        (date(2030, 3, 31), date(2029, 9, 30)),
        (date(2030, 3, 31), date(2029, 8, 31)),
    ],
)
def test_the_statement_skips_what_the_ladder_skips(app, office, ends, began) -> None:
    office.a_holder(ends, ("Ada Chan", LEAD), valid_from=began)
    with app.app_context():
        rungs = owing.ladder(BY_NAME["renewal"], programmes.current())
        morning = began + timedelta(days=40)
        send, spoken_for = rungs.due(ends, began, morning)
    office.to(morning)
    sweep(app)
    found = [line for line in lines(app) if line[0] != "renewal-late-officer"]
    assert {(offset, state) for _kind, offset, _name, state in found} == {
        *((rung.written, "pending") for rung in send),
        *((rung.written, "superseded") for rung in spoken_for),
    }
