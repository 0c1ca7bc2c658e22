"""Days without work, as rows: gazetted, computed ahead, or closed by a storm."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aeo.db import Model, pk
from aeo.domain.calendar import HolidayKind

STANDS = "void_since IS NULL"


class Holiday(Model):
    """One day of one calendar. Rows are never deleted: a clock that ended is told again from what
    stood on that day. ``names`` by language code, as ``locale.languages`` of a programme."""

    __tablename__ = "holiday"
    __table_args__ = (
        sa.CheckConstraint("calendar <> ''", name="calendar"),
        sa.CheckConstraint("void_since IS NULL OR void_since >= known_since", name="void_later"),
        sa.Index(
            "uq_holiday_standing",
            "calendar",
            "day",
            unique=True,
            sqlite_where=sa.text(STANDS),
            postgresql_where=sa.text(STANDS),
        ),
    )

    id: Mapped[pk]
    calendar: Mapped[str]
    day: Mapped[date]
    kind: Mapped[HolidayKind]
    names: Mapped[dict[str, Any]]
    source: Mapped[str]  # a gazette notice, a warning signal, or what computed it
    known_since: Mapped[date | None]  # None: from the beginning
    void_since: Mapped[date | None]
    entered_at: Mapped[datetime]  # programme time
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
