"""Promises that parts of the project make to each other, kept by looking and not by remembering."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask

from aeo.config import ROOT, Env, Misconfigured, Settings
from aeo.db import db
from aeo.jobs.registry import QUEUES, WORKS
from aeo.migrations import run as migrations
from tests.people import digest
from tests.renewing import Holder

CODE = sorted([*ROOT.glob("aeo/**/*.py"), *ROOT.glob("workers/**/*.py")])
OURS = [path for path in CODE if "migrations/versions" not in path.as_posix()]
TESTS = sorted(ROOT.glob("tests/**/*.py"))
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def calls(path: Path) -> Iterator[str]:
    """``object.method`` of every call in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f"{ast.unparse(node.func.value)}.{node.func.attr}"


def test_only_the_unit_of_work_commits() -> None:
    committing = {
        path
        for path in OURS
        for call in calls(path)
        if call.endswith(("session.commit", ".commit"))
    }
    assert names(sorted(committing)) == ["aeo/db.py"]


def test_only_one_module_writes_a_status() -> None:
    writing = re.compile(r"\.status = ")
    found = {path for path in OURS if writing.search(path.read_text())}
    # The other one is a clock in the making, which no row stands for.
    assert names(sorted(found)) == ["aeo/domain/clocks/running.py", "aeo/services/transitions.py"]


def test_only_the_clock_knows_what_time_it_is() -> None:
    other = re.compile(r"datetime\.(?:datetime\.)?(?:now|utcnow|today)$|date\.today$|time\.time$")
    asking = {path for path in OURS for call in calls(path) if other.search(call)}
    assert names(sorted(asking)) == ["aeo/clock.py"]


def test_no_module_is_longer_than_one_can_read() -> None:
    long = [path for path in [*OURS, *TESTS] if len(path.read_text().splitlines()) > 400]
    assert names(long) == []


def test_no_room_is_a_junk_drawer() -> None:
    drawers = {"utils", "util", "helpers", "common", "misc", "manager"}
    assert [name for name in names(CODE) if drawers & set(re.split(r"[/._]", name))] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in OURS if not ast.get_docstring(ast.parse(path.read_text()))]
    assert names(silent) == []


def test_nothing_is_left_unfinished() -> None:
    marks = re.compile("TO" + "DO|FIX" + "ME|XX" + "X|NotImplemented" + "Error|no cov" + "er")
    marked = [path for path in [*OURS, *TEMPLATES] if marks.search(path.read_text())]
    assert names(marked) == []


def test_no_page_runs_or_styles_anything_inline() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|\|\s*safe\b")
    pages = [path for path in TEMPLATES if "templates/email" not in path.as_posix()]
    assert [name for name in names(pages) if inline.search((ROOT / name).read_text())] == []


def test_every_form_that_posts_carries_its_token() -> None:
    forms = [
        (path, form)
        for path in TEMPLATES
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL)
    ]
    assert [names([path]) for path, form in forms if "csrf_token" not in form] == []
    assert len(forms) > 2


def test_every_macro_that_is_imported_is_used() -> None:
    unused = []
    for path in TEMPLATES:
        text = path.read_text()
        for found in re.finditer(r'{%-? from "[^"]+" import ([^%]+?) -?%}', text):
            macros = [part.split(" as ")[-1].strip() for part in found[1].split(",")]
            rest = text.replace(found[0], "")
            unused += [(path.name, it) for it in macros if not re.search(rf"\b{it}\b", rest)]
    assert unused == []


def test_every_queue_is_served_and_every_work_has_one() -> None:
    from workers.app import celery
    from workers.schedule import BEAT, TaskName

    assert {queue.name for queue in celery.conf.task_queues} == set(QUEUES)
    assert {work.queue for work in WORKS} <= set(QUEUES)
    assert {entry["task"] for entry in BEAT.values()} <= {name.value for name in TaskName}
    celery.loader.import_default_modules()
    assert {name.value for name in TaskName} <= set(celery.tasks)
    processes = dict(
        line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if line
    )
    assert sorted(processes) == ["beat", "release", "web", "worker"]
    assert " -Q " not in processes["worker"]  # no list of queues that could miss one


