"""The pages of a case on the desk: what they show, refuse, keep and cost."""

import hashlib
import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import Actor, CaseStatus, Machine, Role
from aeo.models.account import User
from aeo.models.case import Case, CaseEvent
from aeo.services import cases, clocks, programmes, snapshots, transitions
from aeo.web.desk.cases import present
from aeo.web.desk.cases.points import slug
from tests.applications import (
    a_row,
    a_submitted_case,
    an_applicant,
    an_office_actor,
)
from tests.people import a_company, digest, post, sign_in, token, writing
from tests.web.desk_pages import (
    at,
    do,
    everything_fine,
    marked,
    points_of,
    seq_of,
    signed_in,
    status_of,
)
from tests.web.test_rooms import MOST_STATEMENTS, statements

TABS = ("", "completeness", "answers", "timeline", "notes", "submissions", "clocks/completeness")
ACTS = ("return", "accept", "not-accept", "verify", "conflict")
# The judgement of the table reads every fact of a case on the pages that offer its steps.
WITH_JUDGEMENT = 12
JSON = {"Accept": "application/json"}


@pytest.fixture
def bo(app: Flask, client: FlaskClient) -> Actor:
    """The officer who is signed in, in an office that can decide."""
    an_office_actor(app, Role.APPROVER, name="Kwok Chi Hang")
    return signed_in(app, client, Role.INTAKE, Role.CASE_OFFICER)


@pytest.fixture
def reference(app: Flask, bo: Actor) -> str:
    return a_submitted_case(app, an_applicant(app, name_zh="隼灣物流有限公司"))


# Every page


def test_every_page_opens_in_every_language_and_writes_nothing(app, client, bo, reference) -> None:
    with app.app_context():
        question = next(
            row for row in record_of(reference, bo)["answers"] if row["question"] == "B-01"
        )
    one = f"completeness/question:B-01@{question['scope']}"
    paths = ["/desk/", "/desk/?whose=all", "/desk/cases", "/desk/cases.csv"]
    paths += [at(reference, tab) for tab in (*TABS, *ACTS[:2], *ACTS[3:], one)]
    paths += [at(reference, "answers?section=D"), at(reference, "submissions/1.json")]
    client.get("/")
    before = digest(app)
    found = {}
    for language in ("en", "zh-Hant", "zh-Hans"):
        client.set_cookie("aeo_lang", language)
        found |= {(language, path): client.get(path).status_code for path in paths}
    assert {key: status for key, status in found.items() if status != 200} == {}
    assert digest(app) == before


def record_of(reference: str, to: Actor) -> dict:
    return snapshots.read(snapshots.get(cases.get(reference, to=to)))


def test_a_case_of_nobody_a_draft_and_one_in_conflict_are_the_same_404(app, client, bo) -> None:
    an_applicant(app)
    with writing(app):
        draft = a_row(a_company("Draft"), status=CaseStatus.DRAFT).reference
        mine = a_row(a_company("Conflict", ubi="3")).reference
    assert do(app, client, mine, "conflict", reason="My sister.").status_code == 303
    for reference in ("AEO-2026-999999-9", "nonsense", draft, mine):
        pages = {client.get(at(reference, tab)).status_code for tab in (*TABS, *ACTS[:2])}
        posts = {
            post(client, at(reference, act), seq=1, reason="x", text="x").status_code
            for act in ("take", "assign", "verify", "return", "accept", "conflict", "notes",
                        "completeness", "completeness/sites")
        }  # fmt: skip
        assert (reference, pages, posts) == (reference, {404}, {404})


def test_what_is_not_in_a_case_is_not_there(app, client, bo, reference) -> None:
    paths = (
        *("clocks/decision", "clocks/nonsense", "submissions/2.json", "completeness/nonsense"),
        *("completeness/paper:DOC-NONE@company", "completeness/question:Z-99@company"),
    )
    assert {client.get(at(reference, path)).status_code for path in paths} == {404}


