"""The desk's assessment: grades with their grounds, what is suggested, and what is missing."""

from datetime import timedelta

import pytest

from aeo.domain.vocabulary import FindingStatus
from aeo.services.findings import reading as findings
from aeo.services.findings.raising import Seen
from aeo.services.grades import reading as grades
from tests.findings import CAMERA, TIDY, Examiners
from tests.web.desk_pages import at, do
from tests.web.findings.sides import another, come, planned, state_of


def graded(app, office: Examiners) -> dict[str, str]:
    with app.app_context():
        return {key: row.grade.value for key, row in grades.latest(office.case()).items()}


def in_assessment(office: Examiners, *seen: Seen) -> None:
    office.visited()
    office.found(*seen)
    office.reported()


def give(app, client, office: Examiners, criterion: str, grade: str, seen: int = 0, **more):
    fields = {"grade": grade, "reasoning": "", "reason": "", "seen": seen, **more}
    named = {f"{criterion}-{name}": value for name, value in fields.items()}
    return do(app, client, office.reference, f"assessment/{criterion}", **named)


def test_criteria_are_graded_one_by_one_and_earlier_grades_stay(app, client, office) -> None:
    in_assessment(office, TIDY)
    come(app, client, office.bo)
    text = client.get(at(office.reference, "assessment")).text
    assert ("0 of 10 graded" in text, "1 Tidy docks" in text) == (True, True)
    assert give(app, client, office, "A", "met").status_code == 303
    doubt = give(app, client, office, "B", "partly_met")
    assert (doubt.status_code, "Say why it is not fully met." in doubt.text) == (422, True)
    assert 'href="#B-reasoning"' in doubt.text
    ground = give(app, client, office, "B", "not_met", reasoning="Books are missing.")
    assert (ground.status_code, 'href="#B-reason"' in ground.text) == (422, True)
    assert "Books are missing." in ground.text
    with app.app_context():
        programme = grades.programmes.version(
            office.case().programme_id, office.case().programme_version
        )
        code = next(iter(grades.grounds(programme)))
    done = give(app, client, office, "B", "not_met", reasoning="Books are missing.", reason=code)
    assert done.status_code == 303
    assert graded(app, office) == {"A": "met", "B": "not_met"}
    stale = give(app, client, office, "B", "met", seen=0)
    assert (stale.status_code, "was graded" in stale.text) == (409, True)
    assert give(app, client, office, "B", "met", seen=1).status_code == 303
    text = client.get(at(office.reference, "assessment")).text
    assert ("2 of 10 graded" in text, "1 earlier grade" in text) == (True, True)
    assert "Books are missing." in text
    assert graded(app, office) == {"A": "met", "B": "met"}


def test_a_criterion_that_is_not_sought_is_not_there(app, client, office) -> None:
    in_assessment(office)
    come(app, client, office.bo)
    assert {give(app, client, office, one, "met").status_code for one in ("K", "Z", "a")} == {404}
    supervisor = another(app, office.cheung)
    assert "Keep the grade" not in supervisor.get(at(office.reference, "assessment")).text
    assert give(app, supervisor, office, "A", "met").status_code == 403


def test_nothing_is_graded_before_the_assessment(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    come(app, client, office.bo)
    page = client.get(at(office.reference, "assessment"))
    assert "Criteria are graded in the assessment." in page.text
    assert "Finding 1 is open: Major." in page.text
    assert give(app, client, office, "A", "met").status_code == 409


def test_what_is_missing_before_a_recommendation_stands_above(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    office.reported()
    planned(app, office)
    come(app, client, office.bo)
    do(app, client, office.reference, "findings/1", step="accept_plan")
    do(app, client, office.reference, "close-actions")
    text = client.get(at(office.reference, "assessment")).text
    assert "Not yet: 1 thing" in text
    assert "Criteria without an assessment: A, B, C, D, E, F, G, H, I, J." in text
    assert ("Ready" in text, "Finding 1 is open" in text) == (False, True)
    with app.app_context():
        programme = grades.programmes.version("hkaeo", office.case().programme_version)
        sought = grades.sought(programme, office.case().levels)
    for criterion in sought:
        assert give(app, client, office, criterion, "met").status_code == 303
    text = client.get(at(office.reference, "assessment")).text
    assert ("Ready" in text, "Not yet" in text) == (True, False)
    assert state_of(app, office) is FindingStatus.PLAN_ACCEPTED


def test_an_open_finding_stands_against_a_grant_once(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    office.reported()
    with app.app_context():
        due = findings.get(office.case(), 1).plan_due_on
    office.move_to(due + timedelta(days=1))
    supervisor = another(app, office.cheung)
    do(app, supervisor, office.reference, "overdue-actions", reason="No plan came.")
    come(app, client, office.bo)
    text = client.get(at(office.reference, "assessment")).text
    assert text.count("Finding 1 is open: No camera over the seal cabinet.") == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"grade": "perfect"},
        {"grade": ""},
        {"reasoning": "a\0b"},
        {"reasoning": "x" * 10_001},
        {"reason": "Z9"},
    ],
)
def test_a_grade_that_is_none_is_not_kept(app, client, office, typed) -> None:
    in_assessment(office)
    come(app, client, office.bo)
    fields = {"grade": "met", **typed}
    given = fields.pop("grade")
    assert give(app, client, office, "A", given, **fields).status_code == 422
    for seen in ("", "-1", "NaN", "9" * 400, "１"):
        assert give(app, client, office, "A", "met", seen=seen).status_code == 409
    assert graded(app, office) == {}
