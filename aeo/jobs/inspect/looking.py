"""Look at a stranger's file without being hurt: in a child process with limits and no secret in
its environment, of which nothing is believed but a small report.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from aeo.config import ROOT
from aeo.domain.file_kinds import FileKind, Rejection
from aeo.jobs.inspect.report import REPORT, picture_name
from aeo.services.documents import Picture
from aeo.storage import Received

WALL_SECONDS = 20
ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


class Unfinished(Exception):
    """The child died, hung or reported nonsense: no verdict. The message says how it ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found: a rejection, or else the pictures and how many pages there are."""

    rejection: Rejection | None = None
    pictures: tuple[Picture, ...] = ()
    count: int | None = None


def look(path: Path, kind: FileKind, keep: Callable[[BinaryIO], Received]) -> Finding:
    """The finding about the file at ``path``; ``keep`` stores each picture of a page.

    Raises ``Unfinished``, and whatever ``keep`` raises.
    """
    with TemporaryDirectory(prefix="aeo-inspect-") as name:
        folder = Path(name)
        _run(path, kind, folder)
        try:
            report = json.loads((folder / REPORT).read_bytes())
            return _finding(report, folder, keep)
        except (ValueError, KeyError, TypeError, AttributeError, FileNotFoundError) as error:
            raise Unfinished(f"no report: {error}") from error


def _run(path: Path, kind: FileKind, folder: Path) -> None:
    command = [sys.executable, "-m", "aeo.jobs.inspect", kind.value, str(path), str(folder)]
    with (folder / "log").open("wb") as log:
        try:
            ended = subprocess.run(  # noqa: S603 -- our own module, a path of our own making
                command, cwd=ROOT, env=ENVIRONMENT, timeout=WALL_SECONDS, check=False,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise Unfinished(f"still at it after {WALL_SECONDS} s") from error
    if ended.returncode:
        last = (folder / "log").read_bytes()[-300:].decode("utf-8", "replace")
        raise Unfinished(f"ended with {ended.returncode}: {last.strip()}")


def _finding(
    report: Mapping[str, Any], folder: Path, keep: Callable[[BinaryIO], Received]
) -> Finding:
    if report["rejection"] is not None:
        return Finding(rejection=Rejection(report["rejection"]))
    pictures = []
    for number, (width, height) in enumerate(report["pictures"], start=1):
        with (folder / picture_name(number)).open("rb") as file:
            pictures.append(Picture(number, keep(file).sha256, int(width), int(height)))
    count = report["count"]
    return Finding(pictures=tuple(pictures), count=None if count is None else int(count))
