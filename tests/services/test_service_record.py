"""The service record: hand-counted cases, what is hidden, and how little is asked for it."""

from datetime import date, timedelta

import pytest

from aeo import clock
from aeo.db import db
from aeo.services import service_record
from aeo.services.service_record import Count, hidden
from tests.archive import DAY, Archive, S, months_ago, this_month
from tests.people import writing
from tests.statements import asked_of


def numbers(measure: str) -> list[int | None]:
    return [month.counts[measure].shown for month in service_record.record().months]


def test_without_cases_every_figure_is_none_and_the_promises_are_the_checked_ones(app) -> None:
    with app.app_context():
        found = service_record.record()
        assert (found.is_empty, len(found.months)) == (True, 12)
        assert [one.id for one in found.promises] == ["renewal_due"]
        assert [(one.days, one.cases) for one in found.durations] == [(None, Count(0))] * 2


def test_cases_are_counted_in_the_month_in_which_it_happened(app) -> None:
    with writing(app):
        archive, sent = Archive(), months_ago(3)
        for n in range(6):
            archive.case(sent + n * DAY, accepted=months_ago(2))
        for _n in range(5):
            archive.case(
                sent,
                returned=sent + 3 * DAY,
                accepted=months_ago(2),
                closed=(months_ago(1), S.REFUSED),
            )
        archive.case(sent, closed=(months_ago(1), S.WITHDRAWN))
        archive.case(sent, accepted=months_ago(2), programme="another")
        archive.case(months_ago(12), accepted=months_ago(12, 20))
    with app.app_context():
        assert numbers("received") == [0] * 8 + [12, 0, 0, 0]
        assert numbers("returned") == [0] * 8 + [5, 0, 0, 0]
        assert numbers("accepted") == [0] * 9 + [11, 0, 0]
        assert numbers("decided") == [0] * 10 + [5, 0]
        totals = {key: count.shown for key, count in service_record.record().totals.items()}
        assert totals == {"received": 12, "returned": 5, "accepted": 11, "decided": 5}


def test_a_month_begins_at_midnight_in_hong_kong(app) -> None:
    with writing(app):
        archive = Archive()
        for _n in range(5):
            archive.case(this_month())
        for _n in range(7):
            archive.case(this_month() - timedelta(seconds=1))
    with app.app_context():
        assert numbers("received") == [0] * 10 + [7, 5]
        first = clock.today().replace(day=1)
        assert service_record.record().months[-1].first == first


@pytest.mark.parametrize(
    ("days", "median"),
    [([1, 2, 30, 4, 5], 4), ([1, 2, 30, 4, 5, 9], 5), ([3] * 7, 3), ([1, 2, 3, 4], None)],
)
def test_the_median_is_that_of_all_cases_accepted(app, days, median) -> None:
    with writing(app):
        archive = Archive()
        for number in days:
            archive.case(months_ago(2, 1), accepted=months_ago(2, 1) + number * DAY)
        archive.case(months_ago(14), accepted=months_ago(12))
        archive.case(months_ago(2, 1), accepted=months_ago(1), programme="another")
    with app.app_context():
        accepted, decided = service_record.record().durations
        assert (accepted.until, accepted.days) == ("accepted", median)
        assert accepted.cases == Count(len(days) if len(days) >= 5 else None)
        assert (decided.days, decided.cases) == (None, Count(0))


def test_the_time_to_the_decision_counts_from_the_first_sending(app) -> None:
    with writing(app):
        archive, sent = Archive(), months_ago(4, 1)
        for n, status in enumerate((S.GRANTED, S.GRANTED_LOWER, S.REFUSED, S.GRANTED, S.GRANTED)):
            archive.case(sent, accepted=sent + 2 * DAY, closed=(sent + (40 + n) * DAY, status))
    with app.app_context():
        assert [one.days for one in service_record.record().durations] == [2, 42]


@pytest.mark.parametrize(
    ("given", "shown", "total"),
    [
        ([0, 0], [0, 0], 0),
        ([0, 4], [0, None], None),
        ([5, 0], [5, 0], 5),
        ([2, 3], [None, None], 5),
        ([9, 4, 7], [9, None, None], 20),
        ([9, 4, 7, 1], [9, None, 7, None], 21),
    ],
)
def test_a_small_number_is_hidden_and_cannot_be_reckoned_back(given, shown, total) -> None:
    counts, together = hidden(given)
    assert ([one.shown for one in counts], together.shown) == (shown, total)


def test_the_record_takes_three_statements_and_no_more_with_more_cases(app) -> None:
    asked = []
    for more in (1, 30):
        with writing(app):
            archive = Archive()
            archive.number = more * 100
            for _n in range(more):
                archive.case(months_ago(2), accepted=months_ago(1))
        with app.app_context():
            with asked_of(db.engine) as seen:
                service_record.record()
            asked.append(len(seen))
    assert asked == [3, 3]


def test_the_window_is_twelve_months_at_the_turn_of_a_year() -> None:
    assert service_record.months(date(2027, 1, 31)) == [
        *(date(2026, month, 1) for month in range(2, 13)),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]
