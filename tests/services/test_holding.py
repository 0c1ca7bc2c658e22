"""What is held, as anybody may know it: standing, check codes, register, consent."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import Gone, NotAllowed, OutOfOrder
from aeo.domain.validity import renewal_due
from aeo.domain.vocabulary import AuthorisationStatus as S
from aeo.models.case import CaseEvent
from aeo.services.authorisations import codes, consent, papers, reading, register
from aeo.services.authorisations.register import Asked, Order
from aeo.services.authorisations.standing import Standing
from tests.deciding import Deciders
from tests.holding import Holders, over
from tests.office import another
from tests.people import writing


@pytest.fixture
def office(app) -> Holders:
    return Holders(app)


def check(office: Holders, **given) -> tuple[Standing, int | None]:
    """The standing of another holder's version, and which version counts."""
    with writing(office.app):
        typed = office.holds("Heron Freight Limited", **given).verify_code
    with office.app.app_context():
        checked = reading.verify(typed)
        return checked.standing, checked.present


def names(asked: Asked = Asked(), start: int = 0) -> list[str]:  # noqa: B008 -- it is frozen
    return [version.content["name"] for version in register.page(asked, start=start).rows]


def test_a_check_says_what_counts_and_never_why_not(office) -> None:
    found = {status: check(office, status=status) for status in S}
    assert found == {
        S.ACTIVE: (Standing.VALID, 1),
        S.ACTIVE_PENDING_RENEWAL: (Standing.VALID, 1),
        S.SUSPENDED: (Standing.SUSPENDED, 1),
        S.PARTIALLY_SUSPENDED: (Standing.SUSPENDED, 1),
        S.EXPIRED: (Standing.ENDED, None),
        S.REVOKED: (Standing.ENDED, None),
        S.ANNULLED: (Standing.ENDED, None),
        S.WITHDRAWN: (Standing.ENDED, None),
        S.SUPERSEDED: (Standing.ENDED, None),  # and nothing took its place
    }


def test_a_term_that_is_over_counts_as_over(office) -> None:
    with office.app.app_context():
        term = over(clock.today())
    held = (S.ACTIVE, S.SUSPENDED, S.ACTIVE_PENDING_RENEWAL)
    assert {status: check(office, status=status, **term)[0] for status in held} == {
        S.ACTIVE: Standing.ENDED,  # before any worker noticed
        S.SUSPENDED: Standing.ENDED,  # a suspended status expires on its date
        S.ACTIVE_PENDING_RENEWAL: Standing.VALID,  # carried on by the programme
    }


def test_the_first_and_the_last_day_count(office) -> None:
    with office.app.app_context():
        today, day = clock.today(), timedelta(days=1)
    assert check(office, valid_from=today, valid_to=today) == (Standing.VALID, 1)
    assert check(office, valid_from=today + day) == (Standing.NOT_YET, None)
    assert check(office, valid_to=None) == (Standing.VALID, 1)


def test_a_replaced_version_names_the_one_that_counts(app, office) -> None:
    with writing(app):
        old = office.holds("Heron Freight Limited", status=S.SUPERSEDED)
        new = office.next_version(old.authorisation)
        both = old.verify_code, new.verify_code
    with app.app_context():
        found = [reading.verify(code) for code in both]
        assert [(one.standing, one.present) for one in found] == [
            (Standing.REPLACED, 2),
            (Standing.VALID, 2),
        ]
    with writing(app):
        version = reading.verify(both[1]).version
        term = over(clock.today())
        version.valid_from, version.valid_to = term["valid_from"], term["valid_to"]
    with app.app_context():
        found = [reading.verify(code) for code in both]
        assert [(one.standing, one.present) for one in found] == [(Standing.ENDED, None)] * 2


def test_a_code_is_found_however_it_was_typed(app, office) -> None:
    with writing(app):
        office.version().verify_code = "K0QM-1XHD-94TR"
    with app.app_context():
        for typed in ("K0QM-1XHD-94TR", " koqm 1xhd 94tr ", "KOQMIXHD94TR", "k0qm-lxhd--94tr\n"):
            assert reading.verify(typed).version.number == 1
        wrong = (
            "", "-", "K0QM-1XHD-94T", "K0QM-1XHD-94TRX", "K0QM-1XHD-94TR" * 1000, "\x00", "\ud800",
            "Ｋ0QM-1XHD-94TR", "K0QM-1XHD-94TU", "％", "K٠QM-1XHD-94TR", "K0QM_1XHD_94TR",
        )  # fmt: skip
        assert [typed for typed in wrong if reading.verify(typed) is not None] == []


