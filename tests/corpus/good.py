"""Files that people really send: each must come out clean, and byte for byte as it went in."""

import pikepdf

from tests.corpus.making import (
    SHEET,
    archive,
    office,
    packed,
    pdf,
    picture,
    relations,
)

EXIF = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"  # turned by 90°
CHART = office(SHEET)
LOCKED = pikepdf.Encryption(owner="the office", user="")  # opens for all, changes for none


def with_form(made) -> None:
    made.Root.AcroForm = made.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([])))


# name, content, pages as the library counts them, pictures made of them
GOOD = [
    ("Plan.pdf", pdf(), 2, 2),
    ("Packed.pdf", packed(3), 3, 3),
    ("Linear.pdf", pdf(2, linearize=True), 2, 2),
    ("Locked against changes.pdf", packed(1, encryption=LOCKED), 1, 1),
    ("Form.pdf", pdf(1, with_form), 1, 1),
    ("Long.pdf", pdf(43), 43, 40),
    ("Line after the end.pdf", pdf(1) + b"\r\n\r\n", 1, 1),
    ("Dock 3.jpg", picture("JPEG", exif=EXIF), 1, 1),
    ("Grey.jpeg", picture("JPEG", mode="L"), 1, 1),
    ("Print.jpg", picture("JPEG", mode="CMYK"), 1, 1),
    ("Gate.png", picture("PNG"), 1, 1),
    ("Logo.png", picture("PNG", mode="LA"), 1, 1),
    ("Large.png", picture("PNG", size=(4000, 3000)), 1, 1),
    ("Procedure.docx", office(), None, 0),
    (
        "Chart inside.docx",
        office(**{"word/embeddings/Microsoft_Excel_Sheet1.xlsx": CHART}),
        None,
        0,
    ),
    ("Link.docx", office(**{"word/_rels/document.xml.rels": relations("hyperlink")}), None, 0),
    ("Cameras.xlsx", office(SHEET), None, 0),
    (
        "Types come last.xlsx",
        archive(
            {
                "xl/workbook.xml": "<workbook/>",
                "xl/worksheets/sheet1.xml": "<row/>" * 50_000,
                "[Content_Types].xml": f'<Types><Override ContentType="{SHEET}"/></Types>',
            }
        ),
        None,
        0,
    ),
]
