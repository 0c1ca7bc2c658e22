"""What the child writes and the parent reads: one small file and numbered pictures."""

import json
from dataclasses import dataclass
from pathlib import Path

from aeo.domain.file_kinds import Rejection

REPORT = "report.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The verdict; sizes of the pictures in pixels, in the order of the pages."""

    rejection: Rejection | None = None
    pictures: tuple[tuple[int, int], ...] = ()
    count: int | None = None

    def write(self, folder: Path) -> None:
        said = {"rejection": self.rejection, "pictures": self.pictures, "count": self.count}
        (folder / REPORT).write_text(json.dumps(said), encoding="utf-8")


def picture_name(number: int) -> str:
    return f"{number}.png"
