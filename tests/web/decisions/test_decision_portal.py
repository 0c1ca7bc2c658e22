"""The decision as the company reads it, and the withdrawal that forestalls one."""

from datetime import date

import pytest

from aeo.domain.facts import Proposal
from aeo.domain.programme.decisions import Bar
from aeo.domain.vocabulary import CaseStatus
from aeo.services.decisions import deciding, hearing
from aeo.web.portal.decisions.decision import again_on
from tests.deciding import WHY
from tests.noon import NOON
from tests.people import post, writing
from tests.web.decisions.acting import come, heard, maintained, ours, words
from tests.web.desk_pages import status_of


def test_a_grant_says_what_is_held_from_when_to_when(app, client, office) -> None:
    office.to_decision()
    with writing(app):
        version = deciding.grant(office.reference, "Welcome.", by=office.kwok).version
        first, last = version.valid_from, version.valid_to
    come(app, client, office.ada)
    tracker = client.get(ours(office)).text
    assert f'href="{ours(office, "decision")}">Read the decision' in tracker
    assert "Ended: Granted" in words(tracker)
    told = words(client.get(ours(office, "decision")).text)
    wanted = [
        *("Granted: Tier 1", "Welcome.", "AEO code AEOHK0000000001", "What comes next"),
        f"Valid from {first:%a} {first.day} {first:%B %Y}",
        f"Valid until {last:%a} {last.day} {last:%B %Y}",
    ]
    assert [text for text in wanted if text not in told] == []
    assert "Why, and what would satisfy" not in told


def test_a_refusal_says_its_grounds_and_states_no_wait_that_is_not_certain(
    app, client, office
) -> None:
    maintained(office)
    with writing(app):
        deciding.refuse(office.reference, "Three months are missing.", by=office.kwok)
    come(app, client, office.ada)
    told = words(client.get(ours(office, "decision")).text)
    wanted = [
        *("Refused: Tier 1", "Three months are missing.", "B Maintenance of Commercial Records"),
        *(f"What shows it: {WHY}", "What would satisfy:"),
        "Before you prepare a new application, ask Customs from when you may send it.",
    ]
    assert [text for text in wanted if text not in told] == []
    assert "You may apply again from" not in told
    assert "Refused" in words(client.get(ours(office)).text)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ({"length": "P2Y", "starts": "refusal_effective"}, date(2028, 11, 23)),
        ({"length": "P2Y", "starts": "refusal_effective", "unverified": True}, None),
        ({"length": "P2Y", "starts": "refusal_effective", "starts_unverified": True}, None),
        ({"length": "P2Y"}, None),
        ({"length": None}, None),
    ],
)
def test_a_wait_is_stated_only_where_the_programme_is_certain(within, given, day) -> None:
    assert again_on(NOON, Bar(**{"source": "law", **given})) == day


def test_a_lower_level_is_told_beside_what_was_applied_for(app, client, higher) -> None:
    higher.graded(bad="K")
    higher.recommended(Proposal.GRANT_LOWER, WHY)
    with writing(app):
        hearing.intend(higher.reference, "We intend to grant Tier 1.", by=higher.cheung)
    with writing(app):
        hearing.accept_lower(higher.reference, "", by=higher.ada)
    higher.recommended(Proposal.GRANT_LOWER, WHY)
    higher.put_forward()
    with writing(app):
        deciding.grant_lower(higher.reference, "No crisis plan yet.", by=higher.kwok)
    come(app, client, higher.ada)
    told = words(client.get(ours(higher, "decision")).text)
    wanted = ["Granted: Tier 1", "Applied for Tier 2", "No crisis plan yet.", "K "]
    assert [text for text in wanted if text not in told] == []


def test_there_is_no_decision_before_it_is_taken(app, client, office) -> None:
    office.to_decision()
    come(app, client, office.ada)
    assert client.get(ours(office, "decision")).status_code == 404
    assert "Read the decision" not in client.get(ours(office)).text


@pytest.mark.parametrize("status", ["hearing", "decision", "supervisor_review"])
def test_the_company_may_withdraw_until_it_is_decided(app, client, office, status) -> None:
    if status == "hearing":
        heard(office)
    else:
        office.graded()
        office.recommended()
        if status == "decision":
            office.put_forward()
    assert status_of(app, office.reference) == status
    come(app, client, office.ada)
    assert ours(office, "withdraw") in client.get(ours(office)).text
    assert post(client, ours(office, "withdraw"), note="We moved.").status_code == 303
    assert status_of(app, office.reference) is CaseStatus.WITHDRAWN
    assert "Withdrawn by you" in words(client.get(ours(office)).text)
    again = post(client, ours(office, "withdraw"))
    assert again.status_code == 409
    if status == "hearing":
        page = client.get(ours(office, "hearing")).text
        assert "<textarea" not in page
        assert "Nothing more" not in page
