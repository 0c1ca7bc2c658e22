"""How far each kind of reminder has been looked through, by mornings."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from aeo.db import Model


class Sweep(Model):
    """The last morning of one kind, written in the transaction that owed its reminders."""

    __tablename__ = "sweep"

    kind: Mapped[str] = mapped_column(primary_key=True)
    through: Mapped[date]
