"""The codes others know a holder by, and those with which a certificate is checked."""

import re
import secrets

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from aeo.db import db
from aeo.domain.errors import N_, OutOfOrder, Sentence
from aeo.domain.programme.programme import Programme
from aeo.models.authorisation import Authorisation, HolderCounter

# Crockford's digits: no letter that is taken for another one.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP = 3, 4
DRAWS = 20  # of a random code, until one is free
CHECK_CODE = re.compile(rf"[{ALPHABET}]{{{GROUP}}}(?:-[{ALPHABET}]{{{GROUP}}}){{{GROUPS - 1}}}")
_MISTAKEN = str.maketrans("OIL", "011")


def holder(programme: Programme) -> str:
    """The next code of the programme, such as ``AEOHK0000000017``. Two at once wait for each other.

    Raises ``OutOfOrder`` where the codes are given by somebody else or have run out.
    """
    form = programme.code.form
    if programme.code.allocate == "external" or form is None:
        raise OutOfOrder(Sentence(N_("The codes of this programme are given out elsewhere.")))
    prefix, digits = form
    if programme.code.allocate == "random":
        drawn = (f"{prefix}{secrets.randbelow(10**digits):0{digits}}" for _ in range(DRAWS))
        code = next((one for one in drawn if not _is_taken(programme.id, one)), None)
    else:
        serial = _next(programme.id)
        code = f"{prefix}{serial:0{digits}}" if serial < 10**digits else None
    if code is None:
        raise OutOfOrder(Sentence(N_("No code of this programme is left.")))
    return code


def check() -> str:
    """A code that nobody can guess (60 bits), in groups as people read them aloud."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _group in range(GROUPS)
    )


def tidy(typed: str) -> str:
    """A check code as it is kept, from one typed by hand: small letters, blanks, O for 0. What is
    too long to be one is cut, but stays too long."""
    bare = re.sub(r"[\s-]+", "", typed.upper()).translate(_MISTAKEN)
    return "-".join(bare[at : at + GROUP] for at in range(0, len(bare), GROUP))[:40]


def is_check_code(tidied: str) -> bool:
    return CHECK_CODE.fullmatch(tidied) is not None


def _is_taken(programme_id: str, code: str) -> bool:
    query = sa.select(Authorisation.id).where(
        Authorisation.programme_id == programme_id, Authorisation.code == code
    )
    return bool(db.session.scalar(sa.select(query.exists())))


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
