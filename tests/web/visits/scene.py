"""What tests of visits share: dates that can be had, a visit on its way, and what stands on a page."""

import re
from datetime import date, time

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aeo.db import db
from aeo.models.visit import CheckResult
from aeo.services.visits import onsite, planning
from aeo.services.visits import reading as visits
from aeo.services.visits.planning import Offer, Slot
from tests.office import Office, first_day
from tests.people import token, writing

JSON = {"Accept": "application/json"}


def proposal(office: Office, **changes) -> dict[str, object]:
    """The form by which dates are offered, filled."""
    team = [str(office.bo.user_id), str(office.ng.user_id)]
    return {
        "site": office.site, "mode": "on_site", "team": team, "lead": team[1],
        "day_1": first_day(office).isoformat(), "hour_1": "09:30",
        "day_2": first_day(office, 2).isoformat(), "hour_2": "14:00",
        "day_3": "", "hour_3": "", "agenda": "Seal register\nFive files", **changes,
    }  # fmt: skip


def offered(office: Office, *further: int) -> str:
    """A visit of Ng, who leads, and Bo, with dates so many working days after the first one."""
    with office.app.app_context():
        days = [first_day(office, one) for one in further or (0,)]
    with writing(office.app):
        offer = Offer(
            site=office.site, slots=[Slot(day, time(9, 30)) for day in days], mode="on_site",
            team=[office.ng.user_id, office.bo.user_id], agenda="Seal register\nFive files",
        )  # fmt: skip
        return planning.propose(office.reference, offer, by=office.bo).public_id


def agreed(office: Office, further: int = 0) -> str:
    public_id = offered(office, further)
    with writing(office.app):
        slot = visits.get(office.case(), public_id).slots[0].public_id
        planning.choose(office.reference, public_id, slot, "Mr Yip, 2555 0142", by=office.ada)
    return public_id


def under_way(office: Office) -> str:
    public_id = agreed(office)
    office.move_to(first_day(office))
    with writing(office.app):
        onsite.start(office.reference, public_id, by=office.ng)
    return public_id


def items(office: Office) -> list[str]:
    with office.app.app_context():
        return [item.id for item in visits.checklist(office.case())]


def fields(page: str, item: str) -> dict[str, str]:
    """The hidden fields of one check, as the page has them."""
    found = re.findall(rf'name="{item}-(version|was)"[^>]*value="([^"]*)"', page)
    return {f"{item}-{name}": value for name, value in found}


def check(page: str, item: str, result: str, note: str = "") -> dict[str, str]:
    """One check as it is sent from ``page``."""
    return {**fields(page, item), f"{item}-result": result, f"{item}-note": note}


def marked(app: Flask) -> list[tuple[str, str, str, int]]:
    with app.app_context():
        query = sa.select(CheckResult).order_by(CheckResult.id)
        return [(row.item, row.result, row.note, row.version) for row in db.session.scalars(query)]


def with_token(client: FlaskClient, data: dict[str, str]) -> dict[str, str]:
    return {"csrf_token": token(client), **data}


def slot_of(office: Office, public_id: str, place: int = 0) -> str:
    with office.app.app_context():
        row = visits.get(office.case(), public_id)
        return [slot for slot in row.slots if slot.is_open][place].public_id


def saturday_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + (5 - day.weekday()) % 7)
