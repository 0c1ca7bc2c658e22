"""Which files a company may give, what they are called, and why one is refused.

A kind is told by the content; the name is only shown, and is never part of a path.
"""

import unicodedata
from enum import StrEnum
from pathlib import PurePosixPath

from aeo.domain.errors import N_, Incomplete, Sentence

NAME_MAX = 120  # characters, the ending included
NO_NAME = "file"


class FileKind(StrEnum):
    PDF = "pdf"
    JPG = "jpg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPE[self]

    @property
    def is_office(self) -> bool:
        """An archive of a word processor or a spreadsheet: it is downloaded, never pictured."""
        return self in {FileKind.DOCX, FileKind.XLSX}

    @classmethod
    def of(cls, media_type: str) -> "FileKind":
        """Raises ``KeyError`` for a type that no kind has."""
        return {kind.media_type: kind for kind in cls}[media_type]


_OOXML = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPE = {
    FileKind.PDF: "application/pdf",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.DOCX: f"{_OOXML}.wordprocessingml.document",
    FileKind.XLSX: f"{_OOXML}.spreadsheetml.sheet",
}
# Endings that do not lie about a content; a macro document keeps its own, for it is refused.
ENDINGS = {
    FileKind.PDF: ("pdf",),
    FileKind.JPG: ("jpg", "jpeg", "jpe", "jfif"),
    FileKind.PNG: ("png",),
    FileKind.DOCX: ("docx", "dotx", "docm", "dotm"),
    FileKind.XLSX: ("xlsx", "xltx", "xlsm", "xltm", "xlam"),
}


class Rejection(StrEnum):
    """Why a file does not count. Each has a sentence: what is wrong, and what to do."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_KIND = "not_a_kind"
    OLD_OFFICE = "old_office"
    PROTECTED = "protected"
    DAMAGED = "damaged"
    ACTIVE = "active"
    MACRO = "macro"
    EMBEDDED = "embedded"
    TWO_IN_ONE = "two_in_one"
    BOMB = "bomb"
    HARMFUL = "harmful"
    COULD_NOT_OPEN = "could_not_open"

    @property
    def sentence(self) -> Sentence:
        return Sentence(WHY[self])


WHY = {
    Rejection.EMPTY: N_("The file is empty. Check it on your computer and send it again."),
    Rejection.TOO_LARGE: N_("The file is too large. Make it smaller, or split it."),
    Rejection.NOT_A_KIND: N_(
        "This is not a PDF, JPG, PNG, DOCX or XLSX file, whatever its name says."
        " Save it as one of these."
    ),
    Rejection.OLD_OFFICE: N_(
        "This is a file of an old office program. Save it as DOCX, XLSX or PDF."
    ),
    Rejection.PROTECTED: N_(
        "The file is protected by a password. Remove the password and send it again."
    ),
    Rejection.DAMAGED: N_(
        "The file is damaged or not complete. Open it on your computer, save it anew and send that."
    ),
    Rejection.ACTIVE: N_(
        "The file holds a program or starts one when it is opened. Print it to a new PDF and send"
        " that."
    ),
    Rejection.MACRO: N_("The file holds a macro. Save it without macros, as DOCX or XLSX."),
    Rejection.EMBEDDED: N_(
        "The file holds other files. Send those by themselves, and this one without them."
    ),
    Rejection.TWO_IN_ONE: N_(
        "The file is two kinds of file in one. Print it to a new PDF and send that."
    ),
    Rejection.BOMB: N_(
        "The file unpacks to far more than it seems to hold. Save it in a smaller size."
    ),
    Rejection.HARMFUL: N_(
        "The file holds harmful software. Have your computer checked, and send a clean file."
    ),
    Rejection.COULD_NOT_OPEN: N_(
        "The file could not be opened. Print it to a new PDF and send that."
    ),
}


class Refused(Incomplete):
    """A content that is not accepted. ``rejection`` says why."""

    def __init__(self, rejection: Rejection) -> None:
        self.rejection = rejection
        super().__init__(rejection.sentence)


def shown_name(given: str, kind: FileKind) -> str:
    """``given`` fit to be shown: NFC, without folders, control or direction characters, of
    reasonable length, and with an ending that fits the content."""
    text = unicodedata.normalize("NFC", given.replace("\\", "/"))
    text = PurePosixPath(text).name if text.strip("/. ") else ""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or not _is_unseen(c))
    stem, ending = _split(" ".join(kept.split()).rstrip(". "))
    if ending.casefold() not in ENDINGS[kind]:
        stem = f"{stem}.{ending}" if _is_part_of_the_name(ending) else stem
        before, inner = _split(stem)
        stem, ending = (before, inner) if inner.casefold() in ENDINGS[kind] else (stem, kind.value)
    stem = stem[: NAME_MAX - 1 - len(ending)].strip(". ") or NO_NAME
    return f"{stem}.{ending}"


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, ending) if dot else (ending, "")


def _is_unseen(character: str) -> bool:
    """Control, format (direction marks among them), surrogate or private characters."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _is_part_of_the_name(ending: str) -> bool:
    """``rev 4`` in ``Plan.rev 4`` is no ending; ``exe`` is, and goes."""
    return bool(ending) and not (ending.isascii() and ending.isalnum() and len(ending) <= 5)
