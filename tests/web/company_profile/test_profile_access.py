"""Who sees and changes what of a company's profile; reading it never writes."""

import pytest
import sqlalchemy as sa

from aeo.db import db
from aeo.domain.vocabulary import Actor, Role
from aeo.models.account import Membership
from aeo.models.company import Company
from aeo.models.profile import Site
from aeo.services import profile
from aeo.services.profile import Kind
from tests.people import a_company, a_member, digest, post, sign_in, writing
from tests.profiles import ENTRIES, FLOW
from tests.web.company_profile.house import BASE, LISTS, House, fields_of


def test_an_officer_s_field_is_neither_shown_nor_taken(house) -> None:
    public_id = house.add(Kind.SITE)
    page = house.client.get(f"{BASE}/sites/{public_id}").text
    form = fields_of(page)
    assert [key in form for key in ("visited_on", "hours")] == [False, True]
    post(house.client, f"{BASE}/sites/{public_id}", **{**form, "visited_on": "2020-01-01"})
    assert "visited_on" not in house.rows(Site)[0].data
    heads = house.client.get(f"{BASE}/sites.csv").text.splitlines()[0]
    assert "Visited" not in heads


def a_colleague(house: House, role: Role, sites=()) -> None:
    """Sign somebody else of the company in."""
    with writing(house.app):
        user = a_member(db.session.get(Company, house.company_id), role, name="Kin Ho")
        db.session.execute(
            sa.update(Membership).where(Membership.user_id == user.id).values(sites=list(sites))
        )
        email = user.email
    post(house.client, "/sign-out")
    assert sign_in(house.client, email).status_code == 303


def test_a_membership_for_certain_sites_changes_those_and_reads_the_rest(house) -> None:
    mine, other = house.add(Kind.SITE), house.add(Kind.SITE)
    a_colleague(house, Role.CONTRIBUTOR, [f"site:{mine}"])
    client = house.client
    page = client.get(f"{BASE}/sites").text
    assert [f"{BASE}/sites/{key}" in page for key in (mine, other)] == [True, False]
    assert "Your membership covers certain sites only." in page
    form = fields_of(client.get(f"{BASE}/sites/{mine}").text)
    assert post(client, f"{BASE}/sites/{mine}", **{**form, "hours": "Day"}).status_code == 303
    before = digest(house.app)
    refused = [
        client.get(f"{BASE}/sites/{other}"),
        post(client, f"{BASE}/sites/{other}", **form),
        post(client, f"{BASE}/sites/{mine}/remove"),
        client.get(f"{BASE}/sites/{mine}/remove"),
        post(client, f"{BASE}/sites/add", name="X"),
        client.get(f"{BASE}/partners/add"),
        client.get(f"{BASE}/profile"),
        post(client, f"{BASE}/profile", version="0", phone="1"),
        client.get(f"{BASE}/partners/import"),
        post(client, f"{BASE}/partners/import", text="Name\nX", do="import"),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert all("Ask your AEO coordinator" in answer.text for answer in refused)
    assert digest(house.app) == before


def test_what_is_restricted_is_for_those_who_lead(house) -> None:
    public_id = house.add(Kind.PERSON, share_percent=40)
    assert "40" in house.client.get(f"{BASE}/people.csv").text.splitlines()[1]
    a_colleague(house, Role.CONTRIBUTOR)
    form = fields_of(house.client.get(f"{BASE}/people/{public_id}").text)
    assert "share_percent" not in form
    given = {**form, "phone": "9", "share_percent": "100"}
    assert post(house.client, f"{BASE}/people/{public_id}", **given).status_code == 303
    with house.app.app_context():
        entry = profile.entry(Kind.PERSON, house.company_id, public_id)
        assert (entry.data["phone"], entry.data["share_percent"]) == ("9", 40)
    assert "Share" not in house.client.get(f"{BASE}/people.csv").text


def test_a_viewer_reads_the_lists_and_finds_no_way_to_change_them(house) -> None:
    house.add(Kind.FLOW, **FLOW)
    a_colleague(house, Role.VIEWER)
    page = house.client.get(f"{BASE}/flows").text
    assert [text in page for text in (FLOW["name"], "Export as CSV", "Add a cargo flow", ">Remove<")] == [
        True, True, False, False
    ]  # fmt: skip
    assert "Sites" in house.client.get(f"{BASE}/").text


@pytest.mark.parametrize("kind", list(LISTS))
def test_another_company_s_entry_is_the_same_as_none(app, client, kind) -> None:
    house = House(app, client)
    with writing(app):
        other = a_company("Blue Junk Lines Limited", "87654321")
        eve = a_member(other, Role.COORDINATOR)
        by = Actor(user_id=eve.id, roles=frozenset({Role.COORDINATOR}), company_id=other.id)
        theirs = profile.add(kind, other.id, ENTRIES[kind], by=by).public_id
    before = digest(app)
    base = f"{BASE}/{LISTS[kind]}"
    for ask, tail in ((client.get, ""), (post, ""), (client.get, "/remove"), (post, "/remove"),
                      (post, "/put-back")):  # fmt: skip
        pages = []
        for key in (theirs, "0" * 32):
            address = f"{base}/{key}{tail}"
            answer = ask(client, address, name="X", version="1") if ask is post else ask(address)
            assert answer.status_code == 404
            lines = answer.text.replace(key, "KEY").splitlines()
            pages.append(
                [line for line in lines if "csrf_token" not in line and "nonce" not in line]
            )
        assert pages[0] == pages[1]
    assert digest(app) == before
    del house


def test_reading_never_writes(house) -> None:
    keys = {kind: house.add(kind) for kind in LISTS}
    before = digest(house.app)
    for kind, name in LISTS.items():
        for tail in ("", "/add", ".csv", f"/{keys[kind]}", f"/{keys[kind]}/remove"):
            assert house.client.get(f"{BASE}/{name}{tail}").status_code == 200
    for tail in ("profile", "partners/import", "partners/template.csv"):
        assert house.client.get(f"{BASE}/{tail}").status_code == 200
    assert digest(house.app) == before
