"""The checklist of a visit: statements an officer marks on site."""

from typing import Literal

from aeo.domain.programme.conditions import Condition
from aeo.domain.programme.parts import AllOr, Code, Part, Texts

Result = Literal["conform", "partly", "not_conform", "not_seen", "na"]


class ChecklistItem(Part):
    id: Code
    criterion: Code
    method: Code
    text: Texts
    questions: tuple[Code, ...]
    levels: tuple[Code, ...] = ()
    components: tuple[Code, ...] = ()
    roles: AllOr | tuple[Code, ...] = "all"
    when: Condition | None = None

    @property
    def applies_to(self) -> tuple[str, ...]:
        return self.levels or self.components


class ChecklistFile(Part):
    results: tuple[Result, ...]
    items: tuple[ChecklistItem, ...]
