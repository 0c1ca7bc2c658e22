"""Each step on the way to the decision, pressed by those who may and by those who may not."""

import pytest

from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import CaseStatus, Role, Touch
from aeo.services import clocks, holidays, programmes, touches
from aeo.services.decisions import hearing, reading
from aeo.services.grades import reading as grades
from tests.applications import an_office_actor
from tests.deciding import WHY
from tests.people import post, writing
from tests.web.decisions.acting import (
    LETTER,
    REPLY,
    another,
    come,
    heard,
    maintained,
    words,
)
from tests.web.desk_pages import at, do, seq_of, status_of


def test_the_case_officer_recommends_from_the_assessment(app, client, office) -> None:
    office.graded()
    come(app, client, office.bo)
    assert at(office.reference, "recommend") in client.get(at(office.reference, "assessment")).text
    page = client.get(at(office.reference, "recommend")).text
    assert "Grant Tier 1" in page
    assert "lower level" not in page
    nothing = do(app, client, office.reference, "recommend", reasoning="Because.")
    assert nothing.status_code == 422
    assert "Say what you recommend." in nothing.text
    assert "\r\nBecause.</textarea>" in nothing.text
    bare = do(app, client, office.reference, "recommend", proposal="refuse")
    assert (bare.status_code, "Give the reasons" in bare.text) == (422, True)
    given = do(app, client, office.reference, "recommend", proposal="grant")
    assert (given.status_code, given.location) == (303, at(office.reference, "decision"))
    assert status_of(app, office.reference) is CaseStatus.SUPERVISOR_REVIEW


def test_a_recommendation_waits_for_the_grades_and_the_page_says_so(app, client, office) -> None:
    office.visited()
    office.reported()
    come(app, client, office.bo)
    board = client.get(at(office.reference, "assessment")).text
    assert 'aria-describedby="before">Hand in the recommendation' in board
    page = client.get(at(office.reference, "recommend")).text
    assert "Criteria without an assessment: A, B, C" in page
    late = do(app, client, office.reference, "recommend", proposal="grant", reasoning="So.")
    assert (late.status_code, "\r\nSo.</textarea>" in late.text) == (409, True)


def test_a_lower_level_is_proposed_where_there_is_one(app, client, higher) -> None:
    higher.graded(bad="K")
    come(app, client, higher.bo)
    assert "Grant the lower level: Tier 1" in client.get(at(higher.reference, "recommend")).text
    given = do(app, client, higher.reference, "recommend", proposal="grant_lower", reasoning=WHY)
    assert given.status_code == 303
    with app.app_context():
        assert reading.recommendations(higher.case())[0].levels == ["T1"]


def test_the_supervisor_sends_back_with_a_comment_and_puts_forward(app, client, office) -> None:
    office.graded()
    office.recommended()
    come(app, client, office.cheung)
    assert "Recommended by Bo Lau: Grant Tier 1." in words(
        client.get(at(office.reference, "put-forward")).text
    )
    assert do(app, client, office.reference, "send-back", comment=" ").status_code == 422
    back = do(app, client, office.reference, "send-back", comment="Look at B again.")
    assert back.status_code == 303
    assert status_of(app, office.reference) is CaseStatus.ASSESSMENT
    office.recommended()
    assert do(app, client, office.reference, "put-forward").status_code == 303
    assert status_of(app, office.reference) is CaseStatus.DECISION
    approver = another(app, office.kwok)
    again = do(app, approver, office.reference, "send-back", comment="And C.")
    assert again.status_code == 303
    assert status_of(app, office.reference) is CaseStatus.ASSESSMENT


def test_a_refusal_is_not_put_forward_before_the_company_was_heard(app, client, office) -> None:
    office.graded(bad="B")
    office.recommended(Proposal.REFUSE, WHY)
    come(app, client, office.cheung)
    page = client.get(at(office.reference, "put-forward")).text
    assert "The company must be heard first, or the hearing waived with a reason." in page
    assert do(app, client, office.reference, "put-forward").status_code == 409
    assert status_of(app, office.reference) is CaseStatus.SUPERVISOR_REVIEW


