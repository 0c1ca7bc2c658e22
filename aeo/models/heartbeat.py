"""Signs of life: one row for each kind of process that works in the background."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from aeo.db import Model


class Heartbeat(Model):
    """When a ``worker`` or ``beat`` was last seen, by machine time."""

    __tablename__ = "heartbeat"

    role: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
