"""The row that says how far something was seen to goes forward only, and for one at a time."""

from datetime import date

from aeo.services import sweeps
from tests.people import writing

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def taken(app, kind: str, day: date) -> bool:
    with writing(app):
        return sweeps.take(kind, day)


def test_a_day_is_taken_once_and_an_earlier_one_not_at_all(app) -> None:
    assert [taken(app, "a", day) for day in (TUESDAY, TUESDAY, MONDAY)] == [True, False, False]
    with app.app_context():
        assert sweeps.through() == {"a": TUESDAY}


def test_the_next_day_and_another_kind_are_taken_again(app) -> None:
    found = [taken(app, kind, day) for kind, day in (("a", MONDAY), ("b", MONDAY), ("a", TUESDAY))]
    assert found == [True, True, True]
    with app.app_context():
        assert sweeps.through() == {"a": TUESDAY, "b": MONDAY}
