"""What can go wrong by the rules, each with a sentence fit for the person it stops.

``aeo/web/errors.py`` maps each kind to its HTTP status. Nothing here knows HTTP.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


def N_(msgid: str) -> str:  # noqa: N802 -- the customary name of the marker that babel extracts
    """Mark ``msgid`` for translation without translating it: the domain speaks no language."""
    return msgid


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translatable sentence with its values. The edge translates; ``str`` gives English."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid


class RuleViolation(Exception):
    """Base of every refusal by the rules. ``reasons`` are all of them, never only the first."""

    def __init__(self, *reasons: Sentence) -> None:
        self.reasons: Sequence[Sentence] = reasons
        super().__init__(" ".join(str(reason) for reason in reasons))


class NotAllowed(RuleViolation):
    """This person may never do this here, whatever the state (403)."""


class OutOfOrder(RuleViolation):
    """Right person, wrong moment: the state or a guard forbids it now (409)."""


class Incomplete(RuleViolation):
    """What was given does not suffice: a reason or a value is missing or malformed (422)."""


class Gone(RuleViolation):
    """It does not exist for this person (404)."""
