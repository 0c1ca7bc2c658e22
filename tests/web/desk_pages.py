"""How tests of the officer's pages move about in them."""

import re

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aeo.db import db
from aeo.domain.vocabulary import Actor, CaseStatus, Role
from aeo.models.case import Case
from aeo.models.submission import CompletenessPoint
from aeo.services import cases, completeness, snapshots
from aeo.web.desk.cases.points import slug
from tests.applications import an_office_actor, email_of
from tests.people import post, sign_in


def signed_in(app: Flask, client: FlaskClient, *roles: Role, name: str = "Bo Lau") -> Actor:
    actor = an_office_actor(app, *roles, name=name)
    assert sign_in(client, email_of(app, actor)).status_code == 303
    return actor


def at(reference: str, tab: str = "") -> str:
    return f"/desk/cases/{reference}/{tab}"


def seq_of(app: Flask, reference: str) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(Case.seq).where(Case.reference == reference)) or 0


def do(app: Flask, client: FlaskClient, reference: str, act: str, **data):
    """Post on what the page shows now."""
    return post(client, at(reference, act), seq=seq_of(app, reference), **data)


def status_of(app: Flask, reference: str) -> CaseStatus | None:
    with app.app_context():
        return db.session.scalar(sa.select(Case.status).where(Case.reference == reference))


def points_of(app: Flask, reference: str, to: Actor) -> list[str]:
    with app.app_context():
        case = cases.get(reference, to=to)
        return completeness.points(snapshots.read(snapshots.get(case)))


def marked(app: Flask) -> dict[str, tuple[str, str | None, str]]:
    with app.app_context():
        rows = db.session.scalars(sa.select(CompletenessPoint))
        return {row.point: (row.result.value, row.reason, row.note) for row in rows}


def everything_fine(app: Flask, client: FlaskClient, reference: str, to: Actor) -> None:
    fields = {f"{slug(point)}-result": "fine" for point in points_of(app, reference, to)}
    assert do(app, client, reference, "completeness", **fields).status_code == 303


def rows_of(page: str) -> list[str]:
    """The references of a queue, in its order."""
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    return re.findall(r'<a href="/desk/cases/(AEO-[^/"]+)/">', body)


def record_of(reference: str, to: Actor) -> dict:
    return snapshots.read(snapshots.get(cases.get(reference, to=to)))
