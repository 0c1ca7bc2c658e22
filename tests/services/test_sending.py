"""Sending an application: all of it or nothing, frozen as it was, and every message owed."""

import json

import pytest
import sqlalchemy as sa

from aeo.db import db
from aeo.domain import canonical
from aeo.domain.errors import Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import CaseStatus, Role
from aeo.models.case import Case, CaseEvent
from aeo.models.outbox import Notification
from aeo.models.submission import PointResult, Submission
from aeo.services import (
    actors,
    cases,
    completeness,
    drafts,
    intake,
    sending,
    snapshots,
)
from aeo.services.sending import Declaration
from tests.applications import SIGNED, a_complete_draft, an_applicant, an_office_actor
from tests.people import a_member, an_officer, writing


@pytest.fixture
def ada(app):
    """A signatory of a company, as an actor."""
    return an_applicant(app)


@pytest.fixture
def bo(app):
    """A case officer, with approvers in the office who could decide."""
    for name in ("Kwok Chi Hang", "Tse Pui Shan"):
        an_office_actor(app, Role.APPROVER, name=name)
    return an_office_actor(app, Role.CASE_OFFICER, Role.INTAKE)


def told(kind: str | None = None) -> list[str]:
    query = sa.select(Notification.kind).order_by(Notification.id)
    return [one for one in db.session.scalars(query) if kind in (None, one)]


def test_a_draft_gets_the_next_reference_of_the_year_and_tells_who_began_it(app, ada) -> None:
    with writing(app):
        case = drafts.begin(["T2"], by=ada)
        assert case.reference.startswith("AEO-")
        assert (case.status, case.round, case.levels) == (CaseStatus.DRAFT, 0, ["T2"])
        assert told() == ["draft-created"]
        with pytest.raises(OutOfOrder):
            drafts.begin(["T1"], by=ada)


def test_what_is_missing_holds_up_the_sending_and_nothing_is_written(app, ada) -> None:
    with writing(app):
        reference = drafts.begin(["T1"], by=ada).reference
    with pytest.raises(OutOfOrder) as refused, writing(app):
        sending.send(reference, SIGNED, by=ada)
    assert "missing" in str(refused.value)
    with app.app_context():
        assert db.session.scalar(sa.select(Case.status)) is CaseStatus.DRAFT
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 0


def test_only_a_signatory_signs_and_each_statement_is_agreed_to(app, ada) -> None:
    reference = a_complete_draft(app, ada)
    with writing(app):
        other = actors.of(a_member(db.session.get_one(Case, 1).company, Role.COORDINATOR), 1)
    with pytest.raises(NotAllowed), writing(app):
        sending.send(reference, SIGNED, by=other)
    nothing = Declaration(statements=(), name="Ada Chan", post="Director")
    with pytest.raises(Incomplete), writing(app):
        sending.send(reference, nothing, by=ada)


@pytest.mark.parametrize("levels", [("T1",), ("T2",)])
def test_what_is_sent_is_frozen_byte_for_byte(app, ada, levels) -> None:
    reference = a_complete_draft(app, ada, *levels)
    with writing(app):
        an_officer(Role.INTAKE)
        sent = sending.send(reference, SIGNED, by=ada)
        number, digest = sent.number, sent.sha256
    with app.app_context():
        case = cases.get(reference, to=ada)
        assert (case.status, case.round) == (CaseStatus.SUBMITTED, 1)
        kept = snapshots.get(case, number)
        assert canonical.digest(kept.content) == digest
        record = snapshots.read(kept)
        assert canonical.encode(record) == kept.content
        assert record["declaration"]["name"] == "Ada Chan"
        questionnaire = snapshots.questionnaire(json.loads(kept.content))
        assert all(one.is_answered for one in questionnaire.asked() if one.question.required)
        assert len(list(questionnaire.asked())) == len(record["answers"])
        receipts = db.session.scalars(
            sa.select(Notification).where(Notification.kind == "submission-received")
        ).all()
        assert [row.values["receipt_hash"] for row in receipts] == [digest]
        assert told("case-in-intake-queue") == ["case-in-intake-queue"]
        assert case.next_clock in {"acknowledge", "completeness"}


