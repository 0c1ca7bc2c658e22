"""Opening an account, proving the address, signing in and out, and what goes wrong on the way."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from aeo.db import db
from aeo.domain.vocabulary import Role
from aeo.mail import mail
from aeo.models.account import User, UserSession
from aeo.models.outbox import Notification
from aeo.services import accounts, deliveries, sessions, throttle
from tests.people import (
    PASSWORD,
    a_company,
    a_member,
    a_person,
    an_officer,
    digest,
    post,
    sign_in,
    token,
    writing,
)

ADA = {"name": "Ada Chan", "email": "ada@kestrelbay.example", "password": PASSWORD}
LINK = re.compile(r"http://127\.0\.0\.1:8000(/account/(?:confirm|reset)/\S+)")


def owed(app: Flask) -> list[tuple[str, str]]:
    """What mail is owed to whom, in order."""
    with app.app_context():
        rows = db.session.execute(
            sa.select(Notification.kind, Notification.recipient).order_by(Notification.id)
        )
        return [tuple(row) for row in rows]


def link_in_the_mail(app: Flask) -> str:
    """The path in the newest mail, made as a worker makes it."""
    with writing(app):
        newest = db.session.scalar(sa.select(sa.func.max(Notification.id)))
        (claim,) = deliveries.claim([newest])
        message = message_from_bytes(mail().compose(claim), policy=policy.default)
    found = LINK.search(message.get_body(("plain",)).get_content())
    assert found is not None
    return found[1]


def user_of(app: Flask, email: str = ADA["email"]) -> User:
    with app.app_context():
        user = accounts.by_email(email)
        assert user is not None
        db.session.expunge(user)
        return user


def test_an_account_is_opened_confirmed_used_and_left(app: Flask, client: FlaskClient) -> None:
    assert post(client, "/sign-up", **ADA).location == "/account/check-mail"
    assert owed(app) == [("confirm-email", "ada@kestrelbay.example")]
    link = link_in_the_mail(app)
    before = digest(app)
    assert client.get(link).status_code == 200
    assert digest(app) == before
    assert post(client, link).location == "/sign-in"
    assert "Your address is confirmed" in client.get("/sign-in").text
    assert sign_in(client, ADA["email"]).location == "/portal/"
    assert "Ada Chan" in client.get("/portal/").text
    assert post(client, "/sign-out").location == "/sign-in"
    assert client.get("/portal/").location.startswith("/sign-in?then=")


def test_what_was_typed_is_kept_when_something_is_wrong(client: FlaskClient) -> None:
    response = post(client, "/sign-up", **{**ADA, "email": "not an address", "password": "short"})
    assert response.status_code == 422
    assert 'value="Ada Chan"' in response.text
    assert 'value="not an address"' in response.text
    assert "Type an e-mail address like name@example.com." in response.text
    assert "Use at least 12 characters" in response.text
    assert "short" not in response.text.replace("shortcut", "")
    assert "<title>Error: Open an account" in response.text


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("ada chan ada", "not your name or address"),
        ("aaaabbbbaaaabbbb", "Use more different characters"),
        ("x" * 129, "Use at most 128 characters"),
        ("ada@kestrelbay.example", "not your name or address"),
    ],
)
def test_a_password_that_protects_nothing_is_refused(client, password, sentence) -> None:
    given = {**ADA, "name": "Ada Chan Ada", "password": password}
    response = post(client, "/sign-up", **given)
    assert (response.status_code, sentence in response.text) == (422, True)


def test_nobody_learns_whether_an_address_has_an_account(app: Flask, client: FlaskClient) -> None:
    with writing(app):
        a_person(email="known@x.example")
    before = owed(app)
    known = post(client, "/sign-up", **{**ADA, "email": "known@x.example"})
    assert owed(app) == before
    unknown = post(client, "/sign-up", **{**ADA, "email": "new@x.example"})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    wrong = sign_in(client, "known@x.example", "not the password")
    nobody = sign_in(client, "nobody@x.example", "not the password")
    assert wrong.status_code == nobody.status_code == 422
    strip = re.compile(r'value="[^"]*"|nonce="[^"]*"')
    assert strip.sub("", wrong.text) == strip.sub("", nobody.text)


def test_a_second_sign_up_lets_the_owner_of_the_mailbox_choose_the_password(app, client) -> None:
    post(client, "/sign-up", **{**ADA, "password": "words of an attacker"})
    post(client, "/sign-up", **ADA)
    link = link_in_the_mail(app)
    assert post(client, link).status_code == 422
    post(client, link, password="words of the true owner")
    assert sign_in(client, ADA["email"], "words of an attacker").status_code == 422
    assert sign_in(client, ADA["email"], "words of the true owner").status_code == 303


def test_a_link_works_once_and_an_unconfirmed_account_does_not_open(app, client) -> None:
    post(client, "/sign-up", **ADA)
    first = link_in_the_mail(app)
    refused = sign_in(client, ADA["email"])
    assert (refused.status_code, "Confirm your address first" in refused.text) == (422, True)
    assert owed(app) == [("confirm-email", ADA["email"])] * 2
    post(client, first)
    assert client.get(first).status_code == 410
    assert post(client, first).status_code == 410


def test_a_link_ends_after_two_days(app: Flask, client: FlaskClient) -> None:
    start = datetime(2026, 11, 23, 4, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as traveller:
        post(client, "/sign-up", **ADA)
        link = link_in_the_mail(app)
        traveller.move_to(start + timedelta(days=2, minutes=-1))
        assert client.get(link).status_code == 200
        traveller.move_to(start + timedelta(days=2, seconds=2))
        assert client.get(link).status_code == 410


def test_a_forgotten_password_is_replaced_and_every_device_signed_out(app, client) -> None:
    with writing(app):
        email = a_person(email=ADA["email"]).email
    sign_in(client, email)
    other = app.test_client()
    post(other, "/account/forgotten", email=email)
    link = link_in_the_mail(app)
    assert post(other, link, password="another four words").location == "/sign-in"
    assert client.get("/account/").location.startswith("/sign-in")
    assert sign_in(other, email, PASSWORD).status_code == 422
    assert sign_in(other, email, "another four words").status_code == 303
    assert [kind for kind, _to in owed(app)] == ["password-reset", "security-setting-changed"]
    assert client.get(link).status_code == 410


def test_an_account_closes_for_a_while_after_ten_wrong_passwords_and_its_owner_is_told(
    app: Flask, client: FlaskClient
) -> None:
    with writing(app):
        email = a_person(email=ADA["email"]).email
    most = throttle.SIGN_IN_ACCOUNT.most
    answers = [sign_in(client, email, "not the password").status_code for _n in range(most + 1)]
    assert answers == [422] * most + [429]
    assert sign_in(client, email).status_code == 429
    assert owed(app) == [("account-locked", email)]
    later = datetime.now(UTC) + throttle.SIGN_IN_ACCOUNT.per + timedelta(seconds=1)
    with time_machine.travel(later, tick=False):
        assert sign_in(client, email).status_code == 303


def test_a_new_kind_of_device_is_told_by_mail_once(app: Flask) -> None:
    with writing(app):
        email = a_person().email
    for agent in ("Firefox/1 Windows", "Firefox/2 Windows", "Chrome/1 Linux", "Chrome/9 Linux"):
        browser = app.test_client()
        browser.environ_base["HTTP_USER_AGENT"] = agent
        assert sign_in(browser, email).status_code == 303
    assert [kind for kind, _to in owed(app)] == ["new-device-sign-in"]


def test_a_session_ends_when_nobody_is_there_and_at_the_latest_after_its_time(app, client) -> None:
    start = datetime(2026, 11, 23, 1, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as traveller:
        with writing(app):
            email = an_officer(Role.CASE_OFFICER).email
        sign_in(client, email)
        for hour in range(1, 24):
            traveller.move_to(start + timedelta(minutes=50 * hour))
            wanted = 200 if datetime.now(UTC) - start < sessions.OFFICE_ENDS else 302
            assert (hour, client.get("/desk/").status_code) == (hour, wanted)
        sign_in(client, email)
        traveller.shift(sessions.OFFICE_IDLE + timedelta(seconds=2))
        assert client.get("/desk/").status_code == 302


def test_the_table_of_sessions_signs_nobody_in(app: Flask, client: FlaskClient) -> None:
    with writing(app):
        email = a_person().email
    sign_in(client, email)
    with app.app_context():
        kept = db.session.scalars(sa.select(UserSession.secret_hash)).one()
    with client.session_transaction(base_url="http://127.0.0.1:8000") as cookie:
        secret = cookie["s"]
        cookie["s"] = kept
    assert kept == sessions.hashed(secret)
    assert client.get("/account/").status_code == 302


def test_signing_in_leads_back_to_where_one_was_going_and_nowhere_else(app, client) -> None:
    with writing(app):
        email = a_person().email
    fine = {
        "/account/": "/portal/",
        "/portal/messages?x=1": "/portal/messages?x=1",
        "/portal/messages?x=\u00e9": "/portal/messages",
    }
    bad = ["//evil.example", "/\\evil.example", "https://evil.example/portal/", "/\t/evil", "/no"]
    for then, wanted in {**fine, **dict.fromkeys(bad, "/portal/")}.items():
        browser = app.test_client()
        answer = post(browser, "/sign-in", email=email, password=PASSWORD, then=then)
        assert (then, answer.location) == (then, wanted)


def test_a_person_changes_name_and_password_and_signs_other_devices_out(app, client) -> None:
    with writing(app):
        email = a_person(email=ADA["email"]).email
    other = app.test_client()
    sign_in(client, email)
    sign_in(other, email)
    post(client, "/account/details", name="Ada Wong")
    assert user_of(app).name == "Ada Wong"
    wrong = post(client, "/account/password", present="wrong", password="another four words")
    assert (wrong.status_code, "This is not your present password" in wrong.text) == (422, True)
    post(client, "/account/password", present=PASSWORD, password="another four words")
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    sign_in(other, email, "another four words")
    post(client, "/account/devices/sign-out-others")
    assert other.get("/account/").status_code == 302


def test_a_person_of_two_companies_chooses_for_which_one_they_act(app, client) -> None:
    with writing(app):
        one = a_company("Kestrel Bay Logistics Limited", "12345678")
        two = a_company("Blue Junk Lines Limited", "87654321")
        ada = a_member(one, Role.COORDINATOR)
        email, chosen = ada.email, two.public_id
        db.session.add(membership_of(two.id, ada.id))
    sign_in(client, email)
    assert "Blue Junk Lines Limited</span>" in client.get("/portal/").text
    with app.app_context():
        kestrel = a_public_id("Kestrel Bay Logistics Limited")
    post(client, "/account/company", company=kestrel)
    assert "Kestrel Bay Logistics Limited</span>" in client.get("/portal/").text
    post(client, "/account/company", company=chosen)
    assert "Blue Junk Lines Limited</span>" in client.get("/portal/").text
    assert post(client, "/account/company", company="0" * 32).status_code == 404


def membership_of(company_id: int, user_id: int):
    from aeo import clock
    from aeo.models.account import Membership

    return Membership(
        public_id="1" * 32,
        company_id=company_id,
        user_id=user_id,
        roles=["coordinator"],
        sites=[],
        valid_from=clock.today(),
    )


def a_public_id(name: str) -> str:
    from aeo.models.company import Company

    return db.session.scalars(sa.select(Company.public_id).filter_by(name=name)).one()


def test_a_form_without_its_token_is_refused_and_says_what_to_do(app, client) -> None:
    before = digest(app)
    response = client.post("/sign-up", data=ADA)
    assert (response.status_code, digest(app)) == (400, before)


def test_another_language_is_remembered_for_pages_and_mails(app, client) -> None:
    with writing(app):
        email = a_person(email=ADA["email"]).email
    sign_in(client, email)
    answer = post(client, "/language/zh-Hant", then="/account/")
    assert (answer.status_code, answer.location) == (303, "/account/")
    assert '<html lang="zh-Hant">' in client.get("/account/").text
    assert user_of(app).language == "zh-Hant"
    assert post(client, "/language/fr").status_code == 404


def test_a_crowd_signing_up_from_one_address_gets_no_more_mail(app, client) -> None:
    most = throttle.MAIL_ADDRESS.most
    with writing(app):
        for _n in range(most):
            throttle.spend(throttle.MAIL_ADDRESS, "127.0.0.1")
    assert post(client, "/sign-up", **ADA).status_code == 303
    assert owed(app) == []
    assert token(client)
