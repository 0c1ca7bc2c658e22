"""Every page of the decision on both sides: in each language, by each address, at its cost, and
with whatever is typed."""

import pytest

from aeo.db import db, rehearsal
from aeo.models.finding import CriterionGrade
from aeo.services.decisions import deciding, preview, recommending
from tests.applications import an_applicant
from tests.findings import TIDY
from tests.people import digest, post, writing
from tests.statements import MOST_STATEMENTS, asked_of, statements
from tests.web.decisions.acting import another, come, heard, maintained, ours
from tests.web.desk_pages import at, do

JUDGING = 17  # statements of a page that judges a case
STEPS = (
    *("recommend", "send-back", "put-forward", "go-adverse", "intend-adverse", "waive-hearing"),
    *("close-hearing", "grant", "grant-lower", "refuse", "record-refused", "extend"),
)
ABSURD = ("9" * 400, "NaN", "\x00", "\ud800".encode("utf-8", "surrogatepass"), "x" * 10_001, "１２")


def test_every_page_of_the_desk_opens_in_every_language_and_writes_nothing(app, office) -> None:
    maintained(office)
    people = {"bo": office.bo, "cheung": office.cheung, "kwok": office.kwok}
    browsers = {name: another(app, actor) for name, actor in people.items()}
    before, refused = digest(app), set()
    for name, browser in browsers.items():
        for language in ("en", "zh-Hant", "zh-Hans"):
            browser.set_cookie("aeo_lang", language)
            for tab in ("decision", "", *STEPS):
                status = browser.get(at(office.reference, tab)).status_code
                assert status in {200, 403}
                refused |= {(name, tab)} if status == 403 else set()
    judging = {"send-back", "intend-adverse", "waive-hearing"}
    deciders = {"grant", "grant-lower", "refuse", "record-refused"}
    supervisors = {"put-forward", "go-adverse", "close-hearing", "extend"}
    assert refused == {
        *(("bo", tab) for tab in judging | deciders | supervisors),
        *(("cheung", tab) for tab in deciders),
        *(("kwok", tab) for tab in supervisors | {"recommend"}),
    }
    assert digest(app) == before


def test_every_page_of_the_portal_opens_in_every_language_and_writes_nothing(
    app, client, office
) -> None:
    maintained(office)
    with writing(app):
        deciding.refuse(office.reference, "Three months are missing.", by=office.kwok)
    come(app, client, office.ada)
    before, wrong = digest(app), []
    for language in ("en", "zh-Hant", "zh-Hans"):
        client.set_cookie("aeo_lang", language)
        for path in ("", "hearing", "decision"):
            answer = client.get(ours(office, path))
            wrong += [(language, path)] if answer.status_code != 200 else []
    assert (wrong, digest(app) == before) == ([], True)


def test_a_case_that_is_none_or_in_conflict_is_a_404(app, client, office) -> None:
    office.graded()
    come(app, client, office.cheung)
    do(app, client, office.reference, "conflict", reason="My sister.")
    others = {"grant", "grant-lower", "refuse", "record-refused"}
    mine = [step for step in STEPS if step not in others]
    for reference in (office.reference, "AEO-2026-999999-9"):
        pages = {client.get(at(reference, tab)).status_code for tab in ("decision", *mine)}
        posts = {post(client, at(reference, step), seq=1).status_code for step in mine}
        assert (reference, pages, posts) == (reference, {404}, {404})


def test_a_company_finds_nothing_of_another(app, client, office) -> None:
    maintained(office)
    with writing(app):
        deciding.refuse(office.reference, "Three months are missing.", by=office.kwok)
    come(app, client, an_applicant(app, "Other Limited", ubi="87654321"))
    pages = {client.get(ours(office, path)).status_code for path in ("hearing", "decision")}
    acts = {
        post(client, ours(office, path), answer="maintain", reply="x", seq=1).status_code
        for path in ("hearing", "hearing/answer")
    }
    assert (pages, acts) == ({404}, {404})


@pytest.mark.parametrize("typed", ABSURD)
def test_whatever_is_typed_is_refused_with_a_sentence(app, client, office, typed) -> None:
    heard(office)
    before = digest(app)["case_event"]
    fields = (
        *("seq", "reason", "comment", "letter", "note", "facts", "criterion", "proposal"),
        *("reasoning", "do", "answer", "reply", "days"),
    )
    given = dict.fromkeys(fields, typed)
    found = set()
    for actor in (office.bo, office.cheung, office.kwok):
        browser = another(app, actor)
        for step in STEPS:
            found.add(post(browser, at(office.reference, step), **given).status_code)
    ada = another(app, office.ada)
    for path in ("hearing", "hearing/answer"):
        found.add(post(ada, ours(office, path), **given).status_code)
    assert found <= {400, 403, 409, 422}
    assert digest(app)["case_event"] == before


def test_the_page_asks_no_more_for_many_rows_than_for_one(app, client, office) -> None:
    office.graded()
    office.recommended()
    come(app, client, office.cheung)
    path = at(office.reference, "decision")
    few = statements(app, client, path)
    with writing(app):
        row = db.session.query(CriterionGrade).first()
        for number in range(2, 32):
            columns = {c.key: getattr(row, c.key) for c in CriterionGrade.__table__.columns}
            db.session.add(CriterionGrade(**{**columns, "id": None, "number": number}))
    with writing(app):
        recommending.send_back(office.reference, "Again.", by=office.cheung)
    office.recommended()
    assert (statements(app, client, path), few <= JUDGING) == (few, True)


def test_what_the_rehearsal_asks_comes_on_top_and_does_not_grow(app, client, office) -> None:
    office.visited()
    office.found(TIDY)
    office.reported()
    office.scanned()
    office.grade()
    office.recommended()
    office.put_forward()
    come(app, client, office.kwok)
    path = at(office.reference, "decision")
    with app.app_context(), asked_of(db.engine) as seen, rehearsal():
        preview.grant(office.reference, to=office.kwok)
    once = len(seen)
    # Beside it: the case before it, the session and the case read anew after it.
    assert statements(app, client, path) - once <= JUDGING + 3


def test_the_steps_and_the_pages_of_the_company_cost_what_a_page_may(app, client, office) -> None:
    maintained(office)
    kwok = another(app, office.kwok)
    costs = {
        step: statements(app, kwok, at(office.reference, step))
        for step in ("", "grant", "refuse", "intend-adverse", "send-back")
    }
    assert {step: cost for step, cost in costs.items() if cost > JUDGING} == {}
    ada = another(app, office.ada)
    portal = {path: statements(app, ada, ours(office, path)) for path in ("hearing",)}
    with writing(app):
        deciding.refuse(office.reference, "Three months are missing.", by=office.kwok)
    portal["decision"] = statements(app, ada, ours(office, "decision"))
    assert {path: cost for path, cost in portal.items() if cost > MOST_STATEMENTS} == {}
    desk = statements(app, come(app, client, office.bo), at(office.reference, "decision"))
    assert desk <= JUDGING
