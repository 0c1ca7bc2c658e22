"""An office that sent an application back, and a company that does not answer."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from aeo.db import db
from aeo.domain.errors import OutOfOrder
from aeo.models.outbox import Notification
from aeo.services import lapsing
from aeo.services.reminders import owing
from aeo.services.reminders.subjects import BY_NAME
from aeo.sim import line
from aeo.sim.line import Application, Stage
from tests.kept import kept
from tests.office import Office
from tests.people import writing

WHY = "Nobody answered, by mail or telephone."


class Returned(Office):
    """An office that sent an application back; ``due`` is the company's last day."""

    @kept
    def sent_back(self) -> None:
        with self.app.app_context():
            application = Application(("T1",), Stage.RETURNED)
            self.reference = line.bring(self.ada, application, self.bo) or ""
            self.due = lapsing.due_on(self.case())

    def morning(self, days: int) -> None:
        """So many days after the last one, swept as every morning is."""
        self.move_to(self.due + timedelta(days=days))
        with writing(self.app):
            owing.sweep(BY_NAME["lapse"].number)

    def refused(self) -> list[str]:
        with pytest.raises(OutOfOrder) as refusal, writing(self.app):
            lapsing.lapse(self.reference, WHY, by=self.cheung)
        return [reason.msgid for reason in refusal.value.reasons]

    def warnings(self) -> list[tuple[str, str]]:
        query = (
            sa.select(Notification)
            .where(Notification.kind == "lapse-warning")
            .order_by(Notification.id)
        )
        with self.app.app_context():
            return [
                (row.state.value, row.values["final_date"]) for row in db.session.scalars(query)
            ]
