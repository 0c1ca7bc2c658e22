"""Two programmes to try the rules on: Hong Kong's, and one that differs wherever it can."""

from pathlib import Path

import pytest

import aeo
from aeo.domain.programme.programme import Programme
from aeo.services import programme_files

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def hongkong() -> Programme:
    return programme_files.read(Path(aeo.__file__).parent / "programmes" / "hkaeo-2026-01")


@pytest.fixture(scope="session")
def nordhaven() -> Programme:
    return programme_files.read(TESTS / "programmes" / "nordhaven-2026-01")
