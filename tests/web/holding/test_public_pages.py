"""Checking a certificate and reading the register, without an account and in every language."""

import csv
import io
import re

from aeo import clock
from aeo.domain.vocabulary import AuthorisationStatus as S
from aeo.services import paging
from aeo.web.public.register import TEXT_MAX
from tests.holding import over
from tests.people import bring_cookie, digest, writing
from tests.statements import MOST_STATEMENTS, statements

ABSURD = ("\x00", "\ud800", "9" * 400, "NaN", "x" * 10_000, "１２", "%", "'\"<script>")


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert found is not None
    return found[1]


def facts(page: str) -> dict[str, str]:
    """The facts of a result, without their markup."""
    rows = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    return {term: re.sub(r"<br>", " / ", text).strip() for term, text in rows}


def bare(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text).replace("\n", "").strip()


def listed(page: str) -> list[str]:
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    return re.findall(r'<th role="rowheader"[^>]*>([^<]+)', body)


def test_a_valid_certificate_shows_what_anybody_may_compare(app, client, office) -> None:
    with writing(app):
        version = office.version()
        version.verify_code = "K7QM-2XHD-94TR"
        version.content = {**version.content, "name_zh": "隼灣物流有限公司"}
        today, last = clock.today(), version.valid_to
    page = client.get("/verify/k7qm 2xhd 94tr")
    assert (page.status_code, heading(page.text)) == (200, "Valid")
    day = f"{today.day} {today:%B %Y}"
    assert {term: bare(text) for term, text in facts(page.text).items()} == {
        "Company": "Kestrel Bay Logistics Limited / 隼灣物流有限公司",
        "AEO code": "AEOHK0000000001",
        "Level": "Tier 1, Hong Kong Authorized Economic Operator Programme",
        "Roles": "Manufacturer",
        "Registered address": "12 Container Port Road, Kwai Chung, New Territories",
        "Term": f"{day} to {last.day} {last:%B %Y}",
        "Certificate": f"K7QM-2XHD-94TR, version 1 of {day}, the present one",
    }
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "no-store"
    assert '<span lang="zh-Hant">隼灣物流有限公司</span>' in page.text
    bring_cookie(client, "aeo_lang", "zh-Hant")
    assert '<html lang="zh-Hant">' in client.get("/verify/K7QM-2XHD-94TR").text


def test_each_result_has_its_word_and_none_says_why(app, client, office) -> None:
    with writing(app):
        today = clock.today()
        made = {
            "Suspended": office.holds("A Limited", status=S.SUSPENDED),
            "No longer valid": office.holds("B Limited", status=S.EXPIRED, **over(today)),
            "Not yet valid": office.holds("C Limited", valid_from=today.replace(year=2090), valid_to=None),
            "Replaced": office.holds("D Limited", status=S.SUPERSEDED),
        }  # fmt: skip
        office.next_version(made["Replaced"].authorisation)
        ways = {
            status: office.holds(f"{status} Limited", status=status).verify_code
            for status in (S.EXPIRED, S.REVOKED, S.ANNULLED, S.WITHDRAWN)
        }
        codes = {word: version.verify_code for word, version in made.items()}
        name = {code: status for status, code in ways.items()}
    pages = {word: client.get(f"/verify/{code}").text for word, code in codes.items()}
    assert {word: heading(page) for word, page in pages.items()} == {word: word for word in codes}
    assert "the present one is 2" in pages["Replaced"]
    assert "/verify/" not in pages["Replaced"].partition("<main")[2].partition("</main>")[0]
    # However it ended, the pages differ in nothing but whose they are.
    told = set()
    for code, status in name.items():
        page = client.get(f"/verify/{code}").text.partition("<main")[2].partition("</main>")[0]
        page = re.sub(r"AEOHK\d{10}", "", page).replace(code, "").replace(f"{status} Limited", "")
        told.add(page)
    assert len(told) == 1


def test_an_unknown_code_says_how_to_type_it_and_guessing_is_slowed_down(
    app, client, office
) -> None:
    page = client.get("/verify/K7QM-2XHD-94TB")
    assert (page.status_code, heading(page.text)) == (200, "No such certificate")
    assert 'value="K7QM-2XHD-94TB"' in page.text
    right = "/verify/" + _code(app, office)
    assert [client.get(right).status_code for _ in range(40)] == [200] * 40
    tries = [client.get(f"/verify/K7QM-2XHD-{number:04d}").status_code for number in range(35)]
    assert (tries[:29], set(tries[29:])) == ([200] * 29, {429})


def _code(app, office) -> str:
    with app.app_context():
        return office.version().verify_code


