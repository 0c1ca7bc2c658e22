"""Who may change what a company says of itself, and what is told to the one who comes second."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from aeo.domain.errors import Gone, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import SYSTEM, Actor, Role
from aeo.services import profile
from aeo.services.profile import Kind
from tests.people import a_company, writing
from tests.profiles import ENTRIES, PARTNER, SITE, somebody_of


@pytest.fixture
def company(app: Flask):
    """A company inside one unit of work, which is where services live."""
    with writing(app):
        yield a_company()


def test_who_comes_second_is_told_who_came_first(company) -> None:
    ada, wong = somebody_of(company), somebody_of(company, name="Wong Ka Yan")
    site = profile.add(Kind.SITE, company.id, SITE, by=ada)
    sentence = "Wong Ka Yan has changed this since you opened it. Nothing of yours is lost."
    profile.change(Kind.SITE, company.id, site.public_id, {"hours": "Day"}, version=1, by=wong)
    with pytest.raises(OutOfOrder) as refused:
        profile.change(Kind.SITE, company.id, site.public_id, {"hours": "Night"}, version=1, by=ada)
    assert str(refused.value) == sentence
    profile.change_company(company.id, {"phone": "1"}, version=0, by=wong)
    with pytest.raises(OutOfOrder) as refused:
        profile.change_company(company.id, {"phone": "2"}, version=0, by=ada)
    assert str(refused.value) == sentence
    found = profile.read(company.id)
    assert (found.sites[site.scope]["hours"], found.company["phone"]) == ("Day", "1")


@pytest.mark.parametrize("kind", list(ENTRIES))
def test_an_entry_of_another_company_does_not_exist(company, kind) -> None:
    other = a_company("Blue Junk Lines Limited", "87654321")
    eve, ada = somebody_of(other), somebody_of(company)
    theirs = profile.add(kind, other.id, ENTRIES[kind], by=eve).public_id
    for act in (
        lambda key: profile.entry(kind, company.id, key),
        lambda key: profile.change(kind, company.id, key, {"name": "X"}, version=1, by=ada),
        lambda key: profile.remove(kind, company.id, key, by=ada),
        lambda key: profile.put_back(kind, company.id, key, by=ada),
    ):
        said = []
        for key in (theirs, "0" * 32):
            with pytest.raises(Gone) as refused:
                act(key)
            said.append(str(refused.value))
        assert said[0] == said[1]


def test_a_membership_for_certain_sites_reaches_those_and_nothing_else(company) -> None:
    ada = somebody_of(company)
    mine, other = (profile.add(Kind.SITE, company.id, SITE, by=ada) for _n in range(2))
    partner = profile.add(Kind.PARTNER, company.id, PARTNER, by=ada)
    kin = somebody_of(company, Role.CONTRIBUTOR, name="Kin", sites=[mine.scope])
    hours = {"hours": "Day and night"}
    assert (
        profile.change(Kind.SITE, company.id, mine.public_id, hours, version=1, by=kin).version == 2
    )
    for act in (
        lambda: profile.change(Kind.SITE, company.id, other.public_id, hours, version=1, by=kin),
        lambda: profile.change(Kind.PARTNER, company.id, partner.public_id, {}, version=1, by=kin),
        lambda: profile.add(Kind.SITE, company.id, SITE, by=kin),
        lambda: profile.remove(Kind.SITE, company.id, mine.public_id, by=kin),
        lambda: profile.put_back(Kind.SITE, company.id, mine.public_id, by=kin),
        lambda: profile.change_company(company.id, {"phone": "1"}, version=0, by=kin),
    ):
        with pytest.raises(NotAllowed, match=r"Your membership covers certain sites only\."):
            act()


def test_a_lead_with_sites_in_the_membership_reaches_everything(company) -> None:
    lead = somebody_of(company, Role.COORDINATOR, sites=["site:x"])
    assert profile.add(Kind.SITE, company.id, SITE, by=lead).version == 1


def test_only_a_person_changes_it(company) -> None:
    with pytest.raises(NotAllowed, match="Only a person"):
        profile.add(Kind.SITE, company.id, SITE, by=SYSTEM)


def test_of_two_who_save_at_the_same_moment_one_is_told(app: Flask) -> None:
    with writing(app):
        company = a_company()
        people = [somebody_of(company, name=name) for name in ("Ada Chan", "Wong Ka Yan")]
        entry = profile.add(Kind.SITE, company.id, SITE, by=people[0])
        company_id = company.id
    start = Barrier(2, timeout=20)

    def save(by: Actor) -> list[str]:
        start.wait()
        told = []
        for act in (
            lambda: profile.change(
                Kind.SITE, company_id, entry.public_id, {"hours": by.name}, version=1, by=by
            ),
            lambda: profile.change_company(company_id, {"phone": by.name}, version=0, by=by),
        ):
            try:
                with writing(app):
                    act()
                told.append("saved")
            except OutOfOrder as refused:
                told.append(str(refused).partition(" since")[0])
        return told

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(save, people)
    names = [by.name for by in people]
    for one, other in zip(first, second, strict=True):
        won = 0 if one == "saved" else 1
        assert (one, other)[1 - won] == f"{names[won]} has changed this"
    with writing(app):
        found = profile.read(company_id)
        kept = [found.sites[entry.scope]["hours"], found.company["phone"]]
    assert kept == [names[0 if told == "saved" else 1] for told in first]
