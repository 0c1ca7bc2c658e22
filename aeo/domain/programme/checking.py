"""From plain content to a programme, or to every mistake in it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from pydantic import BaseModel, ValidationError

from aeo.domain.errors import N_, Sentence
from aeo.domain.programme import coherence, limits, needs, references
from aeo.domain.programme.places import Fault
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.sentences import faults_of

FILE = "the name of the file with it, from the folder of the programme"


class ProgrammeError(ValueError):
    """The content is no programme this service can run. ``faults`` are all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def check(content: Any) -> Programme:
    """The programme that ``content`` describes. Raises ``ProgrammeError`` with every mistake."""
    programme, faults = None, list[Fault]()
    try:
        programme = Programme.model_validate(content, context={"languages": _languages(content)})
    except ValidationError as error:
        faults += faults_of(error.errors(), content, _known_keys())
    except RecursionError:
        raise ProgrammeError(
            [Fault((), Sentence(N_("The content is nested too deeply.")))]
        ) from None
    checks = (
        references.unknown_names,
        references.names_given_twice,
        *coherence.CHECKS,
        *needs.CHECKS,
        limits.beyond,
    )
    faults += chain.from_iterable(find(content) for find in checks)
    if programme is None or faults:
        raise ProgrammeError(list(dict.fromkeys(faults)))
    return programme


def json_schema(part: type[BaseModel] = Programme) -> dict[str, Any]:
    """The JSON Schema of the whole, or of a part that is a file of its own."""
    schema = part.model_json_schema(by_alias=True)
    for holder, key in _may_be_in_a_file(schema):
        holder[key] = {"anyOf": [holder[key], {"type": "string", "description": FILE}]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _may_be_in_a_file(schema: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Where the name of a file may stand for what is in it."""
    if schema["title"] == Programme.__name__:
        properties = schema["properties"]
        yield properties["criteria"], "items"
        yield properties, "general_section"
        files = schema["$defs"]["Files"]["properties"]
        yield from ((files, key) for key in files)


@cache
def _known_keys() -> Sequence[str]:
    whole = json_schema()
    parts = [*whole["$defs"].values(), whole]
    return sorted({key for part in parts for key in part.get("properties", ())})


def _languages(content: Any) -> list[str] | None:
    """The languages every text must come in, if the content says so understandably."""
    locale = content.get("locale") if isinstance(content, Mapping) else None
    languages = locale.get("languages") if isinstance(locale, Mapping) else None
    if not isinstance(languages, list) or not languages:
        return None
    return languages if all(isinstance(language, str) for language in languages) else None
