"""Files in the browser: given, attached, stated, listed, handed out; on the desk as pictures."""

import re
import resource
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from aeo.db import db
from aeo.domain.programme.questionnaire import Questionnaire, Situation
from aeo.domain.vocabulary import CaseStatus, CaseType, DocumentState, EvidenceState, Role
from aeo.jobs import check_documents, hand_out
from aeo.models.case import Case
from aeo.models.evidence import Document, Evidence
from aeo.services import evidence, programmes
from aeo.storage import store
from aeo.web.portal import files, uploads
from aeo.web.portal.uploads import Slot
from tests.corpus.making import WORD_MACRO, office, pdf, picture
from tests.corpus.shelf import ONE_PAGE, TWO_PAGES, a_case, give
from tests.people import a_company, a_member, an_officer, digest, sign_in, token, writing
from tests.web.test_rooms import MOST_STATEMENTS, statements

SCRIPT = {"X-Requested-With": "fetch", "Accept": "application/json"}
PLAN = {"code": "DOC-ORG", "question": "A1"}


@dataclass
class Ada:
    """A coordinator who is signed in, her company and her draft."""

    client: FlaskClient
    app: Flask
    email: str
    user_id: int
    company_id: int
    reference: str

    @property
    def evidence(self) -> str:
        return f"/portal/applications/{self.reference}/evidence"

    def send(self, path: str, *contents, headers=None, field: str = "files", **data):
        """A form with files, as a browser or its script sends it."""
        sent = {} if headers and "X-CSRFToken" in headers else {"csrf_token": token(self.client)}
        sent |= data
        sent[field] = [FileStorage(BytesIO(content), filename=name) for name, content in contents]
        boundary, body = encode_multipart(sent)
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post(path, data=body, headers=headers, content_type=kind)

    def post(self, path: str, **data):
        return self.client.post(path, data={"csrf_token": token(self.client), **data})

    def give(self, content: bytes = TWO_PAGES, name: str = "Plan.pdf") -> str:
        with writing(self.app):
            from aeo.services import accounts, companies

            user, company = accounts.get(self.user_id), companies.get(self.company_id)
            return give(user, company, content, name).public_id

    def check(self) -> None:
        with self.app.app_context():
            hand_out.work_off((check_documents.WORK,))

    def rows(self) -> list[tuple[str, str, str, str]]:
        with self.app.app_context():
            return [
                (row.document_code, row.question_key, row.state.value, row.reason)
                for row in db.session.scalars(sa.select(Evidence).order_by(Evidence.id))
            ]

    def paper(self) -> str:
        with self.app.app_context():
            return db.session.scalars(sa.select(Evidence.public_id)).one()

    def documents(self) -> list[tuple[str, str]]:
        with self.app.app_context():
            found = db.session.scalars(sa.select(Document).order_by(Document.id))
            return [(row.name, row.state.value) for row in found]


def got(client: FlaskClient, path: str):
    """The answer, read to its end: a file that is sent must be closed."""
    return client.get(path, buffered=True)


def a_person_of(app: Flask, name: str, ubi: str, role: Role = Role.COORDINATOR, **case) -> Ada:
    with writing(app):
        company = a_company(name, ubi)
        user = a_member(company, role)
        reference = a_case(company, user, **case).reference
        found = (user.email, user.id, company.id)
    client = app.test_client()
    assert sign_in(client, found[0]).status_code == 303
    return Ada(client, app, *found, reference)


@pytest.fixture
def ada(app: Flask) -> Ada:
    return a_person_of(app, "Kestrel Bay Logistics Limited", "12345678")


@pytest.fixture
def eve(app: Flask) -> Ada:
    return a_person_of(app, "Blue Junk Lines Limited", "87654321")


@pytest.fixture
def small(app: Flask) -> Iterator[int]:
    """A service that takes files of at most 2 kB."""
    before = app.extensions["aeo"]
    app.extensions["aeo"] = replace(before, upload_max=2000)
    yield 2000
    app.extensions["aeo"] = before


