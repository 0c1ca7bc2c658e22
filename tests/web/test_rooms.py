"""The pages of portal and desk: what they show, what they keep, and how many statements that takes."""

import secrets
from time import monotonic

import pytest
import sqlalchemy as sa

from aeo.db import db
from aeo.domain.vocabulary import Role
from aeo.models.outbox import DeliveryState, FailureCause, Notification
from aeo.services import heartbeats, outbox
from aeo.services.outbox import Recipient, SubjectRef
from aeo.web.operations import GRACE_SECONDS
from tests.people import a_company, a_member, a_person, an_officer, post, sign_in, writing
from tests.statements import MOST_STATEMENTS, statements

KESTREL = {
    "name": "Kestrel Bay Logistics Limited",
    "name_zh": "隼灣物流有限公司",
    "ubi": "12345678",
}


def owe(user, **changes) -> Notification:
    owed = outbox.owe(
        "granted",
        to=Recipient(email=user.email, name=user.name, user_id=user.id, role="coordinator"),
        dedupe=secrets.token_hex(4),
        subject=SubjectRef(type="case", id=7, ref="AEO-2026-000123-7"),
        values={"due_date": "2026-12-15", "effective_date": "2027-01-01"},
        path="/portal/",
    )
    assert owed is not None
    for name, value in changes.items():
        setattr(owed, name, value)
    return owed


def failed(user) -> Notification:
    refused = {"failed_because": FailureCause.REFUSED, "last_reply": "550 no such mailbox"}
    return owe(user, state=DeliveryState.FAILED, **refused)


def test_a_company_is_added_and_a_wrong_number_keeps_what_was_typed(app, client) -> None:
    with writing(app):
        email = a_person().email
    sign_in(client, email)
    assert "add your company" in client.get("/portal/").text
    wrong = post(client, "/portal/company/add", **{**KESTREL, "ubi": "1234"})
    assert wrong.status_code == 422
    assert 'value="1234"' in wrong.text
    assert 'value="隼灣物流有限公司"' in wrong.text
    assert "Check each digit" in wrong.text
    assert post(client, "/portal/company/add", **KESTREL).location == "/portal/"
    assert "Kestrel Bay Logistics Limited is added." in client.get("/portal/").text
    again = post(client, "/portal/company/add", **KESTREL)
    assert (again.status_code, "You have added this company already." in again.text) == (409, True)
    page = client.get("/portal/company/").text
    assert [text in page for text in ("12345678", "隼灣物流有限公司", "Not yet verified")] == [
        True
    ] * 3


def test_details_are_corrected_by_who_may(app, client) -> None:
    with writing(app):
        email = a_member(a_company(), Role.COORDINATOR).email
    sign_in(client, email)
    assert 'value="Kestrel Bay Logistics Limited"' in client.get("/portal/company/details").text
    post(client, "/portal/company/details", **{**KESTREL, "name": "Kestrel Bay Limited"})
    assert "<h1>Kestrel Bay Limited</h1>" in client.get("/portal/company/").text
    assert post(client, "/portal/company/details", **{**KESTREL, "name": ""}).status_code == 422


def test_a_message_is_read_when_its_reader_says_so(app, client) -> None:
    with writing(app):
        ada = a_member(a_company(), Role.COORDINATOR)
        email, uuid = ada.email, owe(ada).message_uuid
    sign_in(client, email)
    assert "Unread" in client.get("/portal/messages").text
    assert "Mark as read" in client.get(f"/portal/messages/{uuid}").text
    post(client, f"/portal/messages/{uuid}/read")
    assert "Unread" not in client.get("/portal/messages").text


