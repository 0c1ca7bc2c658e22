"""Taking in an application: officer, register, return, acceptance, conflicts and notes."""

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db
from aeo.domain.clocks import Status
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import Actor, CaseStatus, Role
from aeo.models.case import Case, CaseEvent, CaseTouch, Touch
from aeo.models.company import Company
from aeo.models.outbox import Notification
from aeo.models.submission import PointResult
from aeo.services import cases, clocks, completeness, intake, snapshots
from tests.applications import a_row, a_submitted_case, actor_of, an_applicant, an_office_actor
from tests.people import a_company, an_officer, writing

FINE, LACKING = PointResult.FINE, PointResult.LACKING


@pytest.fixture
def bo(app: Flask) -> Actor:
    return an_office_actor(app, Role.INTAKE, Role.CASE_OFFICER)


@pytest.fixture
def kwok(app: Flask) -> Actor:
    return an_office_actor(app, Role.APPROVER, name="Kwok Chi Hang")


@pytest.fixture
def reference(app: Flask, bo: Actor, kwok: Actor) -> str:
    """A case in the queue, with an office that can decide it."""
    an_applicant(app, "Somebody else", ubi="87654321")
    with writing(app):
        return a_row(a_company()).reference


def case_of(reference: str, to: Actor) -> Case:
    return cases.get(reference, to=to)


def happened(reference: str) -> list[tuple[str, dict]]:
    query = sa.select(CaseEvent).join(Case, Case.id == CaseEvent.case_id)
    rows = db.session.scalars(query.where(Case.reference == reference).order_by(CaseEvent.seq))
    return [(row.action, row.details) for row in rows][1:]


def owed(slug: str) -> int:
    query = sa.select(sa.func.count()).where(Notification.kind == slug)
    return db.session.scalar(query) or 0


def all_fine(reference: str, by: Actor) -> None:
    record = snapshots.read(snapshots.get(case_of(reference, by)))
    found = {point: completeness.Mark(FINE) for point in completeness.points(record)}
    completeness.mark_all(reference, found, by=by)


def test_an_assignment_acknowledges_the_receipt_once(app, bo, reference) -> None:
    with writing(app):
        intake.assign(reference, bo.user_id, by=bo)
    with writing(app):
        intake.assign(reference, bo.user_id, by=bo)
    with app.app_context():
        case = case_of(reference, bo)
        assert case.officer_id == bo.user_id
        assert happened(reference) == [
            ("assigned", {"officer": "Bo Lau", "clock_events": ["case.acknowledged"]})
        ]
        assert clocks.of_case(case)["acknowledge"].status is Status.ENDED
        assert case.next_clock == "completeness"


def test_only_a_case_officer_can_be_given_a_case(app, bo, kwok, reference) -> None:
    for officer_id in (kwok.user_id, 0, 10**6):
        with pytest.raises(Incomplete), writing(app):
            intake.assign(reference, officer_id, by=bo)
    with app.app_context():
        assert (case_of(reference, bo).officer_id, happened(reference)) == (None, [])


def test_a_closed_case_is_given_to_nobody(app, bo, kwok) -> None:
    an_applicant(app)
    with writing(app):
        reference = a_row(a_company(ubi="3"), status=CaseStatus.WITHDRAWN).reference
    with pytest.raises(OutOfOrder, match="closed"), writing(app):
        intake.assign(reference, bo.user_id, by=bo)


def test_somebody_in_conflict_gets_no_case_and_sees_none(app, bo, kwok, reference) -> None:
    mak = an_office_actor(app, Role.CASE_OFFICER, name="Mak Tsz Kin")
    with writing(app):
        intake.assign(reference, mak.user_id, by=bo)
    with writing(app):
        intake.declare_conflict(reference, "  My brother works there. ", by=mak)
    with app.app_context():
        assert case_of(reference, bo).officer_id is None
        assert happened(reference)[-1] == ("conflict_declared", {})
    with pytest.raises(Gone), writing(app):
        intake.declare_conflict(reference, "Again.", by=mak)
    with pytest.raises(OutOfOrder, match="Mak Tsz Kin declared a conflict"), writing(app):
        intake.assign(reference, mak.user_id, by=bo)


def test_a_conflict_needs_a_reason_and_leaves_somebody_who_can_decide(
    app, bo, kwok, reference
) -> None:
    with pytest.raises(Incomplete), writing(app):
        intake.declare_conflict(reference, " \n", by=bo)
    with pytest.raises(OutOfOrder), writing(app):
        intake.declare_conflict(reference, "My sister.", by=kwok)
    an_office_actor(app, Role.APPROVER, name="Tse Pui Shan")
    with writing(app):
        intake.declare_conflict(reference, "My sister.", by=kwok)
    with app.app_context(), pytest.raises(Gone):
        case_of(reference, kwok)


def test_the_last_who_could_decide_is_not_made_the_officer(app, bo, reference, kwok) -> None:
    both = an_office_actor(app, Role.CASE_OFFICER, Role.APPROVER, name="Both of them")
    with writing(app):
        case = case_of(reference, bo)
        db.session.add(
            CaseTouch(
                company_id=case.company_id,
                case_id=case.id,
                user_id=kwok.user_id,
                kind=Touch.VERDICT,
                at=clock.now(),
            )
        )
    with pytest.raises(OutOfOrder), writing(app):
        intake.assign(reference, both.user_id, by=bo)