def test_a_case_costs_no_more_when_much_happened_in_it(app, client, bo, reference) -> None:
    tabs = [tab for tab in TABS if tab not in {"", "completeness"}]
    few = {tab: statements(app, client, at(reference, tab)) for tab in TABS}
    for number in range(5):
        other = an_office_actor(app, Role.CASE_OFFICER, name=f"Officer {number}")
        do(app, client, reference, "assign", officer=other.user_id)
        do(app, client, reference, "notes", text=f"Note {number}")
    everything_fine(app, client, reference, bo)
    much = {tab: statements(app, client, at(reference, tab)) for tab in TABS}
    assert {tab: count for tab, count in much.items() if count > few[tab]} == {}
    assert {tab: much[tab] for tab in tabs if much[tab] > MOST_STATEMENTS} == {}
    for tab in ("", "completeness"):
        assert much[tab] <= MOST_STATEMENTS + WITH_JUDGEMENT


# Acts


def test_whoever_reads_only_is_offered_nothing_and_may_do_nothing(app, client, reference) -> None:
    signed_in(app, client, Role.AUDITOR, name="Lo Ka Man")
    pages = [client.get(at(reference, tab)) for tab in TABS]
    assert {page.status_code for page in pages} == {200}
    forms = [
        text for page in pages for text in re.findall(r'<form[^>]+action="([^"]+)"', page.text)
    ]
    inside = [path for path in forms if path.startswith(at(reference))]
    # The list of points is one form whoever reads it; without a button there is nothing to send.
    assert {path.rpartition("/")[2] for path in inside} <= {"completeness"}
    assert [page for page in pages if "Save the check" in page.text] == []
    assert [page for page in pages if "Take it myself" in page.text] == []
    before = digest(app)
    acts = ("take", "assign", "verify", "return", "accept", "conflict", "not-accept", "notes")
    refused = {do(app, client, reference, act, reason="x", text="x").status_code for act in acts}
    assert (refused, digest(app)) == ({403}, before)


def test_a_closed_button_says_every_reason_and_who_could_press_it(
    app, client, bo, reference
) -> None:
    page = client.get(at(reference)).text
    for tab in (page, client.get(at(reference, "completeness")).text):
        assert tab.count('aria-disabled="true"') == 2
    points = len(points_of(app, reference, bo))
    wanted = [
        *("Assign a case officer first.", "Name at least one item", "mark it verified"),
        f"Points of the completeness check not yet ticked: {points}.",
        "Can be done by: Case officer, Intake officer, Supervisor.",
    ]
    assert [text for text in wanted if text not in page] == []
    closed = client.get(at(reference, "accept")).text
    assert "This cannot be done now." in closed
    assert '<button class="btn btn-primary">Accept' not in closed
    before = digest(app)
    for act in ("accept", "return"):
        answer = do(app, client, reference, act)
        assert (answer.status_code, digest(app)) == (409, before)
    assert "Assign a case officer first." in do(app, client, reference, "accept").text


def test_a_case_is_taken_verified_checked_and_accepted_and_each_only_once(
    app, client, bo, reference
) -> None:
    assert do(app, client, reference, "take").location == at(reference)
    assert do(app, client, reference, "verify").location == at(reference)
    everything_fine(app, client, reference, bo)
    overview = client.get(at(reference)).text
    assert "Bo Lau is in charge of this case." in overview
    assert f'href="{at(reference, "accept")}" data-key="a"' in overview
    seen = seq_of(app, reference)
    accepted = post(client, at(reference, "accept"), seq=seen)
    assert (accepted.status_code, status_of(app, reference)) == (303, CaseStatus.VETTING)
    again = post(client, at(reference, "accept"), seq=seen)
    assert (again.status_code, "look at it first" in again.text) == (409, True)
    assert do(app, client, reference, "accept").status_code == 409
    page = client.get(at(reference)).text
    assert "Vetting" in page
    assert "The check of this round is over." in client.get(at(reference, "completeness")).text


