"""Files: bytes in, bytes out, by content. Never a user's name in a path."""

from flask import Flask, current_app

from aeo.storage.local import LocalStore, Received, TooLarge

__all__ = ["LocalStore", "Received", "TooLarge", "init_app", "store"]


def init_app(app: Flask) -> None:
    """Raises ValueError for an address that this version cannot serve."""
    app.extensions["aeo_store"] = LocalStore.at(app.extensions["aeo"].storage_url)


def store() -> LocalStore:
    found: LocalStore = current_app.extensions["aeo_store"]
    return found