def test_a_typed_code_leads_to_its_certificate(client, office) -> None:
    assert 'name="code"' in client.get("/verify").text
    typed = client.get("/verify?code=+k7qm2xhd+94tr")
    assert (typed.status_code, typed.location) == (303, "/verify/K7QM-2XHD-94TR")
    empty = client.get("/verify?code=+")
    assert (empty.status_code, 'href="#code">Type the code.' in empty.text) == (422, True)
    assert "<title>Error:" in empty.text
    assert heading(client.get("/verify?code=no/such").text) == "No such certificate"


def test_nothing_typed_breaks_a_page_or_writes(app, client, office) -> None:
    before = digest(app)
    found = set()
    for text in ABSURD:
        for path, name in (
            *(("/verify", "code"), ("/register", "q"), ("/register", "start")),
            *(("/register", "order"), ("/register", "level"), ("/register.json", "q")),
            *(("/register.csv", "role"),),
        ):
            value = text.encode("utf-8", "surrogatepass")
            found.add(client.get(path, query_string={name: value}).status_code)
    found.add(client.get("/verify/" + "x" * 5000).status_code)
    assert found == {200}
    assert digest(app) == before


def test_the_register_lists_who_agreed_and_can_be_searched(app, client, office) -> None:
    assert "Nobody is listed yet" in client.get("/register").text
    with writing(app):
        office.holds("Grey Heron Logistics Limited", "灰鷺物流有限公司")
        office.holds("Blue Junk Lines Limited", levels=["T2"], status=S.ACTIVE_PENDING_RENEWAL)
        office.holds("Paused Limited", status=S.SUSPENDED)
    page = client.get("/register").text
    assert listed(page) == ["Blue Junk Lines Limited", "Grey Heron Logistics Limited"]
    assert "<caption>2 companies</caption>" in page
    assert "In force, renewal in progress" in page
    assert "AEOHK" not in page  # whether codes are published is not decided
    turned = client.get("/register?order=-name").text
    assert listed(turned) == ["Grey Heron Logistics Limited", "Blue Junk Lines Limited"]
    found = client.get("/register?q=物流").text
    assert listed(found) == ["Grey Heron Logistics Limited"]
    assert "1 of 2 companies match “物流”" in found
    assert listed(client.get("/register?level=T2").text) == ["Blue Junk Lines Limited"]
    assert "No company fits this search" in client.get("/register?q=nobody").text
    assert len(TEXT_MAX * "x") == 200


def test_the_register_is_downloaded_as_the_page_has_it(app, client, office) -> None:
    with writing(app):
        row = office.holds('=HYPERLINK("x") Limited', "灰鷺物流有限公司")
        office.holds("Blue Junk Lines Limited", valid_to=None)
        first, last = row.valid_from.isoformat(), row.valid_to.isoformat()
        today = clock.today().isoformat()
    sheet = client.get("/register.csv")
    lines = list(csv.reader(io.StringIO(sheet.text.removeprefix("\ufeff"))))
    assert lines[0] == [
        "Company", "Second name", "Level", "Roles", "Valid from", "Valid until", "Status",
        "Last changed",
    ]  # fmt: skip
    assert lines[1] == [
        "'=HYPERLINK(\"x\") Limited", "灰鷺物流有限公司", "Tier 1", "Manufacturer", first, last,
        "In force", today,
    ]  # fmt: skip
    assert lines[2][5] == ""
    assert "attachment" in sheet.headers["Content-Disposition"]
    read = client.get("/register.json?q=Blue").get_json()
    assert (read["programme"], len(read["holders"])) == ("hkaeo", 1)
    assert read["holders"][0] == {
        "name": "Blue Junk Lines Limited", "name_zh": "",
        "levels": [{"id": "T1", "title": {"en": "Tier 1", "zh-Hant": "第一級", "zh-Hans": "第一级"}}],
        "roles": ["manufacturer"], "valid_from": first, "valid_to": None, "status": "active",
        "updated_on": today,
    }  # fmt: skip
    assert client.get("/register.json?q=nobody").get_json()["holders"] == []


def test_public_pages_take_few_statements_and_no_more_with_many(app, client, office) -> None:
    with writing(app):
        office.holds("Cargo 0 Limited")
    paths = ("/register", "/register.csv", "/register.json", "/verify/" + _code(app, office))
    one = {path: statements(app, client, path) for path in paths}
    with writing(app):
        for number in range(1, 30):
            office.holds(f"Cargo {number} Limited")
    many = {path: statements(app, client, path) for path in paths}
    assert many == one
    assert max(one.values()) <= MOST_STATEMENTS
    pages = client.get("/register").text, client.get("/register?start=25").text
    assert [len(listed(page)) for page in pages] == [paging.PER_PAGE, 5]
    assert ('rel="next"' in pages[0], 'rel="prev"' in pages[1]) == (True, True)
