"""The one builder of forms from the fields of a programme.

A form checks shape only, and nothing is required: a profile may be saved unfinished.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from aeo.domain.errors import Sentence
from aeo.domain.programme import entries
from aeo.domain.programme.entries import NAME, NAME_MAX, NUMBER_MAX, PERCENT_MAX, ROWS_MAX, TEXT_MAX
from aeo.domain.programme.profile import ProfileField
from aeo.domain.programme.programme import Programme
from aeo.web import errors
from aeo.web.answered import spoken
from aeo.web.fields import SafeDate, SafeEmail, SafeInteger, SafeLines, SafeText

# Texts that people write in several lines, by how their keys end.
SEVERAL_LINES = ("address", "reason", "types", "regions", "status", "names")
YES, NO = "yes", "no"
Options = Sequence[tuple[str, str]]


def _offered(options: Options) -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in options]


class YesNo(RadioField):
    """Yes, no, or not answered yet."""

    def __init__(self, label: str, **given: Any) -> None:
        super().__init__(label, choices=_offered([(YES, _("Yes")), (NO, _("No"))]), **given)

    def process_data(self, value: Any) -> None:
        self.data = value if isinstance(value, str) else {True: YES, False: NO}.get(value)

    def pre_validate(self, form: Any) -> None:
        if self.data not in (None, "", YES, NO):
            self.data = None
            raise StopValidation(_("Choose yes or no."))
        del form


class Choice(SelectField):
    """One of a list, or none yet."""

    def __init__(self, label: str, choices: Options, **given: Any) -> None:
        super().__init__(label, choices=_offered([("", _("Please choose")), *choices]), **given)

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in [option.value for option in self.choices]:
            raise StopValidation(_("Choose from the list."))
        del form


class Multi(SelectMultipleField):
    """Any of a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, choices: Options, **given: Any) -> None:
        super().__init__(label, choices=_offered(choices), **given)

    def pre_validate(self, form: Any) -> None:
        codes = [option.value for option in self.choices]
        if self.data and any(code not in codes for code in self.data):
            raise StopValidation(_("Choose from the list."))
        del form


class Rows(Field):
    """The rows of a table, each a small form; cells are named ``steps-0-what``."""

    widget = None
    rows: Sequence[Form] = ()

    def __init__(
        self, label: str, row_form: type[Form], required: frozenset[str], **given: Any
    ) -> None:
        self.row_form, self.required = row_form, required
        super().__init__(label, **given)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        del extra_filters
        kept = data if isinstance(data, list) else []
        typed = self._typed(formdata) if formdata else None
        self.process_errors: list[str] = []
        self.show([{k: [v] for k, v in row.items()} for row in kept] if typed is None else typed)

    def show(self, typed: Sequence[Mapping[str, Sequence[Any]]]) -> None:
        """Draw these rows, whatever was typed in them."""
        cells = MultiDict(
            (f"{self.name}-{n}-{key}", str(value))
            for n, row in enumerate(typed)
            for key, values in row.items()
            for value in values
        )
        self.rows = [
            self.row_form(cells if row else None, prefix=f"{self.name}-{n}-")
            for n, row in enumerate(typed)
        ]

    def typed(self) -> list[Mapping[str, Sequence[str]]]:
        """What stands in the rows now, cell by cell."""
        return [
            {cell.short_name: [str(text) for text in cell.raw_data or []] for cell in row}
            for row in self.rows
        ]

    def validate(self, form: Any, extra_validators: Sequence[Any] = ()) -> bool:
        del form, extra_validators
        self.errors = (
            [] if len(self.rows) <= ROWS_MAX else [_("Use at most %(n)s rows.", n=ROWS_MAX)]
        )
        fit = [row.validate() for row in self.rows]
        self.data = [{cell.short_name: given(cell) for cell in row} for row in self.rows]
        return all(fit) and not self.errors

    def _typed(self, formdata: Any) -> list[dict[str, list[str]]]:
        """The rows as they came, in the order of their numbers. Other names are not ours."""
        cell = re.compile(rf"{re.escape(self.name)}-([0-9]{{1,3}})-([A-Za-z0-9_.-]+)")
        found: dict[int, dict[str, list[str]]] = {}
        for name in formdata:
            if match := cell.fullmatch(name):
                found.setdefault(int(match[1]), {})[match[2]] = formdata.getlist(name)
        return [found[number] for number in sorted(found)]


