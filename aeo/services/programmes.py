"""The programmes this service knows, read from their folders once per process."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from flask import current_app

from aeo.config import Settings
from aeo.domain.programme.programme import Programme
from aeo.services import programme_files

__all__ = ["Programme", "current", "version", "versions"]


def current() -> Programme:
    """The newest version, not retired, of the programme this service runs.

    Raises ``LookupError``.
    """
    settings = _settings()
    mine = [one for one in versions() if one.id == settings.programme and one.status != "retired"]
    if not mine:
        raise LookupError(f"There is no programme {settings.programme!r} in any of its folders.")
    return mine[-1]


def version(programme_id: str, number: str) -> Programme:
    """One version, as it was when a case was pinned to it. Raises ``LookupError``."""
    try:
        return known(_settings().programme_dirs)[programme_id, number]
    except KeyError:
        raise LookupError(f"There is no programme {programme_id} {number}.") from None


def versions() -> Sequence[Programme]:
    """Every version of every programme, by name and then from old to new."""
    found = known(_settings().programme_dirs)
    return [found[key] for key in sorted(found)]


@cache
def known(folders: tuple[Path, ...]) -> Mapping[tuple[str, str], Programme]:
    """What the folders hold, one programme version in each folder below them.

    Raises ``ProgrammeFilesError``, or ``ValueError`` for a version that is there twice.
    """
    found: dict[tuple[str, str], Programme] = {}
    for file in (file for folder in folders for file in sorted(folder.glob("*/programme.yaml"))):
        programme = programme_files.read(file)
        if (key := (programme.id, programme.version)) in found:
            raise ValueError(f"{file}: {programme.id} {programme.version} is there twice.")
        found[key] = programme
    return found


def _settings() -> Settings:
    settings: Settings = current_app.extensions["aeo"]
    return settings
