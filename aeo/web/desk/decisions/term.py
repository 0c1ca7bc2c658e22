"""From when to when a status would last, in words."""

from datetime import date

from flask_babel import gettext as _

from aeo.domain.validity import Term
from aeo.web import frame


def term_words(term: Term | None) -> str:
    """As a sentence before the grant."""
    if term is None:
        return _("The status has no last day.")
    return _(
        "The status lasts from %(first)s to %(last)s.",
        first=frame.day(term.valid_from), last=frame.day(term.valid_to),
    )  # fmt: skip


def span(valid_from: date, valid_to: date | None) -> str:
    """``25 November 2026 to 24 November 2029``."""
    if valid_to is None:
        return _("from %(first)s, without a last day", first=frame.day(valid_from))
    return _("%(first)s to %(last)s", first=frame.day(valid_from), last=frame.day(valid_to))
