"""The page that moves programme time in the demonstration."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo import clock
from aeo.jobs import hand_out, walk
from tests.people import post


def in_days(app: Flask, days: int) -> str:
    with app.app_context():
        return str(clock.today() + timedelta(days=days))


def test_time_is_sent_on_its_way_and_the_page_follows_it(app: Flask, client: FlaskClient) -> None:
    assert "nobody has moved it yet" in client.get("/dev/clock").text
    assert post(client, "/dev/clock", day=in_days(app, 2)).status_code == 303
    page = client.get("/dev/clock")
    assert (page.headers["Refresh"], "0 per cent" in page.text) == ("1", True)
    twice = post(client, "/dev/clock", day=in_days(app, 3))
    assert (twice.status_code, "on its way" in twice.text) == (409, True)
    there = in_days(app, 2)
    with app.app_context():
        hand_out.work_off((walk.WORK,))
    assert in_days(app, 0) == there
    page = client.get("/dev/clock")
    assert ("Refresh" in page.headers, "moved ahead" in page.text) == (False, True)


@pytest.mark.parametrize("typed", ["", "soon", "2020-01-01", "9999-12-31", "٢٠٢٦-١٢-٠١"])
def test_a_day_that_cannot_be_gone_to_is_kept_as_it_was_typed(
    client: FlaskClient, typed: str
) -> None:
    answer = post(client, "/dev/clock", day=typed)
    assert (answer.status_code, "There is a problem" in answer.text) == (422, True)
    assert f'value="{typed}"' in answer.text
