"""A worker in a process of its own, which is killed where the test says."""

import os
import subprocess
import sys
from types import ModuleType

from flask import Flask

from aeo.config import ROOT
from aeo.mail import mail

CHILD = """
from aeo import create_app
from {job} import WORK
with create_app().app_context():
    WORK.run(WORK.due(50))
"""


def die_at(app: Flask, job: ModuleType, failpoint: str) -> int:
    """Let ``job`` do what is due until it comes to ``failpoint``; the exit code of the process."""
    settings = app.extensions["aeo"]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "AEO_ENV": "test",
        "AEO_VAR": str(settings.var),
        "AEO_DATABASE_URL": settings.database_url,
        "AEO_STORAGE_URL": settings.storage_url,
        "AEO_SMTP_URL": mail().transport.url,
        "AEO_BASE_URL": settings.base_url,
        "AEO_FAILPOINT": failpoint,
    }
    child = subprocess.run(
        [sys.executable, "-c", CHILD.format(job=job.__name__)],
        env=environment, timeout=60, check=False, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert child.returncode in {0, 137}, child.stderr
    return child.returncode
