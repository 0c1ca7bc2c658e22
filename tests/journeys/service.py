"""The whole service as its users get it: ``aeo up`` with every process, on ports of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aeo.config import ROOT, Settings

AEO = Path(sys.executable).parent / "aeo"
PATIENCE = 60.0


@dataclass
class Service:
    var: Path
    port: int
    process: subprocess.Popen[bytes]
    database_url: str = ""  # empty: a file of its own

    @property
    def settings(self) -> Settings:
        """What its programs run with, for a test that brings something about behind the pages."""
        given = {"AEO_VAR": str(self.var), "AEO_PORT": str(self.port)}
        if self.database_url:
            given["AEO_DATABASE_URL"] = self.database_url
        return Settings.from_env(given)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def processes(self) -> list[int]:
        """Every living process of this service, whoever started it."""
        mark, found = f"AEO_VAR={self.var}\0".encode(), []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    mine = mark in (entry / "environ").read_bytes()
                    state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                except OSError:
                    continue
                if mine and state != "Z":
                    found.append(int(entry.name))
        return found

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(40)


def until(holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait for a condition, never for a time; says what did not come about."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come about: {what}")
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(var: Path, port: int | None = None, database_url: str = "") -> Service:
    port = port or free_port()
    var.mkdir(parents=True, exist_ok=True)
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("AEO_")},
        "AEO_VAR": str(var),
        "AEO_PORT": str(port),
        **({"AEO_DATABASE_URL": database_url} if database_url else {}),
    }
    with (var / "up.log").open("ab") as log:
        process = subprocess.Popen(
            [AEO, "up"], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    service = Service(var, port, process, database_url)
    until(lambda: service.get("/")[0] == 200 or process.poll() is not None, "the first page")
    assert process.poll() is None, (var / "up.log").read_text()
    return service


@contextmanager
def running(var: Path, database_url: str = "") -> Iterator[Service]:
    service = start(var, database_url=database_url)
    try:
        yield service
    finally:
        service.stop()
        assert service.processes() == []
