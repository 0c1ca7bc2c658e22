"""One page of a long list, and where those before and after it begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PER_PAGE = 25
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """``rows`` of a list of ``total``, from the ``start``-th on; the first is number 0."""

    rows: Sequence[Row]
    total: int
    start: int

    @property
    def previous(self) -> int | None:
        return max(0, self.start - PER_PAGE) if self.start else None

    @property
    def next(self) -> int | None:
        after = self.start + len(self.rows)
        return after if self.rows and after < self.total else None
