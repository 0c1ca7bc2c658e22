"""The codes others know a holder by, and those with which a certificate is checked."""

import re
import secrets

from sqlalchemy.dialects import postgresql, sqlite

from aeo.db import db
from aeo.domain.errors import N_, OutOfOrder, Sentence
from aeo.domain.programme.programme import Programme
from aeo.models.authorisation import HolderCounter

# Crockford's digits: no letter that is taken for another one.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP = 3, 4
PATTERN = re.compile(r"\^([A-Z0-9-]*)\\d\{([0-9]+)\}\$", re.ASCII)
_MISTAKEN = str.maketrans("OIL", "011")


def holder(programme: Programme) -> str:
    """The next code of the programme, such as ``AEOHK0000000017``. Two at once wait for each other.

    Raises ``OutOfOrder`` where the codes are given by somebody else or have run out.
    """
    form = PATTERN.fullmatch(programme.code.pattern)
    if programme.code.allocate == "external" or form is None:
        raise OutOfOrder(Sentence(N_("The codes of this programme are given out elsewhere.")))
    prefix, digits = form[1], int(form[2])
    if programme.code.allocate == "random":
        return f"{prefix}{secrets.randbelow(10**digits):0{digits}}"
    serial = _next(programme.id)
    if serial >= 10**digits:
        raise OutOfOrder(Sentence(N_("No code of this programme is left.")))
    return f"{prefix}{serial:0{digits}}"


def check() -> str:
    """A code that nobody can guess (60 bits), in groups as people read them aloud."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _group in range(GROUPS)
    )


def tidy(typed: str) -> str:
    """A check code as it is kept, from one typed by hand: small letters, blanks, O for 0."""
    bare = re.sub(r"[\s-]+", "", typed.upper()).translate(_MISTAKEN)
    return "-".join(bare[at : at + GROUP] for at in range(0, GROUPS * GROUP, GROUP))[:40]


def _next(programme_id: str) -> int:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    serial: int = db.session.scalars(
        dialect.insert(HolderCounter)
        .values(programme_id=programme_id, serial=1)
        .on_conflict_do_update(
            index_elements=[HolderCounter.programme_id], set_={"serial": HolderCounter.serial + 1}
        )
        .returning(HolderCounter.serial),
        execution_options={"populate_existing": True},
    ).one()
    return serial
