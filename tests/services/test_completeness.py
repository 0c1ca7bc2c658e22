"""The completeness check: its points, marks, rounds, and what goes back to the company; and that
the filler of drafts leaves nothing to complain of."""

import pytest
from flask import Flask

from aeo.db import db
from aeo.domain.errors import Gone, Incomplete, OutOfOrder
from aeo.domain.vocabulary import Actor, CaseStatus, EvidenceState, Role
from aeo.models.submission import CompletenessPoint, PointResult
from aeo.services import cases, completeness, intake, lacks, profile, sending, snapshots
from aeo.services.completeness import FIXED, Mark, Place
from aeo.services.profile import Kind
from tests.applications import (
    SIGNED,
    a_complete_draft,
    a_submitted_case,
    an_applicant,
    an_office_actor,
)
from tests.people import writing

FINE, LACKING = PointResult.FINE, PointResult.LACKING
REASON = "RET-DOC-MISSING"


@pytest.fixture
def ada(app: Flask) -> Actor:
    return an_applicant(app)


@pytest.fixture
def bo(app: Flask) -> Actor:
    an_office_actor(app, Role.APPROVER, name="Kwok Chi Hang")
    return an_office_actor(app, Role.INTAKE, Role.CASE_OFFICER)


@pytest.fixture
def reference(app: Flask, ada: Actor) -> str:
    return a_submitted_case(app, ada)


def case_of(reference: str, to: Actor):
    return cases.get(reference, to=to)


def record_of(reference: str, to: Actor) -> dict:
    return snapshots.read(snapshots.get(case_of(reference, to)))


def points_of(app: Flask, reference: str, to: Actor) -> list[str]:
    with app.app_context():
        return completeness.points(record_of(reference, to))


def a_question(app: Flask, reference: str, to: Actor) -> str:
    with app.app_context():
        row = next(row for row in record_of(reference, to)["answers"] if "site:" in row["scope"])
        return f"question:{row['question']}@{row['scope']}"


@pytest.mark.parametrize("level", ["T1", "T2"])
def test_a_filled_draft_lacks_nothing(app, ada, level) -> None:
    reference = a_complete_draft(app, ada, level)
    with app.app_context():
        case = case_of(reference, ada)
        assert (case.levels, lacks.of_case(case)) == ([level], [])
        kinds = {row.state for row in lacks.Draft.of(case).evidence}
        assert kinds == {EvidenceState.ATTACHED, EvidenceState.AVAILABLE_ON_SITE}


def test_every_paper_is_a_point_once_after_the_fixed_ones(app, ada, reference) -> None:
    points = points_of(app, reference, ada)
    assert tuple(points[: len(FIXED)]) == FIXED
    papers = points[len(FIXED) :]
    with app.app_context():
        sent = {(row["document"], row["scope"]) for row in record_of(reference, ada)["papers"]}
    assert sorted(papers) == sorted(f"paper:{code}@{scope}" for code, scope in sent if code)


def test_a_point_says_what_it_is_about() -> None:
    assert Place.of("sites") == Place()
    assert Place.of("paper:DOC-PLAN@site:7") == Place(document="DOC-PLAN", scope="site:7")
    assert Place.of("question:D-05@site:7") == Place(question="D-05", scope="site:7")
    for nonsense in ("", "site", "paper:", "paper:DOC-PLAN", "paper:@company", "verdict:D-05@x"):
        with pytest.raises(ValueError, match=f"^{nonsense}$"):
            Place.of(nonsense)


def test_a_mark_replaces_the_one_before(app, bo, reference) -> None:
    with writing(app):
        completeness.mark(reference, "sites", LACKING, reason=REASON, note="One more?", by=bo)
    with writing(app):
        completeness.mark(reference, "sites", FINE, reason=REASON, note="ignored", by=bo)
    with app.app_context():
        (row,) = completeness.marks(case_of(reference, bo)).values()
        assert (row.point, row.result, row.reason, row.note, row.checked_by_id) == (
            *("sites", FINE, None, ""),
            bo.user_id,
        )


def test_a_mark_that_says_the_same_stays_with_who_made_it(app, bo, reference) -> None:
    mak = an_office_actor(app, Role.INTAKE, name="Mak Tsz Kin")
    said = Mark(LACKING, REASON, "Page 2.")
    with writing(app):
        completeness.mark_all(reference, {"sites": said, "flows": Mark(FINE)}, by=bo)
    with writing(app):
        completeness.mark_all(reference, {"sites": said, "flows": Mark(LACKING, REASON)}, by=mak)
    with app.app_context():
        rows = completeness.marks(case_of(reference, bo))
        assert {point: row.checked_by_id for point, row in rows.items()} == {
            "sites": bo.user_id,
            "flows": mak.user_id,
        }


def test_of_several_marks_all_are_kept_or_none(app, bo, reference) -> None:
    with pytest.raises(Incomplete), writing(app):
        completeness.mark_all(reference, {"sites": Mark(FINE), "flows": Mark(LACKING)}, by=bo)
    with app.app_context():
        assert completeness.marks(case_of(reference, bo)) == {}


