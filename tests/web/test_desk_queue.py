"""The officer's queue and first page: what they show, how they are narrowed, what they cost."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import Actor, CaseStatus, Role
from aeo.models.account import User
from tests.applications import a_row, a_submitted_case, an_applicant
from tests.people import a_company, writing
from tests.statements import MOST_STATEMENTS, statements
from tests.web.desk_pages import at, rows_of, signed_in


@pytest.fixture
def bo(app: Flask, client: FlaskClient) -> Actor:
    return signed_in(app, client, Role.INTAKE, Role.CASE_OFFICER)


@pytest.fixture
def reference(app: Flask, bo: Actor) -> str:
    return a_submitted_case(app, an_applicant(app, name_zh="隼灣物流有限公司"))


def test_the_queue_shows_what_an_officer_has_to_know(app, client, bo, reference) -> None:
    page = client.get("/desk/cases").text
    wanted = [
        *("Kestrel Bay Logistics Limited", '<small lang="zh-Hant">隼灣物流有限公司</small>'),
        *("1 case, most urgent first", "New application, Tier 1", "Completeness check"),
        *("Nobody yet", "Day 0 of 1", f'href="{at(reference, "clocks/acknowledge")}"'),
        *('aria-sort="ascending"', "1 to 1 of 1", 'aria-current="true">All open'),
    ]
    assert [text for text in wanted if text not in page] == []


def test_the_address_carries_the_filter_and_nonsense_is_not_asked(app, client, bo) -> None:
    an_applicant(app)
    with writing(app):
        bo_row = db.session.get_one(User, bo.user_id)
        one = a_row(a_company("One Limited", ubi="1"), officer=bo_row).reference
        two = a_row(
            a_company("二號貨運", ubi="2"),
            status=CaseStatus.RETURNED,
            at=clock.now() - timedelta(days=60),
        ).reference
        gone = a_row(a_company("Gone Limited", ubi="3"), status=CaseStatus.WITHDRAWN).reference
    found = {
        query: rows_of(client.get(f"/desk/cases?{query}").text)
        for query in (
            *("", "q=號貨", "q=ONE", "status=returned", "status=closed", "status=all"),
            *("officer=mine", "officer=nobody", f"officer={bo.user_id}", "due=late"),
            *("with=company", "with=us", "status=submission", "order=-clock", "order=company"),
            *("status=nonsense&due=x&order=x&officer=x&with=x&start=x", "q=%00", "start=-1"),
        )
    }
    assert found == {
        "": [two, one],
        "q=號貨": [two],
        "q=ONE": [one],
        "status=returned": [two],
        "status=closed": [gone],
        "status=all": [two, one, gone],
        "officer=mine": [one],
        "officer=nobody": [two],
        f"officer={bo.user_id}": [one],
        "due=late": [two],
        "with=company": [two],
        "with=us": [one],
        "status=submission": [two, one],
        "order=-clock": [one, two],
        "order=company": [one, two],
        "status=nonsense&due=x&order=x&officer=x&with=x&start=x": [two, one],
        "q=%00": [two, one],
        "start=-1": [two, one],
    }
    page = client.get("/desk/cases?officer=nobody&order=-clock").text
    assert 'name="order" value="-clock"' in page
    assert '<option value="nobody" selected>' in page
    assert "/desk/cases.csv?officer=nobody&amp;order=-clock" in page
    assert 'aria-current="true">Unassigned' in page


def test_an_empty_queue_teaches_and_an_empty_filter_says_so(app, client, bo) -> None:
    assert "No case is open" in client.get("/desk/cases").text
    assert "No case fits this filter" in client.get("/desk/cases?q=zzz").text


def test_thirty_cases_make_two_pages_that_keep_the_filter(app, client, bo) -> None:
    an_applicant(app)
    with writing(app):
        made = [a_row(a_company(f"N{n}", ubi=str(n))).reference for n in range(30)]
    first = client.get("/desk/cases?q=N&order=reference").text
    assert rows_of(first) == sorted(made)[:25]
    assert "1 to 25 of 30" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = client.get(following[1].replace("&amp;", "&")).text
    assert rows_of(second) == sorted(made)[25:]
    assert ('rel="prev"' in second, 'rel="next"' in second) == (True, False)


def test_the_export_holds_every_case_and_no_formula(app, client, bo) -> None:
    an_applicant(app)
    with writing(app):
        for number in range(28):
            a_row(a_company(f"=SUM(A{number})", ubi=str(number)))
        a_row(a_company("Closed Limited", ubi="99"), status=CaseStatus.WITHDRAWN)
    answer = client.get("/desk/cases.csv?order=company")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="cases-')
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert (answer.text[0], len(rows)) == ("\ufeff", 29)
    assert {row[1][:6] for row in rows[1:]} == {"'=SUM("}
    assert rows[0][0] == "Reference"
    all_of_them = client.get("/desk/cases.csv?status=all&q=Closed").text.splitlines()
    assert len(all_of_them) == 2


def test_the_queue_costs_the_same_for_one_case_and_thirty(app, client, bo) -> None:
    an_applicant(app)
    with writing(app):
        a_row(a_company("One"), officer=db.session.get_one(User, bo.user_id))
    paths = ("/desk/cases", "/desk/", "/desk/cases.csv")
    one = {path: statements(app, client, path) for path in paths}
    with writing(app):
        for number in range(29):
            officer = db.session.get_one(User, bo.user_id) if number % 2 else None
            a_row(a_company(f"N{number}", ubi=str(number)), officer=officer)
    assert {path: statements(app, client, path) for path in paths} == one
    assert {path: count for path, count in one.items() if count > MOST_STATEMENTS} == {}


def test_today_shows_what_waits_and_where_all_cases_stand(app, client, bo) -> None:
    an_applicant(app)
    assert "Nothing needs you now" in client.get("/desk/").text
    with writing(app):
        officer = db.session.get_one(User, bo.user_id)
        long_ago = clock.now() - timedelta(days=60)
        a_row(a_company("Late and mine", ubi="1"), officer=officer, at=long_ago)
        a_row(a_company("Nobody's", ubi="2"))
        a_row(a_company("Overdue at home", ubi="3"), status=CaseStatus.RETURNED, at=long_ago)
    page = client.get("/desk/").text
    sections = {
        name: page.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]
        for name in ("urgent", "waiting", "overdue", "pipeline")
    }
    shown = {
        name: [
            company
            for company in ("Late and mine", "Nobody&#39;s", "Overdue at home")
            if company in text
        ]
        for name, text in sections.items()
    }
    assert shown == {
        "urgent": ["Late and mine"],
        "waiting": ["Nobody&#39;s"],
        "overdue": ["Overdue at home"],
        "pipeline": [],
    }
    assert "1 case is late." in page
    assert "Decide on the late reply" in sections["overdue"]
    assert re.findall(r'class="n">(\d)<', sections["pipeline"])[:3] == ["2", "0", "1"]
    tiles = re.findall(r'<a class="tile[^"]*" href="([^"]+)"><b>(\d+)</b>', page)
    counted = {url.replace("&amp;", "&"): int(number) for url, number in tiles}
    assert {url: len(rows_of(client.get(url).text)) for url in counted} == counted
    everyone = client.get("/desk/?whose=all").text
    assert "2 cases are late." in everyone