def test_the_letter_is_shown_with_the_grounds_before_it_goes(app, client, office) -> None:
    office.graded(bad="B")
    office.recommended(Proposal.REFUSE, WHY)
    come(app, client, office.cheung)
    page = client.get(at(office.reference, "intend-adverse")).text
    with app.app_context():
        case, programme = office.case(), programmes.current()
        calendar = holidays.calendar(programme.locale.calendar)
        by = hearing.reply_by(case, clocks.history([case.id])[case.id], calendar)
        ground = grades.grounds(programme)[next(iter(grades.grounds(programme)))]["en"]
    assert f"The company may answer until {by:%a} {by.day} {by:%B %Y}." in page
    assert "Your words stand here once you have typed them." in page
    seen = do(app, client, office.reference, "intend-adverse", letter=LETTER, do="preview")
    told = words(seen.text).partition("What the company will read Company is told ")[2]
    assert (seen.status_code, told) == (
        200,
        f"Customs intends to refuse Tier 1. {LETTER} Grounds "
        f"B Maintenance of Commercial Records {ground} What shows it: {WHY} What would satisfy: "
        + satisfies(app),
    )
    assert status_of(app, office.reference) is CaseStatus.SUPERVISOR_REVIEW
    assert do(app, client, office.reference, "intend-adverse", letter="").status_code == 422
    sent = do(app, client, office.reference, "intend-adverse", letter=LETTER)
    assert sent.status_code == 303
    assert status_of(app, office.reference) is CaseStatus.HEARING


def satisfies(app) -> str:
    with app.app_context():
        programme = programmes.current()
        return programme.reason(next(iter(grades.grounds(programme)))).what_would_satisfy["en"]


def test_a_hearing_is_closed_only_when_its_time_is_over(app, client, office) -> None:
    heard(office)
    come(app, client, office.cheung)
    assert (
        "The company still has time to reply."
        in client.get(at(office.reference, "close-hearing")).text
    )
    early = do(app, client, office.reference, "close-hearing", reason="Silence.")
    assert (early.status_code, "\r\nSilence.</textarea>" in early.text) == (409, True)
    with app.app_context():
        due = hearing.clocks.of_case(office.case())["hearing"].due
    office.move_to(type(due).fromordinal(due.toordinal() + 1))
    come(app, client, office.cheung)
    over = do(app, client, office.reference, "close-hearing", reason="Silence.")
    assert over.status_code == 303
    assert status_of(app, office.reference) is CaseStatus.DECISION


def test_a_hearing_is_not_waived_where_the_programme_names_no_exception(
    app, client, office
) -> None:
    office.graded(bad="B")
    office.recommended(Proposal.REFUSE, WHY)
    come(app, client, office.cheung)
    page = client.get(at(office.reference, "waive-hearing")).text
    assert "The programme names no exception from the hearing here." in page
    late = do(app, client, office.reference, "waive-hearing", reason="Urgent.")
    assert late.status_code == 409


def test_an_approver_grants_once(app, client, office) -> None:
    office.to_decision()
    come(app, client, office.kwok)
    page = client.get(at(office.reference, "grant")).text
    assert "Grant Tier 1?" in page
    seq = seq_of(app, office.reference)
    path = at(office.reference, "grant")
    stale = post(client, path, seq=seq - 1, reason="Welcome.")
    assert stale.status_code == 409
    assert "Meanwhile something happened in this case: look at it first." in stale.text
    assert "\r\nWelcome.</textarea>" in stale.text
    answers = [post(client, path, seq=seq, reason="Welcome.") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 409]
    assert "\r\nWelcome.</textarea>" in answers[1].text
    assert status_of(app, office.reference) is CaseStatus.GRANTED
    with app.app_context():
        assert reading.decision(office.case()).reasoning == "Welcome."
    assert "This cannot be done now." in client.get(path).text


