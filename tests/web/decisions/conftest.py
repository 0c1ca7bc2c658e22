"""An office that decides, and the company that is decided about."""

import pytest
from flask import Flask

from tests.deciding import Deciders, HigherTier


@pytest.fixture
def office(app: Flask) -> Deciders:
    return Deciders(app)


@pytest.fixture
def higher(app: Flask) -> HigherTier:
    return HigherTier(app)
