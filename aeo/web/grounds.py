"""What stands against a company, in words: the same on its side and on the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from aeo.domain.facts import Proposal
from aeo.domain.programme.programme import Programme
from aeo.web import frame
from aeo.web.answered import spoken
from aeo.web.findings import criterion_label


@dataclass(frozen=True, slots=True)
class GroundWords:
    """A criterion that is not met: why, what shows it, and what would satisfy it."""

    criterion: str
    reason: str
    facts: str
    satisfy: str


def in_words(grounds: Sequence[Mapping[str, Any]], programme: Programme) -> list[GroundWords]:
    """Grounds as ``services.decisions.deciding`` gives them and keeps them with a decision."""
    return [_in_words(ground, programme) for ground in grounds]


def _in_words(ground: Mapping[str, Any], programme: Programme) -> GroundWords:
    reason = programme.reason(ground["reason"]) if ground["reason"] else None
    return GroundWords(
        criterion=criterion_label(programme, ground["criterion"]),
        reason=spoken(reason.text) if reason is not None else "",
        facts=ground["reasoning"],
        satisfy=spoken(reason.what_would_satisfy) if reason is not None else "",
    )


def levels(programme: Programme, sought: Sequence[str]) -> str:
    """Levels by their names, joined."""
    titles = {one.id: spoken(one.title) for one in programme.levels.items}
    return " + ".join(titles.get(level, level) for level in sought)


def refused_by_law(due: date) -> str:
    """What the law made of the silence of Customs, in one sentence."""
    return _(
        "Customs did not decide by %(day)s. By law the application counts as refused.",
        day=frame.day(due),
    )


def intended(programme: Programme, what: Proposal, sought: list[str], lower: str | None) -> str:
    """What Customs intends against a company, in one sentence for it."""
    if what is Proposal.GRANT_LOWER and lower is not None:
        return _(
            "Customs intends to grant %(lower)s instead of %(sought)s.",
            lower=levels(programme, [lower]),
            sought=levels(programme, sought),
        )
    return _("Customs intends to refuse %(sought)s.", sought=levels(programme, sought))
