"""What pydantic finds wrong, as sentences for the author of the content."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from aeo.domain.errors import N_, Sentence
from aeo.domain.programme.limits import NOT_YET
from aeo.domain.programme.places import Fault, Place


def faults_of(
    errors: Sequence[ErrorDetails], content: Any, known: Sequence[str]
) -> Iterator[Fault]:
    """One fault for each mistake. A value that fits none of several types makes one mistake,
    though pydantic reports it for each type. ``known`` are the keys to suggest from."""
    of_value: dict[Place, list[ErrorDetails]] = {}
    for error in errors:
        if error["type"] in {"missing", "extra_forbidden"}:
            yield _about_a_key(error, content, known)
        else:
            of_value.setdefault(_existing(error["loc"], content), []).append(error)
    for place, alternatives in of_value.items():
        yield Fault(place, _about_a_value(alternatives))


def _about_a_key(error: ErrorDetails, content: Any, known: Sequence[str]) -> Fault:
    key = str(error["loc"][-1])
    place = _existing(error["loc"], content)
    if error["type"] == "missing":
        return Fault(place, Sentence(N_("`%(key)s` is missing here."), {"key": key}))
    if key in NOT_YET:
        return Fault(place, Sentence(NOT_YET[key]))
    if key in known:
        return Fault(place, Sentence(N_("The key `%(key)s` has no place here."), {"key": key}))
    if near := get_close_matches(key, known, n=1, cutoff=0.75):
        return Fault(
            place,
            Sentence(
                N_("The key `%(key)s` is not known here. Did you mean `%(near)s`?"),
                {"key": key, "near": near[0]},
            ),
        )
    return Fault(
        place,
        Sentence(N_("The key `%(key)s` is not known here. Remove it."), {"key": key}),
    )


def _existing(loc: Sequence[str | int], content: Any) -> Place:
    """The path as far as the content has it: pydantic adds names of types and lacking keys."""
    place: list[str | int] = []
    for step in loc:
        in_mapping = isinstance(content, Mapping) and step in content
        in_list = isinstance(content, list) and isinstance(step, int) and step < len(content)
        if in_mapping or in_list:
            content = content[step]
            place.append(step)
    return tuple(place)


def _about_a_value(alternatives: Sequence[ErrorDetails]) -> Sentence:
    types = {error["type"] for error in alternatives}
    if types == {"bool_type", "literal_error"}:
        return Sentence(
            N_("%(value)s is not allowed here; allowed: true, false or %(expected)s."),
            _params(next(e for e in alternatives if e["type"] == "literal_error")),
        )
    if len(types) > 1 and all(kind.endswith("_type") for kind in types):
        return Sentence(
            N_("A single value is expected here, not %(value)s."),
            _params(alternatives[0]),
        )
    error = next((e for e in alternatives if not e["type"].endswith("_type")), alternatives[0])
    if error["type"] == "refused":
        sentence: Sentence = error["ctx"]["sentence"]
        return sentence
    return Sentence(_MSGIDS.get(error["type"], N_("%(value)s: %(otherwise)s.")), _params(error))


_MSGIDS: Mapping[str, str] = {
    "string_type": N_(
        "Text is expected here, not %(value)s; "
        "text that looks like a number, true or null needs quotes."
    ),
    "bool_type": N_("true or false is expected here, not %(value)s."),
    "int_type": N_("A whole number is expected here, not %(value)s."),
    "tuple_type": N_("A list is expected here, not %(value)s."),
    "dict_type": N_("A mapping is expected here, not %(value)s."),
    "model_type": N_("A mapping is expected here, not %(value)s."),
    "model_attributes_type": N_("A mapping is expected here, not %(value)s."),
    "literal_error": N_("%(value)s is not allowed here; allowed: %(expected)s."),
    "enum": N_("%(value)s is not allowed here; allowed: %(expected)s."),
    "string_pattern_mismatch": N_("%(value)s does not have the form %(pattern)s."),
    "string_too_short": N_("The text is empty."),
    "string_too_long": N_("The text is longer than %(max_length)s characters."),
    "too_short": N_("At least one entry is needed here."),
    "greater_than_equal": N_("%(value)s is too small; the smallest allowed is %(ge)s."),
    "less_than_equal": N_("%(value)s is too large; the largest allowed is %(le)s."),
    "recursion_loop": N_("This refers to itself."),
}


def _params(error: ErrorDetails) -> dict[str, object]:
    otherwise = error["msg"][:1].lower() + error["msg"][1:]
    return {
        **error.get("ctx", {}),
        "value": shown(error["input"]),
        "otherwise": otherwise,
    }


def shown(value: Any) -> str:
    """A value as its author wrote it, briefly."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        return f"'{value[:40]}…'" if len(value) > 40 else f"'{value}'"
    return str(value)
