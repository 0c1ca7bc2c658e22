"""The files a company has: what needs somebody, their dates, how one is removed."""

import re

from tests.corpus.making import WORD_MACRO, office, pdf
from tests.corpus.shelf import TWO_PAGES, give
from tests.people import writing
from tests.web.files.ada import PLAN


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
