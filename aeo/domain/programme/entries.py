"""What a company may say of itself, and what it has not said yet.

The programme says which fields there are; here is whether a value fits its field. Being empty is
never wrong while somebody is writing: it is missing (``gaps``), and only sending asks for it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from aeo.domain.errors import N_, Incomplete, Sentence
from aeo.domain.programme.parts import Labelled, whole
from aeo.domain.programme.profile import ProfileField
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import COMPANY

NAME_MAX, TEXT_MAX, NUMBER_MAX, PERCENT_MAX, ROWS_MAX = 255, 4_000, 10**9, 100, 60
EMAIL = r"[^@\s]+@[^@\s]+"
# Keys that mean something beyond being asked for; a programme without one goes without it.
NAME, NUMBER, EMAIL_KEY, PERCENT_END = "name", "no", "email", "_percent"
IN_SCOPE, CAN_SIGN, SHARE = "in_scope", "can_sign", "share_percent"
FOUNDED, AGE = "established_on", "age_years"
NOT_BOTH = (frozenset({"contact", "deputy"}),)
NOT_OURS = frozenset({"derived", "officer"})


class Kind(StrEnum):
    """What an entry is about; the first half of its scope key."""

    COMPANY = "company"
    SITE = "site"
    PERSON = "person"
    PARTNER = "partner"
    FLOW = "flow"


LISTED = tuple(kind for kind in Kind if kind is not Kind.COMPANY)


class Unfit(Incomplete):
    """Values that do not fit, each with its sentence under the key of its field."""

    def __init__(self, flaws: Mapping[str, Sentence]) -> None:
        self.flaws = flaws
        super().__init__(*flaws.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything a company says of itself; entries by scope key, oldest first."""

    company: Mapping[str, Any] = field(default_factory=dict)
    sites: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    people: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    partners: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    flows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def entries(self, kind: Kind) -> Mapping[str, Mapping[str, Any]]:
        """The entries of one kind by scope key; there is only one company."""
        return {
            Kind.COMPANY: {COMPANY: self.company},
            Kind.SITE: self.sites,
            Kind.PERSON: self.people,
            Kind.PARTNER: self.partners,
            Kind.FLOW: self.flows,
        }[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that is missing. ``field`` is empty when a whole entry is, ``name`` is the name of
    the entry. ``sentence`` carries the label of the field in one language."""

    kind: Kind
    scope: str = COMPANY
    field: str = ""
    name: str = ""
    sentence: Sentence


def fields(kind: Kind, programme: Programme) -> tuple[ProfileField, ...]:
    """All fields of one kind, in the order of the programme."""
    found: tuple[ProfileField, ...] = getattr(programme.fields, kind.value)
    return found


def registered(programme: Programme) -> Mapping[str, str]:
    """The fields of the company that are its registration: which column of it each one shows."""
    names = {"name": "name", "name_en": "name", "name_zh": "name_zh"}
    scheme = programme.identifiers[0].scheme
    return {
        one.key: "ubi" if one.scheme == scheme else names[one.key]
        for one in programme.fields.company
        if one.scheme == scheme or one.key in names
    }


def registration(programme: Programme, company: Mapping[str, Any]) -> dict[str, Any]:
    """What ``company``, as it was sent, says of its registration: by column, None for nothing."""
    return {column: company.get(key) for key, column in registered(programme).items()}


def registered_labels(programme: Programme) -> dict[str, Mapping[str, str]]:
    """How the programme calls each column of the registration; it need not have every one."""
    columns = registered(programme)
    labels = {columns[it.key]: it.label for it in programme.fields.company if it.key in columns}
    return {**labels, "ubi": programme.identifiers[0].label}


def writable(kind: Kind, programme: Programme) -> tuple[ProfileField, ...]:
    """The fields a company fills in. Documents are given with an application, not here."""
    elsewhere = registered(programme) if kind is Kind.COMPANY else {}
    return tuple(
        one
        for one in fields(kind, programme)
        if one.visible_to not in NOT_OURS and one.type != "document" and one.key not in elsewhere
    )


def columns(one: ProfileField, programme: Programme) -> tuple[ProfileField, ...]:
    """The columns of a table; its rows are numbered by themselves."""
    found: tuple[ProfileField, ...] = getattr(programme.fields, one.columns or "", ())
    return tuple(column for column in found if column.key != NUMBER)


def choices(one: ProfileField, programme: Programme) -> tuple[Labelled, ...]:
    """What a field chooses among: an option list, or the roles of the programme."""
    if one.options is None:
        return ()
    return programme.options.get(one.options) or programme.roles


def years(since: Any, today: date) -> int | None:
    """Whole years from an ISO date until ``today``; None when there is no date."""
    if not isinstance(since, str):
        return None
    day = date.fromisoformat(since)
    return max(0, today.year - day.year - ((today.month, today.day) < (day.month, day.day)))


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Whether values fit, on a day and beside the partners there are."""

    programme: Programme
    today: date
    partners: frozenset[str] = frozenset()

    def fitting(self, kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
        """``data`` as it is kept: ISO dates, codes in the order of their list, rows numbered,
        None for what is empty. Raises ``Unfit``, with every flaw."""
        known = {one.key: one for one in writable(kind, self.programme)}
        flaws = {key: Sentence(N_("There is no such field.")) for key in data if key not in known}
        kept: dict[str, Any] = {}
        for key, value in data.items():
            if key not in known:
                continue
            try:
                kept[key] = None if is_empty(value) else self._kept(known[key], value)
            except _Flaw as flaw:
                flaws[key] = flaw.sentence
        if flaws:
            raise Unfit(flaws)
        return kept

    def _kept(self, one: ProfileField, value: Any) -> Any:
        by_type: Mapping[str, Callable[[ProfileField, Any], Any]] = {
            "text": self._text,
            "number": self._number,
            "date": self._day,
            "yes_no": self._yes_no,
            "choice": self._code,
            "multi": self._codes,
            "partner": self._partner,
            "table": self._rows,
        }
        return by_type[one.type](one, value)

    def _text(self, one: ProfileField, value: Any) -> str:
        if not isinstance(value, str):
            raise _Flaw(N_("Type a text here."))
        most = NAME_MAX if one.key == NAME else TEXT_MAX
        if len(value) > most:
            raise _Flaw(N_("Use at most %(n)s characters."), n=most)
        if one.key == EMAIL_KEY and not re.fullmatch(EMAIL, value):
            raise _Flaw(N_("Type an e-mail address like name@example.com."))
        schemes = {it.scheme: it for it in self.programme.identifiers}
        if one.scheme in schemes and not whole(schemes[one.scheme].pattern, value):
            raise _Flaw(N_("This is not a number of the register. Check each digit."))
        return value

    def _number(self, one: ProfileField, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _Flaw(N_("Type a whole number, like 30."))
        most = PERCENT_MAX if one.key.endswith(PERCENT_END) else NUMBER_MAX
        if not 0 <= value <= most:
            raise _Flaw(N_("Type a number from %(least)s to %(most)s."), least=0, most=most)
        return value

    def _day(self, one: ProfileField, value: Any) -> str:
        del one  # every date of a profile is held to the same rule
        try:
            day = value if isinstance(value, date) else date.fromisoformat(value)
        except (TypeError, ValueError):
            raise _Flaw(N_("Type a date like 2026-11-24.")) from None
        # A profile says what is and what has been; what is to come is said in an application.
        if day > self.today:
            raise _Flaw(N_("This date is still to come. Give the day on which it happened."))
        return day.isoformat()

    def _yes_no(self, one: ProfileField, value: Any) -> bool:
        del one
        if not isinstance(value, bool):
            raise _Flaw(N_("Choose yes or no."))
        return value

    def _code(self, one: ProfileField, value: Any) -> str:
        for option in choices(one, self.programme):
            if option.code == value:
                return option.code
        raise _Flaw(N_("Choose from the list."))

    def _codes(self, one: ProfileField, value: Any) -> list[str]:
        codes = [option.code for option in choices(one, self.programme)]
        if not isinstance(value, list | tuple) or any(code not in codes for code in value):
            raise _Flaw(N_("Choose from the list."))
        if any(pair <= set(value) for pair in NOT_BOTH):
            raise _Flaw(N_("Nobody stands in for themselves. Choose the contact or the deputy."))
        return [code for code in codes if code in value]

    def _partner(self, one: ProfileField, value: Any) -> str:
        del one
        if not isinstance(value, str) or value not in self.partners:
            raise _Flaw(N_("Choose a business partner from your list."))
        return value

    def _rows(self, one: ProfileField, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list | tuple) or not all(
            isinstance(row, Mapping) for row in value
        ):
            raise _Flaw(N_("Give the rows one by one."))
        if len(value) > ROWS_MAX:
            raise _Flaw(N_("Use at most %(n)s rows."), n=ROWS_MAX)
        known = {column.key: column for column in columns(one, self.programme)}
        counted = any(it.key == NUMBER for it in getattr(self.programme.fields, one.columns or ""))
        rows: list[dict[str, Any]] = []
        for row in value:
            if set(row) - set(known) - {NUMBER}:
                raise _Flaw(N_("There is no such column."))
            cells = {
                key: self._kept(known[key], cell)
                for key, cell in row.items()
                if key in known and not is_empty(cell)
            }
            if cells:
                rows.append({**({NUMBER: len(rows) + 1} if counted else {}), **cells})
        return rows


class _Flaw(Exception):
    def __init__(self, msgid: str, **params: object) -> None:
        self.sentence = Sentence(msgid, params)
        super().__init__(msgid)


def gaps(profile: Profile, programme: Programme, *, language: str | None = None) -> list[Gap]:
    """Every required field that is empty and every list that must not be, in the order in which
    a company works through them. Labels in ``language``, else in the programme's own."""
    found: list[Gap] = []
    for kind in Kind:
        if (lacking := _lacking(kind, profile, programme)) is not None:
            found.append(Gap(kind=kind, sentence=lacking))
        for scope, data in profile.entries(kind).items():
            found += entry_gaps(kind, scope, data, programme, language=language)
    return found


def entry_gaps(
    kind: Kind,
    scope: str,
    data: Mapping[str, Any],
    programme: Programme,
    *,
    language: str | None = None,
) -> list[Gap]:
    """What is missing in one entry."""
    spoken = language or programme.locale.default_language
    name = "" if kind is Kind.COMPANY else str(data.get(NAME) or "")
    return [
        Gap(kind=kind, scope=scope, field=key, name=name, sentence=sentence)
        for key, sentence in _empty(kind, data, programme, spoken)
    ]


def _empty(
    kind: Kind, data: Mapping[str, Any], programme: Programme, language: str
) -> Iterator[tuple[str, Sentence]]:
    elsewhere = registered(programme) if kind is Kind.COMPANY else {}
    asked = [*writable(kind, programme)]
    asked += [one for one in fields(kind, programme) if one.key in elsewhere]
    for one in asked:
        value = data.get(one.key)
        label = one.label.get(language) or next(iter(one.label.values()))
        if one.required and is_empty(value):
            yield one.key, Sentence(N_("“%(field)s” is not filled in."), {"field": label})
        elif one.type == "table" and isinstance(value, list):
            yield from ((one.key, it) for it in _empty_cells(one, value, programme, language))


def _empty_cells(
    one: ProfileField, rows: Sequence[Mapping[str, Any]], programme: Programme, language: str
) -> Iterator[Sentence]:
    for position, row in enumerate(rows, start=1):
        empty = [
            column.label.get(language) or next(iter(column.label.values()))
            for column in columns(one, programme)
            if column.required and is_empty(row.get(column.key))
        ]
        if empty:
            values = {"row": position, "fields": ", ".join(empty)}
            yield Sentence(N_("Row %(row)s is not complete: %(fields)s."), values)


def _lacking(kind: Kind, profile: Profile, programme: Programme) -> Sentence | None:
    """What a list must have: a site in scope, a person who signs, a flow."""
    keys = {one.key for one in fields(kind, programme)}
    entries = profile.entries(kind).values()
    if kind is Kind.SITE and not _any(entries, IN_SCOPE if IN_SCOPE in keys else ""):
        return Sentence(N_("Add at least one site that the status is to cover."))
    if kind is Kind.PERSON and CAN_SIGN in keys and not _any(entries, CAN_SIGN):
        return Sentence(N_("Name at least one person who may sign for the company."))
    if kind is Kind.FLOW and not entries:
        return Sentence(N_("Describe at least one cargo flow."))
    return None


def _any(entries: Iterable[Mapping[str, Any]], key: str) -> bool:
    """Whether there is an entry that says yes to ``key``, or any entry at all."""
    return any(not key or entry.get(key) is True for entry in entries)
