"""What changed between two texts, word by word, for components/diff.html."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

# A word of Latin text with the blank after it; every other character, so also Chinese, by itself.
PIECE = re.compile(r"[A-Za-z0-9'’-]+\s*|\s+|.", re.ASCII | re.DOTALL)
LONG = 4_000  # pieces; beyond that a comparison by pieces costs more than it tells

Parts = Sequence[tuple[str, str]]


def between(before: str, after: str) -> tuple[Parts, Parts]:
    """Both texts as ``(op, text)``: what is gone is marked in the first, what is new in the
    second."""
    old, new = PIECE.findall(before), PIECE.findall(after)
    if max(len(old), len(new)) > LONG:
        if before == after:
            return [("same", before)], [("same", after)]
        return [("del", before)], [("ins", after)]
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        if op == "equal":
            left.append(("same", gone))
            right.append(("same", came))
            continue
        if gone:
            left.append(("del", gone))
        if came:
            right.append(("ins", came))
    return left, right
