"""Worlds that were built once and are brought back as they were: a copied file instead of a second
of clicks. Only SQLite is a file; on PostgreSQL every world is built anew.

What is marked ``kept`` takes the database from one state to the next. When nothing else was written
since the last such step, what it leaves behind depends on nothing but the steps before it.
"""

import shutil
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import time_machine
from flask import Flask, has_app_context

from aeo import clock
from aeo.clock import ClockOffset
from aeo.db import db

State = tuple[tuple[int, int], ...]


class Shelf:
    """What one test process has built, beside its database."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.folder = file.parent / "kept"
        self.folder.mkdir(exist_ok=True)
        self.worlds: dict[tuple, tuple[Path, dict[str, Any], Any, float]] = {}
        self.trail: tuple = ()
        self.left_at: State = ()

    def state(self) -> State:
        """Changes with every write: of the database and of what is not merged into it yet."""
        files = (self.file, self.file.with_name(self.file.name + "-wal"))
        seen = [(it.stat().st_mtime_ns, it.stat().st_size) for it in files if it.exists()]
        return tuple(seen)

    def keep(self, key: tuple, world: dict[str, Any], result: Any) -> None:
        self._merge()
        path = self.folder / f"{len(self.worlds)}.sqlite3"
        shutil.copyfile(self.file, path)
        self.worlds[key] = (path, world, result, time.time())

    def bring_back(self, key: tuple) -> tuple[dict[str, Any], Any]:
        path, world, result, built_at = self.worlds[key]
        if has_app_context():
            db.session.remove()
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(path, self.file)
        passed = time.time() - built_at
        with db.engine.begin() as connection:  # programme time stands where it stood
            moved = sa.update(ClockOffset).values(seconds=ClockOffset.seconds - passed)
            connection.execute(moved)
        clock.reread()
        return world, result

    def stand(self, trail: tuple) -> None:
        self.trail = trail
        self.left_at = self.state()

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was written since the last step that is kept."""
        return self.left_at == self.state()

    def _merge(self) -> None:
        if has_app_context():
            db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()


def shelf_of(app: Flask) -> Shelf | None:
    """None on an engine whose database is no file."""
    settings = app.extensions["aeo"]
    if not settings.database_url.startswith("sqlite"):
        return None
    return app.extensions.setdefault("kept", Shelf(settings.var / "aeo.sqlite3"))


def kept(step: Callable[..., Any]) -> Callable[..., Any]:
    """Of a function of an application, or of a method of something that has an ``app``."""

    @wraps(step)
    def through(here: Any, *args: Any, **given: Any) -> Any:
        app = here if isinstance(here, Flask) else here.app
        shelf = shelf_of(app)
        if shelf is None or not shelf.is_untouched:
            return step(here, *args, **given)
        with app.app_context():
            key = (*shelf.trail, (step.__qualname__, *_told(here, args, given), _when()))
            known = key in shelf.worlds
            world, result = shelf.bring_back(key) if known else ({}, None)
        if not known:
            result = step(here, *args, **given)
            world = {} if here is app else {**here.__dict__}
            with app.app_context():
                shelf.keep(key, world, result)
        if here is not app:
            here.__dict__.update({**world, "app": app})
        shelf.stand(key)
        return result

    return through


def _told(here: Any, args: Any, given: Any) -> tuple[str, ...]:
    """All that a step goes by."""
    about = () if isinstance(here, Flask) else (type(here).__qualname__,)
    return *about, repr(args), repr(sorted(given.items()))


def _when() -> str:
    """A clock that stands still is part of the world."""
    return str(clock.machine()) if time_machine.escape_hatch.is_travelling() else ""
