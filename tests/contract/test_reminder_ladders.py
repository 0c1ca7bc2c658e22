"""The two places that speak of reminders agree: the catalogue of messages and the programme."""

from pathlib import Path

import pytest

import aeo
from aeo.domain.programme.programme import Programme
from aeo.domain.reminders import Ladder, Offset, ladder
from aeo.mail import catalogue, kinds
from aeo.services import programme_files
from aeo.services.reminders.subjects import GROUPS

HONG_KONG = Path(aeo.__file__).parent / "programmes" / "hkaeo-2026-01"
RAISED = {
    slug: kind.reminder
    for slug, kind in kinds(catalogue.load()).items()
    if kind.reminder is not None
}
# Groups of the catalogue that nothing owes yet, and what they wait for.
NOT_YET = {
    "annual_declaration": "no programme has one",
    "suspension_cure": "measures",
    "mandate_end": "mandates",
    "invitation": "invitations are sent again by hand",
    "draft_idle": "drafts",
    "signature": "asked for by hand, at most once a day",
    "evidence_expiry": "documents with an end",
    "hearing": "hearings",
    "visit": "visits",
    "visit_proposal": "visits",
}


@pytest.fixture(scope="module")
def hongkong() -> Programme:
    return programme_files.read(HONG_KONG)


def steps(found: Ladder) -> list[tuple[str, str]]:
    return [(rung.written, rung.kind) for rung in found.rungs]


def offered(programme: Programme) -> list[str]:
    assert programme.validity.renewal is not None
    return [f"-P{offset[1:]}" for offset in programme.validity.renewal.reminders]


def test_every_offset_of_hong_kong_is_a_rung_with_a_message(hongkong: Programme) -> None:
    assert steps(ladder("renewal", RAISED, offered(hongkong))) == [
        ("-P9M", "renewal-invitation"),
        ("-P7M", "renewal-reminder"),
        ("-P6M", "renewal-reminder"),
        ("-P5M", "renewal-late-company"),
        ("-P3M", "renewal-late-company"),
        ("-P1M", "renewal-late-company"),
    ]
    assert steps(ladder("renewal", RAISED)) == steps(ladder("renewal", RAISED, offered(hongkong)))
    assert steps(ladder("renewal_staff", RAISED, offered(hongkong))) == [
        (offset, "renewal-late-officer") for offset in ("-P5M", "-P3M", "-P1M")
    ]


def test_the_invitation_and_the_late_ones_are_where_the_programme_says(
    hongkong: Programme,
) -> None:
    renewal = hongkong.validity.renewal
    assert renewal is not None
    rungs = ladder("renewal", RAISED).rungs
    invited = [rung.written for rung in rungs if rung.kind == "renewal-invitation"]
    assert invited == [f"-{renewal.invite_before_expiry}"]
    due = Offset.parse(f"-{renewal.due_before_expiry}").order
    assert {rung.kind for rung in rungs if rung.offset.order > due} == {"renewal-late-company"}
    assert "renewal-late-company" not in {rung.kind for rung in rungs if rung.offset.order <= due}


def test_the_days_of_the_other_ladders() -> None:
    assert {group: steps(ladder(group, RAISED)) for group in ("response_due", "corrective_action")
    } == {
        "response_due": [
            ("-P7D", "response-due-reminder"), ("-P2D", "response-due-reminder"),
            ("P0D", "response-overdue-company"),
        ],
        "corrective_action": [
            ("-P14D", "corrective-action-reminder"), ("-P7D", "corrective-action-reminder"),
            ("-P2D", "corrective-action-reminder"), ("P0D", "corrective-action-overdue-company"),
        ],
    }  # fmt: skip
    once_over = {slug for slug, raised in RAISED.items() if raised.once_over}
    assert once_over == {
        "response-overdue-company", "response-overdue-officer",
        "corrective-action-overdue-company", "corrective-action-overdue-staff",
    }  # fmt: skip


def test_every_group_is_swept_or_named_here() -> None:
    swept = {group.name for group in GROUPS}
    assert {raised.group for raised in RAISED.values()} == swept | NOT_YET.keys()
    assert swept & NOT_YET.keys() == set()
    assert len({group.number for group in GROUPS}) == len(GROUPS)


def test_a_ladder_is_one_of_months_or_one_of_days() -> None:
    for raised in RAISED.values():
        offsets = [Offset.parse(offset) for offset in raised.offsets]
        assert len({bool(offset.months) for offset in offsets}) == 1


def test_a_count_of_days_is_made_when_it_is_sent() -> None:
    for entry in catalogue.load().entries:
        assert ("days_left" in entry.values) == (entry.days_left_to is not None)
        assert "days_left" not in entry.needs
