"""People who sign in: opening an account, proving its address, changing what is known of it.

Passwords arrive here as hashes: making one is slow, so it happens before any transaction. Nobody
learns from these services whether an address has an account.
"""

import secrets

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Incomplete, Sentence
from aeo.models.account import User
from aeo.models.outbox import Notification
from aeo.services import outbox, sessions, throttle
from aeo.services.outbox import Recipient, SubjectRef, Value

ACCOUNT_PATH = "/account/"


def create_person(
    email: str,
    name: str,
    *,
    password_hash: str | None = None,
    language: str = "en",
    confirmed: bool = False,
    is_demo: bool = False,
) -> User:
    """A new account. The caller made sure that ``email`` (in canonical form) has none."""
    now = clock.machine()
    user = User(
        email=email,
        name=name,
        password=password_hash,
        language=language,
        is_demo=is_demo,
        created_at=now,
        confirmed_at=now if confirmed else None,
        fs_uniquifier=secrets.token_hex(32),
    )
    db.session.add(user)
    db.session.flush()  # the address is unique, and the next step needs the id
    return user


def by_email(email: str, *, lock: bool = False) -> User | None:
    """The account of an address in canonical form."""
    query = sa.select(User).where(User.email == email)
    return db.session.scalar(query.with_for_update() if lock else query)


def get(user_id: int, *, lock: bool = False) -> User:
    """One account. Raises ``Gone``."""
    query = sa.select(User).where(User.id == user_id)
    user = db.session.scalar(query.with_for_update() if lock else query)
    if user is None:
        raise Gone(Sentence(N_("There is no such account.")))
    return user


def sign_up(email: str, name: str, password_hash: str, language: str, *, address: str) -> None:
    """Open an account and owe the mail that proves its address.

    For an address that was signed up before and never proved, neither password counts any more:
    whoever owns the mailbox chooses one with the link. For a proved one nothing happens, nor
    for one too many from the same network ``address``; the page says the same in every case.
    """
    if not throttle.allows(throttle.MAIL_ADDRESS, address):
        return
    user = by_email(email, lock=True)
    if user is None:
        user = create_person(email, name, password_hash=password_hash, language=language)
    elif user.confirmed_at is not None:
        return
    else:
        user.password = None
        db.session.flush()
    owe_confirmation(user)


def owe_confirmation(user: User) -> None:
    """Owe the link that proves the address, unless too many were asked for."""
    if throttle.allows(throttle.MAIL_ACCOUNT, user.email):
        _tell(user, "confirm-email")


def ask_for_reset(email: str, *, address: str) -> None:
    """Owe the link that sets a new password; or the one that proves the address, if that is
    still to be done. Nothing for a mailbox without an account, nor for one too many from the
    same network ``address``."""
    if not throttle.allows(throttle.MAIL_ADDRESS, address):
        return
    user = by_email(email)
    if user is None or not user.active:
        return
    if user.confirmed_at is None:
        owe_confirmation(user)
    elif throttle.allows(throttle.MAIL_ACCOUNT, email):
        _tell(user, "password-reset")


def confirm(user_id: int, password_hash: str | None = None) -> User:
    """The mailbox is theirs. Sets ``password_hash`` where the account has none; the link is used
    up. Raises ``Incomplete`` when a password is still to be chosen."""
    user = get(user_id, lock=True)
    if user.password is None:
        if password_hash is None:
            raise Incomplete(Sentence(N_("Choose a password.")))
        user.password = password_hash
    user.confirmed_at = user.confirmed_at or clock.machine()
    user.fs_uniquifier = secrets.token_hex(32)
    throttle.forget(throttle.MAIL_ACCOUNT, user.email)
    db.session.flush()
    return user


def set_password(user_id: int, password_hash: str, *, keep_session: int | None = None) -> None:
    """A new password: every link and every other browser of this person ends, and they are told."""
    user = get(user_id, lock=True)
    user.password = password_hash
    user.fs_uniquifier = secrets.token_hex(32)
    db.session.flush()
    sessions.end_all(user.id, but=keep_session)
    throttle.forget(throttle.SIGN_IN_ACCOUNT, user.email)
    _tell(user, "security-setting-changed", event_at=clock.now().isoformat())


def signed_in(user: User, device: str, address: str, *, is_officer: bool) -> str:
    """Start a session and return its secret; a device not seen before is told by mail."""
    throttle.forget(throttle.SIGN_IN_ACCOUNT, user.email)
    if sessions.is_new_device(user.id, device):
        _tell(user, "new-device-sign-in", event_at=clock.now().isoformat())
    return sessions.start(user.id, is_officer=is_officer, device=device, address=address)


def locked_out(user: User) -> None:
    """Tell the owner that their account is closed for a while, with the way to open it at once."""
    _tell(user, "account-locked", "/account/forgotten", event_at=clock.now().isoformat())


def rename(user_id: int, name: str) -> None:
    get(user_id, lock=True).name = name
    db.session.flush()


def set_language(user_id: int, language: str) -> None:
    """The language of their mails and, without a cookie, of their pages."""
    get(user_id, lock=True).language = language
    db.session.flush()


def _tell(user: User, kind: str, path: str = ACCOUNT_PATH, **values: Value) -> None:
    """Owe the owner of an account one message about it: the next of its kind."""
    before = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Notification)
        .where(Notification.recipient_id == user.id, Notification.kind == kind)
    )
    outbox.owe(
        kind,
        to=Recipient(
            email=user.email,
            name=user.name,
            language=user.language,
            user_id=user.id,
            role="account_owner",
        ),
        dedupe=f"account:{user.id}:{(before or 0) + 1}",
        subject=SubjectRef(type="account", id=user.id),
        values=values,
        path=path,
    )
