"""Lists of a company as spreadsheets: exported in words, looked at before they are imported."""

import csv
import io
import re

import pytest

from aeo.models.profile import Partner
from aeo.services.profile import Kind
from tests.people import post
from tests.profiles import PARTNER
from tests.web.company_profile.house import BASE, House


def test_a_list_is_exported_in_words_and_no_cell_is_a_formula(house) -> None:
    house.add(Kind.SITE, name='=HYPERLINK("x")', hours="+852", address="@home", cargo_types="-1")
    house.add(Kind.FLOW)
    answer = house.client.get(f"{BASE}/sites.csv")
    assert answer.mimetype == "text/csv"
    assert answer.text.startswith("\ufeff")
    head, row = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    found = dict(zip(head, row, strict=True))
    assert [cell for cell in row if cell[:1] in set("=+-@")] == []
    assert (row[0], found["Address"]) == ('\'=HYPERLINK("x")', "'@home")
    assert "Warehouse" in row
    flows = house.client.get(f"{BASE}/flows.csv").text
    assert "1. Collect the goods · Peak Haulage · Tuen Mun\n2. Seal" in flows


def test_partners_are_looked_at_before_they_are_added(house) -> None:
    sheet = (
        "Name,Country or region,Role,Risk grade,Security clause in the contract\r\n"
        "甲運輸有限公司,香港,Haulier,低,是\r\n\r\nB Ltd,China,supplier,HIGH,no\r\n"
    )
    address = f"{BASE}/partners/import"
    preview = post(house.client, address, text=sheet, do="preview")
    assert (preview.status_code, house.rows(Partner)) == (200, [])
    assert "All 2 lines can be added." in preview.text
    done = post(house.client, address, text=sheet, do="import")
    assert (done.status_code, done.location) == (303, f"{BASE}/partners")
    assert [row.data for row in house.rows(Partner)] == [
        {"name": "甲運輸有限公司", "country": "香港", "role": "haulier", "risk_grade": "low",
         "security_clause": True},
        {"name": "B Ltd", "country": "China", "role": "supplier", "risk_grade": "high",
         "security_clause": False},
    ]  # fmt: skip


def test_one_wrong_line_keeps_all_from_being_added_and_each_says_why(house) -> None:
    house.add(Kind.PARTNER)
    sheet = (
        "name\trole\tcountry\tsince\tsecurity_clause\tcolour\n"
        "Good\thaulier\tHK\t\t\t\n"
        "\thaulier\tHK\t\t\t\n"
        "peak haulage limited\t\t\t\t\t\n"
        "Bad role\tking\tHK\t\t\t\n"
        "Bad date\t\tHK\t24/11/2020\t\t\n"
        "Late\t\tHK\t2099-01-01\t\t\n"
        "Unsure\t\tHK\t\tperhaps\t\n"
        "Long\t\t\t\t\t\tmore\n"
    )
    for act in ("preview", "import"):
        answer = post(house.client, f"{BASE}/partners/import", text=sheet, do=act)
        assert answer.status_code == 422
    assert "7 of 8 lines need a change before any can be added." in answer.text
    assert "Columns that are left out: colour." in answer.text
    assert re.findall(r"<li>([^<]+)</li>", answer.text[answer.text.index("preview") :])[:7] == [
        "Name: Type a name, so that you find it again.",
        "Name: This name is on the list already.",
        "Role: “king” is not in the list of what may stand here.",
        "Partner since: Type a date like 2026-11-24.",
        "Partner since: This date is still to come. Give the day on which it happened.",
        "Security clause in the contract: Choose yes or no.",
        "This line has more cells than there are columns.",
    ]
    assert "Bad role\tking" in answer.text
    assert len(house.rows(Partner)) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Give a first line with the names of the columns, then the partners."),
        (b"Name", "Give a first line with the names of the columns, then the partners."),
        (b"Colour\nred", "No column has a name from the template. Copy its first line."),
        ("名稱\n甲".encode("big5"), "This file cannot be read."),
        (b"x" * 400_001, "This file is too large."),
        (b"Name\n" + b"x\n" * 501, "Use at most 500 lines at a time."),
        (b"Name\na\x00b", "This contains a character that cannot be kept. Please retype it."),
        (b'Name\n"' + b"x" * 140_000, "Line 2 cannot be read as CSV."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(house, content, sentence) -> None:
    file = (io.BytesIO(content), "partners.csv")
    answer = post(house.client, f"{BASE}/partners/import", file=file, text="", do="preview")
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert house.rows(Partner) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_from_a_spreadsheet_is_read(house, encoding) -> None:
    file = (io.BytesIO("Name;Country or region\r\n甲;香港\r\n".encode(encoding)), "p.csv")
    answer = post(house.client, f"{BASE}/partners/import", file=file, do="import")
    assert answer.status_code == 303
    assert [row.data for row in house.rows(Partner)] == [{"name": "甲", "country": "香港"}]


def test_what_was_exported_can_be_imported_elsewhere(app, client) -> None:
    house = House(app, client, (Kind.PARTNER, {**PARTNER, "name": "=Peak", "since": "2020-02-29"}))
    sheet = client.get(f"{BASE}/partners.csv").text
    kept = house.rows(Partner)[0]
    post(client, f"{BASE}/partners/{kept.public_id}/remove")
    assert post(client, f"{BASE}/partners/import", text=sheet, do="import").status_code == 303
    assert house.rows(Partner)[1].data == kept.data
    template = client.get(f"{BASE}/partners/template.csv").text
    assert template.splitlines()[0] == sheet.splitlines()[0]
