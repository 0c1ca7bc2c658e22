"""A version of what is held: begun by a grant, ended by time, the holder or a newer version
(handbook §7.2). The header of an authorisation has no status of its own.

A suspended status expires on its date (product §6), so no renewal carries it on. An extension of a
running validity is a newer version.
"""

from enum import StrEnum

from aeo.domain.guards import authorisation as g
from aeo.domain.guards import no_conflict
from aeo.domain.transition import Table, row
from aeo.domain.vocabulary import AuthorisationStatus as S
from aeo.domain.vocabulary import Machine
from aeo.domain.vocabulary import Role as R


class AuthorisationAct(StrEnum):
    BEGIN = "begin"
    CONTINUE = "continue"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


A = AuthorisationAct
OFFICER, SYSTEM = {R.CASE_OFFICER, R.SUPERVISOR}, {R.SYSTEM}
IN_FORCE = frozenset({S.ACTIVE, S.ACTIVE_PENDING_RENEWAL})
SUSPENDED = frozenset({S.SUSPENDED, S.PARTIALLY_SUSPENDED})
HELD = IN_FORCE | SUSPENDED
ENDED = frozenset({S.EXPIRED, S.REVOKED, S.ANNULLED, S.WITHDRAWN, S.SUPERSEDED})
MEASURES = "Entered by a measure; the rows come with the table of measures."
LATER: dict[StrEnum, str] = dict.fromkeys(
    (S.SUSPENDED, S.PARTIALLY_SUSPENDED, S.REVOKED, S.ANNULLED), MEASURES
)

# fmt: off
BEGIN = row(A.BEGIN, (), S.ACTIVE, SYSTEM)
AUTHORISATION = Table(Machine.AUTHORISATION, BEGIN, closed=ENDED, later=LATER, rows=(
    #   action, from, to, by, who is told
    row(A.CONTINUE,  {S.ACTIVE}, S.ACTIVE_PENDING_RENEWAL, SYSTEM,  guards=(g.validity_over, g.no_newer_version, g.timely_renewal_continues)),
    row(A.EXPIRE,    IN_FORCE,   S.EXPIRED,                SYSTEM,  "status-expired-company", "status-expired-staff", guards=(g.validity_over, g.no_newer_version, g.no_timely_renewal_continues)),
    row(A.EXPIRE,    SUSPENDED,  S.EXPIRED,                SYSTEM,  "status-expired-company", "status-expired-staff", guards=(g.validity_over, g.no_newer_version)),
    row(A.SUPERSEDE, HELD,       S.SUPERSEDED,             SYSTEM,  "certificate-reissued-company", "certificate-reissued-staff", guards=(g.newer_version_in_force,)),
    row(A.WITHDRAW,  HELD,       S.WITHDRAWN,              OFFICER, "status-withdrawn-company", "status-withdrawn-staff", guards=(no_conflict, g.holder_asked_to_withdraw, g.no_revocation_proposed), needs_note=True),
))
# fmt: on
