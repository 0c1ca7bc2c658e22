"""From the recommendation to the decision: who proposes, reviews and decides; what follows."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.errors import Incomplete, NotAllowed, OutOfOrder
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import AuthorisationStatus, CaseStatus, CaseType, Touch
from aeo.models.authorisation import Authorisation, AuthorisationVersion, Certificate
from aeo.models.case import CaseEvent
from aeo.models.decision import Decision, Recommendation
from aeo.services import facts, programmes, touches
from aeo.services.decisions import deciding, hearing, reading, recommending
from aeo.services.decisions.recommending import Ground
from aeo.services.grades import reading as grades
from aeo.services.visits import waiving
from tests.deciding import WHY, Deciders
from tests.people import writing


@pytest.fixture
def office(app) -> Deciders:
    return Deciders(app)


def status(office: Deciders) -> CaseStatus:
    with office.app.app_context():
        return office.case().status


def test_a_grant_begins_a_version_with_its_term_codes_and_certificates(app, office) -> None:
    office.granted()
    assert status(office) is CaseStatus.GRANTED
    with app.app_context():
        today = clock.today()
        version = db.session.scalars(sa.select(AuthorisationVersion)).one()
        assert (version.number, version.status, version.levels, version.valid_from) == (
            1, AuthorisationStatus.ACTIVE, ["T1"], today,
        )  # fmt: skip
        assert version.valid_to == date(today.year + 3, today.month, today.day - 1)
        assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", version.verify_code)
        assert version.authorisation.code == "AEOHK0000000001"
        assert version.content["name"] == office.case().company.name
        languages = db.session.scalars(sa.select(Certificate.language)).all()
        assert sorted(languages) == ["en", "zh-Hans", "zh-Hant"]
        decision = reading.decision(office.case())
        assert (decision.outcome, decision.levels, decision.decided_by_id) == (
            Proposal.GRANT, ["T1"], office.kwok.user_id,
        )  # fmt: skip
        assert [office.owed(kind) for kind in ("granted", "granted-all-users")] == [1, 1]


def test_whoever_worked_on_a_case_does_not_decide_it_and_is_told_who_could(app, office) -> None:
    office.to_decision()
    with writing(app):
        touches.record(office.case(), Touch.RFI, office.kwok)
    with pytest.raises(OutOfOrder, match="You worked on this case"), writing(app):
        deciding.grant(office.reference, by=office.kwok)
    with pytest.raises(NotAllowed), writing(app):
        deciding.grant(office.reference, by=office.cheung)
    assert status(office) is CaseStatus.DECISION


def test_the_database_itself_refuses_a_decision_by_somebody_who_touched_the_case(
    app, office
) -> None:
    office.to_decision()
    with app.app_context(), pytest.raises(sa.exc.IntegrityError), unit_of_work():
        case = office.case()
        row = {
            "company_id": case.company_id, "case_id": case.id, "outcome": Proposal.GRANT,
            "levels": ["T1"], "reasoning": "", "grounds": [], "decided_at": clock.now(),
            "decided_by_id": office.bo.user_id,
        }  # fmt: skip
        db.session.execute(sa.insert(Decision).values(**row))


def test_a_recommendation_needs_every_grade_a_proposal_and_its_reasons(app, office) -> None:
    office.visited()
    office.reported()
    with pytest.raises(OutOfOrder, match="Criteria without an assessment: A, B"):
        office.recommended()


def test_reasons_and_levels_of_a_recommendation(app, office) -> None:
    office.graded(bad="B")
    with pytest.raises(Incomplete, match="Give the reasons"):
        office.recommended(Proposal.REFUSE, " ")
    with pytest.raises(Incomplete, match="no lower level"):
        office.recommended(Proposal.GRANT_LOWER, WHY)
    with pytest.raises(OutOfOrder, match="Say what you recommend"):
        office.recommended(Proposal.NONE, WHY)
    with pytest.raises(NotAllowed), writing(app):
        recommending.recommend(office.reference, Proposal.REFUSE, WHY, by=office.cheung)
    assert status(office) is CaseStatus.ASSESSMENT
    office.recommended(Proposal.REFUSE, WHY)
    with app.app_context():
        row = db.session.scalars(sa.select(Recommendation)).one()
        assert (row.proposal, row.levels, row.reasoning) == (Proposal.REFUSE, None, WHY)
        assert office.owed("recommendation-ready") == 1


def test_what_was_sent_back_is_recommended_anew(app, office) -> None:
    office.graded()
    office.recommended()
    with writing(app):
        recommending.send_back(office.reference, "Look at B again.", by=office.cheung)
    with app.app_context():
        assert reading.standing(office.case()).proposal is Proposal.NONE
    office.recommended()
    office.put_forward()
    with writing(app):
        recommending.send_back(office.reference, "Not yet.", by=office.kwok)
    office.recommended()
    office.put_forward()
    with writing(app):
        deciding.grant(office.reference, by=office.kwok)
    with app.app_context():
        assert [row.number for row in reading.recommendations(office.case())] == [3, 2, 1]


def test_nothing_is_granted_while_a_criterion_is_not_met(app, office) -> None:
    office.graded(bad="B")
    office.recommended()
    office.put_forward()
    with pytest.raises(OutOfOrder, match="Criteria that are not met: B"), writing(app):
        deciding.grant(office.reference, by=office.kwok)


def test_a_refusal_hears_the_company_first_and_names_its_grounds(app, office) -> None:
    office.graded(bad="B")
    office.recommended(Proposal.REFUSE, WHY)
    with pytest.raises(OutOfOrder, match="must be heard first"):
        office.put_forward()
    with writing(app):
        hearing.intend(office.reference, "We intend to refuse.", by=office.cheung)
    assert status(office) is CaseStatus.HEARING
    with pytest.raises(OutOfOrder, match="still has time"), writing(app):
        hearing.close(office.reference, "Silence.", by=office.cheung)
    with writing(app):
        hearing.maintain(office.reference, "The records are with our auditor.", by=office.ada)
    assert status(office) is CaseStatus.ASSESSMENT
    office.recommended(Proposal.REFUSE, WHY)
    office.put_forward()
    with writing(app):
        decided = deciding.refuse(office.reference, "Records are missing.", by=office.kwok)
        assert [one["criterion"] for one in decided.grounds] == ["B"]
        assert decided.levels == []
    assert status(office) is CaseStatus.REFUSED
    with app.app_context():
        held = db.session.scalar(sa.select(sa.func.count()).select_from(Authorisation))
        assert (held, office.owed("refused")) == (0, 1)
        [heard] = reading.hearings(office.case())
        assert (heard.answer, heard.reply) == ("maintain", "The records are with our auditor.")


def test_silence_at_a_hearing_is_closed_by_the_supervisor(app, office) -> None:
    office.graded(bad="B")
    office.recommended(Proposal.REFUSE, WHY)
    with writing(app):
        hearing.intend(office.reference, "We intend to refuse.", by=office.cheung)
    with app.app_context():
        due = hearing.clocks.of_case(office.case())["hearing"].due
    office.move_to(date.fromordinal(due.toordinal() + 1))
    with writing(app):
        hearing.close(office.reference, "No answer came.", by=office.cheung)
    assert status(office) is CaseStatus.DECISION
    with writing(app):
        deciding.refuse(office.reference, "Records are missing.", by=office.kwok)
    assert status(office) is CaseStatus.REFUSED


def test_an_approver_may_intend_a_refusal_against_a_favourable_proposal(app, office) -> None:
    office.graded(bad="B")
    office.recommended()
    office.put_forward()
    with pytest.raises(OutOfOrder, match="heard first"), writing(app):
        deciding.refuse(office.reference, "No.", by=office.kwok)
    with writing(app):
        hearing.intend(office.reference, "I intend to refuse.", by=office.kwok)
    assert status(office) is CaseStatus.HEARING


def test_a_decided_case_is_decided_once(app, office) -> None:
    office.granted()
    with pytest.raises(OutOfOrder), writing(app):
        deciding.grant(office.reference, by=office.kwok)
    with app.app_context():
        events = sa.select(CaseEvent.action).where(CaseEvent.machine == "authorisation")
        assert list(db.session.scalars(events)) == ["begin"]


def test_the_papers_alone_can_show_a_ground_against_the_company(app, office) -> None:
    office.accepted()
    ground = next(iter(grounds_of(office)))
    flaws = [("Z", ground, WHY), ("B", "NONSENSE", WHY), ("B", ground, " ")]
    for flaw in flaws:
        with pytest.raises(Incomplete), writing(app):
            recommending.go_adverse(office.reference, Ground(*flaw), "Clear.", by=office.cheung)
    with pytest.raises(NotAllowed), writing(app):
        recommending.go_adverse(office.reference, Ground("B", ground, WHY), "Clear.", by=office.bo)
    with writing(app):
        recommending.go_adverse(
            office.reference, Ground("B", ground, WHY), "Clear.", by=office.cheung
        )
    assert status(office) is CaseStatus.ASSESSMENT
    with app.app_context():
        case = office.case()
        assert [one["criterion"] for one in deciding.grounds(case)] == ["B"]
        assert facts.of_case(case).touched[office.cheung.user_id] == Touch.SCORE


def grounds_of(office: Deciders) -> list[str]:
    with office.app.app_context():
        case = office.case()
        return list(grades.grounds(programmes.version(case.programme_id, case.programme_version)))


def test_a_case_that_needs_no_visit_can_be_granted(app, office) -> None:
    office.accepted()
    office.read()
    with writing(app):
        office.case().case_type = CaseType.SCOPE_CHANGE
    with writing(app):
        waiving.waive_all(office.reference, "Nothing changed on the ground.", by=office.cheung)
    office.scanned()
    office.grade()
    office.recommended()
    office.put_forward()
    with writing(app):
        deciding.grant(office.reference, by=office.kwok)
    assert status(office) is CaseStatus.GRANTED
