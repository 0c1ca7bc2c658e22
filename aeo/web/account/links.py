"""The links in account mails: made when the mail is made, used up by the act they lead to."""

from datetime import timedelta

from flask import Flask, current_app
from flask_security.confirmable import confirm_email_token_status, generate_confirmation_token
from flask_security.recoverable import generate_reset_password_token, reset_password_token_status

from aeo import clock
from aeo.mail import Late, late
from aeo.models.account import User
from aeo.services import accounts
from aeo.services.deliveries import Claim
from aeo.web.account.security import CONFIRM_WITHIN, RESET_WITHIN


def init_app(app: Flask) -> None:
    late(app, "confirm_link", _confirm)
    late(app, "reset_link", _reset)


def to_confirm(token: str) -> User | None:
    """Whose address this link proves; None for a link that is used up, too old or made up."""
    expired, invalid, user = confirm_email_token_status(token)
    return _good(expired, invalid, user)


def to_reset(token: str) -> User | None:
    """Whose password this link may set; None as above."""
    expired, invalid, user = reset_password_token_status(token)
    return _good(expired, invalid, user)


def _good(expired: bool, invalid: bool, user: User | None) -> User | None:  # noqa: FBT001 -- the library's order
    return user if user is not None and user.active and not expired and not invalid else None


def _confirm(claim: Claim) -> Late:
    return _late("confirm", generate_confirmation_token(_owner(claim)), CONFIRM_WITHIN)


def _reset(claim: Claim) -> Late:
    return _late("reset", generate_reset_password_token(_owner(claim)), RESET_WITHIN)


def _late(word: str, token: str, within: timedelta) -> Late:
    base_url: str = current_app.extensions["aeo"].base_url
    return Late(f"{base_url}/account/{word}/{token}", clock.machine() + within)


def _owner(claim: Claim) -> User:
    if claim.recipient_id is None:
        raise LookupError(f"notification {claim.id} has no account behind it")
    return accounts.get(claim.recipient_id)