def test_a_company_is_verified_once_and_no_other_under_its_number(app, bo, reference) -> None:
    with writing(app):
        company = intake.verify(reference, by=bo)
        assert company.ubi_verified_by_id == bo.user_id
        first = company.ubi_verified_at
    with writing(app):
        assert intake.verify(reference, by=bo).ubi_verified_at == first
        rival = a_row(a_company("Rival Limited")).reference
    with app.app_context():
        assert happened(reference) == [("company_verified", {})]
    with pytest.raises(OutOfOrder) as refused, writing(app):
        intake.verify(rival, by=bo)
    assert "Kestrel" not in str(refused.value)
    with app.app_context():
        verified = sa.select(Company.name).where(Company.ubi_verified_at.is_not(None))
        assert db.session.scalars(verified).all() == ["Kestrel Bay Logistics Limited"]


def test_nothing_goes_back_without_a_point(app, bo, reference) -> None:
    with pytest.raises(OutOfOrder, match="at least one"), writing(app):
        intake.return_(reference, "", by=bo)


def test_a_return_tells_the_company_by_when_and_starts_its_clock(app, bo, kwok) -> None:
    reference = a_submitted_case(app)
    with writing(app):
        completeness.mark(reference, "flows", LACKING, reason="RET-DOC-MISSING", by=bo)
        promised = intake.return_by(case_of(reference, bo))
    with writing(app):
        intake.return_(reference, "Seen with Mak.", by=bo)
    with app.app_context():
        case = case_of(reference, bo)
        running = clocks.of_case(case)
        assert case.status is CaseStatus.RETURNED
        assert running["applicant_gaps"].due == promised
        assert running["completeness"].status is Status.ENDED
        assert owed("application-returned") == 1
        assert (
            db.session.scalar(
                sa.select(CaseEvent.note).where(
                    CaseEvent.case_id == case.id, CaseEvent.action == "return"
                )
            )
            == "Seen with Mak."
        )
    with pytest.raises(OutOfOrder), writing(app):
        intake.return_(reference, "", by=bo)


def test_an_acceptance_needs_all_three_and_then_starts_the_case(app, bo, kwok) -> None:
    reference = a_submitted_case(app)
    with pytest.raises(OutOfOrder) as refused, writing(app):
        intake.accept(reference, by=bo)
    assert len(refused.value.reasons) == 3
    with writing(app):
        intake.assign(reference, bo.user_id, by=bo)
        intake.verify(reference, by=bo)
        all_fine(reference, bo)
    with writing(app):
        intake.accept(reference, by=bo)
    with app.app_context():
        case = case_of(reference, bo)
        assert (case.status, case.accepted_on) == (CaseStatus.VETTING, clock.today())
        assert clocks.of_case(case)["decision"].status is Status.RUNNING
        assert (owed("application-accepted"), owed("officer-assigned-company")) == (1, 1)
    with pytest.raises(OutOfOrder), writing(app):
        intake.accept(reference, by=bo)


def test_the_company_and_the_auditor_cannot_accept(app, bo, reference) -> None:
    auditor = an_office_actor(app, Role.AUDITOR, name="Lo Ka Man")
    with pytest.raises(NotAllowed), writing(app):
        intake.accept(reference, by=auditor)


def test_a_page_that_is_out_of_date_is_noticed(app, bo, reference) -> None:
    with writing(app):
        intake.check_seen(reference, 1, by=bo)
        intake.assign(reference, bo.user_id, by=bo)
    with pytest.raises(OutOfOrder, match="Meanwhile something happened"), writing(app):
        intake.check_seen(reference, 1, by=bo)
    with writing(app):
        intake.check_seen(reference, 2, by=bo)
    with pytest.raises(Gone), writing(app):
        intake.check_seen("AEO-2026-999999-9", 2, by=bo)


def test_notes_are_kept_with_their_author_newest_first(app, bo, reference) -> None:
    with writing(app):
        intake.add_note(reference, "  First.\nTwo lines. ", by=bo)
        intake.add_note(reference, "Second.", by=bo, question="D-05", scope="company")
    for text in ("", " \n", "x" * (intake.TEXT_MAX + 1)):
        with pytest.raises(Incomplete), writing(app):
            intake.add_note(reference, text, by=bo)
    with app.app_context():
        found = intake.notes(case_of(reference, bo))
        assert [(it.text, it.author.name, it.question_key) for it in found] == [
            ("Second.", "Bo Lau", "D-05"),
            ("First.\nTwo lines.", "Bo Lau", None),
        ]


def test_case_officers_are_listed_by_name(app) -> None:
    with writing(app):
        for name in ("Zoe", "Ann"):
            actor_of(an_officer(Role.CASE_OFFICER, name=name))
        an_officer(Role.SUPERVISOR, name="Sue")
        assert [user.name for user in intake.case_officers()] == ["Ann", "Zoe"]
