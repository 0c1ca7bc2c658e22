"""What the bytes alone give away: a known harmful mark, or a second kind of file inside."""

import re
import struct

from aeo.domain.file_kinds import Refused, Rejection

HEAD = 1024
WEB_PAGE = re.compile(rb"<(script|html|\?php)[\s>]|<!doctype\s+html", re.IGNORECASE)
DRAWING = re.compile(rb"<svg[\s>]", re.IGNORECASE)
PROGRAMS = (b"MZ\x90\x00", b"\x7fELF")


def check(content: bytes) -> None:
    """Raises ``Refused`` for a PDF, JPG or PNG that is something else as well."""
    if WEB_PAGE.search(content) or DRAWING.search(content, 0, HEAD):
        raise Refused(Rejection.TWO_IN_ONE)
    if holds_archive(content):
        raise Refused(Rejection.TWO_IN_ONE)
    if content.find(b"%PDF-", 1) > 0 and not content.startswith(b"%PDF-"):
        raise Refused(Rejection.TWO_IN_ONE)


def holds_archive(content: bytes) -> bool:
    """Whether an unpacker would find an archive in it: an end record whose directory is there.

    The mark alone proves nothing, for four bytes come up by chance in a large file.
    """
    at = content.find(b"PK\x05\x06")
    while at >= 0:
        record = content[at + 12 : at + 16]
        length = struct.unpack("<L", record)[0] if len(record) == 4 else 0
        if length and content[max(0, at - length) :].startswith(b"PK\x01\x02"):
            return True
        at = content.find(b"PK\x05\x06", at + 1)
    return False
