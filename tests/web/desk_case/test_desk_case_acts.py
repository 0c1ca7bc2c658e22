"""What officers do with a case: each step once, on what they have read."""

import pytest

from aeo.domain.vocabulary import CaseStatus, Role
from tests.applications import (
    an_office_actor,
)
from tests.people import digest, post
from tests.web.desk_pages import (
    at,
    do,
    everything_fine,
    points_of,
    seq_of,
    signed_in,
    status_of,
)


def test_a_closed_button_says_every_reason_and_who_could_press_it(
    app, client, bo, reference
) -> None:
    page = client.get(at(reference)).text
    for tab in (page, client.get(at(reference, "completeness")).text):
        assert tab.count('aria-disabled="true"') == 2
    points = len(points_of(app, reference, bo))
    wanted = [
        *("Assign a case officer first.", "Name at least one item", "mark it verified"),
        f"Points of the completeness check not yet ticked: {points}.",
        "Can be done by: Case officer, Intake officer, Supervisor.",
    ]
    assert [text for text in wanted if text not in page] == []
    closed = client.get(at(reference, "accept")).text
    assert "This cannot be done now." in closed
    assert '<button class="btn btn-primary">Accept' not in closed
    before = digest(app)
    for act in ("accept", "return"):
        answer = do(app, client, reference, act)
        assert (answer.status_code, digest(app)) == (409, before)
    assert "Assign a case officer first." in do(app, client, reference, "accept").text


def test_a_case_is_taken_verified_checked_and_accepted_and_each_only_once(
    app, client, bo, reference
) -> None:
    assert do(app, client, reference, "take").location == at(reference)
    assert do(app, client, reference, "verify").location == at(reference)
    everything_fine(app, client, reference, bo)
    overview = client.get(at(reference)).text
    assert "Bo Lau is in charge of this case." in overview
    assert f'href="{at(reference, "accept")}" data-key="a"' in overview
    seen = seq_of(app, reference)
    accepted = post(client, at(reference, "accept"), seq=seen)
    assert (accepted.status_code, status_of(app, reference)) == (303, CaseStatus.VETTING)
    again = post(client, at(reference, "accept"), seq=seen)
    assert (again.status_code, "look at it first" in again.text) == (409, True)
    assert do(app, client, reference, "accept").status_code == 409
    page = client.get(at(reference)).text
    assert "Vetting" in page
    assert "The check of this round is over." in client.get(at(reference, "completeness")).text


@pytest.mark.parametrize(
    "act", ["take", "assign", "verify", "accept", "return", "conflict", "completeness",
            "completeness/sites"],
)  # fmt: skip
def test_a_page_that_is_out_of_date_changes_nothing(app, client, bo, reference, act) -> None:
    mak = an_office_actor(app, Role.CASE_OFFICER, name="Mak Tsz Kin")
    seen = seq_of(app, reference)
    assert do(app, client, reference, "assign", officer=mak.user_id).status_code == 303
    before = digest(app)
    fields = {"officer": bo.user_id, "reason": "x", "sites-result": "fine"}
    for seq in (seen, "", "nonsense", "９"):
        answer = post(client, at(reference, act), seq=seq, **fields)
        assert (answer.status_code, "Meanwhile something happened" in answer.text) == (409, True)
    assert digest(app) == before


def test_a_case_can_be_given_to_case_officers_only(app, client, bo, reference) -> None:
    for officer in ("", "x", "9" * 30, str(10**6)):
        assert do(app, client, reference, "assign", officer=officer).status_code == 422
    mak = an_office_actor(app, Role.CASE_OFFICER, name="Mak Tsz Kin")
    page = client.get(at(reference)).text
    assert "Mak Tsz Kin</option>" in page
    assert "Kwok Chi Hang</option>" not in page
    assert do(app, client, reference, "assign", officer=mak.user_id).status_code == 303
    assert "Officer: Mak Tsz Kin" in client.get(at(reference)).text


def test_stepping_aside_closes_the_case_to_oneself(app, client, bo, reference) -> None:
    do(app, client, reference, "take")
    empty = do(app, client, reference, "conflict", reason=" ")
    assert (empty.status_code, "Give a reason" in empty.text) == (422, True)
    assert do(app, client, reference, "conflict", reason="My sister.").location == "/desk/cases"
    assert reference not in client.get("/desk/cases?status=all").text
    signed_in(app, client, Role.SUPERVISOR, name="Cheung Wai Lam")
    assert "An officer declared a conflict" in client.get(at(reference, "timeline")).text


def test_a_supervisor_does_not_accept_with_a_reason(app, client, bo, reference) -> None:
    signed_in(app, client, Role.SUPERVISOR, name="Cheung Wai Lam")
    assert f'href="{at(reference, "not-accept")}"' in client.get(at(reference)).text
    assert do(app, client, reference, "not-accept").status_code == 422
    answer = do(app, client, reference, "not-accept", reason="No place of business here.")
    assert (answer.status_code, status_of(app, reference)) == (303, CaseStatus.NOT_ACCEPTED)
    page = client.get(at(reference, "timeline")).text
    assert "No place of business here." in page
    overview = client.get(at(reference)).text
    assert "Take it myself" not in overview
    assert do(app, client, reference, "assign", officer=bo.user_id).status_code == 409
