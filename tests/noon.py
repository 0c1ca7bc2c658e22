"""The moment at which a test begins that holds the clock: noon of a Monday in Hong Kong."""

from datetime import UTC, datetime

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