@pytest.mark.parametrize(
    "act", ["take", "assign", "verify", "accept", "return", "conflict", "completeness",
            "completeness/sites"],
)  # fmt: skip
def test_a_page_that_is_out_of_date_changes_nothing(app, client, bo, reference, act) -> None:
    mak = an_office_actor(app, Role.CASE_OFFICER, name="Mak Tsz Kin")
    seen = seq_of(app, reference)
    assert do(app, client, reference, "assign", officer=mak.user_id).status_code == 303
    before = digest(app)
    fields = {"officer": bo.user_id, "reason": "x", "sites-result": "fine"}
    for seq in (seen, "", "nonsense", "９"):
        answer = post(client, at(reference, act), seq=seq, **fields)
        assert (answer.status_code, "Meanwhile something happened" in answer.text) == (409, True)
    assert digest(app) == before


def test_a_case_can_be_given_to_case_officers_only(app, client, bo, reference) -> None:
    for officer in ("", "x", "9" * 30, str(10**6)):
        assert do(app, client, reference, "assign", officer=officer).status_code == 422
    mak = an_office_actor(app, Role.CASE_OFFICER, name="Mak Tsz Kin")
    page = client.get(at(reference)).text
    assert "Mak Tsz Kin</option>" in page
    assert "Kwok Chi Hang</option>" not in page
    assert do(app, client, reference, "assign", officer=mak.user_id).status_code == 303
    assert "Officer: Mak Tsz Kin" in client.get(at(reference)).text


def test_stepping_aside_closes_the_case_to_oneself(app, client, bo, reference) -> None:
    do(app, client, reference, "take")
    empty = do(app, client, reference, "conflict", reason=" ")
    assert (empty.status_code, "Give a reason" in empty.text) == (422, True)
    assert do(app, client, reference, "conflict", reason="My sister.").location == "/desk/cases"
    assert reference not in client.get("/desk/cases?status=all").text
    signed_in(app, client, Role.SUPERVISOR, name="Cheung Wai Lam")
    assert "An officer declared a conflict" in client.get(at(reference, "timeline")).text


def test_a_supervisor_does_not_accept_with_a_reason(app, client, bo, reference) -> None:
    signed_in(app, client, Role.SUPERVISOR, name="Cheung Wai Lam")
    assert f'href="{at(reference, "not-accept")}"' in client.get(at(reference)).text
    assert do(app, client, reference, "not-accept").status_code == 422
    answer = do(app, client, reference, "not-accept", reason="No place of business here.")
    assert (answer.status_code, status_of(app, reference)) == (303, CaseStatus.NOT_ACCEPTED)
    page = client.get(at(reference, "timeline")).text
    assert "No place of business here." in page
    overview = client.get(at(reference)).text
    assert "Take it myself" not in overview
    assert do(app, client, reference, "assign", officer=bo.user_id).status_code == 409


# The check


def test_every_point_stands_beside_what_the_company_said(app, client, bo, reference) -> None:
    page = client.get(at(reference, "completeness")).text
    points = points_of(app, reference, bo)
    assert [point for point in points if f'id="{slug(point)}"' not in page] == []
    assert f"0 of {len(points)} points" in page
    with app.app_context():
        record = record_of(reference, bo)
    file = next(row["file"] for row in record["papers"] if row["file"])
    wanted = [
        *("Kestrel Bay Logistics Limited", "Ada Chan, Director", "All of this is true."),
        *("Kwai Chung warehouse", "12345678", "To be shown at the visit", "A required document"),
        *(f"/papers/{file['id']}", file["name"], "1 step"),
    ]
    assert [text for text in wanted if text not in page] == []


