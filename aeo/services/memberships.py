"""People of a company: what each role may do for it, who may give it, how a membership changes.

Whoever changes something locks the company first, so of two people who act at once the second is
judged against what the first one did.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.permissions import HOLDERS, Permission
from aeo.domain.vocabulary import COMPANY_ROLES, Actor, Role
from aeo.models.account import Membership, User
from aeo.models.company import Company
from aeo.models.outbox import Notification
from aeo.models.profile import Site
from aeo.services import companies, outbox, programmes
from aeo.services.outbox import Recipient, SubjectRef, Value

# Handbook §8, in the order in which people are asked.
DUTIES: Mapping[Role, Sentence] = {
    Role.COMPANY_ADMIN: Sentence(
        N_("Invites people, changes their roles and the details of the company; cannot sign.")
    ),
    Role.SIGNATORY: Sentence(
        N_("Signs declarations, submits and withdraws applications: a director or officer.")
    ),
    Role.COORDINATOR: Sentence(
        N_("Prepares the whole application, answers Customs and agrees visits; cannot submit.")
    ),
    Role.CONTRIBUTOR: Sentence(
        N_("Answers the questions, for all sites or for those you choose; cannot submit.")
    ),
    Role.VIEWER: Sentence(N_("Reads everything and changes nothing.")),
    Role.ADVISER: Sentence(
        N_("Helps to prepare from outside the company, until a day; cannot submit or sign.")
    ),
}
_MANAGERS = HOLDERS[Permission.COMPANY_MANAGE]
# Nobody makes somebody more than they are themselves: these two are given and taken by few.
_GIVEN_BY: Mapping[Role, frozenset[Role]] = {
    Role.COMPANY_ADMIN: frozenset({Role.COMPANY_ADMIN}),
    Role.SIGNATORY: frozenset({Role.COMPANY_ADMIN, Role.SIGNATORY}),
}
_LIMITED_TO_SITES = frozenset({Role.CONTRIBUTOR, Role.VIEWER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a membership gives. ``sites`` are scope keys, none means all; ``ends_on`` is the last
    programme day, for an adviser and nobody else."""

    roles: frozenset[Role]
    sites: frozenset[str] = field(default_factory=frozenset)
    ends_on: date | None = None


def givable(actor: Actor) -> list[Role]:
    """The roles that ``actor`` may give and take, in the order of ``DUTIES``."""
    return [role for role in DUTIES if not actor.roles.isdisjoint(_GIVEN_BY.get(role, _MANAGERS))]


def sites(company_id: int) -> dict[str, str]:
    """Scope key → name of the sites that the company has, by name."""
    key = programmes.current().fields.site[0].key
    rows = db.session.scalars(
        sa.select(Site).where(Site.company_id == company_id, Site.removed_at.is_(None))
    )
    named = {f"site:{row.public_id}": str(row.data.get(key, "")) for row in rows}
    return dict(sorted(named.items(), key=lambda item: (item[1], item[0])))


