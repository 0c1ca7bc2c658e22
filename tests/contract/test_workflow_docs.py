"""The tables keep their word to the documentation, the mail catalogue and the programmes."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import aeo
from aeo.cli.workflow import command
from aeo.config import ROOT
from aeo.domain.programme.programme import Programme
from aeo.domain.transition import Row
from aeo.domain.vocabulary import COMPANY_ROLES, Machine, Role
from aeo.domain.workflow import AUTHORISATION, CASE, RFI, TABLES
from aeo.domain.workflow.words import STATUS
from aeo.mail import catalogue
from aeo.services import programme_files

ALL_ROWS = [(table.machine, row) for table in TABLES.values() for row in table.all_rows]
HONG_KONG = Path(aeo.__file__).parent / "programmes" / "hkaeo-2026-01"
# Kinds of messages "of a case" or "of an authorisation" that no row raises, and who does instead.
RAISED_OTHERWISE = {
    "case-assigned-officer": "assignment",
    "case-reopened-company": "set-aside and reopening: a flag and a linked case",
    "case-reopened-staff": "set-aside and reopening: a flag and a linked case",
    "correction-company": "correction of an issued paper",
    "corrective-action-overdue-company": "the schedule, when the day has passed",
    "corrective-action-overdue-staff": "the schedule, when the day has passed",
    "granted-with-actions": "the decision, instead of granted, when minor findings stay open",
    "message-to-company": "the conversation",
    "message-to-officer": "the conversation",
    "officer-changed-company": "assignment",
    "response-overdue-company": "the schedule, when the day has passed",
    "response-overdue-officer": "the schedule, when the day has passed",
    "signature-requested": "the draft, when it is complete",
    "annulled-company": "measures",
    "reinstated-company": "measures",
    "reinstated-staff": "measures",
    "revoked-company": "measures",
    "revoked-staff": "measures",
    "suspended-company": "measures",
    "suspended-staff": "measures",
}


@pytest.fixture(scope="module")
def hongkong() -> Programme:
    return programme_files.read(HONG_KONG)


def printed(form: str) -> str:
    result = CliRunner().invoke(command, ["--format", form])
    assert result.exit_code == 0
    return result.output


def test_the_document_in_the_repository_is_the_one_that_the_tables_make() -> None:
    """Stale? ``./dev docs``, and read the difference."""
    assert (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8") == printed("md")


def test_the_command_prints_diagrams_and_data_too() -> None:
    assert printed("mermaid").count("stateDiagram-v2\n") == len(TABLES)
    assert list(json.loads(printed("json"))["machines"]) == [machine.value for machine in Machine]
    assert CliRunner().invoke(command, ["--format", "pdf"]).exit_code == 2
    assert CliRunner().invoke(command, []).output == printed("md")


def test_every_message_of_a_row_is_in_the_mail_catalogue() -> None:
    known = catalogue.load().current
    assert sorted({slug for _, row in ALL_ROWS for slug in row.notices} - known.keys()) == []


def test_every_message_of_a_case_or_of_what_is_held_is_raised_by_a_row_or_named_here() -> None:
    told = {slug for _, row in ALL_ROWS for slug in row.notices}
    about = re.compile(r"^(case|visit|authorisation)( |:)")
    of_the_machines = {
        entry.slug for entry in catalogue.load().current.values() if about.match(entry.raised_by)
    }
    assert of_the_machines - told == set(RAISED_OTHERWISE)
    assert told & set(RAISED_OTHERWISE) == set()


def sides(row: Row) -> set[str]:
    mail = catalogue.load()
    return {mail.roles[name].side for slug in row.notices for name in mail.current[slug].recipients}


def test_what_one_side_does_the_other_side_hears_of() -> None:
    """Steps that only prepare, or only move a case inside the house, are silent on purpose."""
    silent = {
        (machine.value, row.action.value)
        for machine, row in ALL_ROWS
        if row.by != {Role.SYSTEM}
        and ("customs" if row.by & COMPANY_ROLES else "company") not in sides(row)
    }
    assert silent == {
        ("case", "begin"),  # a draft is the company's alone
        ("case", "ask"), ("case", "plan_visit"), ("case", "revisit"),  # request and visit tell
        ("case", "waive_visit"), ("case", "go_adverse"), ("case", "overdue_actions"),
        ("case", "recommend"), ("case", "send_back"), ("case", "put_forward"),
        ("case", "waive_hearing"),
        ("rfi", "begin"), ("rfi", "accept"),
        ("rfi", "expire"), ("rfi", "withdraw"),  # the catalogue has no words for these yet
        ("visit", "start"), ("visit", "complete"),
        ("finding", "begin"),  # the report tells
        ("finding", "withdraw"),  # of what the company was never told
        ("finding", "close"),  # an observation asks nothing
    }  # fmt: skip


def test_a_legal_message_goes_to_the_company_with_every_ending_of_its_case_or_status() -> None:
    mail = catalogue.load()
    for table in (CASE, AUTHORISATION):
        for row in table.rows:
            if row.target in table.closed:
                legal = {slug for slug in row.notices if mail.current[slug].kind == "legal"}
                told = {name for slug in legal for name in mail.current[slug].recipients}
                assert (row.action, "signatory" in told) == (row.action, True)


def test_an_internal_message_never_goes_to_the_company() -> None:
    mail = catalogue.load()
    inner = {"recommendation-ready", "recommendation-sent-back", "put-for-decision"}
    found = {mail.roles[r].side for slug in inner for r in mail.current[slug].recipients}
    assert found == {"customs"}


def test_every_clock_that_a_row_names_is_a_clock_of_the_programme(hongkong: Programme) -> None:
    clocks = {clock.id for clock in hongkong.clocks}
    effect = re.compile(r"^(?:(starts|restarts|stops|resumes|extends) )?(\w+)$")
    for _, row in ALL_ROWS:
        for part in filter(None, row.clock.split(", ")):
            match = effect.match(part)
            assert match is not None
            assert match[2] in clocks | {"all"}


def test_the_programme_words_every_status_that_the_tables_know(hongkong: Programme) -> None:
    for machine, statuses in STATUS.items():
        for status in statuses:
            assert hongkong.wording(machine, status).code == status


def test_the_words_of_the_tables_do_not_contradict_those_of_the_programme(
    hongkong: Programme,
) -> None:
    """A closed status is closed in both: nobody is to act next."""
    for table in (CASE, RFI):
        for status in table.closed:
            assert hongkong.wording(table.machine, status).pen_with == "none"
