"""The lists of a company: entries come, go and come back; the steps of a route; the way back; the cost of a page."""

import re

import pytest

from aeo.models.profile import Flow
from aeo.services import profile
from aeo.services.profile import Kind
from tests.people import post, writing
from tests.profiles import ENTRIES, SITE
from tests.statements import MOST_STATEMENTS, statements
from tests.web.company_profile.house import BASE, LISTS, fields_of


@pytest.mark.parametrize("kind", list(LISTS))
def test_an_entry_is_added_changed_removed_and_put_back(house, kind) -> None:
    client, base = house.client, f"{BASE}/{LISTS[kind]}"
    assert "For example:" in client.get(base).text
    assert post(client, f"{base}/add", name="First name").location == base
    page = client.get(base).text
    assert [mark in page for mark in ("First name is added.", " missing</span>")] == [True, True]
    public_id = re.search(rf"{base}/([0-9a-f]{{32}})", page)[1]
    form = fields_of(client.get(f"{base}/{public_id}").text)
    assert post(client, f"{base}/{public_id}", **{**form, "name": "Second"}).location == base
    assert "Remove Second?" in client.get(f"{base}/{public_id}/remove").text
    gone = post(client, f"{base}/{public_id}/remove")
    assert gone.location == f"{base}?removed={public_id}"
    page = client.get(gone.location).text
    assert [text in page for text in ("Second is removed from the list.", "Undo")] == [True, True]
    assert client.get(f"{base}/{public_id}").status_code == 404
    assert post(client, f"{base}/{public_id}/remove").status_code == 409
    assert post(client, f"{base}/{public_id}/put-back").location == base
    assert "Second is on the list again." in client.get(base).text
    assert post(client, f"{base}/{public_id}/put-back").status_code == 409


def test_a_complete_entry_says_so_and_an_unfinished_one_says_what_is_missing(house) -> None:
    house.add(Kind.SITE)
    house.add(Kind.SITE, hours=None, address=None)
    page = house.client.get(f"{BASE}/sites").text
    assert re.findall(r'<span class="tag tag-(\w+)">([^<]+)</span>', page) == [
        ("ok", "Complete"),
        ("stop", "2 missing"),
    ]
    assert "“Address” is not filled in." in page


def test_removing_names_who_still_refers_to_it(house) -> None:
    partner = house.add(Kind.PARTNER)
    site = house.add(Kind.SITE, operator=f"partner:{partner}")
    page = house.client.get(f"{BASE}/partners/{partner}/remove").text
    assert f"These still name it and stay as they are: {SITE['name']}." in page
    post(house.client, f"{BASE}/partners/{partner}/remove")
    form = fields_of(house.client.get(f"{BASE}/sites/{site}").text)
    assert form["operator"] == [f"partner:{partner}"]
    assert post(house.client, f"{BASE}/sites/{site}", **form).status_code == 303


def test_steps_are_rearranged_by_buttons_and_nothing_typed_is_lost(house) -> None:
    client, address = house.client, f"{BASE}/flows/add"
    given = {"name": "Export", "steps-0-what": "One", "steps-2-what": "Two", "steps-2-who": "Us"}
    more = post(client, address, **given, do="steps:add")
    assert more.status_code == 200
    shown = fields_of(more.text)
    steps = {key: value for key, value in shown.items() if key.startswith("steps-")}
    assert [steps[f"steps-{n}-what"] for n in range(3)] == [["One"], ["Two"], [""]]
    assert (steps["steps-1-who"], shown["name"]) == (["Us"], ["Export"])
    up = fields_of(post(client, address, **given, do="steps:up:1").text)
    assert [up[f"steps-{n}-what"] for n in range(2)] == [["Two"], ["One"]]
    less = fields_of(post(client, address, **given, do="steps:remove:0").text)
    assert [key for key in less if key.startswith("steps-") and "what" in key] == ["steps-0-what"]
    assert less["steps-0-what"] == ["Two"]
    for nonsense in ("steps:remove:99", "steps:up:0", "name:add", "csrf_token:add"):
        assert post(client, address, **given, do=nonsense).status_code in {200, 303}


