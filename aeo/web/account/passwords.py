"""Passwords: what we accept, and the slow work of hashing and comparing, outside transactions."""

import unicodedata
from functools import cache

from flask_babel import gettext as _
from flask_security import hash_password, verify_password
from wtforms import PasswordField
from wtforms.validators import StopValidation

from aeo.models.account import User

LEAST, MOST = 12, 128
DIFFERENT = 5  # characters; fewer is a pattern, not a password


class NewPassword(PasswordField):
    """A password to be set. Raises StopValidation with what to do about a weak one.

    Length is what counts (NIST SP 800-63B §5.1.1.2): no rule about kinds of characters.
    """

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 -- WTForms calls it so
        text = normal(self.data or "")
        if len(text) < LEAST:
            raise StopValidation(
                _("Use at least %(n)s characters, for example four words.", n=LEAST)
            )
        if len(text) > MOST:
            raise StopValidation(_("Use at most %(n)s characters.", n=MOST))
        if len(set(text.casefold())) < DIFFERENT:
            raise StopValidation(_("This is too easy to guess. Use more different characters."))


def normal(password: str) -> str:
    """The same characters however a keyboard composed them (NFKC, RFC 8265)."""
    return unicodedata.normalize("NFKC", password)


def is_about(password: str, *known: str) -> bool:
    """Whether a password is hardly more than what anybody knows of this person."""
    text = normal(password).casefold()
    parts = {part.casefold() for text in known for part in (text, text.partition("@")[0])}
    return any(
        len(part) > 3 and part in text and len(text) - len(part) < DIFFERENT for part in parts
    )


def hashed(password: str) -> str:
    result: str = hash_password(normal(password))
    return result


def matches(user: User | None, password: str) -> bool:
    """Whether ``password`` is the one of ``user``; takes as long for nobody as for somebody."""
    kept = user.password if user is not None and user.password else None
    same = verify_password(normal(password)[: MOST * 2], kept or _nobodys())
    return bool(same) and kept is not None


@cache
def _nobodys() -> str:
    return hashed("no account has this password")
