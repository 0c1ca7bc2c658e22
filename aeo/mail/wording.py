"""Values into words, and words into texts.

A stored text is filled from a dictionary and from nothing else: no ``str.format``, no template
language, so no text can ever reach further than the values it was given.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_interval, format_time

from aeo.mail.catalogue import PLACEHOLDER, Catalogue, Language, Type

# British order of day and month, as the programme writes dates.
LOCALES: Mapping[Language, str] = {"en": "en_GB", "zh-Hant": "zh_Hant", "zh-Hans": "zh_Hans"}


class RenderError(Exception):
    """This message cannot be put into words; the others can."""


def fill(text: str, said: Mapping[str, str]) -> str:
    """``text`` with its placeholders replaced. Raises ``RenderError`` for one nobody brings."""

    def one(match: re.Match[str]) -> str:
        try:
            return said[match[1]]
        except KeyError:
            raise RenderError(f"no value for {match[1]}") from None

    return PLACEHOLDER.sub(one, text)


def in_words(
    catalogue: Catalogue, name: str, value: Any, language: Language, zone: ZoneInfo
) -> str:
    """The value called ``name`` as people write it. Raises ``RenderError`` when it is not what
    the type of its placeholder says."""
    placeholder = catalogue.placeholders.get(name)
    if placeholder is None:
        raise RenderError(f"no placeholder {name}")
    formats, locale = catalogue.frame.formats, LOCALES[language]
    try:
        match placeholder.type:
            case Type.DATE:
                return format_date(date.fromisoformat(value), formats["date"][language], locale)
            case Type.TIME:
                hour = time.fromisoformat(value)
                return format_time(hour, formats["time"][language], locale=locale)
            case Type.DATETIME:
                moment = _aware(datetime.fromisoformat(value))
                return format_datetime(moment, formats["datetime"][language], zone, locale)
            case Type.DATE_RANGE:
                first, last = (date.fromisoformat(end) for end in value.split("/"))
                return format_interval(first, last, "yMMMMd", locale=locale)
            case Type.LABEL:
                texts = value if isinstance(value, Mapping) else catalogue.labels[name][value]
                return str(texts[language])
            case _:
                return str(value)
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise RenderError(f"{name}: {value!r} is no {placeholder.type}") from error


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("naive")
    return moment
