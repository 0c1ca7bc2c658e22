"""Child processes: each in a group of its own that dies with us, and known to the next start.

A process is named by its number *and* the moment it began, because numbers are used again.
"""

import ctypes
import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
STOP_SECONDS = 15.0
NICENESS = 10


@dataclass(slots=True)
class Child:
    """One program to be kept running. One that ``yields`` runs when no other wants to."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    yields: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    quick_deaths: int = field(default=0, init=False)
    not_before: float = field(default=0.0, init=False)
    is_kept: bool = field(default=True, init=False)  # started again also when it ends well

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 -- our own command lines
                list(self.command),
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_yielding if self.yields else _die_with_parent,  # noqa: PLW1509 -- we have one thread
            )
        self.started = monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask, wait, then insist; also with whatever it had started itself."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.sweep()

    def sweep(self) -> None:
        """End what is left of the group, even when its first process is gone."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _yielding() -> None:
    """The same, and a person who waits for a page comes before work that nobody watches."""
    os.nice(NICENESS)
    _die_with_parent()


def _die_with_parent() -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)  # we may have been started with SIGINT ignored


def record(folder: Path, children: Sequence[Child]) -> None:
    """Write down who runs, for a start after we were killed."""
    known = {
        child.name: {"pid": child.process.pid, "began": began(child.process.pid)}
        for child in children
        if child.process is not None and began(child.process.pid) is not None
    }
    unfinished = folder / "children.json.part"
    unfinished.write_text(json.dumps(known), encoding="utf-8")
    unfinished.rename(folder / "children.json")


def end_leftovers(folder: Path) -> list[str]:
    """End what a killed predecessor left behind; their names."""
    file = folder / "children.json"
    if not file.exists():
        return []
    ended = []
    for name, known in json.loads(file.read_text(encoding="utf-8")).items():
        for member in group_of(int(known["pid"]), known["began"]):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(member, signal.SIGKILL)
                ended.append(name)
    file.unlink()
    return sorted(set(ended))


def group_of(pid: int, since: int) -> list[int]:
    """The living processes of the session that ``pid`` began at ``since``.

    None when another process has that number now: a number is not given again while a session of
    that name has anybody left.
    """
    if began(pid) not in {None, since}:
        return []
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        stat = _stat(int(entry.name))
        if stat is None:
            continue
        session, _began, state = stat
        if session == pid and state != "Z":
            found.append(int(entry.name))
    return found


def began(pid: int) -> int | None:
    """When a process began, in clock ticks since the machine did; None when it is gone."""
    stat = _stat(pid)
    return stat[1] if stat else None


def _stat(pid: int) -> tuple[int, int, str] | None:
    """Session, start time and state (proc(5)); the name before them may hold anything."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return int(fields[3]), int(fields[19]), fields[0]
