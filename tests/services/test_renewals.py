"""A renewal: when it may begin, what it takes over, how every answer is marked and confirmed."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import Gone, OutOfOrder
from aeo.domain.programme.carried import Because, Mark
from aeo.domain.vocabulary import AuthorisationStatus, CaseStatus, CaseType
from aeo.models.answer import Answer
from aeo.models.authorisation import AuthorisationVersion
from aeo.models.case import Case
from aeo.models.evidence import Document, Evidence
from aeo.models.finding import Finding
from aeo.samples.filling import fill
from aeo.services import answers, cases, drafts, sending, snapshots
from aeo.services.answers import Typed
from aeo.services.renewals import beginning, confirming, window
from aeo.sim import line
from tests.people import writing
from tests.renewing import Holder

CONFIRMED = ("A-08", "company")  # a question whose answer is carried, to be confirmed


@pytest.fixture
def holder(app) -> Holder:
    return Holder(app)


def marks(holder: Holder) -> dict[tuple[str, str], tuple[Mark, Because | None, bool]]:
    with holder.app.app_context():
        found = holder.draft().comparison().marked
        return {one.place: (one.mark, one.because, one.is_open) for one in found}


def begun(holder: Holder, period: str, days: int = 0) -> str:
    """Begin it so long before the end, some days later; what is said when that may not be."""
    holder.move_to(holder.before(period) + timedelta(days=days))
    try:
        with writing(holder.app):
            return beginning.begin(by=holder.ada).case_type
    except OutOfOrder as refusal:
        return refusal.reasons[0].msgid


def test_it_may_begin_nine_months_before_the_end(holder) -> None:
    assert begun(holder, "P9M", -1) == "The renewal can be started from %(day)s."
    assert begun(holder, "P9M") == CaseType.RENEWAL


def test_it_may_begin_late_until_the_last_day_and_not_after(holder) -> None:
    assert begun(holder, "P1D", 2) == "The renewal could be started until %(day)s."


def test_on_the_last_day_it_may_begin(holder) -> None:
    assert begun(holder, "P1D", 1) == CaseType.RENEWAL


def test_a_second_renewal_is_refused_while_one_is_open(holder) -> None:
    holder.renewing()
    assert begun(holder, "P7M") == (
        "Your company has an open case that leaves no room for this one; end that first."
    )


def test_what_is_not_held_is_not_renewed(app, holder) -> None:
    with writing(app):
        version = db.session.scalars(sa.select(AuthorisationVersion)).one()
        version.status, version.ended_on = AuthorisationStatus.WITHDRAWN, version.valid_from
    assert begun(holder, "P8M") == (
        "Your company holds no status that ends on a day, so there is nothing to renew."
    )


def test_every_answer_is_unchanged_changed_or_new(app, holder) -> None:
    holder.renewing()
    with app.app_context():
        asked = {one.asked.question.carry for one in holder.draft().comparison().marked}
        assert len(asked) == 3
        before = len(
            snapshots.read(snapshots.get(cases.get(holder.first, to=holder.bo)))["answers"]
        )
    found = Counter(marks(holder).values())
    assert found == {
        (Mark.UNCHANGED, None, False): 71,
        (Mark.NEW, Because.ASKED_AGAIN, True): 15,
    }
    assert before == 71 + 15 + 1  # and the declaration, which is made anew
    with writing(app):
        row = db.session.scalars(
            sa.select(Answer).where(
                Answer.case_id == holder.own().id, Answer.question_key == CONFIRMED[0]
            )
        ).one()
        typed = Typed(value=row.value, explanation="Two of us check.")
        answers.save(holder.reference, *CONFIRMED, typed, version=1, by=holder.ada)
    assert marks(holder)[CONFIRMED] == (Mark.CHANGED, None, False)


def test_a_carried_answer_keeps_who_gave_it_and_when(app, holder) -> None:
    with app.app_context():
        given = {
            (row.question_key, row.scope_key): (
                row.id,
                row.changed_at,
                row.changed_by_id,
                row.value,
            )
            for row in db.session.scalars(sa.select(Answer))
        }
    holder.renewing()
    with app.app_context():
        rows = db.session.scalars(sa.select(Answer).where(Answer.case_id == holder.own().id)).all()
        carried = {
            (row.question_key, row.scope_key):
            (row.carried_from_id, row.changed_at, row.changed_by_id, row.value)
            for row in rows
        }  # fmt: skip
    assert len(carried) > 60
    assert carried == {place: given[place] for place in carried}


def papers(case: Case) -> dict[tuple[str, str], str]:
    """Kind and scope of every paper of a case, with the question it stands beside."""
    query = sa.select(Evidence).where(Evidence.case_id == case.id)
    return {
        (row.document_code, row.document_scope): row.question_key
        for row in db.session.scalars(query)
    }


def test_papers_come_along_unless_they_are_over_or_asked_for_again(app, holder) -> None:
    with app.app_context():
        first = cases.get(holder.first, to=holder.bo)
        before = papers(first)
        questions = {
            it.key: it for _section, it in holder.draft().questionnaire.programme.questions
        }
        again = {
            slot for slot, key in before.items() if key and questions[key].carry == "ask_again"
        }
        ending = next(
            row for row in db.session.scalars(sa.select(Evidence).order_by(Evidence.id))
            if row.document_id and (row.document_code, row.document_scope) not in again
        )  # fmt: skip
        over = ending.document_code, ending.document_scope
    with writing(app):
        db.session.get_one(Document, ending.document_id).expires_on = clock.today()
    holder.renewing()
    with app.app_context():
        assert papers(holder.own()).keys() == before.keys() - again - {over}


def test_an_answer_stands_while_its_paper_is_over(app, holder) -> None:
    """Until there is another paper of its kind."""
    with writing(app):
        row = db.session.scalars(
            sa.select(Evidence)
            .where(Evidence.document_id.is_not(None), Evidence.question_key.startswith("D-"))
            .order_by(Evidence.id)
        ).first()
        document_id, place = row.document_id, (row.question_key, row.question_scope)
        db.session.get_one(Document, document_id).expires_on = holder.before("P7M")
    holder.renewing()
    with app.app_context():
        assert Because.EXPIRED not in {because for _mark, because, _open in marks(holder).values()}
    holder.move_to(holder.before("P7M") + timedelta(days=1))
    assert marks(holder)[place] == (Mark.UNCHANGED, Because.EXPIRED, True)
    with writing(app):
        db.session.get_one(Document, document_id).expires_on = None
    assert marks(holder)[place] == (Mark.UNCHANGED, None, False)


def test_an_answer_beside_a_finding_is_looked_at_by_itself(app, holder) -> None:
    with writing(app):
        case = cases.get(holder.first, to=holder.bo)
        db.session.add(
            Finding(
                public_id="f" * 32, company_id=case.company_id, case_id=case.id, number=9,
                criterion="A", question_key=CONFIRMED[0], scope_key=CONFIRMED[1], grade="minor",
                status="closed", title="One list was old", seen="The list of May.",
                raised_at=clock.now(), raised_by_id=holder.bo.user_id, issued_at=clock.now(),
            )
        )  # fmt: skip
    holder.renewing()
    assert marks(holder)[CONFIRMED] == (Mark.UNCHANGED, Because.FINDING, True)
    with writing(app):
        confirming.keep(holder.reference, *CONFIRMED, 1, by=holder.ada)
    assert marks(holder)[CONFIRMED] == (Mark.UNCHANGED, Because.FINDING, False)
    with pytest.raises(OutOfOrder), writing(app):
        confirming.keep(holder.reference, *CONFIRMED, 1, by=holder.ada)


def test_what_is_the_same_is_confirmed_section_by_section(app, holder) -> None:
    holder.renewing()
    with app.app_context():
        open_ = [one for one in holder.draft().comparison().marked if one.may_be_affirmed]
    assert holder.confirmed() == len(open_)
    with app.app_context():
        rows = db.session.scalars(sa.select(Answer).where(Answer.affirmed_at.is_not(None))).all()
        assert {row.affirmed_by_id for row in rows} == {holder.ada.user_id}
        assert len(rows) == len(open_)
        assert holder.confirmed() == 0


def test_a_section_that_changed_while_it_was_read_is_read_again(app, holder) -> None:
    holder.renewing()
    with app.app_context():
        draft = holder.draft()
        same = confirming.to_confirm(confirming.compared(draft), "A", by=holder.ada)
        word = confirming.seen(draft, same)
    with writing(app):
        answers.save(
            holder.reference, *CONFIRMED, Typed(value="no", explanation="Not now."), version=1,
            by=holder.ada,
        )  # fmt: skip
    with pytest.raises(OutOfOrder) as refusal, writing(app):
        confirming.confirm(holder.reference, "A", word, by=holder.ada)
    assert refusal.value.reasons == (confirming.READ_AGAIN,)
    with app.app_context():
        assert db.session.scalars(sa.select(Answer.affirmed_at).distinct()).all() == [None]


def test_a_changed_answer_is_put_back_and_holds(app, holder) -> None:
    holder.renewing()
    with writing(app):
        answers.save(
            holder.reference, *CONFIRMED, Typed(value="no", explanation="Not now."), version=1,
            by=holder.ada,
        )  # fmt: skip
    with writing(app):
        confirming.put_back(holder.reference, *CONFIRMED, 2, by=holder.ada)
    with app.app_context():
        one = next(it for it in holder.draft().comparison().marked if it.place == CONFIRMED)
        assert (one.mark, one.is_affirmed, one.asked.answer) == (Mark.UNCHANGED, True, one.before)
    with pytest.raises(OutOfOrder), writing(app):
        confirming.put_back(holder.reference, *CONFIRMED, 3, by=holder.ada)


def test_changing_a_confirmed_answer_takes_the_confirmation_back(app, holder) -> None:
    holder.renewing()
    holder.confirmed()
    with writing(app):
        answers.save(
            holder.reference, *CONFIRMED, Typed(value="yes", explanation="Three."), version=1,
            by=holder.ada,
        )  # fmt: skip
    with app.app_context():
        row = holder.draft().answers[CONFIRMED]
        assert (row.affirmed_at, row.affirmed_by_id) == (None, None)


def test_nothing_is_sent_before_everything_is_confirmed(app, holder) -> None:
    holder.renewing()
    with app.app_context():
        fill(holder.reference, by=holder.ada)
    with writing(app):
        row = holder.draft().answers[CONFIRMED]
        row.affirmed_at = row.affirmed_by_id = None
    with pytest.raises(OutOfOrder), writing(app):
        sending.send(holder.reference, line.signed_by(holder.ada), by=holder.ada)
    holder.confirmed()
    with writing(app):
        sending.send(holder.reference, line.signed_by(holder.ada), by=holder.ada)
    with app.app_context():
        case = holder.own()
        assert (case.status, window.days_late(case)) == (CaseStatus.SUBMITTED, 0)
        record = snapshots.read(snapshots.get(case))
        then = snapshots.get(cases.get(holder.first, to=holder.bo))
        assert record["previous"]["reference"] == holder.first
        assert (record["previous"]["number"], record["previous"]["sha256"]) == (1, then.sha256)
        said = [it for it in record["answers"] if "affirmed_at" in it]
        assert len(said) == len([it for it in holder.draft().answers.values() if it.affirmed_at])


def test_a_late_renewal_says_by_how_many_days(app, holder) -> None:
    holder.renewing("P5M")
    with app.app_context():
        fill(holder.reference, by=holder.ada)
    with writing(app):
        sending.send(holder.reference, line.signed_by(holder.ada), by=holder.ada)
    with app.app_context():
        late = (holder.before("P5M") - holder.before("P6M")).days
        assert window.days_late(holder.own()) == late


def test_who_held_a_status_once_types_nothing_twice(app, holder) -> None:
    with writing(app):
        version = db.session.scalars(sa.select(AuthorisationVersion)).one()
        version.status, version.ended_on = AuthorisationStatus.EXPIRED, version.valid_to
    holder.move_to(holder.ends + timedelta(days=1))
    with writing(app):
        holder.reference = drafts.begin(["T1"], by=holder.ada).reference
    assert Counter(it[0] for it in marks(holder).values()) == {Mark.UNCHANGED: 71, Mark.NEW: 15}


def test_a_draft_of_a_renewal_can_be_discarded(app, holder) -> None:
    holder.renewing()
    holder.confirmed()
    with writing(app):
        drafts.discard(holder.reference, by=holder.ada)
    with app.app_context():
        left = db.session.scalars(sa.select(Case.reference)).all()
        assert left == [holder.first]


def test_an_application_that_began_empty_has_nothing_to_confirm(app, holder) -> None:
    with writing(app):
        version = db.session.scalars(sa.select(AuthorisationVersion)).one()
        case = cases.get(holder.first, to=holder.bo)
        assert version.case_id == case.id
    with pytest.raises(OutOfOrder), writing(app):
        confirming.confirm(holder.first, "A", "", by=holder.ada)
    holder.renewing()
    with writing(app):
        holder.own().previous_id = None
    with pytest.raises(Gone), writing(app):
        confirming.confirm(holder.reference, "A", "", by=holder.ada)
