"""The tabs of a case: answers, clocks, timeline, notes, submissions."""

import hashlib
import json
import re
from datetime import timedelta

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import CaseStatus, Machine
from aeo.models.account import User
from aeo.models.case import Case, CaseEvent
from aeo.services import cases, clocks, programmes, transitions
from aeo.web.desk.cases import present
from tests.applications import (
    a_row,
    an_applicant,
)
from tests.people import a_company, sign_in, token, writing
from tests.web.desk_pages import (
    at,
    do,
    record_of,
)


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


def test_people_and_partners_in_an_answer_are_called_by_name(app, client, bo, reference) -> None:
    """An answer keeps the key of the entry; an officer reads who it is."""
    with app.app_context():
        record = record_of(reference, bo)
        tables = [row["value"] for row in record["answers"] if isinstance(row["value"], list)]
        rows = [row for table in tables for row in table if isinstance(row, dict)]
        keys = {cell for row in rows for cell in row.values() if str(cell) in record["partners"]}
        (partner,) = keys
        name = record["partners"][partner]["name"]
    page = client.get(at(reference, "answers?section=GEN")).text
    assert (partner in page, name in page) == (False, True)
