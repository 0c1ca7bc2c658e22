"""Dates to offer or to wish for, as pairs of fields; each sentence stands at its own field."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from aeo.services.visits.judging import Ground, Slot
from aeo.web import frame
from aeo.web.answered import spoken
from aeo.web.fields import SafeDate, SafeTime

USUAL_HOUR = time(10)


class SlotsForm(FlaskForm):
    """Some dates: pairs of fields ``day_1``, ``hour_1`` and so on. ``least`` of them are needed."""

    count = 0
    least = 1

    @property
    def pairs(self) -> list[tuple[SafeDate, SafeTime]]:
        numbers = range(1, self.count + 1)
        return [(self[f"day_{number}"], self[f"hour_{number}"]) for number in numbers]

    @property
    def days(self) -> list[date]:
        return [day.data for day, _hour in self.pairs if day.data]

    @property
    def slots(self) -> list[Slot]:
        return [Slot(day.data, hour.data) for day, hour in self.pairs if day.data and hour.data]

    def fits(self, ground: Ground, taken: Mapping[date, str]) -> bool:
        """Whether every date can be had; says why not at each field. ``taken`` are the days that
        are not free, each with its sentence."""
        seen: set[Slot] = set()
        for day, hour in self.pairs:
            if day.errors or hour.errors:
                continue
            if day.data is None:
                if hour.data is not None:
                    day.errors = [_("Type a date like 2026-11-24.")]
            elif why := why_not(ground, day.data) or taken.get(day.data):
                day.errors = [why]
            elif hour.data is None:
                hour.errors = [_("Type an hour like 09:30.")]
            elif (slot := Slot(day.data, hour.data)) in seen:
                day.errors = [_("This date stands here twice.")]
            else:
                seen.add(slot)
        is_whole = not any(day.errors or hour.errors for day, hour in self.pairs)
        if is_whole and len(seen) < self.least:
            self.pairs[0][0].errors = [_("Offer at least one date.")]
            return False
        return is_whole


def with_slots(base: type[SlotsForm], count: int) -> type[Any]:
    """A form with fields for ``count`` dates."""
    fields: dict[str, Any] = {"count": count}
    for number in range(1, count + 1):
        fields[f"day_{number}"] = SafeDate(_l("Date %(n)s", n=number))
        fields[f"hour_{number}"] = SafeTime(_l("Begins at"))
    return type(base.__name__, (base,), fields)


def suggested(days: Sequence[date]) -> Mapping[str, Any]:
    """Dates to begin with, as the values of such a form."""
    given: dict[str, Any] = {}
    for number, day in enumerate(days, start=1):
        given |= {f"day_{number}": day, f"hour_{number}": USUAL_HOUR}
    return given


def why_not(ground: Ground, day: date) -> str:
    """Why nobody could be visited on ``day``; empty when one could."""
    if day < ground.earliest:
        first = frame.day(ground.earliest)
        return _("Too early: the company needs notice, so the first day is %(first)s.", first=first)
    if day > ground.calendar.horizon:
        return _("Too far ahead: the holidays of that year are not known yet.")
    if ground.is_working(day):
        return ""
    if (holiday := ground.calendar.holidays.get(day)) is not None:
        return _("%(day)s is a holiday: %(name)s.", day=frame.day(day), name=spoken(holiday.names))
    return _("Nobody works on %(day)s.", day=frame.day(day))
