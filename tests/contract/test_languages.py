"""Every sentence of a page is there in each language, and what is compiled is what is written."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from aeo.config import ROOT

FOLDER = ROOT / "aeo" / "translations"
LANGUAGES = ("zh_Hant", "zh_Hans")
PLURAL = {"ngettext": (1, 2)}
KEYWORDS = {**PLURAL, "_": None, "gettext": None, "N_": None, "_l": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)s|\{[a-z]+\}|%%")
PAGES = [
    ("aeo/domain/**.py", "python"),
    ("aeo/web/**.py", "python"),
    ("aeo/services/**.py", "python"),
    ("templates/**.html", "jinja2"),
]


def catalogue(language: str):
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def several(text) -> tuple[str, ...]:
    """A sentence, or its singular and plural."""
    return tuple(text) if isinstance(text, tuple | list) else (text,)


def written(messages) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What is said in English, and in the language; both may have a plural."""
    for message in messages:
        if message.id:
            yield several(message.id), several(message.string)


def sentences() -> set[str]:
    found = extract_from_dir(str(ROOT), PAGES, {"**.html": {"trimmed": "true"}}, KEYWORDS)
    return {
        one
        for _file, _line, message, _comments, _context in found
        for one in several(message)
        if one
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_page_is_translated(language: str) -> None:
    ours = {given for given, said in written(catalogue(language)) if all(said)}
    assert sorted(sentences() - {one for given in ours for one in given}) == []
    assert len(sentences()) > 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_sentence_does(language: str) -> None:
    for given, said in written(catalogue(language)):
        wanted = sorted(PLACEHOLDER.findall(given[-1]))
        for one in filter(None, said):
            assert (given, sorted(PLACEHOLDER.findall(one))) == (given, wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    with (FOLDER / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = dict(written(read_mo(file)))
    assert compiled == {given: said for given, said in written(catalogue(language)) if all(said)}
