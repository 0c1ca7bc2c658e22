"""What ends by itself, and when: at the end of the last day, and on the first day of the next."""

import shutil
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
import yaml

from aeo import clock, create_app
from aeo.config import ROOT
from aeo.db import db
from aeo.domain.vocabulary import AuthorisationStatus as S
from aeo.domain.vocabulary import CaseStatus, Role
from aeo.domain.workflow.authorisation import AuthorisationAct
from aeo.models.account import User
from aeo.models.authorisation import AuthorisationVersion
from aeo.models.case import Case, CaseEvent
from aeo.models.outbox import Notification
from aeo.services.authorisations import granting, keeping
from tests.nordhaven import Nordhaven, abroad
from tests.people import writing
from tests.reminded import Aging, set_status, settle
from tests.statements import asked_of

LEAD = (Role.SIGNATORY, Role.COORDINATOR)
LAST = date(2027, 3, 31)
DAY = timedelta(days=1)
MIDNIGHT, BEFORE_IT = time(0, 0), time(23, 59, 50)


@pytest.fixture
def office(app, traveller) -> Aging:
    return Aging(app)


def stands(app, version_id: int) -> tuple[S, date | None]:
    with app.app_context():
        version = db.session.get_one(AuthorisationVersion, version_id)
        return version.status, version.ended_on


def told(app, *kinds: str) -> list[tuple[str, str, dict]]:
    """Kind, reader and values of what was owed."""
    with app.app_context():
        query = (
            sa.select(Notification.kind, User.name, Notification.values)
            .join(User, User.id == Notification.recipient_id)
            .where(Notification.kind.in_(kinds))
            .order_by(Notification.kind, User.name)
        )
        return [tuple(row) for row in db.session.execute(query)]


def test_a_version_lasts_to_the_end_of_its_last_day_in_hong_kong(app, office) -> None:
    version_id = office.a_holder(LAST, ("Ada Chan", LEAD))
    office.to(LAST, BEFORE_IT)
    assert settle(app) == 0
    assert stands(app, version_id) == (S.ACTIVE, None)
    office.to(LAST + DAY, MIDNIGHT)
    with app.app_context():
        assert clock.now().isoformat() == "2027-03-31T16:00:00+00:00"
    assert settle(app) == 1
    assert stands(app, version_id) == (S.EXPIRED, LAST)


def test_and_to_the_end_of_its_last_day_in_another_zone(app, office) -> None:
    with abroad(app) as nordhaven:
        Nordhaven(nordhaven)  # whose office enters the holidays
        there = Aging(nordhaven)
        version_id = there.a_holder(LAST, ("Inês Duarte", LEAD))
        there.to(LAST, BEFORE_IT)
        assert settle(nordhaven) == 0
        there.to(LAST + DAY, MIDNIGHT)
        with nordhaven.app_context():
            assert clock.now().isoformat() == "2027-03-31T22:00:00+00:00"
        assert settle(app) == 0  # what others granted is not Hong Kong's to end
        assert settle(nordhaven) == 1
    assert stands(app, version_id) == (S.EXPIRED, LAST)


def test_the_holder_and_the_register_are_told_once(app, office) -> None:
    office.a_holder(LAST, ("Ada Chan", (Role.SIGNATORY,)), ("Ken Yip", (Role.COMPANY_ADMIN,)))
    office.to(LAST + DAY)
    for _again in range(3):
        settle(app)
    assert told(app, "status-expired-company", "status-expired-staff") == [
        ("status-expired-company", "Ada Chan", {"expiry_date": "2027-03-31"}),
        ("status-expired-company", "Ken Yip", {"expiry_date": "2027-03-31"}),
        ("status-expired-staff", "Bo Lau", {"due_date": "2027-04-08", "expiry_date": "2027-03-31"}),
        (
            "status-expired-staff",
            "Lam Tsz Yan",
            {"due_date": "2027-04-08", "expiry_date": "2027-03-31"},
        ),
    ]
    with app.app_context():
        steps = db.session.scalars(
            sa.select(CaseEvent.action).where(CaseEvent.subject == "version:1")
        ).all()
        assert steps == ["expire"]


