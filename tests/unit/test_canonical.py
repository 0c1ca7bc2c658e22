"""Equal records have equal bytes, whoever wrote them down and in whatever order."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aeo.domain import canonical
from aeo.domain.vocabulary import CaseStatus

KEYS = st.text(max_size=5)
RECORDS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


def test_the_form_is_the_agreed_one() -> None:
    hong_kong = timezone(timedelta(hours=8))
    record = {
        "b": [1, None, True],
        "a": "e\u0301 隼灣",
        "at": datetime(2026, 11, 24, 8, 30, tzinfo=hong_kong),
        "on": date(2026, 11, 24),
        "share": Decimal("12.50"),
        "status": CaseStatus.DRAFT,
    }
    assert canonical.encode(record).decode() == (
        '{"a":"\u00e9 隼灣","at":"2026-11-24T00:30:00+00:00","b":[1,null,true],'
        '"on":"2026-11-24","share":"12.50","status":"draft"}'
    )


@given(st.dictionaries(KEYS, RECORDS, max_size=4))
def test_the_order_of_keys_makes_no_difference(record) -> None:
    turned = dict(reversed(record.items()))
    assert canonical.encode(turned) == canonical.encode(record)


def test_two_ways_to_write_a_letter_are_one() -> None:
    composed, apart = canonical.encode({"name": "é"}), canonical.encode({"name": "e\u0301"})
    assert canonical.digest(composed) == canonical.digest(apart)


@pytest.mark.parametrize("value", [1.5, {1: "a"}, {"at": object()}, b"bytes", {"s": {1, 2}}])
def test_what_two_machines_might_write_differently_is_refused(value) -> None:
    with pytest.raises(TypeError):
        canonical.encode(value)


def test_an_instant_is_kept_in_utc() -> None:
    assert canonical.encode(datetime(2026, 1, 1, tzinfo=UTC)) == b'"2026-01-01T00:00:00+00:00"'
