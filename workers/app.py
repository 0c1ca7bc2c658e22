"""Celery: the engine that carries chunks of work to processes. It decides and keeps nothing.

Redis is a doorbell, not a store: whatever is lost there is found again in the database.
"""

import logging

from celery import Celery
from celery.signals import beat_init, worker_init, worker_process_init
from flask import Flask
from kombu import Queue  # type: ignore[attr-defined]  # it comes lazily

from aeo import create_app
from aeo.config import Misconfigured, Settings
from aeo.jobs.registry import QUEUES

LIMIT_SECONDS = 60  # hard; below the lease of a claim, so no live sender outlasts it
SOFT_LIMIT_SECONDS = 45
VISIBILITY_SECONDS = 180  # above the hard limit: a chunk still at work is not given to another
NO_BROKER = "redis://set-AEO_REDIS_URL.invalid:1/0"  # fails loudly where none is configured

CONFIG = {
    "task_serializer": "json",
    "accept_content": ["json"],  # whoever can write to Redis still cannot run code
    "task_ignore_result": True,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,  # either of the two alone loses tasks
    "task_acks_on_failure_or_timeout": True,  # a failure is in the database, not with the broker
    "task_time_limit": LIMIT_SECONDS,
    "task_soft_time_limit": SOFT_LIMIT_SECONDS,
    "task_publish_retry": False,  # the next tick is the retry
    "task_queues": [Queue(name) for name in QUEUES],
    "task_default_queue": "schedule",
    "task_create_missing_queues": False,
    "worker_prefetch_multiplier": 1,  # no hostages in a dying worker
    "worker_max_tasks_per_child": 200,
    "worker_max_memory_per_child": 300_000,  # kB
    "worker_soft_shutdown_timeout": 30,
    "worker_enable_soft_shutdown_on_idle": True,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "worker_send_task_events": False,
    "worker_enable_remote_control": False,
    "worker_hijack_root_logger": False,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,  # a long outage ends some day
    "broker_transport_options": {
        "visibility_timeout": VISIBILITY_SECONDS,
        "unacked_restore_interval": 10,  # without these two, what a killed worker held comes
        "unacked_restore_throttle": 1,  # back after a hundred seconds more than it should
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 15,
    },
    "visibility_timeout": VISIBILITY_SECONDS,  # the shortest of all apps on a broker wins
    "result_backend_transport_options": {"visibility_timeout": VISIBILITY_SECONDS},
    "beat_scheduler": "workers.scheduler:Poker",
    "enable_utc": True,
    "timezone": "UTC",
}

# A line for each of the pokes would bury what matters.
for name in ("celery.worker.strategy", "celery.app.trace", "celery.beat"):
    logging.getLogger(name).setLevel(logging.WARNING)

celery = Celery("workers", broker=Settings.from_env().redis_url or NO_BROKER)
celery.conf.update(CONFIG)
celery.conf.imports = ("workers.chunks",)

_app: Flask | None = None


def flask_app() -> Flask:
    """The application of this process, made at its first task."""
    global _app  # noqa: PLW0603 -- one for the life of the process
    if _app is None:
        _app = create_app()
    return _app


@worker_init.connect
@beat_init.connect
def _refuse(**_facts: object) -> None:
    """Production does not work with what is not fit for it. Celery swallows what a signal raises,
    but not the end of the process."""
    try:
        flask_app()
    except Misconfigured as problems:
        raise SystemExit(str(problems)) from problems


@worker_process_init.connect
def _fresh(**_facts: object) -> None:
    """A child of the pool shares no database connection with its parent."""
    global _app  # noqa: PLW0603 -- the same
    _app = None
    flask_app()


from workers.schedule import BEAT  # noqa: E402 -- names tasks of this app

celery.conf.beat_schedule = BEAT
