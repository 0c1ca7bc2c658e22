"""The service record as anybody reads it: an honest nothing, then figures, small ones hidden."""

import csv
import io
import re

import pytest

from tests.archive import DAY, Archive, S, months_ago, this_month
from tests.people import bring_cookie, digest, writing
from tests.statements import MOST_STATEMENTS, statements


def lines(client) -> dict[tuple[str, str], str]:
    answer = client.get("/service-record.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == ["figure", "period", "value", "unit"]
    return {(row[0], row[1]): row[2] for row in rows[1:]}


def fill(app) -> None:
    with writing(app):
        archive = Archive()
        for n in range(7):
            sent = months_ago(5, 1)
            decided = (sent + 50 * DAY, S.GRANTED) if n < 4 else None
            archive.case(sent, accepted=sent + (n + 1) * DAY, closed=decided)
        for _n in range(3):
            archive.case(this_month())


def test_before_the_first_case_the_page_says_so(client) -> None:
    page = client.get("/service-record").text
    assert "No case yet" in page
    assert "Download as CSV" not in page
    assert set(lines(client).values()) == {"0", ""}


def test_only_what_may_be_promised_is_promised(client) -> None:
    page = client.get("/service-record").text
    table = page[page.index("Published time limits") : page.index("For every other step")]
    assert re.findall(r'scope="row">([^<]+)<', table) == ["File the renewal"]
    assert "6 months before the end of the validity" in table


def test_figures_are_shown_and_small_ones_are_not(app, client) -> None:
    fill(app)
    page = client.get("/service-record").text
    table = page[page.index('id="months"') : page.index('id="times"')]
    rows = re.findall(r'scope="row">([^<]+)<(.*?)</tr>', table, re.DOTALL)
    numbers = {name: re.findall(r"<td[^>]*>([^<]*)<", cells) for name, cells in rows}
    small = "fewer than 5"
    assert list(numbers.values())[-1] == ["10", "7", "0", small]
    # One small month alone could be reckoned back from the sum, so the other is hidden as well.
    assert list(numbers.values())[6] == [small, "7", "0", "0"]
    assert list(numbers.values())[11] == [small, "0", "0", "0"]
    times = page[page.index('id="times"') : page.index('id="definitions"')]
    assert re.findall(r"<td[^>]*>([^<]*)<", times) == [
        "4",
        "7",
        "not shown, fewer than 5 cases",
        small,
    ]


def test_the_file_says_the_same(app, client) -> None:
    fill(app)
    found = lines(client)
    assert len(found) == 12 * 4 + 4 + 4
    assert [found[name, "12 months"] for name in ("received", "accepted", "returned", "decided")] == [
        "10", "7", "0", "<5",
    ]  # fmt: skip
    assert found["received to accepted, median", "12 months"] == "4"
    assert found["received to decided, median", "12 months"] == ""
    assert found["received to decided, counted", "12 months"] == "<5"


@pytest.mark.parametrize(
    ("language", "lang"), [("en", "en"), ("zh-Hant", "zh-Hant"), ("zh-Hans", "zh-Hans")]
)
def test_the_page_speaks_each_language_and_writes_nothing(app, client, language, lang) -> None:
    fill(app)
    bring_cookie(client, "aeo_lang", language)
    before = digest(app)
    page = client.get("/service-record")
    assert (page.status_code, f'<html lang="{lang}">' in page.text) == (200, True)
    assert digest(app) == before


def test_the_page_takes_few_statements_and_no_more_with_more_cases(app, client) -> None:
    none = statements(app, client, "/service-record")
    fill(app)
    assert statements(app, client, "/service-record") == none <= MOST_STATEMENTS


def test_the_first_page_and_every_foot_lead_there(client) -> None:
    assert client.get("/").text.count('href="/service-record"') == 2
    assert client.get("/privacy").text.count('href="/service-record"') == 1
    assert client.get("/").text.count('href="/readiness"') == 3
