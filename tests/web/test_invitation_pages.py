"""People with access: the list, asking somebody in, the link in the mail, roles and leaving."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import Role
from aeo.mail import mail
from aeo.models.account import Invitation, Membership
from aeo.models.outbox import Notification
from aeo.services import accounts, actors, companies, deliveries
from tests.people import (
    PASSWORD,
    a_company,
    a_member,
    a_person,
    an_officer,
    digest,
    post,
    sign_in,
    writing,
)
from tests.statements import statements

MEMBERS = "/portal/company/members"
INVITE = f"{MEMBERS}/invite"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/account/invitation/\S+)")
CHENG = {"email": "cheng@x.example", "name": "Cheng Ka Yan", "language": "en", "roles": "viewer"}
NEW = {"name": "Cheng Ka Yan", "password": PASSWORD}


@pytest.fixture
def ada(app: Flask, client: FlaskClient) -> FlaskClient:
    """The browser of the only administrator of Kestrel Bay."""
    with writing(app):
        email = a_member(
            a_company(), Role.COMPANY_ADMIN, Role.COORDINATOR, email="ada@x.example"
        ).email
    sign_in(client, email)
    return client


def invited(app: Flask, ada: FlaskClient, **given) -> str:
    """Somebody is asked; the path in their mail, made as a worker makes it."""
    assert post(ada, INVITE, **{**CHENG, **given}).location == MEMBERS
    return link_in_the_mail(app)


def link_in_the_mail(app: Flask) -> str:
    with writing(app):
        newest = db.session.scalar(
            sa.select(sa.func.max(Notification.id)).where(Notification.kind == "company-invitation")
        )
        (claim,) = deliveries.claim([newest])
        message = message_from_bytes(mail().compose(claim), policy=policy.default)
    found = LINK.search(message.get_body(("plain",)).get_content())
    assert found is not None
    return found[1]


def member(app: Flask, *roles: Role, **given) -> str:
    """Another member of Kestrel Bay; the address of their page."""
    with writing(app):
        company = companies.get(db.session.scalars(sa.select(Membership.company_id)).first())
        user = a_member(company, *roles, **given)
        row = db.session.scalars(sa.select(Membership).where(Membership.user_id == user.id)).one()
        return f"{MEMBERS}/{row.public_id}"


def invitation(app: Flask) -> str:
    with app.app_context():
        newest = sa.select(Invitation.public_id).order_by(Invitation.id.desc()).limit(1)
        return f"/portal/company/invitations/{db.session.scalar(newest)}"


def roles_of(app: Flask, email: str = CHENG["email"]) -> list[str]:
    with app.app_context():
        user = accounts.by_email(email)
        return [role for m in actors.memberships(user.id) for role in m.roles] if user else []


def test_a_newcomer_opens_an_account_with_the_link_and_is_in(app: Flask, ada: FlaskClient) -> None:
    link, client = invited(app, ada, roles=["coordinator", "viewer"]), app.test_client()
    page = client.get(link).text
    assert "Kestrel Bay Logistics Limited asks you to work on its application with it." in page
    assert "cheng@x.example" in page
    assert "AEO coordinator, Viewer" in page
    answer = post(client, link, **NEW)
    assert (answer.status_code, answer.location) == (303, "/portal/")
    home = client.get("/portal/").text
    assert "You now belong to Kestrel Bay Logistics Limited." in home
    assert roles_of(app) == ["coordinator", "viewer"]
    assert client.get(link).status_code == 410
    assert sign_in(app.test_client(), CHENG["email"]).location == "/portal/"


def test_what_a_newcomer_typed_is_kept_when_something_is_wrong(app: Flask, ada) -> None:
    link, client = invited(app, ada), app.test_client()
    before = digest(app)
    answer = post(client, link, name="Cheng Ka Yan", password="cheng@x.example")
    assert (answer.status_code, 'value="Cheng Ka Yan"' in answer.text) == (422, True)
    assert "not your name or address" in answer.text
    assert post(client, link, name="", password=PASSWORD).status_code == 422
    assert digest(app) == before


def test_who_has_an_account_signs_in_comes_back_and_joins(app: Flask, ada: FlaskClient) -> None:
    with writing(app):
        a_person(email=CHENG["email"])
    link, client = invited(app, ada), app.test_client()
    to_sign_in = f"/sign-in?then={quote(link)}"
    assert f'href="{to_sign_in}"' in client.get(link).text
    assert post(client, link).location == to_sign_in
    assert roles_of(app) == []
    back = post(client, "/sign-in", email=CHENG["email"], password=PASSWORD, then=link)
    assert back.location == link
    assert "Join the company" in client.get(link).text
    assert post(client, link).location == "/portal/"
    assert roles_of(app) == ["viewer"]
    assert "Kestrel Bay Logistics Limited" in client.get("/portal/company/").text


def test_who_joins_a_second_company_acts_for_it_at_once(app: Flask, ada: FlaskClient) -> None:
    with writing(app):
        a_member(
            a_company("Blue Junk Lines Limited", "87654321"), Role.VIEWER, email=CHENG["email"]
        )
    link, client = invited(app, ada), app.test_client()
    sign_in(client, CHENG["email"])
    assert "Blue Junk Lines Limited" in client.get("/portal/company/").text
    post(client, link)
    assert "Blue Junk Lines Limited" not in client.get("/portal/company/").text


def test_somebody_else_who_is_signed_in_is_asked_to_sign_out(app: Flask, ada: FlaskClient) -> None:
    link = invited(app, ada)
    page = ada.get(link)
    assert "This invitation is for cheng@x.example: sign out" in page.text
    assert "Join the company" not in page.text
    before = digest(app)
    refused = post(ada, link)
    assert (refused.status_code, "sign out, then open the link again" in refused.text) == (
        403,
        True,
    )
    assert digest(app) == before


def test_an_officer_is_asked_like_anybody_and_never_joins(app: Flask, ada: FlaskClient) -> None:
    with writing(app):
        an_officer(Role.INTAKE, email="bo@customs.example")
    post(ada, INVITE, **{**CHENG, "email": "bo@customs.example"})
    told_of_officer = ada.get(MEMBERS).text
    post(ada, f"{invitation(app)}/withdraw")
    ada.get(MEMBERS)
    post(ada, INVITE, **{**CHENG, "email": "xx@customs.example"})
    told_of_nobody = ada.get(MEMBERS).text
    strip = re.compile(r'value="[^"]*"|nonce="[^"]*"|invitations/\w+')
    assert strip.sub("", told_of_officer) == strip.sub("", told_of_nobody).replace("xx@", "bo@")


def test_a_link_made_up_or_cut_or_of_another_purpose_leads_nowhere(app: Flask, ada) -> None:
    link, client = invited(app, ada), app.test_client()
    token = link.rpartition("/")[2]
    for path in (link[:-1], "/account/invitation/x", f"/account/confirm/{token}",
                 f"/account/reset/{token}"):  # fmt: skip
        assert (client.get(path).status_code, post(client, path, **NEW).status_code) == (410, 410)
    with app.app_context():
        row = db.session.scalars(sa.select(Invitation)).one()
    assert client.get(f"/account/invitation/{row.public_id}").status_code == 410
    assert roles_of(app) == []


def test_the_link_is_in_no_row(app: Flask, ada: FlaskClient) -> None:
    token = invited(app, ada).rpartition("/")[2]
    assert token not in repr(digest(app))


def test_a_link_ends_when_it_is_withdrawn_sent_again_or_too_old(app: Flask, ada) -> None:
    client, first = app.test_client(), invited(app, ada)
    assert post(ada, f"{invitation(app)}/again").location == MEMBERS
    assert "gets a new link" in ada.get(MEMBERS).text
    second = link_in_the_mail(app)
    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)
    assert post(ada, f"{invitation(app)}/withdraw").location == MEMBERS
    assert client.get(second).status_code == 410
    assert post(ada, f"{invitation(app)}/withdraw").status_code == 409
    third = invited(app, ada)
    with writing(app):
        clock.move_to(clock.now() + timedelta(days=15))
    ended = client.get(third)
    assert (ended.status_code, "This invitation has ended" in ended.text) == (410, True)
    assert post(client, third, **NEW).status_code == 410


def test_the_link_is_opened_without_a_trace(app: Flask, ada: FlaskClient) -> None:
    link, client = invited(app, ada), app.test_client()
    before = digest(app)
    client.get(link)
    client.head(link)
    ada.get(link)
    assert digest(app) == before


def test_the_same_address_twice_is_a_conflict_with_a_sentence(app: Flask, ada) -> None:
    invited(app, ada)
    again = post(ada, INVITE, **CHENG)
    assert (again.status_code, "This address has an open invitation." in again.text) == (409, True)


def test_an_adviser_is_asked_in_until_a_day_that_the_company_says(app: Flask, ada) -> None:
    with app.app_context():
        last = clock.today() + timedelta(days=40)
    asked = post(
        ada, INVITE, email="new.adviser@x.example", language="en", roles="adviser",
        ends_on=str(last),
    )  # fmt: skip
    assert asked.status_code == 303
    with app.app_context():
        query = sa.select(Invitation.ends_on).where(Invitation.email == "new.adviser@x.example")
        assert db.session.scalar(query) == last


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(app: Flask, ada) -> None:
    before = digest(app)
    wrong = post(
        ada,
        INVITE,
        email="not an address",
        name="Cheng",
        language="zh-Hant",
        roles=["adviser", "viewer"],
    )
    assert wrong.status_code == 422
    assert 'value="Cheng"' in wrong.text
    assert '<option selected value="zh-Hant">' in wrong.text
    assert wrong.text.count("An adviser has no other role.") == 2  # in the summary and at the field
    assert wrong.text.count(" checked ") + wrong.text.count("checked aria") >= 2
    assert 0 < wrong.text.index('href="#email"') < wrong.text.index('href="#roles-0"')
    for bad in (
        {"roles": "intake"},
        {"roles": "\x00"},
        {"language": "xx"},
        {"sites": "site:x"},
        {"roles": ""},
    ):
        assert (bad, post(ada, INVITE, **{**CHENG, **bad}).status_code) == (bad, 422)
    assert digest(app) == before


def test_each_role_says_what_it_may_do(ada: FlaskClient) -> None:
    page = ada.get(INVITE).text
    assert page.count('type="checkbox"') == 6
    assert "Reads everything and changes nothing." in page
    assert "left empty, the access lasts a year" in page


def test_a_coordinator_offers_only_what_they_may_give(app: Flask, ada: FlaskClient) -> None:
    boss = member(app, Role.COMPANY_ADMIN, name="Boss")
    member(app, Role.COORDINATOR, email="ben@x.example")
    client = app.test_client()
    sign_in(client, "ben@x.example")
    assert client.get(INVITE).text.count('type="checkbox"') == 4
    assert post(client, INVITE, **{**CHENG, "roles": "signatory"}).status_code == 422
    assert "Only an administrator of the company can change this person." in client.get(boss).text
    assert post(client, boss, roles="viewer").status_code == 403
    assert post(client, f"{boss}/end").status_code == 403


def test_roles_are_changed_and_the_page_shows_them(app: Flask, ada: FlaskClient) -> None:
    page = member(app, Role.VIEWER, email="ben@x.example", name="Ben Ho")
    assert ada.get(page).text.count(" checked ") == 1
    answer = post(ada, page, roles=["signatory", "contributor"])
    assert (answer.status_code, answer.location) == (303, MEMBERS)
    listed = ada.get(MEMBERS).text
    assert "What Ben Ho may do is changed." in listed
    assert "Signatory, Site contributor" in listed
    assert roles_of(app, "ben@x.example") == ["signatory", "contributor"]
    wrong = post(ada, page, roles="adviser", ends_on="2020-01-01")
    assert (wrong.status_code, 'value="2020-01-01"' in wrong.text) == (422, True)
    assert post(ada, page, roles="adviser", ends_on="nonsense").status_code == 422


def test_access_is_ended_after_a_question_and_the_last_signatory_with_a_warning(app, ada) -> None:
    page = member(app, Role.SIGNATORY, email="ben@x.example", name="Ben Ho")
    asked = ada.get(f"{page}/end").text
    assert "End the access of Ben Ho?" in asked
    assert "Nobody else may sign" in asked
    assert post(ada, f"{page}/end").location == MEMBERS
    listed = ada.get(MEMBERS).text
    assert "Ben Ho no longer belongs to the company." in listed
    assert "Nobody may sign for the company now." in listed
    assert roles_of(app, "ben@x.example") == []
    assert ada.get(page).status_code == post(ada, f"{page}/end").status_code == 404


def test_the_last_administrator_is_told_what_to_do_first(app: Flask, ada: FlaskClient) -> None:
    with app.app_context():
        own = db.session.scalars(sa.select(Membership)).one().public_id
    for path, data in ((f"{MEMBERS}/{own}/end", {}), (f"{MEMBERS}/{own}", {"roles": "viewer"})):
        refused = post(ada, path, **data)
        assert (refused.status_code, "A company needs an administrator." in refused.text) == (
            409,
            True,
        )
    member(app, Role.COMPANY_ADMIN)
    assert "You lose your own access at once." in ada.get(f"{MEMBERS}/{own}/end").text
    assert post(ada, f"{MEMBERS}/{own}/end").location == "/portal/"
    assert ada.get(MEMBERS).status_code == 403


def test_a_strangers_ids_are_the_same_404_as_none(app: Flask, ada: FlaskClient) -> None:
    with writing(app):
        other = a_company("Blue Junk Lines Limited", "87654321")
        a_member(other, Role.COMPANY_ADMIN, email="eve@x.example")
        theirs = other.id
    invited(app, ada)
    with app.app_context():
        ours = db.session.scalars(
            sa.select(Membership.public_id).where(Membership.company_id != theirs)
        ).first()
    eve = app.test_client()
    sign_in(eve, "eve@x.example")
    before = digest(app)
    for path in (invitation(app), f"/portal/company/invitations/{'0' * 32}"):
        assert (
            post(eve, f"{path}/withdraw").status_code
            == post(eve, f"{path}/again").status_code
            == 404
        )
    for path in (f"{MEMBERS}/{ours}", f"{MEMBERS}/{'0' * 32}"):
        assert eve.get(path).status_code == eve.get(f"{path}/end").status_code == 404
        assert (
            post(eve, path, roles="viewer").status_code
            == post(eve, f"{path}/end").status_code
            == 404
        )
    assert digest(app) == before


def test_a_viewer_reads_the_list_and_finds_no_button(app: Flask, ada: FlaskClient) -> None:
    member(app, Role.VIEWER, email="vera@x.example")
    invited(app, ada)
    client = app.test_client()
    sign_in(client, "vera@x.example")
    page = client.get(MEMBERS).text
    assert "cheng@x.example" in page
    assert "Send again" not in page
    assert "Invite somebody" not in page


def test_the_list_asks_no_more_of_the_database_with_more_rows(app: Flask, ada) -> None:
    counts = []
    for more in (1, 29):
        for number in range(more):
            member(app, Role.VIEWER, name=f"Person {number}")
            with writing(app):
                company_id = db.session.scalars(sa.select(Membership.company_id)).first()
                db.session.add(an_invitation(company_id, f"{more}-{number}@x.example"))
        counts.append(statements(app, ada, MEMBERS))
    assert counts == [9, 9]


def an_invitation(company_id: int, email: str) -> Invitation:
    return Invitation(
        public_id=email, company_id=company_id, email=email, language="en", roles=["viewer"],
        sites=[], invited_by_id=a_person().id, created_at=clock.now(), expires_on=clock.today(),
    )  # fmt: skip
