"""The child: ``python -m aeo.jobs.inspect KIND FILE FOLDER`` looks at one file and reports."""

import sys
from pathlib import Path

from aeo.domain.file_kinds import FileKind, Refused, Rejection
from aeo.jobs.inspect import limits, office, pdf, photo, raw
from aeo.jobs.inspect.report import Report
from aeo.storage.contents import recognise


def main(kind: FileKind, path: Path, folder: Path) -> None:
    """Write the report. Dies without one when a limit is reached."""
    limits.apply()
    try:
        report = _look(kind, path, folder)
    except Refused as refused:
        report = Report(rejection=refused.rejection)
    report.write(folder)


def _look(kind: FileKind, path: Path, folder: Path) -> Report:
    with path.open("rb") as file:
        if recognise(file) is not kind:
            raise Refused(Rejection.NOT_A_KIND)
    if kind.is_office:
        office.check(path)
        return Report()
    content = path.read_bytes()
    raw.check(content)
    if kind is FileKind.PDF:
        return pdf.look(content, folder)
    return photo.look(path, folder)


if __name__ == "__main__":
    main(FileKind(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
