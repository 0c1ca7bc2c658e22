"""What every part of a programme is made of: closed models, small types, text in each language.

Content is closed: a key that is not known here is refused, never ignored. What was not checked
against a source is marked ``unverified`` and never reaches a public page or a letter as law.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from aeo.domain.errors import N_, Sentence


def refuse(msgid: str, **params: object) -> PydanticCustomError:
    """A mistake in the content, with a sentence its author can act on. To be raised."""
    sentence = Sentence(msgid, params)
    return PydanticCustomError("refused", "{text}", {"text": str(sentence), "sentence": sentence})


def _texts(texts: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    for language, text in texts.items():
        if not text.strip():
            raise refuse(N_("The text in %(language)s is empty."), language=language)
    expected: list[str] | None = (info.context or {}).get("languages")
    if expected is None:
        return texts
    if lacking := [language for language in expected if language not in texts]:
        raise refuse(N_("There is no text in %(languages)s."), languages=", ".join(lacking))
    if surplus := [language for language in texts if language not in expected]:
        raise refuse(
            N_("There is a text in %(languages)s, which locale.languages does not name."),
            languages=", ".join(surplus),
        )
    return texts


def _pattern(pattern: str) -> str:
    try:
        re.compile(pattern, re.ASCII)
    except (re.error, RecursionError, OverflowError) as wrong:
        raise refuse(N_("This is not a pattern: %(wrong)s."), wrong=wrong) from None
    return pattern


Text = Annotated[str, StringConstraints(min_length=1)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)]
LanguageCode = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"),
]
Texts = Annotated[dict[LanguageCode, str], Field(min_length=1), AfterValidator(_texts)]
Pattern = Annotated[
    str, AfterValidator(_pattern), WithJsonSchema({"type": "string", "format": "regex"})
]
Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Period = Annotated[str, StringConstraints(pattern=r"^P[1-9][0-9]*[YMWD]$")]
Offset = Annotated[str, StringConstraints(pattern=r"^-[1-9][0-9]*[YMWD]$")]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Scalar = Annotated[bool, Field(strict=True)] | Annotated[int, Field(strict=True)] | str
AllOr = Literal["all"]


class Part(BaseModel):
    """A closed, frozen piece of a programme."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Sourced(Part):
    """A piece that says where it is from, and whether anybody checked."""

    source: Text | None = None
    note: Text | None = None
    unverified: Flag = False

    @property
    def may_be_stated(self) -> bool:
        """Whether a public page or a letter may state this as law."""
        return not self.unverified


class Labelled(Part):
    """A code with the words people see for it."""

    code: Code
    label: Texts
    label_unverified: Flag = False


def whole(pattern: str, text: str) -> bool:
    """Whether ``text``, all of it and in ASCII, has the form of ``pattern``."""
    return text.isascii() and re.fullmatch(pattern, text, re.ASCII) is not None


def elements(value: Any) -> tuple[Any, ...]:
    """The single values of an answer: several for a list, none for no answer."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple | set | frozenset) else (value,)
