"""The whole line with the programme of another country: nothing of Hong Kong is in the code."""

import re
import secrets
from datetime import date

import pytest
import sqlalchemy as sa

from aeo import clock, mail
from aeo.db import db
from aeo.domain.calendar import Counting
from aeo.domain.errors import Incomplete, OutOfOrder
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import AuthorisationStatus, CaseStatus, CaseType
from aeo.mail.render import Late
from aeo.models.authorisation import AuthorisationVersion, Certificate
from aeo.models.outbox import Notification
from aeo.services import actors, companies, holidays, programmes
from aeo.services.authorisations import codes
from aeo.services.companies import Names
from aeo.services.decisions import deciding, hearing, reading
from aeo.services.visits import planning
from tests.deciding import WHY
from tests.nordhaven import BOTH, GATE, NUMBER, Nordhaven, abroad
from tests.people import a_person, writing

READERS = ("en", "zh-Hant", "zh-Hans")  # the languages of the mails; the programme has none


@pytest.fixture
def office(app):
    with abroad(app) as other:
        yield Nordhaven(other)


def status(office: Nordhaven) -> CaseStatus:
    with office.app.app_context():
        return office.case().status


def unsayable(office: Nordhaven) -> list[str]:
    """The messages owed so far that cannot be put into words for some reader."""
    found = []
    with office.app.app_context():
        renderer = mail.mail().renderer
        late = Late(f"{renderer.base_url}/x", clock.now())
        for owed in db.session.scalars(sa.select(Notification)):
            entry = renderer.entry(owed)
            for language in READERS:
                owed.language = language
                try:
                    renderer.render(owed, late if entry.late else None)
                except mail.RenderError as error:
                    found.append(f"{owed.kind} {language}: {error}")
        db.session.rollback()
    return found


def kinds(office: Nordhaven) -> set[str]:
    with office.app.app_context():
        return set(db.session.scalars(sa.select(Notification.kind)))


def test_a_company_of_another_country_is_granted_both_components_without_an_end(office) -> None:
    office.filled()
    office.sent()
    office.sent_back()
    assert status(office) is CaseStatus.RETURNED
    office.sent_again()
    office.taken()
    office.asked_and_answered()
    assert status(office) is CaseStatus.VETTING
    office.visited()
    office.found(GATE)
    office.reported()
    assert status(office) is CaseStatus.CORRECTIVE_ACTION
    office.scanned()
    office.put_right()
    assert status(office) is CaseStatus.ASSESSMENT
    office.grade()
    office.recommended()
    office.put_forward()
    with writing(office.app):
        deciding.grant(office.reference, by=office.kwok)
    assert status(office) is CaseStatus.GRANTED
    with office.app.app_context():
        version = db.session.scalars(sa.select(AuthorisationVersion)).one()
        assert (version.status, version.levels, version.valid_from, version.valid_to) == (
            AuthorisationStatus.ACTIVE, list(BOTH), clock.today(), None,
        )  # fmt: skip
        assert re.fullmatch("NHAEO[0-9]{8}", version.authorisation.code)
        assert (version.content["identifier"], version.content["name"]) == (
            NUMBER, "Maré Alta Transportes",
        )  # fmt: skip
        languages = db.session.scalars(sa.select(Certificate.language))
        assert sorted(languages) == ["fr", "pt"]
    assert unsayable(office) == []
    assert kinds(office) == {
        "application-accepted", "application-returned", "case-in-intake-queue",
        "corrective-action-accepted", "corrective-actions-closed", "corrective-plan-receipt",
        "corrective-plan-received-officer", "draft-created", "granted", "granted-all-users",
        "information-receipt", "information-received-officer", "information-request",
        "officer-assigned-company", "put-for-decision", "recommendation-ready",
        "report-with-actions", "resubmission-received", "submission-received",
        "visit-completed-company", "visit-confirmed-company", "visit-confirmed-team",
        "visit-date-reply-officer", "visit-proposal",
    }  # fmt: skip


def against(office: Nordhaven) -> None:
    """Everything is in order but the security, so a refusal is proposed."""
    office.graded(bad="C")
    office.recommended(Proposal.REFUSE, WHY)


