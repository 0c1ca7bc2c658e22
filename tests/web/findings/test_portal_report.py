"""The report as the company reads it, and what it never reads."""

from aeo.domain.workflow.case import CaseAct
from aeo.domain.workflow.finding import FindingAct
from aeo.services import transitions
from aeo.services.findings import raising
from tests.findings import TIDY
from tests.people import post, writing
from tests.web.findings.sides import ours

TYPED = {"cause": "It moved", "action": "A camera", "owner": "Ada Chan", "due_on": "2030-01-31"}
PAGES = ("", "findings", "findings/1", "findings/2")


def test_the_report_never_shows_what_only_officers_read(app, ada, issued) -> None:
    report = ada.get(ours(issued, "report"))
    assert report.status_code == 200
    assert ("In order but one." in report.text, "Tidy docks" in report.text) == (True, True)
    pages = [report.text, *(ada.get(ours(issued, path)).text for path in PAGES)]
    secrets = ("night shift", "Only half of it.")
    assert [(secret in page) for page in pages for secret in secrets] == [False] * len(pages) * 2


def test_a_risk_that_was_accepted_is_told_without_the_note_of_the_office(app, ada, issued) -> None:
    with writing(app):
        raising.judge(
            issued.reference, 1, FindingAct.ACCEPT_RISK, "Too small to matter.", by=issued.cheung
        )
    pages = [ada.get(ours(issued, path)).text for path in PAGES]
    assert ["Too small to matter." in page for page in pages] == [False] * len(pages)
    assert "Accepted as it is" in pages[2]


def test_a_report_of_the_next_round_stays_inside_until_it_is_issued(app, ada, issued) -> None:
    with writing(app):
        transitions.perform(issued.reference, CaseAct.REVISIT, by=issued.bo, note="Again.")
    assert "In order but one." in ada.get(ours(issued, "report")).text
    with writing(app):
        raising.raise_(issued.reference, TIDY, by=issued.ng)
    assert ada.get(ours(issued, "findings/3")).status_code == 404
    assert "Finding 3" not in ada.get(ours(issued, "findings")).text
    early = post(ada, ours(issued, "findings/3/plan"), **TYPED, version="0", do="save")
    assert early.status_code == 404
