"""What a company says of itself: kept by field, judged by the programme, never overwritten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.config import ROOT
from aeo.db import db
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import SYSTEM, Actor, Role
from aeo.models.company import Company
from aeo.models.profile import Site
from aeo.services import profile, programme_files, programmes
from aeo.services.profile import Kind, Unfit
from tests.people import a_company, a_member, writing

NOT_BOTH = "Nobody stands in for themselves. Choose the contact or the deputy."
NO_DATE = "Type a date like 2026-11-24."
NO_ADDRESS = "Type an e-mail address like name@example.com."
NO_PARTNER = "Choose a business partner from your list."
FUTURE = "This date is still to come. Give the day on which it happened."
SITE = {
    "name": "Kwai Chung warehouse",
    "site_type": "warehouse",
    "tenure": "leased",
    "address": "1 Container Port Road",
    "hours": "Mon to Sat, 08:00 to 20:00",
    "staff_count": 12,
    "handles_cargo": True,
    "loads_units": True,
    "shared_building": False,
    "in_scope": True,
}
PERSON = {
    "name": "Yeung Mei Fong",
    "role": ["director", "signatory"],
    "post": "Director",
    "email": "mf.yeung@kestrelbay.example",
    "phone": "2123 4567",
    "can_sign": True,
}
PARTNER = {
    "name": "Peak Haulage Limited",
    "country": "Hong Kong",
    "role": "haulier",
    "risk_grade": "low",
    "security_clause": True,
}
STEP = {"what": "Collect the goods", "who": "Peak Haulage", "place": "Tuen Mun"}
FLOW = {
    "name": "Sea export, full container",
    "direction": "export",
    "modes": ["sea", "road"],
    "role": "forwarder",
    "steps": [STEP, {**STEP, "what": "Seal the container", "seal": "High security"}],
}
COMPANY = {
    "legal_form": "limited_company",
    "established_on": "2011-04-18",
    "registered_address": "2 Harbour Road",
    "business_address": "2 Harbour Road",
    "phone": "2123 4567",
    "email": "office@kestrelbay.example",
    "employee_band": "10_49",
    "roles": ["forwarder"],
    "modes": ["sea"],
    "consent_register": True,
    "consent_mra": False,
}
ENTRIES = {Kind.SITE: SITE, Kind.PERSON: PERSON, Kind.PARTNER: PARTNER, Kind.FLOW: FLOW}


@pytest.fixture
def company(app: Flask):
    """A company inside one unit of work, which is where services live."""
    with writing(app):
        yield a_company()


def somebody_of(company: Company, *roles: Role, name: str = "Ada Chan", sites=()) -> Actor:
    user = a_member(company, *(roles or (Role.COORDINATOR,)), name=name)
    roles = frozenset(roles or (Role.COORDINATOR,))
    return Actor(
        user_id=user.id, roles=roles, company_id=company.id, name=name, sites=frozenset(sites)
    )


def flaws_of(kind: Kind, company: Company, by: Actor, **data) -> dict[str, str]:
    with pytest.raises(Unfit) as refused:
        if kind is Kind.COMPANY:
            profile.change_company(company.id, data, version=0, by=by)
        else:
            profile.add(kind, company.id, {**ENTRIES[kind], **data}, by=by)
    return {key: str(sentence) for key, sentence in refused.value.flaws.items()}


def statements(act) -> int:
    seen: list[str] = []

    def note(_conn, _cursor, statement, *_more) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
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


def test_reading_takes_six_statements_whatever_there_is(company) -> None:
    ada = somebody_of(company)
    clock.reread()
    before = statements(lambda: profile.read(company.id))
    for kind, data in ENTRIES.items():
        profile.add_all(kind, company.id, [data] * 15, by=ada)
    clock.reread()
    after = statements(lambda: profile.read(company.id))
    assert (before <= 6, after) == (True, before)


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


@pytest.mark.parametrize(
    ("kind", "data", "flaws"),
    [
        (Kind.COMPANY, {"colour": "red"}, {"colour": "There is no such field."}),
        (Kind.COMPANY, {"name_en": "X"}, {"name_en": "There is no such field."}),
        (Kind.COMPANY, {"ubi": "87654321"}, {"ubi": "There is no such field."}),
        (Kind.COMPANY, {"age_years": 3}, {"age_years": "There is no such field."}),
        (Kind.SITE, {"visited_on": "2020-01-01"}, {"visited_on": "There is no such field."}),
        (Kind.FLOW, {"map": "x"}, {"map": "There is no such field."}),
        (Kind.COMPANY, {"legal_form": "club"}, {"legal_form": "Choose from the list."}),
        (Kind.COMPANY, {"roles": ["king"]}, {"roles": "Choose from the list."}),
        (Kind.COMPANY, {"roles": "forwarder"}, {"roles": "Choose from the list."}),
        (Kind.COMPANY, {"established_on": "soon"}, {"established_on": NO_DATE}),
        (Kind.COMPANY, {"email": "nobody"}, {"email": NO_ADDRESS}),
        (Kind.COMPANY, {"phone": 5}, {"phone": "Type a text here."}),
        (Kind.COMPANY, {"phone": "5" * 4001}, {"phone": "Use at most 4000 characters."}),
        (Kind.COMPANY, {"consent_mra": "yes"}, {"consent_mra": "Choose yes or no."}),
        (Kind.SITE, {"name": "x" * 256}, {"name": "Use at most 255 characters."}),
        (Kind.SITE, {"staff_count": "12"}, {"staff_count": "Type a whole number, like 30."}),
        (Kind.SITE, {"staff_count": True}, {"staff_count": "Type a whole number, like 30."}),
        (Kind.SITE, {"staff_count": -1}, {"staff_count": "Type a number from 0 to 1000000000."}),
        (Kind.PERSON, {"share_percent": 101}, {"share_percent": "Type a number from 0 to 100."}),
        (Kind.SITE, {"operator": "partner:x"}, {"operator": NO_PARTNER}),
        (Kind.PERSON, {"role": ["contact", "deputy"]}, {"role": NOT_BOTH}),
        (Kind.FLOW, {"steps": "first"}, {"steps": "Give the rows one by one."}),
        (Kind.FLOW, {"steps": [{"colour": "red"}]}, {"steps": "There is no such column."}),
        (Kind.FLOW, {"steps": [STEP] * 61}, {"steps": "Use at most 60 rows."}),
    ],
)  # fmt: skip
def test_what_does_not_fit_its_field_says_why(company, kind, data, flaws) -> None:
    assert flaws_of(kind, company, somebody_of(company), **data) == flaws


def test_every_flaw_is_named_at_once_and_nothing_is_kept(company) -> None:
    ada = somebody_of(company)
    found = flaws_of(Kind.COMPANY, company, ada, phone="1", legal_form="club", employee_band="9")
    assert found == {
        "legal_form": "Choose from the list.",
        "employee_band": "Choose from the list.",
    }
    assert "phone" not in profile.read(company.id).company


def test_today_has_happened_and_tomorrow_has_not(company) -> None:
    ada, today = somebody_of(company), clock.today()
    profile.add(Kind.PARTNER, company.id, {**PARTNER, "last_review": today.isoformat()}, by=ada)
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert flaws_of(Kind.PARTNER, company, ada, last_review=tomorrow) == {"last_review": FUTURE}
    assert flaws_of(Kind.COMPANY, company, ada, established_on=tomorrow) == {
        "established_on": FUTURE
    }


def test_only_the_name_is_asked_for_at_once(company) -> None:
    ada = somebody_of(company)
    assert profile.add(Kind.SITE, company.id, {"name": "Depot"}, by=ada).data == {"name": "Depot"}
    assert flaws_of(Kind.SITE, company, ada, name="") == {
        "name": "Type a name, so that you find it again."
    }


def test_the_shares_of_all_people_are_at_most_the_whole(company) -> None:
    ada = somebody_of(company)
    profile.add(Kind.PERSON, company.id, {**PERSON, "share_percent": 60}, by=ada)
    other = profile.add(Kind.PERSON, company.id, {"name": "B", "share_percent": 40}, by=ada)
    elsewhere = a_company("Blue Junk Lines Limited", "87654321")
    alone = profile.add(Kind.PERSON, elsewhere.id, {"name": "C", "share_percent": 100}, by=ada)
    assert alone.data["share_percent"] == 100
    with pytest.raises(Incomplete, match=r"The shares of all people would add up to 101 %\."):
        profile.change(
            Kind.PERSON, company.id, other.public_id, {"share_percent": 41}, version=1, by=ada
        )


def test_a_site_may_name_a_partner_and_goes_on_naming_one_that_was_removed(company) -> None:
    ada = somebody_of(company)
    partner = profile.add(Kind.PARTNER, company.id, PARTNER, by=ada)
    site = profile.add(Kind.SITE, company.id, {**SITE, "operator": partner.scope}, by=ada)
    profile.remove(Kind.PARTNER, company.id, partner.public_id, by=ada)
    again = profile.change(
        Kind.SITE, company.id, site.public_id, {"operator": partner.scope}, version=1, by=ada
    )
    assert again.data["operator"] == partner.scope
    with pytest.raises(Unfit):
        profile.add(Kind.SITE, company.id, {**SITE, "operator": partner.scope}, by=ada)


def test_who_comes_second_is_told_who_came_first(company) -> None:
    ada, wong = somebody_of(company), somebody_of(company, name="Wong Ka Yan")
    site = profile.add(Kind.SITE, company.id, SITE, by=ada)
    sentence = "Wong Ka Yan has changed this since you opened it. Nothing of yours is lost."
    profile.change(Kind.SITE, company.id, site.public_id, {"hours": "Day"}, version=1, by=wong)
    with pytest.raises(OutOfOrder) as refused:
        profile.change(Kind.SITE, company.id, site.public_id, {"hours": "Night"}, version=1, by=ada)
    assert str(refused.value) == sentence
    profile.change_company(company.id, {"phone": "1"}, version=0, by=wong)
    with pytest.raises(OutOfOrder) as refused:
        profile.change_company(company.id, {"phone": "2"}, version=0, by=ada)
    assert str(refused.value) == sentence
    found = profile.read(company.id)
    assert (found.sites[site.scope]["hours"], found.company["phone"]) == ("Day", "1")


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


@pytest.mark.parametrize("kind", list(ENTRIES))
def test_an_entry_of_another_company_does_not_exist(company, kind) -> None:
    other = a_company("Blue Junk Lines Limited", "87654321")
    eve, ada = somebody_of(other), somebody_of(company)
    theirs = profile.add(kind, other.id, ENTRIES[kind], by=eve).public_id
    for act in (
        lambda key: profile.entry(kind, company.id, key),
        lambda key: profile.change(kind, company.id, key, {"name": "X"}, version=1, by=ada),
        lambda key: profile.remove(kind, company.id, key, by=ada),
        lambda key: profile.put_back(kind, company.id, key, by=ada),
    ):
        said = []
        for key in (theirs, "0" * 32):
            with pytest.raises(Gone) as refused:
                act(key)
            said.append(str(refused.value))
        assert said[0] == said[1]


def test_a_membership_for_certain_sites_reaches_those_and_nothing_else(company) -> None:
    ada = somebody_of(company)
    mine, other = (profile.add(Kind.SITE, company.id, SITE, by=ada) for _n in range(2))
    partner = profile.add(Kind.PARTNER, company.id, PARTNER, by=ada)
    kin = somebody_of(company, Role.CONTRIBUTOR, name="Kin", sites=[mine.scope])
    hours = {"hours": "Day and night"}
    assert (
        profile.change(Kind.SITE, company.id, mine.public_id, hours, version=1, by=kin).version == 2
    )
    for act in (
        lambda: profile.change(Kind.SITE, company.id, other.public_id, hours, version=1, by=kin),
        lambda: profile.change(Kind.PARTNER, company.id, partner.public_id, {}, version=1, by=kin),
        lambda: profile.add(Kind.SITE, company.id, SITE, by=kin),
        lambda: profile.remove(Kind.SITE, company.id, mine.public_id, by=kin),
        lambda: profile.put_back(Kind.SITE, company.id, mine.public_id, by=kin),
        lambda: profile.change_company(company.id, {"phone": "1"}, version=0, by=kin),
    ):
        with pytest.raises(NotAllowed, match=r"Your membership covers certain sites only\."):
            act()


def test_a_lead_with_sites_in_the_membership_reaches_everything(company) -> None:
    lead = somebody_of(company, Role.COORDINATOR, sites=["site:x"])
    assert profile.add(Kind.SITE, company.id, SITE, by=lead).version == 1


def test_only_a_person_changes_it(company) -> None:
    with pytest.raises(NotAllowed, match="Only a person"):
        profile.add(Kind.SITE, company.id, SITE, by=SYSTEM)


def test_several_are_added_all_or_none(company) -> None:
    ada = somebody_of(company)
    with pytest.raises(Unfit), db.session.begin_nested():
        profile.add_all(Kind.PARTNER, company.id, [PARTNER, {"name": ""}], by=ada)
    assert profile.read(company.id).partners == {}
    names = [{"name": "peak haulage limited"}, {"name": "New"}, {"name": "new"}, {"name": ""}]
    profile.add(Kind.PARTNER, company.id, PARTNER, by=ada)
    found = profile.flaws(Kind.PARTNER, company.id, names)
    assert [{key: str(it) for key, it in flaws.items()} for flaws in found] == [
        {"name": "This name is on the list already."},
        {},
        {"name": "This name is on the list already."},
        {"name": "Type a name, so that you find it again."},
    ]


def test_a_complete_profile_has_no_gaps(company) -> None:
    ada = somebody_of(company)
    profile.change_company(company.id, COMPANY, version=0, by=ada)
    for kind, data in ENTRIES.items():
        profile.add(kind, company.id, data, by=ada)
    assert profile.gaps(profile.read(company.id), programmes.current()) == []


def test_an_empty_profile_lacks_its_fields_and_the_lists_that_must_not_be_empty(company) -> None:
    found = profile.gaps(profile.read(company.id), programmes.current())
    assert [(gap.kind, gap.scope, gap.field) for gap in found] == [
        *[("company", "company", key) for key in COMPANY],
        *[(kind, "company", "") for kind in ("site", "person", "flow")],
    ]
    assert [str(gap.sentence) for gap in found if gap.kind is not Kind.COMPANY] == [
        "Add at least one site that the status is to cover.",
        "Name at least one person who may sign for the company.",
        "Describe at least one cargo flow.",
    ]


def test_a_gap_names_its_entry_and_its_field_in_the_language_asked_for(company) -> None:
    ada = somebody_of(company)
    site = profile.add(Kind.SITE, company.id, {**SITE, "hours": None, "in_scope": False}, by=ada)
    flow = profile.add(Kind.FLOW, company.id, {**FLOW, "steps": [STEP, {"what": "Seal"}]}, by=ada)
    programme = programmes.current()
    found = [gap for gap in profile.gaps(profile.read(company.id), programme) if gap.scope in
             (site.scope, flow.scope) or gap.kind is Kind.SITE]  # fmt: skip
    labels = {one.key: one.label for one in (*programme.fields.site, *programme.fields.flow_step)}
    assert [(gap.scope, gap.field, gap.name, str(gap.sentence)) for gap in found] == [
        ("company", "", "", "Add at least one site that the status is to cover."),
        (site.scope, "hours", SITE["name"], f"“{labels['hours']['en']}” is not filled in."),
        (flow.scope, "steps", FLOW["name"],
         f"Row 2 is not complete: {labels['who']['en']}, {labels['place']['en']}."),
    ]  # fmt: skip
    chinese = profile.entry_gaps(
        Kind.SITE, site.scope, profile.read(company.id).sites[site.scope], programme,
        language="zh-Hant",
    )  # fmt: skip
    assert [gap.sentence.params for gap in chinese] == [{"field": labels["hours"]["zh-Hant"]}]


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


def test_a_programme_with_other_fields_asks_for_those(company) -> None:
    """Nordhaven knows no scope of a site and nobody who signs, and has its own names."""
    file = ROOT / "tests/programmes/nordhaven-2026-01/programme.yaml"
    nordhaven = programme_files.read(file)
    nothing = profile.gaps(profile.Profile(), nordhaven)
    assert [(gap.kind, gap.field, str(gap.sentence)) for gap in nothing] == [
        ("company", "roles", "“Rôles” is not filled in."),
        ("company", "name", "“Nom” is not filled in."),
        ("company", "register_number", "“Numéro au registre” is not filled in."),
        ("site", "", "Add at least one site that the status is to cover."),
        ("flow", "", "Describe at least one cargo flow."),
    ]
    said = profile.Profile(
        company={"name": "A", "register_number": "1", "roles": ["x"]},
        sites={"site:1": {"name": "S", "site_type": "office", "handles_cargo": False}},
        flows={"flow:1": {"name": "F", "steps": [{"what": ""}]}},
    )
    assert [str(gap.sentence) for gap in profile.gaps(said, nordhaven, language="en")] == [
        "Row 1 is not complete: What happens."
    ]


def test_of_two_who_save_at_the_same_moment_one_is_told(app: Flask) -> None:
    with writing(app):
        company = a_company()
        people = [somebody_of(company, name=name) for name in ("Ada Chan", "Wong Ka Yan")]
        entry = profile.add(Kind.SITE, company.id, SITE, by=people[0])
        company_id = company.id
    start = Barrier(2, timeout=20)

    def save(by: Actor) -> list[str]:
        start.wait()
        told = []
        for act in (
            lambda: profile.change(
                Kind.SITE, company_id, entry.public_id, {"hours": by.name}, version=1, by=by
            ),
            lambda: profile.change_company(company_id, {"phone": by.name}, version=0, by=by),
        ):
            try:
                with writing(app):
                    act()
                told.append("saved")
            except OutOfOrder as refused:
                told.append(str(refused).partition(" since")[0])
        return told

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(save, people)
    names = [by.name for by in people]
    for one, other in zip(first, second, strict=True):
        won = 0 if one == "saved" else 1
        assert (one, other)[1 - won] == f"{names[won]} has changed this"
    with writing(app):
        found = profile.read(company_id)
        kept = [found.sites[entry.scope]["hours"], found.company["phone"]]
    assert kept == [names[0 if told == "saved" else 1] for told in first]
