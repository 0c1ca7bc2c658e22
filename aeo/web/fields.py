"""Form fields that no visitor can crash: stock number fields raise on 400 digits and ``sNaN``.

Forms check shape here; meaning is the domain's. Every field strips, normalises to NFC and
refuses control characters with a sentence.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

NAME_MAX = 255
TEXT_MAX = 10_000
DIGITS_MAX = 12
HOUR_DIGITS = 2
FIRST_YEAR, LAST_YEAR = 1900, 2100
# Overrides and isolates would let one name display as another.
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def cleaned(text: str, *, lines: bool = False) -> str:
    """``text`` in NFC, trimmed, line ends as ``\\n``. Raises ValueError with a sentence."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    allowed = "\n\t" if lines else ""
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in allowed:
            raise ValueError(_("This contains a character that cannot be kept. Please retype it."))
        if not lines and character in BIDI:
            raise ValueError(_("This contains an invisible direction mark. Please retype it."))
    return text


class SafeText(StringField):
    """One line of text."""

    def __init__(
        self, label: Any = None, *args: Any, max_length: int = NAME_MAX, **kwargs: Any
    ) -> None:
        self.max_length = max_length
        super().__init__(label, *args, **kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = valuelist[0] if valuelist else ""
        self.data = cleaned(self.data)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 -- WTForms calls it so
        if self.data and len(self.data) > self.max_length:
            raise StopValidation(_("Use at most %(n)s characters.", n=self.max_length))


class SafeLines(TextAreaField):
    """Several lines of text."""

    def __init__(
        self, label: Any = None, *args: Any, max_length: int = TEXT_MAX, **kwargs: Any
    ) -> None:
        self.max_length = max_length
        super().__init__(label, *args, **kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = valuelist[0] if valuelist else ""
        self.data = cleaned(self.data, lines=True)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 -- WTForms calls it so
        if self.data and len(self.data) > self.max_length:
            raise StopValidation(_("Use at most %(n)s characters.", n=self.max_length))


class Typed(Field):
    """Base of fields whose typed text is kept when it cannot be understood."""

    widget = TextInput()
    typed: str = ""

    def _value(self) -> str:
        return self.typed or self.shown()

    def shown(self) -> str:
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = self.understood(self.typed) if self.typed else None

    def understood(self, text: str) -> Any:
        """The value that ``text`` means. Raises ValueError with a sentence."""
        raise ValueError(text)


class SafeInteger(Typed):
    """A whole number from ``least`` to ``most``, ASCII digits only."""

    def __init__(
        self,
        label: Any = None,
        *args: Any,
        least: int = 0,
        most: int = 10**DIGITS_MAX,
        **kwargs: Any,
    ) -> None:
        self.least, self.most = least, most
        super().__init__(label, *args, **kwargs)

    def understood(self, text: str) -> int:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= DIGITS_MAX):
            raise ValueError(_("Type a whole number, like 30."))
        number = int(text)
        if not self.least <= number <= self.most:
            raise ValueError(
                _("Type a number from %(least)s to %(most)s.", least=self.least, most=self.most)
            )
        return number


class SafeDecimal(Typed):
    """A finite number with at most ``places`` decimal places."""

    def __init__(self, label: Any = None, *args: Any, places: int = 2, **kwargs: Any) -> None:
        self.places = places
        super().__init__(label, *args, **kwargs)

    def understood(self, text: str) -> Decimal:
        sentence = _("Type a number, like 12.5.")
        if not text.isascii() or len(text) > DIGITS_MAX + self.places + 2:
            raise ValueError(sentence)
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(sentence) from error
        exponent = number.as_tuple().exponent
        if not number.is_finite() or not isinstance(exponent, int) or exponent < -self.places:
            raise ValueError(sentence)
        if abs(number) >= 10**DIGITS_MAX:
            raise ValueError(sentence)
        return number


class SafeDate(Typed):
    """A calendar day, written ``2026-11-24``, between 1900 and 2100."""

    def understood(self, text: str) -> date:
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(_("Type a date like 2026-11-24.")) from error
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(
                _("Type a year from %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)
            )
        return day


class SafeTime(Typed):
    """An hour of the day, written ``09:30``."""

    def understood(self, text: str) -> time:
        hour, _colon, rest = text.partition(":")
        minute, _colon, _seconds = rest.partition(":")
        fits = all(
            it.isascii() and it.isdigit() and len(it) <= HOUR_DIGITS for it in (hour, minute)
        )
        if not fits or int(hour) > time.max.hour or int(minute) > time.max.minute:
            raise ValueError(_("Type an hour like 09:30."))
        return time(int(hour), int(minute))

    def shown(self) -> str:
        return f"{self.data:%H:%M}" if isinstance(self.data, time) else ""


class SafeEmail(SafeText):
    """An e-mail address in canonical form. No look-up leaves the house."""

    def __init__(self, label: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(label or _l("E-mail address"), *args, max_length=254, **kwargs)

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data:
            try:
                self.data = canonical_email(self.data)
            except EmailNotValidError as error:
                raise StopValidation(_("Type an e-mail address like name@example.com.")) from error


def canonical_email(text: str) -> str:
    """``text`` as it is stored and compared. Raises EmailNotValidError."""
    found = validate_email(text, check_deliverability=False, test_environment=True)
    return found.normalized.casefold()