def test_files_of_a_plain_form_are_attached_and_lead_back_to_their_place(ada) -> None:
    back = "/portal/company/files?show=all#paper-DOC-ORG"
    answer = ada.send(
        ada.evidence, ("Plan.pdf", TWO_PAGES), ("Photo.png", ONE_PAGE), then=back, **PLAN
    )
    assert (answer.status_code, answer.location) == (303, back)
    assert ada.rows() == [("DOC-ORG", "A1", "attached", "")] * 2
    assert ada.documents() == [("Plan.pdf", "quarantined"), ("Photo.pdf", "quarantined")]
    assert "Plan.pdf, Photo.pdf" in ada.client.get("/portal/company/files").text


@pytest.mark.parametrize(
    "then",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""],
)
def test_the_way_back_never_leaves_the_service(ada, then) -> None:
    answer = ada.send(ada.evidence, ("Plan.pdf", TWO_PAGES), then=then, **PLAN)
    assert (answer.status_code, answer.location) == (303, "/portal/company/files")


def test_what_is_refused_says_why_and_the_others_are_kept(ada) -> None:
    ada.send(ada.evidence, ("Words.pdf", b"words"), ("Plan.pdf", TWO_PAGES), **PLAN)
    page = ada.client.get("/portal/company/files").text
    assert "Words.pdf: This is not a PDF, JPG, PNG, DOCX or XLSX file" in page
    assert ada.documents() == [("Plan.pdf", "quarantined")]
    assert len(ada.rows()) == 1


def test_the_script_sends_one_file_and_draws_its_row(ada) -> None:
    path = f"{ada.evidence}?{urlencode(PLAN)}"
    answer = ada.send(path, ("Plan.pdf", TWO_PAGES), headers=SCRIPT, field="files|any")
    assert answer.status_code == 201
    assert answer.json == {
        "name": "Plan.pdf", "note": "1 kB", "state": "Checking", "kind": "doing", "url": "",
    }  # fmt: skip
    assert ada.rows() == [("DOC-ORG", "A1", "attached", "")]
    again = ada.send(path, ("Other name.pdf", TWO_PAGES), headers=SCRIPT)
    assert (again.status_code, again.json["name"], "kept once" in again.json["note"]) == (
        201, "Plan.pdf", True,
    )  # fmt: skip
    assert len(ada.rows()) == 1
    refused = ada.send(path, ("Words.pdf", b"words"), headers=SCRIPT)
    assert (refused.status_code, refused.json["error"].startswith("This is not a PDF")) == (
        422, True,
    )  # fmt: skip
    assert ada.send(path, headers=SCRIPT).json == {"error": "Choose a file first."}


def test_a_field_of_a_large_form_carries_its_own_place(ada) -> None:
    slot = Slot("DOC-ORG", "company", "B2", "site:1")
    assert Slot.of_name(slot.name) == slot
    assert [Slot.of_name(name) for name in ("files", "files|a|b", "x|a|b|c|d")] == [None] * 3
    ada.send(ada.evidence, ("Plan.pdf", TWO_PAGES), field=slot.name, **PLAN)
    assert ada.rows() == [("DOC-ORG", "B2", "attached", "")]


def test_a_file_that_is_too_large_names_the_limit_and_is_not_kept(ada, small) -> None:
    large = picture("PNG", size=(300, 300), compress_level=0)
    before = kept(ada.app)
    plain = ada.send(ada.evidence, ("Gate.png", large), **PLAN)
    assert (plain.status_code, "at most 2 kB" in plain.text) == (413, True)
    script = ada.send(f"{ada.evidence}?{urlencode(PLAN)}", ("Gate.png", large), headers=SCRIPT)
    assert (script.status_code, "at most 2 kB" in script.json["error"]) == (413, True)
    ada.send(ada.evidence, ("Gate.png", large), ("Plan.pdf", pdf(1) + b"% a note\n"), **PLAN)
    assert "Gate.png: A file may have at most 2 kB" in ada.client.get("/portal/company/files").text
    assert len(kept(ada.app)) == len(before) + 1
    assert ada.documents() == [("Plan.pdf", "quarantined")]


def test_a_request_that_is_too_large_is_refused_before_it_is_read(ada, small) -> None:
    huge = b"%PDF-" + b"0" * (uploads.SEVERAL * small + 2 * uploads.MEGABYTE)
    for headers in (None, SCRIPT):
        answer = ada.send(ada.evidence, ("Huge.pdf", huge), headers=headers, **PLAN)
        assert (answer.status_code, "at most 2 kB" in answer.text) == (413, True)
    assert ada.documents() == []