def test_a_supervisor_sends_again_what_failed_and_only_once(app, client) -> None:
    with writing(app):
        ada = a_member(a_company(), Role.COORDINATOR)
        uuid = failed(ada).message_uuid
        email = an_officer(Role.SUPERVISOR).email
    sign_in(client, email)
    page = client.get("/desk/").text
    assert "Refused by the mail server. 550 no such mailbox" in page
    address = f"/desk/mail/{uuid}/resend"
    assert post(client, address, address="right@x.example").location == "/desk/mail"
    post(client, address)
    with app.app_context():
        again = db.session.scalars(
            sa.select(Notification).where(Notification.resent_from_id.is_not(None))
        ).all()
        assert [(row.recipient, row.state) for row in again] == [
            ("right@x.example", DeliveryState.PENDING)
        ]
    assert "Nothing needs you now" in client.get("/desk/").text


def test_the_ledger_is_narrowed_and_read_page_by_page(app, client) -> None:
    with writing(app):
        ada, bo = a_person("Ada Chan"), a_person("Bo Wong")
        for _n in range(53):
            owe(ada)
        failed(bo)
        email, bos = an_officer(Role.AUDITOR).email, bo.email
    sign_in(client, email)
    assert "Newest first, 50 of 54" in client.get("/desk/mail").text
    assert "Newest first, 1 of 1" in client.get(f"/desk/mail?to={bos}").text
    assert "Newest first, 1 of 1" in client.get("/desk/mail?state=failed").text
    assert "No mail like this" in client.get("/desk/mail?state=bounced").text
    assert "Newest first, 50 of 53" in client.get("/desk/mail?state=pending").text
    with app.app_context():
        oldest = db.session.scalars(sa.select(Notification.message_uuid).order_by("id")).all()
    older = client.get(f"/desk/mail?from={oldest[3]}").text
    assert "Newest first, 4 of 54" in older
    assert 'rel="prev"' in older
    assert 'rel="next"' not in older
    assert client.get("/desk/mail?state=nonsense&from=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        (Role.COORDINATOR, ["/", "/portal/", "/portal/messages", "/portal/company/", "/account/"]),
        (Role.SUPERVISOR, ["/desk/", "/desk/mail", "/account/"]),
    ],
)
def test_a_page_takes_few_statements_and_no_more_with_thirty_rows(app, client, role, paths) -> None:
    with writing(app):
        company = a_company()
        user = an_officer(role) if role is Role.SUPERVISOR else a_member(company, role)
        email, user_id, company_id = user.email, user.id, company.id
        failed(user)
    sign_in(client, email)
    one = {path: statements(app, client, path) for path in paths}
    with writing(app):
        from aeo.services import accounts, companies

        user = accounts.get(user_id)
        for _n in range(29):
            owe(user)
            failed(user)
            a_member(companies.get(company_id), Role.VIEWER)
    thirty = {path: statements(app, client, path) for path in paths}
    assert thirty == one
    assert {path: count for path, count in one.items() if count > MOST_STATEMENTS} == {}


def test_the_readiness_probe_names_what_is_missing(app, client) -> None:
    def asked(age: float) -> tuple[int, dict[str, bool]]:
        app.extensions["aeo_started"] = monotonic() - age
        answer = client.get("/readyz")
        return answer.status_code, answer.json["checks"]

    fine = {"database": True, "heartbeat": True, "storage": True}
    assert asked(GRACE_SECONDS - 10) == (200, fine)
    assert asked(GRACE_SECONDS + 10) == (503, {**fine, "heartbeat": False})
    with writing(app):
        heartbeats.beat(heartbeats.WORKER)
    assert asked(GRACE_SECONDS + 10) == (503, {**fine, "heartbeat": False})
    with writing(app):
        heartbeats.beat(heartbeats.BEAT)
    assert asked(GRACE_SECONDS + 10) == (200, fine)


def test_probe_and_figures_are_there_for_the_machinery_alone(client) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert 'aeo_outbox{state="pending"} 0.0' in client.get("/metrics").text
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics", environ_overrides=far).status_code == 404


def test_a_host_that_is_not_ours_gets_a_plain_refusal(client) -> None:
    answer = client.get("/", base_url="http://evil.example")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
