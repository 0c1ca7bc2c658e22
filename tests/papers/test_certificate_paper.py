"""The certificate as a file: what it says, in which form, and what no name can do to it."""

import io
import re
from datetime import date

import pikepdf
import pypdfium2
import pytest
import segno

from aeo.papers import certificate, qr, setting
from aeo.papers.setting import MARK, Unsettable
from tests.issued import URL, an_issued

LANGUAGES = ("en", "zh-Hant", "zh-Hans")


def pages(content: bytes) -> list[str]:
    """What a reader can copy out of each page."""
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def names_of(content: bytes) -> tuple[str, str]:
    """The lines between the title and the sentence of an English certificate."""
    above, _holds, _below = pages(content)[0].partition("holds the status")
    return tuple(above.partition("Certificate")[2].strip().split("\n"))


@pytest.fixture(scope="module", params=LANGUAGES)
def paper(request) -> tuple[str, bytes]:
    return request.param, certificate.render(an_issued(request.param)).content


def test_the_file_says_that_it_is_archival_and_accessible(paper) -> None:
    language, content = paper
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2A"
        assert metadata["pdfuaid:part"] == "1"
        assert (
            metadata["dc:title"]
            == {
                "en": "Certificate AEOHK0000000017, Lantern Peak Freight Limited",
                "zh-Hant": "證書 AEOHK0000000017 Lantern Peak Freight Limited",
                "zh-Hans": "证书 AEOHK0000000017 Lantern Peak Freight Limited",
            }[language]
        )
        assert (
            str(pdf.Root.Lang) == {"en": "en-GB", "zh-Hant": "zh-HK", "zh-Hans": "zh-CN"}[language]
        )
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.Root.OutputIntents[0].S) == "/GTS_PDFA1"


def test_every_font_is_embedded_and_no_page_runs_anything(paper) -> None:
    _language, content = paper
    with pikepdf.open(io.BytesIO(content)) as pdf:
        described = [
            thing for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
        ]  # fmt: skip
        assert len(described) >= 2
        assert all("/FontFile2" in one or "/FontFile3" in one for one in described)
        assert "/OpenAction" not in pdf.Root
        assert "/JavaScript" not in pdf.Root.get("/Names", {})


def test_the_structure_holds_headings_a_table_and_a_described_picture(paper) -> None:
    _language, content = paper
    kinds, described = [], []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/S" in thing and "/P" in thing:
                kinds.append(str(thing.S))
                described += [str(thing.Alt)] if "/Alt" in thing else []
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure"} <= set(kinds)
    assert [URL in alt for alt in described] == [True]


def test_what_it_says_can_be_copied_in_both_scripts(paper) -> None:
    language, content = paper
    first, annex = map(squeezed, pages(content))
    words = {
        "en": ("Certificate", "Tier2", "25November2026", "24November2029", "Freightforwarder"),
        "zh-Hant": ("證書", "第二級", "2026年11月25日", "2029年11月24日", "貨運代理"),
        "zh-Hans": ("证书", "第二级", "2026年11月25日", "2029年11月24日", "货运代理"),
    }[language]
    always = (
        "LanternPeakFreightLimited", "燈峰貨運有限公司", "12345678", "AEOHK0000000017",
        "AEOHK0000000017-2", "KwokChiHang", "K7QM-2XHD-94TR", squeezed(URL),
    )  # fmt: skip
    assert [text for text in (*words, *always) if text not in first] == []
    sites = ("ShaTinstore", "14AuPuiWanStreet,ShaTin", "落馬洲停車場", "新界落馬洲")
    assert [text for text in sites if text not in annex] == []


def test_the_same_grant_gives_the_same_bytes_and_another_one_others() -> None:
    first, again = (certificate.render(an_issued()).content for _ in range(2))
    assert first == again
    assert certificate.render(an_issued(number=3)).content != first
    with pikepdf.open(io.BytesIO(first)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261124")


def test_only_what_the_programme_wants_stands_on_it() -> None:
    issued = an_issued(
        "fr", of="nordhaven-2026-01", levels=("CUS",), valid_to=None, content={"roles": []}
    )
    text = squeezed(pages(certificate.render(issued).content)[0])
    assert ("ValiduntilSansdatedefin" in text, "Noenddate" in text) == (True, False)
    assert [word in text for word in ("12345678", "KwokChiHang")] == [False, False]


def test_a_certificate_without_sites_has_no_annex() -> None:
    assert len(pages(certificate.render(an_issued(content={"sites": []})).content)) == 1


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x") #sys.inputs $a$ *b* <x> @y \\ // /* `code`',
        "{code} {0} %s {holder.__class__}",
        "שלום עולם",
        "Łódź Ωmega Жук",
    ],
)
def test_a_name_is_printed_and_never_run(name: str) -> None:
    paper = certificate.render(an_issued(content={"name": name, "name_zh": ""}))
    assert paper.replaced == ()
    printed = squeezed(" ".join(names_of(paper.content)))
    assert sorted(printed) == sorted(squeezed(name))


def test_the_longest_name_fits_and_stays_whole() -> None:
    paper = certificate.render(an_issued(content={"name": "X" * 400, "name_zh": "燈" * 400}))
    first = pages(paper.content)[0]
    above = first.partition("holds the status")[0]
    assert (above.count("X"), above.count("燈")) == (400, 400)


def test_a_character_that_no_font_has_is_replaced_by_a_mark_and_reported() -> None:
    paper = certificate.render(
        an_issued(content={"name": "A😀B한C", "name_zh": "𪛗公司\ue000\x00"})
    )
    assert list(paper.replaced) == ["\x00", "한", "\ue000", "😀", "𪛗"]
    assert names_of(paper.content) == (f"A{MARK}B{MARK}C", f"{MARK}公司{MARK}{MARK}")


def test_an_override_cannot_turn_a_name_round() -> None:
    plain, turned = (
        certificate.render(an_issued(content={"name": name})).content
        for name in ("Lantern Peak", "\u202eLantern\u2066 Peak\u200f")
    )
    assert turned == plain


def test_a_template_that_is_wrong_says_why() -> None:
    with pytest.raises(Unsettable, match="unknown variable"):
        setting.set_type(b"#nonsense", {"name": "Ada"}, ["Noto Sans TC"])


@pytest.mark.parametrize("text", [URL, "https://a.example/verify/" + "X" * 200])
def test_the_drawing_is_the_code_of_the_address(text: str) -> None:
    drawing = qr.draw(text)
    rows = [[0] * drawing.across for _ in range(drawing.across)]
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", drawing.path):
        for column in range(int(x), int(x) + int(length)):
            rows[int(y)][column] = 1
    wanted = segno.make(text, error="m", micro=False).matrix_iter(scale=1, border=qr.QUIET)
    assert rows == [list(map(int, row)) for row in wanted]


def test_an_open_validity_says_so() -> None:
    text = squeezed(pages(certificate.render(an_issued(valid_to=None)).content)[0])
    assert "ValiduntilNoenddate" in text
    assert date(2029, 11, 24).strftime("%d") + "November2029" not in text
