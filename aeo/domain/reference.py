"""The reference of a case: ``AEO-2026-000123-7``, a local year, a serial and a check digit.

The digit is ISO 7064 MOD 11,10 over year and serial: it finds every single wrong digit and almost
every pair of neighbours that changed places.
"""

import re

SERIAL_MOST = 999_999
_FORM = re.compile(r"AEO-([0-9]{4})-([0-9]{6})-([0-9])", re.ASCII)


def compose(year: int, serial: int) -> str:
    """The reference of ``serial`` in ``year``. Raises ``ValueError`` outside 1 to 999,999."""
    if not (1000 <= year <= 9999 and 1 <= serial <= SERIAL_MOST):
        raise ValueError(f"no reference for {year}, {serial}")
    digits = f"{year}{serial:06}"
    return f"AEO-{year}-{serial:06}-{check_digit(digits)}"


def check_digit(digits: str) -> int:
    """ISO 7064 MOD 11,10 of ASCII digits."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10


def is_reference(text: str) -> bool:
    """Whether ``text`` is one, check digit and all."""
    found = _FORM.fullmatch(text)
    return found is not None and int(found[3]) == check_digit(found[1] + found[2])
