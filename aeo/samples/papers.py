"""Small real PDF files for invented companies: one page of text each, nothing else in it."""

from collections.abc import Sequence

LEFT, TOP, LEADING = 72, 760, 24  # points
FONT_SIZE = 14


def a_pdf(lines: Sequence[str]) -> bytes:
    """One A4 page with ``lines``; what Latin-1 has no sign for becomes a question mark."""
    shown = b" T* ".join(b"(" + _escaped(line) + b") Tj" for line in lines)
    drawn = b"BT /F1 %d Tf %d TL %d %d Td " % (FONT_SIZE, LEADING, LEFT, TOP) + shown + b" ET"
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


def _escaped(line: str) -> bytes:
    raw = line.encode("latin-1", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(*objects: bytes) -> bytes:
    """The objects with the table of their places, which readers look up from the end."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