def test_steps_are_saved_in_their_order_and_drawn_as_a_route(house) -> None:
    given = {"name": "Export", "steps-7-what": "Last", "steps-1-what": "First", "steps-1-who": "Us",
             "steps-4-what": "", "steps-1-place": "Tuen Mun", "steps-²-what": "No", "steps-1-x": "y"}  # fmt: skip
    assert post(house.client, f"{BASE}/flows/add", **given).status_code == 303
    flow = house.rows(Flow)[0]
    assert flow.data["steps"] == [
        {"no": 1, "what": "First", "who": "Us", "place": "Tuen Mun"},
        {"no": 2, "what": "Last"},
    ]
    page = house.client.get(f"{BASE}/flows/{flow.public_id}").text
    assert re.findall(r'<li class="done"><b>([^<]+)</b>(?:<small>([^<]+)</small>)?', page) == [
        ("First", "Us · Tuen Mun"),
        ("Last", ""),
    ]


def test_a_long_route_is_drawn_downwards(house) -> None:
    rows = {f"steps-{n}-what": f"Step no. {n}" for n in range(7)}
    page = post(house.client, f"{BASE}/flows/add", name="X", do="steps:add", **rows).text
    assert ('class="route"' in page, '<ol class="line">' in page) == (False, True)


def test_a_cell_that_cannot_be_kept_is_pointed_at(house) -> None:
    answer = post(house.client, f"{BASE}/flows/add", **{"name": "X", "steps-3-who": "a\x00b"})
    assert (answer.status_code, '<a href="#steps-0-who">' in answer.text) == (422, True)
    assert house.rows(Flow) == []


def test_more_rows_than_anybody_walks_are_refused(house) -> None:
    rows = {f"steps-{n}-what": "x" for n in range(61)}
    answer = post(house.client, f"{BASE}/flows/add", name="X", **rows)
    assert (answer.status_code, "Use at most 60 rows." in answer.text) == (422, True)


def test_saving_leads_back_to_where_the_form_was_opened_from_and_nowhere_else(house) -> None:
    client = house.client
    page = client.get(f"{BASE}/sites/add?then=/portal/company/").text
    assert fields_of(page)["then"] == ["/portal/company/"]
    back = {
        "/portal/company/": "/portal/company/",
        "/portal/company/sites?then=/portal/": "/portal/company/sites?then=/portal/",
        "/portal/company/sites?then=//evil.example": "/portal/company/sites",
        "//evil.example/portal/": f"{BASE}/sites",
        "https://evil.example/": f"{BASE}/sites",
        "/account/": f"{BASE}/sites",
        "/nowhere": f"{BASE}/sites",
        "javascript:alert(1)": f"{BASE}/sites",
        "/portal/\x00": f"{BASE}/sites",
    }
    found = {then: post(client, f"{BASE}/sites/add", name="X", then=then).location for then in back}
    assert found == back
    post(client, f"{BASE}/profile", version="0", then="/portal/company/sites")
    assert 'href="/portal/"' in client.get(f"{BASE}/sites?then=/portal/").text


def test_a_page_takes_few_statements_and_no_more_with_thirty_entries(house) -> None:
    keys = {kind: house.add(kind) for kind in LISTS}
    paths = [f"{BASE}/profile", f"{BASE}/partners/import"]
    for kind, name in LISTS.items():
        paths += [f"{BASE}/{name}{tail}" for tail in ("", ".csv", "/add")]
        paths += [f"{BASE}/{name}/{keys[kind]}", f"{BASE}/{name}/{keys[kind]}/remove"]
    one = {path: statements(house.app, house.client, path) for path in paths}
    with writing(house.app):
        for kind in LISTS:
            profile.add_all(kind, house.company_id, [ENTRIES[kind]] * 29, by=house.actor)
    thirty = {path: statements(house.app, house.client, path) for path in paths}
    assert thirty == one
    assert {path: count for path, count in one.items() if count > MOST_STATEMENTS} == {}
