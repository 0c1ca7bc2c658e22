"""The desk's page of findings: written, corrected, withdrawn, judged to the end."""

import pytest

from aeo.domain.vocabulary import FindingStatus, Role
from aeo.services.findings import correcting
from aeo.services.findings import reading as findings
from aeo.services.visits import reading as visits
from tests.applications import an_office_actor
from tests.findings import CAMERA, TIDY
from tests.people import digest, post, writing
from tests.web.desk_pages import at, do, seq_of
from tests.web.findings.sides import PLAN, another, come, planned, proved, state_of

TYPED = {
    "grade": "major",
    "criterion": "D",
    "title": "No camera over the seal cabinet",
    "seen": "Camera 14 does not cover it.",
    "question": "",
}


def test_a_finding_is_written_corrected_and_stands_on_the_page(app, client, office) -> None:
    office.visited()
    come(app, client, office.ng)
    page = client.get(at(office.reference, "findings"))
    assert (page.status_code, "No finding yet" in page.text) == (200, True)
    query = "findings/new?criterion=D&question=A-02&scope=company"
    form = client.get(at(office.reference, query)).text
    assert '<option selected value="D">' in form
    assert '<option selected value="A-02@company">' in form
    assert "A control is missing or does not work." in form
    assert do(app, client, office.reference, "findings/new", **TYPED).status_code == 303
    changed = {**TYPED, "title": "Seal cabinet unseen", "grade": "minor"}
    assert do(app, client, office.reference, "findings/1/edit", **changed).status_code == 303
    text = client.get(at(office.reference, "findings")).text
    assert "Finding 1: Seal cabinet unseen" in text
    assert "Not issued yet" in text
    assert "1 finding · 1 not settled · 0 late" in text
    assert "Accept the risk" not in text


def test_a_check_of_a_visit_brings_its_criterion_question_and_site(app, client, office) -> None:
    office.visited(first="partly")
    come(app, client, office.ng)
    report = client.get(at(office.reference, "report")).text
    with app.app_context():
        case = office.case()
        visit = visits.of_case(case)[0].public_id
        item = visits.checklist(case)[0]
        site = next(iter(visits.required_sites(case).values()))["name"]
    link = f"findings/new?visit={visit}&amp;item={item.id}"
    assert at(office.reference, link) in report
    form = client.get(at(office.reference, f"findings/new?visit={visit}&item={item.id}")).text
    assert f'<option selected value="{item.criterion}">' in form
    assert f'<option selected value="{item.questions[0]}@company">' in form
    typed = {**TYPED, "visit": visit, "item": item.id}
    assert do(app, client, office.reference, "findings/new", **typed).status_code == 303
    text = client.get(at(office.reference, "findings")).text
    assert f"{site} · check {item.id}" in text


def test_a_finding_that_lacks_something_keeps_what_was_typed(app, client, office) -> None:
    office.visited()
    come(app, client, office.ng)
    wrong = do(app, client, office.reference, "findings/new", **{**TYPED, "grade": "", "title": ""})
    assert wrong.status_code == 422
    assert "Camera 14 does not cover it." in wrong.text
    assert 'href="#title"' in wrong.text
    assert "<title>Error:" in wrong.text
    unknown = do(app, client, office.reference, "findings/new", **{**TYPED, "criterion": "Z"})
    assert unknown.status_code == 422
    with app.app_context():
        assert findings.of_case(office.case()) == []


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"title": "x" * 10_000}, 422),
        ({"seen": "x" * 10_000}, 422),
        ({"title": "a\0b"}, 422),
        ({"visit": "\0"}, 422),
        ({"item": "x\0"}, 422),
        ({"visit": "f" * 32}, 404),
        ({"item": "V-ZZ"}, 404),
        ({"question": "A-02@site:0"}, 422),
        ({"grade": "９"}, 422),
        ({"seq": "9" * 400}, 409),
        ({"seq": "NaN"}, 409),
    ],
)
def test_what_nobody_would_type_writes_nothing(app, client, office, typed, status) -> None:
    office.accepted()
    come(app, client, office.ng)
    fields = {"seq": seq_of(app, office.reference), **TYPED, **typed}
    assert post(client, at(office.reference, "findings/new"), **fields).status_code == status
    with app.app_context():
        assert findings.of_case(office.case()) == []


