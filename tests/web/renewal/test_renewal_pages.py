"""The pages of a renewal: begun from the authorisation, compared, read and confirmed, reviewed."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo.domain.vocabulary import Role
from aeo.samples.filling import fill
from aeo.services import actors, answers, sending
from aeo.services.answers import Typed
from aeo.sim import line
from tests.people import a_member, post, writing
from tests.renewing import Holder
from tests.statements import MOST_STATEMENTS, statements
from tests.web.findings.sides import another

KEY = "A-08"
SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')
HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)


@pytest.fixture
def holder(app: Flask) -> Holder:
    return Holder(app)


@pytest.fixture
def ada(app: Flask, holder: Holder) -> FlaskClient:
    return another(app, holder.ada)


def at(holder: Holder, rest: str = "") -> str:
    return f"/portal/applications/{holder.reference}/renewal{rest}"


def change(holder: Holder, explanation: str = "Two of us check <every> line.") -> None:
    with writing(holder.app):
        row = holder.draft().answers[KEY, "company"]
        typed = Typed(value=row.value, explanation=explanation)
        answers.save(holder.reference, KEY, "company", typed, version=row.version, by=holder.ada)


def sent(holder: Holder) -> None:
    """Filled in, signed and accepted."""
    with holder.app.app_context():
        fill(holder.reference, by=holder.ada)
    with writing(holder.app):
        sending.send(holder.reference, line.signed_by(holder.ada), by=holder.ada)
    with holder.app.app_context():
        line.accept(holder.reference, holder.bo)


def test_the_authorisation_says_when_the_renewal_can_begin(holder, ada) -> None:
    holder.move_to(holder.before("P10M"))
    page = ada.get("/portal/authorisation").text
    assert "You can start the renewal from Fri 9 March 2029. Send it by Sat 9 June 2029." in page
    assert "Start the renewal</button>" not in page
    assert post(ada, "/portal/authorisation/renew").status_code == 409


def test_it_begins_with_one_button_and_then_goes_on(holder, ada) -> None:
    holder.move_to(holder.before("P8M"))
    assert "Start the renewal</button>" in ada.get("/portal/authorisation").text
    begun = post(ada, "/portal/authorisation/renew")
    assert (begun.status_code, begun.location) == (
        303, "/portal/applications/AEO-2029-000001-8/renewal",
    )  # fmt: skip
    page = ada.get("/portal/authorisation").text
    assert 'href="/portal/applications/AEO-2029-000001-8/">' in page
    again = post(ada, "/portal/authorisation/renew")
    assert again.location == "/portal/applications/AEO-2029-000001-8/"


def test_an_adviser_is_told_whom_to_ask(app, holder) -> None:
    with writing(app):
        from aeo.models.company import Company

        company = app.extensions["sqlalchemy"].session.get_one(Company, holder.ada.company_id)
        adviser = actors.of(a_member(company, Role.ADVISER, name="Eva Ho"), company.id)
    holder.move_to(holder.before("P8M"))
    eva = another(app, adviser)
    assert "Ask the AEO coordinator of your company to start it." in (
        eva.get("/portal/authorisation").text
    )
    assert post(eva, "/portal/authorisation/renew").status_code == 403


def test_the_first_look_counts_what_needs_the_company(holder, ada) -> None:
    holder.renewing()
    page = ada.get(at(holder)).text
    assert HEADING.findall(page) == ["Renewal: 15 of 86 answers need you"]
    assert page.count('class="q-title"') == 15
    assert "In 2026 you answered: No" in page
    assert "0 of 10 sections confirmed" in page


def test_each_kind_of_change_has_its_list(holder, ada) -> None:
    holder.renewing()
    change(holder)
    page = ada.get(at(holder, "?show=changed")).text
    assert page.count('class="q-title"') == 1
    assert "<ins>Two of us check &lt;every&gt;</ins>" in page
    assert "Put the old answer back" in page
    assert ada.get(at(holder, "?show=same")).text.count('class="q-title"') == 70
    nonsense = ada.get(at(holder, "?show=%00%ED%A0%80")).text
    assert nonsense.count('class="q-title"') == 15


def test_a_section_is_read_and_confirmed(holder, ada) -> None:
    holder.renewing()
    page = ada.get(at(holder, "/D")).text
    count = page.count('class="q-title"')
    assert f"These {count} answers still hold" in page
    done = post(ada, at(holder, "/D/confirm"), seen=SEEN.search(page)[1])
    assert (done.status_code, done.location) == (303, at(holder) + "#confirm")
    after = ada.get(at(holder)).text
    assert "1 of 10 sections confirmed" in after
    assert f"{count} answers confirmed." in after
    assert "Confirmed 9 Apr by you" in after
    assert "Nothing is left to confirm here" in ada.get(at(holder, "/D")).text
    assert post(ada, at(holder, "/D/confirm"), seen=SEEN.search(page)[1]).status_code == 409


def test_what_changed_while_it_was_read_is_shown_again(holder, ada) -> None:
    holder.renewing()
    seen = SEEN.search(ada.get(at(holder, "/A")).text)[1]
    change(holder)
    refused = post(ada, at(holder, "/A/confirm"), seen=seen)
    assert refused.status_code == 409
    assert "An answer of this section was changed while you were reading." in refused.text
    assert post(ada, at(holder, "/A/confirm"), seen="no such word").status_code == 409
    assert post(ada, at(holder, "/A/confirm")).status_code == 409


def test_one_answer_is_put_back(holder, ada) -> None:
    holder.renewing()
    change(holder)
    path = at(holder, f"/answers/{KEY}/company")
    assert post(ada, path, do="put_back", version="1").status_code == 409  # theirs is newer
    assert post(ada, path, do="put_back", version="9" * 400).status_code == 409
    assert post(ada, path, do="put_back", version="٢").status_code == 409
    done = post(ada, path, do="put_back", version="2", show="changed")
    assert (done.status_code, done.location) == (303, at(holder, "?show=changed"))
    assert "A-08 is confirmed." in ada.get(at(holder)).text
    assert post(ada, path, do="put_back", version="3").status_code == 409
    assert post(ada, at(holder, "/answers/A-99/company"), version="1").status_code == 404


def test_the_question_says_where_its_answer_comes_from(holder, ada) -> None:
    holder.renewing()
    address = f"/portal/applications/{holder.reference}/questions/A/company"
    before = ada.get(address).text
    assert before.count("From your 2026 answer") == 10
    assert before.count("Your 2026 answer</summary>") == 5
    change(holder)
    after = ada.get(address).text
    assert (after.count("From your 2026 answer"), after.count("Your 2026 answer</summary>")) == (
        9, 6,
    )  # fmt: skip


def test_the_tasks_and_the_list_of_what_is_missing_lead_there(holder, ada) -> None:
    holder.renewing()
    tasks = ada.get(f"/portal/applications/{holder.reference}/").text
    assert "15 of 86 answers need you." in tasks
    assert f'href="{at(holder, "/E")}"' in tasks  # a section with nothing else to do
    missing = ada.get(f"/portal/applications/{holder.reference}/check").text
    assert f'href="{at(holder, "/A")}"' in missing


def test_after_it_was_sent_both_sides_read_what_changed(app, holder, ada) -> None:
    holder.renewing()
    change(holder)
    sent(holder)
    page = ada.get(at(holder)).text
    assert HEADING.findall(page) == ["What changed since 2026"]
    assert "Put the old answer back" not in page
    assert "Read and confirm" not in page
    assert at(holder) in ada.get(f"/portal/applications/{holder.reference}/").text
    bo = another(app, holder.bo)
    desk = bo.get(f"/desk/cases/{holder.reference}/since").text
    assert "Beside the application granted on 10 December 2026" in desk
    assert "<ins>Two of us check &lt;every&gt;</ins>" in desk
    same = bo.get(f"/desk/cases/{holder.reference}/since?show=same").text
    assert same.count("Confirmed by the company on 9 Apr") == 48
    answer = bo.get(f"/desk/cases/{holder.reference}/review/A/company/{KEY}").text
    assert "<ins>Two of us check &lt;every&gt;</ins>" in answer


def test_a_late_renewal_is_flagged_at_the_desk(app, holder) -> None:
    holder.renewing("P5M")
    sent(holder)
    desk = another(app, holder.bo).get(f"/desk/cases/{holder.reference}/since").text
    assert "Sent 30 days after the renewal was due." in desk


def test_a_first_application_has_no_such_pages(app, holder, ada) -> None:
    assert ada.get(at(holder)).status_code == 404
    assert ada.get(at(holder, "/A")).status_code == 404
    bo = another(app, holder.bo)
    assert bo.get(f"/desk/cases/{holder.reference}/since").status_code == 404
    assert "/since" not in bo.get(f"/desk/cases/{holder.reference}/").text


def test_an_unknown_section_is_not_found(holder, ada) -> None:
    holder.renewing()
    assert ada.get(at(holder, "/Z")).status_code == 404
    assert post(ada, at(holder, "/Z/confirm"), seen="x").status_code == 404


def test_a_page_of_a_renewal_takes_few_statements(app, holder, ada) -> None:
    holder.renewing()
    paths = [at(holder), at(holder, "?show=same"), at(holder, "/A")]
    found = {path: statements(app, ada, path) for path in paths}
    assert max(found.values()) <= MOST_STATEMENTS
    assert len(set(found.values())) == 1


def test_the_first_page_says_what_the_holder_has_to_do(holder, ada) -> None:
    def said() -> str:
        return ada.get("/portal/").text

    assert "Valid until Sun 9 December 2029." in said()
    holder.move_to(holder.before("P8M"))
    assert "Send the renewal by Sat 9 June 2029." in said()
    holder.move_to(holder.before("P4M"))
    assert "the renewal was due on Sat 9 June 2029." in said()
    assert "start an application" not in said()
    holder.renewing("P3M")
    assert "Tier 1, Renewal" in said()
