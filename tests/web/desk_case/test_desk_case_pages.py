"""The pages of a case on the desk: who sees them, and what they cost."""

import re

from aeo.domain.vocabulary import CaseStatus, Role
from tests.applications import (
    a_row,
    an_applicant,
    an_office_actor,
)
from tests.people import a_company, bring_cookie, digest, post, writing
from tests.statements import MOST_STATEMENTS, statements
from tests.web.desk_pages import (
    at,
    do,
    everything_fine,
    record_of,
    signed_in,
)

TABS = ("", "completeness", "answers", "timeline", "notes", "submissions", "clocks/completeness")
ACTS = ("return", "accept", "not-accept", "verify", "conflict")
# The judgement of the table reads every fact of a case on the pages that offer its steps.
WITH_JUDGEMENT = 5


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
        bring_cookie(client, "aeo_lang", language)
        found |= {(language, path): client.get(path).status_code for path in paths}
    assert {key: status for key, status in found.items() if status != 200} == {}
    assert digest(app) == before


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