def get(public_id: str, *, of: int) -> Membership:
    """A membership of today in the company ``of``. Raises ``Gone`` for one of another company."""
    found = db.session.scalar(
        _today(of)
        .options(joinedload(Membership.user))
        .where(Membership.public_id == public_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone(Sentence(N_("This person does not belong to your company.")))
    return found


def has(role: Role, company_id: int, *, but: int | None = None) -> bool:
    """Whether anybody whose account is open holds ``role`` today; ``but``: without this one."""
    query = _today(company_id).join(User).where(User.active)
    return any(role in m.roles for m in db.session.scalars(query) if m.id != but)


def may_touch(actor: Actor, membership: Membership) -> bool:
    """Whether ``actor`` may take every role that is held here."""
    return set(membership.roles) <= set(givable(actor))


def change(
    public_id: str, rights: Rights, *, by: Actor, called: Mapping[str, str] | None = None
) -> Membership:
    """Give other roles, sites or another last day, and tell the person and the administrators.

    ``called`` names the roles in each language. Raises ``Gone``, ``NotAllowed``, ``Incomplete``;
    ``OutOfOrder`` when nobody would be left who runs the company's account.
    """
    company, now = lock(by)
    membership = get(public_id, of=company.id)
    _may_take(now, membership)
    check(rights, company.id, by=now)
    if Role.COMPANY_ADMIN not in rights.roles:
        _keep_an_administrator(membership)
    if rights == rights_of(membership):
        return membership
    renamed = rights.roles != rights_of(membership).roles
    membership.roles = in_order(rights.roles)
    membership.sites = sorted(rights.sites)
    membership.valid_to = rights.ends_on
    db.session.flush()
    if renamed and called:
        _tell_member(membership, called)
    tell_administrators(membership, company, but=by.user_id)
    return membership


def end(public_id: str, *, by: Actor) -> Membership:
    """End a membership at once, and tell the administrators. Raises as ``change`` does."""
    company, now = lock(by)
    membership = get(public_id, of=company.id)
    _may_take(now, membership)
    _keep_an_administrator(membership)
    membership.valid_to = clock.today() - timedelta(days=1)
    db.session.flush()
    tell_administrators(membership, company, but=by.user_id)
    return membership


def lock(by: Actor) -> tuple[Company, Actor]:
    """The company of ``by``, locked, and what they may do now that nobody else can change it.

    Raises ``NotAllowed`` for somebody who may not, or no longer, manage it.
    """
    company = companies.get(by.company_id or 0, lock=True)
    held = db.session.scalars(
        sa.select(Membership.roles).where(
            Membership.user_id == by.user_id,
            Membership.id.in_(_today(company.id).with_only_columns(Membership.id)),
        )
    )
    roles = frozenset(Role(role) for one in held for role in one)
    if roles.isdisjoint(_MANAGERS):
        raise NotAllowed(Sentence(N_("You may not manage the people of this company.")))
    return company, Actor(user_id=by.user_id, roles=roles, company_id=company.id, name=by.name)


def check(rights: Rights, company_id: int, *, by: Actor) -> None:
    """Whether ``by`` may give these rights, and whether they make sense together. Raises
    ``NotAllowed`` or ``Incomplete``; a role that is held already is judged like a new one."""
    if not rights.roles <= COMPANY_ROLES:
        raise Incomplete(Sentence(N_("This is not a role of a company.")))
    if not rights.roles <= set(givable(by)):
        raise NotAllowed(Sentence(N_("Only an administrator of the company can give this role.")))
    if faults := faults_of(rights):
        raise Incomplete(*faults)
    if rights.sites and not rights.sites <= sites(company_id).keys():
        raise Incomplete(Sentence(N_("Choose sites of this company.")))


def faults_of(rights: Rights) -> list[Sentence]:
    """What does not fit together, whoever asks."""
    found = []
    adviser = Role.ADVISER in rights.roles
    if not rights.roles:
        found.append(Sentence(N_("Choose at least one role.")))
    if adviser and len(rights.roles) > 1:
        found.append(Sentence(N_("An adviser has no other role.")))
    if adviser and (rights.ends_on is None or rights.ends_on < clock.today()):
        found.append(Sentence(N_("Say until which day the adviser may help, today or later.")))
    if rights.ends_on is not None and not adviser:
        found.append(Sentence(N_("Only an adviser has a last day.")))
    limited = Role.CONTRIBUTOR in rights.roles and rights.roles <= _LIMITED_TO_SITES
    if rights.sites and not limited:
        found.append(Sentence(N_("Sites limit a site contributor who has no wider role.")))
    return found


def rights_of(membership: Membership) -> Rights:
    return Rights(
        roles=frozenset(Role(role) for role in membership.roles),
        sites=frozenset(membership.sites),
        ends_on=membership.valid_to,
    )


def in_order(roles: Collection[Role]) -> list[str]:
    """As they are stored and shown: in the order of ``DUTIES``."""
    return [role.value for role in DUTIES if role in roles]


def tell_administrators(membership: Membership, company: Company, *, but: int | None) -> None:
    """Owe every administrator, except the one who did it, the news that the list has changed."""
    number = _told(membership.id, "user-change-administrator")
    query = _today(company.id).options(joinedload(Membership.user))
    for other in db.session.scalars(query):
        if Role.COMPANY_ADMIN in other.roles and other.user_id != but and other.user.active:
            outbox.owe(
                "user-change-administrator",
                to=_recipient(other.user, "company_admin"),
                dedupe=f"membership:{membership.id}:{number}",
                subject=SubjectRef(
                    type="membership", id=membership.id, ref=company.ubi, company_id=company.id
                ),
                values={"event_at": clock.now().isoformat()},
                path="/portal/company/members",
            )


def _tell_member(membership: Membership, called: Mapping[str, str]) -> None:
    values: dict[str, Value] = {"event_at": clock.now().isoformat(), "role_name": called}
    outbox.owe(
        "role-changed",
        to=_recipient(membership.user, "account_owner"),
        dedupe=f"membership:{membership.id}:{_told(membership.id, 'role-changed')}",
        subject=SubjectRef(type="membership", id=membership.id, company_id=membership.company_id),
        values=values,
        path="/account/",
    )


def _recipient(user: User, role: str) -> Recipient:
    return Recipient(
        email=user.email, name=user.name, language=user.language, user_id=user.id, role=role
    )


def _told(membership_id: int, kind: str) -> int:
    """How many messages of this kind there are about it: the number of the next event."""
    query = sa.select(sa.func.count(Notification.id)).where(
        Notification.subject_type == "membership",
        Notification.subject_id == membership_id,
        Notification.kind == kind,
    )
    return db.session.scalar(query) or 0


def _may_take(by: Actor, membership: Membership) -> None:
    if not may_touch(by, membership):
        raise NotAllowed(
            Sentence(N_("Only an administrator of the company can change this person."))
        )


def _keep_an_administrator(membership: Membership) -> None:
    if Role.COMPANY_ADMIN in membership.roles and not has(
        Role.COMPANY_ADMIN, membership.company_id, but=membership.id
    ):
        raise OutOfOrder(
            Sentence(N_("A company needs an administrator. Make somebody else one first."))
        )


def _today(company_id: int) -> sa.Select[Membership]:
    today = clock.today()
    return sa.select(Membership).where(
        Membership.company_id == company_id,
        Membership.valid_from <= today,
        Membership.valid_to.is_(None) | (Membership.valid_to >= today),
    )
