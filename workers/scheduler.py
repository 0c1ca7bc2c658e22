"""Beat pokes only while somebody listens: a queue that nobody empties must not grow.

It keeps no file; every entry only asks the database what is due.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from celery.beat import ScheduleEntry, Scheduler
from kombu.exceptions import OperationalError as BrokerError
from sqlalchemy.exc import SQLAlchemyError

from aeo import clock
from aeo.db import unit_of_work
from aeo.services import heartbeats
from workers.app import flask_app

log = logging.getLogger(__name__)

WAITING_MAX = 5  # pokes that nobody took; a worker that comes back needs one
SHOWS_LIFE_EVERY = timedelta(seconds=15)


class Poker(Scheduler):
    """Celery's scheduler in memory, which looks at the queue before it adds to it."""

    _shown: datetime | None = None

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        """Poke, unless nobody takes the pokes or the broker is away; the next tick tries again."""
        self._show_life()
        try:
            waiting = producer.channel.queue_declare(queue=entry.options["queue"]).message_count
        except (BrokerError, OSError, *producer.connection.connection_errors) as error:
            log.warning("the broker is away: %s", error)
            return
        if waiting < WAITING_MAX:
            super().apply_entry(entry, producer=producer)

    def _show_life(self) -> None:
        now = clock.machine()
        if self._shown is not None and now - self._shown < SHOWS_LIFE_EVERY:
            return
        try:
            with flask_app().app_context(), unit_of_work():
                heartbeats.beat(heartbeats.BEAT)
        except SQLAlchemyError as error:
            log.warning("the database is away: %s", error)
            return
        self._shown = now
