"""What a company said, in words: answers by the type of their question, entries by their names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from aeo.domain.programme.criteria import AnswerType, Question
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import COMPANY
from aeo.domain.vocabulary import EvidenceState
from aeo.models.evidence import Evidence
from aeo.web import documents as files
from aeo.web import frame
from aeo.web.desk.cases.present import spoken


@dataclass(frozen=True, slots=True)
class Table:
    """An answer of several rows, under the headings of its columns."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper as it was sent: its file, or why there is none. ``public_id`` opens the file."""

    title: str
    name: str
    note: str
    kind: str
    state: str
    public_id: str


def value(question: Question, given: Any, programme: Programme) -> str:
    """One answer as a sentence would say it; a table is ``table``'s business."""
    if given in (None, "", []):
        return _("No answer")
    if question.is_yes_or_no:
        labels = {one.code: spoken(one.label) for one in programme.labels.answers}
        return labels.get(given, str(given))
    if question.type in {AnswerType.CHOICE, AnswerType.MULTI}:
        return _options(question, [given] if isinstance(given, str) else given)
    if question.type is AnswerType.DATE:
        return frame.day(date.fromisoformat(given))
    if question.type is AnswerType.DECLARATION:
        return _("Declared")
    unit = f" {spoken(question.unit)}" if question.unit else ""
    return f"{given}{unit}"


def _options(question: Question, codes: Sequence[Any]) -> str:
    labels = {one.code: spoken(one.label) for one in question.options}
    return ", ".join(labels.get(code, str(code)) for code in codes)


def table(question: Question, given: Any) -> Table | None:
    """The rows of a table; a list of the company is shown by its names."""
    if question.type is not AnswerType.TABLE or not isinstance(given, list | tuple):
        return None
    rows = [row for row in given if isinstance(row, Mapping)]
    if question.columns and question.filled_from is None:
        return Table(
            [spoken(column.label) for column in question.columns],
            [[_cell(row.get(column.key)) for column in question.columns] for row in rows],
        )
    return Table([_("Name")], [[str(row.get("name") or "–")] for row in rows])


def _cell(given: Any) -> str:
    if given in (None, ""):
        return "–"
    return {"yes": _("Yes"), "no": _("No")}.get(given, str(given))


def place(record: Mapping[str, Any], scope: str) -> str:
    """The name of a site, partner or flow at the time of sending; the company by itself."""
    if scope == COMPANY:
        return _("Whole company")
    for kind in ("sites", "partners", "flows", "people"):
        if scope in record[kind]:
            return str(record[kind][scope].get("name") or "–")
    return "–"


def papers(
    rows: Sequence[Mapping[str, Any]], live: Mapping[str, Evidence], programme: Programme
) -> list[PaperLine]:
    """Papers of a record; ``live`` says how far each file has been checked since, by its id."""
    return [_paper(row, live, programme) for row in rows]


def _paper(row: Mapping[str, Any], live: Mapping[str, Evidence], programme: Programme) -> PaperLine:
    code = row["document"]
    title = spoken(programme.document(code).title) if code else _("Further file")
    file = row["file"]
    if file is None:
        states = {one.code: spoken(one.label) for one in programme.labels.evidence_states}
        kind = "plain" if row["state"] == EvidenceState.NOT_APPLICABLE else "wait"
        return PaperLine(title, "", row["reason"], kind, states.get(row["state"], "–"), "")
    found = live.get(file["id"])
    kind, state = ("", _("Sent"))
    if found is not None and found.document is not None:
        kind, state = files.state_of(found.document)
    return PaperLine(title, file["name"], _about(file), kind, state, file["id"])


def _about(file: Mapping[str, Any]) -> str:
    parts = [frame.in_bytes(file["size"])]
    if file["issued_on"]:
        parts.append(_("issued %(day)s", day=_day(file["issued_on"])))
    if file["expires_on"]:
        parts.append(_("good until %(day)s", day=_day(file["expires_on"])))
    return " · ".join(parts)


def _day(text: str) -> str:
    return frame.day_short(date.fromisoformat(text))
