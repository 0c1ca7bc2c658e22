"""The forms of the readiness check, made from the programme in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, Form, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from aeo.domain.programme.questionnaire import Asked
from aeo.domain.readiness.check import VALUES, Given, Trait, traits
from aeo.services import programmes
from aeo.web.answered import spoken


class Choice(RadioField):
    """One of the choices; ``sentence`` is what is said of none, if one is needed, or of another."""

    def __init__(
        self, label: Any = None, *args: Any, sentence: str, required: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, *args, validate_choice=False, **kwargs)
        self.sentence, self.required = sentence, required

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002 -- WTForms calls it so
        chosen = self.data not in (None, "", "None")
        if (chosen or self.required) and self.data not in {
            choice.value for choice in self.choices or ()
        }:
            raise StopValidation(self.sentence)


class Boxes(SelectMultipleField):
    """Any of the choices, ``least`` or more; ``sentence`` is what is said otherwise."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self, label: Any = None, *args: Any, sentence: str, least: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(label, *args, validate_choice=False, **kwargs)
        self.sentence, self.least = sentence, least

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002 -- WTForms calls it so
        chosen = set(self.data or ())
        if len(chosen) < self.least or not chosen <= {
            choice.value for choice in self.choices or ()
        }:
            raise StopValidation(self.sentence)


class Begin(FlaskForm):
    """What is sought, what the company does, and what its sites are like."""

    def given(self) -> Given:
        """Where customs chooses the level, everything is asked."""
        every = [level.id for level in programmes.current().levels.items]
        sought = self["levels"].data if "levels" in self else every
        return Given(
            levels=frozenset([sought] if isinstance(sought, str) else sought),
            roles=frozenset(self["roles"].data),
            traits=frozenset(self["traits"].data),
        )


def begin_form(given: Given | None = None, *, posted: bool = False) -> Begin:
    """The first page. ``given`` is what was told before; ``posted`` reads what was sent."""
    programme = programmes.current()
    fields: dict[str, Any] = {
        "roles": Boxes(
            _("What does your company do?"),
            choices=[SelectChoice(it.code, spoken(it.label)) for it in programme.roles],
            sentence=_("Choose at least one role."),
            least=1,
        ),
        "traits": Boxes(
            _("What is true of at least one of your sites?"),
            choices=[SelectChoice(it.code, _trait_label(it)) for it in traits(programme)],
            sentence=_("Choose from what is shown here."),
        ),
    }
    if programme.levels.sought_by_applicant:
        fields["levels"] = _levels_field()
    told = _told(given) if given else {}
    form: Begin = type("BeginForm", (Begin,), fields)(data=told, **_source(posted=posted))
    return form


def _levels_field() -> Any:
    levels = programmes.current().levels
    label, sentence = _("What would you apply for?"), _("Choose what you would apply for.")
    choices = [
        SelectChoice(it.id, f"{spoken(it.title)}. {spoken(it.summary)}") for it in levels.items
    ]
    if levels.are_components:
        return Boxes(label, choices=choices, sentence=sentence, least=levels.minimum)
    return Choice(label, choices=choices, sentence=sentence, required=True)


def _told(given: Given) -> Mapping[str, Any]:
    several = programmes.current().levels.are_components
    levels = sorted(given.levels)
    return {
        "levels": levels if several else levels[0],
        "roles": sorted(given.roles),
        "traits": sorted(given.traits),
    }


def _trait_label(trait: Trait) -> str:
    programme = programmes.current()
    known = next(it for it in programme.fields.site if it.key == trait.field)
    label = spoken(known.label)
    options = programme.options.get(known.options or "", ())
    of_value = [spoken(option.label) for option in options if option.code == trait.value]
    return _("%(field)s: %(value)s", field=label, value=of_value[0]) if of_value else label


def questions_form(asked: Sequence[Asked], *, posted: bool = False) -> FlaskForm:
    """One field for each question, named by its key, holding the answer so far; ``posted`` reads
    what was sent instead."""
    programme = programmes.current()
    words = {label.code: spoken(label.label) for label in programme.labels.answers}
    fields = {
        one.question.key: Choice(
            spoken(one.question.text),
            choices=[SelectChoice(it, words[it]) for it in VALUES[one.question.type]],
            sentence=_("Choose one of the answers to %(key)s.", key=one.question.key),
        )
        for one in asked
    }
    so_far = {one.question.key: one.answer.value for one in asked}
    source = _source(posted=posted)
    form: FlaskForm = type("QuestionsForm", (FlaskForm,), fields)(data=so_far, **source)
    return form


def _source(*, posted: bool) -> dict[str, Any]:
    """Where the values come from: left to itself, a form reads whatever was posted."""
    return {} if posted else {"formdata": None}


def answers_of(form: FlaskForm) -> dict[str, str]:
    """The answers that were chosen and are possible, by question."""
    fields: Sequence[Field] = [field for field in form if isinstance(field, Choice)]
    return {it.name: it.data for it in fields if it.data and not it.errors}
