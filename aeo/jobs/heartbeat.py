"""Show that this process lives, for the readiness probe and whoever is on duty."""

from aeo.db import unit_of_work
from aeo.services import heartbeats


def show_life(role: str) -> None:
    """Note that a process of ``role`` (``worker`` or ``beat``) is alive now; at any time."""
    with unit_of_work():
        heartbeats.beat(role)
