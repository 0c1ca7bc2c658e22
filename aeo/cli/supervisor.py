"""Keeps a handful of programs running: in order, again when they die, and stops them all."""

import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic, sleep
from types import FrameType

from aeo.cli import children
from aeo.cli.children import Child

TICK = 0.2
QUICK = 30.0  # seconds; a program that lived longer did not die of its start
WAIT_MAX = 10.0


class Supervisor:
    """``on_ready`` is called once, when ``is_ready`` first says so."""

    def __init__(self, programs: Sequence[Child], folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._stopping = False

    def run(self, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> None:
        """Keep everything running until a signal asks to stop. Leaves no process behind."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        told = False
        try:
            for program in self._programs:
                self._start(program)
            while not self._stopping:
                for program in self._programs:
                    self._keep(program)
                if not told and is_ready():
                    told = True
                    on_ready()
                sleep(TICK)
        finally:
            for program in reversed(self._programs):
                program.stop()
            (self._folder / "children.json").unlink(missing_ok=True)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self, program: Child) -> None:
        program.start()
        children.record(self._folder, self._programs)

    def _keep(self, program: Child) -> None:
        if program.is_running or monotonic() < program.not_before:
            return
        if program.process is not None:  # seen dead for the first time
            code = program.process.returncode
            program.sweep()  # its own children may have outlived it
            lived = monotonic() - program.started
            program.quick_deaths = program.quick_deaths + 1 if lived < QUICK else 0
            wait = min(WAIT_MAX, 0.5 * 2**program.quick_deaths)
            program.not_before = monotonic() + wait
            print(f"{program.name} ended ({code}); again in {wait:.0f} s", flush=True)
            program.process = None
            return
        self._start(program)


def claim(folder: Path) -> None:
    """Take the folder for this process. Raises ``RuntimeError`` while another one has it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "supervisor"
    if file.exists():
        pid, _space, since = file.read_text(encoding="utf-8").partition(" ")
        if since and children.began(int(pid)) == int(since):
            raise RuntimeError(f"The service already runs from {folder.parent} (process {pid}).")
    file.write_text(f"{os.getpid()} {children.began(os.getpid())}", encoding="utf-8")
    for name in children.end_leftovers(folder):
        print(f"ended {name}, left by a run that was killed", flush=True)


def release(folder: Path) -> None:
    (folder / "supervisor").unlink(missing_ok=True)
