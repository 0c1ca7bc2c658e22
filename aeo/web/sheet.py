"""Tables that leave for a spreadsheet and come back from one, as CSV in UTF-8."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, stream_with_context

BOM = "\ufeff"  # without it a spreadsheet takes Chinese for something else
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute a cell that begins so


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def unguarded(cell: str) -> str:
    """The same cell when it comes back."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def download(rows: Iterable[Sequence[str]], name: str) -> Response:
    """The rows as a file of that name, sent while they are read."""
    response = Response(stream_with_context(_written(rows)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _written(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield BOM
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([guarded(cell) for cell in row])
        yield line.getvalue()
