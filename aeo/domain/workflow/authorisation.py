"""A version of what is held: begun by a grant, ended by time, the holder or a newer version
(handbook §7.2). The header of an authorisation has no status of its own.

Suspension, revocation and annulment are measures; their rows come with the measures.
"""

from enum import StrEnum

from aeo.domain import guards as g
from aeo.domain.transition import Table, row
from aeo.domain.vocabulary import AuthorisationStatus as S
from aeo.domain.vocabulary import Machine
from aeo.domain.vocabulary import Role as R


class AuthorisationAct(StrEnum):
    CONTINUE = "continue"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


A = AuthorisationAct
HELD = frozenset({S.ACTIVE, S.ACTIVE_PENDING_RENEWAL, S.SUSPENDED, S.PARTIALLY_SUSPENDED})
ENDED = frozenset({S.EXPIRED, S.REVOKED, S.ANNULLED, S.WITHDRAWN, S.SUPERSEDED})

# fmt: off
AUTHORISATION = Table(Machine.AUTHORISATION, S.ACTIVE, closed=ENDED, rows=(
    #   action        from        to                         by              who is told
    row(A.CONTINUE,   {S.ACTIVE}, S.ACTIVE_PENDING_RENEWAL,  {R.SYSTEM},     guards=(g.validity_over, g.no_newer_version, g.timely_renewal_continues)),
    row(A.EXPIRE,     HELD,       S.EXPIRED,                 {R.SYSTEM},     "authorisation-expired", guards=(g.validity_over, g.no_newer_version, g.no_timely_renewal_continues)),
    row(A.SUPERSEDE,  HELD,       S.SUPERSEDED,              {R.SYSTEM},     guards=(g.newer_version_in_force,)),
    row(A.WITHDRAW,   HELD,       S.WITHDRAWN,               {R.SIGNATORY},  "authorisation-withdrawn", needs_note=True),
))
# fmt: on
