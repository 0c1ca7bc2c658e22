"""The pages on which a company says what it is: nothing typed is lost, nothing is overwritten."""

import csv
import io
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo.db import db
from aeo.domain.vocabulary import Actor, Role
from aeo.models.account import Membership
from aeo.models.company import Company
from aeo.models.profile import CompanyProfile, Flow, Partner, Site
from aeo.services import profile
from aeo.services.profile import Kind
from tests.people import a_company, a_member, digest, post, sign_in, writing
from tests.services.test_profile import ENTRIES, FLOW, PARTNER, SITE
from tests.web.test_rooms import MOST_STATEMENTS, statements

BASE = "/portal/company"
LISTS = {Kind.SITE: "sites", Kind.PERSON: "people", Kind.PARTNER: "partners", Kind.FLOW: "flows"}


class House:
    """A company with one coordinator, signed in, and entries by name."""

    def __init__(self, app: Flask, client, *entries: tuple[Kind, dict]) -> None:
        self.app, self.client = app, client
        with writing(app):
            company = a_company()
            ada = a_member(company, Role.COORDINATOR)
            self.company_id, self.email, self.user_id = company.id, ada.email, ada.id
        for kind, data in entries:
            self.add(kind, **data)
        assert sign_in(client, self.email).status_code == 303

    @property
    def actor(self) -> Actor:
        roles = frozenset({Role.COORDINATOR})
        return Actor(user_id=self.user_id, roles=roles, company_id=self.company_id, name="Ada Chan")

    def add(self, kind: Kind, **data) -> str:
        with writing(self.app):
            given = {**ENTRIES[kind], **data}
            return profile.add(kind, self.company_id, given, by=self.actor).public_id

    def rows(self, table) -> list:
        with self.app.app_context():
            return list(db.session.scalars(sa.select(table).order_by(table.id)))

    def company(self) -> CompanyProfile | None:
        with self.app.app_context():
            return db.session.get(CompanyProfile, self.company_id)