def test_a_snapshot_and_an_event_cannot_be_changed(app, ada) -> None:
    reference = a_complete_draft(app, ada)
    with writing(app):
        sending.send(reference, SIGNED, by=ada)
    for statement in (
        sa.update(Submission).values(sha256="0" * 64),
        sa.delete(Submission),
        sa.update(CaseEvent).values(note="else"),
        sa.delete(CaseEvent),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), writing(app):
            db.session.execute(statement)


def test_a_second_sending_of_the_same_is_refused(app, ada) -> None:
    reference = a_complete_draft(app, ada)
    with writing(app):
        sending.send(reference, SIGNED, by=ada)
    with pytest.raises(OutOfOrder), writing(app):
        sending.send(reference, SIGNED, by=ada)


def test_returned_completed_sent_again_and_accepted(app, ada, bo) -> None:
    reference = a_complete_draft(app, ada)
    with writing(app):
        sending.send(reference, SIGNED, by=ada)
    with writing(app):
        record = snapshots.read(snapshots.get(cases.get(reference, to=bo)))
        points = completeness.points(record)
        for point in points:
            completeness.mark(reference, point, PointResult.FINE, by=bo)
        completeness.mark(reference, "sites", PointResult.LACKING, reason="RET-SITE-MISSING", by=bo)
    with writing(app):
        intake.return_(reference, "", by=bo)
    with app.app_context():
        case = cases.get(reference, to=ada)
        assert (case.status, case.next_clock) == (CaseStatus.RETURNED, "applicant_gaps")
        assert told("application-returned") == ["application-returned"]
        returned = completeness.returned(case)
        assert [row.point for row in returned] == ["sites"]
        point = returned[0].public_id
    with pytest.raises(OutOfOrder, match="sent back"), writing(app):
        sending.send(reference, SIGNED, by=ada)
    with writing(app):
        completeness.answer(reference, point, "Added the cold store.", by=ada)
        sending.send(reference, SIGNED, by=ada)
    with app.app_context():
        case = cases.get(reference, to=ada)
        assert (case.status, case.round) == (CaseStatus.SUBMITTED, 2)
        carried = completeness.marks(case)
        assert len(carried) == len(points) - 1
        assert completeness.open_points(case) == 1
    with pytest.raises(OutOfOrder) as refused, writing(app):
        intake.accept(reference, by=bo)
    assert len(refused.value.reasons) == 3  # no officer, not verified, a point open
    with writing(app):
        completeness.mark(reference, "sites", PointResult.FINE, by=bo)
        intake.verify(reference, by=bo)
        intake.assign(reference, bo.user_id, by=bo)
        intake.accept(reference, by=bo)
    with app.app_context():
        case = cases.get(reference, to=ada)
        assert case.status is CaseStatus.VETTING
        assert case.accepted_on is not None
        assert told("application-accepted") == ["application-accepted"]
        assert [event.action for event in db.session.scalars(
            sa.select(CaseEvent).order_by(CaseEvent.seq)
        )] == [
            "begin", "submit", "return", "resubmit", "company_verified", "assigned", "accept",
        ]  # fmt: skip


def test_a_discarded_draft_leaves_a_void_reference_and_keeps_the_files(app, ada) -> None:
    reference = a_complete_draft(app, ada)
    with writing(app):
        assert drafts.discard(reference, by=ada) == reference
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == 0
        assert db.session.scalar(sa.text("SELECT reference FROM void_reference")) == reference
        assert db.session.scalar(sa.text("SELECT count(*) FROM document")) > 0
    with writing(app):
        again = drafts.begin(["T1"], by=ada)
        assert again.reference != reference