def test_a_tidied_code_is_never_cut_to_a_right_one() -> None:
    assert codes.tidy("k7qm2xhd94tr") == "K7QM-2XHD-94TR"
    assert codes.is_check_code(codes.check())
    assert not codes.is_check_code(codes.tidy("k7qm2xhd94trz"))


def test_only_who_agreed_is_in_the_register_and_only_while_it_counts(app, office) -> None:
    with writing(app):
        today = clock.today()
        office.holds("Grey Heron Limited")
        office.holds("Silent Limited", is_public=False)
        office.holds("Paused Limited", status=S.SUSPENDED)
        office.holds("Over Limited", **over(today))
        office.holds("Gone Limited", status=S.REVOKED)
        office.holds("Soon Limited", valid_from=today + timedelta(days=1))
        office.holds("Carried Limited", status=S.ACTIVE_PENDING_RENEWAL, **over(today))
        office.holds("Today Limited", valid_from=today, valid_to=today)
        office.holds("Open Limited", valid_to=None)
    with app.app_context():
        assert names() == ["Carried Limited", "Grey Heron Limited", "Open Limited", "Today Limited"]
        found = register.page(Asked())
        assert (found.total, register.listed()) == (4, 4)


def test_of_two_versions_that_run_only_the_newer_one_is_shown(app, office) -> None:
    with writing(app):
        carried = office.holds("Old Name Limited", status=S.ACTIVE_PENDING_RENEWAL)
        content = {**carried.content, "name": "New Name Limited"}
        newer = office.next_version(carried.authorisation, content=content)
        newer.valid_from = clock.today() + timedelta(days=1)
    with app.app_context():
        assert names() == ["Old Name Limited"]
    with writing(app):
        office.case()
        db.session.execute(
            sa.update(type(newer)).where(type(newer).number == 2).values(valid_from=clock.today())
        )
    with app.app_context():
        assert names() == ["New Name Limited"]


def test_the_register_is_searched_narrowed_and_sorted(app, office) -> None:
    with writing(app):
        today = clock.today()
        office.holds("Grey Heron Logistics Limited", "灰鷺保稅物流有限公司", code="AEOHK0000777777")
        office.holds(
            "blue junk lines limited", "藍帆航運", levels=["T2"],
            valid_to=today + timedelta(days=5), content={"roles": ["carrier", "forwarder"]},
        )  # fmt: skip
        office.holds("100% Cargo_Limited", valid_to=None)
    with app.app_context():
        for text, found in {
            "logistics": ["Grey Heron Logistics Limited"],
            "BLUE": ["blue junk lines limited"],
            "物流": ["Grey Heron Logistics Limited"],
            "鷺": ["Grey Heron Logistics Limited"],
            "航運": ["blue junk lines limited"],
            "0%": ["100% Cargo_Limited"],
            "_": ["100% Cargo_Limited"],
            "AEOHK0000777777": [],  # the administration has not said that codes are published
            "nobody": [],
        }.items():
            assert (text, names(Asked(text=text))) == (text, found)
        assert names(Asked(level="T2")) == ["blue junk lines limited"]
        assert names(Asked(role="forwarder")) == ["blue junk lines limited"]
        assert names(Asked(role="forward")) == names(Asked(level="T")) == []
        by_name = ["100% Cargo_Limited", "blue junk lines limited", "Grey Heron Logistics Limited"]
        assert names() == by_name
        assert names(Asked(descending=True)) == by_name[::-1]
        ends = ["blue junk lines limited", "Grey Heron Logistics Limited", "100% Cargo_Limited"]
        assert names(Asked(order=Order.VALID_TO)) == ends
        assert names(Asked(order=Order.VALID_TO, descending=True)) == ends[::-1]
        assert (register.page(Asked(text="blue")).total, register.listed()) == (1, 3)


