"""A company is reminded of what it owes Customs: answers to requests, plans and proof."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.calendar import Counting
from aeo.domain.vocabulary import FindingStatus, Role
from aeo.domain.workflow.finding import FindingAct
from aeo.models.finding import Finding
from aeo.models.outbox import Notification
from aeo.models.review import Rfi
from aeo.services import holidays
from aeo.services.findings import correcting, raising
from aeo.services.findings.correcting import Plan
from aeo.services.rfis import asking, reading
from aeo.sim import line
from tests.findings import CAMERA, Examiners
from tests.office import Office
from tests.people import a_member, writing
from tests.reminded import deliver_all, forget_mail, lines, sweep

DAY = timedelta(days=1)
PLAN = Plan(cause="Moved", action="New camera", owner="Ada Chan", due_on=date(2030, 1, 1))
NOTHING: list[tuple[str, str, str]] = []


@pytest.fixture
def asked(app) -> Office:
    """An office that has asked the company, and waits."""
    office = Office(app)
    office.accepted()
    with app.app_context():
        line.ask(office.reference, office.bo)
    return office


@pytest.fixture
def found(app) -> Examiners:
    """An office that has reported two findings of one day."""
    office = Examiners(app)
    office.visited()
    office.found(CAMERA, CAMERA)
    office.reported()
    return office


def due_on(office: Office) -> date:
    with office.app.app_context():
        return db.session.scalar(sa.select(Rfi.due_on))


def new(office: Office, day: date) -> list[tuple[str, str, str]]:
    """What a sweep in the morning of ``day`` owes: kind, offset, state, without its readers."""
    office.move_to(day)
    before = set(lines(office.app))
    sweep(office.app)
    return sorted({(it[0], it[1], it[3]) for it in lines(office.app) if it not in before})


def test_an_answer_is_reminded_of_a_week_and_two_days_before_and_when_it_is_late(
    app, asked
) -> None:
    due = due_on(asked)
    assert [(days, new(asked, due + days * DAY)) for days in (-8, -7, -6, -2, 0, 1, 2)] == [
        (-8, []),
        (-7, [("response-due-reminder", "-P7D", "pending")]),
        (-6, []),
        (-2, [("response-due-reminder", "-P2D", "pending")]),
        (0, []),  # the day itself still counts
        (
            1,
            [
                ("response-overdue-company", "P0D", "pending"),
                ("response-overdue-officer", "P0D", "pending"),
            ],
        ),
        (2, []),
    ]
    with app.app_context():
        row = db.session.scalar(
            sa.select(Notification).where(Notification.kind == "response-overdue-company")
        )
        last = holidays.calendar().add(due, 5, Counting.WORKING).day
        assert row.values == {"due_date": str(due), "final_date": str(last)}
        assert row.path == f"/portal/applications/{asked.reference}/requests/1"
        assert (row.subject_type, row.subject_ref) == ("case", asked.reference)
        officer = db.session.scalar(
            sa.select(Notification).where(Notification.kind == "response-overdue-officer")
        )
        assert (officer.path, officer.recipient_id) == (
            f"/desk/cases/{asked.reference}/", asked.bo.user_id
        )  # fmt: skip
        assert officer.values == row.values
    client = app.test_client()
    assert [client.get(it.path).status_code for it in (row, officer)] == [302, 302]


def test_an_answer_that_was_sent_stops_them(app, asked) -> None:
    due = due_on(asked)
    with writing(app):
        for item in reading.get(asked.case(), 1).items:
            asking.reply(asked.reference, 1, item.public_id, "Ada does.", by=asked.ada)
    with writing(app):
        asking.answer(asked.reference, 1, by=asked.ada)
    assert new(asked, due + DAY) == NOTHING
    with writing(app):
        later = asking.usual_due_on(asked.case())
        asking.ask_again(asked.reference, 1, "Who else?", due_on=later, by=asked.bo)
        db.session.flush()
        assert reading.get(asked.case(), 1).due_set_on == clock.today()
    assert new(asked, later - 2 * DAY) == [
        ("response-due-reminder", "-P2D", "pending"),
        ("response-due-reminder", "-P7D", "superseded"),
    ]


def test_more_time_begins_a_new_ladder(app, asked) -> None:
    due = due_on(asked)
    assert new(asked, due - 7 * DAY) == [("response-due-reminder", "-P7D", "pending")]
    later = due + 21 * DAY
    with writing(app):
        asking.extend(asked.reference, 1, "They asked for it.", due_on=later, by=asked.bo)
    with app.app_context():
        assert db.session.scalar(sa.select(Rfi.due_set_on)) == clock.today()
    deliver_all(app)
    assert {it[3] for it in lines(app)} == {"superseded"}  # it named a day that is not theirs
    assert [new(asked, due + days * DAY) for days in (-2, 1)] == [NOTHING, NOTHING]
    assert new(asked, later - 7 * DAY) == [("response-due-reminder", "-P7D", "pending")]


def test_a_short_time_skips_the_rung_that_was_past_when_it_was_given(app, asked) -> None:
    with writing(app):
        rfi = reading.get(asked.case(), 1)
        rfi.due_on = clock.today() + 5 * DAY
        due = rfi.due_on
    assert new(asked, due - 4 * DAY) == NOTHING
    assert new(asked, due - 2 * DAY) == [("response-due-reminder", "-P2D", "pending")]


def test_a_request_that_ended_with_its_case_is_not_reminded_of(app, asked) -> None:
    due = due_on(asked)
    with writing(app):
        asking.withdraw_all(asked.case(), "No longer needed.")
    assert new(asked, due + DAY) == NOTHING


def test_two_requests_of_one_case_are_two_ladders(app, asked) -> None:
    with writing(app):
        asking.ask_about(asked.reference, "A-04", "company", asks="Who signs?", by=asked.bo)
    due = due_on(asked)
    with writing(app):
        asking.issue(
            asked.reference, 2, due_on=due, is_blocking=False, message="", by=asked.bo
        )  # fmt: skip
    asked.move_to(due - 7 * DAY)
    sweep(app)
    assert [it[:2] for it in lines(app)] == [("response-due-reminder", "-P7D")] * 2


def test_who_may_only_sign_is_told_when_it_is_late(app, asked) -> None:
    with writing(app):
        company = asked.case().company
        a_member(company, Role.SIGNATORY, name="Eva Ho")
    due = due_on(asked)
    asked.move_to(due - 7 * DAY)
    sweep(app)
    asked.move_to(due + DAY)
    sweep(app)
    told = [(kind, name, state) for kind, _offset, name, state in lines(app)]
    assert told == [
        ("response-due-reminder", "Ada Chan", "superseded"),
        ("response-due-reminder", "Ada Chan", "pending"),
        ("response-overdue-company", "Ada Chan", "pending"),
        ("response-overdue-company", "Eva Ho", "pending"),
        ("response-overdue-officer", "Bo Lau", "pending"),
    ]


def days(office: Office) -> tuple[date, date]:
    with office.app.app_context():
        first = sa.select(Finding.plan_due_on, Finding.fix_due_on).where(Finding.number == 1)
        return db.session.execute(first).one()


def test_corrective_actions_are_reminded_of_once_a_case_and_day(app, found) -> None:
    plan, fix = days(found)
    office = found
    assert (fix - plan).days > 14
    assert new(office, plan - 2 * DAY) == [
        ("corrective-action-reminder", "-P14D", "superseded"),
        ("corrective-action-reminder", "-P2D", "pending"),
        ("corrective-action-reminder", "-P7D", "superseded"),
    ]
    with app.app_context():
        rows = db.session.scalars(
            sa.select(Notification).where(
                Notification.kind == "corrective-action-reminder",
                Notification.state == "pending",
            )
        ).all()
        assert [row.values for row in rows] == [{"due_date": str(plan), "item_count": 2}]
    forget_mail(app)
    _plan(office, 1)
    assert new(office, plan + DAY) == [
        ("corrective-action-overdue-company", "P0D", "pending"),
        ("corrective-action-overdue-staff", "P0D", "pending"),
    ]
    with app.app_context():
        staff = db.session.scalars(
            sa.select(Notification.recipient_role)
            .where(Notification.kind == "corrective-action-overdue-staff")
            .order_by(Notification.recipient_role)
        ).all()
        assert staff == ["case_officer", "supervisor"]


def test_when_every_plan_of_the_day_is_sent_nothing_is_said(app, found) -> None:
    plan, fix = days(found)
    _plan(found, 1)
    _plan(found, 2)
    assert new(found, plan + DAY) == NOTHING
    # Customs has them: the company cannot send proof before they are accepted.
    assert new(found, fix - 2 * DAY) == NOTHING
    _judge(found, 1, FindingAct.ACCEPT_PLAN)
    assert new(found, fix - DAY) == [
        ("corrective-action-reminder", "-P14D", "superseded"),
        ("corrective-action-reminder", "-P2D", "pending"),
        ("corrective-action-reminder", "-P7D", "superseded"),
    ]
    with app.app_context():
        counts = [row.values["item_count"] for row in db.session.scalars(_pending())]
        assert counts == [1]
    with writing(app):
        correcting.save_proof(found.reference, 1, "It hangs.", version=None, by=found.ada)
        correcting.submit_proof(found.reference, 1, by=found.ada)
    deliver_all(app)
    with app.app_context():
        assert db.session.scalars(_pending()).all() == []
    assert new(found, fix + DAY) == NOTHING


def test_a_finding_that_is_opened_again_begins_anew(app, found) -> None:
    with writing(app):
        db.session.execute(sa.text("UPDATE finding SET status = 'closed' WHERE number = 2"))
        db.session.execute(
            sa.update(Finding)
            .where(Finding.number == 1)
            .values(status=FindingStatus.CLOSED, days_set_on=None)
        )
    plan, _fix = days(found)
    assert new(found, plan + DAY) == NOTHING
    _judge(found, 1, FindingAct.REOPEN)
    later, _fix = days(found)
    with app.app_context():
        begun = sa.select(Finding.days_set_on).where(Finding.number == 1)
        assert db.session.scalar(begun) == clock.today()
    assert [it for it in new(found, later - 2 * DAY) if it[2] == "pending"] == [
        ("corrective-action-reminder", "-P2D", "pending")
    ]


def _plan(office: Office, number: int) -> None:
    with writing(office.app):
        correcting.save_plan(office.reference, number, PLAN, version=None, by=office.ada)
        correcting.submit_plan(office.reference, number, by=office.ada)


def _judge(office: Office, number: int, act: FindingAct) -> None:
    with writing(office.app):
        raising.judge(office.reference, number, act, "Seen.", by=office.bo)


def _pending() -> sa.Select[Notification]:
    return sa.select(Notification).where(
        Notification.kind == "corrective-action-reminder", Notification.state == "pending"
    )
