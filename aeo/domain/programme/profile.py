"""What the company tells about itself: identifiers, eligibility, fields and changes."""

from typing import Literal

from pydantic import Field

from aeo.domain.programme.conditions import Condition
from aeo.domain.programme.parts import (
    AllOr,
    Code,
    Flag,
    Labelled,
    Part,
    Pattern,
    Scalar,
    Sourced,
    Text,
    Texts,
    whole,
)


class Identifier(Sourced):
    """A number of a register. ``help`` says how it looks. ``roles``: who needs it, if not
    everybody."""

    scheme: Code
    label: Texts
    help: Texts | None = None
    pattern: Pattern
    pattern_unverified: Flag = False
    required: Flag
    roles: AllOr | tuple[Code, ...] = "all"

    @property
    def is_digits(self) -> bool:
        """Whether it has no letter, so that a keyboard of digits is enough."""
        return not any(it.isalpha() for it in self.pattern.replace(r"\d", ""))

    def accepts(self, text: str) -> bool:
        """Whether the whole of ``text``, in ASCII, has the form of this identifier."""
        return whole(self.pattern, text)


class Eligibility(Sourced):
    """A condition of applying. ``value`` null means the administration has not set it."""

    id: Code
    rule: Code | None = None
    value: Scalar | None
    effect: Literal["block", "warn"]
    when: Condition | None = None
    message: Texts


class ProfileField(Part):
    """A field of the company, a site, a person, a partner or a flow."""

    key: Code
    type: Literal[
        "text",
        "number",
        "date",
        "yes_no",
        "choice",
        "multi",
        "table",
        "partner",
        "document",
    ]
    required: Flag
    visible_to: Literal["public", "case", "officer", "restricted", "derived"]
    label: Texts
    options: Code | None = None
    scheme: Code | None = None
    columns: Code | None = None
    document: Code | None = None


class Fields(Part):
    company: tuple[ProfileField, ...]
    site: tuple[ProfileField, ...]
    person: tuple[ProfileField, ...]
    partner: tuple[ProfileField, ...]
    flow: tuple[ProfileField, ...]
    flow_step: tuple[ProfileField, ...]


class ChangeClass(Part):
    """How grave a change is, and the clock its review runs on."""

    code: Code
    label: Texts
    path: Texts
    clock: Code | None
    items: tuple[Labelled, ...] = Field(min_length=1)


class Paragraph(Part):
    key: Code
    text: Texts


class PrivacyNotice(Sourced):
    id: Code
    paragraphs: tuple[Paragraph, ...]


class Parameter(Sourced):
    """A number that questions refer to. ``public`` may be shown; ``internal`` is a default."""

    id: Code
    internal: int | dict[Code, int]
    public: int | None
    used_by: tuple[Code, ...]
    types: tuple[Text, ...] = ()

    @property
    def promised(self) -> int | None:
        return None if self.unverified else self.public