@pytest.fixture
def house(app, client) -> House:
    return House(app, client)


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send from this page if its only button were pressed."""
    form = page[page.index('<form method="post" aria-label') :]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        kind = re.search(r'type="(\w+)"', tag)
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and (kind is None or kind[1] not in {"radio", "checkbox"} or " checked" in tag):
            found.setdefault(name[1], []).append(value[1] if value else "")
    for name, text in re.findall(
        r'<textarea [^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = [text]
    for name, options in re.findall(
        r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        found[name] = re.findall(r'<option selected value="([^"]*)"', options)
    return found


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


def test_a_list_is_exported_in_words_and_no_cell_is_a_formula(house) -> None:
    house.add(Kind.SITE, name='=HYPERLINK("x")', hours="+852", address="@home", cargo_types="-1")
    house.add(Kind.FLOW)
    answer = house.client.get(f"{BASE}/sites.csv")
    assert answer.mimetype == "text/csv"
    assert answer.text.startswith("\ufeff")
    head, row = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    found = dict(zip(head, row, strict=True))
    assert [cell for cell in row if cell[:1] in set("=+-@")] == []
    assert (row[0], found["Address"]) == ('\'=HYPERLINK("x")', "'@home")
    assert "Warehouse" in row
    flows = house.client.get(f"{BASE}/flows.csv").text
    assert "1. Collect the goods · Peak Haulage · Tuen Mun\n2. Seal" in flows


def test_partners_are_looked_at_before_they_are_added(house) -> None:
    sheet = (
        "Name,Country or region,Role,Risk grade,Security clause in the contract\r\n"
        "甲運輸有限公司,香港,Haulier,低,是\r\n\r\nB Ltd,China,supplier,HIGH,no\r\n"
    )
    address = f"{BASE}/partners/import"
    preview = post(house.client, address, text=sheet, do="preview")
    assert (preview.status_code, house.rows(Partner)) == (200, [])
    assert "All 2 lines can be added." in preview.text
    done = post(house.client, address, text=sheet, do="import")
    assert (done.status_code, done.location) == (303, f"{BASE}/partners")
    assert [row.data for row in house.rows(Partner)] == [
        {"name": "甲運輸有限公司", "country": "香港", "role": "haulier", "risk_grade": "low",
         "security_clause": True},
        {"name": "B Ltd", "country": "China", "role": "supplier", "risk_grade": "high",
         "security_clause": False},
    ]  # fmt: skip


def test_one_wrong_line_keeps_all_from_being_added_and_each_says_why(house) -> None:
    house.add(Kind.PARTNER)
    sheet = (
        "name\trole\tcountry\tsince\tsecurity_clause\tcolour\n"
        "Good\thaulier\tHK\t\t\t\n"
        "\thaulier\tHK\t\t\t\n"
        "peak haulage limited\t\t\t\t\t\n"
        "Bad role\tking\tHK\t\t\t\n"
        "Bad date\t\tHK\t24/11/2020\t\t\n"
        "Late\t\tHK\t2099-01-01\t\t\n"
        "Unsure\t\tHK\t\tperhaps\t\n"
        "Long\t\t\t\t\t\tmore\n"
    )
    for act in ("preview", "import"):
        answer = post(house.client, f"{BASE}/partners/import", text=sheet, do=act)
        assert answer.status_code == 422
    assert "7 of 8 lines need a change before any can be added." in answer.text
    assert "Columns that are left out: colour." in answer.text
    assert re.findall(r"<li>([^<]+)</li>", answer.text[answer.text.index("preview") :])[:7] == [
        "Name: Type a name, so that you find it again.",
        "Name: This name is on the list already.",
        "Role: “king” is not in the list of what may stand here.",
        "Partner since: Type a date like 2026-11-24.",
        "Partner since: This date is still to come. Give the day on which it happened.",
        "Security clause in the contract: Choose yes or no.",
        "This line has more cells than there are columns.",
    ]
    assert "Bad role\tking" in answer.text
    assert len(house.rows(Partner)) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Give a first line with the names of the columns, then the partners."),
        (b"Name", "Give a first line with the names of the columns, then the partners."),
        (b"Colour\nred", "No column has a name from the template. Copy its first line."),
        ("名稱\n甲".encode("big5"), "This file cannot be read."),
        (b"x" * 400_001, "This file is too large."),
        (b"Name\n" + b"x\n" * 501, "Use at most 500 lines at a time."),
        (b"Name\na\x00b", "This contains a character that cannot be kept. Please retype it."),
        (b'Name\n"' + b"x" * 140_000, "Line 2 cannot be read as CSV."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(house, content, sentence) -> None:
    file = (io.BytesIO(content), "partners.csv")
    answer = post(house.client, f"{BASE}/partners/import", file=file, text="", do="preview")
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert house.rows(Partner) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_from_a_spreadsheet_is_read(house, encoding) -> None:
    file = (io.BytesIO("Name;Country or region\r\n甲;香港\r\n".encode(encoding)), "p.csv")
    answer = post(house.client, f"{BASE}/partners/import", file=file, do="import")
    assert answer.status_code == 303
    assert [row.data for row in house.rows(Partner)] == [{"name": "甲", "country": "香港"}]


def test_what_was_exported_can_be_imported_elsewhere(app, client) -> None:
    house = House(app, client, (Kind.PARTNER, {**PARTNER, "name": "=Peak", "since": "2020-02-29"}))
    sheet = client.get(f"{BASE}/partners.csv").text
    kept = house.rows(Partner)[0]
    post(client, f"{BASE}/partners/{kept.public_id}/remove")
    assert post(client, f"{BASE}/partners/import", text=sheet, do="import").status_code == 303
    assert house.rows(Partner)[1].data == kept.data
    template = client.get(f"{BASE}/partners/template.csv").text
    assert template.splitlines()[0] == sheet.splitlines()[0]


def test_removing_names_who_still_refers_to_it(house) -> None:
    partner = house.add(Kind.PARTNER)
    site = house.add(Kind.SITE, operator=f"partner:{partner}")
    page = house.client.get(f"{BASE}/partners/{partner}/remove").text
    assert f"These still name it and stay as they are: {SITE['name']}." in page
    post(house.client, f"{BASE}/partners/{partner}/remove")
    form = fields_of(house.client.get(f"{BASE}/sites/{site}").text)
    assert form["operator"] == [f"partner:{partner}"]
    assert post(house.client, f"{BASE}/sites/{site}", **form).status_code == 303


def test_a_viewer_reads_the_lists_and_finds_no_way_to_change_them(house) -> None:
    house.add(Kind.FLOW, **FLOW)
    a_colleague(house, Role.VIEWER)
    page = house.client.get(f"{BASE}/flows").text
    assert [text in page for text in (FLOW["name"], "Export as CSV", "Add a cargo flow", ">Remove<")] == [
        True, True, False, False
    ]  # fmt: skip
    assert "Sites" in house.client.get(f"{BASE}/").text