def test_a_refusal_is_heard_answered_and_decided(office) -> None:
    against(office)
    with pytest.raises(OutOfOrder, match="must be heard first"):
        office.put_forward()
    with writing(office.app):
        hearing.intend(office.reference, "Nous voulons refuser.", by=office.cheung)
    assert status(office) is CaseStatus.HEARING
    with writing(office.app):
        hearing.maintain(office.reference, "Nous avons corrigé.", by=office.ada)
    office.recommended(Proposal.REFUSE, WHY)
    office.put_forward()
    with writing(office.app):
        deciding.refuse(office.reference, "Trop tard.", by=office.kwok)
    assert status(office) is CaseStatus.REFUSED
    with office.app.app_context():
        decision = reading.decision(office.case())
        assert (decision.outcome, decision.levels, decision.grounds) == (
            Proposal.REFUSE, [],
            [{"criterion": "C", "reason": "REF-CRITERIA", "reasoning": WHY}],
        )  # fmt: skip
        [held] = reading.hearings(office.case())
        assert (held.level, held.answer) == (None, reading.MAINTAIN)
    assert unsayable(office) == []
    assert kinds(office) >= {"intended-decision", "hearing-reply-officer", "refused"}


def test_an_exception_lets_a_refusal_go_without_a_hearing(office) -> None:
    against(office)
    with writing(office.app):
        hearing.waive(office.reference, "Risque urgent.", by=office.cheung)
    office.put_forward()
    with writing(office.app):
        deciding.refuse(office.reference, "Non.", by=office.kwok)
    assert status(office) is CaseStatus.REFUSED
    with office.app.app_context():
        [waived] = reading.hearings(office.case())
        assert (waived.waived_because, waived.answer) == ("Risque urgent.", "")
    assert unsayable(office) == []


def test_an_approver_waives_the_hearing_against_a_favourable_proposal(office) -> None:
    office.graded(bad="C")
    office.recommended()
    office.put_forward()
    with pytest.raises(OutOfOrder, match="heard first"), writing(office.app):
        deciding.refuse(office.reference, "Non.", by=office.kwok)
    with writing(office.app):
        hearing.waive(office.reference, "Risque urgent.", by=office.kwok)
    with writing(office.app):
        deciding.refuse(office.reference, "Non.", by=office.kwok)
    assert status(office) is CaseStatus.REFUSED


def test_components_have_no_lower_one_to_fall_back_to(office) -> None:
    office.graded(bad="C")
    with pytest.raises(Incomplete, match="no lower level"):
        office.recommended(Proposal.GRANT_LOWER, WHY)


def test_a_number_is_looked_at_with_the_pattern_of_the_country(office) -> None:
    for number in ("12345678", "NH123456", "nh123456k", "NH１23456K"):
        with pytest.raises(Incomplete, match="not a number of the register"), writing(office.app):
            founder = a_person("Rui Melo")
            actor = actors.of(founder, None)
            names = Names(name="Maré Baixa", name_zh="", ubi=number)
            companies.found(names, by=actor, may_sign=True)


def test_its_days_are_counted_in_its_own_zone_and_with_its_own_holidays(office) -> None:
    with office.app.app_context():
        assert str(clock.zone()) == "Europe/Brussels"
        year = clock.today().year
        calendar = holidays.calendar()
        assert (calendar.name, calendar.first.year) == ("nordhaven", year)
        day = next(day for day in calendar.holidays if (day.month, day.day) == (12, 25))
        assert calendar.holidays[day].names == {"fr": "Noël", "pt": "Noël"}
        assert not calendar.is_working(day)
        week = {
            day.weekday()
            for day in (date(year, 3, number) for number in range(1, 8))
            if calendar.is_working(day)
        }
        assert week == {1, 2, 3, 4, 5}  # shut on Mondays
        assert holidays.outlook().gazetted_until == calendar.horizon
    with pytest.raises(Incomplete, match="in pt"), writing(office.app):
        holidays.add(day.replace(day=24), {"fr": "Veille"}, by=office.admin, source="Moniteur")


def test_visits_give_the_notice_of_the_programme(office) -> None:
    office.accepted()
    with office.app.app_context():
        calendar = holidays.calendar()
        earliest = planning.earliest(office.case())
        assert calendar.count(clock.today(), earliest, Counting.WORKING) == 3
        assert programmes.current().case_types_enabled == (
            CaseType.NEW, CaseType.SCOPE_CHANGE, CaseType.REASSESSMENT,
        )  # fmt: skip


def test_a_drawn_code_is_nobody_else_s(office, monkeypatch) -> None:
    office.graded()
    office.recommended()
    office.put_forward()
    drawn = iter([5, 5, 7])
    monkeypatch.setattr(secrets, "randbelow", lambda _most: next(drawn))
    with writing(office.app):
        version = deciding.grant(office.reference, by=office.kwok).version
        assert version.authorisation.code == "NHAEO00000005"
        assert codes.holder(programmes.current()) == "NHAEO00000007"
    monkeypatch.setattr(secrets, "randbelow", lambda _most: 5)
    with writing(office.app), pytest.raises(OutOfOrder, match="No code of this programme is left"):
        codes.holder(programmes.current())
