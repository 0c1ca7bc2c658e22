"""The page "Visits" of a case: what each site needs, and dates offered with the team that comes."""

import pytest
import sqlalchemy as sa

from aeo.db import db
from aeo.domain.vocabulary import CaseStatus, Role, VisitStatus
from aeo.models.visit import SiteWaiver, Visit
from aeo.services import intake
from aeo.services.visits import reading as visits
from tests.applications import email_of
from tests.office import another, first_day, visit_of
from tests.people import an_officer, digest, post, sign_in, writing
from tests.web.desk_pages import at, do, seq_of, status_of
from tests.web.visits.scene import agreed, offered, proposal


def without_sessions(rows: dict) -> dict:
    return {table: found for table, found in rows.items() if "session" not in table}


def test_a_site_that_needs_a_visit_says_so_and_free_days_are_suggested(client, office) -> None:
    page = client.get(at(office.reference, "visits")).text
    wanted = ["Needs a visit", "12 Container Port Road", "Could decide it today: Kwok Chi Hang.",
              f'value="{first_day(office).isoformat()}"'
              f'', f'value="{first_day(office, 2).isoformat()}"']  # fmt: skip
    assert [text for text in wanted if text not in page] == []
    assert page.count('type="date"') == 3


def test_dates_are_offered_with_a_team_and_something_to_prepare(app, client, office) -> None:
    answer = do(app, client, office.reference, "visits", **proposal(office))
    assert (answer.status_code, answer.location) == (303, at(office.reference, "visits"))
    with app.app_context():
        visit = visits.of_case(office.case())[0]
        assert [(slot.day, f"{slot.starts_at:%H:%M}") for slot in visit.slots] == [
            (first_day(office), "09:30"), (first_day(office, 2), "14:00"),
        ]  # fmt: skip
        assert [(it.user.name, it.is_lead) for it in visit.team] == [
            ("Ng Suk Yee", True), ("Bo Lau", False),
        ]  # fmt: skip
        assert (visit.agenda, office.owed("visit-proposal")) == ("Seal register\nFive files", 1)
    page = client.get(at(office.reference, "visits")).text
    assert "Every site has its visit: agreed, or with dates under discussion." in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day_1": "2026-12-26"}, "is a holiday: The first weekday after Christmas Day."),
        ({"day_1": "2027-01-09"}, "Nobody works on Sat 9 January 2027."),
        ({"day_1": "2026-11-26"}, "Too early: the company needs notice"),
        ({"day_1": "2099-01-05"}, "Too far ahead"),
        ({"day_1": "soon"}, "Type a date like 2026-11-24."),
        ({"day_1": "9" * 400}, "Type a date like 2026-11-24."),
        ({"day_1": ""}, "Type a date like 2026-11-24."),
        ({"hour_1": "25:00"}, "Type an hour like 09:30."),
        ({"hour_1": "٠٩:٣٠"}, "Type an hour like 09:30."),
        ({"hour_1": "9" * 400}, "Type an hour like 09:30."),
        ({"hour_1": ""}, "Type an hour like 09:30."),
        ({"day_1": "", "hour_1": "", "day_2": "", "hour_2": ""}, "Offer at least one date."),
        ({"lead": ""}, "Choose who leads among those who come."),
        ({"team": []}, "Choose at least 2 officers."),
        ({"team": ["1" * 400, "NaN"]}, "Choose at least 2 officers."),
        ({"mode": "by_ship"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_offered_is_said_at_its_field_and_all_is_kept(
    app, client, office, changes, sentence
) -> None:
    before = digest(app)
    answer = do(app, client, office.reference, "visits", **proposal(office, **changes))
    kept = {**proposal(office), **changes}
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert "Seal register\nFive files</textarea>" in answer.text.replace("\r", "")
    assert f'value="{kept["day_2"]}"' in answer.text
    assert f'value="{kept["day_1"]}"' in answer.text
    assert without_sessions(digest(app)) == without_sessions(before)


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\ud800b".encode("utf-8", "surrogatepass"), "x" * 9999]
)
def test_what_to_prepare_can_be_kept_or_is_refused_with_a_sentence(
    app, client, office, text
) -> None:
    answer = do(app, client, office.reference, "visits", **proposal(office, agenda=text))
    assert answer.status_code == (303 if isinstance(text, bytes) else 422)


def test_the_same_date_twice_and_the_same_seq_twice_are_refused(app, client, office) -> None:
    day = first_day(office).isoformat()
    twice = proposal(office, day_2=day, hour_2="09:30")
    answer = do(app, client, office.reference, "visits", **twice)
    assert (answer.status_code, "This date stands here twice." in answer.text) == (422, True)
    given = {**proposal(office), "seq": seq_of(app, office.reference)}
    paths = [at(office.reference, "visits")] * 2
    assert [post(client, path, **given).status_code for path in paths] == [303, 409]
    with app.app_context():
        assert len(visits.of_case(office.case())) == 1


def test_a_page_that_is_out_of_date_offers_nothing(app, client, office) -> None:
    given = {**proposal(office), "seq": seq_of(app, office.reference) - 1}
    answer = post(client, at(office.reference, "visits"), **given)
    assert (answer.status_code, "Meanwhile something happened" in answer.text) == (409, True)
    with app.app_context():
        assert visits.of_case(office.case()) == []


def test_an_officer_with_another_visit_that_day_is_named(app, client, office) -> None:
    agreed(office)
    other = another(office)
    other.site = other.in_visits()
    answer = do(app, client, other.reference, "visits", **proposal(other))
    assert (answer.status_code, "Bo Lau is on another visit that day." in answer.text) == (
        422, True,
    )  # fmt: skip


def test_a_team_that_would_leave_nobody_to_decide_is_refused_at_its_field(
    app, client, office
) -> None:
    with writing(app):
        double = an_officer(Role.VALIDATOR, name="Kwok the second")
        db.session.execute(
            sa.text("UPDATE office_role SET user_id = :new WHERE role = 'approver'"),
            {"new": double.id},
        )
        team = [str(double.id), str(office.ng.user_id)]
    given = proposal(office, team=team, lead=team[0])
    answer = do(app, client, office.reference, "visits", **given)
    assert (answer.status_code, "Nobody could decide this case afterwards." in answer.text) == (
        422, True,
    )  # fmt: skip


def test_whoever_is_in_conflict_is_not_asked_to_come(app, client, office) -> None:
    name = f'value="{office.ng.user_id}"'
    assert client.get(at(office.reference, "visits")).text.count(name) == 2
    with writing(app):
        intake.declare_conflict(office.reference, "My brother works there.", by=office.ng)
    assert client.get(at(office.reference, "visits")).text.count(name) == 0
    answer = do(app, client, office.reference, "visits", **proposal(office))
    assert (answer.status_code, "Choose at least 2 officers." in answer.text) == (422, True)


def test_who_offers_no_dates_reads_what_is_planned_and_a_strange_site_is_none(
    app, client, office
) -> None:
    public_id = offered(office)
    sign_in(client, email_of(app, office.kwok))
    page = client.get(at(office.reference, "visits")).text
    shown = ("Case officers and validators offer dates." in page, f"/desk/visits/{public_id}" in page,
             "Cancel the visit" in page)  # fmt: skip
    assert shown == (True, True, False)
    assert do(app, client, office.reference, "visits", **proposal(office)).status_code == 403
    sign_in(client, email_of(app, office.bo))
    strange = do(app, client, office.reference, "visits", **proposal(office, site="0" * 32))
    assert strange.status_code == 404


def test_a_supervisor_waives_a_site_and_nobody_else(app, client, office) -> None:
    path = f"sites/{office.site}/waive"
    assert client.get(at(office.reference, path)).status_code == 403
    assert "This site needs no visit" not in client.get(at(office.reference, "visits")).text
    sign_in(client, email_of(app, office.cheung))
    assert "This site needs no visit" in client.get(at(office.reference, "visits")).text
    assert client.get(at(office.reference, "sites/nothing/waive")).status_code == 404
    assert do(app, client, office.reference, "sites/nothing/waive", reason="x").status_code == 404
    assert do(app, client, office.reference, path, reason=" ").status_code == 422
    answer = do(app, client, office.reference, path, reason="Three like sites were seen.")
    assert (answer.status_code, status_of(app, office.reference)) == (
        303, CaseStatus.VISIT_REPORTING,
    )  # fmt: skip
    again = do(app, client, office.reference, path, reason="Three like sites were seen.")
    assert again.status_code == 409
    with app.app_context():
        assert db.session.scalars(sa.select(SiteWaiver.reason)).all() == [
            "Three like sites were seen."
        ]
    assert "Three like sites were seen." in client.get(at(office.reference, "visits")).text


def test_a_first_application_is_never_assessed_without_any_visit(app, client, office) -> None:
    sign_in(client, email_of(app, office.cheung))
    path = "waive-visit"
    assert do(app, client, office.reference, path, reason="").status_code == 422
    answer = do(app, client, office.reference, path, reason="Known for years.")
    assert (answer.status_code, status_of(app, office.reference)) == (
        409, CaseStatus.VISIT_PLANNING,
    )  # fmt: skip
    sign_in(client, email_of(app, office.bo))
    assert client.get(at(office.reference, path)).status_code == 403


def test_a_visit_of_another_case_is_none_of_this_one(app, client, office) -> None:
    theirs = another(office)
    theirs.site = theirs.in_visits()
    public_id = offered(theirs)
    for act in ("offer", "fix", "move", "cancel"):
        path = f"visits/{public_id}/{act}"
        missing = f"visits/{'0' * 32}/{act}"
        found = [client.get(at(office.reference, one)).status_code for one in (path, missing)]
        sent = [
            do(app, client, office.reference, one, reason="No.").status_code
            for one in (path, missing)
        ]
        assert (act, found, sent) == (act, [404, 404], [404, 404])
    with app.app_context():
        assert db.session.scalars(sa.select(Visit.status)).all() == [VisitStatus.PROPOSED]
        assert visit_of(theirs, public_id).moved == 0
