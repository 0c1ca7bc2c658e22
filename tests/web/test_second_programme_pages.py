"""The pages of a service in another country: they open, speak its words, and name nothing of Hong
Kong."""

import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo.domain.vocabulary import Actor, CaseStatus
from aeo.web.frame import LABELS, LANGUAGE_COOKIE
from tests.applications import email_of
from tests.nordhaven import GATE, Nordhaven, abroad
from tests.people import a_person, bring_cookie, post, sign_in, writing

LINK = re.compile(r'<a[^>]* href="([^"#]+)')
NOT_HERE = (
    "Hong Kong", "Tier", "Business Registration", "business registration", "Eight digits",
    "in Chinese", "香港", "認可經濟營運商 審核工作台", "商業登記證", "商業登記號碼", "商业登记证", "商业登记号码", "中文名",
)  # fmt: skip


@pytest.fixture
def office(app) -> Iterator[Nordhaven]:
    with abroad(app) as other:
        yield Nordhaven(other)


def visitor(office: Nordhaven, who: Actor | None = None) -> FlaskClient:
    client = office.app.test_client()
    if who is not None:
        assert sign_in(client, email_of(office.app, who)).status_code == 303
    return client


def words(page: str) -> str:
    """What people read on a page."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def endpoint_of(app: Flask, path: str) -> str:
    adapter = app.url_map.bind("")
    return str(adapter.match(path, method="GET")[0])


def walk(client: FlaskClient, *starts: str) -> dict[str, str]:
    """The text of every kind of page that links lead to, in every language; of questions each
    page. By address and language."""
    app, waiting, seen, found = client.application, list(starts), set(), {}
    while waiting:
        path = waiting.pop(0)
        endpoint = endpoint_of(app, path)
        kind = path if endpoint == "portal.questions" else endpoint
        if kind in seen:
            continue
        seen.add(kind)
        for language in LABELS:
            bring_cookie(client, LANGUAGE_COOKIE, language)
            with client.get(path, follow_redirects=True) as response:
                assert (path, language, response.status_code) == (path, language, 200)
                page = response.text if response.mimetype == "text/html" else ""
            found[f"{endpoint} {path} {language}"] = words(page)
        links = [html.unescape(link) for link in LINK.findall(page)]
        waiting += [urlsplit(link).path for link in links if link.startswith("/")]
    return found


def endpoints(found: dict[str, str]) -> set[str]:
    return {place.split()[0] for place in found}


def from_elsewhere(found: dict[str, str]) -> list[str]:
    return [
        f"{place}: {word}" for place, text in found.items() for word in NOT_HERE if word in text
    ]


def says(found: dict[str, str], endpoint: str, *said: str) -> list[str]:
    """Which of the words stand in no page of this kind, by language."""
    pages = {place: text for place, text in found.items() if place.split()[0] == endpoint}
    assert pages
    return [
        f"{language}: {word}"
        for language in LABELS
        for word in said
        if not any(word in text for place, text in pages.items() if place.endswith(f" {language}"))
    ]


def test_anybody_reads_about_the_programme(office) -> None:
    found = walk(visitor(office), "/", "/readiness", "/service-record")
    assert endpoints(found) >= {
        "public.home", "public.readiness", "public.privacy", "public.help_page",
        "public.service_record", "account.sign_up", "account.sign_in",
    }  # fmt: skip
    assert from_elsewhere(found) == []
    name = "Programme des opérateurs économiques agréés de Nordhaven"
    assert says(found, "public.home", name, "Simplifications douanières") == []
    assert says(found, "public.help_page", "Douane de Nordhaven", "oea@douane.nordhaven") == []


@pytest.mark.parametrize("language", LABELS)
def test_the_readiness_check_asks_what_the_programme_asks(office, language) -> None:
    client = visitor(office)
    bring_cookie(client, LANGUAGE_COOKIE, language)
    begun = post(
        client, "/readiness", levels=["CUS", "SEC"], roles=["importer"], traits=["handles_cargo"]
    )
    assert begun.status_code == 200
    assert "Un registre des erreurs est-il tenu ?" in words(begun.text)
    so_far = re.search(r'name="so_far" value="([^"]+)"', begun.text)
    assert so_far is not None
    answers = {"A-01": "no", "A-03": "no"}
    result = post(client, "/readiness/questions", so_far=so_far[1], at="A", go="result", **answers)
    assert result.status_code == 200
    text = words(result.text)
    assert "Oui, chaque lundi, signé par le chef." in text
    assert from_elsewhere({"": text, " ": words(begun.text)}) == []


def test_a_newcomer_adds_a_company_by_the_number_of_the_country(office) -> None:
    with writing(office.app):
        email = a_person("Rui Melo").email
    client = visitor(office)
    sign_in(client, email)
    found = walk(client, "/portal/", "/portal/company/add")
    assert from_elsewhere(found) == []
    number = "Numéro au registre de Nordhaven"
    assert says(found, "portal.home", number) == []
    assert says(found, "portal.company_add", number, "Nom") == []
    bring_cookie(client, LANGUAGE_COOKIE, "en")
    wrong = post(client, "/portal/company/add", name="Maré Baixa", ubi="12345678")
    assert (wrong.status_code, "name_zh" in wrong.text) == (422, False)
    right = post(client, "/portal/company/add", name="Maré Baixa", ubi="NH654321B")
    assert right.status_code == 303
    choice = walk(client, "/portal/applications/new")
    assert says(choice, "portal.applications_new", "Simplifications douanières") == []
    assert from_elsewhere(choice) == []
    begun = post(client, "/portal/applications/new", level=["CUS", "SEC"])
    assert begun.status_code == 303


def test_a_company_prepares_its_application(office) -> None:
    reference = office.filled()
    found = walk(visitor(office, office.ada), "/portal/", f"/portal/applications/{reference}/")
    assert endpoints(found) >= {
        "portal.application", "portal.application_papers", "portal.application_check",
        "portal.application_level", "portal.questions", "portal.company", "portal.company_profile",
        "portal.company_details", "portal.company_sites", "portal.company_sites_changing",
        "portal.company_flows", "portal.company_people", "portal.company_partners",
        "portal.company_files", "portal.company_members", "portal.messages",
    }  # fmt: skip
    assert from_elsewhere(found) == []
    assert says(found, "portal.application", "Respect des règles", "Première demande") == []
    assert says(found, "portal.application_papers", "Plan du lieu") == []
    assert says(found, "portal.application_check", "Je déclare que tout est vrai et complet.") == []
    asked = ("Le lieu est-il fermé aux tiers ?", "Quelles infractions ont été constatées ?")
    assert says(found, "portal.questions", *asked, "Oui", "En partie") == []
    assert says(found, "portal.company", "Numéro au registre de Nordhaven", "NH123456K") == []


def test_an_officer_checks_whether_it_is_complete(office) -> None:
    reference = office.filled()
    office.sent()
    found = walk(visitor(office, office.bo), "/desk/", f"/desk/cases/{reference}/")
    assert endpoints(found) >= {
        "desk.home", "desk.cases", "desk.cases_case", "desk.cases_completeness",
        "desk.cases_point", "desk.cases_answers", "desk.cases_clock", "desk.cases_timeline",
        "desk.cases_verify", "desk.cases_submissions",
    }  # fmt: skip
    assert from_elsewhere(found) == []
    assert says(found, "desk.cases", "Envoyée à la douane") == []
    assert says(found, "desk.cases_verify", "NH123456K", "Maré Alta Transportes") == []
    sheet = visitor(office, office.bo).get("/desk/cases.csv").text
    assert sheet.splitlines()[1].split(",")[:3] == [
        reference, "Maré Alta Transportes", "NH123456K",
    ]  # fmt: skip
    identity = {
        language: words(_in(office, language, f"/desk/cases/{reference}/completeness"))
        for language in LABELS
    }
    for text in identity.values():
        assert "NH123456K" in text


def _in(office: Nordhaven, language: str, path: str) -> str:
    client = visitor(office, office.bo)
    bring_cookie(client, LANGUAGE_COOKIE, language)
    return client.get(path).text


def test_both_sides_follow_the_examination(office) -> None:
    office.accepted()
    office.asked_and_answered()
    office.visited()
    office.found(GATE)
    office.reported()
    office.scanned()
    start = f"/portal/applications/{office.reference}/"
    company = walk(visitor(office, office.ada), "/portal/", start)
    assert endpoints(company) >= {
        "portal.application", "portal.application_answers", "portal.application_receipt",
        "portal.application_findings", "portal.application_finding", "portal.application_report",
        "portal.application_request", "portal.visit", "portal.messages_one",
    }  # fmt: skip
    assert from_elsewhere(company) == []
    assert says(company, "portal.application", "Mesures à prendre", "Décision") == []
    assert says(company, "portal.application_finding", "Majeur", "Porte ouverte") == []
    case = f"/desk/cases/{office.reference}/"
    starts = ["/desk/visits", f"{case}findings", f"{case}requests/1", f"{case}review/A/company"]
    desk = walk(visitor(office, office.bo), "/desk/", case, *starts)
    assert endpoints(desk) >= {
        "desk.cases_case", "desk.cases_review", "desk.cases_answer", "desk.cases_rest",
        "desk.cases_requests", "desk.cases_request", "desk.cases_visits", "desk.visits",
        "desk.visits_visit", "desk.cases_findings", "desk.cases_report", "desk.cases_assessment",
        "desk.cases_notes",
    }  # fmt: skip
    assert from_elsewhere(desk) == []
    assert says(desk, "desk.cases_findings", "Majeur") == []
    assert says(desk, "desk.cases_review", "Compétence", "Sûreté") == []
    assert says(desk, "desk.cases_assessment", "Sûreté") == []
    office.put_right()
    with office.app.app_context():
        assert office.case().status is CaseStatus.ASSESSMENT
    page = _in(office, "en", f"{case}assessment")
    assert "Les points guident l’agent ; ils ne décident pas." in words(page)
