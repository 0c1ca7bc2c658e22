"""Places in the content: paths, and patterns that find every value of one kind.

The checks that look across files work on plain content, so that one mistake in the schema hides
no other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aeo.domain.errors import Sentence

Place = tuple[str | int, ...]

FILES = (
    "criteria/*",
    "general_section",
    "files/documents",
    "files/checklist",
    "files/statuses",
    "files/reasons",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake: where, and a sentence for the one who has to mend it."""

    place: Place
    sentence: Sentence

    def __hash__(self) -> int:
        return hash((self.place, str(self.sentence)))

    def __str__(self) -> str:
        return f"{written(self.place)}: {self.sentence}"


def written(place: Place) -> str:
    """``criteria[3].questions[0].key``"""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.removeprefix(".")


def find(content: Any, pattern: str) -> Iterator[tuple[Place, Any]]:
    """Every value whose path fits ``pattern``: ``*`` is any one step, ``**`` any number."""
    return _find(content, tuple(pattern.split("/")), ())


def text_values(content: Any, pattern: str) -> Iterator[tuple[Place, str]]:
    """Those of them that are text: what has another type is the schema's business."""
    return ((place, value) for place, value in find(content, pattern) if isinstance(value, str))


def is_unread(content: Any, pattern: str) -> bool:
    """Whether some of what fits ``pattern`` stands in a file that could not be read (null): then
    nobody can say what is not there."""
    return any(
        value is None
        for file in FILES
        if pattern.startswith(file)
        for _, value in find(content, file)
    )


def _find(content: Any, steps: Sequence[str], place: Place) -> Iterator[tuple[Place, Any]]:
    if not steps:
        yield place, content
        return
    first, rest = steps[0], steps[1:]
    if first == "**":
        yield from _find(content, rest, place)
    for step, value in _children(content):
        if first == "**":
            yield from _find(value, steps, (*place, step))
        elif first in {"*", str(step)}:
            yield from _find(value, rest, (*place, step))


def _children(content: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(content, Mapping):
        yield from content.items()
    elif isinstance(content, list | tuple):
        yield from enumerate(content)
