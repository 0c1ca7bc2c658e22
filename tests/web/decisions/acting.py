"""People at the pages of the decision, and what is read on them."""

import html
import re

from flask import Flask
from flask.testing import FlaskClient

from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import Actor
from aeo.services.decisions import hearing
from tests.applications import email_of
from tests.deciding import WHY, Deciders
from tests.people import sign_in, writing

LETTER = "We intend to refuse: three months of records are missing."
REPLY = "The records are with our auditor until 4 December."
INSIDE = "Between us: the director was evasive."  # never for the company


def come(app: Flask, client: FlaskClient, actor: Actor) -> FlaskClient:
    assert sign_in(client, email_of(app, actor)).status_code == 303
    return client


def another(app: Flask, actor: Actor) -> FlaskClient:
    """A browser of their own."""
    return come(app, app.test_client(), actor)


def ours(office: Deciders, path: str = "") -> str:
    """An address of the company's side."""
    return f"/portal/applications/{office.reference}/{path}"


def words(page: str) -> str:
    """What a page says, without its marks."""
    main = page.partition("<main")[2].partition("</main>")[0]
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", main, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def gates(page: str) -> dict[str, tuple[bool, str]]:
    """The gates of the page: whether each is met, and what stands beside it."""
    rows = re.findall(
        r'<li class="gate-(ok|no)">.*?<strong>(.*?)</strong>(.*?)</li>', page, re.DOTALL
    )
    told = ((met, what, re.sub(r"<[^>]+>", " ", rest)) for met, what, rest in rows)
    return {what: (met == "ok", " ".join(html.unescape(rest).split())) for met, what, rest in told}


def buttons(page: str) -> dict[str, bool]:
    """The steps in the foot of the gates, and whether they are open."""
    foot = page.partition('<div class="actions no-print mb-3">')[2].partition("</div>")[0]
    found = re.findall(r"<a ([^>]*)>([^<]+)</a>", foot)
    return {label.strip(): "aria-disabled" not in attributes for attributes, label in found}


def heard(office: Deciders) -> None:
    """A refusal is recommended, and the company is told that it is intended."""
    office.graded(bad="B")
    office.recommended(Proposal.REFUSE, f"{WHY} {INSIDE}")
    with writing(office.app):
        hearing.intend(office.reference, LETTER, by=office.cheung)


def maintained(office: Deciders) -> None:
    """It kept to its application, and the case lies with the approver again."""
    heard(office)
    with writing(office.app):
        hearing.maintain(office.reference, REPLY, by=office.ada)
    office.recommended(Proposal.REFUSE, INSIDE)
    office.put_forward()
