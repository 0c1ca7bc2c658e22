"""ZIP archives opened with a counter in hand: what a file says about its own size is a claim.

The directory is measured before it is read, because reading it is already work.
"""

import struct
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from aeo.domain.file_kinds import Refused, Rejection

ENTRIES_MAX = 1000
DIRECTORY_MAX = 1024 * 1024  # bytes
TAIL = 22 + 0xFFFF  # the end record and the longest comment
COMMENT_MAX = 256


def opened(file: BinaryIO) -> ZipFile:
    """The archive in ``file``. Raises ``Refused`` for one that is cut off, too long or not one."""
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise Refused(Rejection.DAMAGED)
    entries, directory, _offset, comment = struct.unpack("<HLLH", tail[at + 10 : at + 22])
    if at + 22 + comment != len(tail):
        raise Refused(Rejection.DAMAGED)
    if comment > COMMENT_MAX:
        raise Refused(Rejection.TWO_IN_ONE)
    is_long = tail[max(0, at - 20) :].startswith(b"PK\x06\x07")
    if entries > ENTRIES_MAX or directory > DIRECTORY_MAX or is_long:
        raise Refused(Rejection.BOMB)
    file.seek(0)
    try:
        archive = ZipFile(file)
    except (BadZipFile, RuntimeError, ValueError, struct.error) as error:
        raise Refused(Rejection.DAMAGED) from error
    _check(archive)
    return archive


def _check(archive: ZipFile) -> None:
    """Refuse what only an attacker, or another kind of archive, has in its directory."""
    found = archive.infolist()
    if len(found) > ENTRIES_MAX:
        raise Refused(Rejection.BOMB)
    if any(entry.flag_bits & 1 for entry in found):
        raise Refused(Rejection.PROTECTED)
    if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in found):
        raise Refused(Rejection.DAMAGED)
    if len({entry.filename for entry in found}) != len(found):
        raise Refused(Rejection.TWO_IN_ONE)  # two readers would see two documents
