"""One draft and the browser of who prepares it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo.domain.vocabulary import Role
from aeo.services import accounts, actors, drafts, profile
from aeo.services.profile import Kind
from tests.people import a_company, a_member, sign_in, writing
from tests.web.questions.world import FACTORY, ROLES, World


@pytest.fixture
def world(app: Flask) -> World:
    with writing(app):
        company = a_company()
        ada = a_member(company, Role.COORDINATOR)
        by = actors.of(ada, company.id)
        profile.change_company(company.id, {"roles": ROLES}, version=0, by=by)
        sites = [
            profile.add(Kind.SITE, company.id, {"name": name, **FACTORY}, by=by).scope
            for name in ("Tsing Yi depot", "Kwai Chung warehouse")
        ]
        person = profile.add(Kind.PERSON, company.id, {"name": "Yeung Mei Fong"}, by=by)
        partner = profile.add(Kind.PARTNER, company.id, {"name": "Peak Haulage"}, by=by)
        case = drafts.begin(["T2"], by=by)
        return World(
            app, case.reference, company.id, ada.id, (sites[0], sites[1]), person.scope,
            partner.scope,
        )  # fmt: skip


@pytest.fixture
def ada(world: World) -> FlaskClient:
    with world.app.app_context():
        email = accounts.get(world.ada).email
    client = world.app.test_client()
    assert sign_in(client, email).status_code == 303
    return client
