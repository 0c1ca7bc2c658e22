"""Who may answer, when, and where; every page there is, and what it costs."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.config import ROOT
from aeo.db import db
from aeo.domain.vocabulary import CaseStatus, Role
from aeo.models.answer import AnswerVersion
from aeo.models.submission import CompletenessPoint, PointResult
from aeo.services import (
    accounts,
    answers,
    cases,
    completeness,
    drafts,
    editable,
    profile,
    programmes,
)
from aeo.services.lacks import Draft
from aeo.services.profile import Kind
from tests.people import a_company, a_member, digest, sign_in, token, writing
from tests.statements import MOST_STATEMENTS, asked_of, statements
from tests.web.questions.world import (
    FACTORY,
    JSON,
    OPEN,
    OPEN_AT_SITE,
    World,
    asked,
    autosave,
    fill,
    form_of,
    in_block,
    send,
)


def test_a_viewer_reads_and_cannot_write(world) -> None:
    world.answer("A-09", "company", "yes", "Every month.")
    viewer, path = world.somebody(Role.VIEWER, name="Vera Ho"), world.path("A")
    page = viewer.get(path).text
    assert "You may look at this application, but not change it." in page
    assert ("Every month." in page, "Save and continue" in page, "<textarea" in page) == (
        True, False, False,
    )  # fmt: skip
    before = digest(world.app)
    data = {"csrf_token": token(viewer), "A-09-version": "1", "A-09": "no"}
    refused = [
        viewer.post(address, data=data).status_code
        for address in (path, f"{path}/A-09", f"{path}/A-09/copy")
    ]
    assert (refused, digest(world.app)) == ([403, 403, 403], before)


def test_a_contributor_answers_for_their_sites_only(world) -> None:
    mine, other = world.sites
    carl = world.somebody(Role.CONTRIBUTOR, sites=[mine], name="Carl Ng")
    for path in (world.path("D", other), world.path("A")):
        page = carl.get(path).text
        assert "You answer for your own sites. The AEO coordinator answers here." in page
        assert "Save and continue" not in page
    data = {"csrf_token": token(carl), "D-01-version": "0", "D-01": "no"}
    assert carl.post(world.path("D", other), data=data).status_code == 403
    data = {"csrf_token": token(carl), "A-09-version": "0", "A-09": "no"}
    assert carl.post(world.path("A"), data=data).status_code == 403
    assert fill(carl, world.path("D", mine), D_01="yes", do="stay").status_code == 303
    block = in_block(carl.get(world.path("D", mine)).text, "D-01")
    assert "Answer for all sites" not in block


@pytest.mark.parametrize("status", sorted(set(CaseStatus) - editable.OPEN_TO_COMPANY))
def test_what_was_sent_is_read_only(world, ada, status) -> None:
    world.answer("A-09", "company", "no", "Since March.")
    world.set_status(status)
    path = world.path("A")
    page = ada.get(path).text
    assert "This application is with Customs." in page
    assert ("Since March." in page, "<textarea" in page) == (True, False)
    before = digest(world.app)
    late = autosave(ada, path, "A-09", 1, A_09="yes")
    assert (late.status_code, digest(world.app)) == (409, before)


def test_what_came_too_late_stands_there_to_be_copied(world, ada) -> None:
    world.answer("A-09", "company", "no", "Since March.")
    path = world.path("A")
    form = form_of(ada, path)
    world.set_status(CaseStatus.SUBMITTED)
    before = digest(world.app)
    late = send(ada, path, form, A_10="partly", **{"A-10-why": "Three weeks of work."})
    assert (late.status_code, digest(world.app)) == (409, before)
    assert answers.CLOSED.msgid in late.text
    block = in_block(late.text, "A-10")
    assert [text in block for text in ("What you typed", "Partly", "Three weeks of work.")] == [
        True
    ] * 3
    assert "What you typed</strong>" not in in_block(late.text, "A-09")


def test_what_customs_wrote_stands_at_its_question(world, ada) -> None:
    scope = world.sites[0]
    with writing(world.app):
        case = cases.get(world.reference, to=world.by())
        officer = accounts.get(world.ada)  # whoever: the row names a person
        reason, said = next(iter(completeness.reasons(programmes.current()).items()))
        papers = {it.document: q.key for q in questions(world) for it in q.evidence}
        document = next(iter(papers))
        for number, point in enumerate((f"question:D-01@{scope}", f"paper:{document}@{scope}")):
            db.session.add(
                CompletenessPoint(
                    public_id=f"{number:032}", company_id=case.company_id, case_id=case.id,
                    round=1, point=point, result=PointResult.LACKING, reason=reason,
                    note=f"What about {number}?", checked_at=clock.now(), checked_by_id=officer.id,
                )
            )  # fmt: skip
    world.set_status(CaseStatus.RETURNED)
    page = ada.get(world.path("D", scope)).text
    assert (said["en"] in in_block(page, "D-01"), "What about 0?" in in_block(page, "D-01")) == (
        True, True,
    )  # fmt: skip
    assert "What about 1?" in in_block(page, papers[document])
    assert "What about 0?" not in ada.get(world.path("D", world.sites[1])).text
    assert fill(ada, world.path("D", scope), D_01="yes", do="stay").status_code == 303


def questions(world: World):
    return [q for section, q in programmes.current().questions if section.id == "D"]


def test_a_strangers_application_is_the_same_404_as_none(world, ada) -> None:
    with writing(world.app):
        company = a_company("Blue Junk Lines Limited", "87654321")
        eve = a_member(company, Role.COORDINATOR, name="Eve Lam").email
    stranger = world.app.test_client()
    sign_in(stranger, eve)
    missing = replace(world, reference="AEO-2026-999999-9")
    found = []
    for it in (world, missing):
        path = it.path("A")
        data = {"csrf_token": token(stranger), "A-09-version": "0", "A-09": "no"}
        pages = [
            stranger.get(path),
            stranger.get(f"{path}/A-09/history"),
            stranger.post(path, data=data),
            stranger.post(f"{path}/A-09", data=data, headers=JSON),
            stranger.post(f"{path}/A-09/copy", data=data),
        ]
        told = [re.findall(r"<h1>.*?</main>", page.text, re.DOTALL) for page in pages]
        found.append([(page.status_code, text) for page, text in zip(pages, told, strict=True)])
    assert found[0] == found[1]
    assert [status for status, _text in found[0]] == [404] * 5


@pytest.mark.parametrize(
    ("section", "scope"), [("Z", "company"), ("A", "site:nowhere"), ("A", "flow:1"), ("D", "x")]
)
def test_an_unknown_section_or_place_is_404(world, ada, section, scope) -> None:
    path = world.path(section, scope)
    assert ada.get(path).status_code == 404
    assert ada.post(path, data={"csrf_token": token(ada)}).status_code == 404


def test_looking_never_writes(world, ada) -> None:
    world.answer("A-09", "company", "yes")
    before = digest(world.app)
    for section, scope in asked(world):
        ada.get(world.path(section, scope))
    ada.get(world.path("A", "company", "A-09", "history"))
    assert digest(world.app) == before


@pytest.mark.parametrize("level", ["T1", "T2"])
def test_every_page_of_hong_kong_renders(world, ada, level) -> None:
    for key, value in OPEN.items():
        world.answer(key, "company", value)
    for key, value in OPEN_AT_SITE.items():
        world.answer(key, world.sites[0], value)
    with writing(world.app):
        drafts.change_levels(world.reference, [level], by=world.by())
    pages = asked(world)
    found = {page: ada.get(world.path(*page)) for page in pages}
    assert {page: it.status_code for page, it in found.items()} == dict.fromkeys(pages, 200)
    with world.app.app_context():
        draft = Draft.of(cases.get(world.reference, to=world.by()))
        for one in draft.questionnaire.asked():
            page = found[one.section, one.scope].text
            assert one.question.text["en"].partition("'")[0] in page
            assert page.count("<h1>") == 1


def test_every_page_of_another_programme_renders(world, monkeypatch) -> None:
    """Its questions are numbered otherwise, ask of partners, and speak no Chinese."""
    settings = world.app.extensions["aeo"]
    folders = (*settings.programme_dirs, ROOT / "tests/programmes")
    monkeypatch.setitem(world.app.extensions, "aeo", replace(settings, programme_dirs=folders))
    with writing(world.app):
        case = cases.get(world.reference, to=world.by(), lock=True)
        nordhaven = programmes.version("nordhaven", "2026-01")
        case.programme_id, case.programme_version = nordhaven.id, nordhaven.version
        case.levels = [level.id for level in nordhaven.levels.items]
        email = accounts.get(world.ada).email
    ada = world.app.test_client()
    sign_in(ada, email)
    pages = asked(world)
    assert {scope.partition(":")[0] for _section, scope in pages} == {"company", "site", "partner"}
    found = [ada.get(world.path(*page)).status_code for page in pages]
    assert found == [200] * len(pages)
    section, scope = next(page for page in pages if page[1].startswith("partner:"))
    page = ada.get(world.path(section, scope)).text
    assert "Peak Haulage" in page


@pytest.mark.parametrize("status", [CaseStatus.DRAFT, CaseStatus.RETURNED])
def test_a_page_takes_few_statements_whatever_there_is(world, ada, status) -> None:
    world.set_status(status)
    paths = [world.path("A"), world.path("D", world.sites[0]), world.path("GEN")]
    few = {path: statements(world.app, ada, path) for path in paths}
    with writing(world.app):
        for number in range(28):
            profile.add(
                Kind.SITE, world.company_id, {"name": f"Site {number}", **FACTORY}, by=world.by()
            )
    for key in ("D-01", "D-02", "D-03"):
        world.answer(key, world.sites[0], "yes", "So it is.")
        with writing(world.app):
            answers.copy_to_all_sites(world.reference, key, world.sites[0], by=world.by())
    many = {path: statements(world.app, ada, path) for path in paths}
    assert many == few
    assert {path: count for path, count in many.items() if count > MOST_STATEMENTS} == {}


def test_saving_a_page_takes_no_more_statements_with_more_sites(world, ada) -> None:
    path = world.path("D", world.sites[0])

    def needed() -> int:
        form = form_of(ada, path)
        with world.app.app_context():
            engine = db.engine
        with asked_of(engine) as seen:
            assert send(ada, path, form, do="leave").status_code == 303
        return len(seen)

    few = needed()
    with writing(world.app):
        for number in range(10):
            profile.add(
                Kind.SITE, world.company_id, {"name": f"Site {number}", **FACTORY}, by=world.by()
            )
    assert needed() == few


def test_a_discarded_answer_leaves_its_versions_in_order(world) -> None:
    world.answer("A-09", "company", "yes")
    world.answer("A-09", "company", "no")
    with world.app.app_context():
        found = db.session.scalars(
            sa.select(AnswerVersion.value).order_by(AnswerVersion.version)
        ).all()
    assert found == ["yes", "no"]
