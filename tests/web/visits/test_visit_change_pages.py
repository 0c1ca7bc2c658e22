"""What becomes of a visit before its day, at the desk: other dates, a date fixed, moved, called off."""

from datetime import time

import pytest

from aeo.domain.vocabulary import CaseStatus, VisitStatus
from aeo.services.visits import planning
from aeo.services.visits.planning import Slot
from tests.office import first_day, visit_of
from tests.people import digest, post, writing
from tests.web.desk_pages import at, do, seq_of, status_of
from tests.web.visits.scene import agreed, offered, saturday_after


def wished(office, public_id: str, further: int = 6) -> None:
    slots = [Slot(first_day(office, further), time(14))]
    with writing(office.app):
        planning.counter(office.reference, public_id, "Stocktaking.", slots, by=office.ada)


def test_the_company_asks_for_another_date_and_the_officer_agrees_to_it(
    app, client, office
) -> None:
    public_id = offered(office)
    wished(office, public_id)
    page = client.get(at(office.reference, "visits")).text
    path = at(office.reference, f"visits/{public_id}/fix?wish=0")
    shown = ("Company asks for another date" in page, "Stocktaking." in page, path in page)
    assert shown == (True, True, True)
    assert 'aria-disabled="true"' not in page
    form = client.get(path).text
    day = first_day(office, 6).isoformat()
    wanted = [f'value="{day}"', 'value="14:00"', "The company proposed this date.</textarea>",
              "Agree to the company&#39;s date?"]  # fmt: skip
    assert [text for text in wanted if text not in form.replace("\r\n", "")] == []
    given = {"day": day, "hour": "14:00", "reason": "The company proposed this date."}
    answer = do(app, client, office.reference, f"visits/{public_id}/fix?wish=0", **given)
    assert (answer.status_code, status_of(app, office.reference)) == (
        303, CaseStatus.VISIT_SCHEDULED,
    )  # fmt: skip
    with app.app_context():
        visit = visit_of(office, public_id)
        assert (visit.day, visit.starts_at) == (first_day(office, 6), time(14))


@pytest.mark.parametrize("wish", ["1", "-1", "٠", "x", "9" * 400])
def test_a_wish_that_is_none_leaves_the_form_empty(client, office, wish) -> None:
    public_id = offered(office)
    wished(office, public_id)
    page = client.get(at(office.reference, f"visits/{public_id}/fix"), query_string={"wish": wish})
    assert (page.status_code, "Fix the date?" in page.text) == (200, True)


def test_dates_are_offered_again_before_and_after_the_company_answered(app, client, office) -> None:
    public_id = offered(office)
    path = f"visits/{public_id}/offer"
    for further in (3, 5):
        again = {"day_1": first_day(office, further).isoformat(), "hour_1": "10:00"}
        bad = do(app, client, office.reference, path, **{**again, "hour_1": "x"})
        assert (bad.status_code, f'value="{again["day_1"]}"' in bad.text) == (422, True)
        assert do(app, client, office.reference, path, **again).status_code == 303
        with app.app_context():
            visit = visit_of(office, public_id)
            assert [slot.day for slot in visit.slots if slot.is_open] == [
                first_day(office, further)
            ]
            assert visit.status is VisitStatus.PROPOSED
        if further == 3:
            wished(office, public_id)
    assert do(app, client, office.reference, path).status_code == 422


def test_a_date_is_fixed_on_a_working_day_with_a_reason(app, client, office) -> None:
    public_id = offered(office)
    path = f"visits/{public_id}/fix"
    good = {"day": first_day(office, 5).isoformat(), "hour": "09:00", "reason": "By telephone."}
    for change, sentence in [
        ({"day": saturday_after(first_day(office)).isoformat()}, "Nobody works on"),
        ({"day": ""}, "Type a date like 2026-11-24."),
        ({"hour": "24:00"}, "Type an hour like 09:30."),
        ({"reason": " "}, "Give a reason: it is kept with the case."),
        ({"reason": "x" * 9999}, "Use at most 5000 characters."),
    ]:
        bad = do(app, client, office.reference, path, **{**good, **change})
        assert (change, bad.status_code, sentence in bad.text) == (change, 422, True)
    assert do(app, client, office.reference, path, **good).status_code == 303
    assert status_of(app, office.reference) is CaseStatus.VISIT_SCHEDULED
    with writing(app):
        visit_of(office, public_id).moved = planning.RESCHEDULES
    later = {**good, "day": first_day(office, 8).isoformat()}
    assert do(app, client, office.reference, path, **later).status_code == 303
    with app.app_context():
        visit = visit_of(office, public_id)
        assert (visit.status, visit.day) == (VisitStatus.AGREED, first_day(office, 8))


def test_an_agreed_date_is_given_up_and_a_visit_called_off_each_once(app, client, office) -> None:
    public_id = agreed(office)
    path = f"visits/{public_id}"
    assert do(app, client, office.reference, f"{path}/move", reason="").status_code == 422
    seen = seq_of(app, office.reference)
    twice = [
        post(client, at(office.reference, f"{path}/move"), seq=seen, reason="I am ill.").status_code
        for _again in range(2)
    ]
    assert twice == [303, 409]
    with app.app_context():
        visit = visit_of(office, public_id)
        assert (visit.status, visit.day, visit.moved) == (VisitStatus.COUNTERED, None, 0)
    assert "The company asks for" not in client.get(at(office.reference, "visits")).text
    assert do(app, client, office.reference, f"{path}/cancel", reason=" ").status_code == 422
    assert do(app, client, office.reference, f"{path}/cancel", reason="Sold.").status_code == 303
    assert "the status has changed" in client.get(at(office.reference, f"{path}/cancel")).text
    before = digest(app)
    for act, given in [("cancel", {}), ("move", {}), ("fix", {"day": "2027-02-01", "hour": "09:00"}),
                       ("offer", {"day_1": "2027-02-01", "hour_1": "09:00"})]:  # fmt: skip
        late = do(app, client, office.reference, f"{path}/{act}", reason="Sold.", **given)
        assert (act, late.status_code, digest(app)) == (act, 409, before)
    assert status_of(app, office.reference) is CaseStatus.VISIT_PLANNING


@pytest.mark.parametrize("seq", ["", "nonsense", "９", "0", "9" * 400])
def test_a_page_that_is_out_of_date_changes_nothing(app, client, office, seq) -> None:
    public_id = agreed(office)
    case = at(office.reference, f"visits/{public_id}")
    office.move_to(first_day(office))
    day = {"day": first_day(office, 5).isoformat(), "hour": "09:00"}
    before = digest(app)
    for path, given in [
        (f"{case}/fix", day),
        (f"{case}/move", {}),
        (f"{case}/cancel", {}),
        (f"/desk/visits/{public_id}/start", {}),
        (f"/desk/visits/{public_id}/complete", {}),
    ]:
        late = post(client, path, seq=seq, reason="By telephone.", **given)
        assert (path, late.status_code) == (path, 409)
        assert "Meanwhile something happened in this case" in late.text
    assert digest(app) == before
