"""Steps of the case after the report: actions closed, left behind, another visit."""

from datetime import timedelta

from aeo.domain.vocabulary import CaseStatus
from aeo.services.findings import reading as findings
from tests.findings import CAMERA
from tests.people import post
from tests.web.desk_pages import at, do, seq_of, status_of
from tests.web.findings.sides import come, planned


def test_corrective_actions_are_closed_once_the_serious_ones_are_settled(
    app, client, office
) -> None:
    office.visited()
    office.found(CAMERA)
    office.reported()
    come(app, client, office.bo)
    page = client.get(at(office.reference, "close-actions")).text
    assert "Finding 1 is open: No camera over the seal cabinet." in page
    assert do(app, client, office.reference, "close-actions").status_code == 409
    planned(app, office)
    do(app, client, office.reference, "findings/1", step="accept_plan")
    assert "Finding 1 stays open" in client.get(at(office.reference, "close-actions")).text
    assert do(app, client, office.reference, "close-actions").status_code == 303
    assert status_of(app, office.reference) is CaseStatus.ASSESSMENT


def test_overdue_actions_are_left_behind_by_a_supervisor_only(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    office.reported()
    come(app, client, office.cheung)
    closed = client.get(at(office.reference, "overdue-actions")).text
    assert "No corrective action is overdue." in closed
    with app.app_context():
        due = findings.get(office.case(), 1).plan_due_on
    office.move_to(due + timedelta(days=2))
    come(app, client, office.cheung)
    assert "2 days late" in client.get(at(office.reference, "findings")).text
    assert do(app, client, office.reference, "overdue-actions", reason="").status_code == 422
    gone = do(app, client, office.reference, "overdue-actions", reason="No answer came.")
    assert gone.status_code == 303
    assert status_of(app, office.reference) is CaseStatus.ASSESSMENT


def test_a_company_is_visited_again_with_a_reason(app, client, office) -> None:
    office.visited()
    come(app, client, office.bo)
    assert do(app, client, office.reference, "revisit", reason=" ").status_code == 422
    again = do(app, client, office.reference, "revisit", reason="The dock was closed.")
    assert again.status_code == 303
    assert status_of(app, office.reference) is CaseStatus.VISIT_PLANNING
    assert "No report yet" in client.get(at(office.reference, "report")).text


def test_a_step_that_was_taken_is_not_taken_twice(app, client, office) -> None:
    office.visited()
    come(app, client, office.bo)
    path, seq = at(office.reference, "revisit"), seq_of(app, office.reference)
    answers = [post(client, path, seq=seq, reason="The dock was shut.") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 409]
    for step in ("revisit", "close-actions"):
        page = client.get(at(office.reference, step)).text
        assert "This cannot be done now." in page
        assert do(app, client, office.reference, step, reason="Again.").status_code == 409
