"""Documents and spreadsheets: archives whose every entry is unpacked, counted and named."""

import re
from io import BytesIO
from pathlib import Path
from stat import S_ISLNK
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 -- a class, whatever its spelling

from aeo.domain.file_kinds import Refused, Rejection
from aeo.jobs.inspect import raw
from aeo.jobs.inspect.scanning import Marks
from aeo.storage import archives

TOTAL_MAX = 200 * 1024 * 1024  # bytes unpacked, inner archives included
RATIO_MAX = 100
RATIO_FROM = 10 * 1024 * 1024  # a small spreadsheet of equal rows packs very well
DEPTH_MAX = 2
BLOCK = 256 * 1024

MACRO = re.compile(r"(^|/)(vbaproject[^/]*\.bin|vbadata\.xml)$|/macrosheets/|/dialogsheets/")
EMBEDDED = re.compile(r"(^|/)(oleobject[^/]*|activex[^/]*|package[^/]*)\.(bin|ole)$|/activex/")
MACRO_TYPE = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0(D\0O\0C|E\0N\0T)", re.IGNORECASE)
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.IGNORECASE)
RUNS = re.compile(rb"/(attachedTemplate|oleObject|frame|subDocument)[\"']", re.IGNORECASE)
XML_HEAD = 4096


def check(path: Path) -> None:
    """Raises ``Refused`` for anything but words, numbers and pictures."""
    with path.open("rb") as file:
        Reader(path.stat().st_size).read(file, depth=1)


class Reader:
    """One file with everything in it; the counter runs through all its archives."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.unpacked = 0
        self.entries = 0

    def read(self, file: BinaryIO, depth: int) -> None:
        with archives.opened(file) as archive:
            found = archive.infolist()
            self.entries += len(found)
            if self.entries > archives.ENTRIES_MAX:
                raise Refused(Rejection.BOMB)
            if not found or min(entry.header_offset for entry in found) > 0:
                raise Refused(Rejection.TWO_IN_ONE)
            for entry in found:
                _check_name(entry)
            for entry in found:
                if not entry.is_dir():
                    self._read_entry(archive, entry, depth)

    def _read_entry(self, archive: ZipFile, entry: ZipInfo, depth: int) -> None:
        content = self._unpacked(archive, entry)
        if Marks().is_harmful(BytesIO(content)):
            raise Refused(Rejection.HARMFUL)
        if content.startswith(raw.PROGRAMS):
            raise Refused(Rejection.EMBEDDED)
        name = entry.filename.casefold()
        if name.endswith((".xml", ".rels", ".vml")):
            _check_xml(name, content)
        if content.startswith(b"PK\x03\x04"):
            if depth >= DEPTH_MAX:
                raise Refused(Rejection.EMBEDDED)
            self.read(BytesIO(content), depth + 1)

    def _unpacked(self, archive: ZipFile, entry: ZipInfo) -> bytes:
        parts = []
        try:
            with archive.open(entry) as stream:
                while block := stream.read(BLOCK):
                    self.unpacked += len(block)
                    if self.unpacked > self._most():
                        raise Refused(Rejection.BOMB)
                    parts.append(block)
        except (BadZipFile, ZlibError, EOFError, OSError, RuntimeError) as error:
            raise Refused(Rejection.DAMAGED) from error
        return b"".join(parts)

    def _most(self) -> int:
        return min(TOTAL_MAX, max(RATIO_FROM, RATIO_MAX * self.size))


def _check_name(entry: ZipInfo) -> None:
    name = entry.filename.replace("\\", "/").casefold()
    climbs = name.startswith("/") or ".." in name.split("/") or ":" in name
    if climbs or S_ISLNK(entry.external_attr >> 16):
        raise Refused(Rejection.DAMAGED)
    if MACRO.search(name):
        raise Refused(Rejection.MACRO)
    if EMBEDDED.search(name):
        raise Refused(Rejection.EMBEDDED)


def _check_xml(name: str, content: bytes) -> None:
    if ENTITY.search(content, 0, XML_HEAD):
        raise Refused(Rejection.BOMB)
    if name == "[content_types].xml" and MACRO_TYPE.search(content):
        raise Refused(Rejection.MACRO)
    if name.endswith(".rels"):
        for relation in RELATION.findall(content):
            if b"external" in relation.lower() and RUNS.search(relation):
                raise Refused(Rejection.ACTIVE)
