"""The report on the visits: who writes, approves and issues it, and what the company may read."""

import json

import pytest

from aeo.domain import canonical
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.workflow.case import CaseAct
from aeo.services import clocks, transitions
from aeo.services.findings import reading as findings
from aeo.services.reports import reading as reports
from aeo.services.reports import writing as writing_reports
from aeo.services.reports.writing import Texts
from tests.findings import CAMERA, TEXTS, TIDY, Examiners
from tests.people import writing


@pytest.fixture
def office(app) -> Examiners:
    return Examiners(app)


def write(app, office: Examiners, texts: Texts = TEXTS, version: int | None = None, by=None) -> int:
    with writing(app):
        report = writing_reports.write(office.reference, texts, version=version, by=by or office.ng)
        return report.version


def test_the_officers_of_the_visit_write_after_the_visits(app, office) -> None:
    office.agreed()
    with pytest.raises(OutOfOrder, match="after the visits"):
        write(app, office)
    for actor in (office.cheung, office.kwok, office.ada):
        with pytest.raises(NotAllowed):
            write(app, office, by=actor)


def test_of_two_first_writers_the_second_is_told_of_the_first(app, office) -> None:
    office.visited()
    assert write(app, office, version=0) == 1
    with pytest.raises(OutOfOrder, match="Ng Suk Yee has written"):
        write(app, office, version=0, by=office.bo)
    assert write(app, office, version=1, by=office.bo) == 2


def test_what_is_approved_is_frozen_with_all_that_stands_in_it(app, office) -> None:
    office.visited(first="partly")
    office.found(CAMERA)
    write(app, office)
    with writing(app):
        report = writing_reports.approve(office.reference, by=office.cheung)
        assert canonical.digest(report.content) == report.sha256
        content = json.loads(report.content)
    assert content["summary"] == TEXTS.summary
    assert [one["title"] for one in content["findings"]] == [CAMERA.title]
    assert [visit["team"] for visit in content["visits"]] == [["Ng Suk Yee", "Bo Lau"]]
    seen = {one["result"] for one in content["visits"][0]["checks"].values()}
    assert seen == {"conform", "partly"}
    with pytest.raises(OutOfOrder, match="stays as it is"):
        write(app, office, version=1)
    with pytest.raises(OutOfOrder, match="approved already"), writing(app):
        writing_reports.approve(office.reference, by=office.cheung)


def test_a_report_is_approved_by_a_supervisor_and_not_without_a_summary(app, office) -> None:
    office.visited()
    with pytest.raises(OutOfOrder, match="no report to approve"), writing(app):
        writing_reports.approve(office.reference, by=office.cheung)
    write(app, office, Texts(people_met="", scope="", summary=" ", internal=""))
    with pytest.raises(Incomplete, match="summary"), writing(app):
        writing_reports.approve(office.reference, by=office.cheung)
    with pytest.raises(NotAllowed), writing(app):
        writing_reports.approve(office.reference, by=office.bo)
    with pytest.raises(Incomplete, match="Give a reason"), writing(app):
        writing_reports.send_back(office.reference, " ", by=office.cheung)
    with writing(app):
        writing_reports.send_back(office.reference, "Say more.", by=office.cheung)
        events = clocks.history([office.case().id])[office.case().id]
        assert (events[-1].action, events[-1].note) == ("report_sent_back", "Say more.")


def test_only_a_supervisor_issues_and_then_all_findings_are_told(app, office) -> None:
    office.visited()
    office.found(CAMERA, TIDY)
    write(app, office)
    with writing(app):
        writing_reports.approve(office.reference, by=office.cheung)
    with app.app_context(), pytest.raises(Gone):
        reports.get_issued(office.case())
    with pytest.raises(NotAllowed), writing(app):
        writing_reports.issue(office.reference, by=office.bo)
    with app.app_context():
        assert findings.shown_to_company(office.case()) == []
    with writing(app):
        event = writing_reports.issue(office.reference, by=office.cheung)
        assert event.action == CaseAct.ISSUE_FINDINGS
    with app.app_context():
        case = office.case()
        assert len(findings.shown_to_company(case)) == 2
        assert reports.content(reports.get_issued(case))["summary"] == TEXTS.summary


def test_a_later_report_stays_inside_until_it_is_issued_itself(app, office) -> None:
    office.visited()
    office.reported()
    with writing(app):
        transitions.perform(office.reference, CaseAct.REVISIT, by=office.bo, note="Again.")
    with app.app_context():
        case = office.case()
        assert (reports.round_of(case), reports.issued_round(case)) == (2, 1)
        assert reports.current(case) is None
        assert reports.get_issued(case).round == 1
    second = Texts(people_met="", scope="", summary="The second time.", internal="")
    office.visited_again()
    write(app, office, second)
    with writing(app):
        writing_reports.approve(office.reference, by=office.cheung)
    with app.app_context():
        assert reports.get_issued(office.case()).summary == TEXTS.summary
    with writing(app):
        writing_reports.issue(office.reference, by=office.cheung)
    with app.app_context():
        assert reports.get_issued(office.case()).summary == "The second time."


def test_every_step_of_the_report_is_an_event(app, office) -> None:
    office.visited()
    office.reported()
    with app.app_context():
        case = office.case()
        steps = [event.action for event in clocks.history([case.id])[case.id]]
        assert steps[-2:] == ["report_approved", "close_report"]
