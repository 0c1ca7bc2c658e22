"""The time in which a company may answer: it runs while it is heard, and begins anew with the next
letter."""

from datetime import timedelta

from aeo.domain.clocks import Status
from aeo.domain.facts import Proposal
from aeo.services import clocks
from aeo.services.decisions import hearing, reading
from tests.deciding import WHY, Deciders, HigherTier
from tests.people import writing

LETTER = "We intend to grant Tier 1."


def state(office: Deciders):
    with office.app.app_context():
        return clocks.of_case(office.case())[hearing.CLOCK]


def told(office: Deciders) -> None:
    with writing(office.app):
        hearing.intend(office.reference, LETTER, by=office.cheung)


def test_an_answer_ends_it_and_a_second_letter_begins_it_anew(app) -> None:
    office = HigherTier(app)
    office.graded(bad="K")
    office.recommended(Proposal.GRANT_LOWER, WHY)
    told(office)
    first = state(office)
    assert first.status is Status.RUNNING
    with writing(app):
        hearing.maintain(office.reference, "We have a plan.", by=office.ada)
    assert state(office).status is Status.ENDED
    office.move_to(first.today + timedelta(days=7))
    office.recommended(Proposal.REFUSE, WHY)
    told(office)
    second = state(office)
    assert (second.status, second.due > first.due) == (Status.RUNNING, True)
    with app.app_context():
        rows = reading.hearings(office.case())
        assert [row.intended for row in rows] == [Proposal.REFUSE, Proposal.GRANT_LOWER]


def test_silence_ends_it_too_on_the_day_that_was_foretold(app) -> None:
    office = HigherTier(app)
    office.graded(bad="K")
    office.recommended(Proposal.GRANT_LOWER, WHY)
    told(office)
    due = state(office).due
    with writing(app):
        calendar = clocks.holidays.calendar()
        case = office.case()
        assert hearing.reply_by(case, clocks.history([case.id])[case.id], calendar) == due
    office.move_to(due + timedelta(days=1))
    with writing(app):
        hearing.close(office.reference, "No answer came.", by=office.cheung)
    assert state(office).status is Status.ENDED