def test_several_large_files_fit_into_one_plain_post(ada) -> None:
    ada.app.extensions["aeo"] = replace(ada.app.extensions["aeo"], upload_max=700_000)
    try:
        some = [
            (f"{number}.pdf", pdf(number) + b"\n" * 690_000)
            for number in range(1, uploads.SEVERAL + 1)
        ]
        assert ada.send("/portal/company/files", *some).status_code == 303
    finally:
        ada.app.extensions["aeo"] = replace(ada.app.extensions["aeo"], upload_max=25 * 1024 * 1024)
    assert len(ada.documents()) == uploads.SEVERAL


def test_a_store_without_room_keeps_nothing_and_says_so(ada) -> None:
    """A real limit of this process: no file may grow beyond 100 kB."""
    gate = picture("PNG", size=(300, 300), compress_level=0)
    ready = {"X-CSRFToken": token(ada.client)}
    before, rows = kept(ada.app), digest(ada.app)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        answer = ada.send(ada.evidence, ("Gate.png", gate), headers=ready, **PLAN)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (answer.status_code, "could not be kept just now" in answer.text) == (503, True)
    assert (kept(ada.app), digest(ada.app)) == (before, rows)
    assert ada.send(ada.evidence, ("Gate.png", gate), **PLAN).status_code == 303


