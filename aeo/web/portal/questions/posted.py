"""What a browser sends for one question, and what of it can be kept as an answer.

What cannot be understood is kept as it was typed: text that the page can show again.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from aeo.domain.programme.criteria import AnswerType, Explain, Question
from aeo.domain.programme.typed import TEXT_MAX, Raw, filled, too_long, understood
from aeo.models.answer import Answer
from aeo.services.answers import Typed
from aeo.web import errors
from aeo.web.fields import cleaned

MINE, THEIRS = "mine", "theirs"
NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The answer to one question as the page has it. ``version`` is what it was based on, −1 for
    what is no version; ``choice`` is made between ``mine`` and ``theirs`` after a clash."""

    raw: Raw = ""
    why: str = ""
    version: int = 0
    newest: int = 0
    choice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What to keep, and each flaw under the name of its field."""

    typed: Typed
    flaws: Mapping[str, str]


def why_name(key: str) -> str:
    return f"{key}-why"


def cell_name(key: str, row: int, column: str) -> str:
    return f"{key}-{row}-{column}"


def sent(question: Question, form: MultiDict[str, str]) -> Posted | None:
    """What ``form`` says to the question; None when the page did not ask it."""
    key = question.key
    if f"{key}-version" not in form:
        return None
    return Posted(
        raw=_raw(question, form),
        why=form.get(why_name(key), ""),
        version=_version(form.get(f"{key}-version", "")),
        newest=_version(form.get(f"{key}-newest", "")),
        choice=form.get(f"{key}-choice", ""),
    )


def shown(question: Question, row: Answer | None) -> Posted:
    """What stands there now: the answer, or what was typed instead of one."""
    if row is None:
        return Posted(raw=_as_typed(question, None))
    now = Posted(raw=_as_typed(question, row.value), why=row.explanation, version=row.version)
    return now if row.draft is None else _put_back(row.draft, now)


def without_row(posted: Posted, number: int) -> Posted:
    """The same without one row of its table."""
    rows = [row for row in posted.raw if isinstance(row, Mapping)]
    return replace(posted, raw=rows[:number] + rows[number + 1 :])


def judged(question: Question, posted: Posted, listed: Mapping[str, Collection[str]]) -> Judged:
    """Understand what was typed; with a flaw it is kept as a draft."""
    flaws: dict[str, str] = {}
    raw = _cleaned(question, posted.raw, flaws)
    value = None
    if not flaws:
        found = understood(question, raw, listed)
        value = found.value
        if found.objection is not None:
            name = cell_name(question.key, *found.place) if found.place else question.key
            flaws[name] = errors.say(found.objection)
    why = _why(question, posted.why, flaws)
    draft = _kept(question, posted) if flaws else None
    return Judged(typed=Typed(value=value, explanation=why, draft=draft), flaws=flaws)


def _raw(question: Question, form: MultiDict[str, str]) -> Raw:
    if question.type is AnswerType.MULTI:
        return form.getlist(question.key)
    if question.type is not AnswerType.TABLE:
        return form.get(question.key, "")
    columns = "|".join(re.escape(column.key) for column in question.columns)
    cell = re.compile(rf"{re.escape(question.key)}-([0-9]{{1,3}})-({columns})")
    rows: dict[int, dict[str, str]] = {}
    for name in form:
        if match := cell.fullmatch(name):
            rows.setdefault(int(match[1]), {})[match[2]] = form.get(name, "")
    return [rows[number] for number in sorted(rows)]


def _version(text: str) -> int:
    return int(text) if NUMBER.fullmatch(text) else -1


def _as_typed(question: Question, value: Any) -> Raw:
    """An answer as people would type it."""
    if question.type is AnswerType.TABLE:
        rows = value if isinstance(value, list) else []
        return [
            {key: str(cell) for key, cell in row.items()} for row in rows if isinstance(row, dict)
        ]
    if question.type is AnswerType.MULTI:
        return [str(code) for code in value] if isinstance(value, list) else []
    return "" if value is None else str(value)


def _cleaned(question: Question, raw: Raw, flaws: dict[str, str]) -> Raw:
    """``raw`` trimmed and in NFC; characters that cannot be kept are flaws."""
    if isinstance(raw, str):
        return _text(raw, question.key, flaws, lines=question.type is AnswerType.TEXT)
    rows: list[Mapping[str, str]] = []
    for position, row in enumerate(filled(raw)):
        names = {column: cell_name(question.key, position, column) for column in row}
        rows.append({column: _text(row[column], names[column], flaws) for column in row})
    return rows or [_text(one, question.key, flaws) for one in raw if isinstance(one, str)]


def _text(text: str, name: str, flaws: dict[str, str], *, lines: bool = False) -> str:
    try:
        return cleaned(text, lines=lines)
    except ValueError as flaw:
        flaws[name] = str(flaw)
        return ""


def _why(question: Question, text: str, flaws: dict[str, str]) -> str:
    if question.explain is Explain.NEVER:
        return ""
    name = why_name(question.key)
    why = _text(text, name, flaws, lines=True)
    if len(why) > TEXT_MAX:
        flaws[name] = errors.say(too_long(TEXT_MAX))
        return ""
    return why


def _kept(question: Question, posted: Posted) -> str:
    """Escaped to ASCII: no character is one that a database would refuse."""
    raw: Raw | Sequence[Mapping[str, str]] = posted.raw
    if question.type is AnswerType.TABLE:
        raw = [dict(row) for row in filled(posted.raw)]
    return json.dumps({"raw": raw, "why": posted.why}, sort_keys=True)


def _put_back(draft: str, now: Posted) -> Posted:
    """What was typed, from a draft of ours; any other text is what was typed itself."""
    try:
        kept = json.loads(draft)
    except ValueError:
        kept = None
    if not isinstance(kept, dict) or "raw" not in kept:
        return replace(now, raw=draft) if isinstance(now.raw, str) else now
    raw = kept["raw"]
    if isinstance(raw, str) is not isinstance(now.raw, str):
        raw = now.raw
    return replace(now, raw=raw, why=str(kept.get("why", "")))