@pytest.mark.parametrize("reason", ["", "RFI-NOT-ONE", "REF-1"])
def test_a_lack_cites_a_reason_to_return(app, bo, reference, reason) -> None:
    with pytest.raises(Incomplete), writing(app):
        completeness.mark(reference, "sites", LACKING, reason=reason, by=bo)


@pytest.mark.parametrize(
    "point", ["", "everything", "paper:DOC-NONE@company", "question:Z-99@company", "paper:@company"]
)
def test_what_is_no_point_is_not_there(app, bo, reference, point) -> None:
    with pytest.raises(Gone), writing(app):
        completeness.mark(reference, point, FINE, by=bo)


def test_any_answer_can_be_found_lacking_and_let_go_again(app, bo, reference) -> None:
    question = a_question(app, reference, bo)
    points = len(points_of(app, reference, bo))
    with writing(app):
        completeness.mark(reference, question, LACKING, reason=REASON, by=bo)
        assert completeness.open_points(case_of(reference, bo)) == points + 1
    with writing(app):
        completeness.mark(reference, "sites", FINE, by=bo)
        assert completeness.open_points(case_of(reference, bo)) == points
    with writing(app):
        completeness.unmark(reference, question, by=bo)
        completeness.unmark(reference, question, by=bo)
        assert completeness.open_points(case_of(reference, bo)) == points - 1


def test_nothing_is_marked_outside_the_check(app, bo, reference) -> None:
    returned(app, reference, bo, "sites")
    with pytest.raises(OutOfOrder), writing(app):
        completeness.mark(reference, "flows", FINE, by=bo)
    with pytest.raises(OutOfOrder), writing(app):
        completeness.unmark(reference, "sites", by=bo)


def returned(app: Flask, reference: str, by: Actor, *points: str) -> None:
    with writing(app):
        record = record_of(reference, by)
        fine = {point: Mark(FINE) for point in completeness.points(record)}
        lacking = {point: Mark(LACKING, REASON, "Please complete it.") for point in points}
        completeness.mark_all(reference, {**fine, **lacking}, by=by)
    with writing(app):
        intake.return_(reference, "", by=by)


def test_the_company_answers_each_point_and_may_take_it_back(app, ada, bo, reference) -> None:
    returned(app, reference, bo, "sites", "flows")
    with writing(app):
        rows = completeness.returned(case_of(reference, ada))
        assert sorted(row.point for row in rows) == ["flows", "sites"]
        first = rows[0].public_id
        completeness.answer(reference, first, "  Added the depot. ", by=ada)
    with app.app_context():
        row = one(reference, ada, first)
        assert (row.reply, row.answered_by_id) == ("Added the depot.", ada.user_id)
    with writing(app):
        completeness.reopen(reference, first, by=ada)
    with app.app_context():
        assert (one(reference, ada, first).answered_at, one(reference, ada, first).reply) == (
            None,
            "Added the depot.",
        )
    with pytest.raises(Gone), writing(app):
        completeness.answer(reference, "0" * 32, "Done.", by=ada)


def one(reference: str, to: Actor, public_id: str) -> CompletenessPoint:
    rows = completeness.returned(case_of(reference, to))
    return next(row for row in rows if row.public_id == public_id)


def test_nobody_answers_a_point_while_it_is_with_customs(app, ada, bo, reference) -> None:
    with writing(app):
        row = completeness.mark(reference, "sites", LACKING, reason=REASON, by=bo)
        public_id = row.public_id
    with pytest.raises(OutOfOrder), writing(app):
        completeness.answer(reference, public_id, "Done.", by=ada)


def test_after_a_second_sending_only_what_changed_is_checked_again(app, ada, bo, reference) -> None:
    returned(app, reference, bo, "flows")
    with writing(app):
        case = case_of(reference, ada)
        scope, site = next(iter(profile.read(case.company_id).sites.items()))
        public_id = scope.partition(":")[2]
        entry = profile.entry(Kind.SITE, case.company_id, public_id)
        profile.change(
            Kind.SITE,
            case.company_id,
            public_id,
            {"hours": "Always"},
            version=entry.version,
            by=ada,
        )
        assert site["hours"] != "Always"
        for row in completeness.returned(case):
            completeness.answer(reference, row.public_id, "", by=ada)
    with writing(app):
        sending.send(reference, SIGNED, by=ada)
    with app.app_context():
        case = case_of(reference, bo)
        assert (case.status, case.round) == (CaseStatus.SUBMITTED, 2)
        points = completeness.points(record_of(reference, bo))
        carried = completeness.marks(case)
        open_again = {point for point in points if point not in carried}
        assert {row.result for row in carried.values()} == {FINE}
        assert {row.checked_by_id for row in carried.values()} == {bo.user_id}
        # The filled table of sites is an answer as well.
        assert open_again == {"flows", "sites", "answers"}
        assert completeness.open_points(case) == len(open_again)
        assert [row.point for row in completeness.marks(case, 1).values()] == points


def test_a_first_sending_carries_nothing(app, bo, reference) -> None:
    with writing(app):
        assert completeness.carry(case_of(reference, bo)) == 0
        assert db.session.query(CompletenessPoint).count() == 0
