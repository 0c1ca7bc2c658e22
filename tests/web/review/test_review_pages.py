"""The review on the desk: answers beside their papers, verdicts, and what can be asked of them."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo.db import db
from aeo.domain.vocabulary import CaseStatus, Role, VerdictState
from aeo.services import evidence, snapshots
from aeo.services.rfis import reading as rfis
from aeo.services.verdicts import giving
from aeo.services.verdicts import reading as verdicts
from tests.applications import an_office_actor, email_of
from tests.office import Office
from tests.people import bring_cookie, digest, post, sign_in, token, writing
from tests.statements import MOST_STATEMENTS, statements
from tests.web.desk_pages import at, do, seq_of, status_of
from tests.web.review.asking_pages import A07, anew, ours, replying, sent

MOST = MOST_STATEMENTS + 5  # an answer is read with its case, its papers and what was said before
A02 = "review/A/company/A-02"


@pytest.fixture
def client(bo: FlaskClient) -> FlaskClient:
    return bo


@pytest.fixture
def page(client: FlaskClient, office: Office):
    """The text of one page of the case."""
    return lambda tab: client.get(at(office.reference, tab)).text


def verdict(**given: str) -> dict[str, str]:
    return {f"verdict-{name}": value for name, value in {"number": "0", **given}.items()}


def judged(office: Office) -> list[tuple[str, str, str | None, str]]:
    with office.app.app_context():
        rows = verdicts.latest(office.case()).values()
        return [(it.question_key, it.state.value, it.reason, it.note) for it in rows]


def places(office: Office) -> list[tuple[str, str]]:
    with office.app.app_context():
        return list(verdicts.to_judge(snapshots.read(snapshots.get(office.case()))))


def heading(text: str) -> str:
    found = re.search(r'<p class="q-id m-0"><span>([^<]+)</span>', text)
    assert found is not None
    return found[1]


def test_the_review_opens_at_the_first_answer_without_a_verdict(client, office, page) -> None:
    first, second = places(office)[:2]
    assert heading(page("review")) == first[0]
    with writing(office.app):
        giving.give(office.reference, *first, VerdictState.ACCEPTED, by=office.bo)
    text = page("review")
    assert heading(text) == second[0]
    assert f"1 of {len(places(office))} read" in text


def test_a_verdict_is_kept_and_leads_to_the_next_answer(app, client, office) -> None:
    said = verdict(state="query", reason="RFI-UNCLEAR", note="Ask at the visit.")
    answer = do(app, client, office.reference, A02, **said)
    assert answer.status_code == 303
    assert answer.location.startswith(f"/desk/cases/{office.reference}/review/A/")
    assert not answer.location.endswith("/A-02")
    assert judged(office) == [("A-02", "query", "RFI-UNCLEAR", "Ask at the visit.")]
    text = client.get(at(office.reference, A02)).text
    assert re.findall(r'<input checked[^>]*value="([^"]+)"', text)[:1] == ["query"]
    assert "Ask at the visit." in text


def test_a_doubt_without_a_reason_keeps_what_was_typed(app, client, office) -> None:
    answer = do(app, client, office.reference, A02, **verdict(state="deficient", note="No seal"))
    assert (answer.status_code, judged(office)) == (422, [])
    assert "Choose a reason: it says what is wrong" in answer.text
    assert "No seal" in answer.text
    assert "<title>Error:" in answer.text
    none = do(app, client, office.reference, A02, **verdict(note="No seal"))
    assert (none.status_code, "Choose a verdict." in none.text) == (422, True)


def test_of_two_officers_the_second_looks_at_the_first_ones_verdict(app, client, office) -> None:
    with writing(app):
        giving.give(office.reference, "A-02", "company", VerdictState.ACCEPTED, by=office.bo)
    late = do(app, client, office.reference, A02, **verdict(state="accepted", note="Mine"))
    assert late.status_code == 409
    assert "Meanwhile Bo Lau has judged this answer" in late.text
    assert "Mine" in late.text
    assert [row[3] for row in judged(office)] == [""]
    again = do(app, client, office.reference, A02, **verdict(state="accepted", number="1"))
    assert again.status_code == 303


def test_what_happened_since_the_page_was_read_stops_a_verdict(app, client, office) -> None:
    stale = post(client, at(office.reference, A02), seq=1, **verdict(state="accepted"))
    assert (stale.status_code, judged(office)) == (409, [])
    assert "Meanwhile something happened in this case" in stale.text


def test_the_rest_of_a_section_is_accepted_after_a_look_at_it(app, client, office) -> None:
    here = [place for place in places(office) if place[0].startswith("A-")]
    with writing(app):
        giving.give(
            office.reference, *here[0], VerdictState.QUERY, reason="RFI-UNCLEAR", by=office.bo
        )
    look = client.get(at(office.reference, "review/A/company")).text
    assert f"Accept {len(here) - 1} answers?" in look
    assert look.count("<li><a href=") >= len(here) - 1
    assert len(judged(office)) == 1
    done = do(app, client, office.reference, "review/A/company")
    assert done.status_code == 303
    assert sorted(row[1] for row in judged(office)) == ["accepted"] * (len(here) - 1) + ["query"]
    twice = do(app, client, office.reference, "review/A/company")
    assert twice.status_code == 409
    assert "has a verdict already" in client.get(at(office.reference, "review/A/company")).text


def test_the_grid_says_the_worst_verdict_of_each_place(app, office) -> None:
    here = [place for place in places(office) if place[0].startswith("A-")]

    def cell() -> str:
        client = app.test_client()
        sign_in(client, email_of(app, office.bo))
        text = client.get(at(office.reference, "review")).text
        found = re.search(
            r"<b>A</b>.*?<a class=\"(cell[^\"]*)\"[^>]*>.*?</span>(\d+)<", text, re.DOTALL
        )
        assert found is not None
        return f"{found[1]} {found[2]}"

    assert cell() == f"cell {len(here)}"
    with writing(app):
        giving.accept_rest(office.reference, "A", "company", by=office.bo)
    assert cell() == f"cell cell-ok {len(here)}"
    doubts = ((VerdictState.QUERY, "q"), (VerdictState.DEFICIENT, "bad"))
    for place, (state, look) in zip(here[:2], doubts, strict=True):
        with writing(app):
            giving.give(office.reference, *place, state, reason="RFI-UNCLEAR", by=office.bo)
        assert cell() == f"cell cell-{look} {len(here)}"


def test_a_question_to_the_company_waits_in_the_draft(app, client, office, page) -> None:
    empty = do(app, client, office.reference, f"{A02}/ask", **{"ask-settles": "A name"})
    assert (empty.status_code, "Say what you ask, or choose a reason." in empty.text) == (422, True)
    assert "A name" in empty.text
    asked = {"ask-reason": "RFI-UNCLEAR", "ask-asks": "Who signs?", "ask-settles": "A name"}
    assert do(app, client, office.reference, f"{A02}/ask", **asked).status_code == 303
    with app.app_context():
        [draft] = rfis.of_case(office.case())
        assert [(it.question_key, it.asks, it.settles) for it in draft.items] == [
            ("A-02", "Who signs?", "A name")
        ]
    text = page(A02)
    assert [words in text for words in ("Request 1", "Who signs?", "Change what you ask")] == [
        True
    ] * 3


def test_a_supervisor_reads_but_does_not_judge(app, client, office) -> None:
    other = app.test_client()
    sign_in(other, email_of(app, office.cheung))
    text = other.get(at(office.reference, A02)).text
    assert "Save, next" not in text
    assert "Ask the company about this" not in text
    answer = post(
        other, at(office.reference, A02), seq=seq_of(app, office.reference),
        **verdict(state="accepted"),
    )  # fmt: skip
    assert (answer.status_code, judged(office)) == (403, [])
    asked = post(
        other, at(office.reference, f"{A02}/ask"), seq=seq_of(app, office.reference),
        **{"ask-asks": "Who?"},
    )  # fmt: skip
    assert asked.status_code == 403


def test_the_visit_is_planned_once_every_answer_is_read(app, client, office, page) -> None:
    closed = page("plan-visit")
    assert f"Answers without a verdict: {len(places(office))}." in closed
    assert do(app, client, office.reference, "plan-visit").status_code == 409
    office.read()
    assert "Plan the visit" in page("")
    assert do(app, client, office.reference, "plan-visit").status_code == 303
    assert status_of(app, office.reference) is CaseStatus.VISIT_PLANNING
    assert do(app, client, office.reference, "plan-visit").status_code == 409
    assert "meanwhile the status has changed" in page("plan-visit")


def test_reading_writes_nothing_in_any_language_and_asks_the_database_little(
    app, client, office
) -> None:
    tabs = ("review", A02, f"{A02}?paper=none&page=7", "review/A/company", "requests", "plan-visit")
    token(client)
    before = digest(app)
    for language in ("en", "zh-Hant", "zh-Hans"):
        bring_cookie(client, "aeo_lang", language)
        assert [client.get(at(office.reference, tab)).status_code for tab in tabs] == [200] * 6
    assert digest(app) == before
    counts = {tab: statements(app, client, at(office.reference, tab)) for tab in tabs}
    assert {tab: count for tab, count in counts.items() if count > MOST} == {}


def test_a_stranger_in_conflict_and_a_question_that_is_not_asked_find_nothing(
    app, client, office
) -> None:
    assert client.get(at(office.reference, "review/A/company/Z-99")).status_code == 404
    assert client.get(at(office.reference, "review/A/site:none/A-02")).status_code == 404
    assert client.get(at(office.reference, "review/A/site:none")).status_code == 404
    assert client.get(at("AEO-2026-999999-9", "review")).status_code == 404
    lin = an_office_actor(app, Role.CASE_OFFICER, name="Lin Mei")
    other = app.test_client()
    sign_in(other, email_of(app, lin))
    reason = {"reason": "My brother works there."}
    assert do(app, other, office.reference, "conflict", **reason).status_code == 303
    assert other.get(at(office.reference, A02)).status_code == 404


def test_a_paper_opens_beside_the_answer_it_belongs_to(app, client, office) -> None:
    with_paper = next(iter(_with_papers(app, office)), None)
    assert with_paper is not None
    section, scope, key, public_id = with_paper
    text = client.get(
        at(office.reference, f"review/{section}/{scope}/{key}?paper={public_id}")
    ).text
    assert f"/desk/cases/{office.reference}/papers/{public_id}" in text


def test_a_paper_that_the_company_has_taken_out_since_is_named_without_a_page(
    app, client, office
) -> None:
    section, scope, key, public_id = next(_with_papers(app, office))
    with writing(app):
        rows = evidence.of_case(office.case().id)
        [row] = [it for it in rows if it.document and it.document.public_id == public_id]
        name = row.document.name
        db.session.delete(row)
    text = client.get(at(office.reference, f"review/{section}/{scope}/{key}")).text
    assert (name in text, f"papers/{public_id}" in text) == (True, False)


def test_only_versions_that_were_judged_or_asked_about_are_shown_as_earlier_ones(
    office, ada, bo
) -> None:
    with writing(office.app):
        giving.give(office.reference, *A07, VerdictState.ACCEPTED, by=office.bo)
    sent(office)
    for version, animal in enumerate(("zebra", "lion"), start=1):
        typed = anew(office, why=f"A {animal} did", version=str(version))
        assert replying(office, ada, reply="See there.", do="done", **typed).status_code == 303
    assert post(ada, ours(office, "/send")).status_code == 303
    text = bo.get(at(office.reference, "review/A/company/A-07")).text
    assert ("lion" in text, "zebra" in text) == (True, False)


def _with_papers(app: Flask, office: Office) -> Iterator[tuple[str, str, str, str]]:
    with app.app_context():
        record = snapshots.read(snapshots.get(office.case()))
        sections = {
            question.key: section.id
            for section, question in snapshots.questionnaire(record).programme.questions
        }
        asked = set(verdicts.to_judge(record))
        for row in record["papers"]:
            place = (row["question"], row["question_scope"])
            if row["file"] is not None and place in asked:
                yield sections[place[0]], place[1], place[0], row["file"]["id"]
