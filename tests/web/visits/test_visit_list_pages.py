"""All visits at the desk: the calendar of the office, the list, the spreadsheet, what they cost."""

import csv
import io
import re
from datetime import time, timedelta

import pytest
from icalendar import Calendar

from aeo.db import db
from aeo.models.visit import Visit, VisitMember, VisitSlot
from aeo.services import intake
from aeo.services.visits import planning
from tests.applications import email_of
from tests.office import another, first_day, visit_of
from tests.people import sign_in, writing
from tests.statements import MOST_STATEMENTS, statements
from tests.web.desk_pages import at
from tests.web.visits.scene import agreed, offered

MOST_OF_A_CASE = 17  # pages of a case that judge what may be done


def test_an_empty_office_is_told_what_will_stand_here(client, office) -> None:
    page = client.get("/desk/visits").text
    assert ("No visit is planned" in page, at(office.reference, "visits") in page) == (True, True)


def test_the_calendar_shows_the_officers_days_and_turns_by_weeks(client, office) -> None:
    offered(office)
    page = client.get(f"/desk/visits?week={first_day(office)}").text
    text = "Kestrel Bay Logistics Limited, Kwai Chung warehouse 09:30, offered"
    assert (page.count(text), page.count("ev ev-prop")) == (2, 2)
    assert "Christmas Day" in client.get("/desk/visits?week=2026-12-21").text
    plain = client.get("/desk/visits").text
    later = re.search(r'href="(/desk/visits\?week=[^"]+)">A week later', plain)
    assert client.get(later[1]).status_code == 200
    heads = [client.get(f"/desk/visits?view={view}").text.count('<thead><tr><th scope="col">')
             for view in ("week", "fortnight", "month", "century")]  # fmt: skip
    assert heads == [1, 2, 5, 2]


@pytest.mark.parametrize(
    "query",
    ["week=0001-01-01", "week=9999-12-31", "week=x", "from=9999-12-31&to=0001-01-01", "start=" + "9" * 400,
     "start=-1", "status=nothing", "order=--day", "whose=%00", "view=%F0%9F", "from=" + "9" * 10_000],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_a_page_all_the_same(client, office, query) -> None:
    assert client.get(f"/desk/visits?{query}").status_code == 200
    assert client.get(f"/desk/visits.csv?{query}").status_code == 200


def test_a_day_that_is_closed_to_the_reader_shows_that_the_colleague_is_busy(
    app, client, office
) -> None:
    agreed(office)
    with writing(app):
        intake.declare_conflict(office.reference, "My sister works there.", by=office.cheung)
    sign_in(client, email_of(app, office.cheung))
    page = client.get(f"/desk/visits?week={first_day(office)}").text
    assert (page.count("Not free</span>"), "Kestrel" in page) == (2, False)


def test_the_list_is_narrowed_sorted_and_goes_as_a_spreadsheet(client, office) -> None:
    public_id = agreed(office)
    other = another(office)
    other.site = other.in_visits()
    second = offered(other, 4)
    day = first_day(office)
    after = day + timedelta(days=1)

    def shown(query: str) -> list[str]:
        body = client.get(f"/desk/visits{query}").text.partition('<h2 class="fs-5 mt-4">')[2]
        return re.findall(r'<a href="/desk/visits/([0-9a-f]{32})">', body)

    assert [shown(query) for query in ["", "?whose=mine", "?status=agreed", "?status=cancelled",
                                       f"?from={day}&to={day}", f"?from={after}", "?start=25",
                                       "?order=company", "?order=-company", "?order=-day"]] == [
        [public_id, second], [public_id, second], [public_id], [], [public_id], [], [],
        [second, public_id], [public_id, second], [second, public_id],
    ]  # fmt: skip
    sheet = client.get("/desk/visits.csv?status=agreed")
    rows = list(csv.reader(io.StringIO(sheet.text.removeprefix("\ufeff"))))
    assert sheet.headers["Content-Disposition"].startswith('attachment; filename="visits-')
    assert rows[1:] == [
        [office.reference, "Kestrel Bay Logistics Limited", "Kwai Chung warehouse",
         "12 Container Port Road, Kwai Chung, New Territories", "Agreed", day.isoformat(), "09:30",
         "Ng Suk Yee (leads), Bo Lau", "On site"]
    ]  # fmt: skip
    assert len(client.get("/desk/visits.csv").text.splitlines()) == 3


def test_the_team_puts_the_date_into_a_calendar(client, office) -> None:
    public_id = offered(office)
    path = f"/desk/visits/{public_id}/visit.ics"
    assert client.get(path).status_code == 404
    with writing(office.app):
        planning.cancel(office.reference, public_id, "Moved.", by=office.bo)
    event = Calendar.from_ical(client.get(f"/desk/visits/{agreed(office)}/visit.ics").data).events[
        0
    ]
    assert str(event["SUMMARY"]) == f"Validation visit {office.reference}"
    assert client.get(f"/desk/visits/{'0' * 32}/visit.ics").status_code == 404


def many(office, public_id: str, number: int) -> None:
    """As many visits more on the same day, by the same team."""
    with writing(office.app):
        like = visit_of(office, public_id)
        for further in range(1, number + 1):
            given = {name: getattr(like, name) for name in (
                "company_id", "case_id", "site_id", "mode", "status", "day", "starts_at",
                "created_at", "created_by_id",
            )}  # fmt: skip
            row = Visit(public_id=f"{further:032}", number=like.number + further, **given)
            row.team = [VisitMember(user_id=it.user_id, is_lead=it.is_lead) for it in like.team]
            row.slots = [VisitSlot(public_id=f"{further:032}", day=like.day, starts_at=time(9))]
            db.session.add(row)


def test_pages_cost_few_statements_however_many_visits_there_are(app, client, office) -> None:
    plan = at(office.reference, "visits")
    client.get(plan)
    assert statements(app, client, plan) <= MOST_OF_A_CASE
    public_id = agreed(office)
    week = f"/desk/visits?view=month&week={first_day(office)}"
    paths = [week, plan, f"/desk/visits/{public_id}"]
    before = [statements(app, client, path) for path in paths]
    many(office, public_id, 29)
    assert client.get(week).text.count('<a class="ev"') == 60
    after = [statements(app, client, path) for path in paths]
    assert after == before
    assert (after[0] <= MOST_STATEMENTS, max(after) <= MOST_OF_A_CASE) == (True, True), after
