"""The files of a programme: YAML read with the place of every value, and put together.

A programme is a folder with ``programme.yaml``; a file named there stands where its name is.
Only the core of YAML 1.2 is read: ``no`` is text, and dates are text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import yaml

from aeo.domain.errors import N_, Sentence
from aeo.domain.programme import checking
from aeo.domain.programme.places import Place
from aeo.domain.programme.programme import Programme

MAIN = "programme.yaml"
DEEPEST = 40  # levels of nesting; a programme has about ten
MOST_VALUES = 100_000  # Hong Kong has about 15 000


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of a file, counted from 1."""

    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, and in which line."""

    mark: Mark
    sentence: Sentence

    def __str__(self) -> str:
        return f"{self.mark.file}:{self.mark.line}: {self.sentence}"


class ProgrammeFilesError(ValueError):
    """The files are no programme. ``mistakes`` are all of them, in the order of the files."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


def read(path: Path) -> Programme:
    """The programme in the folder ``path``, or that has the file ``path``.

    Raises ``ProgrammeFilesError`` with every mistake.
    """
    main = _main_file(path)
    reading = Reading()
    content = reading.main(main)
    programme, mistakes = None, list(reading.mistakes)
    if isinstance(content, dict):
        try:
            programme = checking.check(content)
        except checking.ProgrammeError as error:
            mistakes += [
                Mistake(reading.mark(fault.place), fault.sentence)
                for fault in error.faults
                if not reading.lacks(fault.place)
            ]
    elif not mistakes:
        mistakes.append(Mistake(Mark(main, 1), Sentence(N_("The file is empty or no mapping."))))
    if programme is None or mistakes:
        raise ProgrammeFilesError(sorted(mistakes, key=lambda m: (str(m.mark.file), m.mark.line)))
    return programme


def _main_file(path: Path) -> Path:
    if path.is_dir():
        return path / MAIN
    above = (folder / MAIN for folder in (path.parent, path.parent.parent))
    return path if path.name == MAIN else next((main for main in above if main.is_file()), path)


@dataclass(slots=True)
class Reading:
    """One reading: the place of each value, and what went wrong on the way."""

    marks: dict[Place, Mark] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    lacking: list[Place] = field(default_factory=list)

    def main(self, file: Path) -> Any:
        """The content of the main file, with the other files put where they are named."""
        content = self._file(file, ())
        if isinstance(content, dict):
            for place, holder, key in _named_files(content):
                holder[key] = self._part(file.parent, holder[key], place)
        if len(self.marks) > MOST_VALUES:
            self._mistake(
                Mark(file, 1), N_("There are more than %(most)s values."), most=MOST_VALUES
            )
        return content

    def mark(self, place: Place) -> Mark:
        """The line of ``place``, or of what it stands in."""
        while place not in self.marks:
            place = place[:-1]
        return self.marks[place]

    def lacks(self, place: Place) -> bool:
        """Whether ``place`` belongs to a file that could not be read: one mistake is enough."""
        return any(place[: len(lacking)] == lacking for lacking in self.lacking)

    def _part(self, folder: Path, name: str, place: Place) -> Any:
        file = folder / name
        if not file.resolve().is_relative_to(folder.resolve()):
            self._mistake(self.mark(place), N_("%(name)s is outside the folder."), name=name)
        elif not file.is_file():
            self._mistake(self.mark(place), N_("There is no file %(name)s."), name=name)
        else:
            found = len(self.mistakes)
            content = self._file(file, place)
            if content is not None or len(self.mistakes) > found:
                if content is None:
                    self.lacking.append(place)
                return content
            self._mistake(Mark(file, 1), N_("The file is empty."))
        self.lacking.append(place)
        return None

    def _file(self, file: Path, place: Place) -> Any:
        try:
            text = file.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=_Loader)
        except (OSError, UnicodeDecodeError):
            self._mistake(Mark(file, 1), N_("The file cannot be read as UTF-8 text."))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            problem = getattr(error, "problem", None) or str(error).splitlines()[0]
            self._mistake(Mark(file, line), N_("This is not YAML: %(problem)s."), problem=problem)
        else:
            self.marks[place] = Mark(file, 1)
            return None if node is None else self._value(node, file, place, 0)
        return None

    def _value(self, node: yaml.Node, file: Path, place: Place, depth: int) -> Any:
        self.marks[place] = Mark(file, node.start_mark.line + 1)
        if depth > DEEPEST:
            self._mistake(self.marks[place], N_("The content is nested too deeply."))
            return None
        if len(self.marks) > MOST_VALUES:
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, file, place, depth)
        if isinstance(node, yaml.SequenceNode):
            return [
                self._value(child, file, (*place, index), depth + 1)
                for index, child in enumerate(node.value)
            ]
        return _scalar(node)

    def _mapping(
        self, node: yaml.MappingNode, file: Path, place: Place, depth: int
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, child in node.value:
            mark = Mark(file, key_node.start_mark.line + 1)
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                self._mistake(mark, N_("A key must be text."))
            elif key in found:
                self._mistake(mark, N_("The key `%(key)s` stands here twice."), key=key)
            else:
                found[key] = self._value(child, file, (*place, key), depth + 1)
                self.marks[*place, key] = mark
        return found

    def _mistake(self, mark: Mark, msgid: str, **params: object) -> None:
        self.mistakes.append(Mistake(mark, Sentence(msgid, params)))


def _named_files(content: dict[str, Any]) -> Iterator[tuple[Place, Any, Any]]:
    """Where a programme names files: the place, and the container and key to replace it in."""
    criteria, files = content.get("criteria"), content.get("files")
    if isinstance(criteria, list):
        for index, name in enumerate(criteria):
            if isinstance(name, str):
                yield ("criteria", index), criteria, index
    if isinstance(content.get("general_section"), str):
        yield ("general_section",), content, "general_section"
    if isinstance(files, dict):
        for key, name in files.items():
            if isinstance(name, str):
                yield ("files", key), files, key


_FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_FASTEST):  # type: ignore[misc]  # the loader in C is not always there
    """Composes nodes; the core schema of YAML 1.2 says which scalars are not text."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for _tag, _form, _first in (
    ("tag:yaml.org,2002:null", r"^(null|Null|NULL|~|)$", ["n", "N", "~", ""]),
    ("tag:yaml.org,2002:bool", r"^(true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]{1,18}$", list("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$",
        list("-+.0123456789"),
    ),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_form), _first)


_KINDS: dict[str, Callable[[str], Any]] = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() == "true",
    "int": int,
    "float": float,
}


def _scalar(node: yaml.Node) -> Any:
    kind = _KINDS.get(node.tag.rpartition(":")[2], str)
    return kind(node.value)
