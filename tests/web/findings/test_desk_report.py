"""The desk's page of the report: written, sent back, approved, issued, and read ever after."""

import re

from aeo.domain.vocabulary import CaseStatus, Role
from aeo.domain.workflow.case import CaseAct
from aeo.services import transitions
from aeo.services.reports import reading as reports
from tests.applications import an_office_actor
from tests.findings import CAMERA, TIDY
from tests.people import post, writing
from tests.web.desk_pages import at, do, seq_of, status_of
from tests.web.findings.sides import another, come

REPORT = {
    "people_met": "Ada Chan",
    "scope": "All docks",
    "summary": "In order but one.",
    "internal": "Watch the night shift.",
}


def test_a_report_is_written_approved_and_issued(app, client, office) -> None:
    office.visited(first="partly")
    office.found(CAMERA)
    come(app, client, office.ng)
    page = client.get(at(office.reference, "report")).text
    assert ("Only half of it." in page, "1 not in order" in page) == (True, True)
    assert do(app, client, office.reference, "report", version=0, **REPORT).status_code == 303
    preview = client.get(at(office.reference, "report/preview")).text
    assert ("In order but one." in preview, "night shift" in preview) == (True, False)
    supervisor = another(app, office.cheung)
    closed = supervisor.get(at(office.reference, "report/issue"))
    assert "The visit report has not been approved." in closed.text
    assert do(app, supervisor, office.reference, "report/issue").status_code == 409
    back = do(app, supervisor, office.reference, "report/send-back", reason="Name the dock.")
    assert back.status_code == 303
    assert "Name the dock." in client.get(at(office.reference, "report")).text
    again = {**REPORT, "summary": "In order but dock 3."}
    assert do(app, client, office.reference, "report", version=1, **again).status_code == 303
    assert "Name the dock." not in client.get(at(office.reference, "report")).text
    assert supervisor.get(at(office.reference, "report/approve")).status_code == 200
    seq = seq_of(app, office.reference)
    path = at(office.reference, "report/approve")
    answers = [post(supervisor, path, seq=seq).status_code for _ in range(2)]
    assert answers == [303, 409]
    late = do(app, client, office.reference, "report", version=2, **REPORT)
    assert (late.status_code, "has been approved" in late.text) == (409, True)
    confirm = supervisor.get(at(office.reference, "report/issue")).text
    assert "1 finding asks the company to act" in confirm
    assert "Finding 1, Major: plan by" in confirm
    assert do(app, supervisor, office.reference, "report/issue").status_code == 303
    assert status_of(app, office.reference) is CaseStatus.CORRECTIVE_ACTION
    assert do(app, supervisor, office.reference, "report/issue").status_code == 409


def test_a_report_without_findings_leads_to_the_assessment(app, client, office) -> None:
    office.visited()
    come(app, client, office.ng)
    do(app, client, office.reference, "report", version=0, **REPORT)
    supervisor = another(app, office.cheung)
    do(app, supervisor, office.reference, "report/approve")
    assert "the assessment begins" in supervisor.get(at(office.reference, "report/issue")).text
    case_page = supervisor.get(at(office.reference)).text
    assert "Issue the report, no action needed" in case_page
    assert do(app, supervisor, office.reference, "report/issue").status_code == 303
    assert status_of(app, office.reference) is CaseStatus.ASSESSMENT


def test_of_two_writers_both_texts_stay(app, client, office) -> None:
    office.visited()
    come(app, client, office.ng)
    other = another(app, office.bo)
    assert do(app, client, office.reference, "report", version=0, **REPORT).status_code == 303
    mine = {**REPORT, "summary": "All of it is fine."}
    overtaken = do(app, other, office.reference, "report", version=0, **mine)
    assert overtaken.status_code == 409
    assert "Ng Suk Yee has written in this report in the meantime." in overtaken.text
    assert ("All of it is fine." in overtaken.text, "In order but one." in overtaken.text) == (
        True,
        True,
    )
    newest = re.search(r'name="version"[^>]*value="(\d+)"', overtaken.text)
    assert newest is not None
    kept = do(app, other, office.reference, "report", version=newest[1], **mine)
    assert kept.status_code == 303
    with app.app_context():
        report = reports.current(office.case())
        assert (report.summary, report.version) == ("All of it is fine.", 2)


def test_nobody_approves_what_they_wrote_or_what_lacks_a_summary(app, client, office) -> None:
    office.visited()
    both = an_office_actor(app, Role.CASE_OFFICER, Role.SUPERVISOR, name="Fan Mei")
    come(app, client, both)
    do(app, client, office.reference, "report", version=0, **{**REPORT, "summary": ""})
    own = do(app, client, office.reference, "report/approve")
    assert (own.status_code, "Nobody approves a report they wrote." in own.text) == (409, True)
    assert "Nobody approves" in client.get(at(office.reference, "report")).text
    supervisor = another(app, office.cheung)
    assert do(app, supervisor, office.reference, "report/approve").status_code == 422
    empty = do(app, supervisor, office.reference, "report/send-back", reason="")
    assert (empty.status_code, 'href="#reason"' in empty.text) == (422, True)


def test_what_was_approved_stays_as_it_was_and_every_round_can_be_read(app, client, issued) -> None:
    office = issued
    come(app, client, office.bo)
    assert "Issued" in client.get(at(office.reference, "report")).text
    with writing(app):
        transitions.perform(office.reference, CaseAct.REVISIT, by=office.bo, note="Again.")
    office.visited_again()
    again = {**REPORT, "summary": "All is well now."}
    assert do(app, client, office.reference, "report", version=0, **again).status_code == 303
    new = client.get(at(office.reference, "report")).text
    assert ("All is well now." in new, "round 2" in new) == (True, True)
    assert at(office.reference, "report?round=1") in new
    old = client.get(at(office.reference, "report?round=1")).text
    assert ("In order but one." in old, "All is well now." in old) == (True, False)
    assert (old.count("checks marked"), new.count("checks marked")) == (1, 2)
    assert ("Keep the report" in new, "Keep the report" in old) == (True, False)
    preview = client.get(at(office.reference, "report/preview?round=1")).text
    assert ("In order but one." in preview, "night shift" in preview) == (True, False)
    for wrong in ("0", "3", "１", "9" * 400, "x"):
        for path in ("report", "report/preview"):
            answer = client.get(at(office.reference, f"{path}?round={wrong}"))
            assert (wrong, path, answer.status_code) == (wrong, path, 404)


def test_a_check_that_was_not_in_order_leads_to_a_finding_until_the_report_is_approved(
    app, client, office
) -> None:
    office.visited(first="not_conform")
    come(app, client, office.ng)
    assert "Write a finding" in client.get(at(office.reference, "report")).text
    office.found(TIDY)
    office.reported()
    text = client.get(at(office.reference, "report")).text
    assert ("Not in order" in text, "Write a finding" in text) == (True, False)


def test_a_text_that_cannot_be_kept_is_shown_again(app, client, office) -> None:
    office.visited()
    come(app, client, office.ng)
    for wrong in ("a\0b", "x" * 20_001):
        answer = do(app, client, office.reference, "report", **{**REPORT, "summary": wrong})
        assert answer.status_code == 422
        assert ('href="#summary"' in answer.text, "All docks" in answer.text) == (True, True)
    for version in ("", "-1", "NaN", "9" * 400, "１"):
        answer = do(app, client, office.reference, "report", version=version, **REPORT)
        assert answer.status_code in {303, 409}
    with app.app_context():
        assert reports.current(office.case()).version == 1
