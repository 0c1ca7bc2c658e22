"""Rights that are not a step of a procedure: ``<scope>:<resource>:<verb>``, and who has them.

What may be done to a case, visit, finding or request for information is in the tables of
``aeo.domain.workflow``; this file says who may open which page and manage what.
"""

from enum import StrEnum

from aeo.domain.vocabulary import COMPANY_ROLES, OFFICE_ROLES, Actor, Role


class Permission(StrEnum):
    PUBLIC = "public:page:read"
    OPERATIONS = "operations:probe:read"
    DEMO = "demo:tool:use"
    ACCOUNT = "account:self:manage"
    PORTAL_READ = "portal:case:read"
    PORTAL_EDIT = "portal:case:edit"
    PORTAL_SUBMIT = "portal:case:submit"
    PORTAL_VISIT = "portal:visit:answer"
    COMPANY_MANAGE = "portal:company:manage"
    COMPANY_CREATE = "portal:company:create"
    DESK_READ = "desk:case:read"
    DESK_INTAKE = "desk:case:intake"
    DESK_REVIEW = "desk:case:review"
    DESK_VISIT = "desk:visit:run"
    DESK_SUPERVISE = "desk:case:supervise"
    DESK_WEIGH = "desk:proposal:weigh"
    DESK_DECIDE = "desk:case:decide"
    DESK_ASSIGN = "desk:case:assign"
    DESK_ADMIN = "desk:admin:read"
    MAIL_READ = "desk:mail:read"


_COMPANY_WRITERS = COMPANY_ROLES - {Role.VIEWER}
_COMPANY_LEADS = frozenset({Role.COMPANY_ADMIN, Role.SIGNATORY, Role.COORDINATOR})
_REVIEWERS = frozenset({Role.CASE_OFFICER, Role.SUPERVISOR})

HOLDERS: dict[Permission, frozenset[Role]] = {
    Permission.PORTAL_READ: COMPANY_ROLES,
    Permission.PORTAL_EDIT: _COMPANY_WRITERS,
    Permission.PORTAL_SUBMIT: frozenset({Role.SIGNATORY}),
    Permission.PORTAL_VISIT: _COMPANY_LEADS,
    Permission.COMPANY_MANAGE: _COMPANY_LEADS,
    Permission.DESK_READ: OFFICE_ROLES,
    Permission.DESK_INTAKE: frozenset({Role.INTAKE, Role.CASE_OFFICER, Role.SUPERVISOR}),
    Permission.DESK_REVIEW: _REVIEWERS,
    Permission.DESK_VISIT: frozenset({Role.VALIDATOR, Role.CASE_OFFICER, Role.SUPERVISOR}),
    Permission.DESK_SUPERVISE: frozenset({Role.SUPERVISOR}),
    Permission.DESK_WEIGH: frozenset({Role.SUPERVISOR, Role.APPROVER}),
    Permission.DESK_DECIDE: frozenset({Role.APPROVER}),
    Permission.DESK_ASSIGN: frozenset({Role.SUPERVISOR, Role.CASE_OFFICER, Role.INTAKE}),
    Permission.DESK_ADMIN: frozenset({Role.PROGRAMME_ADMIN, Role.AUDITOR, Role.SUPERVISOR}),
    Permission.MAIL_READ: OFFICE_ROLES,
}
# These need no role: the first set nobody at all, the second a signed-in person of any kind.
OPEN = frozenset({Permission.PUBLIC, Permission.OPERATIONS, Permission.DEMO})
SIGNED_IN = frozenset({Permission.ACCOUNT, Permission.COMPANY_CREATE})


def may(actor: Actor | None, permission: Permission) -> bool:
    """Whether ``actor`` (None: nobody signed in) holds ``permission``."""
    if permission in OPEN:
        return True
    if actor is None:
        return False
    if permission is Permission.COMPANY_CREATE:
        return not actor.is_officer
    if permission in SIGNED_IN:
        return True
    return not actor.roles.isdisjoint(HOLDERS[permission])