def test_the_register_is_read_page_by_page(app, office) -> None:
    with writing(app):
        for number in range(27):
            office.holds(f"Cargo {number:02d} Limited")
    with app.app_context():
        first, second = register.page(Asked()), register.page(Asked(), start=25)
        assert (len(first.rows), first.previous, first.next) == (25, None, 25)
        assert (len(second.rows), second.previous, second.next) == (2, 0, None)
        assert len(list(register.every(Asked()))) == 27


def test_a_signatory_agrees_and_withdraws_and_it_is_kept_who_and_when(app, office) -> None:
    with writing(app):
        held = consent.agree(by=office.ada)
        assert (held.is_public, held.consent_by_id) == (True, office.ada.user_id)
        assert held.consent_at <= clock.now()
    with app.app_context():
        assert names() == ["Kestrel Bay Logistics Limited"]
    with pytest.raises(OutOfOrder, match="agreed already"), writing(app):
        consent.agree(by=office.ada)
    with writing(app):
        consent.withdraw(by=office.ada)
    with pytest.raises(OutOfOrder, match="not shown already"), writing(app):
        consent.withdraw(by=office.ada)
    with app.app_context():
        assert names() == []
        told = sa.select(CaseEvent.action, CaseEvent.actor_id).where(
            CaseEvent.action.startswith("register_")
        )
        assert [tuple(row) for row in db.session.execute(told.order_by(CaseEvent.seq))] == [
            ("register_agreed", office.ada.user_id),
            ("register_withdrawn", office.ada.user_id),
        ]


def test_nobody_else_agrees(app, office) -> None:
    for actor in (office.bo, office.cheung):
        with pytest.raises(NotAllowed), writing(app):
            consent.agree(by=actor)
    eve = another(office).ada
    with pytest.raises(Gone), writing(app):
        consent.agree(by=eve)
    with app.app_context():
        assert office.authorisation().is_public is False


def test_what_the_application_said_is_the_first_word_on_it(app) -> None:
    office = Deciders(app)
    office.granted()
    with app.app_context():
        held = reading.of_company(office.ada.company_id).authorisation
        assert (held.is_public, held.consent_by_id) == (True, office.ada.user_id)
        assert held.consent_at < held.begun_at


def test_a_company_reads_what_it_holds_and_no_other(app, office) -> None:
    with writing(app):
        other = office.holds("Heron Freight Limited")
        theirs, company = other.certificates[0].public_id, other.company_id
        mine = [row.public_id for row in office.version().certificates]
    with app.app_context():
        held = reading.of_company(office.ada.company_id)
        assert (held.standing, held.shown.number) == (Standing.VALID, 1)
        assert papers.get(mine[0], company_id=office.ada.company_id).public_id == mine[0]
        assert papers.get(theirs).company_id == company
        with pytest.raises(Gone):
            papers.get(theirs, company_id=office.ada.company_id)
    eve = another(office).ada
    with app.app_context():
        assert reading.of_company(eve.company_id) is None


def test_officers_find_every_holder(app, office) -> None:
    with writing(app):
        office.holds("Heron Freight Limited", "鷺鳥貨運", status=S.REVOKED, is_public=False)
        public_id = office.authorisation().public_id
    with app.app_context():
        for text, found in {
            "": ["Heron Freight Limited", "Kestrel Bay Logistics Limited"],
            "heron": ["Heron Freight Limited"],
            "貨運": ["Heron Freight Limited"],
            "0000000001": ["Kestrel Bay Logistics Limited"],
            "12345678": ["Kestrel Bay Logistics Limited"],
            "%": [],
        }.items():
            page = reading.holders(text)
            assert (text, [one.authorisation.company.name for one in page.rows]) == (text, found)
        assert reading.holder(public_id).authorisation.code == "AEOHK0000000001"
        with pytest.raises(Gone):
            reading.holder("0" * 32)


def test_a_renewal_is_due_months_before_the_end() -> None:
    assert renewal_due(date(2029, 8, 31), "P6M") == date(2029, 2, 28)
    assert renewal_due(date(2029, 11, 24), "P2W") == date(2029, 11, 10)
