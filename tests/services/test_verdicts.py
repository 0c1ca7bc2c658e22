"""Verdicts on answers: who gives them, on which version, and what each of them needs."""

import pytest
import sqlalchemy as sa

from aeo.db import db
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import CaseStatus, Role, VerdictState
from aeo.models.case import CaseTouch
from aeo.models.review import Verdict
from aeo.services import answers, snapshots
from aeo.services.answers import Typed
from aeo.services.rfis import asking, reading
from aeo.services.verdicts import giving
from aeo.services.verdicts import reading as verdicts
from tests.applications import a_submitted_case, an_office_actor
from tests.office import Office
from tests.people import writing

ACCEPTED, QUERY = VerdictState.ACCEPTED, VerdictState.QUERY


@pytest.fixture
def office(app) -> Office:
    office = Office(app)
    office.accepted()
    return office


def give(office: Office, state: VerdictState, **more) -> None:
    with writing(office.app):
        giving.give(
            office.reference, "A-02", "company", state, by=more.pop("by", office.bo), **more
        )


def told(office: Office) -> list[tuple[int, str, str | None, int]]:
    with office.app.app_context():
        rows = db.session.scalars(sa.select(Verdict).order_by(Verdict.number))
        return [(row.number, row.state.value, row.reason, row.answer_version) for row in rows]


def test_the_latest_verdict_counts_and_the_earlier_ones_stay(app, office) -> None:
    give(office, QUERY, reason="RFI-UNCLEAR", note="  Ask.  ")
    give(office, ACCEPTED, reason="RFI-UNCLEAR", seen=1)
    assert told(office) == [(1, "query", "RFI-UNCLEAR", 1), (2, "accepted", None, 1)]
    with app.app_context():
        case = office.case()
        assert verdicts.latest(case)["A-02", "company"].number == 2
        assert [it.note for it in verdicts.history(case, "A-02", "company")] == ["", "Ask."]


def test_whoever_did_not_know_the_last_verdict_is_told_of_it(office) -> None:
    give(office, ACCEPTED, seen=0)
    with pytest.raises(OutOfOrder, match="Meanwhile Bo Lau has judged"):
        give(office, QUERY, reason="RFI-UNCLEAR", seen=0)
    assert len(told(office)) == 1


def test_only_a_case_officer_judges_and_only_what_was_asked(office) -> None:
    with pytest.raises(NotAllowed):
        give(office, ACCEPTED, by=office.cheung)
    with pytest.raises(NotAllowed):
        give(office, ACCEPTED, by=office.ada)
    with pytest.raises(Gone), writing(office.app):
        giving.give(office.reference, "A-02", "site:none", ACCEPTED, by=office.bo)
    with pytest.raises(Incomplete):
        give(office, QUERY, reason="NO-SUCH-REASON")
    assert told(office) == []


def test_nothing_is_judged_before_the_case_was_accepted(app) -> None:
    an_office_actor(app, Role.APPROVER, name="Kwok Chi Hang")
    bo = an_office_actor(app, Role.CASE_OFFICER)
    reference = a_submitted_case(app)
    with pytest.raises(OutOfOrder, match="while the case is under review"), writing(app):
        giving.give(reference, "A-02", "company", ACCEPTED, by=bo)


def test_a_verdict_shuts_its_author_out_of_the_decision_once(app, office) -> None:
    give(office, ACCEPTED)
    give(office, ACCEPTED)
    with app.app_context():
        rows = db.session.execute(sa.select(CaseTouch.user_id, CaseTouch.kind)).all()
        assert [(user, kind.value) for user, kind in rows] == [(office.bo.user_id, "verdict")]


def test_accepting_the_rest_leaves_doubts_alone_and_takes_what_changed(app, office) -> None:
    office.read()
    with writing(app):
        number = asking.ask_about(
            office.reference, "A-02", "company", asks="Who?", by=office.bo
        ).number
        due = asking.usual_due_on(office.case())
        asking.issue(
            office.reference, number, due_on=due, is_blocking=False, message="", by=office.bo
        )
    with writing(app):
        new = Typed(value="no", explanation="Our manager does.")
        answers.save(office.reference, "A-02", "company", new, version=None, by=office.ada)
        [item] = asking.reply(
            office.reference, number, _item(office, number), "", by=office.ada
        ).rfi.items
        assert item.replied_at is not None
        asking.answer(office.reference, number, by=office.ada)
    with app.app_context():
        case = office.case()
        assert (case.status, verdicts.unread(case)) == (CaseStatus.VETTING, 1)
        record = snapshots.read(snapshots.get(case))
        assert ("A-02", "company") not in verdicts.current(case, record)
    with writing(app):
        assert giving.accept_rest(office.reference, "A", "company", by=office.bo) == 1
        assert giving.accept_rest(office.reference, "A", "company", by=office.bo) == 0
    assert told(office)[-1] == (2, "accepted", None, 2)


def _item(office: Office, number: int) -> str:

    return reading.get(office.case(), number).items[0].public_id
