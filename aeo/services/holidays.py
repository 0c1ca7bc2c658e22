"""Holidays as rows, the calendar made of them, and how many gazetted months are left.

Rows come ahead from a library, as ``computed``; an officer confirms a year once it is gazetted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from weakref import WeakKeyDictionary

import holidays as library
import sqlalchemy as sa
from sqlalchemy.orm import SessionTransaction

from aeo import clock
from aeo.db import db
from aeo.domain.calendar import ONE_DAY, SUNDAY, Calendar, HolidayKind, calendar_of
from aeo.domain.calendar import Holiday as Day
from aeo.domain.errors import N_, Gone, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.vocabulary import Actor, Role
from aeo.models.holiday import Holiday
from aeo.services import programmes, sweeps

HONG_KONG = "hk-gov"
FIRST_YEAR = 2023
YEARS_AHEAD = 3
SWEEP = "holidays"
# Equal to the general holidays as the library has them; no gazette notice was read. Later years
# are computed until an officer confirms them.
GAZETTED_THROUGH = {HONG_KONG: 2026}
LANGUAGES = {"en": "en_HK", "zh-Hant": "zh_HK", "zh-Hans": "zh_CN"}
# The default category is the shorter statutory list of employers, not the general holidays.
CATEGORIES = ("public", "optional")
IN_LIEU = ("(observed)", "（補假）", "（补假）")
DAY_AFTER_NATIONAL_DAY = "The day following National Day"
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WARN_MONTHS = 6
RED_MONTHS = 1

# What a transaction has read of the calendars: a page asks for many dates.
_read: WeakKeyDictionary[SessionTransaction, dict[str, Calendar]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Outlook:
    """How far a calendar is certain, and how far it is known at all; None without any row."""

    gazetted_until: date | None
    horizon: date | None
    months_left: int

    @property
    def needs_an_officer(self) -> bool:
        return self.months_left < WARN_MONTHS

    @property
    def is_red(self) -> bool:
        """Whether the readiness probe must say so; nothing refuses to start for it."""
        return self.months_left < RED_MONTHS


def seed(name: str | None = None) -> int:
    """Add every missing year from ``FIRST_YEAR`` to ``YEARS_AHEAD`` years from today.

    A year that has a row of its own stays as it is, so this may run every day. Returns how many
    rows were added; raises ``LookupError`` for a calendar that nothing can compute.
    """
    name = name or _own()
    if name not in GAZETTED_THROUGH:
        raise LookupError(f"Nothing computes the holidays of {name!r}.")
    there = {row.day.year for row in _all(name) if row.kind is not HolidayKind.CLOSURE}
    added = 0
    for year in range(FIRST_YEAR, clock.today().year + YEARS_AHEAD + 1):
        if year in there:
            continue
        gazetted = year <= GAZETTED_THROUGH[name]
        for day, names in computed(year).items():
            row = Holiday(
                calendar=name,
                day=day,
                kind=HolidayKind.GAZETTED if gazetted else HolidayKind.COMPUTED,
                names=dict(names),
                source=f"holidays {version('holidays')}",
                entered_at=clock.now(),
            )
            db.session.add(row)
            added += 1
    _changed()
    return added


def falls_short() -> bool:
    """Whether a new year asks for another year ahead, of a calendar that can be computed."""
    can_be = _own() in GAZETTED_THROUGH
    return can_be and sweeps.through().get(SWEEP, date.min) < _last_day_ahead()


def reach_ahead() -> int:
    """Add the years that are missing, unless somebody else just did; returns how many rows."""
    return seed() if sweeps.take(SWEEP, _last_day_ahead()) else 0


def computed(year: int) -> Mapping[date, Mapping[str, str]]:
    """The general holidays of Hong Kong in ``year`` besides Sundays, with their names.

    When National Day is a Sunday the library gives it both the Monday in lieu and the Tuesday
    after; the General Holidays Ordinance (Cap. 149) gives one day, so the Tuesday is dropped.
    """
    in_language = {code: _listed(year, name) for code, name in LANGUAGES.items()}
    english = in_language["en"]
    surplus = {
        day
        for day, name in english.items()
        if name == DAY_AFTER_NATIONAL_DAY and english.get(day - ONE_DAY, "").endswith(IN_LIEU)
    }
    return {
        day: {code: _named(listed[day]) for code, listed in in_language.items()}
        for day in sorted(english)
        if day.weekday() != SUNDAY and day not in surplus
    }


def calendar(name: str | None = None) -> Calendar:
    """The days of ``name`` as its rows stand: what the clocks count with.

    It knows the unbroken years from the first on, and is read once in a transaction. Raises
    ``OutOfOrder`` when it has no row.
    """
    name = name or _own()
    transaction = db.session().get_transaction()
    known = {} if transaction is None else _read.setdefault(transaction, {})
    if name not in known:
        known[name] = _as_it_stands(name)
    return known[name]


def outlook(name: str | None = None) -> Outlook:
    """How many whole months from today on are gazetted: fewer than six need an officer, fewer
    than one turn the readiness probe red (product §7.12)."""
    first, gazetted_until, horizon = _reach(_all(name or _own()))
    today = clock.today()
    if first is None or gazetted_until is None or gazetted_until < first:
        return Outlook(None, horizon, 0)
    months = (gazetted_until.year - today.year) * 12 + gazetted_until.month - today.month
    return Outlook(gazetted_until, horizon, max(0, months))


def confirm(year: int, *, by: Actor, source: str, name: str | None = None) -> int:
    """The gazette for ``year`` is out and says what the rows say. Returns how many were computed.

    Raises ``NotAllowed``, ``Incomplete`` without the notice it rests on, ``Gone`` for a year
    without computed rows.
    """
    _check(by, source)
    rows = [
        row
        for row in _standing(name or _own())
        if row.day.year == year and row.kind is HolidayKind.COMPUTED
    ]
    if not rows:
        raise Gone(
            Sentence(N_("There is nothing to confirm for the year %(year)s."), {"year": year})
        )
    for row in rows:
        row.kind, row.source, row.entered_by_id = HolidayKind.GAZETTED, source.strip(), by.user_id
    _changed()
    return len(rows)


def add(
    day: date,
    names: Mapping[str, str],
    *,
    by: Actor,
    source: str,
    closure: bool = False,
    name: str | None = None,
) -> Holiday:
    """Enter a gazetted day, or with ``closure`` a day on which a storm or rain shut the office.

    It counts from today on: clocks that ended earlier stay as they were. Raises ``NotAllowed``,
    ``Incomplete`` without all names and a source or for a closure to come, ``OutOfOrder`` for
    a day that is a holiday already.
    """
    _check(by, source)
    name, languages = name or _own(), programmes.current().locale.languages
    if lacking := [code for code in languages if not names.get(code, "").strip()]:
        raise Incomplete(
            Sentence(
                N_("Give the name of the day in %(languages)s."), {"languages": ", ".join(lacking)}
            )
        )
    if closure and day > clock.today():
        raise Incomplete(Sentence(N_("A day of closure is entered when it has come, not before.")))
    if any(row.day == day for row in _standing(name)):
        raise OutOfOrder(Sentence(N_("%(day)s is a holiday already."), {"day": day}))
    row = Holiday(
        calendar=name,
        day=day,
        kind=HolidayKind.CLOSURE if closure else HolidayKind.GAZETTED,
        names={code: text.strip() for code, text in names.items()},
        source=source.strip(),
        known_since=clock.today(),
        entered_at=clock.now(),
        entered_by_id=by.user_id,
    )
    db.session.add(row)
    _changed()
    return row


def remove(day: date, *, by: Actor, source: str, name: str | None = None) -> None:
    """``day`` is no holiday after all, from today on; the row stays, void.

    Raises ``NotAllowed``, ``Incomplete`` without a source, ``Gone`` for a day that is none.
    """
    _check(by, source)
    row = next((row for row in _standing(name or _own()) if row.day == day), None)
    if row is None:
        raise Gone(Sentence(N_("%(day)s is no holiday."), {"day": day}))
    row.void_since = clock.today()
    row.source = f"{row.source}; {source.strip()}"
    row.entered_by_id = by.user_id
    _changed()


def _last_day_ahead() -> date:
    return date(clock.today().year + YEARS_AHEAD, 12, 31)


def _own() -> str:
    """The calendar of the programme this service runs: what is meant where none is named."""
    return programmes.current().locale.calendar


def _as_it_stands(name: str) -> Calendar:
    rows = _all(name)
    first, gazetted_until, horizon = _reach(rows)
    if first is None or gazetted_until is None or horizon is None:
        raise OutOfOrder(
            Sentence(N_("The calendar %(calendar)s has no holidays yet."), {"calendar": name})
        )
    days = (
        Day(row.day, row.kind, row.names, row.known_since, row.void_since)
        for row in rows
        if first <= row.day <= horizon
    )
    return calendar_of(
        name, first, horizon, days, gazetted_until=gazetted_until, working=_week(name)
    )


def _week(name: str) -> frozenset[int]:
    """The weekdays on which the office of the calendar works, as its programme says: the newest
    version, where several keep the same calendar."""
    of_calendar = [it.locale for it in programmes.versions() if it.locale.calendar == name]
    days = of_calendar[-1].working_days if of_calendar else WEEK[:5]
    return frozenset(WEEK.index(day) for day in days)


def _changed() -> None:
    db.session.flush()
    _read.clear()


def _check(by: Actor, source: str) -> None:
    if not by.has(Role.PROGRAMME_ADMIN):
        raise NotAllowed(Sentence(N_("Only a programme administrator changes the calendar.")))
    if not source.strip():
        raise Incomplete(Sentence(N_("Say on what this rests, such as the notice in the gazette.")))


def _all(name: str) -> list[Holiday]:
    query = sa.select(Holiday).where(Holiday.calendar == name).order_by(Holiday.day, Holiday.id)
    return list(db.session.scalars(query))


def _standing(name: str) -> list[Holiday]:
    return [row for row in _all(name) if row.void_since is None]


def _reach(rows: Iterable[Holiday]) -> tuple[date | None, date | None, date | None]:
    """The first day known, the last one gazetted, the last one known. A year is gazetted when
    none of its days is computed; a closure alone tells nothing of its year."""
    kinds: dict[int, set[HolidayKind]] = defaultdict(set)
    for row in rows:
        if row.void_since is None and row.kind is not HolidayKind.CLOSURE:
            kinds[row.day.year].add(row.kind)
    if not kinds:
        return None, None, None
    last = first = min(kinds)
    while last + 1 in kinds:
        last += 1
    certain = first - 1
    while certain + 1 <= last and kinds[certain + 1] == {HolidayKind.GAZETTED}:
        certain += 1
    return date(first, 1, 1), date(certain, 12, 31), date(last, 12, 31)


def _listed(year: int, language: str) -> dict[date, str]:
    listed = library.country_holidays("HK", years=year, categories=CATEGORIES, language=language)
    return dict(listed.items())


def _named(name: str) -> str:
    """Where the library gives two names to a day, the one of the law and not the day in lieu."""
    parts = name.split("; ")
    lawful = [part for part in parts if not part.endswith(IN_LIEU)]
    return "; ".join(lawful or parts)
