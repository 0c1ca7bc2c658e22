"""Files that somebody gives: attached where they belong, or refused with the reason."""

import resource
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from aeo.domain.vocabulary import CaseStatus
from aeo.web.portal import uploads
from aeo.web.portal.uploads import Slot
from tests.corpus.making import pdf, picture
from tests.corpus.shelf import ONE_PAGE, TWO_PAGES
from tests.people import digest, token
from tests.web.files.ada import PLAN, SCRIPT, a_person_of, kept


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


def test_an_application_that_is_with_customs_takes_no_file(app) -> None:
    ada = a_person_of(app, "Kestrel Bay", "12345678", status=CaseStatus.SUBMITTED)
    before = kept(app)
    for headers in (None, SCRIPT):
        answer = ada.send(ada.evidence, ("Plan.pdf", pdf(9)), headers=headers, **PLAN)
        assert (answer.status_code, "with Customs" in answer.text) == (409, True)
    assert (kept(app), ada.documents()) == (before, [])