@pytest.mark.parametrize("gap", [3, 30, 400])
def test_after_any_gap_it_ends_on_its_own_day(app, office, gap) -> None:
    version_id = office.a_holder(LAST, ("Ada Chan", LEAD))
    office.to(LAST + gap * DAY)
    assert settle(app) == 1
    assert stands(app, version_id) == (S.EXPIRED, LAST)


def test_a_suspended_status_ends_on_its_date_too(app, office) -> None:
    found = {
        status: office.a_holder(LAST, name=f"{status} Limited", status=status)
        for status in (S.SUSPENDED, S.PARTIALLY_SUSPENDED)
    }
    office.to(LAST + DAY)
    assert settle(app) == 2
    assert {stands(app, version_id)[0] for version_id in found.values()} == {S.EXPIRED}


def test_what_has_no_end_or_ended_otherwise_is_left(app, office) -> None:
    ended = (S.EXPIRED, S.REVOKED, S.ANNULLED, S.WITHDRAWN, S.SUPERSEDED)
    ids = [office.a_holder(LAST, name=f"{status} Limited", status=status) for status in ended]
    ids.append(office.a_holder(None))
    before = [stands(app, version_id) for version_id in ids]
    office.to(LAST + DAY)
    assert settle(app) == 0
    assert [stands(app, version_id) for version_id in ids] == before


def test_a_version_is_superseded_on_the_first_day_of_the_newer_one(app, office) -> None:
    old = office.a_holder(LAST, ("Ada Chan", LEAD))
    new = office.next_version(old, LAST + 1096 * DAY, valid_from=LAST + DAY)
    office.to(LAST, BEFORE_IT)
    assert settle(app) == 0
    office.to(LAST + DAY, MIDNIGHT)
    assert settle(app) == 1
    assert stands(app, old) == (S.SUPERSEDED, LAST + DAY)
    assert stands(app, new) == (S.ACTIVE, None)
    assert [kind for kind, *_rest in told(app, "status-expired-company")] == []
    assert [name for _kind, name, _values in told(app, "certificate-reissued-company")] == [
        "Ada Chan"
    ]


def test_a_version_that_begins_later_leaves_the_gap_that_there_is(app, office) -> None:
    old = office.a_holder(LAST)
    new = office.next_version(old, LAST + 1096 * DAY, valid_from=LAST + 10 * DAY)
    office.to(LAST + DAY)
    assert settle(app) == 1
    assert stands(app, old) == (S.EXPIRED, LAST)
    assert stands(app, new) == (S.ACTIVE, None)


def test_what_another_worker_has_just_moved_is_skipped(app, office) -> None:
    version_id = office.a_holder(LAST, ("Ada Chan", LEAD))
    office.to(LAST + DAY)
    with writing(app):
        assert keeping.settle(version_id) is AuthorisationAct.EXPIRE
    with writing(app):
        assert keeping.settle(version_id) is None
        assert keeping.judged(office.version(version_id)).status is S.EXPIRED


def test_it_is_judged_as_it_stands_under_the_lock(app, office) -> None:
    """Where a writer does not keep others from writing, what was read may be old by then."""
    version_id = office.a_holder(LAST, ("Ada Chan", LEAD))
    office.to(LAST + DAY)
    with writing(app):
        version = db.session.get_one(AuthorisationVersion, version_id)
        assert version.status is S.ACTIVE
        if db.engine.dialect.name == "postgresql":
            other = threading.Thread(target=settle, args=(app,))
            other.start()
            other.join(timeout=30)
        else:
            keeping.settle(version_id)
        assert keeping.settle(version_id) is None
    assert len(told(app, "status-expired-company")) == 1


def test_workers_at_once_end_each_version_once(app, office) -> None:
    ids = [office.a_holder(LAST, ("Ada Chan", LEAD), name=f"{n} Limited") for n in range(4)]
    office.to(LAST + DAY)
    start, taken = threading.Barrier(3), []

    def worker() -> None:
        start.wait()
        for version_id in ids:
            with writing(app):
                taken.append(keeping.settle(version_id))

    threads = [threading.Thread(target=worker) for _one in range(2)]
    for thread in threads:
        thread.start()
    start.wait()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(map(str, taken)) == ["None"] * 4 + ["expire"] * 4
    assert len(told(app, "status-expired-company")) == 4


