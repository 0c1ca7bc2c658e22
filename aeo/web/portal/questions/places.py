"""Where questions are asked: each section in each of its places, how far it is, what is next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from aeo.domain.errors import Gone
from aeo.domain.programme.criteria import Criterion, Per
from aeo.domain.programme.missing import Missing
from aeo.domain.programme.questionnaire import COMPANY, Asked
from aeo.domain.vocabulary import Actor
from aeo.services import answers
from aeo.services.answers import NO_SUCH_QUESTION
from aeo.services.lacks import Draft, Item, Unfit


@dataclass(slots=True)
class Place:
    """One page: a section in a scope, with what is asked there and what is missing."""

    section: Criterion
    scope: str
    asked: list[Asked] = field(default_factory=list)
    lacking: dict[str, list[Missing | Unfit]] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return sum(one.is_answered and not self.is_unfit(one.question.key) for one in self.asked)

    @property
    def is_done(self) -> bool:
        return not self.lacking

    def is_unfit(self, key: str) -> bool:
        return any(isinstance(item, Unfit) for item in self.lacking.get(key, ()))


@dataclass(frozen=True, slots=True)
class Places:
    """All pages of one application, in the order in which a company works through them."""

    draft: Draft
    all: Sequence[Place]

    @classmethod
    def of(cls, draft: Draft) -> "Places":
        sections = {section.id: section for section in draft.questionnaire.programme.sections}
        order = {scope: rank for rank, scope in enumerate(_scopes(draft))}
        found: dict[tuple[str, str], Place] = {}
        for one in draft.questionnaire.asked():
            key = (one.section, one.scope)
            found.setdefault(key, Place(sections[one.section], one.scope)).asked.append(one)
        for item in draft.lacks():
            _note(found, item)
        ranks = {section: rank for rank, section in enumerate(sections)}
        places = sorted(found.values(), key=lambda it: (ranks[it.section.id], order[it.scope]))
        return cls(draft, places)

    def of_section(self, section: str) -> list[Place]:
        return [place for place in self.all if place.section.id == section]

    def at(self, section: str, scope: str) -> Place:
        """One page; where nothing is asked now it is an empty one. Raises ``Gone``."""
        programme = self.draft.questionnaire.programme
        known = {one.id: one for one in programme.sections}
        said = self.draft.said
        if section not in known or scope not in {COMPANY, *said.sites, *said.partners}:
            raise Gone(NO_SUCH_QUESTION)
        found = [place for place in self.of_section(section) if place.scope == scope]
        return found[0] if found else Place(known[section], scope)

    def asked(self, section: str, scope: str, key: str) -> Asked:
        """One question that is asked there now. Raises ``Gone``."""
        for one in self.at(section, scope).asked:
            if one.question.key == key:
                return one
        raise Gone(NO_SUCH_QUESTION)

    def after(self, place: Place, *, by: Actor) -> Place | None:
        """The next page on which this person still has something to do, from here round."""
        here = next((n for n, one in enumerate(self.all) if _same(one, place)), -1)
        round_ = [*self.all[here + 1 :], *self.all[: max(here, 0)]]
        mine = (it for it in round_ if not it.is_done and answers.may_answer(it.scope, by=by))
        return next(mine, None)

    def needs_sites(self, section: Criterion) -> bool:
        """Whether this section asks of each site, and there is none."""
        here = self.draft.questionnaire.situation
        return not here.sites and any(
            question.scope.per is Per.SITE
            and not here.levels.isdisjoint(question.applies_to)
            and question.scope.covers(here.roles)
            for question in section.questions
        )

    def name(self, scope: str) -> str:
        """The name of a site or partner; empty for the company."""
        said = self.draft.said
        return str({**said.sites, **said.partners}.get(scope, {}).get("name") or "")


def _scopes(draft: Draft) -> Collection[str]:
    return (COMPANY, *draft.questionnaire.situation.sites, *draft.questionnaire.situation.partners)


def _note(found: dict[tuple[str, str], Place], item: Item) -> None:
    if isinstance(item, Missing | Unfit) and item.question is not None:
        place = found.get((item.section, item.scope))
        if place is not None:
            place.lacking.setdefault(item.question, []).append(item)


def _same(one: Place, other: Place) -> bool:
    return (one.section.id, one.scope) == (other.section.id, other.scope)
