"""``aeo up``: the whole service on one machine; what no address names is started here."""

import os
import secrets
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import click

from aeo import create_app
from aeo.cli import migrate, supervisor, valkey
from aeo.cli.children import Child
from aeo.config import Env, Misconfigured, Settings
from aeo.db import db
from aeo.sim import demo

BIN = Path(sys.executable).parent
LOOPBACK = "127.0.0.1"
# Each of them loads as much as the web does, and would make the first page wait.
BACKGROUND = frozenset({"worker", "beat"})
QUIET = ("--without-gossip", "--without-mingle")


@click.command("up")
def command() -> None:
    """Start web, workers, beat, broker and mail server; Ctrl-C stops everything."""
    try:
        settings = Settings.from_env()
    except Misconfigured as problem:
        raise click.ClickException(str(problem)) from problem
    folder = settings.var / "run"
    try:
        with supervisor.claimed(folder):
            _run(settings, folder)
    except RuntimeError as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _run(settings: Settings, folder: Path) -> None:
    if is_taken(settings.bind, settings.port):  # after the leftovers of a killed run are gone
        raise RuntimeError(
            f"Port {settings.port} is taken. Stop what uses it, or set AEO_PORT to another number."
        )
    logs = settings.var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    environment, extra = surroundings(settings)
    prepare(settings)
    programs = [
        Child(name, line, environment, logs / f"{name}.log", yields=name in BACKGROUND)
        for name, line in {**extra, **commands(settings)}.items()
    ]
    address = f"http://{LOOPBACK}:{settings.port}/"
    service = supervisor.Supervisor(programs, folder)

    def ready() -> None:
        print(f"The service runs: {settings.base_url}/", flush=True)
        print(f"Logs: {logs}. Ctrl-C stops everything.", flush=True)
        if settings.env is Env.DEMO:
            line = [str(BIN / "aeo"), "demo"]
            service.once(Child("demo", line, environment, logs / "demo.log", yields=True))

    service.run(lambda: answers(address, settings.host), ready)


def prepare(settings: Settings) -> None:
    """Bring the database to the schema of this code, here: a process of its own would load
    everything once more. Raises ``RuntimeError`` with what went wrong."""
    try:
        with create_app(settings).app_context():
            migrate.to_head()
            if settings.env is Env.DEMO:
                demo.begin()  # before anybody opens a page
            db.engine.dispose()  # the programs that are started next share no connection with us
    except Exception as error:
        raise RuntimeError(f"The database cannot be migrated:\n{error}") from error


def surroundings(settings: Settings) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The environment of the programs, and those that stand in for what has no address."""
    environment = {**os.environ, "AEO_VAR": str(settings.var), "PYTHONUNBUFFERED": "1"}
    extra: dict[str, list[str]] = {}
    if not settings.redis_url:
        port, password = free_port(), secrets.token_urlsafe(24)
        extra["broker"] = valkey.command(port, settings.var / "valkey", password)
        environment["AEO_REDIS_URL"] = f"redis://:{password}@{LOOPBACK}:{port}/0"
    if settings.smtp_url.endswith(":0"):
        port = free_port()
        folder = str(settings.var / "mail")
        extra["mailserver"] = [sys.executable, "-m", "aeo.cli.mailsink", str(port), folder]
        environment["AEO_SMTP_URL"] = f"smtp://{LOOPBACK}:{port}"
    return environment, extra


def commands(settings: Settings) -> Mapping[str, list[str]]:
    """The same programs as in the Procfile, in the order in which they start."""
    celery = [str(BIN / "celery"), "-A", "workers.app:celery"]
    return {
        "web": [
            *(str(BIN / "gunicorn"), "--bind", f"{settings.bind}:{settings.port}"),
            *("--workers", "1", "--threads", "8", "--access-logfile", "-"),
            "aeo:create_app()",
        ],
        "worker": [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", *QUIET],
        "beat": [
            *(*celery, "beat", "--loglevel", "INFO", "--pidfile="),
        ],
    }


def is_taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def answers(address: str, host: str) -> bool:
    """Whether the first page is there."""
    request = urllib.request.Request(address, headers={"Host": host})  # noqa: S310 -- our own address
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 -- the same
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False
