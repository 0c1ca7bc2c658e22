"""Two coordinators of two companies, and a service that takes little."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.web.files.ada import Ada, a_person_of


@pytest.fixture
def ada(app: Flask) -> Ada:
    return a_person_of(app, "Kestrel Bay Logistics Limited", "12345678")


@pytest.fixture
def eve(app: Flask) -> Ada:
    return a_person_of(app, "Blue Junk Lines Limited", "87654321")


@pytest.fixture
def small(app: Flask) -> Iterator[int]:
    """A service that takes files of at most 2 kB."""
    before = app.extensions["aeo"]
    app.extensions["aeo"] = replace(before, upload_max=2000)
    yield 2000
    app.extensions["aeo"] = before
