"""How the fields are laid out: groups, hints, and what each list is called and teaches.

Groups and hints name keys that a programme may have or not; a field that no group names stands in
the last one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from aeo.domain.programme.entries import Kind


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together. ``text`` explains the group."""

    title: Any
    keys: tuple[str, ...]
    text: Any = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list of the company: its words, the columns worth seeing, what it teaches when empty."""

    kind: Kind
    name: str  # in addresses and endpoints
    icon: str
    columns: tuple[str, ...]
    title: Any
    add: Any
    why: Any
    empty: Any
    example: Any
    added: Any
    on_removal: tuple[Any, ...]

    def endpoint(self, act: str = "") -> str:
        return f"portal.company_{self.name}" + (f"_{act}" if act else "")


SITES = Listing(
    kind=Kind.SITE,
    name="sites",
    icon="geo-alt",
    columns=("site_type", "address", "in_scope"),
    title=_l("Sites"),
    add=_l("Add a site"),
    why=_l(
        "Customs visits the places where goods, papers and systems of your business are. Name every"
        " place, also those the status is not to cover, and say why not."
    ),
    empty=_l("No sites yet"),
    example=_l("For example: “Main warehouse”, leased, 12 people, cargo is handled here."),
    added=_l("Sites you add stand here, and each has its own questions on premises and cargo."),
    on_removal=(
        _l("Answers and files about this site are set aside in applications you are preparing."),
        _l("Applications that were sent keep it as it was."),
    ),
)
PEOPLE = Listing(
    kind=Kind.PERSON,
    name="people",
    icon="people",
    columns=("role", "post", "can_sign"),
    title=_l("Owners, directors and people in charge"),
    add=_l("Add a person"),
    why=_l(
        "Customs checks who owns and runs the company and must know whom to ask. They need no"
        " account here. Tell them that you give their details."
    ),
    empty=_l("No people yet"),
    example=_l("For example: your managing director, who may sign for the company."),
    added=_l("At least one of them must be able to sign for the company."),
    on_removal=(
        _l("They are no longer named in applications you are preparing."),
        _l("Their account, if they have one, stays as it is."),
    ),
)
PARTNERS = Listing(
    kind=Kind.PARTNER,
    name="partners",
    icon="diagram-3",
    columns=("role", "country", "risk_grade"),
    title=_l("Business partners"),
    add=_l("Add a business partner"),
    why=_l(
        "A supply chain is as safe as those you pass the goods to. Name the partners that touch"
        " your cargo, its papers or its data, and how great you think the risk is."
    ),
    empty=_l("No business partners yet"),
    example=_l("For example: your haulier, low risk, with a security clause in the contract."),
    added=_l("Have a list already? Import it from a spreadsheet."),
    on_removal=(
        _l("They are no longer named in applications you are preparing."),
        _l("Applications that were sent keep them as they were."),
    ),
)
FLOWS = Listing(
    kind=Kind.FLOW,
    name="flows",
    icon="signpost-split",
    columns=("direction", "modes", "steps"),
    title=_l("Cargo flows"),
    add=_l("Add a cargo flow"),
    why=_l(
        "A cargo flow shows each step that goods take while you answer for them: what happens,"
        " who does it, and where. The officer walks along it at the visit."
    ),
    empty=_l("No cargo flows yet"),
    example=_l(
        "For example: “Sea export, full container”: collect, receive, stuff, seal, deliver."
    ),
    added=_l("Describe one flow for each role and direction, not one for each customer."),
    on_removal=(
        _l("Its process map is set aside in applications you are preparing."),
        _l("Applications that were sent keep it as it was."),
    ),
)
LISTINGS = (SITES, PEOPLE, PARTNERS, FLOWS)

GROUPS: dict[Kind, tuple[Group, ...]] = {
    Kind.COMPANY: (
        Group(_l("The company"), ("trading_names", "legal_form", "established_on")),
        Group(_l("Addresses"), ("registered_address", "business_address", "records_address")),
        Group(_l("How Customs reaches you"), ("phone", "email", "website")),
        Group(_l("Size and group"), ("employee_band", "parent_company")),
        Group(_l("What you do"), ("roles", "modes", "trade_regions", "other_status")),
        Group(
            _l("What may be published"),
            ("consent_register", "consent_mra"),
            _l(
                "You decide, and you may change your mind. Neither answer has any weight in the"
                " assessment."
            ),
        ),
    ),
    Kind.SITE: (
        Group(_l("The place"), ("name", "site_type", "tenure", "operator", "address")),
        Group(_l("Size and hours"), ("floor_area", "hours", "staff_count")),
        Group(
            _l("What happens there"),
            ("handles_cargo", "loads_units", "cargo_types", "shared_building", "guards"),
            _l("These answers decide which questions are asked about this place."),
        ),
        Group(_l("Scope"), ("in_scope", "out_of_scope_reason")),
    ),
    Kind.PERSON: (
        Group(_l("The person"), ("name", "role", "post", "email", "phone")),
        Group(_l("Authority and interest"), ("can_sign", "share_percent", "declaration_given")),
    ),
    Kind.PARTNER: (
        Group(
            _l("The partner"),
            ("name", "registration_no", "country", "role", "since", "in_group"),
        ),
        Group(_l("AEO status of the partner"), ("aeo_code", "aeo_checked_on")),
        Group(
            _l("How you know that they are safe"),
            ("risk_grade", "security_clause", "last_review", "visit_possible"),
        ),
    ),
    Kind.FLOW: (
        Group(_l("The flow"), ("name", "direction", "modes", "role")),
        Group(
            _l("Steps"),
            ("steps",),
            _l("One row for each step, in the order in which the goods take them."),
        ),
    ),
}
HINTS = {
    "established_on": _l("The day of incorporation or registration, like 2011-04-18."),
    "records_address": _l("If papers or systems are kept elsewhere."),
    "consent_register": _l("The public register shows name, level and validity. Nothing else."),
    "consent_mra": _l(
        "Partner customs then know your status, so that your consignments can be treated as"
        " those of a trusted trader there."
    ),
    "roles": _l("Every part you take in the supply chain."),
    "operator": _l(
        "If somebody else runs this place for you. Add them as a business partner first."
    ),
    "in_scope": _l("Whether the status is to cover this place."),
    "out_of_scope_reason": _l("If it is not to be covered."),
    "can_sign": _l("By law or by a written resolution."),
    "share_percent": _l("In whole percent. Only your leads and the officers of your case see it."),
    "risk_grade": _l("Your own judgement. In an application you explain how you grade."),
    "aeo_checked_on": _l("The day on which you last looked it up."),
}


def grouped(kind: Kind, keys: Sequence[str]) -> Iterator[tuple[Group, list[str]]]:
    """The groups with those of ``keys`` they hold, in the order of the groups; the rest last."""
    left = list(keys)
    for group in GROUPS[kind]:
        here = [key for key in group.keys if key in left]
        left = [key for key in left if key not in here]
        if here:
            yield group, here
    if left:
        yield Group(_l("Other details"), tuple(left)), left