class ProfileForm(FlaskForm):
    """A form of profile fields, with the version it was opened at and where to go afterwards."""

    version = HiddenField()
    then = HiddenField()

    def profile_fields(self) -> Iterator[Field]:
        return (field for field in self if field.name not in {"version", "then", "csrf_token"})

    def given(self) -> dict[str, Any]:
        """What was typed, by key, as the service takes it."""
        return {field.name: given(field) for field in self.profile_fields()}

    def opened_at(self) -> int:
        """The version this form was opened at; what is not a number is no version."""
        text = self.version.data or ""
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1

    def mark(self, flaws: Mapping[str, Sentence]) -> None:
        """Put the sentences of the domain at their fields."""
        for key, sentence in flaws.items():
            if key in self:
                self[key].errors = [*self[key].errors, errors.say(sentence)]
            else:
                self.form_errors.append(errors.say(sentence))

    def problems(self) -> list[tuple[str, str]]:
        """Every error with the place it is at, for the summary on top."""
        found = [(text, "#main") for text in self.form_errors]
        for field in self.profile_fields():
            anchor = f"#{field.id}-0" if isinstance(field, RadioField | Multi) else f"#{field.id}"
            found += [(str(text), anchor) for text in field.errors]
            for row in getattr(field, "rows", ()):
                found += [(str(text), f"#{cell.id}") for cell in row for text in cell.errors]
        return found


def build(
    fields: Sequence[ProfileField],
    programme: Programme,
    *,
    partners: Options = (),
    data: Mapping[str, Any] | None = None,
    version: int = 0,
    then: str = "",
) -> ProfileForm:
    """The form of ``fields``: what was posted, or else ``data``. ``partners``: scope key, name."""
    maker = Maker(programme, partners)
    members = {one.key: maker.field(one) for one in fields}
    form_class = type("ProfileForm", (ProfileForm,), members)
    # What was posted stands alone: a kept answer must not fill in for one that was taken away.
    kept = {} if request.method == "POST" else data or {}
    form: ProfileForm = form_class(data={**kept, "version": str(version), "then": then})
    return form


def rearranged(form: ProfileForm) -> bool:
    """Whether a button of a table was pressed: then its rows are rearranged, nothing is saved."""
    act = re.fullmatch(
        r"([A-Za-z0-9_.-]+):(add|remove|up)(?::([0-9]{1,3}))?", request.form.get("do", "")
    )
    table = form[act[1]] if act is not None and act[1] in form else None
    if act is None or not isinstance(table, Rows):
        return False
    rows, at = table.typed(), int(act[3] or 0)
    if act[2] == "add" and len(rows) < ROWS_MAX:
        rows.append({})
    elif act[2] == "remove" and at < len(rows):
        del rows[at]
    elif act[2] == "up" and 0 < at < len(rows):
        rows[at - 1 : at + 1] = [rows[at], rows[at - 1]]
    table.show(rows)
    return True


def given(field: Field) -> Any:
    """The value of one field: dates in ISO form, yes and no as truth."""
    if isinstance(field, YesNo):
        return {YES: True, NO: False}.get(field.data or "")
    if isinstance(field.data, date):
        return field.data.isoformat()
    return field.data


class Maker:
    """Makes the form field of one field of the programme."""

    def __init__(self, programme: Programme, partners: Options) -> None:
        self.programme, self.partners = programme, partners

    def field(self, one: ProfileField) -> Any:
        label = spoken(one.label)
        makers = {
            "number": lambda: SafeInteger(
                label, most=PERCENT_MAX if one.key.endswith(entries.PERCENT_END) else NUMBER_MAX
            ),
            "date": lambda: SafeDate(label),
            "yes_no": lambda: YesNo(label),
            "choice": lambda: Choice(label, self._options(one)),
            "multi": lambda: Multi(label, self._options(one)),
            "partner": lambda: Choice(label, self.partners),
            "table": lambda: Rows(label, self._row(one), self._required(one)),
            "text": lambda: self._text(one, label),
        }
        return makers[one.type]()

    def _text(self, one: ProfileField, label: str) -> Any:
        if one.key == entries.EMAIL_KEY:
            return SafeEmail(label)
        if one.key.endswith(SEVERAL_LINES):
            return SafeLines(label, max_length=TEXT_MAX)
        return SafeText(label, max_length=NAME_MAX if one.key == NAME else TEXT_MAX)

    def _row(self, one: ProfileField) -> type[Form]:
        cells = entries.columns(one, self.programme)
        members = {
            column.key: SafeText(spoken(column.label))
            if column.type == "text"
            else self.field(column)
            for column in cells
        }
        return type("Row", (Form,), members)

    def _required(self, one: ProfileField) -> frozenset[str]:
        cells = entries.columns(one, self.programme)
        return frozenset(column.key for column in cells if column.required)

    def _options(self, one: ProfileField) -> Options:
        found = entries.choices(one, self.programme)
        return [(option.code, spoken(option.label)) for option in found]
