"""What a version is worth on a day, as anybody may know it: never why it ended."""

from datetime import date
from enum import StrEnum

from aeo.domain.vocabulary import AuthorisationStatus
from aeo.domain.workflow.authorisation import IN_FORCE, SUSPENDED
from aeo.models.authorisation import Authorisation, AuthorisationVersion


class Standing(StrEnum):
    VALID = "valid"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    REPLACED = "replaced"  # a newer version counts, or will
    ENDED = "ended"


LIVING = frozenset({Standing.VALID, Standing.NOT_YET, Standing.SUSPENDED})


def of(version: AuthorisationVersion, today: date) -> Standing:
    """What is known by day: a term that is over counts as over before any worker has noticed."""
    own = _own(version, today)
    if version.status is AuthorisationStatus.SUPERSEDED:
        newest = version.authorisation.versions[-1]
        has_successor = newest is not version and _own(newest, today) in LIVING
        return Standing.REPLACED if has_successor else Standing.ENDED
    return own


def ended_on(version: AuthorisationVersion) -> date | None:
    """The day on which it ended, or its last day."""
    return version.ended_on or version.valid_to


def present(authorisation: Authorisation, today: date) -> AuthorisationVersion | None:
    """The version that counts today, valid or suspended; None when there is none."""
    counts = {Standing.VALID, Standing.SUSPENDED}
    return next((it for it in reversed(authorisation.versions) if of(it, today) in counts), None)


def _own(version: AuthorisationVersion, today: date) -> Standing:
    runs_on = version.status is AuthorisationStatus.ACTIVE_PENDING_RENEWAL
    is_over = version.valid_to is not None and version.valid_to < today and not runs_on
    if is_over or version.status not in IN_FORCE | SUSPENDED:
        return Standing.ENDED
    if version.status in SUSPENDED:
        return Standing.SUSPENDED
    return Standing.NOT_YET if version.valid_from > today else Standing.VALID
