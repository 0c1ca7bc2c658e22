"""Reading a sheet that somebody made in a spreadsheet: columns by their labels in any language,
choices by code or label. Whatever cannot be read says so in its line."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from aeo.domain.programme.entries import choices
from aeo.domain.programme.profile import ProfileField
from aeo.domain.programme.programme import Programme
from aeo.web.answered import spoken
from aeo.web.fields import DIGITS_MAX, cleaned
from aeo.web.sheet import BOM, unguarded

LINES_MAX, BYTES_MAX, PASTE_MAX = 500, 400_000, 400_000
YES = frozenset({"yes", "y", "true", "1", "是", "有"})
NO = frozenset({"no", "n", "false", "0", "否", "沒有", "没有"})


class Unreadable(ValueError):
    """The sheet as a whole cannot be read; the sentence says why."""


@dataclass(slots=True)
class Line:
    """One line: its number in the sheet, what it says by key, what is wrong with it."""

    number: int
    data: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    lines: list[Line]
    unknown: Sequence[str] = ()  # columns that are left out

    @property
    def has_problems(self) -> bool:
        return any(line.problems for line in self.lines)


def decoded(content: bytes) -> str:
    """The text of a file. Raises ``Unreadable``: guessing would turn names into other names."""
    if len(content) > BYTES_MAX:
        raise Unreadable(_("This file is too large. Leave out what is not a list of partners."))
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(
            _("This file cannot be read. In the spreadsheet, save it as “CSV UTF-8”.")
        ) from None


def read(text: str, fields: Sequence[ProfileField], programme: Programme) -> Sheet:
    """The lines of a sheet whose first line names its columns. Raises ``Unreadable``."""
    rows = list(_rows(text.removeprefix(BOM)))
    if len(rows) < 2:
        raise Unreadable(_("Give a first line with the names of the columns, then the partners."))
    if len(rows) - 1 > LINES_MAX:
        raise Unreadable(_("Use at most %(n)s lines at a time.", n=LINES_MAX))
    (_first, heads), *rest = rows
    known = {name: one for one in fields for name in _names(one)}
    by_place = [known.get(_folded(head)) for head in heads]
    if all(one is None for one in by_place):
        raise Unreadable(_("No column has a name from the template. Copy its first line."))
    unknown = [head for head, one in zip(heads, by_place, strict=True) if one is None and head]
    return Sheet([_line(number, row, by_place, programme) for number, row in rest], unknown)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, with their line in the sheet."""
    first = text.partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        for row in reader:
            cells = [unguarded(cell.strip()) for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error:
        raise Unreadable(_("Line %(n)s cannot be read as CSV.", n=reader.line_num)) from None


def _line(
    number: int, row: Sequence[str], by_place: Sequence[ProfileField | None], programme: Programme
) -> Line:
    line = Line(number)
    if any(row[len(by_place) :]):
        line.problems.append(_("This line has more cells than there are columns."))
    for one, cell in zip(by_place, row, strict=False):
        if one is None or not cell:
            continue
        try:
            line.data[one.key] = _value(one, cleaned(cell, lines=True), programme)
        except ValueError as error:
            line.problems.append(f"{spoken(one.label)}: {error}")
    return line


def _value(one: ProfileField, cell: str, programme: Programme) -> Any:
    """What a cell means. Raises ``ValueError`` with a sentence."""
    if one.type == "number":
        if not (cell.isascii() and cell.isdigit() and len(cell) <= DIGITS_MAX):
            raise ValueError(_("Type a whole number, like 30."))
        return int(cell)
    if one.type == "yes_no":
        word, yes, no = (
            _folded(cell),
            YES | _labels("yes", programme),
            NO | _labels("no", programme),
        )
        if word not in yes | no:
            raise ValueError(_("Choose yes or no."))
        return word in yes
    if one.type == "choice":
        return _code(one, cell, programme)
    if one.type == "multi":
        parts = cell.replace("、", ";").replace(",", ";").split(";")
        return [_code(one, part.strip(), programme) for part in parts if part.strip()]
    return cell


def _code(one: ProfileField, cell: str, programme: Programme) -> str:
    for option in choices(one, programme):
        if _folded(cell) in {_folded(option.code), *map(_folded, option.label.values())}:
            return option.code
    raise ValueError(_("“%(text)s” is not in the list of what may stand here.", text=cell[:60]))


def _labels(code: str, programme: Programme) -> set[str]:
    """An answer as the programme calls it, in each of its languages."""
    of_code = [one.label for one in programme.labels.answers if one.code == code]
    return {_folded(text) for texts in of_code for text in texts.values()}


def _names(one: ProfileField) -> set[str]:
    return {_folded(one.key), *map(_folded, one.label.values())}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
