"""One way to write a record as bytes, so that equal records have equal SHA-256 (product §6).

JSON in UTF-8 with sorted keys and no space; text in NFC; days and instants in ISO 8601, instants
in UTC; no floats, because two machines may write one of them in two ways.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any


def encode(record: Any) -> bytes:
    """``record`` as canonical JSON. Raises ``TypeError`` for what has no canonical form."""
    plain = _plain(record)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(content: bytes) -> str:
    """The SHA-256 of ``content`` in hex."""
    return hashlib.sha256(content).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_key(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool | int):
        return value
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.value if isinstance(value, Enum) else value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError("a key is text")
    return unicodedata.normalize("NFC", key)
