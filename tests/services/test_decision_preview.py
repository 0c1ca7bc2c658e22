"""A decision that is taken to see what it would do, and undone: nothing of it remains."""

import pytest

from aeo import clock
from aeo.db import db, rehearsal
from aeo.domain.errors import Gone, OutOfOrder
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import Role, Touch
from aeo.models.authorisation import HolderCounter
from aeo.services import touches
from aeo.services.decisions import deciding, hearing, preview
from tests.applications import an_office_actor
from tests.deciding import WHY, Deciders, HigherTier
from tests.people import digest, writing


@pytest.fixture
def office(app) -> Deciders:
    office = Deciders(app)
    office.to_decision()
    return office


def test_a_preview_tells_what_a_grant_makes_and_leaves_no_row(app, office) -> None:
    before = digest(app)
    for to in (office.kwok, office.bo):
        with app.app_context(), rehearsal():
            told = preview.grant(office.reference, to=to)
        assert digest(app) == before
    with app.app_context():
        today = clock.today()
    assert (told.levels, told.code, told.valid_from) == (["T1"], "AEOHK0000000001", today)
    assert told.languages == ["en", "zh-Hant", "zh-Hans"]
    assert [letter.kind for letter in told.letters] == ["granted", "granted-all-users"]
    assert told.people == 1
    with writing(app):
        granted = deciding.grant(office.reference, by=office.kwok)
        assert granted.version.authorisation.code == told.code
        assert granted.version.valid_to == told.valid_to


def test_a_preview_inside_a_unit_of_work_that_commits_leaves_no_row_either(app, office) -> None:
    before = digest(app)
    with writing(app):
        preview.grant(office.reference, to=office.kwok)
        assert db.session.query(HolderCounter).count() == 0
    assert digest(app) == before


def test_a_preview_of_what_is_closed_says_why_and_leaves_no_row(app, office) -> None:
    an_office_actor(app, Role.APPROVER, name="Yip Ka Man")
    with writing(app):
        touches.record(office.case(), Touch.RFI, office.kwok)
    before = digest(app)
    with app.app_context(), rehearsal():
        assert preview.grant(office.reference, to=office.kwok).code == "AEOHK0000000001"
    with app.app_context(), rehearsal(), pytest.raises(Gone):
        preview.grant("AEO-2026-999999-9", to=office.kwok)
    assert digest(app) == before


def test_a_case_that_nobody_could_decide_has_no_preview(app, office) -> None:
    with writing(app):
        touches.record(office.case(), Touch.RFI, office.kwok)
    before = digest(app)
    with app.app_context(), rehearsal(), pytest.raises(OutOfOrder, match="Nobody could decide"):
        preview.grant(office.reference, to=office.bo)
    assert digest(app) == before


def test_a_rehearsal_is_undone_and_does_not_begin_inside_a_unit_of_work(app, office) -> None:
    before = digest(app)
    with app.app_context(), rehearsal():
        deciding.grant(office.reference, by=office.kwok)
    assert digest(app) == before
    with writing(app), pytest.raises(RuntimeError, match="inside a unit of work"), rehearsal():
        pass


def test_a_preview_of_the_lower_level_waits_for_the_consent_of_the_company(app) -> None:
    office = HigherTier(app)
    office.graded(bad="K")
    office.recommended(Proposal.GRANT_LOWER, WHY)
    with writing(app):
        hearing.intend(office.reference, "We intend to grant Tier 1.", by=office.cheung)
    with app.app_context(), rehearsal(), pytest.raises(OutOfOrder):
        preview.grant(office.reference, to=office.kwok, lower=True)
    with writing(app):
        hearing.accept_lower(office.reference, "", by=office.ada)
    office.recommended(Proposal.GRANT_LOWER, WHY)
    office.put_forward()
    before = digest(app)
    with app.app_context(), rehearsal(), pytest.raises(OutOfOrder, match="not met: K"):
        preview.grant(office.reference, to=office.kwok)
    with app.app_context(), rehearsal():
        told = preview.grant(office.reference, to=office.kwok, lower=True)
    assert (told.levels, told.code) == (["T1"], "AEOHK0000000001")
    assert [letter.kind for letter in told.letters] == ["granted-lower-level", "granted-all-users"]
    assert digest(app) == before
