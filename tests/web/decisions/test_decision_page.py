"""Can this be granted? What the page of the decision says to whom, and what it costs."""

from aeo import clock
from aeo.db import db
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import Role, Touch
from aeo.domain.workflow.case import CaseAct
from aeo.models.case import Case
from aeo.services import endings, touches
from aeo.services.decisions import deciding, hearing
from tests.applications import an_office_actor
from tests.deciding import WHY
from tests.findings import CAMERA
from tests.people import digest, writing
from tests.web.decisions.acting import buttons, come, gates, heard, maintained, words
from tests.web.desk_pages import at


def test_everything_is_in_order_and_the_page_says_what_a_grant_would_do(
    app, client, office
) -> None:
    office.to_decision()
    come(app, client, office.kwok)
    before = digest(app)
    page = client.get(at(office.reference, "decision")).text
    told = words(page)
    assert gates(page) == {
        "You may decide this case": (True, "You did not work on it. Who can: Kwok Chi Hang"),
        "Every criterion is graded": (True, "10 of 10"),
        "Every criterion is met": (True, "None is graded as not met."),
        "Serious findings are settled, or their plans accepted": (True, "Nothing was found."),
        "No request for information is open": (True, "Nothing was asked."),
        "Every site was visited, or waived": (True, "1 site"),
        "Every document that is relied on was checked": (True, "20 files were sent"),
        "Every mandatory question is answered": (True, "87 answers were sent"),
        "A supervisor has reviewed the recommendation": (
            True, f"Cheung Wai Lam, {today(app)}",
        ),
        "A ground is named": (
            False,
            "Name the grounds: at least one criterion that is not met, with a reason. Assessment",
        ),
        "The company was heard, or need not be": (
            False, "The company must be heard first, or the hearing waived with a reason.",
        ),
    }  # fmt: skip
    wanted = [
        *("Yes, by you", "AEO code AEOHK0000000001", "E-mails 2, to 1 person"),
        *("Certificates English, 繁體, 简体", "Worked out by running the real decision"),
        *("Bo Lau : read answers, was on the visit team, graded criteria, recommended",),
        "1 person could still decide: Kwok Chi Hang",
    ]
    assert [text for text in wanted if text not in told] == []
    assert buttons(page) == {
        "Grant": True, "Refuse": False, "Hear the company first": False,
        "Send back with a comment": True,
    }  # fmt: skip
    assert digest(app) == before


def today(app) -> str:
    with app.app_context():
        return f"{clock.today():%a} {clock.today().day} {clock.today():%B %Y}"


def test_whoever_worked_on_the_case_reads_what_they_did_and_who_can(app, client, office) -> None:
    office.to_decision()
    page = come(app, client, office.bo).get(at(office.reference, "decision")).text
    met, why = gates(page)["You may not decide this case"]
    assert (met, why) == (
        False,
        "You worked on it: read answers, was on the visit team, graded criteria, recommended. "
        "Somebody who did not must decide. Who can: Kwok Chi Hang",
    )
    assert set(buttons(page).values()) == {False}
    assert "This is not yours to do in this role. Can be done by: Kwok Chi Hang." in words(page)


def test_an_approver_who_touched_it_reads_the_name_of_the_other(app, client, office) -> None:
    office.to_decision()
    an_office_actor(app, Role.APPROVER, name="Yip Ka Man")
    with writing(app):
        touches.record(office.case(), Touch.RFI, office.kwok)
    page = come(app, client, office.kwok).get(at(office.reference, "decision")).text
    assert set(buttons(page).values()) == {False}
    told = words(page)
    assert "You worked on it: asked the company. Somebody who did not must decide." in told
    assert "You worked on this case, so somebody else decides it: Yip Ka Man." in told
    assert "AEOHK0000000001" in told  # as the other would grant it


def test_nobody_is_left_to_decide(app, client, office) -> None:
    office.to_decision()
    with writing(app):
        touches.record(office.case(), Touch.RFI, office.kwok)
    told = words(come(app, client, office.bo).get(at(office.reference, "decision")).text)
    wanted = ["Nobody can now.", "Nobody could decide this case now.", "Nobody could now."]
    assert [text for text in wanted if text not in told] == []
    assert "AEOHK" not in told


