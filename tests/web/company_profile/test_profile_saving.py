"""What a company types about itself: kept as typed, refused with a sentence, never overwritten unseen."""

import re

import pytest

from aeo.db import db
from aeo.domain.vocabulary import Actor, Role
from aeo.models.company import Company
from aeo.models.profile import Site
from aeo.services import profile
from aeo.services.profile import Kind
from tests.people import a_member, digest, post, writing
from tests.web.company_profile.house import BASE, fields_of


def test_the_company_s_fields_are_saved_with_one_button_and_shown_again(house) -> None:
    page = house.client.get(f"{BASE}/profile").text
    given = {**fields_of(page), "phone": "2123 4567", "established_on": "2011-04-18",
             "roles": ["forwarder", "importer"], "consent_mra": "no", "trading_names": "A\r\nB"}  # fmt: skip
    answer = post(house.client, f"{BASE}/profile", **given)
    assert (answer.status_code, answer.location) == (303, f"{BASE}/")
    assert house.company().data == {
        "phone": "2123 4567",
        "established_on": "2011-04-18",
        "roles": ["importer", "forwarder"],
        "consent_mra": False,
        "trading_names": "A\nB",
    }
    again = fields_of(house.client.get(f"{BASE}/profile").text)
    assert [again[key] for key in ("version", "phone", "roles", "consent_mra")] == [
        ["1"],
        ["2123 4567"],
        ["importer", "forwarder"],
        ["no"],
    ]


def test_what_was_taken_away_goes(house) -> None:
    post(house.client, f"{BASE}/profile", version="0", phone="1", roles=["importer"])
    post(house.client, f"{BASE}/profile", version="1", phone="")
    assert house.company().data == {}


def test_an_answer_that_is_no_longer_sent_is_no_longer_kept(house) -> None:
    public_id = house.add(Kind.SITE)
    form = fields_of(house.client.get(f"{BASE}/sites/{public_id}").text)
    assert (form.pop("handles_cargo"), form["in_scope"]) == (["yes"], ["yes"])
    post(house.client, f"{BASE}/sites/{public_id}", **form)
    data = house.rows(Site)[0].data
    assert ("handles_cargo" in data, data["in_scope"]) == (False, True)


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("staff_count", "9" * 400, "Type a whole number, like 30."),
        ("staff_count", "sNaN", "Type a whole number, like 30."),
        ("staff_count", "²", "Type a whole number, like 30."),
        ("floor_area", "-1", "Type a number from 0 to 1000000000."),
        ("hours", "day\x00night", "This contains a character that cannot be kept. Please retype it."),
        ("address", "a\x07b", "This contains a character that cannot be kept. Please retype it."),
        ("name", "n" * 256, "Use at most 255 characters."),
        ("name", "", "Type a name, so that you find it again."),
        ("site_type", "castle", "Choose from the list."),
        ("operator", "partner:x", "Choose from the list."),
        ("handles_cargo", "perhaps", "Choose yes or no."),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_kept_as_typed_with_its_sentence(
    house, key, typed, sentence
) -> None:
    before = digest(house.app)
    given = {"name": "Kwai Chung", "cargo_types": "electronics", "tenure": "leased", key: typed}
    answer = post(house.client, f"{BASE}/sites/add", **given)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert re.search(rf'<a href="#{key}(-0)?">{re.escape(sentence)}</a>', answer.text)
    shown = fields_of(answer.text)
    assert (shown["cargo_types"], shown["tenure"]) == (["electronics"], ["leased"])
    if key not in {"site_type", "operator", "handles_cargo"}:
        assert shown[key] == [typed]
    assert digest(house.app)["site"] == before["site"] == []


def test_a_date_to_come_is_refused_where_it_stands(house) -> None:
    answer = post(house.client, f"{BASE}/profile", version="0", established_on="2099-01-01")
    assert answer.status_code == 422
    assert '<a href="#established_on">This date is still to come.' in answer.text
    assert 'value="2099-01-01"' in answer.text
    nonsense = post(house.client, f"{BASE}/profile", version="0", established_on="yesterday")
    assert (nonsense.status_code, 'value="yesterday"' in nonsense.text) == (422, True)


def test_who_comes_second_sees_what_is_saved_beside_what_they_typed(house) -> None:
    public_id = house.add(Kind.SITE)
    address = f"{BASE}/sites/{public_id}"
    form = fields_of(house.client.get(address).text)
    with writing(house.app):
        wong = a_member(
            db.session.get(Company, house.company_id), Role.COORDINATOR, name="Wong Ka Yan"
        )
        by = Actor(user_id=wong.id, roles=frozenset({Role.COORDINATOR}), name=wong.name)
        change = {"tenure": "owned", "hours": "By night"}
        profile.change(Kind.SITE, house.company_id, public_id, change, version=1, by=by)
    late = post(house.client, address, **{**form, "hours": "By day"})
    assert late.status_code == 409
    assert "Wong Ka Yan has changed this since you opened it." in late.text
    assert re.findall(r"<strong>Saved now:</strong> ([^<]+)</p>", late.text) == [
        "Owned",
        "By night",
    ]
    shown = fields_of(late.text)
    assert (shown["hours"], shown["tenure"], shown["version"]) == (["By day"], ["leased"], ["2"])
    assert post(house.client, address, **{**shown, "tenure": "owned"}).status_code == 303
    data = house.rows(Site)[0].data
    assert (data["hours"], data["tenure"]) == ("By day", "owned")


def test_the_company_s_fields_are_not_overwritten_unseen_either(house) -> None:
    post(house.client, f"{BASE}/profile", version="0", phone="1")
    late = post(house.client, f"{BASE}/profile", version="0", phone="2")
    assert late.status_code == 409
    assert "Ada Chan has changed this since you opened it." in late.text
    assert (fields_of(late.text)["phone"], house.company().data) == (["2"], {"phone": "1"})
    nonsense = post(house.client, f"{BASE}/profile", version="9" * 400, phone="2")
    assert nonsense.status_code == 409


def test_what_was_typed_about_an_entry_removed_meanwhile_is_not_lost(house) -> None:
    public_id = house.add(Kind.SITE)
    address = f"{BASE}/sites/{public_id}"
    form = {**fields_of(house.client.get(address).text), "hours": "By day"}
    post(house.client, f"{address}/remove")
    late = post(house.client, address, **form)
    assert late.status_code == 409
    assert "Ada Chan has removed this. Put it back, then save again." in late.text
    post(house.client, f"{address}/put-back")
    shown = fields_of(late.text)
    assert post(house.client, address, **shown).status_code == 409
    again = fields_of(post(house.client, address, **shown).text)
    assert post(house.client, address, **again).status_code == 303
    assert house.rows(Site)[0].data["hours"] == "By day"
