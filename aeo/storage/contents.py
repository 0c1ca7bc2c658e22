"""What kind a content is, told by the content. The name it came under has no say."""

import re
import zlib
from typing import BinaryIO
from zipfile import BadZipFile

import filetype

from aeo.domain.file_kinds import FileKind, Refused, Rejection
from aeo.storage import archives

HEAD = 64 * 1024
TYPES = "[Content_Types].xml"
TYPES_MAX = 256 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
SEALED = "EncryptedPackage".encode("utf-16-le")  # an office file behind a password
MAGIC = {
    FileKind.PDF: b"%PDF-",
    FileKind.JPG: b"\xff\xd8\xff",
    FileKind.PNG: b"\x89PNG\r\n\x1a\n",
}
MAIN_PART = {
    FileKind.DOCX: re.compile(
        rb"application/vnd\.(openxmlformats-officedocument\.wordprocessingml\.(document|template)"
        rb"|ms-word\.(document|template)\.macroEnabled(Template)?)\.main\+xml"
    ),
    FileKind.XLSX: re.compile(
        rb"application/vnd\.(openxmlformats-officedocument\.spreadsheetml\.(sheet|template)"
        rb"|ms-excel\.(sheet|template|addin)\.macroEnabled)\.main\+xml"
    ),
}


def recognise(file: BinaryIO) -> FileKind:
    """The kind of the content, which is read from its start and left at its start.

    Only what a few kilobytes and a measured directory tell is asked here, because a person
    waits. Raises ``Refused``.
    """
    file.seek(0)
    head = file.read(HEAD)
    try:
        return _kind(head, file)
    finally:
        file.seek(0)


def _kind(head: bytes, file: BinaryIO) -> FileKind:
    if not head:
        raise Refused(Rejection.EMPTY)
    if head.startswith(OLE):
        raise Refused(Rejection.PROTECTED if SEALED in head else Rejection.OLD_OFFICE)
    if head.startswith(b"PK\x03\x04"):
        return office_kind(file)
    guessed = filetype.guess_extension(head)
    for kind, magic in MAGIC.items():
        if guessed == kind.value and head.startswith(magic):
            return kind
    raise Refused(Rejection.NOT_A_KIND)


def office_kind(file: BinaryIO) -> FileKind:
    """DOCX or XLSX, by the type of the main part. Raises ``Refused``."""
    with archives.opened(file) as archive:
        if TYPES not in archive.namelist():
            raise Refused(Rejection.NOT_A_KIND)
        try:
            types = archive.open(TYPES).read(TYPES_MAX)
        except BROKEN as error:
            raise Refused(Rejection.DAMAGED) from error
    for kind, main in MAIN_PART.items():
        if main.search(types):
            return kind
    raise Refused(Rejection.NOT_A_KIND)