def test_each_obstacle_has_its_fact_and_the_way_to_where_it_is_mended(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    office.reported()
    come(app, client, office.bo)
    early = client.get(at(office.reference, "decision")).text
    assert "Not assessed yet" in words(early)
    assert gates(early) == {}
    with writing(app):
        db.session.query(Case).one().status = "assessment"
    page = client.get(at(office.reference, "decision")).text
    found = gates(page)
    assert found["Every criterion is graded"] == (
        False, "Criteria without an assessment: A, B, C, D, E, F, G, H, I, J. Assessment",
    )  # fmt: skip
    assert found["Serious findings are settled, or their plans accepted"] == (
        False, "Finding 1 is open: No camera over the seal cabinet. Findings",
    )  # fmt: skip
    assert found["Every document that is relied on was checked"] == (
        False, "Documents that are relied on but not yet checked: 20. Papers",
    )  # fmt: skip
    assert found["A supervisor has reviewed the recommendation"] == (
        False, "Nothing is recommended yet. Case",
    )  # fmt: skip
    for tab in ("findings", "assessment", "answers"):
        assert f'<a href="{at(office.reference, tab)}">' in page
    assert "Not yet: 5 things" in words(page)
    assert "Major: Open" in words(page)
    assert buttons(page) == {"Hand in the recommendation": False}


def test_scores_proposals_and_the_hearing_stand_on_the_page(app, client, office) -> None:
    heard(office)
    told = words(come(app, client, office.cheung).get(at(office.reference, "decision")).text)
    wanted = [
        *("Refuse the application Bo Lau", "Not met: B", "Every criterion is met"),
        *("B Maintenance of Commercial Records Not met", "No answer yet"),
        *("Told to the company: Refuse the application", "Close the hearing without a reply"),
        "The company still has time to reply. Can be done by: Supervisor.",
    ]
    assert [text for text in wanted if text not in told] == []


def test_after_the_answer_the_page_tells_it_and_the_earlier_proposal(app, client, office) -> None:
    maintained(office)
    page = come(app, client, office.kwok).get(at(office.reference, "decision")).text
    told = words(page)
    wanted = [
        *("1 earlier recommendation", "The company keeps to its application (Ada Chan"),
        *("The records are with our auditor", "The company answered on"),
        "The code, the e-mails and the certificates are worked out once",
    ]
    assert [text for text in wanted if text not in told] == []
    assert gates(page)["The company was heard, or need not be"][0] is True
    assert buttons(page) == {
        "Grant": False, "Refuse": True, "Hear the company first": False,
        "Send back with a comment": True,
    }  # fmt: skip


def test_a_decided_case_says_by_whom_and_offers_nothing(app, client, office) -> None:
    maintained(office)
    with writing(app):
        deciding.refuse(office.reference, "Three months are missing.", by=office.kwok)
    page = come(app, client, office.bo).get(at(office.reference, "decision")).text
    told = words(page)
    wanted = [
        *("The decision Refused", "Taken by Kwok Chi Hang", "Three months are missing."),
        "B Maintenance of Commercial Records",
    ]
    assert [text for text in wanted if text not in told] == []
    assert (buttons(page), gates(page), "If granted today" in told) == ({}, {}, False)


def test_a_case_that_ended_otherwise_has_no_decision(app, client, office) -> None:
    office.accepted()
    with writing(app):
        endings.end(office.reference, CaseAct.WITHDRAW, by=office.ada)
    told = words(come(app, client, office.bo).get(at(office.reference, "decision")).text)
    assert "Closed without a decision" in told


def content_with_the_lower(higher) -> None:
    """K is not met, and the company accepts the lower level."""
    higher.graded(bad="K")
    higher.recommended(Proposal.GRANT_LOWER, WHY)
    with writing(higher.app):
        hearing.intend(higher.reference, "We intend to grant Tier 1.", by=higher.cheung)
    with writing(higher.app):
        hearing.accept_lower(higher.reference, "", by=higher.ada)


def test_the_lower_level_has_a_preview_of_its_own_once_the_company_is_content(
    app, client, higher
) -> None:
    content_with_the_lower(higher)
    higher.grade()  # meanwhile K is met
    higher.recommended(Proposal.GRANT_LOWER, WHY)
    higher.put_forward()
    come(app, client, higher.kwok)
    before = digest(app)
    told = words(client.get(at(higher.reference, "decision")).text)
    full, lower = told.partition("If the lower level is granted today")[::2]
    assert "If granted today Preview Status Tier 2 Valid" in full
    assert "Preview Status Tier 1 Valid" in lower
    assert [part.count("AEO code AEOHK0000000001") for part in (full, lower)] == [1, 1]
    assert digest(app) == before


def test_only_the_lower_level_has_a_preview_where_the_higher_one_is_not_to_be_had(
    app, client, higher
) -> None:
    content_with_the_lower(higher)
    come(app, client, higher.kwok)
    early = words(client.get(at(higher.reference, "decision")).text)
    assert "If granted today Preview Status Tier 2" in early
    assert "lower level is granted today" not in early
    higher.recommended(Proposal.GRANT_LOWER, WHY)
    higher.put_forward()
    told = words(client.get(at(higher.reference, "decision")).text)
    assert "If granted today" not in told
    assert "If the lower level is granted today Preview Status Tier 1" in told