def kept(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(path.name for path in store().root.rglob("*") if path.is_file())


def test_a_strangers_application_is_the_same_as_none_and_keeps_nothing(ada, eve) -> None:
    before, rows = kept(ada.app), digest(ada.app)
    for reference in (eve.reference, "AEO-2026-999999-9"):
        base = f"/portal/applications/{reference}/evidence"
        assert ada.send(base, ("Plan.pdf", pdf(7)), **PLAN).status_code == 404
        for path in ("/use", "/state", "/x/remove"):
            said = {"state": "not_applicable", "reason": "x", "document": "x", **PLAN}
            assert ada.post(base + path, **said).status_code == 404
            assert ada.post(base + path).status_code == 404
    assert (kept(ada.app), digest(ada.app)) == (before, rows)


def test_a_strangers_file_is_the_same_404_as_none(ada, eve) -> None:
    theirs, ours = eve.give(), ada.give()
    eve.check()
    rows = digest(ada.app)
    for public_id in (theirs, "0" * 32):
        base = f"/portal/company/files/{public_id}"
        assert [got(ada.client, base + path).status_code for path in ("", "/pages/1")] == [404] * 2
        assert [ada.post(base + path).status_code for path in ("/remove", "/dates")] == [404] * 2
        used = ada.post(f"{ada.evidence}/use", document=public_id, **PLAN)
        assert used.status_code == 404
    assert digest(ada.app) == rows
    assert got(ada.client, f"/portal/company/files/{ours}").status_code == 200


def test_a_file_one_has_already_is_used_and_taken_out_again(ada) -> None:
    public_id = ada.give()
    slot = Slot("DOC-ORG", "company", "A1", "company")
    assert ada.post(f"{ada.evidence}/use", **slot.parts).status_code == 303
    assert "Choose a file first." in ada.client.get("/portal/company/files").text
    ada.post(f"{ada.evidence}/use?{urlencode(slot.parts)}", **{f"document|{slot.name}": public_id})
    assert ada.rows() == [("DOC-ORG", "A1", "attached", "")]
    assert ada.post(f"{ada.evidence}/{ada.paper()}/remove").status_code == 303
    assert ada.rows() == []
    assert ada.documents() == [("Plan.pdf", "quarantined")]


def test_a_statement_is_kept_and_one_without_a_reason_is_not(ada) -> None:
    said = {"code": "DOC-SECMAN", "question": "A1", "state": "not_applicable"}
    ada.post(f"{ada.evidence}/state", **said, reason=" ")
    assert "why this paper does not apply" in ada.client.get("/portal/company/files").text
    ada.post(f"{ada.evidence}/state", **{**said, "state": "nonsense"})
    assert ada.rows() == []
    ada.post(f"{ada.evidence}/state", **said, reason="We keep it in the head.")
    assert ada.rows() == [("DOC-SECMAN", "A1", "not_applicable", "We keep it in the head.")]
    late = ada.post(f"{ada.evidence}/state", **{**PLAN, "state": "available_on_site"})
    assert (late.status_code, "it cannot wait" in late.text) == (409, True)


def test_an_application_that_is_with_customs_takes_no_file(app) -> None:
    ada = a_person_of(app, "Kestrel Bay", "12345678", status=CaseStatus.SUBMITTED)
    before = kept(app)
    for headers in (None, SCRIPT):
        answer = ada.send(ada.evidence, ("Plan.pdf", pdf(9)), headers=headers, **PLAN)
        assert (answer.status_code, "with Customs" in answer.text) == (409, True)
    assert (kept(app), ada.documents()) == (before, [])


def test_a_clean_file_comes_back_as_a_download_that_no_browser_shows(ada) -> None:
    public_id = ada.give(name="平面圖 <b>.pdf")
    path = f"/portal/company/files/{public_id}"
    waiting = got(ada.client, path)
    assert (waiting.status_code, "still being checked" in waiting.text) == (409, True)
    assert got(ada.client, f"{path}/pages/1").status_code == 409
    ada.check()
    rows = digest(ada.app)
    answer = got(ada.client, path)
    assert (answer.status_code, answer.data) == (200, TWO_PAGES)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "filename*=UTF-8''%E5%B9%B3" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = got(ada.client, f"{path}/pages/2")
    assert (page.status_code, page.mimetype, page.data[:4]) == (200, "image/png", b"\x89PNG")
    assert page.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert got(ada.client, f"{path}/pages/3").status_code == 404
    assert digest(ada.app) == rows


def test_the_library_tells_what_needs_somebody(ada) -> None:
    assert "No documents yet" in ada.client.get("/portal/company/files").text
    ada.send("/portal/company/files", ("Seals.docm", office(WORD_MACRO)), ("Plan.pdf", TWO_PAGES))
    ada.check()
    page = ada.client.get("/portal/company/files").text
    assert "Save it without macros, as DOCX or XLSX." in page
    assert "1 file was refused." in page
    assert [tag in page for tag in (">Refused</span>", ">Clean</span>")] == [True, True]
    assert "Seals.docm" in ada.client.get("/portal/company/files?show=refused").text
    narrowed = ada.client.get("/portal/company/files?show=unused&text=plan").text
    assert [name in narrowed for name in ("Plan.pdf", "Seals.docm")] == [True, False]
    assert "No document like this" in ada.client.get("/portal/company/files?text=zzz").text
    assert ada.client.get("/portal/company/files?show=nonsense&before=x").status_code == 200


def test_dates_are_kept_and_wrong_ones_stay_as_typed(ada) -> None:
    public_id = ada.give()
    ada.check()
    path = f"/portal/company/files/{public_id}/dates"
    fields = (f"{public_id}-issued_on", f"{public_id}-expires_on")
    wrong = ada.post(path, **dict(zip(fields, ("soon", "2026-01-01"), strict=True)))
    assert wrong.status_code == 422
    assert 'value="soon"' in wrong.text
    assert f'href="#{fields[0]}"' in wrong.text
    wrong = ada.post(path, **dict(zip(fields, ("2026-05-01", "2026-01-01"), strict=True)))
    assert (wrong.status_code, "before it was issued" in wrong.text) == (422, True)
    right = ada.post(path, **dict(zip(fields, ("2020-05-01", "2021-05-01"), strict=True)))
    assert right.status_code == 303
    page = ada.client.get("/portal/company/files").text
    assert [text in page for text in ("1 May 2020", "1 May 2021", ">Expired</span>")] == [True] * 3


def test_an_unused_file_is_removed_and_a_used_one_says_where_it_is_used(ada) -> None:
    public_id = ada.give()
    ada.post(f"{ada.evidence}/use", document=public_id, **PLAN)
    page = ada.client.get("/portal/company/files").text
    assert (ada.reference in page, f"{public_id}/remove" in page) == (True, False)
    path = f"/portal/company/files/{public_id}/remove"
    assert ada.post(path).status_code == 409
    ada.post(f"{ada.evidence}/{ada.paper()}/remove")
    assert ada.post(path).status_code == 303
    assert "No documents yet" in ada.client.get("/portal/company/files").text
    assert ada.post(path).status_code == 404


def test_who_only_reads_sees_the_files_and_no_way_to_change_them(app) -> None:
    ada = a_person_of(app, "Kestrel Bay", "12345678")
    public_id = ada.give()
    ada.check()
    with writing(app):
        from aeo.services import companies

        email = a_member(companies.get(ada.company_id), Role.VIEWER).email
    viewer = app.test_client()
    sign_in(viewer, email)
    page = viewer.get("/portal/company/files").text
    assert [text in page for text in ("Plan.pdf", "/dates", ">Upload<")] == [True, False, False]
    assert got(viewer, f"/portal/company/files/{public_id}").status_code == 200


def an_officer_of(app: Flask, *roles: Role) -> FlaskClient:
    with writing(app):
        email = an_officer(*(roles or (Role.CASE_OFFICER,))).email
    client = app.test_client()
    sign_in(client, email)
    return client


def sent(ada: Ada) -> None:
    with writing(ada.app):
        db.session.execute(
            sa.update(Case)
            .where(Case.reference == ada.reference)
            .values(status=CaseStatus.SUBMITTED, round=1, submitted_at=Case.created_at)
        )


def test_an_officer_turns_the_pages_of_a_paper_and_takes_the_original(ada) -> None:
    public_id = ada.give(pdf(3))
    ada.post(f"{ada.evidence}/use", document=public_id, **PLAN)
    bo = an_officer_of(ada.app)
    path = f"/desk/cases/{ada.reference}/papers/{public_id}"
    assert got(bo, path).status_code == 404  # a draft does not exist for customs
    sent(ada)
    assert "Still being checked" in got(bo, path).text
    assert (got(bo, f"{path}/file").status_code, got(bo, f"{path}/pages/1").status_code) == (
        409,
        409,
    )
    ada.check()
    rows = digest(ada.app)
    first, last = got(bo, path).text, bo.get(f"{path}?page=99").text
    assert ("Page 1 of 3" in first, 'rel="prev"' in first, "page=2" in first) == (True, False, True)
    assert ("Page 3 of 3" in last, 'rel="next"' in last, "page=2" in last) == (True, False, True)
    assert bo.get(f"{path}?page=x").status_code == 200
    assert got(bo, f"{path}/pages/2").mimetype == "image/png"
    assert got(bo, f"{path}/file").data == pdf(3)
    with ada.app.app_context():
        assert db.session.scalars(sa.select(Document.sha256)).one() in first
    assert digest(ada.app) == rows


def test_an_officer_sees_only_papers_of_that_case(ada, eve) -> None:
    used, unused, theirs = ada.give(pdf(3)), ada.give(pdf(4)), eve.give(pdf(5))
    ada.post(f"{ada.evidence}/use", document=used, **PLAN)
    eve.post(f"{eve.evidence}/use", document=theirs, **PLAN)
    sent(ada)
    sent(eve)
    ada.check()
    bo = an_officer_of(ada.app)
    for public_id, status in ((used, 200), (unused, 404), (theirs, 404), ("0" * 32, 404)):
        base = f"/desk/cases/{ada.reference}/papers/{public_id}"
        for path in ("", "/file", "/pages/1"):
            assert (path, got(bo, base + path).status_code) == (path, status)


def test_pages_take_few_statements_and_no_more_with_thirty_files(ada) -> None:
    used = ada.give(pdf(1), "0.pdf")
    ada.post(f"{ada.evidence}/use", document=used, **PLAN)
    ada.check()
    sent(ada)
    bo = an_officer_of(ada.app)
    pages = [
        (ada.client, "/portal/company/files"),
        (bo, f"/desk/cases/{ada.reference}/papers/{used}"),
    ]
    one = [statements(ada.app, client, path) for client, path in pages]
    with writing(ada.app):
        db.session.execute(
            sa.update(Case).values(status=CaseStatus.DRAFT, round=0, submitted_at=None)
        )
    for number in range(1, 30):
        public_id = ada.give(pdf(1) + b"\n" * number, f"{number}.pdf")
        ada.post(f"{ada.evidence}/use", document=public_id, **PLAN)
    sent(ada)
    thirty = [statements(ada.app, client, path) for client, path in pages]
    assert thirty == one
    assert max(one) <= MOST_STATEMENTS


def test_more_files_than_a_page_holds_are_read_page_by_page(ada) -> None:
    with writing(ada.app):
        from aeo.services import accounts, companies

        user, company = accounts.get(ada.user_id), companies.get(ada.company_id)
        for number in range(51):
            give(user, company, pdf(1) + b"\n" * number, f"File {number}.pdf")
    first = ada.client.get("/portal/company/files").text
    assert ("File 50.pdf" in first, "File 0.pdf" in first) == (True, False)
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = ada.client.get(following.replace("&amp;", "&")).text
    assert ("File 0.pdf" in second, "File 1.pdf" in second) == (True, False)


def a_questionnaire(**more) -> Questionnaire:
    programme = programmes.current()
    levels = frozenset(level.id for level in programme.levels.items)
    sites = {"site:1": {"name": "Tsing Yi depot"}, "site:2": {"name": "Kwai Chung"}}
    return Questionnaire(programme, Situation(levels=levels, sites=sites, **more))


def test_a_block_knows_what_is_asked_what_is_there_and_what_else_may_be_said(ada) -> None:
    public_id = ada.give()
    ada.post(f"{ada.evidence}/use", document=public_id, code="DOC-SECMAN", question="Z-01")
    other = ada.give(ONE_PAGE, "Photo.pdf")
    with ada.app.test_request_context(base_url=ada.app.extensions["aeo"].base_url):
        programme, rows = programmes.current(), evidence.of_case(1)
        library = evidence.library(ada.company_id)
        questionnaire = a_questionnaire(case_type=CaseType.RENEWAL)
        asked = {
            code: one
            for one in questionnaire.asked()
            for code in [paper.document for paper in one.question.evidence]
        }
        one = asked["DOC-SECMAN"]
        found = files.blocks(one, rows, library, programme, "en", questionnaire=questionnaire)
        (block,) = [block for block in found if block.slot.code == "DOC-SECMAN"]
        assert [line.name for line in block.files] == ["Plan.pdf"]
        assert "also used in" not in block.files[0].note
        assert block.reuse == [(other, "Photo.pdf")]
        assert (block.may_wait, block.may_be_held, block.is_open) == (True, True, False)
        assert found[-1].slot.code == ""
        bare = files.blocks(one, [], library, programme, "en")
        (empty,) = [block for block in bare if block.slot.code == "DOC-SECMAN"]
        assert (empty.may_be_held, empty.is_open, len(empty.reuse)) == (False, True, 2)
        page = render_template_string(
            '{% from "portal/_evidence.html" import evidence_block, evidence_forms %}'
            '<form method="post" enctype="multipart/form-data">'
            '{{ evidence_block(blocks, "AEO-1", "/portal/", "25 MB") }}</form>'
            '{{ evidence_forms(blocks, "AEO-1", "/portal/") }}',
            blocks=found,
        )
        assert page.count("<form") == page.count("</form>") == 2 + len(found) - 1
        forms = set(re.findall(r'<form id="([^"]+)"', page))
        assert set(re.findall(r' form="([^"]+)"', page)) <= forms
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_papers_of_a_site_stand_in_each_site_and_say_which(ada) -> None:
    with ada.app.test_request_context(base_url=ada.app.extensions["aeo"].base_url):
        questionnaire = a_questionnaire()
        programme = programmes.current()
        kind = programme.document("DOC-SEAL")
        places = [
            files.paper_block(kind, scope, [], [], "en", questionnaire=questionnaire).place
            for scope in questionnaire.situation.sites
        ]
        assert places == ["Tsing Yi depot", "Kwai Chung"]


def test_states_of_documents_and_statements_all_have_words(ada) -> None:
    with ada.app.test_request_context(base_url=ada.app.extensions["aeo"].base_url):
        from aeo.web import documents as shown

        words = {shown.state_of(Document(state=state))[1] for state in DocumentState}
        assert words == {"Checking", "Clean", "Refused"}
        said = [
            files.statement_label(state)
            for state in EvidenceState
            if state is not EvidenceState.ATTACHED
        ]
        assert len(set(said)) == len(said)
