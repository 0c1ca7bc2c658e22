"""The answers of the readiness check on their way: as a signed value, or as a file.

Nothing about a visitor is kept here. The value carries the answers themselves, compressed, and a
signature, so that what comes back is what this service gave out.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from aeo.domain.errors import N_, Incomplete, Sentence
from aeo.domain.programme.programme import Programme
from aeo.domain.readiness.check import VALUES, Check, Given, traits
from aeo.services import programmes

FORMAT = 1
TOKEN_MAX = 3_500  # characters; a cookie holds about 4000 bytes with its name
FILE_MAX = 20_000  # bytes
COOKIE = "aeo_ready"
_DAMAGED = Sentence(N_("These answers are incomplete or were changed on the way. Begin anew."))
_OUTDATED = Sentence(N_("These answers belong to an earlier version of the questions. Begin anew."))


def token(given: Given) -> str:
    """``given`` as one word, fit for an address or a cookie. Raises ``Incomplete`` if too long."""
    programme = programmes.current()
    word = _serializer().dumps(
        {
            "format": FORMAT,
            "programme": [programme.id, programme.version],
            "levels": sorted(given.levels),
            "roles": sorted(given.roles),
            "traits": sorted(given.traits),
            "answers": dict(sorted(given.answers.items())),
        }
    )
    text = word if isinstance(word, str) else word.decode("ascii")
    if len(text) > TOKEN_MAX:
        raise Incomplete(_DAMAGED)
    return text


def read(word: str) -> Given:
    """What a token carries. Raises ``Incomplete`` when it is damaged, too long or outdated."""
    if len(word) > TOKEN_MAX:
        raise Incomplete(_DAMAGED)
    try:
        content = _serializer().loads(word)
    except BadData:
        raise Incomplete(_DAMAGED) from None
    programme = programmes.current()
    if not isinstance(content, dict):
        raise Incomplete(_DAMAGED)
    made_for = (content.get("format"), content.get("programme"))
    if made_for != (FORMAT, [programme.id, programme.version]):
        raise Incomplete(_OUTDATED)
    given = Given(
        levels=frozenset(content["levels"]),
        roles=frozenset(content["roles"]),
        traits=frozenset(content["traits"]),
        answers=content["answers"],
    )
    _check_codes(programme, given)
    return given


def answers(word: str) -> dict[str, str]:
    """The answers that a token brings into an application, by question: those that still apply.

    An answer about sites or partners was given for all of them. Raises ``Incomplete`` as ``read``.
    """
    return asked_for(read(word))


def asked_for(given: Given) -> dict[str, str]:
    """The answers without those to questions that do not apply any more."""
    check = Check(programmes.current(), given)
    return {one.question.key: one.answer.value for one in check.asked() if one.is_answered}


def file(given: Given) -> bytes:
    """The answers as a file that people can read and ``read_file`` can import: JSON, UTF-8."""
    programme = programmes.current()
    content: Mapping[str, Any] = {
        "kind": "aeo-readiness",
        "format": FORMAT,
        "programme": f"{programme.id} {programme.version}",
        "levels": sorted(given.levels),
        "roles": sorted(given.roles),
        "answers": asked_for(given),
        "signed": token(given),
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"


def read_file(content: bytes) -> Given:
    """What such a file carries. Only its signed value counts. Raises ``Incomplete``."""
    if len(content) > FILE_MAX:
        raise Incomplete(_DAMAGED)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Incomplete(_DAMAGED) from None
    word = found.get("signed") if isinstance(found, dict) else None
    if not isinstance(word, str):
        raise Incomplete(_DAMAGED)
    return read(word)


def _check_codes(programme: Programme, given: Given) -> None:
    """Raises ``Incomplete`` when one of the codes is not the programme's."""
    questions = {q.key: VALUES[q.type] for _, q in programme.questions if q.is_yes_or_no}
    fits = (
        _are(given.levels, {level.id for level in programme.levels.items})
        and given.roles <= {role.code for role in programme.roles}
        and given.traits <= {trait.code for trait in traits(programme)}
        and all(value in questions.get(key, ()) for key, value in given.answers.items())
    )
    if not fits:
        raise Incomplete(_DAMAGED)


def _are(chosen: Collection[str], known: Collection[str]) -> bool:
    return bool(chosen) and set(chosen) <= set(known)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.extensions["aeo"].secret_key, salt="readiness")