def test_limits_of_a_task_stand_in_the_right_order() -> None:
    from aeo.services.deliveries import LEASE
    from workers import app

    seconds = LEASE.total_seconds()
    assert app.SOFT_LIMIT_SECONDS < app.LIMIT_SECONDS < app.VISIBILITY_SECONDS <= seconds


def test_no_test_can_publish_by_accident() -> None:
    """An application without a broker has one that cannot be reached."""
    code = "from workers.app import celery; print(celery.connection().as_uri())"
    environment = {"AEO_ENV": "test", "PATH": "/usr/bin:/bin"}
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert b".invalid" in out.stdout


def test_the_schema_of_the_models_is_the_schema_of_the_migrations(app: Flask) -> None:
    with app.app_context():
        assert migrations.is_at_head()
        migrations.check()


def test_migrations_are_numbered_and_have_one_head() -> None:
    script = ScriptDirectory.from_config(migrations.config())
    assert len(script.get_heads()) == 1
    numbers = sorted(revision.revision for revision in script.walk_revisions())
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]


def test_a_migration_can_be_taken_back(tmp_path: Path) -> None:
    from aeo import create_app

    settings = Settings(
        env=Env.TEST,
        var=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'x.sqlite3'}",
        storage_url=f"file://{tmp_path / 'files'}",
        secret_key="x" * 40,
    )
    with create_app(settings).app_context():
        migrations.upgrade()
        migrations.downgrade("-1")
        assert not migrations.is_at_head()
        migrations.upgrade()
        assert migrations.is_at_head()


def test_a_table_that_is_made_anew_keeps_its_rows_and_what_refers_to_them(app) -> None:
    Holder(app)
    before = digest(app)
    with app.app_context():
        db.engine.dispose()
        migrations.downgrade("0007")
        migrations.upgrade()
        db.engine.dispose()
        triggers = sa.text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        assert db.session.scalar(triggers) > 3
        assert db.session.scalar(sa.text("PRAGMA foreign_keys")) == 1
    assert digest(app) == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"AEO_SECRET_KEY": ""}, "AEO_SECRET_KEY is the demo default."),
        ({"AEO_SECRET_KEY": "short"}, "AEO_SECRET_KEY needs 32 characters."),
        ({"AEO_DATABASE_URL": "sqlite:///x"}, "AEO_DATABASE_URL must be PostgreSQL."),
        ({"AEO_REDIS_URL": ""}, "AEO_REDIS_URL is not set."),
        ({"AEO_SMTP_URL": ""}, "AEO_SMTP_URL is not set."),
        ({"AEO_BASE_URL": "http://aeo.example"}, "AEO_BASE_URL must begin with https://."),
    ],
)
def test_production_does_not_start_with_what_is_not_fit_for_it(change, sentence) -> None:
    fit = {
        "AEO_ENV": "production",
        "AEO_SECRET_KEY": "k" * 40,
        "AEO_DATABASE_URL": "postgresql+psycopg://db.example/aeo",
        "AEO_REDIS_URL": "redis://redis.example/0",
        "AEO_SMTP_URL": "smtp://mail.example:25",
        "AEO_BASE_URL": "https://aeo.example",
    }
    assert Settings.from_env(fit).problems() == []
    with pytest.raises(Misconfigured) as refused:
        Settings.from_env({**fit, **change})
    assert sentence in str(refused.value).splitlines()


def test_the_tools_of_the_demonstration_are_unknown_in_production(tmp_path: Path) -> None:
    from aeo import create_app

    settings = Settings(
        env=Env.PRODUCTION,
        var=tmp_path,
        database_url="postgresql+psycopg://127.0.0.1:1/none",
        storage_url=f"file://{tmp_path / 'files'}",
        secret_key="x" * 40,
        base_url="https://aeo.example",
    )
    rules = [rule.rule for rule in create_app(settings).url_map.iter_rules()]
    assert [rule for rule in rules if rule.startswith("/dev")] == []
