"""What the pages of a renewal show, made here so that the templates decide nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aeo.domain.errors import Gone
from aeo.domain.programme.carried import Comparison, Mark, Marked
from aeo.domain.vocabulary import Actor
from aeo.models.answer import Answer
from aeo.services import answers, editable
from aeo.services.lacks import Draft
from aeo.services.previous import Previous
from aeo.services.renewals import confirming
from aeo.services.renewals.confirming import NOTHING_BEFORE
from aeo.web import frame
from aeo.web.answered import names, spoken
from aeo.web.portal.applications.present import question_url
from aeo.web.renewed import LETTER_MAX, Kind, Line, Reader, counted, kind_of

NEEDS = "needs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One answer with what can be done about it."""

    line: Line
    note: str
    url: str
    do: str  # the words of the link to its question
    version: int
    may_keep: bool
    may_put_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of "Confirm what is the same"."""

    id: str
    letter: str
    title: str
    about: str
    tag: tuple[str, str] | None
    url: str  # to read and confirm; empty when nothing is left


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A renewal in numbers, with the answers of one kind."""

    year: str
    granted_on: str
    needs: int
    all: int
    bars: Sequence[object]
    chips: Sequence[tuple[str, str, bool]]
    show: str
    rows: Sequence[Row]
    sections: Sequence[Section]
    confirmed: int
    is_open: bool


@dataclass(frozen=True)
class Renewal:
    """One renewal as it stands, read once."""

    draft: Draft
    previous: Previous
    comparison: Comparison
    reader: Reader
    by: Actor

    @classmethod
    def of(cls, draft: Draft, *, by: Actor) -> "Renewal":
        """Raises ``Gone`` for an application that began empty."""
        comparison = confirming.compared(draft)
        if draft.previous is None:
            raise Gone(NOTHING_BEFORE)
        things = {**draft.said.sites, **draft.said.partners}
        reader = Reader(comparison, draft.previous, things, names(draft.said))
        return cls(draft, draft.previous, comparison, reader, by)

    @property
    def is_open(self) -> bool:
        return self.draft.case.status in editable.OPEN_TO_COMPANY

    @property
    def needs(self) -> list[Marked]:
        return [one for one in self.comparison.marked if one.is_open]

    def overview(self, show: str, *, may_edit: bool) -> Overview:
        """``show`` is a kind, or what needs the company; anything else shows that too."""
        counts = counted(self.comparison.marked)
        kinds = [kind for kind in Kind if counts[kind]]
        show = show if show in {kind.value for kind in kinds} else NEEDS
        wanted = (
            self.needs
            if show == NEEDS
            else [one for one in self.comparison.marked if kind_of(one).value == show]
        )
        sections = self._sections()
        open_now = may_edit and self.is_open
        return Overview(
            year=self.reader.year,
            granted_on=self.reader.granted_on,
            needs=len(self.needs),
            all=len(self.comparison.marked),
            bars=self.reader.bars({kind: self._url(kind.value) for kind in Kind}),
            chips=[
                (_("Needs you %(n)s", n=len(self.needs)), self._url(NEEDS), show == NEEDS),
                *(
                    (f"{self.reader.label(kind)} {counts[kind]}", self._url(kind), show == kind)
                    for kind in kinds
                ),
            ],
            show=show,
            rows=[self._row(one, may_edit=open_now) for one in wanted],
            sections=sections,
            confirmed=sum(not one.url for one in sections),
            is_open=self.is_open,
        )

    def to_read(self, section: str) -> tuple[list[Row], str]:
        """What is to be read and confirmed in a section, and the word for exactly that."""
        found = confirming.to_confirm(self.comparison, section, by=self.by)
        rows = [self._row(one, may_edit=False) for one in found]
        return rows, confirming.seen(self.draft, found)

    def title_of(self, section: str) -> str:
        programme = self.draft.questionnaire.programme
        if section not in {one.id for one in programme.sections}:
            raise Gone(NOTHING_BEFORE)
        return spoken(programme.criterion(section).title)

    def _url(self, show: str) -> str:
        return url_for("portal.application_renewal", reference=self.draft.case.reference, show=show)

    def _row(self, one: Marked, *, may_edit: bool) -> Row:
        line, question = self.reader.line(one), one.asked.question
        row = self.draft.answers.get(one.place)
        mine = may_edit and answers.may_answer(one.asked.scope, by=self.by)
        changed = one.mark is Mark.CHANGED
        return Row(
            line=line,
            note=self._note(line),
            url=question_url(
                self.draft.case.reference, one.asked.section, one.asked.scope, question.key
            ),
            do=self._do(line),
            version=row.version if row is not None else 0,
            may_keep=mine and one.is_open and one.may_be_affirmed and row is not None,
            may_put_back=mine and changed and question.filled_from is None and row is not None,
        )

    def _note(self, line: Line) -> str:
        year, said = self.reader.year, line.earlier_text
        if line.kind in {Kind.NEW, Kind.AGAIN} and said:
            return _("In %(year)s you answered: %(answer)s", year=year, answer=said)
        if line.kind is Kind.EXPIRED:
            return _("Your answer stands. A paper beside it is no longer valid.")
        if line.kind is Kind.FINDING:
            return _("Your answer stands. Customs found something here at the last visit.")
        return ""

    def _do(self, line: Line) -> str:
        if line.marked.mark is Mark.NEW and not line.marked.asked.is_answered:
            return _("Answer %(key)s", key=line.key)
        if line.kind is Kind.EXPIRED:
            return _("Replace the paper")
        return _("Edit")

    def _sections(self) -> list[Section]:
        found = []
        for section in self.draft.questionnaire.programme.sections:
            mine = [one for one in self.comparison.marked if one.asked.section == section.id]
            if not mine:
                continue
            same = sum(kind_of(one) is Kind.SAME for one in mine)
            left = [one for one in mine if one.may_be_affirmed and one.because is None]
            url = ""
            if left and self.is_open:
                url = url_for(
                    "portal.application_renewal_section",
                    reference=self.draft.case.reference,
                    section=section.id,
                )
            found.append(
                Section(
                    id=section.id,
                    letter=section.id if len(section.id) <= LETTER_MAX else "",
                    title=spoken(section.title),
                    about=ngettext("%(num)s answer the same", "%(num)s answers the same", same),
                    tag=self._tag(mine, left),
                    url=url,
                )
            )
        return found

    def _tag(self, mine: Sequence[Marked], left: Sequence[Marked]) -> tuple[str, str] | None:
        """What is to be answered first, else who confirmed last; nothing while it waits."""
        if open_here := sum(one.is_open for one in mine):
            return "wait", _("%(n)s to answer", n=open_here)
        if left:
            return None
        rows = [self.draft.answers[one.place] for one in mine if one.is_affirmed]
        newest = max(rows, key=_when, default=None)
        if newest is None:
            return "ok", _("Nothing to confirm")
        day, name = frame.day_short(_when(newest)), self._name(newest)
        return "ok", _("Confirmed %(day)s by %(name)s", day=day, name=name)

    def _name(self, row: Answer) -> str:
        if row.affirmed_by_id == self.by.user_id:
            return _("you")
        return row.affirmed_by.name if row.affirmed_by is not None else ""


def _when(row: Answer) -> datetime:
    if row.affirmed_at is None:
        raise ValueError("nobody confirmed this answer")
    return row.affirmed_at
