"""Saving answers: versions, several people, copies, and what is refused."""

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo.db import db
from aeo.domain.errors import Gone, NotAllowed, OutOfOrder
from aeo.domain.programme.criteria import AnswerType
from aeo.domain.vocabulary import Actor, CaseStatus, Role
from aeo.models.account import Membership
from aeo.models.answer import Answer, AnswerVersion
from aeo.models.case import Case
from aeo.services import accounts, actors, answers, cases, companies, drafts, profile
from aeo.services.answers import Based, Overtaken, Typed
from aeo.services.lacks import Draft, Unfit
from aeo.services.profile import Kind
from tests.people import a_company, a_member, digest, writing

KEY, AT_SITE = "A-09", "D-01"
YES, NO = Typed(value="yes", explanation="Wall."), Typed(value="no", explanation="Not yet.")


@dataclass(frozen=True)
class World:
    app: Flask
    company_id: int
    reference: str
    sites: list[str]
    ada: int
    wong: int

    def actor(self, user_id: int) -> Actor:
        return actors.of(accounts.get(user_id), self.company_id)

    def save(self, typed: Typed, key: str = KEY, scope: str = "company", **given: Any) -> int:
        """Save as Ada unless told otherwise; the version that stands there now, 0 for none."""
        given = {"version": None, "by": self.ada, **given}
        with writing(self.app):
            by = self.actor(given.pop("by"))
            row = answers.save(self.reference, key, scope, typed, by=by, **given)
            return row.version if row is not None else 0

    def kept(self, key: str = KEY, scope: str = "company") -> tuple[Any, str, int] | None:
        with self.app.app_context():
            row = db.session.scalar(sa.select(Answer).filter_by(question_key=key, scope_key=scope))
            return None if row is None else (row.value, row.explanation, row.version)

    def history(self) -> list[tuple[Any, str, str]]:
        with self.app.app_context():
            row = db.session.scalars(sa.select(Answer)).one()
            return [(it.value, it.explanation, name) for it, name in answers.versions(row)]


@pytest.fixture
def world(app: Flask) -> World:
    with writing(app):
        company = a_company()
        ada, wong = (
            a_member(company, Role.COORDINATOR, name=name) for name in ("Ada Chan", "Wong Ka Yan")
        )
        by = actors.of(ada, company.id)
        profile.change_company(company.id, {"roles": ["forwarder"]}, version=0, by=by)
        sites = [
            profile.add(Kind.SITE, company.id, {"name": name, "in_scope": is_in_scope}, by=by).scope
            for name, is_in_scope in (("One", True), ("Two", True), ("Three", True), ("Out", False))
        ]
        case = drafts.begin(["T2"], by=by)
        return World(app, company.id, case.reference, sites, ada.id, wong.id)


def a_contributor(world: World, *sites: str, role: Role = Role.CONTRIBUTOR) -> int:
    with writing(world.app):
        user = a_member(companies.get(world.company_id), role, name="Carl Ng")
        membership = db.session.scalar(sa.select(Membership).filter_by(user_id=user.id))
        membership.sites = list(sites)
        return user.id


def test_every_change_is_a_version_with_who_and_when(world: World) -> None:
    assert world.save(YES, version=0) == 1
    assert world.save(NO, version=1, by=world.wong) == 2
    assert world.history() == [("no", "Not yet.", "Wong Ka Yan"), ("yes", "Wall.", "Ada Chan")]


def test_saving_the_same_again_is_no_change(world: World) -> None:
    world.save(YES)
    before = digest(world.app)
    assert world.save(YES, version=0, by=world.wong) == 1
    assert digest(world.app) == before


def test_nothing_typed_where_nothing_is_leaves_nothing(world: World) -> None:
    assert (world.save(Typed(), version=0), world.kept()) == (0, None)


def test_an_answer_can_be_taken_back(world: World) -> None:
    world.save(YES)
    assert (world.save(Typed(), version=1), world.kept()) == (2, (None, "", 2))


@pytest.mark.parametrize("late", [Typed(value="partly"), Typed(draft="?"), Typed(value="yes")])
@pytest.mark.parametrize("version", [0, 1, 7, -1])
def test_who_was_overtaken_writes_nothing_and_gets_the_newer_one(
    world: World, late: Typed, version: int
) -> None:
    world.save(YES)
    world.save(NO, by=world.wong)
    before = digest(world.app)
    with pytest.raises(Overtaken) as overtaken:
        world.save(late, version=version)
    assert str(overtaken.value) == (
        "Wong Ka Yan has changed this answer in the meantime. Look at both and choose."
    )
    assert digest(world.app) == before


def test_who_changed_nothing_is_not_overtaken(world: World) -> None:
    world.save(YES)
    world.save(NO, by=world.wong)
    assert world.save(YES, version=1) == 2
    assert world.save(Typed(), version=0) == 2
    assert world.kept() == ("no", "Not yet.", 2)


def test_a_page_keeps_what_it_can_and_gives_back_what_was_overtaken(world: World) -> None:
    world.save(NO, by=world.wong)
    with writing(world.app):
        by = world.actor(world.ada)
        case = cases.get(world.reference, to=by, lock=True)
        given = {
            KEY: Based(typed=YES, version=0),
            "A-10": Based(typed=YES, version=0),
            "A-12": Based(typed=Typed(), version=0),
        }
        overtaken = answers.save_all(case, "company", given, by=by)
        assert {key: it.newer.value for key, it in overtaken.items()} == {KEY: "no"}
    assert [world.kept(key) for key in (KEY, "A-10", "A-12")] == [
        ("no", "Not yet.", 1), ("yes", "Wall.", 1), None,
    ]  # fmt: skip


