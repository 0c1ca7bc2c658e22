"""By when a case has to be decided: a supervisor moves the day, and where the law refuses what is
not decided in time, an approver records it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from aeo.db import db
from aeo.domain.calendar import Counting
from aeo.domain.errors import Incomplete, NotAllowed, OutOfOrder
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import CaseStatus, Touch
from aeo.models.outbox import Notification
from aeo.services import clocks, holidays, touches
from aeo.services.decisions import deciding, extending, limit, reading
from aeo.sim import line
from tests.deciding import Deciders
from tests.nordhaven import Nordhaven, abroad, by_law
from tests.people import writing

WHY = "The auditor’s report is not in yet."


def due(office) -> date:
    with office.app.app_context():
        return limit.of_case(office.case()).due


def letters(office, kind: str) -> list[dict[str, object]]:
    with office.app.app_context():
        query = sa.select(Notification).where(Notification.kind == kind)
        return [dict(row.values) for row in db.session.scalars(query)]


def test_a_supervisor_moves_the_day_once_and_the_company_is_told(app) -> None:
    office = Deciders(app)
    office.accepted()
    before = due(office)
    with writing(app):
        assert extending.extended(office.case(), 20).total == 110
        event = extending.extend(office.reference, 20, WHY, by=office.cheung)
        assert (event.note, office.case().status) == (WHY, CaseStatus.VETTING)
    with app.app_context():
        after = holidays.calendar().add(before, 20, Counting.WORKING).day
        assert office.case().next_due_on <= after
    assert due(office) == after
    assert letters(office, "decision-time-extended") == [
        {"old_date": str(before), "new_date": str(after)}
    ]
    with pytest.raises(OutOfOrder, match="as often as allowed"), writing(app):
        extending.extend(office.reference, 5, WHY, by=office.cheung)
    assert due(office) == after


def test_more_than_the_programme_allows_is_refused_with_the_most(app) -> None:
    office = Deciders(app)
    office.accepted()
    before = due(office)
    with pytest.raises(Incomplete, match="31 long; at most 30"), writing(app):
        extending.extend(office.reference, 31, WHY, by=office.cheung)
    with pytest.raises(Incomplete, match="does not say how long"), writing(app):
        extending.extend(office.reference, 0, WHY, by=office.cheung)
    with pytest.raises(Incomplete, match="Give a reason"), writing(app):
        extending.extend(office.reference, 5, " ", by=office.cheung)
    assert (due(office), letters(office, "decision-time-extended")) == (before, [])


def test_only_a_supervisor_extends_and_only_before_the_day_has_passed(app) -> None:
    office = Deciders(app)
    office.accepted()
    with pytest.raises(NotAllowed), writing(app):
        extending.extend(office.reference, 5, WHY, by=office.bo)
    office.move_to(due(office) + timedelta(days=1))
    with pytest.raises(OutOfOrder, match="it can no longer be extended"), writing(app):
        extending.extend(office.reference, 5, WHY, by=office.cheung)


def test_the_day_of_the_law_is_moved_where_one_is_promised(app) -> None:
    with abroad(app) as other:
        office = Nordhaven(other)
        office.accepted()
        with other.app_context():
            case = office.case()
            own = clocks.of_case(case)[limit.CLOCK]
            law = limit.of_case(case)
        assert (own.total, law.total) == (100, 120)
        with writing(other):
            extending.extend(office.reference, 60, WHY, by=office.cheung)
            moved = limit.of_case(office.case())
        assert (moved.total, limit.is_left(moved)) == (180, False)
        assert letters(office, "decision-time-extended") == [
            {"old_date": str(law.due), "new_date": str(moved.due)}
        ]


def test_no_approver_records_what_the_law_does_not_do(app) -> None:
    office = Deciders(app)
    office.accepted()
    office.move_to(due(office) + timedelta(days=1))
    with pytest.raises(OutOfOrder, match="No law has refused"), writing(app):
        deciding.record_refused(office.reference, WHY, by=office.kwok)


def test_an_approver_records_that_the_law_refused_and_when(app, tmp_path) -> None:
    with by_law(app, tmp_path) as other:
        office = Nordhaven(other)
        office.accepted()
        passed = due(office)
        office.move_to(passed)
        with pytest.raises(OutOfOrder, match="No law has refused"), writing(other):
            deciding.record_refused(office.reference, WHY, by=office.kwok)
        office.move_to(passed + timedelta(days=1))
        with pytest.raises(NotAllowed), writing(other):
            deciding.record_refused(office.reference, WHY, by=office.cheung)
        with writing(other):
            decision = deciding.record_refused(office.reference, WHY, by=office.kwok)
            assert (decision.outcome, decision.levels, decision.grounds) == (
                Proposal.REFUSE, [], [],
            )  # fmt: skip
        with other.app_context():
            case = office.case()
            assert (case.status, case.closed_at is not None) == (CaseStatus.REFUSED, True)
            assert reading.refused_by_law(case) == passed
            assert reading.decision(case).decided_by_id == office.kwok.user_id
        assert letters(office, "deemed-refusal") == [{"due_date": str(passed)}]


def test_who_worked_on_the_case_does_not_record_it_either(app, tmp_path) -> None:
    with by_law(app, tmp_path) as other:
        office = Nordhaven(other)
        office.accepted()
        office.move_to(due(office) + timedelta(days=1))
        with writing(other):
            touches.record(office.case(), Touch.RFI, office.kwok)
        with pytest.raises(OutOfOrder, match="You worked on this case"), writing(other):
            deciding.record_refused(office.reference, WHY, by=office.kwok)
        with other.app_context():
            assert office.case().status is CaseStatus.VETTING


def test_a_refusal_that_somebody_took_was_not_the_law(app) -> None:
    office = Deciders(app)
    office.to_decision()
    with writing(app):
        assert reading.refused_by_law(office.case()) is None


def test_a_day_that_stands_still_is_not_moved(app) -> None:
    office = Deciders(app)
    office.accepted()
    with app.app_context():
        line.ask(office.reference, office.bo)
        assert office.case().status is CaseStatus.INFO_REQUESTED
    with pytest.raises(OutOfOrder, match="stands still"), writing(app):
        extending.extend(office.reference, 5, WHY, by=office.cheung)
