"""Values of a profile in the reader's words, for lists, for comparing and for spreadsheets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from aeo.domain.programme.entries import Kind, choices, columns, fields, is_empty
from aeo.domain.programme.profile import ProfileField
from aeo.domain.programme.programme import Programme
from aeo.services import profile
from aeo.services.profile import Entry
from aeo.web import errors, frame
from aeo.web.answered import spoken
from aeo.web.portal.profile.forms import ProfileForm, Rows, given
from aeo.web.portal.profile.layout import Listing


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list: its cells, and what is missing in it."""

    entry: Entry
    cells: Sequence[str]
    missing: Sequence[str]
    may_change: bool


def in_words(
    one: ProfileField, value: Any, programme: Programme, partners: Mapping[str, str]
) -> str:
    """One value as a person says it; empty when there is none."""
    if is_empty(value):
        return ""
    makers: Mapping[str, Callable[[], str]] = {
        "yes_no": lambda: _("Yes") if value else _("No"),
        "date": lambda: frame.day_short(date.fromisoformat(value)),
        "choice": lambda: ", ".join(_labels(one, [value], programme)),
        "multi": lambda: ", ".join(_labels(one, value, programme)),
        "partner": lambda: partners.get(value, "–"),
        "table": lambda: str(len(value)),
    }
    return makers[one.type]() if one.type in makers else str(value)


def _labels(one: ProfileField, codes: Sequence[str], programme: Programme) -> list[str]:
    labels = {it.code: spoken(it.label) for it in choices(one, programme)}
    return [labels.get(code, code) for code in codes]


def in_a_cell(
    one: ProfileField, value: Any, programme: Programme, partners: Mapping[str, str]
) -> str:
    """The same for a spreadsheet: dates that sort, and every row of a table."""
    if is_empty(value):
        return ""
    if one.type == "date":
        return str(value)
    if one.type == "table":
        keys = [column.key for column in columns(one, programme)]
        rows = [" · ".join(str(row[key]) for key in keys if row.get(key)) for row in value]
        return "\n".join(f"{n}. {text}" for n, text in enumerate(rows, start=1))
    return in_words(one, value, programme, partners)


def what_fits(one: ProfileField, programme: Programme) -> str:
    """What may stand in a column of a sheet."""
    if one.type == "yes_no":
        return " / ".join((_("Yes"), _("No")))
    if one.type in {"choice", "multi"}:
        return " / ".join(spoken(it.label) for it in choices(one, programme))
    if one.type == "date":
        return _("A date like 2026-11-24")
    return _("A whole number") if one.type == "number" else _("Text")


def shown(listing: Listing, programme: Programme) -> list[ProfileField]:
    """The columns of a list that the programme has."""
    known = {one.key: one for one in fields(listing.kind, programme)}
    return [known[key] for key in listing.columns if key in known]


def line(listing: Listing, entry: Entry, programme: Programme, *, may_change: bool) -> Line:
    language = frame.language()
    found = profile.entry_gaps(listing.kind, entry.scope, entry.data, programme, language=language)
    return Line(
        entry=entry,
        cells=[
            in_words(one, entry.data.get(one.key), programme, {})
            for one in shown(listing, programme)
        ],
        missing=[errors.say(gap.sentence) for gap in found],
        may_change=may_change,
    )


def newer(
    form: ProfileForm,
    entry: Entry,
    programme: Programme,
    partners: Mapping[str, str],
) -> dict[str, str]:
    """What is kept now, in words, for each field in which it differs from what was typed."""
    known = {one.key: one for one in fields(entry.kind, programme)}
    found = {}
    for field in form.profile_fields():
        one, kept = known[field.name], entry.data.get(field.name)
        typed = _without_numbers(given(field))
        if (is_empty(kept) and is_empty(typed)) or _without_numbers(kept) == typed:
            continue
        found[field.name] = in_words(one, kept, programme, partners) or _("Nothing")
    return found


def _without_numbers(value: Any) -> Any:
    """A table as it was typed: without the numbers of its rows and without its empty cells."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return value
    rows = [{k: v for k, v in row.items() if k != "no" and not is_empty(v)} for row in value]
    return [row for row in rows if row]


def partner_names(kinds: Sequence[Entry]) -> dict[str, str]:
    """The partners by scope key; who was removed says so."""
    return {
        one.scope: _("%(name)s (removed)", name=one.name) if one.is_removed else one.name
        for one in kinds
        if one.kind is Kind.PARTNER
    }


def route(form: ProfileForm) -> list[tuple[str, str, str]]:
    """The rows of a form's table as the picture of a route: what, and then who and where."""
    tables = [field for field in form.profile_fields() if isinstance(field, Rows)]
    cells = [[str(cell.data or "") for cell in row] for table in tables for row in table.rows]
    told = [texts for texts in cells if any(texts)]
    return [("done", texts[0] or "…", " · ".join(filter(None, texts[1:3]))) for texts in told]