@pytest.mark.parametrize("status", sorted(set(CaseStatus) - {"draft", "returned"}))
def test_after_sending_nothing_changes(world: World, status: CaseStatus) -> None:
    world.save(YES, AT_SITE, world.sites[0])
    with world.app.app_context():
        by = world.actor(world.ada)
        case = cases.get(world.reference, to=by)
        db.session.expunge(case)
        case.status = status
        acts = [
            lambda: answers.save_in(case, KEY, "company", NO, version=None, by=by),
            lambda: answers.save_all(case, "company", {}, by=by),
        ]
        for act in acts:
            with pytest.raises(OutOfOrder, match="is with Customs"):
                act()


@pytest.mark.parametrize(
    ("key", "scope"),
    [
        ("Z-99", "company"),
        ("GEN-01", "company"),
        (KEY, "site:nowhere"),
        (AT_SITE, "company"),
        (AT_SITE, "site:nowhere"),
        (AT_SITE, "partner:1"),
    ],
)
def test_what_is_not_asked_there_cannot_be_answered(world: World, key: str, scope: str) -> None:
    with pytest.raises(Gone):
        world.save(YES, key, scope)


def test_a_stranger_cannot_answer(world: World) -> None:
    with writing(world.app):
        other = a_company("Blue Junk Lines Limited", "87654321")
        eve = actors.of(a_member(other, Role.COORDINATOR), other.id)
        with pytest.raises(Gone, match="no such application"):
            answers.save(world.reference, KEY, "company", YES, version=None, by=eve)
        with pytest.raises(Gone, match="no such application"):
            answers.copy_to_all_sites(world.reference, KEY, "company", by=eve)


def test_a_contributor_answers_for_their_sites_and_nowhere_else(world: World) -> None:
    mine, other = world.sites[:2]
    carl = a_contributor(world, mine)
    assert world.save(YES, AT_SITE, mine, by=carl) == 1
    for key, scope in ((AT_SITE, other), (KEY, "company")):
        with pytest.raises(NotAllowed):
            world.save(YES, key, scope, by=carl)
    lead = a_contributor(world, mine, role=Role.COORDINATOR)
    assert world.save(YES, AT_SITE, other, by=lead) == 1


def test_an_answer_is_copied_to_the_sites_that_are_asked_and_have_none(world: World) -> None:
    one, two, three, out = world.sites
    world.save(YES, AT_SITE, one)
    world.save(NO, AT_SITE, two, by=world.wong)
    with writing(world.app):
        by = world.actor(world.ada)
        assert answers.copy_to_all_sites(world.reference, AT_SITE, one, by=by) == 1
    assert [world.kept(AT_SITE, scope) for scope in (two, three, out)] == [
        ("no", "Not yet.", 1), ("yes", "Wall.", 1), None,
    ]  # fmt: skip
    with writing(world.app), pytest.raises(Gone):
        answers.copy_to_all_sites(world.reference, "D-02", one, by=world.actor(world.ada))


def test_a_contributor_copies_to_their_own_sites(world: World) -> None:
    one, two, three, _out = world.sites
    carl = a_contributor(world, one, two)
    world.save(YES, AT_SITE, one)
    with writing(world.app):
        by = world.actor(carl)
        assert answers.copy_to_all_sites(world.reference, AT_SITE, one, by=by) == 1
    assert [world.kept(AT_SITE, scope) for scope in (two, three)] == [("yes", "Wall.", 1), None]


def test_an_answer_is_taken_from_one_site_unless_there_is_one_by_now(world: World) -> None:
    one, two, three, _out = world.sites
    world.save(YES, AT_SITE, one)
    world.save(NO, AT_SITE, three, by=world.wong)
    with writing(world.app):
        by = world.actor(world.ada)
        answers.copy_from(world.reference, AT_SITE, two, source=one, by=by)
        with pytest.raises(Overtaken):
            answers.copy_from(world.reference, AT_SITE, three, source=one, by=by)
        with pytest.raises(Gone):
            answers.copy_from(world.reference, "D-02", two, source=one, by=by)
    assert world.kept(AT_SITE, two) == ("yes", "Wall.", 1)
    assert world.kept(AT_SITE, three) == ("no", "Not yet.", 1)


def test_what_was_not_understood_is_kept_and_stands_on_the_list(world: World) -> None:
    world.save(Typed(draft="30 days"), AT_SITE, world.sites[0])
    with world.app.app_context():
        lacks = Draft.of(cases.get(world.reference, to=world.actor(world.ada))).lacks()
    assert [item for item in lacks if isinstance(item, Unfit)] == [
        Unfit(section="D", question=AT_SITE, scope=world.sites[0])
    ]


def test_signing_makes_every_declaration_once(world: World) -> None:
    for _time in range(2):
        with writing(world.app):
            by = world.actor(world.ada)
            answers.declare(cases.get(world.reference, to=by, lock=True), by=by)
    with world.app.app_context():
        draft = Draft.of(cases.get(world.reference, to=world.actor(world.ada)))
        asked = {
            one.question.key
            for one in draft.questionnaire.asked()
            if one.question.type is AnswerType.DECLARATION
        }
        made = {key: row for (key, _scope), row in draft.answers.items() if row.value is True}
        assert (set(made), {row.version for row in made.values()}) == (asked, {1})


def test_a_discarded_draft_takes_its_answers_along(world: World) -> None:
    world.save(YES)
    world.save(NO)
    with writing(world.app):
        drafts.discard(world.reference, by=world.actor(world.ada))
    with world.app.app_context():
        left = [
            db.session.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (Answer, AnswerVersion, Case)
        ]
    assert left == [0, 0, 0]