def test_one_that_cannot_be_judged_does_not_stop_the_others(app, office, caplog) -> None:
    bad, good = office.a_holder(LAST), office.a_holder(LAST, name="Heron Freight Limited")
    with writing(app):
        db.session.execute(
            sa.text(
                "UPDATE case_file SET programme_version = 'lost' WHERE id ="
                " (SELECT case_id FROM authorisation_version WHERE id = :id)"
            ),
            {"id": bad},
        )
    office.to(LAST + DAY)
    settle(app)
    assert stands(app, good) == (S.EXPIRED, LAST)
    assert stands(app, bad) == (S.ACTIVE, None)
    assert [record.message for record in caplog.records if "settled" in record.message] == [
        f"version {bad} could not be settled"
    ]


@contextmanager
def carrying_on(app, tmp_path):
    """A service whose law carries a status on while a timely renewal is open."""
    folder = tmp_path / "hkaeo-2026-01"
    shutil.copytree(ROOT / "aeo" / "programmes" / "hkaeo-2026-01", folder)
    file = folder / "programme.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["validity"]["renewal"] |= {"continue_on_timely": True, "continue_unverified": False}
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    other = create_app(replace(app.extensions["aeo"], programme_dirs=(tmp_path,)))
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("status", [CaseStatus.REFUSED, CaseStatus.WITHDRAWN])
def test_a_timely_renewal_carries_it_on_until_it_is_decided_or_withdrawn(
    app, office, tmp_path, status
) -> None:
    with carrying_on(app, tmp_path) as service:
        there = Aging(service)
        version_id = there.a_holder(LAST, ("Ada Chan", LEAD))
        there.to(date(2026, 11, 24))
        renewal = there.renewed_by(version_id, CaseStatus.VETTING)
        with writing(service):
            version = db.session.get_one(AuthorisationVersion, version_id)
            version.renewal_due_on = date(2026, 11, 24)
        there.to(LAST + DAY)
        assert settle(service) == 1
        assert stands(app, version_id) == (S.ACTIVE_PENDING_RENEWAL, None)
        there.to(LAST + 90 * DAY)
        assert settle(service) == 0
        set_status(service, renewal, status, closed=True)
        assert settle(service) == 1
        assert stands(app, version_id) == (S.EXPIRED, LAST + 90 * DAY)
        assert settle(service) == 0
    assert told(app, "status-expired-company") == [
        ("status-expired-company", "Ada Chan", {"expiry_date": "2027-06-29"})
    ]


def test_a_late_renewal_carries_nothing_on(app, office, tmp_path) -> None:
    with carrying_on(app, tmp_path) as service:
        there = Aging(service)
        version_id = there.a_holder(LAST)
        there.to(date(2026, 11, 25))
        there.renewed_by(version_id, CaseStatus.VETTING)
        with writing(service):
            version = db.session.get_one(AuthorisationVersion, version_id)
            version.renewal_due_on = date(2026, 11, 24)
        there.to(LAST + DAY)
        assert settle(service) == 1
        assert stands(app, version_id) == (S.EXPIRED, LAST)


def test_hong_kong_carries_nothing_on(app, office) -> None:
    version_id = office.a_holder(LAST)
    office.renewed_by(version_id, CaseStatus.VETTING)
    with writing(app):
        db.session.get_one(AuthorisationVersion, version_id).renewal_due_on = LAST
    office.to(LAST + DAY)
    assert settle(app) == 1
    assert stands(app, version_id) == (S.EXPIRED, LAST)


def test_a_renewal_of_what_was_carried_on_leaves_no_gap(app, office, tmp_path) -> None:
    with carrying_on(app, tmp_path) as service:
        there = Aging(service)
        version_id = there.a_holder(LAST, status=S.ACTIVE_PENDING_RENEWAL)
        there.to(LAST + 90 * DAY)
        renewal = there.renewed_by(version_id, CaseStatus.DECISION)
        with service.app_context():
            granted = granting.term(db.session.get_one(Case, renewal))
            assert (granted.valid_from, granted.gap) == (LAST + 90 * DAY, None)


def test_looking_whether_one_is_over_takes_one_statement(app, office) -> None:
    office.a_holder(LAST)
    with app.app_context():
        clock.now()
        with asked_of(db.engine) as seen:
            assert keeping.overdue(50) == []
        assert len(seen) == 1
