"""The company's pages of findings: what is needed by when and why, and its plan."""

from datetime import date

from aeo import clock
from aeo.domain.vocabulary import FindingStatus, Role
from aeo.domain.workflow.finding import FindingAct
from aeo.services.findings import raising
from aeo.services.findings import reading as findings
from tests.findings import CAMERA, TIDY, Examiners
from tests.people import a_member, post, sign_in, writing
from tests.web.findings.sides import come, ours, state_of, version_of

TYPED = {"cause": "It moved", "action": "A camera", "owner": "Ada Chan", "due_on": "2030-01-31"}


def said(day: date) -> str:
    return f"{day:%a} {day.day} {day:%B %Y}"


def send_plan(client, issued: Examiners, **changes):
    version = version_of(client.get(ours(issued, "findings/1")).text)
    fields = {**TYPED, "version": version, "do": "send", **changes}
    return post(client, ours(issued, "findings/1/plan"), **fields)


def test_the_company_sees_what_is_needed_by_when(app, ada, issued) -> None:
    text = ada.get(ours(issued, "findings")).text
    assert "1 finding waits for you." in text
    assert "Finding 1: No camera over the seal cabinet" in text
    with app.app_context():
        finding = findings.get(issued.case(), 1)
        plan, fix = finding.plan_due_on, finding.fix_due_on
        issued_on = clock.local(finding.issued_at).date()
    assert f"Send a plan by {said(plan)}" in text
    tracker = ada.get(ours(issued)).text
    assert "Finding 1: No camera over the seal cabinet" in tracker
    assert f'href="{ours(issued, "report")}"' in tracker
    one = ada.get(ours(issued, "findings/1")).text
    assert "Camera 14 does not cover it." in one
    assert "A control is missing or does not work." in one
    why = f"days after Customs issued the report on {said(issued_on)} (grade: Major)."
    assert (f"Plan due: {said(plan)}" in one, f"30 {why}" in one) == (True, True)
    assert (f"To be put right by: {said(fix)}" in one, f"90 {why}" in one) == (True, True)
    for number in ("9", "0", "9" * 400, "x"):
        assert ada.get(ours(issued, f"findings/{number}")).status_code == 404


def test_a_plan_is_kept_in_pieces_and_sent_when_it_is_complete(app, ada, issued) -> None:
    page = ada.get(ours(issued, "findings/1")).text
    assert '<button class="btn btn-primary" name="do" value="send">Send the plan</button>' in page
    part = {"cause": "It moved", "version": version_of(page), "do": "save"}
    assert post(ada, ours(issued, "findings/1/plan"), **part).status_code == 303
    page = ada.get(ours(issued, "findings/1")).text
    assert "It moved" in page
    early = send_plan(ada, issued, due_on="", owner="")
    assert (early.status_code, "A camera" in early.text) == (422, True)
    assert ('href="#due_on"' in early.text, 'href="#owner"' in early.text) == (True, True)
    assert state_of(app, issued) is FindingStatus.OPEN
    assert send_plan(ada, issued).status_code == 303
    assert state_of(app, issued) is FindingStatus.PLAN_SUBMITTED
    again = post(ada, ours(issued, "findings/1/plan"), **TYPED, version="9", do="send")
    assert (again.status_code, "is with Customs" in again.text) == (409, True)
    assert "A camera" in ada.get(ours(issued, "findings/1")).text


def test_a_date_that_is_none_keeps_what_was_typed(app, ada, issued) -> None:
    wrong = send_plan(ada, issued, due_on="soon")
    assert wrong.status_code == 422
    assert ("It moved" in wrong.text, 'value="soon"' in wrong.text) == (True, True)
    assert 'href="#due_on"' in wrong.text
    assert state_of(app, issued) is FindingStatus.OPEN


def test_a_colleague_who_was_faster_loses_nothing_and_neither_does_the_other(
    app, ada, issued
) -> None:
    save = {**TYPED, "version": "0", "do": "save"}
    assert post(ada, ours(issued, "findings/1/plan"), **save).status_code == 303
    mine = {**save, "action": "Move the cabinet", "due_on": "2030-02-01"}
    overtaken = post(ada, ours(issued, "findings/1/plan"), **mine)
    assert overtaken.status_code == 409
    assert ("Move the cabinet" in overtaken.text, "A camera" in overtaken.text) == (True, True)
    assert "A colleague has changed this plan in the meantime." in overtaken.text
    newest = {**mine, "version": version_of(overtaken.text)}
    assert post(ada, ours(issued, "findings/1/plan"), **newest).status_code == 303
    assert "Move the cabinet" in ada.get(ours(issued, "findings/1")).text


def test_whoever_may_not_send_is_told_who_can(app, issued) -> None:
    with writing(app):
        company = issued.case().company
        people = {
            role: a_member(company, role, name=f"{role.value} Lee").email
            for role in (Role.CONTRIBUTOR, Role.VIEWER)
        }
    writer, reader = app.test_client(), app.test_client()
    sign_in(writer, people[Role.CONTRIBUTOR])
    page = writer.get(ours(issued, "findings/1")).text
    assert ("You may write it, but not send it." in page, "Signatory" in page) == (True, True)
    kept = post(writer, ours(issued, "findings/1/plan"), **TYPED, version="0", do="save")
    assert kept.status_code == 303
    assert send_plan(writer, issued).status_code == 403
    sign_in(reader, people[Role.VIEWER])
    page = reader.get(ours(issued, "findings/1")).text
    assert "Keep the plan" not in page
    assert post(reader, ours(issued, "findings/1/plan"), **TYPED).status_code == 403
    assert state_of(app, issued) is FindingStatus.OPEN


def test_before_the_report_there_is_nothing_to_read(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    come(app, client, office.ada)
    assert "No finding yet" in client.get(ours(office, "findings")).text
    assert client.get(ours(office, "findings/1")).status_code == 404
    assert client.get(ours(office, "report")).status_code == 404
    assert "seal cabinet" not in client.get(ours(office)).text


def test_what_nobody_would_type_is_not_kept(app, ada, issued) -> None:
    wrongs = [
        {"cause": "a\0b"}, {"action": "x" * 10_000}, {"owner": "x" * 10_000},
        {"due_on": "9" * 400}, {"due_on": "NaN"}, {"due_on": "２０３０-01-31"},
    ]  # fmt: skip
    for wrong in wrongs:
        assert send_plan(ada, issued, **wrong).status_code == 422
    begun = send_plan(ada, issued, do="save")
    for version in ("", "-1", "NaN", "9" * 400, "１"):
        assert send_plan(ada, issued, version=version).status_code == 409
    assert (begun.status_code, state_of(app, issued)) == (303, FindingStatus.OPEN)


def test_a_finding_that_was_withdrawn_is_never_read_by_the_company(app, client, office) -> None:
    office.visited()
    office.found(CAMERA, TIDY)
    with writing(app):
        raising.judge(office.reference, 1, FindingAct.WITHDRAW, "Written twice.", by=office.bo)
    office.reported()
    come(app, client, office.ada)
    assert client.get(ours(office, "findings/1")).status_code == 404
    pages = [client.get(ours(office, path)).text for path in ("", "findings", "report")]
    assert ["seal cabinet" in page for page in pages] == [False] * 3
    assert "Tidy docks" in pages[2]
