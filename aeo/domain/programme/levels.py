"""What can be held: tiers in an order, or components side by side."""

from typing import Literal, Self

from pydantic import Field, model_validator

from aeo.domain.errors import N_
from aeo.domain.programme.parts import (
    Code,
    Count,
    Flag,
    Part,
    Sourced,
    Text,
    Texts,
    refuse,
)


class Level(Part):
    id: Code
    order: Count | None = None
    title: Texts
    title_unverified: Flag = False
    summary: Texts
    criteria: tuple[Code, ...] = Field(min_length=1)
    mra_eligible: Flag | None = None
    benefits: tuple[Code, ...] = ()


class Upgrade(Part):
    from_: Code = Field(alias="from")
    to: Code
    asks: tuple[Code, ...]


class AddComponent(Part):
    case_type: Code
    asks: tuple[Code, ...]
    unverified: Flag = False


class PartialGrant(Part):
    allowed: Flag
    requires_agreement: Flag = True
    hearing_for_refused_part: Flag = True
    unverified: Flag = False


class Levels(Sourced):
    """``ordered_tiers``: a higher one contains the lower. ``components``: one or more are held."""

    model: Literal["ordered_tiers", "components"]
    items: tuple[Level, ...] = Field(min_length=1)
    upgrade: Upgrade | None = None
    fallback_grant: Code | None = None
    combinable: Flag = False
    minimum: Count = 1
    display_both: Text | None = None
    add_component: AddComponent | None = None
    partial_grant: PartialGrant | None = None
    sought_by_applicant: Flag = True

    @property
    def are_components(self) -> bool:
        return self.model == "components"

    def __getitem__(self, level: str) -> Level:
        return {item.id: item for item in self.items}[level]

    @model_validator(mode="after")
    def _fits_its_model(self) -> Self:
        if self.are_components and (self.upgrade or self.fallback_grant):
            raise refuse(N_("Components have no order, so no `upgrade` and no `fallback_grant`."))
        if not self.are_components and (self.combinable or self.add_component):
            raise refuse(N_("`combinable` and `add_component` go with components, not tiers."))
        if not self.are_components:
            orders = [item.order for item in self.items]
            if None in orders or len(set(orders)) != len(orders):
                raise refuse(N_("Each tier needs an `order` of its own."))
        return self
