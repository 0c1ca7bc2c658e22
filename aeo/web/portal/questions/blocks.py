"""One question of a page: what it asks, what stands there, what is said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import url_for
from flask_babel import gettext as _

from aeo import clock
from aeo.domain.programme.carried import is_same
from aeo.domain.programme.criteria import AnswerType, FilledFrom, Question
from aeo.domain.programme.missing import Lack, Missing
from aeo.domain.programme.questionnaire import COMPANY, Asked
from aeo.domain.vocabulary import Actor, CaseStatus
from aeo.models.answer import Answer
from aeo.models.submission import CompletenessPoint
from aeo.services import answers, completeness, evidence
from aeo.services.evidence import Shelved
from aeo.web import answered, errors, frame
from aeo.web.answered import Said, spoken
from aeo.web.portal import files
from aeo.web.portal.files import PaperBlock
from aeo.web.portal.questions.forms import Controls, build
from aeo.web.portal.questions.places import Place, Places
from aeo.web.portal.questions.posted import Posted, judged, shown

LIST_PAGES = {
    FilledFrom.LEVELS: "/portal/applications/{reference}/level",
    FilledFrom.ROLES: "/portal/company/profile",
    FilledFrom.SITES: "/portal/company/sites",
    FilledFrom.PEOPLE: "/portal/company/people",
    FilledFrom.PARTNERS: "/portal/company/partners",
    FilledFrom.FLOWS: "/portal/company/flows",
}
HEAVY = "critical"


@dataclass(frozen=True, slots=True)
class State:
    """Done, to do, or a problem: as a tag."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two versions of one answer: ``theirs`` is kept, mine stands in the fields."""

    by: str
    when: str
    theirs: Said
    why: str
    newest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One question as the page shows it."""

    key: str
    question: Question
    title: str
    hint: str
    weight: str
    weight_kind: str
    state: State
    good: str
    poor: str
    said: Said
    why: str
    history: str
    version: int = 0
    saved: str = ""
    saved_kind: str = ""
    carried: str = ""  # from which earlier application the answer comes
    before: tuple[str, Said, str] | None = None  # what was answered then: year, answer, text beside
    is_writable: bool = False
    takes_papers: bool = False
    controls: Controls | None = None
    filled_from: str = ""
    is_declaration: bool = False
    autosave: str = ""
    copy: str = ""
    copy_from: tuple[str, str] | None = None
    may_copy: bool = False
    todo: Sequence[str] = ()
    columns: Sequence[str] = ()
    papers: Sequence[PaperBlock] = ()
    more_papers: Sequence[PaperBlock] = ()  # that nobody needs to give
    papers_above: Sequence[tuple[str, str]] = ()  # asked for by a question above: title, anchor
    asks: Sequence[tuple[str, str]] = ()
    clash: Clash | None = None
    typed: tuple[Said, str] | None = None  # came too late: the answer and the text beside it


def saved_words(at: datetime, name: str, *, is_me: bool) -> tuple[str, str]:
    """When and by whom, as the line under a question says it."""
    local = clock.local(at)
    when = f"{local:%H:%M}"
    if local.date() != clock.today():
        when = f"{frame.day_short(at)}, {when}"
    return when, _("you") if is_me else name


def coming_back(address: str, here: str) -> str:
    return f"{address}?then={quote(here, safe='/:')}"


@dataclass(frozen=True, slots=True)
class Writer:
    """Makes the blocks of one page from what was read once."""

    places: Places
    place: Place
    clashes: Mapping[str, Posted]
    by: Actor
    is_open: bool
    listed: Mapping[str, Mapping[str, str]] = field(init=False)
    returned: Sequence[CompletenessPoint] = field(init=False)
    library: Sequence[Shelved] = field(init=False)
    given: dict[tuple[str, str], str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        draft = self.places.draft
        is_returned = draft.case.status is CaseStatus.RETURNED
        shelf = evidence.library(draft.case.company_id) if self.is_open else ()
        object.__setattr__(self, "library", shelf)
        object.__setattr__(self, "listed", answered.names(draft.said))
        object.__setattr__(
            self, "returned", completeness.returned(draft.case) if is_returned else ()
        )

    def block(self, asked: Asked) -> Block:
        question, draft = asked.question, self.places.draft
        programme = draft.questionnaire.programme
        row = draft.answers.get((question.key, asked.scope))
        weight = question.weight_of(draft.questionnaire.situation.roles)
        labels = {one.code: spoken(one.label) for one in programme.labels.weights}
        at: dict[str, Any] = {
            "reference": draft.case.reference,
            "section": asked.section,
            "scope": asked.scope,
            "key": question.key,
        }
        common: dict[str, Any] = {
            "key": question.key,
            "question": question,
            "title": spoken(question.text),
            "hint": self._hint(question),
            "weight": labels.get(weight, ""),
            "weight_kind": "stop" if weight == HEAVY else "plain",
            "state": self._state(asked),
            "good": spoken(question.good_example),
            "poor": spoken(question.poor_example),
            "said": self._said(asked),
            "why": asked.answer.explanation,
            "history": url_for(".questions_history", **at) if row is not None else "",
            "asks": self._asks(asked),
            **self._earlier(asked, row),
            "columns": [spoken(column.label) for column in question.columns],
            **self._papers(asked),
        }
        if question.filled_from is not None:
            return Block(
                **common,
                filled_from=self._elsewhere(question.filled_from, asked),
                takes_papers=self.is_open,
                saved=_("Taken from what you say there"),
            )
        if question.type is AnswerType.DECLARATION:
            return Block(**common, is_declaration=True, saved=_("Not declared yet"))
        if not self.is_open:
            return Block(**common, **self._saved(row), typed=self._typed(asked))
        return Block(
            **common,
            **self._saved(row),
            **self._controls(question, row),
            is_writable=True,
            takes_papers=True,
            autosave=url_for(".questions_one", **at),
            copy=url_for(".questions_copy", **at),
            **self._copies(asked, row),
            todo=self._todo(asked),
        )

    def _earlier(self, asked: Asked, row: Answer | None) -> dict[str, Any]:
        """Where an answer was taken over from; where it was not or is not the same any more, what
        was said then."""
        then = self.places.draft.previous
        if then is None:
            return {}
        year, before = (
            str(then.granted_on.year),
            then.answers.get((asked.question.key, asked.scope)),
        )
        if row is not None and row.carried_from_id is not None and row.version == 1:
            return {"carried": _("From your %(year)s answer", year=year)}
        question = then.question(asked.question.key)
        if before is None or question is None or is_same(before, asked.answer):
            return {}
        said = answered.in_words(question, before.value, then.earlier.programme, self.listed)
        return {"before": (year, said, before.explanation)}

    def _papers(self, asked: Asked) -> dict[str, Any]:
        """A paper that several questions ask for is given at the first of them on the page."""
        draft = self.places.draft
        found = files.blocks(
            asked,
            draft.evidence,
            self.library,
            draft.questionnaire.programme,
            questionnaire=draft.questionnaire,
        )
        sorted_: dict[str, list[Any]] = {"papers": [], "more_papers": [], "papers_above": []}
        for paper in found:
            slot = (paper.slot.code, paper.slot.document_scope)
            if not paper.files and not paper.statement and self._is_elsewhere(asked, paper):
                continue
            if paper.slot.code and slot in self.given:
                if paper.is_required:
                    sorted_["papers_above"].append((paper.title, self.given[slot]))
                continue
            self.given[slot] = paper.id
            is_plain = paper.is_required or paper.files or paper.statement
            sorted_["papers" if is_plain else "more_papers"].append(paper)
        return sorted_

    def _is_elsewhere(self, asked: Asked, paper: PaperBlock) -> bool:
        """A paper of each site is given at the site, where its own section asks for it; and what
        a list says needs no further file."""
        if not paper.slot.code:
            return asked.question.filled_from is not None
        programme, scope = self.places.draft.questionnaire.programme, paper.slot.document_scope
        home = programme.document(paper.slot.code).criteria[0]
        if scope in {asked.scope, COMPANY} or home == asked.section:
            return False
        return any((it.section.id, it.scope) == (home, scope) for it in self.places.all)

    def _hint(self, question: Question) -> str:
        hint = spoken(question.help)
        if question.unit is None:
            return hint
        return f"{hint} {_('In %(unit)s.', unit=spoken(question.unit))}".strip()

    def _state(self, asked: Asked) -> State:
        key = asked.question.key
        if self.place.is_unfit(key) or (self.is_open and key in self.clashes):
            return State("stop", _("Problem"))
        if asked.question.type is AnswerType.DECLARATION:
            return State("plain", _("At signing"))
        if key in self.place.lacking:
            return State("", _("To do"))
        if asked.is_answered:
            return State("ok", _("Done"))
        return State("plain", _("Optional"))

    def _said(self, asked: Asked) -> Said:
        question = asked.question
        source = question.filled_from
        if source is not None and source.is_list:
            entries = self.places.draft.questionnaire.situation.said(source)
            named = [str(entry.get("name") or "–") for entry in entries]
            return Said(rows=[[name] for name in named], head=[spoken(question.text)])
        programme = self.places.draft.questionnaire.programme
        return answered.in_words(question, asked.answer.value, programme, self.listed)

    def _elsewhere(self, source: FilledFrom, asked: Asked) -> str:
        case = self.places.draft.case
        here = url_for(
            ".questions", reference=case.reference, section=asked.section, scope=asked.scope
        )
        return coming_back(LIST_PAGES[source].format(reference=case.reference), here)

    def _saved(self, row: Answer | None) -> dict[str, Any]:
        if row is None:
            return {"saved": _("Not answered yet")}
        is_me = row.changed_by_id == self.by.user_id
        at, name = saved_words(row.changed_at, row.changed_by.name, is_me=is_me)
        if row.draft is not None and self.is_open:
            return {"saved": _("Kept as typed, but not complete"), "saved_kind": "no"}
        return {"saved": _("Saved %(at)s by %(by)s", at=at, by=name), "saved_kind": "ok"}

    def _controls(self, question: Question, row: Answer | None) -> dict[str, Any]:
        programme = self.places.draft.questionnaire.programme
        clash = self.clashes.get(question.key)
        posted = clash or shown(question, row)
        is_typed = clash is not None or (row is not None and row.draft is not None)
        flaws = judged(question, posted, self.listed).flaws if is_typed else {}
        return {
            "controls": build(question, posted, flaws, programme, self.listed),
            "version": posted.version,
            "clash": self._clash(question, row) if clash and row else None,
        }

    def _typed(self, asked: Asked) -> tuple[Said, str] | None:
        """What came too late, unless it is what stands there anyway."""
        question, posted = asked.question, self.clashes.get(asked.question.key)
        if posted is None:
            return None
        found = judged(question, posted, self.listed)
        if (found.typed.value, found.typed.explanation) == (
            asked.answer.value,
            asked.answer.explanation,
        ) and not found.flaws:
            return None
        programme = self.places.draft.questionnaire.programme
        said = answered.in_words(question, found.typed.value, programme, self.listed)
        if found.flaws and isinstance(posted.raw, str):
            said = Said(posted.raw)
        return said, posted.why

    def _clash(self, question: Question, row: Answer) -> Clash:
        programme = self.places.draft.questionnaire.programme
        at, name = saved_words(row.changed_at, row.changed_by.name, is_me=False)
        return Clash(
            by=name,
            when=at,
            theirs=answered.in_words(question, row.value, programme, self.listed),
            why=row.explanation,
            newest=row.version,
        )

    def _copies(self, asked: Asked, row: Answer | None) -> dict[str, Any]:
        """To give this answer to the other sites, or to take it from one of them."""
        key, rows = asked.question.key, self.places.draft.answers
        others = [
            place.scope
            for place in self.places.of_section(asked.section)
            if place.scope not in {asked.scope, COMPANY}
            and any(one.question.key == key for one in place.asked)
        ]
        if row is not None:
            left = [
                it for it in others if (key, it) not in rows and answers.may_answer(it, by=self.by)
            ]
            return {"may_copy": bool(left) and row.draft is None and asked.is_answered}
        given = [rows[key, it] for it in others if (key, it) in rows]
        given = [one for one in given if one.draft is None and one.value is not None]
        if not given:
            return {}
        newest = max(given, key=lambda one: one.changed_at)
        return {"copy_from": (newest.scope_key, self.places.name(newest.scope_key))}

    def _todo(self, asked: Asked) -> list[str]:
        """What is missing in an answer that was given; papers say so in their own place."""
        found = self.place.lacking.get(asked.question.key, ())
        said = {Lack.EXPLANATION, Lack.COLUMN}
        return [
            errors.say(it.sentence) for it in found if isinstance(it, Missing) and it.lack in said
        ]

    def _asks(self, asked: Asked) -> list[tuple[str, str]]:
        """What Customs wrote here when it gave the application back: sentence and note."""
        if not self.returned:
            return []
        reasons = completeness.reasons(self.places.draft.questionnaire.programme)
        papers = {one.document for one in asked.question.evidence}
        found = []
        for row in self.returned:
            about = completeness.Place.of(row.point)
            is_question = (about.question, about.scope) == (asked.question.key, asked.scope)
            is_paper = about.document in papers and about.scope in {asked.scope, COMPANY}
            if is_question or is_paper:
                reason = spoken(reasons[row.reason]) if row.reason in reasons else ""
                found.append((reason, row.note) if reason else (row.note, ""))
        return found
