"""The one builder from a question to the fields that a template draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.form import BaseForm
from wtforms.widgets import CheckboxInput, ListWidget

from aeo.domain.programme.criteria import AnswerType, Column, Explain, Question
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.typed import ANSWERS, ROWS_MAX, filled, understood
from aeo.web.answered import answer_labels, spoken
from aeo.web.fields import SafeDate, SafeInteger
from aeo.web.portal.questions.posted import Posted, cell_name, why_name

RADIOS_MAX = 6
Options = Sequence[SelectChoice]


class Ticks(SelectMultipleField):
    """Any of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """The fields of one question: one of ``choice``, ``answer`` and ``rows``, and the text beside
    it. ``rows`` end with an empty one."""

    choice: Field | None = None
    answer: Field | None = None
    rows: Sequence[Sequence[Field]] = ()
    flaws: Sequence[str] = ()  # of a table as a whole
    why: Field | None = None

    def fields(self) -> Sequence[Field]:
        cells = [cell for row in self.rows for cell in row]
        return [it for it in (self.choice, self.answer, *cells, self.why) if it is not None]

    def problems(self) -> list[tuple[str, str]]:
        """Every flaw with the place of its field."""
        found = [(str(text), f"#{_first(it)}") for it in self.fields() for text in it.errors]
        cells = [cell for row in self.rows for cell in row]
        return [*((text, f"#{cells[0].id}") for text in self.flaws), *found]


def build(
    question: Question,
    posted: Posted,
    flaws: Mapping[str, str],
    programme: Programme,
    listed: Mapping[str, Mapping[str, str]],
) -> Controls:
    """The fields of ``question`` with what stands in them and what is wrong with it.

    ``listed``: names by scope key, for columns of type ``person`` and ``partner``.
    """
    maker = Maker(question, posted, flaws, programme, listed)
    why = maker.why() if question.explain is not Explain.NEVER else None
    if question.type is AnswerType.TABLE:
        whole = [flaws[question.key]] if question.key in flaws else []
        return Controls(rows=maker.rows(), flaws=whole, why=why)
    field = maker.field()
    if isinstance(field, RadioField | Ticks):
        return Controls(choice=field, why=why)
    return Controls(answer=field, why=why)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the fields of one question."""

    question: Question
    posted: Posted
    flaws: Mapping[str, str]
    programme: Programme
    listed: Mapping[str, Mapping[str, str]]

    def field(self) -> Field:
        kind, key = self.question.type, self.question.key
        label = spoken(self.question.text)
        options = self._options()
        if kind is AnswerType.MULTI:
            return self._bound(key, Ticks(label, choices=options), list(self.posted.raw))
        text = self.posted.raw if isinstance(self.posted.raw, str) else ""
        if options and len(options) <= RADIOS_MAX:
            return self._bound(key, RadioField(label, choices=options), text)
        if options:
            return self._bound(key, SelectField(label, choices=_with_none(options)), text)
        if kind is AnswerType.NUMBER:
            return self._typed(key, SafeInteger(label), text)
        if kind is AnswerType.DATE:
            return self._day(key, label, text)
        return self._bound(key, TextAreaField(label, render_kw={"rows": 5}), text)

    def why(self) -> Field:
        field = TextAreaField(_("Explain"), description=self._what_to_explain())
        return self._bound(why_name(self.question.key), field, self.posted.why)

    def rows(self) -> Sequence[Sequence[Field]]:
        typed = [*filled(self.posted.raw)]
        if len(typed) < ROWS_MAX:
            typed.append({})
        return [
            [
                self._cell(column, number, row.get(column.key, ""))
                for column in self.question.columns
            ]
            for number, row in enumerate(typed)
        ]

    def _cell(self, column: Column, number: int, text: str) -> Field:
        name = cell_name(self.question.key, number, column.key)
        label = _("%(column)s, row %(row)s", column=spoken(column.label), row=number + 1)
        if column.type == "yes_no":
            labels = answer_labels(self.programme)
            options = [SelectChoice(code, labels[code]) for code in ("yes", "no")]
            return self._bound(name, SelectField(label, choices=_with_none(options)), text)
        if column.type in {"person", "partner"}:
            names = dict(self.listed.get(column.type, {}))
            if text and text not in names:
                names[text] = _("No longer on your list")
            choices = _with_none([SelectChoice(*one) for one in names.items()])
            return self._bound(name, SelectField(label, choices=choices), text)
        if column.type == "number":
            return self._typed(name, SafeInteger(label), text)
        if column.type == "date":
            return self._day(name, label, text)
        return self._bound(name, StringField(label), text)

    def _options(self) -> Options:
        if codes := ANSWERS.get(self.question.type):
            labels = answer_labels(self.programme)
            return [SelectChoice(code, labels[code]) for code in codes]
        return [SelectChoice(it.code, spoken(it.label)) for it in self.question.options]

    def _day(self, name: str, label: str, text: str) -> Field:
        """What is no date stays readable in a plain field: a browser empties its date field."""
        plain = text and name in self.flaws
        return self._typed(name, StringField(label) if plain else SafeDate(label), text)

    def _typed(self, name: str, unbound: Any, text: str) -> Field:
        field = self._bound(name, unbound, None)
        if isinstance(field, SafeInteger | SafeDate):
            field.typed = text
        else:
            field.data = text
        return field

    def _bound(self, name: str, unbound: Any, data: Any) -> Field:
        unbound.kwargs["id"] = f"{name}-a"  # the question itself has the key as its id
        form = BaseForm({name: unbound})
        form.process(None, data={name: data})
        field: Field = form[name]
        field.errors = [self.flaws[name]] if name in self.flaws else []
        return field

    def _what_to_explain(self) -> str:
        """What the answer given calls for, else when an explanation is needed at all."""
        wanted = {one.code: spoken(one.label) for one in self.programme.labels.explain}
        given = understood(self.question, self.posted.raw).value
        if self.question.is_yes_or_no and isinstance(given, str):
            return wanted.get(given, "")
        if self.question.explain is Explain.ALWAYS or not self.question.is_yes_or_no:
            return wanted.get("yes", "")
        labels = answer_labels(self.programme)
        codes = [it for it in ANSWERS[self.question.type] if it != self.question.favourable]
        answers = format_list([f"“{labels[code]}”" for code in codes], locale=get_locale())
        return _("Needed with %(answers)s.", answers=answers)


def _with_none(options: Options) -> Options:
    return [SelectChoice("", _("Please choose")), *options]


def _first(field: Field) -> str:
    """The id of what takes the focus."""
    return f"{field.id}-0" if isinstance(field, RadioField | Ticks) else str(field.id)
