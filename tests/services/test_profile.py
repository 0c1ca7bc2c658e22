"""What a company says of itself is kept by field and read back, and nothing removed is lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db
from aeo.domain.errors import Gone, OutOfOrder
from aeo.models.profile import Site
from aeo.services import profile
from aeo.services.profile import Kind
from tests.people import a_company, writing
from tests.profiles import COMPANY, ENTRIES, SITE, STEP, somebody_of
from tests.statements import asked_of


@pytest.fixture
def company(app: Flask):
    """A company inside one unit of work, which is where services live."""
    with writing(app):
        yield a_company()


def needed(act) -> int:
    with asked_of(db.engine) as seen:
        act()
    return len(seen)


def test_a_company_that_has_said_nothing_has_its_registration_and_no_age(company) -> None:
    found = profile.read(company.id)
    assert found.company == {
        "name_en": "Kestrel Bay Logistics Limited",
        "name_zh": "",
        "ubi": "12345678",
        "age_years": None,
    }
    assert [found.sites, found.people, found.partners, found.flows] == [{}, {}, {}, {}]


def test_what_is_said_is_read_back_and_the_age_follows_from_it(company) -> None:
    ada = somebody_of(company)
    said = {**COMPANY, "established_on": (clock.today() - timedelta(days=800)).isoformat()}
    entry = profile.change_company(company.id, said, version=0, by=ada)
    assert (entry.version, entry.changed_by) == (1, "Ada Chan")
    assert profile.read(company.id).company == {
        **said,
        "name_en": "Kestrel Bay Logistics Limited",
        "name_zh": "",
        "ubi": "12345678",
        "age_years": 2,
    }
    assert profile.of_company(company.id).data == profile.read(company.id).company


def test_data_is_laid_over_what_is_kept_and_what_is_empty_goes(company) -> None:
    ada = somebody_of(company)
    profile.change_company(company.id, {"phone": "1", "website": "a.example"}, version=0, by=ada)
    profile.change_company(company.id, {"phone": "2", "website": ""}, version=1, by=ada)
    company_now = profile.read(company.id).company
    assert (company_now["phone"], "website" in company_now) == ("2", False)


def test_entries_stand_in_the_order_of_their_making_under_their_scope_keys(company) -> None:
    ada = somebody_of(company)
    made = {kind: [profile.add(kind, company.id, {**data, "name": name}, by=ada).scope
                   for name in ("B", "A")]
            for kind, data in ENTRIES.items()}  # fmt: skip
    found = profile.read(company.id)
    assert {kind: list(found.entries(kind)) for kind in ENTRIES} == made
    assert [scope.split(":")[0] for scopes in made.values() for scope in scopes] == [
        *["site"] * 2, *["person"] * 2, *["partner"] * 2, *["flow"] * 2
    ]  # fmt: skip


def test_reading_takes_three_statements_whatever_there_is(company) -> None:
    ada = somebody_of(company)
    clock.reread()
    before = needed(lambda: profile.read(company.id))
    for kind, data in ENTRIES.items():
        profile.add_all(kind, company.id, [data] * 15, by=ada)
    clock.reread()
    after = needed(lambda: profile.read(company.id))
    assert (before, after) == (3, 3)


def test_rows_are_numbered_and_empty_ones_are_left_out(company) -> None:
    ada = somebody_of(company)
    rows = [{"what": "", "who": ""}, STEP, {}, {**STEP, "no": 9, "seal": ""}]
    entry = profile.add(Kind.FLOW, company.id, {"name": "Flow", "steps": rows}, by=ada)
    assert entry.data["steps"] == [{"no": 1, **STEP}, {"no": 2, **STEP}]


def test_codes_stand_in_the_order_of_their_list_and_once(company) -> None:
    ada = somebody_of(company)
    said = {"modes": ["road", "air", "road"]}
    assert profile.change_company(company.id, said, version=0, by=ada).data["modes"] == [
        "air",
        "road",
    ]


@pytest.mark.parametrize("kind", list(ENTRIES))
def test_an_entry_is_removed_once_and_put_back_once(company, kind) -> None:
    ada = somebody_of(company)
    entry = profile.add(kind, company.id, ENTRIES[kind], by=ada)
    profile.remove(kind, company.id, entry.public_id, by=ada)
    assert profile.read(company.id).entries(kind) == {}
    with pytest.raises(OutOfOrder, match=r"This has been removed already\."):
        profile.remove(kind, company.id, entry.public_id, by=ada)
    with pytest.raises(OutOfOrder, match=r"Ada Chan has removed this\. Put it back"):
        profile.change(kind, company.id, entry.public_id, {}, version=2, by=ada)
    with pytest.raises(Gone):
        profile.entry(kind, company.id, entry.public_id)
    profile.put_back(kind, company.id, entry.public_id, by=ada)
    assert profile.read(company.id).entries(kind) == {entry.scope: entry.data}
    with pytest.raises(OutOfOrder, match=r"This is on the list already\."):
        profile.put_back(kind, company.id, entry.public_id, by=ada)


def test_an_officer_s_field_is_not_missing_and_stays_when_the_company_writes(company) -> None:
    ada = somebody_of(company)
    site = profile.add(Kind.SITE, company.id, SITE, by=ada)
    row = db.session.scalars(sa.select(Site)).one()
    row.data = {**row.data, "visited_on": "2024-05-06"}
    db.session.flush()
    changed = profile.change(
        Kind.SITE, company.id, site.public_id, {"hours": "Day"}, version=1, by=ada
    )
    assert changed.data["visited_on"] == "2024-05-06"
