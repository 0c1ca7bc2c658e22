"""Type set by typst: the data goes in beside the markup and never into it.

The files are archival and accessible at once (PDF/A-2a and PDF/UA-1), every font is embedded, and
the same data give the same bytes. A character that no font has would stop the compiler: such a one
is replaced by a mark, and the caller is told.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from aeo.config import ROOT

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
FONTS = ("pylopdf_fonts_zh_tw", "pylopdf_fonts_zh_cn")  # Noto Serif and Sans, regular
MARK = "〓"  # what Chinese printers set for a character they do not have
# Overrides and isolates would let one name display as another.
INVISIBLE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
PROBE = b"""#let d = json(bytes(sys.inputs.data))
#set document(title: "Probe")
#set text(font: d.fonts)
#d.text"""


class Unsettable(Exception):
    """This paper cannot be set; the message says why."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, and the characters in it that no font has, for which a mark stands."""

    content: bytes
    replaced: Sequence[str] = ()


def template(name: str) -> bytes:
    return (ROOT / "templates" / "papers" / name).read_bytes()


def set_type(markup: bytes, data: Mapping[str, Any], fonts: Sequence[str]) -> Paper:
    """The paper that ``markup`` makes of ``data``. Raises ``Unsettable``."""
    try:
        return Paper(_compiled(markup, data))
    except typst.TypstError as error:
        lacking = sorted(one for one in _characters(data) if not _can_be_set(one, fonts))
        if not lacking:
            raise Unsettable(str(error)) from error
    marks = str.maketrans(dict.fromkeys(lacking, MARK))
    try:
        return Paper(_compiled(markup, _each(data, marks)), lacking)
    except typst.TypstError as error:
        raise Unsettable(str(error)) from error


def _compiled(markup: bytes, data: Mapping[str, Any]) -> bytes:
    content: bytes = typst.compile(
        markup,
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_each(data, dict.fromkeys(map(ord, INVISIBLE))))},
        pdf_standards=[*STANDARDS],
    )
    return content


@cache
def _fonts() -> typst.Fonts:
    folders = [Path(str(files(package))) for package in FONTS]
    return typst.Fonts(font_paths=folders, include_system_fonts=False, include_embedded_fonts=True)


def _can_be_set(character: str, fonts: Sequence[str]) -> bool:
    try:
        _compiled(PROBE, {"text": character, "fonts": list(fonts)})
    except typst.TypstError:
        return False
    return True


def _characters(data: Any) -> set[str]:
    """Everything beyond ASCII letters and signs that the data would print."""
    return {one for text in _texts(data) for one in text if not " " <= one <= "~"}


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _each(data: Any, table: Mapping[int, Any]) -> Any:
    """``data`` with every text in it translated."""
    if isinstance(data, str):
        return data.translate(table)
    if isinstance(data, Mapping):
        return {key: _each(value, table) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_each(value, table) for value in data]
    return data
