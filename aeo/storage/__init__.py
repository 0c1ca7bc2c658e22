"""Files: bytes in, bytes out, by content. Never a user's name in a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aeo.storage.local import LocalStore, Received, TooLarge

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["LocalStore", "Received", "TooLarge", "init_app", "store"]


def init_app(app: Flask) -> None:
    """Raises ValueError for an address that this version cannot serve."""
    app.extensions["aeo_store"] = LocalStore.at(app.extensions["aeo"].storage_url)


def store() -> LocalStore:
    from flask import current_app  # noqa: PLC0415 -- the child that looks at files needs no Flask

    found: LocalStore = current_app.extensions["aeo_store"]
    return found
