"""A visit on the company's pages: what will happen, a date chosen or refused, the calendar file."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from aeo import clock
from aeo.domain.calendar import Counting
from aeo.domain.vocabulary import CaseStatus, Role, VisitStatus
from aeo.models.visit import Visit
from aeo.services import cases, holidays
from aeo.services.visits import planning, wishes
from aeo.services.visits import reading as visits
from aeo.services.visits.planning import Slot
from tests.applications import email_of
from tests.office import Office, another, first_day
from tests.people import a_company, a_member, bring_cookie, digest, post, sign_in, writing
from tests.statements import MOST_STATEMENTS, statements
from tests.web.desk_pages import status_of
from tests.web.visits.scene import agreed, offered, saturday_after, slot_of


@pytest.fixture
def mine(app: Flask, client: FlaskClient, office: Office) -> Office:
    """The same company, which was offered three dates; Ada is signed in."""
    office.visit = offered(office, 0, 2, 5)
    office.days = [first_day(office, further) for further in (0, 2, 5)]
    assert sign_in(client, email_of(app, office.ada)).status_code == 303
    return office


def row_of(office: Office) -> Visit:
    return visits.get(office.case(), office.visit)


def at(office: Office, act: str = "") -> str:
    return f"/portal/applications/{office.reference}/visits/{office.visit}{act}"


def choose(client: FlaskClient, office: Office, place: int = 0, **given):
    return post(
        client, at(office, "/choose"), **{"slot": slot_of(office, office.visit, place), **given}
    )


def what_is(office: Office) -> tuple[VisitStatus, date | None, int, str]:
    with office.app.app_context():
        row = row_of(office)
        return row.status, row.day, row.moved, row.hosts


def wish(office: Office) -> wishes.Asked | None:
    with office.app.app_context():
        row = row_of(office)
        return wishes.asked(row, wishes.history(office.case(), row))


def test_the_page_says_who_comes_what_to_prepare_and_which_dates(app, client, mine) -> None:
    client.get("/")
    before = digest(app)
    page = client.get(at(mine)).text
    wanted = ["Choose a date for the validation visit", "Ng Suk Yee</strong>, leads", "Bo Lau",
              "<li>Five files</li>", "12 Container Port Road", "None of these works",
              "What you said you would show at the visit:"]  # fmt: skip
    assert [text for text in wanted if text not in page] == []
    assert page.count('type="radio"') == 3
    for code in ("en", "zh-Hant", "zh-Hans"):
        bring_cookie(client, "aeo_lang", code)
        assert client.get(at(mine)).status_code == 200
    assert digest(app) == before


def test_the_first_page_of_the_application_leads_to_the_choice(client, mine) -> None:
    page = client.get(f"/portal/applications/{mine.reference}/").text
    assert page.count(f'href="{at(mine)}"') == 2  # the button of the pen, and the list
    choose(client, mine)
    page = client.get(f"/portal/applications/{mine.reference}/").text
    assert (page.count(f'href="{at(mine)}"'), "Choose a date for the visit" in page) == (1, False)


def test_a_date_is_chosen_with_the_people_to_ask_for(app, client, mine) -> None:
    wrong = post(client, at(mine, "/choose"), hosts="Mr Yip")
    assert (wrong.status_code, "Choose one of the dates." in wrong.text) == (422, True)
    first = f'href="#slot-{slot_of(mine, mine.visit)}"'
    kept = (first in wrong.text, "Mr Yip</textarea>" in wrong.text.replace("\r\n", ""))
    assert kept == (True, True)
    assert choose(client, mine, 1, hosts="Mr Yip, 2555 0142").location == at(mine)
    assert what_is(mine) == (VisitStatus.AGREED, mine.days[1], 0, "Mr Yip, 2555 0142")
    assert status_of(app, mine.reference) is CaseStatus.VISIT_SCHEDULED
    page = client.get(at(mine)).text
    shown = ("Put it in your calendar" in page, "This date does not work any more" in page,
             'type="radio"' in page)  # fmt: skip
    assert shown == (True, True, False)
    twice = choose(client, mine, 1)
    assert (twice.status_code, "status has changed" in twice.text) == (409, True)


@pytest.mark.parametrize("slot", ["0" * 32, "9" * 400, "NaN", "'; --"])
def test_a_date_that_was_not_offered_is_not_to_be_had(client, mine, slot) -> None:
    strange = post(client, at(mine, "/choose"), slot=slot)
    assert (strange.status_code, what_is(mine)[0]) == (404, VisitStatus.PROPOSED)


def test_a_date_withdrawn_while_the_company_looks_at_it_is_told_so(app, client, mine) -> None:
    old = slot_of(mine, mine.visit)
    with writing(app):
        slots = [Slot(first_day(mine, 8), time(9))]
        planning.offer_again(mine.reference, mine.visit, slots, by=mine.bo)
    late = post(client, at(mine, "/choose"), slot=old)
    assert (late.status_code, "not offered any more" in late.text) == (409, True)


def test_a_date_that_has_come_too_near_stays_with_the_reason(app, client, mine) -> None:
    with app.app_context():
        third = holidays.calendar().add(clock.today(), 3, Counting.WORKING).day
    mine.move_to(third)
    page = client.get(at(mine)).text
    assert (page.count("Too soon now"), page.count(" disabled>")) == (2, 2)
    late = choose(client, mine)
    assert (late.status_code, "needs notice" in late.text) == (409, True)
    mine.move_to(mine.days[0])
    page = client.get(at(mine)).text
    wanted = ("None of these dates can be had any more" in page, "Agree this date" in page)
    assert wanted == (True, False)


def test_a_day_that_another_company_took_is_closed_and_nobody_is_named(app, client, mine) -> None:
    other = another(mine)
    other.site = other.in_visits()
    agreed(other)
    page = client.get(at(mine)).text
    assert (page.count("Taken meanwhile"), "Heron" in page) == (1, False)
    given = {"reason": "Stocktaking.", "day_1": mine.days[0].isoformat(), "hour_1": "10:00"}
    wished = post(client, at(mine, "/counter"), **given)
    assert (wished.status_code, "The team is not free that day." in wished.text) == (422, True)


def test_none_of_the_dates_works_and_others_are_proposed(app, client, mine) -> None:
    good = {"reason": "Stocktaking.", "day_1": first_day(mine, 8).isoformat(), "hour_1": "14:00"}
    for change, sentence in [
        ({"reason": " "}, "Say why: the officer reads it."),
        ({"day_1": saturday_after(mine.days[0]).isoformat()}, "Nobody works on"),
        ({"day_1": "9" * 400}, "Type a date like 2026-11-24."),
        ({"hour_1": ""}, "Type an hour like 09:30."),
        ({"reason": "a\x00b"}, "a character that cannot be kept"),
        ({"reason": "x" * 9999}, "Use at most 5000 characters."),
    ]:
        bad = post(client, at(mine, "/counter"), **{**good, **change})
        assert (change, bad.status_code, sentence in bad.text) == (change, 422, True)
        assert f'value="{ {**good, **change}["day_1"] }"' in bad.text
    assert post(client, at(mine, "/counter"), **good).location == at(mine)
    assert what_is(mine)[:3] == (VisitStatus.COUNTERED, None, 1)
    assert wish(mine).slots == [Slot(first_day(mine, 8), time(14))]
    page = client.get(at(mine)).text
    shown = ("What you asked for" in page, "Stocktaking." in page, 'type="radio"' in page)
    assert shown == (True, True, False)
    assert post(client, at(mine, "/counter"), **good).status_code == 409


def test_a_reason_alone_will_do(client, mine) -> None:
    assert post(client, at(mine, "/counter"), reason="Stocktaking.").status_code == 303
    assert (wish(mine).reason, wish(mine).slots) == ("Stocktaking.", [])


def test_a_date_is_moved_while_moves_are_left_and_then_a_sentence_says_so(
    app, client, mine
) -> None:
    assert client.get(at(mine, "/move")).text.count("the status has changed") == 1
    choose(client, mine)
    assert "Ask for another date?" in client.get(at(mine, "/move")).text
    assert post(client, at(mine, "/move"), reason="").status_code == 422
    assert post(client, at(mine, "/move"), reason="A strike.").location == at(mine)
    assert what_is(mine)[:3] == (VisitStatus.COUNTERED, None, 1)
    assert status_of(app, mine.reference) is CaseStatus.VISIT_PLANNING
    with writing(app):
        row_of(mine).moved = planning.RESCHEDULES
        slot = Slot(first_day(mine, 7), time(9))
        planning.fix(mine.reference, mine.visit, slot, "By telephone.", by=mine.bo)
    page = client.get(at(mine)).text
    assert "moved as often as the programme allows" in page
    assert "This date does not work any more" not in page
    late = post(client, at(mine, "/move"), reason="A strike.")
    assert (late.status_code, what_is(mine)[:3]) == (
        409, (VisitStatus.AGREED, first_day(mine, 7), planning.RESCHEDULES),
    )  # fmt: skip


def test_who_receives_the_team_is_said_once_the_date_is_agreed(client, mine) -> None:
    early = post(client, at(mine, "/hosts"), hosts="Mr Yip")
    assert (early.status_code, what_is(mine)[3]) == (409, "")
    choose(client, mine)
    long = post(client, at(mine, "/hosts"), hosts="x" * 9999)
    assert (long.status_code, "Use at most 2000 characters." in long.text) == (422, True)
    assert post(client, at(mine, "/hosts"), hosts="Ms Ho\n2555 0143").location == at(mine)
    assert what_is(mine)[3] == "Ms Ho\n2555 0143"
    assert "Ms Ho<br>2555 0143" in client.get(at(mine)).text


def test_the_calendar_file_has_the_hour_in_utc_and_no_name_in_its_title(app, client, mine) -> None:
    assert client.get(at(mine, "/visit.ics")).status_code == 404
    choose(client, mine)
    answer = client.get(at(mine, "/visit.ics"))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    event = Calendar.from_ical(answer.data).events[0]
    begins = datetime.combine(mine.days[0], time(1, 30), tzinfo=UTC)
    assert (begins, begins + timedelta(hours=6)) == (event.DTSTART, event.DTEND)
    assert str(event["SUMMARY"]) == f"Validation visit {mine.reference}"
    assert str(event["UID"]).startswith(f"visit-{mine.visit}@")
    assert f"DTSTART:{begins:%Y%m%dT%H%M%SZ}" in answer.text  # a zone would need its own rules
    assert ("Kestrel" in answer.text, event["SEQUENCE"]) == (False, 1)
    with writing(app):
        slot = Slot(first_day(mine, 7), time(9))
        planning.fix(mine.reference, mine.visit, slot, "By telephone.", by=mine.bo)
    newer = Calendar.from_ical(client.get(at(mine, "/visit.ics")).data).events[0]
    assert (newer["UID"], newer["SEQUENCE"]) == (event["UID"], 2)


def test_a_viewer_reads_and_a_stranger_finds_nothing(app, client, mine) -> None:
    with writing(app):
        company = cases.get(mine.reference, to=mine.bo).company
        viewer = a_member(company, Role.VIEWER, name="Vera Ip").email
        stranger = a_member(a_company("Strangers Limited", ubi="1"), Role.COORDINATOR).email
    slot = slot_of(mine, mine.visit)
    sign_in(client, viewer)
    page = client.get(at(mine)).text
    assert ('type="radio"' in page, "of your company chooses one" in page) == (False, True)
    for act in ("/choose", "/counter", "/move", "/hosts"):
        assert post(client, at(mine, act), slot=slot, reason="No.").status_code == 403
    assert client.get(at(mine, "/move")).status_code == 403
    sign_in(client, stranger)
    found = [client.get(at(mine, act)).status_code for act in ("", "/visit.ics", "/move")]
    sent = [
        post(client, at(mine, act), slot=slot, reason="No.").status_code
        for act in ("/choose", "/counter", "/move", "/hosts")
    ]
    assert (found, sent, what_is(mine)[0]) == ([404] * 3, [404] * 4, VisitStatus.PROPOSED)


def test_a_visit_of_another_case_of_the_world_is_none_of_this_one(app, client, mine) -> None:
    theirs = another(mine)
    theirs.site = theirs.in_visits()
    foreign = f"/portal/applications/{mine.reference}/visits/{offered(theirs)}"
    assert client.get(foreign).status_code == 404
    assert post(client, f"{foreign}/counter", reason="No.").status_code == 404


def test_the_page_costs_few_statements_with_one_date_as_with_many(app, client, mine) -> None:
    tracker = f"/portal/applications/{mine.reference}/"
    before = [statements(app, client, path) for path in (at(mine), tracker)]
    with writing(app):
        slots = [Slot(first_day(mine, n), time(9)) for n in range(1, 31)]
        planning.offer_again(mine.reference, mine.visit, slots, by=mine.bo)
    after = [statements(app, client, path) for path in (at(mine), tracker)]
    assert (after, max(after) <= MOST_STATEMENTS) == (before, True)
