"""One company and the browser of its coordinator."""

import pytest

from tests.web.company_profile.house import House


@pytest.fixture
def house(app, client) -> House:
    return House(app, client)
