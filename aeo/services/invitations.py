"""A company asks somebody by mail to work with it; whoever owns the mailbox may join.

Whoever invites learns nothing about accounts: every address gets the same answer. Time ends an
invitation by itself (product rule): nothing has to run for it.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.vocabulary import Actor, Role
from aeo.models.account import Invitation, Membership, OfficeRole, User
from aeo.models.company import Company
from aeo.models.outbox import Notification
from aeo.services import accounts, companies, memberships, outbox, throttle
from aeo.services.memberships import Rights
from aeo.services.outbox import Recipient, SubjectRef

KIND, SUBJECT = "company-invitation", "invitation"
OPEN_FOR = timedelta(days=14)  # programme days; the last one counts
ADVISER_FOR = timedelta(days=365)  # from the invitation, unless the company says another day
PER_COMPANY = throttle.Limit("invitations-company", 40, timedelta(hours=1))
PER_MAILBOX = throttle.Limit("invitations-mailbox", 4, timedelta(hours=1))

ENDED = Sentence(N_("This invitation is not open any more."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Who is asked, and what they would be. ``email`` is in canonical form; ``ends_on`` is the
    last day of an adviser, a year from now where nobody says another."""

    email: str
    name: str = ""
    language: str = "en"
    roles: frozenset[Role]
    sites: frozenset[str] = frozenset()
    ends_on: date | None = None

    @property
    def rights(self) -> Rights:
        usual = clock.today() + ADVISER_FOR if Role.ADVISER in self.roles else None
        return Rights(roles=self.roles, sites=self.sites, ends_on=self.ends_on or usual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An invitation that can still be accepted, as the company's list shows it."""

    public_id: str
    email: str
    name: str
    roles: Sequence[str]
    expires_on: date


def invite(offer: Offer, *, by: Actor, called: Mapping[str, str]) -> Invitation:
    """Ask somebody to join the company of ``by`` and owe the mail with the link.

    ``called`` names the roles in each language. An officer's address gets the same answer and no
    mail. Raises ``OutOfOrder`` for an address that is asked already, belongs to the company, or
    is one too many; ``NotAllowed`` and ``Incomplete`` as ``memberships.check`` does.
    """
    company, now = memberships.lock(by)
    memberships.check(offer.rights, company.id, by=now)
    if any(member.user.email == offer.email for member in companies.members(company.id)):
        raise OutOfOrder(Sentence(N_("This person belongs to your company already.")))
    if _open(company.id, email=offer.email) is not None:
        raise OutOfOrder(
            Sentence(N_("This address has an open invitation. Send it again, or withdraw it."))
        )
    return _write(offer, company, by=by, called=called)


def withdraw(public_id: str, *, by: Actor) -> Invitation:
    """Take it back: the link ends, and a mail that has not gone yet does not go. Raises ``Gone``
    for another company's, ``OutOfOrder`` for one that has ended."""
    company, now = memberships.lock(by)
    invitation = _own(public_id, company.id)
    _may_give(now, invitation)
    invitation.withdrawn_at = clock.now()
    db.session.flush()
    outbox.supersede(SUBJECT, invitation.id, kinds=[KIND])
    return invitation


def send_again(public_id: str, *, by: Actor) -> Invitation:
    """Ask anew: a new invitation with a new link and all its days; the old one is withdrawn.

    Raises as ``withdraw`` and ``invite`` do.
    """
    company, now = memberships.lock(by)
    old = _own(public_id, company.id)
    _may_give(now, old)
    message = _message(old)
    offer = Offer(
        email=old.email,
        name=message.recipient_name,
        language=old.language,
        roles=roles_of(old),
        sites=frozenset(old.sites),
        ends_on=old.ends_on if old.ends_on and old.ends_on >= clock.today() else None,
    )
    old.withdrawn_at = clock.now()
    db.session.flush()
    outbox.supersede(SUBJECT, old.id, kinds=[KIND])
    return _write(offer, company, by=by, called=message.values["role_name"])


def open_of(company_id: int) -> list[Open]:
    """Those that can still be accepted, the last day first."""
    rows = db.session.scalars(
        _still_open(company_id).order_by(Invitation.expires_on, Invitation.id)
    ).all()
    query = sa.select(Notification.subject_id, Notification.recipient_name).where(
        Notification.subject_type == SUBJECT, Notification.subject_id.in_([row.id for row in rows])
    )
    names = {row.subject_id: row.recipient_name for row in db.session.execute(query)}
    return [
        Open(
            public_id=row.public_id,
            email=row.email,
            name=names.get(row.id, ""),
            roles=row.roles,
            expires_on=row.expires_on,
        )
        for row in rows
    ]


def behind(notification_id: int) -> Invitation:
    """The invitation that a message is about. Raises ``LookupError`` for one that has ended: its
    link would lead nowhere."""
    found = db.session.scalar(
        sa.select(Invitation)
        .join(Notification, Notification.subject_id == Invitation.id)
        .where(Notification.id == notification_id, Notification.subject_type == SUBJECT)
    )
    if found is None or not is_open(found):
        raise LookupError(f"notification {notification_id} has no open invitation behind it")
    return found


def standing(public_id: str) -> Invitation | None:
    """The invitation of a link, while it can be accepted."""
    found = db.session.scalar(sa.select(Invitation).where(Invitation.public_id == public_id))
    return found if found is not None and is_open(found) else None


def is_open(invitation: Invitation) -> bool:
    ended = invitation.accepted_at or invitation.withdrawn_at
    return ended is None and invitation.expires_on >= clock.today()


def ends_at(invitation: Invitation) -> datetime:
    """The first moment at which the link no longer works."""
    return datetime.combine(invitation.expires_on + timedelta(days=1), time(), tzinfo=clock.zone())


def accept(public_id: str, user_id: int) -> Company:
    """Join. The link proved the mailbox, and ``user_id`` is signed in with that very address.

    Raises ``OutOfOrder`` when it has ended meanwhile or they belong to the company already,
    ``NotAllowed`` for another person or an officer.
    """
    invitation, company = _to_accept(public_id)
    user = accounts.get(user_id, lock=True)
    if user.email != invitation.email:
        raise NotAllowed(Sentence(N_("This invitation is for another address.")))
    return _join(invitation, company, user)


def accept_anew(public_id: str, name: str, password_hash: str) -> User:
    """Open the account that does not exist yet, its address proved by the link, and join.

    An account that was opened and never proved is theirs now: the password before does not count.
    Raises ``OutOfOrder`` when there is a proved account, which has to sign in.
    """
    invitation, company = _to_accept(public_id)
    if not name:
        raise Incomplete(Sentence(N_("Type your name.")))
    user = accounts.by_email(invitation.email, lock=True)
    if user is None:
        user = accounts.create_person(
            invitation.email,
            name,
            password_hash=password_hash,
            language=invitation.language,
            confirmed=True,
        )
    elif user.confirmed_at is not None:
        raise OutOfOrder(Sentence(N_("This address has an account. Sign in with it first.")))
    else:
        user.name, user.password = name, None
        accounts.confirm(user.id, password_hash)
    _join(invitation, company, user)
    return user


def roles_of(invitation: Invitation) -> frozenset[Role]:
    return frozenset(Role(role) for role in invitation.roles)


def _write(offer: Offer, company: Company, *, by: Actor, called: Mapping[str, str]) -> Invitation:
    if not throttle.allows(PER_COMPANY, str(company.id)) or not throttle.allows(
        PER_MAILBOX, f"{company.id}:{offer.email}"
    ):
        raise OutOfOrder(
            Sentence(N_("Too many invitations in one hour. Wait an hour, then try again."))
        )
    today = clock.today()
    invitation = Invitation(
        public_id=secrets.token_hex(16),
        company_id=company.id,
        email=offer.email,
        language=offer.language,
        roles=memberships.in_order(offer.roles),
        sites=sorted(offer.sites),
        ends_on=offer.rights.ends_on,
        invited_by_id=by.user_id,
        created_at=clock.now(),
        expires_on=today + OPEN_FOR,
    )
    db.session.add(invitation)
    db.session.flush()  # the message is about its id
    outbox.owe(
        KIND,
        to=Recipient(email=offer.email, name=offer.name, language=offer.language, role="invitee"),
        dedupe=f"{SUBJECT}:{invitation.id}",
        subject=SubjectRef(type=SUBJECT, id=invitation.id, company_id=company.id),
        values={
            "expiry_date": invitation.expires_on.isoformat(),
            "role_name": called,
            "company_name": company.name,
        },
        path="/portal/",
    )
    user = accounts.by_email(offer.email)
    if user is not None and _is_of_the_office(user.id):
        outbox.supersede(SUBJECT, invitation.id, kinds=[KIND])
    return invitation


def _join(invitation: Invitation, company: Company, user: User) -> Company:
    if not user.active:
        raise NotAllowed(Sentence(N_("This account is closed.")))
    if _is_of_the_office(user.id):
        raise NotAllowed(Sentence(N_("An officer of customs cannot act for a company.")))
    if any(member.user_id == user.id for member in companies.members(company.id)):
        raise OutOfOrder(Sentence(N_("You belong to this company already.")))
    if invitation.ends_on is not None and invitation.ends_on < clock.today():
        raise OutOfOrder(ENDED)
    membership = Membership(
        public_id=secrets.token_hex(16),
        company_id=company.id,
        user_id=user.id,
        roles=list(invitation.roles),
        sites=list(invitation.sites),
        valid_from=clock.today(),
        valid_to=invitation.ends_on,
    )
    db.session.add(membership)
    invitation.accepted_at = clock.now()
    invitation.accepted_by_id = user.id
    db.session.flush()
    outbox.supersede(SUBJECT, invitation.id, kinds=[KIND])
    memberships.tell_administrators(membership, company, but=user.id)
    return company


def _to_accept(public_id: str) -> tuple[Invitation, Company]:
    """The invitation and its company, both locked, in the order in which everybody locks them."""
    company_id = db.session.scalar(
        sa.select(Invitation.company_id).where(Invitation.public_id == public_id)
    )
    if company_id is None:
        raise Gone(ENDED)
    company = companies.get(company_id, lock=True)
    return _own(public_id, company.id), company


def _own(public_id: str, company_id: int) -> Invitation:
    found = db.session.scalar(
        sa.select(Invitation)
        .where(Invitation.public_id == public_id, Invitation.company_id == company_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone(Sentence(N_("There is no such invitation.")))
    if not is_open(found):
        raise OutOfOrder(ENDED)
    return found


def _open(company_id: int, *, email: str) -> Invitation | None:
    return db.session.scalar(_still_open(company_id).where(Invitation.email == email))


def _still_open(company_id: int) -> sa.Select[Invitation]:
    return sa.select(Invitation).where(
        Invitation.company_id == company_id,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_on >= clock.today(),
    )


def _may_give(by: Actor, invitation: Invitation) -> None:
    if not roles_of(invitation) <= set(memberships.givable(by)):
        raise NotAllowed(Sentence(N_("Only an administrator of the company can give this role.")))


def _message(invitation: Invitation) -> Notification:
    """Its first mail: how it greets them and names the roles stands there and nowhere else."""
    return db.session.scalars(
        sa.select(Notification)
        .where(Notification.subject_type == SUBJECT, Notification.subject_id == invitation.id)
        .order_by(Notification.id)
        .limit(1)
    ).one()


def _is_of_the_office(user_id: int) -> bool:
    """Today or on a day to come: nobody is on both sides."""
    found = sa.select(OfficeRole.id).where(
        OfficeRole.user_id == user_id,
        OfficeRole.valid_to.is_(None) | (OfficeRole.valid_to >= clock.today()),
    )
    return bool(db.session.scalar(sa.select(found.exists())))