def test_a_point_is_saved_alone_by_script_and_without(app, client, bo, reference) -> None:
    path = at(reference, "completeness/sites")
    seq = seq_of(app, reference)

    def by_script(**data):
        fields = {"csrf_token": token(client), "seq": seq, **data}
        return client.post(path, data=fields, headers=JSON)

    reason = {"sites-result": "lacking", "sites-reason": "RET-SITE-MISSING", "sites-note": "Depot?"}
    answer = by_script(**reason)
    assert (answer.status_code, answer.json["by"], answer.json["errors"]) == (200, "Bo Lau", {})
    assert marked(app) == {"sites": ("lacking", "RET-SITE-MISSING", "Depot?")}
    wrong = by_script(**{"sites-result": "lacking", "sites-reason": ""})
    assert (wrong.status_code, "Choose the reason" in wrong.json["error"]) == (422, True)
    assert by_script().status_code == 200
    assert marked(app) == {"sites": ("lacking", "RET-SITE-MISSING", "Depot?")}
    plain = do(app, client, reference, "completeness/sites", **{"sites-result": "fine"})
    assert plain.location == at(reference, "completeness#sites")
    assert marked(app) == {"sites": ("fine", None, "")}
    bad = do(app, client, reference, "completeness/sites",
             **{"sites-result": "lacking", "sites-note": "keep me"})  # fmt: skip
    assert (bad.status_code, "keep me" in bad.text, 'href="#sites-reason"' in bad.text) == (
        *(422, True),
        True,
    )


def test_the_whole_check_is_saved_at_once_or_not_at_all(app, client, bo, reference) -> None:
    given = {
        "identity-result": "fine",
        "flows-result": "lacking",
        "flows-reason": "RET-DOC-MISSING",
        "sites-result": "lacking",
        "sites-note": "Where is the depot?",
    }
    wrong = do(app, client, reference, "completeness", **given)
    assert (wrong.status_code, marked(app)) == (422, {})
    assert "<title>Error:" in wrong.text
    assert 'href="#sites-reason"' in wrong.text
    assert "Where is the depot?" in wrong.text
    right = do(
        app, client, reference, "completeness", **given, **{"sites-reason": "RET-SITE-MISSING"}
    )
    assert right.location == at(reference, "completeness")
    assert marked(app) == {
        "identity": ("fine", None, ""),
        "flows": ("lacking", "RET-DOC-MISSING", ""),
        "sites": ("lacking", "RET-SITE-MISSING", "Where is the depot?"),
    }
    page = client.get(at(reference, "completeness")).text
    assert f"3 of {len(points_of(app, reference, bo))} points, 2 lacking" in page


def test_an_answer_is_marked_from_its_tab_and_returned_with_what_would_satisfy(
    app, client, bo, reference
) -> None:
    answers = client.get(at(reference, "answers?section=D")).text
    assert "Is the outer boundary of this site marked and protected?" in answers
    link = re.search(r'href="(/desk/cases/[^"]+completeness/question:D-01@[^"]+)"', answers)
    assert link is not None
    form = client.get(link[1]).text
    name = re.search(r'name="([^"]+)-result"', form)
    assert name is not None
    lacking = {f"{name[1]}-result": "lacking", f"{name[1]}-reason": "RET-ANSWER-MISSING",
               f"{name[1]}-note": "Which fence?"}  # fmt: skip
    assert post(client, link[1], seq=seq_of(app, reference), **lacking).status_code == 303
    assert "Change the mark" in client.get(at(reference, "answers?section=D")).text
    preview = client.get(at(reference, "return")).text
    with app.app_context():
        due = clocks_if_returned(reference, bo)
    wanted = ["Which fence?", "Answer each question in the list.", due, "Kwai Chung warehouse"]
    assert [text for text in wanted if text not in preview] == []
    assert do(app, client, reference, "return", reason="Called them.").status_code == 303
    assert status_of(app, reference) is CaseStatus.RETURNED
    assert "Called them." in client.get(at(reference, "timeline")).text
    assert "Decide on the late reply" not in client.get("/desk/").text


def clocks_if_returned(reference: str, to: Actor) -> str:
    from aeo.services import intake

    due = intake.return_by(cases.get(reference, to=to))
    assert due is not None
    return f"{due.day} {due:%B} {due.year}"


