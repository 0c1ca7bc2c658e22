"""Keeps a handful of programs running: in order, again when they die, and stops them all."""

import fcntl
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
        self._programs = list(programs)
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

    def once(self, program: Child) -> None:
        """Start a program beside the others that may end by itself; it is started again when it
        dies before its work is done."""
        program.is_kept = False
        self._programs.append(program)
        self._start(program)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self, program: Child) -> None:
        program.start()
        children.record(self._folder, self._programs)

    def _keep(self, program: Child) -> None:
        if program.is_running or monotonic() < program.not_before:
            return
        if not program.is_kept and program.process is not None and not program.process.returncode:
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


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Have the folder alone, and end what a killed run left in it. Raises ``RuntimeError`` while
    another process has it; the lock goes with the process, however that ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "supervisor").open("a+") as holder:
        try:
            fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder.seek(0)
            raise RuntimeError(
                f"The service already runs from {folder.parent} (process {holder.read()})."
            ) from None
        holder.truncate(0)
        holder.write(str(os.getpid()))
        holder.flush()
        for name in children.end_leftovers(folder):
            print(f"ended {name}, left by a run that was killed", flush=True)
        yield
