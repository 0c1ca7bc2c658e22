"""What the machinery around the service asks: does it live, can it work, how is it doing."""

import ipaddress
from time import monotonic

from flask import Blueprint, Response, current_app, jsonify, request
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from aeo import storage
from aeo.domain.permissions import Permission
from aeo.migrations.run import is_at_head
from aeo.services import deliveries, heartbeats
from aeo.web.access import access

GRACE_SECONDS = 60  # workers come up after the web does

bp = Blueprint("operations", __name__)


@bp.record
def _note_start(setup: BlueprintSetupState) -> None:
    setup.app.extensions["aeo_started"] = monotonic()


@bp.get("/healthz")
@access(GET=Permission.OPERATIONS)
def healthz() -> ResponseReturnValue:
    """The process lives. Asks nothing of anybody else."""
    return jsonify(status="ok")


@bp.get("/readyz")
@access(GET=Permission.OPERATIONS)
def readyz() -> ResponseReturnValue:
    """Whether it can do its work: 503 names what is missing."""
    checks = {
        "database": _database(),
        "storage": storage.store().is_writable(),
        "heartbeat": _is_young() or _heart_beats(),
    }
    ready = all(checks.values())
    return jsonify(status="ok" if ready else "not ready", checks=checks), 200 if ready else 503


@bp.get("/metrics")
@access(GET=Permission.OPERATIONS)
def metrics() -> ResponseReturnValue:
    """For Prometheus, from the addresses in ``AEO_METRICS_FROM`` only; for others not there."""
    if not _may_ask(request.remote_addr or ""):
        raise NotFound
    registry = CollectorRegistry()
    owed = Gauge("aeo_outbox", "Messages by state", ["state"], registry=registry)
    for state, count in deliveries.by_state().items():
        owed.labels(state).set(count)
    oldest = Gauge("aeo_outbox_oldest_due_seconds", "Age of what is due", registry=registry)
    oldest.set(deliveries.oldest_due_seconds())
    beats = Gauge(
        "aeo_heartbeat_age_seconds", "Since it was last seen", ["role"], registry=registry
    )
    for role, seconds in heartbeats.ages().items():
        beats.labels(role).set(seconds)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _database() -> bool:
    try:
        return is_at_head()
    except SQLAlchemyError:
        return False


def _is_young() -> bool:
    return monotonic() - float(current_app.extensions["aeo_started"]) < GRACE_SECONDS


def _heart_beats() -> bool:
    try:
        return heartbeats.is_fresh()
    except SQLAlchemyError:
        return False


def _may_ask(address: str) -> bool:
    try:
        asking = ipaddress.ip_address(address)
        allowed = current_app.extensions["aeo"].metrics_from
        return any(asking in ipaddress.ip_network(one.strip()) for one in allowed)
    except ValueError:
        return False
