"""Requests for information: what is asked, who may change what meanwhile, and how they end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import CaseStatus, RfiStatus, Role
from aeo.models.case import CaseEvent
from aeo.models.review import Rfi
from aeo.services import actors, answers, editable, snapshots
from aeo.services.answers import Typed
from aeo.services.rfis import asking, reading
from tests.applications import an_applicant
from tests.office import Office
from tests.people import a_member, writing

A02 = ("A-02", "company")
NEW = Typed(value="no", explanation="Our manager does.")


@pytest.fixture
def office(app) -> Office:
    office = Office(app)
    office.accepted()
    return office


def ask(office: Office, key: str = "A-02", **words) -> int:
    with writing(office.app):
        words = words or {"asks": "Who?"}
        rfi = asking.ask_about(office.reference, key, "company", by=office.bo, **words)
        return rfi.number


def send(office: Office, number: int, *, is_blocking: bool = True) -> None:
    with writing(office.app):
        due = asking.usual_due_on(office.case())
        asking.issue(
            office.reference, number, due_on=due, is_blocking=is_blocking, message="", by=office.bo
        )


def items(office: Office, number: int) -> list[str]:
    with office.app.app_context():
        return [item.public_id for item in reading.get(office.case(), number).items]


def reply(office: Office, number: int, *, by=None, text: str = "See above.") -> None:
    with writing(office.app):
        for public_id in items(office, number):
            asking.reply(office.reference, number, public_id, text, by=by or office.ada)


def answer(office: Office, number: int) -> None:
    reply(office, number)
    with writing(office.app):
        asking.answer(office.reference, number, by=office.ada)


def status(office: Office, number: int) -> tuple[RfiStatus, CaseStatus]:
    with office.app.app_context():
        return reading.get(office.case(), number).status, office.case().status


def test_one_draft_takes_every_question_and_the_last_words_count(app, office) -> None:
    assert (ask(office), ask(office, "A-04"), ask(office, asks="Who signs?")) == (1, 1, 1)
    with app.app_context():
        rfi = reading.get(office.case(), 1)
        assert [(it.question_key, it.asks) for it in rfi.items] == [
            ("A-02", "Who signs?"),
            ("A-04", "Who?"),
        ]
        assert reading.shown_to_company(office.case()) == []
    with writing(app):
        asking.leave_out(office.reference, 1, items(office, 1)[0], by=office.bo)
    assert len(items(office, 1)) == 1
    with pytest.raises(Gone), writing(app):
        asking.leave_out(office.reference, 1, "no-such-item", by=office.bo)


def test_only_a_case_officer_puts_a_draft_together(app, office) -> None:
    ask(office)
    [item] = items(office, 1)
    day = clock_day(app, office)
    refused = [
        lambda: asking.ask_about(office.reference, *A02, asks="Why?", by=office.cheung),
        lambda: asking.leave_out(office.reference, 1, item, by=office.cheung),
        lambda: asking.prepare(
            office.reference, 1, due_on=day, is_blocking=True, message="", by=office.cheung
        ),
        lambda: asking.ask_about(office.reference, *A02, asks="Why?", by=office.ada),
    ]
    for act in refused:
        with pytest.raises(NotAllowed), writing(app):
            act()
    with app.app_context():
        [kept] = reading.get(office.case(), 1).items
        assert kept.asks == "Who?"


def clock_day(app, office: Office):
    with app.app_context():
        return asking.usual_due_on(office.case())


def test_a_draft_keeps_its_date_and_message_until_it_is_sent(app, office) -> None:
    ask(office)
    day = clock_day(app, office)
    with writing(app):
        asking.prepare(
            office.reference, 1, due_on=day, is_blocking=False, message=" Dear Ada ", by=office.bo
        )
    with app.app_context():
        rfi = reading.get(office.case(), 1)
        assert (rfi.due_on, rfi.is_blocking, rfi.message) == (day, False, "Dear Ada")
    send(office, 1)
    with pytest.raises(OutOfOrder, match="sent already"), writing(app):
        asking.prepare(office.reference, 1, due_on=day, is_blocking=True, message="", by=office.bo)


def test_a_request_that_does_not_block_leaves_the_review_where_it_is(office) -> None:
    send(office, ask(office), is_blocking=False)
    assert status(office, 1) == (RfiStatus.OPEN, CaseStatus.VETTING)


def test_while_it_is_open_only_the_asked_answer_can_be_changed(app, office) -> None:
    with pytest.raises(OutOfOrder), writing(app):
        answers.save(office.reference, *A02, NEW, version=None, by=office.ada)
    send(office, ask(office))
    with app.app_context():
        assert editable.by_company(office.case()).places == {A02}
        assert editable.asked_in(office.case()) == {A02: 1}
    with writing(app):
        answers.save(office.reference, *A02, NEW, version=None, by=office.ada)
    with pytest.raises(OutOfOrder), writing(app):
        answers.save(office.reference, "A-04", "company", NEW, version=None, by=office.ada)
    answer(office, 1)
    with pytest.raises(OutOfOrder), writing(app):
        answers.save(office.reference, *A02, NEW, version=None, by=office.ada)


def test_an_answer_that_is_none_yet_is_not_sent(app, office) -> None:
    send(office, ask(office))
    reply(office, 1)
    for half in (Typed(draft="{}"), Typed(value=None, explanation="")):
        with writing(app):
            answers.save(office.reference, *A02, half, version=None, by=office.ada)
        with pytest.raises(Incomplete, match="A-02: "), writing(app):
            asking.answer(office.reference, 1, by=office.ada)
    assert status(office, 1) == (RfiStatus.OPEN, CaseStatus.INFO_REQUESTED)
    with app.app_context():
        assert snapshots.count(office.case()) == 1


def test_who_may_reply_and_who_may_send(app, office) -> None:
    send(office, ask(office))
    with app.app_context():
        company_id = office.case().company_id
    with writing(app):
        company = office.case().company
        helper = actors.of(a_member(company, Role.CONTRIBUTOR), company_id)
    reply(office, 1, by=helper)
    with pytest.raises(NotAllowed), writing(app):
        asking.answer(office.reference, 1, by=helper)
    with pytest.raises(NotAllowed):
        reply(office, 1, by=office.bo)
    stranger = an_applicant(app, "Other Limited", ubi="87654321")
    with pytest.raises(Gone):
        reply(office, 1, by=stranger)


def test_a_contributor_of_another_site_does_not_reply_for_the_company(app, office) -> None:
    send(office, ask(office))
    with writing(app):
        company = office.case().company
        user = a_member(company, Role.CONTRIBUTOR)
        db.session.execute(
            sa.text("UPDATE membership SET sites = :sites WHERE user_id = :id").bindparams(
                sa.bindparam("sites", ["site:other"], type_=sa.JSON), id=user.id
            )
        )
        helper = actors.of(user, company.id)
    with pytest.raises(NotAllowed, match="own sites"):
        reply(office, 1, by=helper)


def test_asking_again_opens_the_same_questions_and_keeps_the_words(app, office) -> None:
    send(office, ask(office))
    answer(office, 1)
    day = clock_day(app, office)
    with pytest.raises(Incomplete), writing(app):
        asking.ask_again(office.reference, 1, " ", due_on=day, by=office.bo)
    with writing(app):
        asking.ask_again(office.reference, 1, "Which one?", due_on=day, by=office.bo)
    assert status(office, 1) == (RfiStatus.OPEN, CaseStatus.INFO_REQUESTED)
    with app.app_context():
        rfi = reading.get(office.case(), 1)
        assert [(it.reply, it.replied_at) for it in rfi.items] == [("See above.", None)]
    with pytest.raises(OutOfOrder, match="without a reply: 1"), writing(app):
        asking.answer(office.reference, 1, by=office.ada)


def test_more_time_is_later_and_too_late_is_recorded_by_an_officer(app, office) -> None:
    send(office, ask(office))
    day = clock_day(app, office)
    with pytest.raises(OutOfOrder, match="later day"), writing(app):
        asking.extend(office.reference, 1, "Ill", due_on=day, by=office.bo)
    with writing(app):
        asking.extend(office.reference, 1, "Ill", due_on=day + timedelta(days=7), by=office.bo)
    with pytest.raises(OutOfOrder, match="still has time"), writing(app):
        asking.expire(office.reference, 1, "Silence", by=office.bo)
    office.move_to(day + timedelta(days=8))
    with writing(app):
        asking.expire(office.reference, 1, "Silence", by=office.bo)
    assert status(office, 1) == (RfiStatus.EXPIRED, CaseStatus.VETTING)
    with pytest.raises(OutOfOrder), writing(app):
        asking.reply(office.reference, 1, items(office, 1)[0], "Late", by=office.ada)


def test_the_review_goes_on_when_the_last_blocking_request_is_closed(app, office) -> None:
    send(office, ask(office))
    send(office, ask(office, "A-04"))
    with writing(app):
        asking.withdraw(office.reference, 1, "Found it.", by=office.bo)
    assert status(office, 1) == (RfiStatus.WITHDRAWN, CaseStatus.INFO_REQUESTED)
    answer(office, 2)
    with writing(app):
        asking.accept(office.reference, 2, by=office.bo)
    assert status(office, 2) == (RfiStatus.ACCEPTED, CaseStatus.VETTING)
    with pytest.raises(OutOfOrder), writing(app):
        asking.accept(office.reference, 2, by=office.bo)
    with app.app_context():
        steps = sa.select(CaseEvent.action).where(CaseEvent.machine == "rfi")
        done = list(db.session.scalars(steps.order_by(CaseEvent.seq)))
        assert done == ["begin", "issue", "begin", "issue", "withdraw", "answer", "accept"]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Rfi)) == 2


def test_what_it_was_asked_about_is_the_version_that_was_sent_then(app, office) -> None:
    send(office, ask(office))
    with writing(app):
        answers.save(office.reference, *A02, NEW, version=None, by=office.ada)
    answer(office, 1)
    with writing(app):
        asking.accept(office.reference, 1, by=office.bo)
    assert ask(office) == 2
    with app.app_context():
        earlier = [reading.get(office.case(), n).items[0].before_version for n in (1, 2)]
        assert earlier == [1, 2]
        known = reading.given(office.case(), {"A-02"})
        assert [it.version for it in known[A02]] == [1, 2]


def test_the_earliest_day_counts_working_days(app, office) -> None:
    with app.app_context():
        earliest, usual = asking.earliest_due_on(office.case()), asking.usual_due_on(office.case())
        assert (earliest > clock.today() + timedelta(days=4), usual > earliest) == (True, True)
