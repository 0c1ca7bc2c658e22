"""Every sentence of a page is there in each language, and what is compiled is what is written."""

import re

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from aeo.config import ROOT

FOLDER = ROOT / "aeo" / "translations"
LANGUAGES = ("zh_Hant", "zh_Hans")
KEYWORDS = {"_": None, "gettext": None, "N_": None, "_l": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)s|\{[a-z]+\}|%%")
# What a person reads before and around an application; the desk's own rules follow.
PAGES = [
    ("aeo/web/**.py", "python"),
    ("aeo/services/**.py", "python"),
    ("templates/**.html", "jinja2"),
]


def catalogue(language: str):
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def sentences() -> set[str]:
    found = extract_from_dir(str(ROOT), PAGES, {"**.html": {"trimmed": "true"}}, KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found if message}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_page_is_translated(language: str) -> None:
    ours = {message.id for message in catalogue(language) if message.id and message.string}
    assert sorted(sentences() - ours) == []
    assert len(sentences()) > 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_sentence_does(language: str) -> None:
    for message in catalogue(language):
        if message.id and message.string:
            given = sorted(PLACEHOLDER.findall(message.string))
            assert (message.id, given) == (message.id, sorted(PLACEHOLDER.findall(message.id)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    with (FOLDER / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}
    written = {it.id: it.string for it in catalogue(language) if it.id and it.string}
    assert compiled == written
