"""PDF: complete, open, inert, and nothing else besides; then a picture of each page."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from aeo.domain.file_kinds import Refused, Rejection
from aeo.jobs.inspect.photo import LONG_EDGE, draw
from aeo.jobs.inspect.report import Report, picture_name

PAGES_PICTURED = 40
ENOUGH_SECONDS = 12.0  # well below the limits: pages without a picture by then go without
SCALE_MAX = 4.0  # 288 dots per inch
TAIL = 2048  # bytes after the last mark of the end that some programs add
STREAM_MAX = 64 * 1024 * 1024

STREAM = re.compile(rb"(?<!end)stream\r?\n(.*?)endstream", re.DOTALL)
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
NAME_END = rb"(?![A-Za-z0-9_.\-])"
ACTIVE = re.compile(
    rb"/(JavaScript|Launch|RichMedia|ImportData|SubmitForm|Rendition|GoToE|XFA)" + NAME_END
)
SCRIPT = re.compile(rb"/JS" + NAME_END)
EMBEDDED = re.compile(rb"/(EmbeddedFiles?|Filespec\b[^>]*/EF)" + NAME_END)


def look(content: bytes, folder: Path) -> Report:
    """Raises ``Refused``."""
    enough_at = monotonic() + ENOUGH_SECONDS
    _check_end(content)
    _check_inert(content)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        sealed = getattr(error, "err_code", None) in {
            pdfium.FPDF_ERR_PASSWORD,
            pdfium.FPDF_ERR_SECURITY,
        }
        raise Refused(Rejection.PROTECTED if sealed else Rejection.DAMAGED) from error
    try:
        _check_unpacked(document)
        return _pictured(document, folder, enough_at)
    except pypdfium2.PdfiumError as error:
        raise Refused(Rejection.DAMAGED) from error


def _check_end(content: bytes) -> None:
    """A PDF that was cut off is mended silently by every reader, with pages missing."""
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Refused(Rejection.DAMAGED)
    if len(content) - end > TAIL:
        rest = content[end:].strip(b"%EOF\0\r\n\t ")
        raise Refused(Rejection.DAMAGED if _is_pdf_syntax(rest) else Rejection.TWO_IN_ONE)


def _is_pdf_syntax(rest: bytes) -> bool:
    """What follows looks like the beginning of a further version of the same document."""
    return re.match(rb"\d+ \d+ obj\b|xref\b", rest) is not None


def _check_inert(content: bytes) -> None:
    """Look for what acts or carries, in the plain part, in the streams, and, unpacked, in the
    streams that hold objects. The shortest name is looked for outside of streams only, where
    it cannot come up by chance."""
    outside = _plain(STREAM.sub(b" stream ", content))
    if SCRIPT.search(outside):
        raise Refused(Rejection.ACTIVE)
    for part in (outside, _plain(content), *map(_plain, _object_streams(content))):
        if ACTIVE.search(part) or (part is not outside and _is_script(part)):
            raise Refused(Rejection.ACTIVE)
        if EMBEDDED.search(part):
            raise Refused(Rejection.EMBEDDED)


def _is_script(part: bytes) -> bool:
    return re.search(rb"/JS\s*[(<]", part) is not None and b"/JavaScript" in part


def _plain(content: bytes) -> bytes:
    """Names without their disguise: ``/J#61vaScript`` is ``/JavaScript``."""
    return ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), content)


def _object_streams(content: bytes) -> Iterator[bytes]:
    for found in STREAM.finditer(content):
        head = _plain(content[max(0, found.start() - TAIL) : found.start()])
        if b"/ObjStm" in head.rpartition(b"endobj")[2]:
            try:
                yield zlib.decompressobj().decompress(found[1], STREAM_MAX)
            except zlib.error:
                continue  # another filter: the unpacked copy shows what is in it


def _check_unpacked(document: Any) -> None:
    """The same once more in a copy that the library wrote without passwords and packing, where
    no filter and no encryption of the original hides anything."""
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        raise Refused(Rejection.ACTIVE)
    if pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
        raise Refused(Rejection.EMBEDDED)
    copy = BytesIO()
    document.save(copy, flags=pdfium.FPDF_REMOVE_SECURITY)
    _check_inert(copy.getvalue())


def _pictured(document: Any, folder: Path, enough_at: float) -> Report:
    count, sizes = len(document), []
    if not count:
        raise Refused(Rejection.DAMAGED)
    document.init_forms()  # or what was typed into a form would not be seen
    for index in range(min(count, PAGES_PICTURED)):
        page = document[index]
        longest = max(page.get_size())
        if longest <= 0:
            raise Refused(Rejection.DAMAGED)
        image = page.render(scale=min(LONG_EDGE / longest, SCALE_MAX)).to_pil()
        sizes.append(draw(image, folder / picture_name(index + 1)))
        page.close()
        if monotonic() > enough_at:
            break
    return Report(pictures=tuple(sizes), count=count)
