"""The certificate of a version, in one language: what the programme wants on it, and the code with
which anybody checks it."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date
from babel.lists import format_list

from aeo.papers import qr, setting
from aeo.papers.setting import Paper
from aeo.services.authorisations.papers import Issued

WORDS = Path(__file__).parent / "certificate.yaml"
OTHERWISE = "en"  # for a programme that speaks another language than these words
HOLDER = "zh-Hant"  # a Chinese name stands as it is registered, on every paper
# What stands elsewhere on the paper than among the facts.
APART = frozenset({"programme_name", "holder_name", "notice"})
NO_END = "no_end_date"  # a programme's own words for an open validity
# What other programmes call the same thing.
SAME = {"authorisation_number": "aeo_code", "components": "level", "role": "roles"}


def render(issued: Issued) -> Paper:
    """The certificate as PDF. The same grant gives the same bytes, whenever it is made.

    Raises ``Unsettable``.
    """
    words = _words().get(issued.language) or _words()[OTHERWISE]
    fonts = _fonts(words["setting"]["font"])
    data = _data(issued, words, fonts)
    return setting.set_type(setting.template("certificate.typ"), data, fonts["text"])


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return words


def _fonts(first: str) -> dict[str, list[str]]:
    """The forms of one script first; the other one helps out."""
    scripts = (first, "SC" if first == "TC" else "TC")
    return {
        "text": [f"Noto Sans {one}" for one in scripts],
        "names": [f"Noto Serif {one}" for one in scripts],
        "holder": ["Noto Serif TC", "Noto Serif SC"],
    }


def _data(issued: Issued, words: Mapping[str, Any], fonts: dict[str, list[str]]) -> dict[str, Any]:
    programme, content = issued.programme, issued.content
    values = _values(issued, words)
    fields = {field.code: _said(field.label, issued) for field in programme.certificate.fields}
    number = values["certificate_number"]
    day = issued.granted_on
    return {
        "setting": {key: words["setting"][key] for key in ("lang", "region")},
        "fonts": fonts,
        "granted": [day.year, day.month, day.day],
        "document": words["document"].format(code=issued.code, holder=content["name"]),
        "author": values["issuer"],
        "programme": _said(programme.name, issued),
        "title": words["title"],
        "holder": [content["name"], content["name_zh"]],
        "sentence": words["sentence"].format(level=values["level"]),
        "facts": list(_facts(issued, words, values)),
        "check": {"label": words["check_code"], "code": issued.verify_code},
        "notice": fields.get("notice", ""),
        "qr": _qr(issued, words) if programme.certificate.qr else None,
        "page": words["page"],
        "annex": {
            "title": words["annex"],
            "of": words["annex_of"].format(number=number, day=_day(issued.valid_from, words)),
            "head": [words["site"], words["address"]],
            "sites": [[site["name"], site["address"]] for site in content["sites"]],
        },
    }


def _facts(
    issued: Issued, words: Mapping[str, Any], values: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """What the programme wants told, as far as there is something to tell, in its order."""
    for field in issued.programme.certificate.fields:
        code, label = SAME.get(field.code, field.code), _said(field.label, issued)
        if code == NO_END and issued.valid_to is None:
            yield {"label": words["ends"], "value": label}
        elif code not in APART and values.get(code):
            yield {"label": label, "value": values[code]}


def _values(issued: Issued, words: Mapping[str, Any]) -> dict[str, str]:
    """What there is to say under each code that a programme may want on its certificate."""
    programme, content = issued.programme, issued.content
    roles = {role.code: _said(role.label, issued) for role in programme.roles}
    levels = [_said(programme.levels[level].title, issued) for level in issued.levels]
    sites = len(content["sites"])
    ends = words["no_end"] if issued.valid_to is None else _day(issued.valid_to, words)
    return {
        "identifier": content["identifier"],
        "aeo_code": issued.code,
        "level": _list(levels, words),
        "roles": _list([roles.get(code, code) for code in content["roles"]], words),
        "sites": str(sites or ""),
        "valid_from": _day(issued.valid_from, words),
        "valid_to": ends,
        "issuer": _said(programme.authority.name, issued),
        "signatory": issued.signatory,
        "certificate_number": f"{issued.code}-{issued.number}",
        "verify_url": issued.verify_url,
    }


def _qr(issued: Issued, words: Mapping[str, Any]) -> dict[str, str]:
    alt = words["qr"].format(url=issued.verify_url)
    return {"svg": qr.draw(issued.verify_url).svg, "alt": alt}


def _said(texts: Mapping[str, str], issued: Issued) -> str:
    return texts.get(issued.language) or next(iter(texts.values()))


def _day(day: date, words: Mapping[str, Any]) -> str:
    return format_date(day, words["setting"]["date"], locale=words["setting"]["locale"])


def _list(parts: list[str], words: Mapping[str, Any]) -> str:
    return format_list(parts, locale=words["setting"]["locale"]) if parts else ""
