"""Every page of findings on both sides: in each language, by each address, at its cost."""

from aeo.db import db
from aeo.models.finding import Finding
from aeo.services.findings import reading as findings
from tests.applications import an_applicant
from tests.findings import CAMERA, TIDY
from tests.people import bring_cookie, digest, post, writing
from tests.statements import MOST_STATEMENTS, statements
from tests.web.desk_pages import at, do
from tests.web.findings.sides import another, come, ours

JUDGING = 17  # statements of a page that judges a case
DESK = ("findings", "report", "report/preview", "assessment")
PORTAL = ("findings", "findings/1", "findings/2", "report", "")


def test_every_page_of_the_desk_opens_in_every_language_and_writes_nothing(
    app, client, office
) -> None:
    office.visited(first="not_conform")
    office.found(CAMERA, TIDY)
    come(app, client, office.cheung)
    officer = another(app, office.bo)
    tabs = (
        *(*DESK, "findings/new", "findings/1/edit", "report/approve", "report/issue"),
        *("revisit", "close-actions", "overdue-actions"),
    )
    before = digest(app)
    found = {}
    for browser in (client, officer):
        for language in ("en", "zh-Hant", "zh-Hans"):
            bring_cookie(browser, "aeo_lang", language)
            for tab in tabs:
                status = browser.get(at(office.reference, tab)).status_code
                found[browser is client, language, tab] = status
    closed = {(False, tab) for tab in ("report/approve", "report/issue", "overdue-actions")}
    wrong = {key for key, status in found.items() if status != 200}
    assert {(is_supervisor, tab) for is_supervisor, _language, tab in wrong} == closed
    assert digest(app) == before


def test_every_page_of_the_portal_opens_in_every_language_and_writes_nothing(
    app, ada, issued
) -> None:
    before = digest(app)
    found = {}
    for language in ("en", "zh-Hant", "zh-Hans"):
        bring_cookie(ada, "aeo_lang", language)
        for path in PORTAL:
            found[language, path] = ada.get(ours(issued, path)).status_code
    assert {key: code for key, code in found.items() if code != 200} == {}
    assert digest(app) == before


def test_a_case_that_is_none_or_in_conflict_is_a_404(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    come(app, client, office.bo)
    do(app, client, office.reference, "conflict", reason="My sister.")
    for reference in (office.reference, "AEO-2026-999999-9"):
        tabs = ("findings", "findings/1/edit", "report", "report/preview", "assessment", "revisit")
        pages = {client.get(at(reference, tab)).status_code for tab in tabs}
        acts = ("findings/new", "findings/1", "report", "assessment/A")
        posts = {post(client, at(reference, act), seq=1).status_code for act in acts}
        assert (reference, pages, posts) == (reference, {404}, {404})


def test_a_company_finds_nothing_of_another(app, client, issued) -> None:
    come(app, client, an_applicant(app, "Other Limited", ubi="87654321"))
    paths = ("findings", "findings/1", "report")
    assert {client.get(ours(issued, path)).status_code for path in paths} == {404}
    acts = ("findings/1/plan", "findings/1/proof", "findings/1/proof/remove")
    assert {post(client, ours(issued, act), version="0").status_code for act in acts} == {404}


def test_the_desk_asks_no_more_for_many_findings_than_for_one(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    come(app, client, office.bo)
    few = {tab: statements(app, client, at(office.reference, tab)) for tab in DESK}
    office.found(*[TIDY] * 29)
    many = {tab: statements(app, client, at(office.reference, tab)) for tab in DESK}
    assert many == few
    assert {tab: count for tab, count in many.items() if count > JUDGING} == {}


def test_the_desk_asks_no_more_for_many_visits_than_for_one(app, client, office) -> None:
    office.visited(first="partly")
    come(app, client, office.bo)
    few = {tab: statements(app, client, at(office.reference, tab)) for tab in DESK}
    do(app, client, office.reference, "revisit", reason="Again.")
    office.visited_again()
    come(app, client, office.bo)
    many = {tab: statements(app, client, at(office.reference, tab)) for tab in DESK}
    assert many == few


def test_steps_of_the_case_cost_no_more_than_a_page_that_judges(app, client, office) -> None:
    office.visited()
    office.found(CAMERA)
    office.reported()
    come(app, client, office.bo)
    for path in ("", "close-actions", "revisit", "findings/1/edit", "findings"):
        assert (path, statements(app, client, at(office.reference, path)) <= JUDGING) == (
            path,
            True,
        )


def test_the_assessment_itself_costs_no_more_than_a_page_that_judges(app, client, office) -> None:
    office.visited()
    office.reported()
    come(app, client, office.bo)
    for path in ("assessment", ""):
        assert statements(app, client, at(office.reference, path)) <= JUDGING


def test_the_portal_asks_no_more_for_many_findings_than_for_one(app, ada, issued) -> None:
    few = {path: statements(app, ada, ours(issued, path)) for path in PORTAL}
    with writing(app):
        first = findings.get(issued.case(), 1)
        for number in range(3, 33):
            columns = {c.key: getattr(first, c.key) for c in Finding.__table__.columns}
            own = {"id": None, "number": number, "public_id": f"{number:032x}"}
            db.session.add(Finding(**{**columns, **own}))
    many = {path: statements(app, ada, ours(issued, path)) for path in PORTAL}
    assert many == few
    assert {path: many[path] for path in PORTAL[:-1] if many[path] > MOST_STATEMENTS} == {}
