"""Parts of files: what a program writes, and what an attacker does to it. All made here, none
stored: whoever reads a test sees what is wrong with its file.
"""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pikepdf
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORD_MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET_MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAME = pikepdf.Name


def pdf(pages: int = 2, change=None, **saving) -> bytes:
    """A PDF with ``pages`` blank pages, after ``change(pdf)``."""
    made = pikepdf.new()
    for _page in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if change is not None:
        change(made)
    out = BytesIO()
    made.save(out, deterministic_id="encryption" not in saving, **saving)
    return out.getvalue()


def packed(pages: int = 2, change=None, **saving) -> bytes:
    """The same with its objects packed into streams, where no plain search finds them."""
    return pdf(pages, change, object_stream_mode=pikepdf.ObjectStreamMode.generate, **saving)


def opens_with(**action):
    """A change that makes a PDF do something when it is opened."""

    def change(made) -> None:
        made.Root.OpenAction = made.make_indirect(pikepdf.Dictionary(**action))

    return change


def script(made) -> None:
    opens_with(S=NAME.JavaScript, JS=pikepdf.String("app.alert(1)"))(made)


def launch(made) -> None:
    opens_with(S=NAME.Launch, F=pikepdf.String("cmd.exe"))(made)


def attachment(made) -> None:
    made.attachments["list.txt"] = pikepdf.AttachedFileSpec(made, b"hello", filename="list.txt")


def picture(format_: str, size=(320, 200), mode: str = "RGB", **saving) -> bytes:
    out = BytesIO()
    Image.radial_gradient("L").resize(size).convert(mode).save(out, format_, **saving)
    return out.getvalue()


def office(main: str = WORD, **more: bytes | str) -> bytes:
    """A document or spreadsheet; names of further parts are written ``word__settings_xml``."""
    parts = {
        "[Content_Types].xml": f'<Types><Override PartName="/main" ContentType="{main}"/></Types>',
        "_rels/.rels": "<Relationships/>",
        "word/document.xml": "<document><body><p>Security plan</p></body></document>",
    }
    return archive({**parts, **more})


def archive(parts) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def with_entry(content: bytes, entry: ZipInfo, data: bytes = b"x") -> bytes:
    """An office file with one more entry, made as no program would make it."""
    out = BytesIO(content)
    with ZipFile(out, "a") as made:
        made.writestr(entry, data)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">L", zlib.crc32(kind + data))
        return struct.pack(">L", len(data)) + kind + data + check

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def relations(kind: str) -> str:
    """A relationship to a file elsewhere, which is fetched when the document is opened."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        f'<Relationships><Relationship Id="r1" Type="{base}/{kind}"'
        ' Target="http://evil.example/x" TargetMode="External"/></Relationships>'
    )
