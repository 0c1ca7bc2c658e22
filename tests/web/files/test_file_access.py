"""Who gets a file, and as what: a stranger nothing, its company a download, the desk pictures."""

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aeo.db import db
from aeo.domain.vocabulary import CaseStatus, Role
from aeo.models.case import Case
from aeo.models.evidence import Document
from tests.corpus.making import pdf
from tests.corpus.shelf import TWO_PAGES
from tests.people import a_member, an_officer, digest, sign_in, writing
from tests.statements import MOST_STATEMENTS, statements
from tests.web.files.ada import PLAN, a_person_of, got, kept, sent


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