def test_a_refused_press_by_somebody_who_touched_the_case_names_who_could(
    app, client, office
) -> None:
    office.to_decision()
    an_office_actor(app, Role.APPROVER, name="Yip Ka Man")
    come(app, client, office.kwok)
    with writing(app):
        touches.record(office.case(), Touch.RFI, office.kwok)
    refused = do(app, client, office.reference, "grant", reason="Welcome.")
    assert refused.status_code == 409
    assert "You worked on this case, so somebody else decides it: Yip Ka Man." in refused.text
    assert "\r\nWelcome.</textarea>" in refused.text
    page = client.get(at(office.reference, "refuse")).text
    assert "somebody else decides it: Yip Ka Man." in page
    assert status_of(app, office.reference) is CaseStatus.DECISION


def test_an_approver_refuses_with_reasons_that_the_company_reads(app, client, office) -> None:
    maintained(office)
    come(app, client, office.kwok)
    page = client.get(at(office.reference, "refuse")).text
    assert "Customs has refused Tier 1." in page
    assert "B Maintenance of Commercial Records" in page
    assert do(app, client, office.reference, "refuse", reason=" \n").status_code == 422
    assert do(app, client, office.reference, "grant").status_code == 409
    done = do(app, client, office.reference, "refuse", reason="Three months are missing.")
    assert done.status_code == 303
    assert status_of(app, office.reference) is CaseStatus.REFUSED


def test_the_lower_level_is_granted_with_the_consent_of_the_company(app, client, higher) -> None:
    higher.graded(bad="K")
    higher.recommended(Proposal.GRANT_LOWER, WHY)
    with writing(app):
        hearing.intend(higher.reference, "We intend to grant Tier 1.", by=higher.cheung)
    with writing(app):
        hearing.accept_lower(higher.reference, "", by=higher.ada)
    higher.recommended(Proposal.GRANT_LOWER, WHY)
    higher.put_forward()
    come(app, client, higher.kwok)
    assert "Criteria that are not met: K." in client.get(at(higher.reference, "grant")).text
    assert do(app, client, higher.reference, "grant").status_code == 409
    assert do(app, client, higher.reference, "grant-lower", reason="").status_code == 422
    done = do(app, client, higher.reference, "grant-lower", reason="No crisis plan yet.")
    assert done.status_code == 303
    assert status_of(app, higher.reference) is CaseStatus.GRANTED_LOWER
    with app.app_context():
        assert reading.granted(reading.decision(higher.case())).levels == ["T1"]


def test_the_supervisor_goes_against_the_company_on_its_papers_alone(app, client, office) -> None:
    office.accepted()
    come(app, client, office.cheung)
    assert at(office.reference, "go-adverse") in client.get(at(office.reference)).text
    with app.app_context():
        ground = next(iter(grades.grounds(programmes.current())))
    given = {"criterion": "B", "reason": ground, "facts": WHY, "note": "Clear from the papers."}
    for missing in given:
        answer = do(app, client, office.reference, "go-adverse", **{**given, missing: ""})
        assert (missing, answer.status_code) == (missing, 422)
    done = do(app, client, office.reference, "go-adverse", **given)
    assert done.status_code == 303
    assert status_of(app, office.reference) is CaseStatus.ASSESSMENT


@pytest.mark.parametrize("step", ["recommend", "put-forward", "grant", "close-hearing"])
def test_a_step_out_of_its_time_is_closed_on_its_page_and_refused(
    app, client, office, step
) -> None:
    office.accepted()
    people = {"recommend": office.bo, "grant": office.kwok}
    come(app, client, people.get(step, office.cheung))
    page = client.get(at(office.reference, step)).text
    assert "This cannot be done now: meanwhile the status has changed." in page
    late = do(app, client, office.reference, step, proposal="grant", reason="x")
    assert late.status_code == 409
    assert status_of(app, office.reference) is CaseStatus.VETTING


def test_the_approver_finds_the_case_by_the_letter(app, client, office) -> None:
    office.to_decision()
    come(app, client, office.kwok)
    page = client.get(at(office.reference)).text
    assert f'href="{at(office.reference, "grant")}"' in page
    assert "Decide the case" in words(client.get("/desk/").text)
    assert office.reference in client.get("/desk/cases?officer=mine").text
    assert REPLY not in page
