"""How tests put requests together, take steps of them and reply."""

from datetime import date

import sqlalchemy as sa
from flask.testing import FlaskClient

from aeo.db import db
from aeo.models.answer import Answer
from aeo.models.review import Rfi
from aeo.services.rfis import asking, reading
from tests.office import Office
from tests.people import post, writing
from tests.web.desk_pages import at, seq_of

A07, A04 = ("A-07", "company"), ("A-04", "company")


def drafted(office: Office, *places: tuple[str, str]) -> None:
    with writing(office.app):
        for place in places or (A07,):
            asking.ask_about(
                office.reference, *place, asks=f"Who signs {place[0]}?", settles="A name",
                by=office.bo,
            )  # fmt: skip


def sent(office: Office, *places: tuple[str, str], is_blocking: bool = True) -> int:
    drafted(office, *places)
    with writing(office.app):
        [number] = [it.number for it in reading.of_case(office.case()) if it.status == "draft"]
        due = asking.usual_due_on(office.case())
        asking.issue(
            office.reference, number, due_on=due, is_blocking=is_blocking, message="Dear Ada,",
            by=office.bo,
        )  # fmt: skip
    return number


def rfi(office: Office, number: int = 1) -> Rfi:
    with office.app.app_context():
        found = reading.get(office.case(), number)
        _loaded = found.items
        db.session.expunge_all()
        return found


def usual(office: Office) -> date:
    with office.app.app_context():
        return asking.usual_due_on(office.case())


def step(office: Office, browser: FlaskClient, act: str, number: int = 1, **data):
    seq = seq_of(office.app, office.reference)
    return post(browser, at(office.reference, f"requests/{number}"), seq=seq, act=act, **data)


def ours(office: Office, tail: str = "") -> str:
    return f"/portal/applications/{office.reference}/requests/1{tail}"


def replying(office: Office, browser: FlaskClient, which: int = 0, **data):
    """Post the form of one question as the page has it; ``reply`` and ``do`` as given."""
    item = rfi(office).items[which]
    given = {f"r{item.public_id[:8]}-reply": data.pop("reply", "")}
    return post(browser, ours(office, f"/{item.public_id}"), **given, **data)


def anew(office: Office, value: str = "partly", why: str = "Our manager does.", version: str = "1"):
    """The fields of A-07."""
    return {"A-07": value, "A-07-why": why, "A-07-version": version}


def answer_of(office: Office, place: tuple[str, str] = A07) -> tuple[object, str, int]:
    with office.app.app_context():
        row = db.session.scalars(
            sa.select(Answer).where(Answer.question_key == place[0], Answer.scope_key == place[1])
        ).one()
        return row.value, row.explanation, row.version