def test_of_two_posts_of_one_page_the_second_is_refused(app, client, office) -> None:
    office.accepted()
    come(app, client, office.ng)
    seq = seq_of(app, office.reference)
    first, second = (
        post(client, at(office.reference, "findings/new"), seq=seq, **TYPED) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (303, 409)
    with app.app_context():
        assert len(findings.of_case(office.case())) == 1


def test_a_finding_is_withdrawn_with_a_reason_until_the_company_is_told(
    app, client, office
) -> None:
    office.visited()
    office.found(CAMERA, TIDY)
    come(app, client, office.bo)
    assert "Withdraw the finding" in client.get(at(office.reference, "findings")).text
    bare = do(app, client, office.reference, "findings/1", step="withdraw", note="")
    assert (bare.status_code, "Give a reason" in bare.text) == (422, True)
    gone = {"step": "withdraw", "note": "Written twice."}
    assert do(app, client, office.reference, "findings/1", **gone).status_code == 303
    text = client.get(at(office.reference, "findings")).text
    assert ("Withdrawn" in text, "Written twice." in text) == (True, True)
    assert "2 findings · 1 not settled · 0 late" in text
    assert do(app, client, office.reference, "findings/1", **gone).status_code == 409
    assert do(app, client, office.reference, "findings/1/edit", **TYPED).status_code == 409
    assert "was withdrawn" in client.get(at(office.reference, "findings/1/edit")).text
    office.reported()
    assert do(app, client, office.reference, "findings/2", **gone).status_code == 409
    assert "Withdraw the finding" not in client.get(at(office.reference, "findings")).text


def test_a_finding_goes_through_its_whole_life(app, client, office) -> None:
    office.visited()
    office.found(CAMERA, TIDY)
    office.reported()
    come(app, client, office.bo)
    text = client.get(at(office.reference, "findings")).text
    assert "Accept the plan" not in text
    assert "This finding asks the company to act." in text
    assert "30 days after Customs issued the report on" in text
    planned(app, office)
    text = client.get(at(office.reference, "findings")).text
    assert ("New camera" in text, "Accept the plan" in text) == (True, True)
    refused = do(app, client, office.reference, "findings/1", step="reject_plan", note=" ")
    assert (refused.status_code, "Give a reason" in refused.text) == (422, True)
    rejected = do(app, client, office.reference, "findings/1", step="reject_plan", note="When?")
    assert rejected.status_code == 303
    assert state_of(app, office) is FindingStatus.OPEN
    assert "New camera" not in client.get(at(office.reference, "findings")).text
    planned(app, office)
    accepted = do(app, client, office.reference, "findings/1", step="accept_plan")
    assert accepted.status_code == 303
    assert "Finding 1: Plan accepted." in client.get(at(office.reference, "findings")).text
    proved(app, office)
    assert "Fitted." in client.get(at(office.reference, "findings")).text
    close = {"step": "close", "note": "Seen on the plan."}
    assert do(app, client, office.reference, "findings/1", **close).status_code == 303
    again = do(app, client, office.reference, "findings/1", **close)
    assert again.status_code == 409
    text = client.get(at(office.reference, "findings")).text
    assert ("Finding closed." in text, "Seen on the plan." in text) == (True, True)
    reopened = do(app, client, office.reference, "findings/1", step="reopen", note="Fell off.")
    assert reopened.status_code == 303
    assert state_of(app, office) is FindingStatus.OPEN
    assert "after Customs opened it again on" in client.get(at(office.reference, "findings")).text


def test_a_plan_not_sent_yet_is_not_read_by_officers(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    office.reported()
    with writing(app):
        correcting.save_plan(office.reference, 1, PLAN, version=0, by=office.ada)
    come(app, client, office.bo)
    assert "New camera" not in client.get(at(office.reference, "findings")).text


def test_only_a_supervisor_accepts_a_risk_and_says_so_to_the_office(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    office.reported()
    come(app, client, office.bo)
    risk = {"step": "accept_risk", "note": "It is a small room."}
    assert do(app, client, office.reference, "findings/1", **risk).status_code == 403
    supervisor = another(app, office.cheung)
    page = supervisor.get(at(office.reference, "findings")).text
    assert ("Accept the risk" in page, "Officers only" in page) == (True, True)
    assert do(app, supervisor, office.reference, "findings/1", **risk).status_code == 303
    assert state_of(app, office) is FindingStatus.ACCEPTED_RISK


def test_a_supervisor_moves_an_accepted_plan_to_monitoring(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    office.reported()
    planned(app, office)
    come(app, client, office.bo)
    do(app, client, office.reference, "findings/1", step="accept_plan")
    supervisor = another(app, office.cheung)
    watched = {"step": "monitor", "note": "Looked at in spring."}
    assert do(app, supervisor, office.reference, "findings/1", **watched).status_code == 303
    assert state_of(app, office) is FindingStatus.MONITORING
    close = {"step": "close", "note": "Seen in spring."}
    assert do(app, client, office.reference, "findings/1", **close).status_code == 303
    assert state_of(app, office) is FindingStatus.CLOSED


def test_an_act_that_is_none_is_refused(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    come(app, client, office.bo)
    for act in ("", "submit_plan", "leave_unresolved\0", "nonsense"):
        assert do(app, client, office.reference, "findings/1", step=act).status_code == 422
    unissued = do(app, client, office.reference, "findings/1", step="close", note="x")
    assert (unissued.status_code, "has not been issued" in unissued.text) == (409, True)
    for number in ("9", "99999", "9" * 400):
        close = {"step": "close", "note": "x"}
        answer = do(app, client, office.reference, f"findings/{number}", **close)
        assert (number, answer.status_code) == (number, 404)
    for note in ("a\0b", "x" * 10_000):
        answer = do(app, client, office.reference, "findings/1", step="withdraw", note=note)
        assert answer.status_code == 422
    assert state_of(app, office) is FindingStatus.OPEN


def test_who_only_reads_writes_nothing(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    come(app, client, an_office_actor(app, Role.AUDITOR, name="Lo Ka Man"))
    before = digest(app)
    tabs = ("findings", "report", "report/preview", "assessment")
    assert {client.get(at(office.reference, tab)).status_code for tab in tabs} == {200}
    assert "Write a finding" not in client.get(at(office.reference, "findings")).text
    posts = ("findings/new", "findings/1", "findings/1/edit", "report", "assessment/A", "revisit")
    refused = {do(app, client, office.reference, path).status_code for path in posts}
    after = digest(app)
    assert refused == {403}
    assert {name for name in before if before[name] != after[name]} <= {"session"}
