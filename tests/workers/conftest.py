"""A mail server that listens."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from aeo.db import db
from aeo.mail.maildrop import Maildrop
from aeo.mail.transport import Transport
from tests.workers.mail_server import Server, free_port


@pytest.fixture
def server(app: Flask, tmp_path: Path) -> Iterator[Server]:
    """A server, and an application that talks to it and can read its record."""
    folder = tmp_path / "mail"
    folder.mkdir()
    handler = Server(folder, app.extensions["aeo"].database_url)
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    before = app.extensions["aeo_mail"]
    app.extensions["aeo_mail"] = replace(
        before,
        transport=Transport(
            url=f"smtp://127.0.0.1:{controller.port}", helo="localhost", record=Maildrop(folder)
        ),
        late={},
    )
    with app.app_context():
        yield handler
        db.session.rollback()
    app.extensions["aeo_mail"] = before
    controller.stop()
