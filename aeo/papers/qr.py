"""A QR code as a drawing: one path over a square of modules, with the quiet zone around it."""

from dataclasses import dataclass

import segno

QUIET = 2  # modules of white around it; pages and papers add their own margin


@dataclass(frozen=True, slots=True)
class Drawing:
    """``across`` modules wide and high; ``path`` draws the dark ones with a stroke of one."""

    across: int
    path: str

    @property
    def svg(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.across} {self.across}">'
            f'<path stroke="#000" d="{self.path}"/></svg>'
        )


def draw(text: str) -> Drawing:
    """The code of ``text``, which survives a fold or a stain on a seventh of it."""
    code = segno.make(text, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    runs = [
        f"M{start + QUIET} {y + QUIET}.5h{length}"
        for y, row in enumerate(rows)
        for start, length in _dark(row)
    ]
    return Drawing(len(rows) + 2 * QUIET, "".join(runs))


def _dark(row: bytes) -> list[tuple[int, int]]:
    """Where a dark stretch of the row begins, and how long it is."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((x, 1))
    return found
