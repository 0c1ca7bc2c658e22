"""Answers in the reader's words, for reading, for comparing and for the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask
from flask_babel import format_decimal
from flask_babel import gettext as _

from aeo.domain.programme.criteria import AnswerType, Column, Question
from aeo.domain.programme.programme import Programme
from aeo.services import programmes
from aeo.services.profile import Profile
from aeo.web import frame


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words: a text, or a table with the heads of its columns."""

    text: str = ""
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def init_app(app: Flask) -> None:
    app.jinja_env.filters["spoken"] = spoken
    app.context_processor(lambda: {"programme_name": spoken(programmes.current().name)})


def spoken(texts: Mapping[str, str]) -> str:
    """A text of the programme in the reader's language, or the first one it has."""
    return texts.get(frame.language()) or next(iter(texts.values()))


def answer_labels(programme: Programme) -> dict[str, str]:
    return {one.code: spoken(one.label) for one in programme.labels.answers}


def names(said: Profile) -> dict[str, dict[str, str]]:
    """What the columns of each kind choose among: names by scope key."""
    listed = {"person": said.people, "partner": said.partners}
    return {
        kind: {scope: str(data.get("name") or scope) for scope, data in entries.items()}
        for kind, entries in listed.items()
    }


def in_words(
    question: Question,
    value: Any,
    programme: Programme,
    listed: Mapping[str, Mapping[str, str]],
) -> Said:
    """One answer; without a text and without rows when there is none."""
    if value is None or value in ("", []):
        return Said()
    if question.filled_from is not None and question.filled_from.is_list:
        return Said(", ".join(str(entry.get("name") or "–") for entry in value))
    if question.type is AnswerType.TABLE:
        return _table(question, value, programme, listed)
    return Said(_text(question, value, programme))


def _text(question: Question, value: Any, programme: Programme) -> str:
    """An answer that is no table."""
    if question.type is AnswerType.DECLARATION:
        return _("Declared")
    if question.type is AnswerType.DATE:
        return _day(value)
    labels = {option.code: spoken(option.label) for option in question.options}
    if question.is_yes_or_no:
        labels = answer_labels(programme)
    if question.type is AnswerType.MULTI:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(code), str(code)) for code in codes)
    if question.type is AnswerType.NUMBER:
        unit = spoken(question.unit) if question.unit else ""
        return f"{format_decimal(value) if isinstance(value, int) else value} {unit}".strip()
    return labels.get(str(value), str(value))


def _table(
    question: Question,
    value: Any,
    programme: Programme,
    listed: Mapping[str, Mapping[str, str]],
) -> Said:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    answers = answer_labels(programme)
    return Said(
        head=[spoken(column.label) for column in question.columns],
        rows=[
            [_cell(column, row.get(column.key), answers, listed) for column in question.columns]
            for row in rows
        ],
    )


def _cell(
    column: Column,
    value: Any,
    answers: Mapping[str, str],
    listed: Mapping[str, Mapping[str, str]],
) -> str:
    if value in (None, ""):
        return "–"
    if column.type == "yes_no":
        return answers.get(str(value), str(value))
    if column.type == "date":
        return _day(value)
    return listed.get(column.type, {}).get(str(value), str(value))


def _day(value: Any) -> str:
    try:
        return frame.day_short(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