# Answers, clocks, timeline, notes, submissions


def test_the_grid_counts_the_answers_of_each_criterion_and_site(app, client, bo, reference) -> None:
    page = client.get(at(reference, "answers?section=B")).text
    with app.app_context():
        record = record_of(reference, bo)
    site = next(iter(record["sites"]))
    asked = [
        row
        for row in record["answers"]
        if row["question"].startswith("D-") and row["scope"] == site
    ]
    cell = re.search(
        r'section=D&amp;place=site[^"]+"><span aria-hidden="true">·</span>(\d+)<', page
    )
    assert cell is not None
    assert int(cell[1]) == len(asked)
    assert '<abbr title="Kwai Chung warehouse">KCW</abbr>' in page
    assert f"{len(record['answers'])} answers" in page
    assert page.count("<article") == len(
        [row for row in record["answers"] if row["question"].startswith("B-")]
    )


def test_a_clock_is_explained_line_by_line(app, client, bo) -> None:
    an_applicant(app)
    with writing(app):
        late = a_row(a_company(), at=clock.now() - timedelta(days=60)).reference
    page = client.get(at(late, "clocks/completeness")).text
    with app.test_request_context():
        case = cases.get(late, to=bo)
        state = clocks.of_case(case)["completeness"]
        due = present.short(state.due)
    wanted = ["The day of the start is not counted.", "Working days count.", "10 of 10",
              f"was due {due}", "late", "Acknowledge receipt", '<tr role="row" class="total">']  # fmt: skip
    assert [text for text in wanted if text not in page] == []


def test_every_event_has_words_for_officers(app) -> None:
    """Those that services record besides the steps of the tables, found in their source."""
    from pathlib import Path

    source = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(transitions.__file__).parent.rglob("*.py")
        if path.name != "transitions.py"
    )
    named = set(re.findall(r'note_event\(\s*case,\s*"([a-z_]+)"', source))
    by_name = set(re.findall(r"note_event\(\s*case,\s*([A-Z_]+)", source))
    assert by_name == {"LEVELS_CHANGED"}
    assert named | {"levels_changed"} == set(present.SAID)
    with app.test_request_context():
        programme = programmes.current()
        for action in present.SAID:
            event = CaseEvent(machine=Machine.CASE, action=action, details={})
            assert present.event_words(event, programme).endswith(".")


def test_every_status_that_officers_see_has_a_shape() -> None:
    assert set(present.TAGS) == set(CaseStatus) - {CaseStatus.DRAFT}


def test_notes_are_for_officers_and_keep_their_lines(app, client, bo, reference) -> None:
    assert "No note yet" in client.get(at(reference, "notes")).text
    empty = do(app, client, reference, "notes", text=" ")
    assert (empty.status_code, "Write a note first." in empty.text) == (422, True)
    assert do(app, client, reference, "notes", text="One <b>\nTwo").status_code == 303
    page = client.get(at(reference, "notes")).text
    assert "One &lt;b&gt;<br>Two" in page
    assert "Bo Lau" in page
    client.post("/sign-out", data={"csrf_token": token(client)})
    with app.app_context():
        company_id = db.session.scalar(sa.select(Case.company_id))
        ada = db.session.scalar(sa.select(User).where(User.name == "Ada Chan"))
        assert company_id is not None
        assert ada is not None
        email = ada.email
    sign_in(client, email)
    assert client.get(at(reference, "notes")).status_code == 403


def test_what_was_sent_is_handed_out_byte_for_byte(app, client, bo, reference) -> None:
    page = client.get(at(reference, "submissions")).text
    answer = client.get(at(reference, "submissions/1.json"))
    assert hashlib.sha256(answer.data).hexdigest() in page
    assert json.loads(answer.data)["reference"] == reference
    disposition = f'attachment; filename="{reference}-1.json"'
    assert answer.headers["Content-Disposition"] == disposition
    assert "Ada Chan" in page
