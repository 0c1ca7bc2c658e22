"""How often an address may ask what could be guessed. Counted where Redis is, else in this process;
machine time, and no row: a GET never writes."""

from flask import Flask, g
from flask.wrappers import Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

GUESSES = "30 per minute"  # check codes that belong to no certificate
limiter = Limiter(get_remote_address, in_memory_fallback_enabled=True)


def init_app(app: Flask) -> None:
    app.config.setdefault("RATELIMIT_STORAGE_URI", _storage(app))
    app.config.setdefault("RATELIMIT_STRATEGY", "fixed-window")
    limiter.init_app(app)


def note_guess() -> None:
    """What was asked for does not exist: this one counts."""
    g.is_guess = True


def was_guess(_response: Response) -> bool:
    return bool(g.get("is_guess", False))


def _storage(app: Flask) -> str:
    return app.extensions["aeo"].redis_url or "memory://"
