"""How far what comes round again has been seen to, such as the reminders of a morning."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from aeo.db import Model


class Sweep(Model):
    """The last day of one kind, written in the transaction that did what was to be done."""

    __tablename__ = "sweep"

    kind: Mapped[str] = mapped_column(primary_key=True)
    through: Mapped[date]
