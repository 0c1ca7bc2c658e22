"""References of cases: ISO 7064 MOD 11,10, checked against the published example of the product."""

import pytest

from aeo.domain.reference import check_digit, compose, is_reference


def test_the_digit_of_the_known_reference() -> None:
    assert compose(2026, 123) == "AEO-2026-000123-7"
    assert check_digit("0794") == 5  # the worked example of ISO 7064 for MOD 11,10


def test_every_single_wrong_digit_is_found() -> None:
    right = "AEO-2026-000123-7"
    wrong = [
        right[:place] + digit + right[place + 1 :]
        for place, old in enumerate(right)
        if old.isdigit()
        for digit in "0123456789"
        if digit != old
    ]
    assert [text for text in wrong if is_reference(text)] == []
    assert is_reference(right)


@pytest.mark.parametrize(
    "text",
    [
        *("", "AEO-2026-000123-7\n", "aeo-2026-000123-7", "AEO-2026-123-7"),
        *("AEO-٢٠٢٦-000123-7", "x" * 400),
    ],
)
def test_what_only_looks_like_a_reference_is_none(text: str) -> None:
    assert not is_reference(text)


@pytest.mark.parametrize(("year", "serial"), [(2026, 0), (2026, 1_000_000), (999, 1), (10_000, 1)])
def test_a_number_outside_the_form_is_refused(year: int, serial: int) -> None:
    with pytest.raises(ValueError, match="no reference"):
        compose(year, serial)
