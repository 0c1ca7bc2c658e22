"""Who acts in one case, and what its story wants of it."""

from dataclasses import dataclass, replace
from datetime import date

from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import Actor, CaseType
from aeo.models.case import Case
from aeo.samples.filling import PLAIN, Words
from aeo.services import cases
from aeo.services.findings.raising import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people of one case. Four eyes are met while ``approver`` is nobody of the others."""

    company: Actor
    intake: Actor
    officer: Actor
    validator: Actor | None  # None: whoever else can be on a team
    supervisor: Actor
    approver: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a case is about: what is sought, what a visit finds, and what is made of it."""

    levels: tuple[str, ...]
    case_type: CaseType = CaseType.NEW
    words: Words = PLAIN
    seen: tuple[Seen, ...] = ()
    unmet: str = ""  # the criterion that is not met in the end
    proposal: Proposal = Proposal.GRANT


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One case at one moment. ``visit_on`` is the day that the visit is to have, where the story
    knows it; ``reference`` is empty before there is a draft."""

    cast: Cast
    matter: Matter
    reference: str = ""
    visit_on: date | None = None

    def of(self, reference: str) -> "Scene":
        """The same once there is a draft."""
        return replace(self, reference=reference)

    def case(self) -> Case:
        """As the case officer sees it."""
        return cases.get(self.reference, to=self.cast.officer)
