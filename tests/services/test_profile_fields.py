"""What the fields of the programme ask of a profile: what fits, what does not, what is missing."""

from datetime import timedelta

import pytest
from flask import Flask

from aeo import clock
from aeo.config import ROOT
from aeo.db import db
from aeo.domain.errors import Incomplete
from aeo.domain.vocabulary import Actor
from aeo.models.company import Company
from aeo.services import profile, programme_files, programmes
from aeo.services.profile import Kind, Unfit
from tests.people import a_company, writing
from tests.profiles import COMPANY, ENTRIES, FLOW, PARTNER, PERSON, SITE, STEP, somebody_of

NOT_BOTH = "Nobody stands in for themselves. Choose the contact or the deputy."
NO_DATE = "Type a date like 2026-11-24."
NO_ADDRESS = "Type an e-mail address like name@example.com."
NO_PARTNER = "Choose a business partner from your list."
FUTURE = "This date is still to come. Give the day on which it happened."


@pytest.fixture
def company(app: Flask):
    """A company inside one unit of work, which is where services live."""
    with writing(app):
        yield a_company()


def flaws_of(kind: Kind, company: Company, by: Actor, **data) -> dict[str, str]:
    with pytest.raises(Unfit) as refused:
        if kind is Kind.COMPANY:
            profile.change_company(company.id, data, version=0, by=by)
        else:
            profile.add(kind, company.id, {**ENTRIES[kind], **data}, by=by)
    return {key: str(sentence) for key, sentence in refused.value.flaws.items()}


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
    assert [str(gap.sentence) for gap in profile.gaps(said, nordhaven, language="pt")] == [
        "Row 1 is not complete: O que acontece."
    ]
