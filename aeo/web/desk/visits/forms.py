"""The forms of planning at the desk: what is offered, who comes, and why something changes."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from aeo.models.account import User
from aeo.services.visits import diary
from aeo.services.visits.judging import Ground, Slot
from aeo.web import visiting
from aeo.web.fields import SafeDate, SafeLines, SafeTime
from aeo.web.slots import SlotsForm, why_not

TEXT_MAX = 5_000
Options = Sequence[tuple[str, str]]


class Boxes(SelectMultipleField):
    """Any of a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ReasonForm(FlaskForm):
    """A step that only needs a reason."""

    reason = SafeLines(
        _l("Reason"), [DataRequired(_l("Give a reason: it is kept with the case."))],
        max_length=TEXT_MAX,
    )  # fmt: skip


class FixForm(ReasonForm):
    """One date that the officer sets."""

    day = SafeDate(_l("Date"), [DataRequired(_l("Type a date like 2026-11-24."))])
    hour = SafeTime(_l("Begins at"), [DataRequired(_l("Type an hour like 09:30."))])
    reason = SafeLines(
        _l("What was agreed, and how"),
        [DataRequired(_l("Give a reason: it is kept with the case."))],
        max_length=TEXT_MAX,
    )

    def __iter__(self) -> Iterator[Field]:
        """In the order of the page, which the summary of errors follows."""
        others = [name for name in self._fields if name not in {"day", "hour", "reason"}]
        return iter([self._fields[name] for name in ("day", "hour", "reason", *others)])

    def fits(self, ground: Ground, people: Collection[int], visit_id: int) -> bool:
        """Whether the date can be had; says why not at its field."""
        day = self.day.data
        if day is None:
            return False
        why = why_not(ground, day) or taken(people, [day], besides=visit_id).get(day, "")
        if why:
            self.day.errors = [why]
        return not why

    @property
    def slot(self) -> Slot:
        """The date, once it was validated."""
        day, hour = self.day.data, self.hour.data
        if day is None or hour is None:
            raise ValueError("a date was taken that is not there")
        return Slot(day, hour)


class ProposeForm(SlotsForm):
    """A visit to one site: where, when, how, who, and what to prepare."""

    # The service knows a site that was planned meanwhile from one that there is not.
    site = SelectField(_l("Site"), validate_choice=False)
    mode = RadioField(_l("How it is held"))
    team = Boxes(_l("Who comes"))
    lead = RadioField(_l("Who leads"), validate_choice=False)
    agenda = SafeLines(_l("What the company should prepare"), max_length=TEXT_MAX)

    def __iter__(self) -> Iterator[Field]:
        """In the order of the page, which the summary of errors follows."""
        dates = [name for name in self._fields if name.startswith(("day_", "hour_"))]
        first = ["site", *dates]
        names = [*first, *(name for name in self._fields if name not in first)]
        return iter([self._fields[name] for name in names])

    def offer(self, sites: Options, ground: Ground, people: Sequence[User]) -> None:
        """Fill the lists one chooses from."""
        programme = ground.programme
        self.site.choices = [SelectChoice(code, text) for code, text in sites]
        self.mode.choices = [
            SelectChoice(code, visiting.mode(programme, code)) for code in programme.visit.modes
        ]
        self.team.choices = [SelectChoice(str(user.id), user.name) for user in people]
        self.lead.choices = [SelectChoice(str(user.id), user.name) for user in people]

    @property
    def people(self) -> list[int]:
        """The team, the lead first."""
        known = {choice.value for choice in self.team.choices}
        chosen = [int(text) for text in self.team.data or () if text in known]
        lead = self.lead.data
        return sorted(chosen, key=lambda user_id: str(user_id) != lead)

    def has_a_team(self, least: int, objections: Callable[[list[int]], list[str]]) -> bool:
        """Whether the team will do; ``objections`` are those of foresight."""
        if len(self.people) < least:
            self.team.errors = [_("Choose at least %(least)s officers.", least=least)]
        elif self.lead.data not in (self.team.data or ()):
            self.lead.errors = [_("Choose who leads among those who come.")]
        elif against := objections(self.people):
            self.team.errors = against
        return not (self.team.errors or self.lead.errors)


def taken(
    people: Collection[int], days: Collection[date], *, besides: int = 0
) -> Mapping[date, str]:
    """The days on which somebody of ``people`` is on another visit, each with its sentence."""
    found = diary.busy(people, days, besides=besides)
    return {
        day: _("%(name)s is on another visit that day.", name=name) for day, name in found.items()
    }
