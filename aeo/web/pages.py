"""Which page of a long list an address asks for, and what the foot of the list says."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from aeo.services.paging import Page

DIGITS_MAX = 9


def start() -> int:
    """The number of the first row, from the query; what makes no sense in it counts as none."""
    text = request.args.get("start", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX else 0


def span(page: Page[Any]) -> str:
    """``26 to 50 of 57``."""
    return _(
        "%(first)s to %(last)s of %(total)s",
        first=page.start + 1, last=page.start + len(page.rows), total=page.total,
    )  # fmt: skip
