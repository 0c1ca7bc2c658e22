"""How criteria are judged: by whom, when, with which reason, and what stays of an earlier grade."""

import pytest

from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import Grade
from aeo.services import snapshots
from aeo.services.findings import reading as findings
from aeo.services.grades import giving
from aeo.services.grades import reading as grades
from tests.findings import CAMERA, Examiners
from tests.people import writing


@pytest.fixture
def office(app) -> Examiners:
    return Examiners(app)


def give(app, office: Examiners, criterion: str, value: Grade, **given) -> None:
    with writing(app):
        giving.give(office.reference, criterion, value, **{"by": office.bo, **given})


def ground(app, office: Examiners) -> str:
    with app.app_context():
        case = office.case()
        version = grades.programmes.version(case.programme_id, case.programme_version)
        return next(iter(grades.grounds(version)))


def test_grades_are_given_in_the_assessment_by_the_case_officer(app, office) -> None:
    office.visited()
    with pytest.raises(OutOfOrder, match="in the assessment"):
        give(app, office, "A", Grade.MET)
    office.reported()
    for actor in (office.ng, office.cheung, office.ada):
        with pytest.raises(NotAllowed):
            give(app, office, "A", Grade.MET, by=actor)
    with pytest.raises(Gone):
        give(app, office, "Z", Grade.MET)
    give(app, office, "A", Grade.MET)
    with app.app_context():
        assert [key for key, row in grades.latest(office.case()).items() if row.grade] == ["A"]


def test_a_doubt_has_reasoning_and_not_met_has_a_ground(app, office) -> None:
    office.visited()
    office.reported()
    with pytest.raises(Incomplete, match="Say why"):
        give(app, office, "A", Grade.NOT_MET, reasoning=" ", reason=ground(app, office))
    for reason in ("", "NONSENSE"):
        with pytest.raises(Incomplete, match="Choose the ground"):
            give(app, office, "A", Grade.NOT_MET, reasoning="Books.", reason=reason)
    with pytest.raises(Incomplete, match="Choose the ground"):
        give(app, office, "A", Grade.MET, reason="NONSENSE")
    give(app, office, "A", Grade.NOT_MET, reasoning="Books.", reason=ground(app, office))
    with app.app_context():
        assert grades.not_met(office.case()) == ("A",)


def test_the_latest_grade_counts_and_the_earlier_ones_stay(app, office) -> None:
    office.visited()
    office.reported()
    give(app, office, "A", Grade.PARTLY_MET, reasoning="Late.", seen=0)
    with pytest.raises(OutOfOrder, match="was graded"):
        give(app, office, "A", Grade.MET, seen=0)
    give(app, office, "A", Grade.MET, seen=1)
    with app.app_context():
        rows = grades.history(office.case())["A"]
        assert [(row.number, row.grade, row.reasoning) for row in rows] == [
            (1, Grade.PARTLY_MET, "Late."),
            (2, Grade.MET, ""),
        ]
        assert grades.latest(office.case())["A"].grade is Grade.MET


def test_an_open_finding_pulls_the_suggestion_down_until_it_is_settled(app, office) -> None:
    office.visited()
    office.found(CAMERA)
    with app.app_context():
        case = office.case()
        before = grades.suggested(case, snapshots.read(snapshots.get(case)))
        assert before["D"].grade is not Grade.MET
        assert before["A"].grade is Grade.MET
    with writing(app):
        findings.get(office.case(), 1).status = findings.FindingStatus.CLOSED
    with app.app_context():
        case = office.case()
        after = grades.suggested(case, snapshots.read(snapshots.get(case)))
        assert after["D"].grade is Grade.MET
