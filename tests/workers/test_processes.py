"""Starting, stopping and killing the whole service: nothing is left behind and nothing is lost."""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from redis import Redis

from aeo import clock, create_app
from aeo.cli import children
from aeo.config import Env, Settings
from aeo.db import db, unit_of_work
from aeo.mail.maildrop import Maildrop
from aeo.models.outbox import DeliveryState, Notification
from aeo.services import outbox
from aeo.services.outbox import Recipient, SubjectRef
from tests.journeys.service import AEO, Service, running, start, until
from workers.scheduler import WAITING_MAX

pytestmark = pytest.mark.serial
OWED = 100


def test_it_starts_says_that_it_is_ready_and_stops_without_a_trace(tmp_path: Path) -> None:
    with running(tmp_path / "var") as service:
        assert service.get("/healthz")[0] == 200
        assert service.get("/readyz")[0] == 200
        assert service.get("/metrics")[0] == 200
        assert len(service.processes()) >= 6
    assert service.process.returncode == 0
    assert service.get("/")[0] == 0


def test_a_start_ends_what_a_killed_predecessor_left(tmp_path: Path) -> None:
    first = start(tmp_path / "var")
    until(lambda: len(first.processes()) >= 8, "the pool of the worker")
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    left = set(first.processes())
    with running(tmp_path / "var") as second:
        assert left.isdisjoint(second.processes())
        assert second.get("/readyz")[0] == 200


def test_a_second_start_in_the_same_place_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with running(tmp_path / "var") as service:
        elsewhere, same = tmp_path / "elsewhere", service.var
        for var, sentence in ((elsewhere, f"Port {service.port} is taken"), (same, "already runs")):
            environment = {**os.environ, "AEO_VAR": str(var), "AEO_PORT": str(service.port)}
            environment["AEO_ENV"] = "demo"
            again = subprocess.run([AEO, "up"], env=environment, capture_output=True, check=False)
            assert (again.returncode, sentence in again.stderr.decode()) == (1, True)
        assert service.get("/healthz")[0] == 200


def test_a_number_that_another_process_has_now_is_left_alone(tmp_path: Path) -> None:
    bystander = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        began = children.began(bystander.pid)
        assert began is not None
        assert children.group_of(bystander.pid, began) == [bystander.pid]
        assert children.group_of(bystander.pid, began - 1) == []
        note = f'{{"web": {{"pid": {bystander.pid}, "began": {began - 1}}}}}'
        (tmp_path / "children.json").write_text(note)
        assert children.end_leftovers(tmp_path) == []
        assert bystander.poll() is None
        (tmp_path / "children.json").write_text(note.replace(str(began - 1), str(began)))
        assert children.end_leftovers(tmp_path) == ["web"]
        assert bystander.wait(10) == -signal.SIGKILL
    finally:
        bystander.kill()
        bystander.wait()


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    with running(tmp_path / "var") as service:
        note = (service.var / "run" / "children.json").read_text()
        os.kill(pid_of(service, "web"), signal.SIGKILL)
        until(lambda: service.get("/healthz")[0] == 0, "the web is gone")
        until(lambda: service.get("/healthz")[0] == 200, "the web is back")
        assert (service.var / "run" / "children.json").read_text() != note


def test_a_worker_killed_amid_a_hundred_mails_loses_none_and_doubles_none(tmp_path: Path) -> None:
    with running(tmp_path / "var") as service:
        app = create_app(
            Settings(
                env=Env.DEMO,
                var=service.var,
                database_url=f"sqlite:///{service.var / 'aeo.sqlite3'}",
                storage_url=f"file://{service.var / 'files'}",
            )
        )
        drop = Maildrop(service.var / "mail")
        with app.app_context():
            until(lambda: service.get("/readyz")[0] == 200, "ready")
            with unit_of_work():
                for number in range(OWED):
                    owe(number)
            until(lambda: len(ours(drop)) >= 10, "the first mails")
            os.killpg(pid_of(service, "worker"), signal.SIGKILL)
            let_leases_lapse(held())
            until(lambda: final() == OWED, "every mail final")
            states = Counter(db.session.scalars(sa.select(Notification.state).where(OURS)))
            db.session.rollback()
        arrived = Counter(ours(drop))
    assert states == {DeliveryState.SENT: OWED}
    assert arrived == {f"person{number}@x.example": 1 for number in range(OWED)}


OURS = Notification.recipient.startswith("person")


def owe(number: int) -> None:
    outbox.owe(
        "granted",
        to=Recipient(email=f"person{number}@x.example", name="Ada Chan", role="coordinator"),
        dedupe="event:1",
        subject=SubjectRef(type="case", id=7, ref="AEO-2026-000123-7"),
        values={"due_date": "2026-12-15", "effective_date": "2027-01-01"},
        path="/portal/",
    )


def ours(drop: Maildrop) -> list[str]:
    """Who got one of our letters; the demonstration has mail of its own."""
    return [one.recipient for one in drop.letters() if one.recipient.startswith("person")]


def final() -> int:
    ended = OURS & Notification.state.in_((DeliveryState.SENT, DeliveryState.FAILED))
    found = db.session.scalar(sa.select(sa.func.count()).where(ended)) or 0
    db.session.rollback()
    return found


def held() -> list[str]:
    """The leases that the dead worker holds: the next one is not up yet."""
    tokens = db.session.scalars(
        sa.select(Notification.lease_token).where(Notification.state == DeliveryState.SENDING)
    ).all()
    db.session.rollback()
    return [token for token in tokens if token]


def let_leases_lapse(tokens: list[str]) -> None:
    """Instead of waiting three minutes."""
    with unit_of_work():
        db.session.execute(
            sa.update(Notification)
            .where(Notification.lease_token.in_(tokens))
            .values(lease_until=clock.machine() - timedelta(seconds=1))
        )


def pid_of(service: Service, name: str) -> int:
    return json.loads((service.var / "run" / "children.json").read_text())[name]["pid"]


def test_pokes_do_not_pile_up_while_no_worker_takes_them(tmp_path: Path) -> None:
    """Beat runs for at least a dozen seconds without a worker, and the queue stays short."""
    with running(tmp_path / "var") as service:
        url = next(
            value.removeprefix("AEO_REDIS_URL=")
            for value in environment_of(pid_of(service, "web"))
            if value.startswith("AEO_REDIS_URL=")
        )
        until(lambda: service.get("/readyz")[0] == 200, "ready")
        os.kill(pid_of(service, "worker"), signal.SIGSTOP)  # alive, and taking nothing
        with Redis.from_url(url) as broker:
            until(lambda: broker.llen("schedule") >= WAITING_MAX, "the pokes wait")
            beats = [broker.llen("schedule") for _n in range(3) if slept(3.0)]
        os.kill(pid_of(service, "worker"), signal.SIGCONT)
    assert beats == [WAITING_MAX] * 3


def slept(seconds: float) -> bool:
    """The one place where time itself is what is tested: nothing may happen meanwhile."""
    time.sleep(seconds)
    return True


def environment_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/environ").read_text().split("\0")
