"""What is named must exist, and be named once: across all files of a programme."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aeo.domain.errors import N_, Sentence
from aeo.domain.programme.places import Fault, is_unread, text_values
from aeo.domain.vocabulary import CaseType

SECTIONS = ("criteria/*", "general_section")
QUESTIONS = tuple(f"{section}/questions/*" for section in SECTIONS)
DOCUMENTS = "files/documents/documents/*"
CHECKLIST = "files/checklist/items/*"
REASONS = "files/reasons/groups/*/reasons/*"
CONDITIONS = (
    *(f"{question}/when" for question in QUESTIONS),
    f"{DOCUMENTS}/rule/if",
    f"{CHECKLIST}/when",
    "eligibility/*/when",
)
HAVE_LEVELS = (*SECTIONS, *QUESTIONS, f"{DOCUMENTS}/rule", CHECKLIST)


def _under(places: tuple[str, ...], *rest: str) -> tuple[str, ...]:
    return tuple(f"{place}/{end}" for place in places for end in rest)


@dataclass(frozen=True, slots=True)
class Kind:
    """Things with a name: where they are defined, and where they are named."""

    word: str
    defined: tuple[str, ...]
    named: tuple[str, ...]
    known: frozenset[str] = frozenset()
    unique: bool = True


KINDS = (
    Kind(
        N_("question"),
        _under(QUESTIONS, "key"),
        (
            *_under(CONDITIONS, "**/answer/key"),
            f"{CHECKLIST}/questions/*",
            "parameters/*/used_by/*",
        ),
    ),
    Kind(
        N_("section"),
        _under(SECTIONS, "id"),
        (
            f"{DOCUMENTS}/criteria/*",
            f"{CHECKLIST}/criterion",
            f"{REASONS}/criterion",
            "levels/items/*/criteria/*",
        ),
    ),
    Kind(
        N_("section or reason to ask"),
        _under(SECTIONS, "id"),
        ("levels/upgrade/asks/*", "levels/add_component/asks/*"),
        known=frozenset({"own_criteria", "changed", "expired", "ask_again"}),
        unique=False,
    ),
    Kind(
        N_("document type"),
        (f"{DOCUMENTS}/code",),
        (*_under(QUESTIONS, "evidence/*/document"), "fields/*/*/document"),
    ),
    Kind(
        N_("reason"),
        (f"{REASONS}/code",),
        (
            *_under((*SECTIONS, *QUESTIONS), "reasons/*"),
            "grounds/*/*/reason",
        ),
    ),
    Kind(
        N_("level"),
        ("levels/items/*/id",),
        (
            *_under(HAVE_LEVELS, "levels/*", "components/*"),
            *_under(CONDITIONS, "**/level/*", "**/component/*"),
            f"{DOCUMENTS}/rule/recommended_for/*",
            "mra/partners/*/eligible_levels/*",
            "levels/fallback_grant",
            "levels/upgrade/from",
            "levels/upgrade/to",
        ),
    ),
    Kind(
        N_("role"),
        ("roles/*/code",),
        (
            *_under(QUESTIONS, "scope/roles/*"),
            *_under(CONDITIONS, "**/role/*"),
            f"{CHECKLIST}/roles/*",
            "identifiers/*/roles/*",
        ),
    ),
    Kind(
        N_("case type"),
        (),
        _under(CONDITIONS, "**/case_type/*"),
        known=frozenset(CaseType),
    ),
    Kind(
        N_("field of the company"),
        ("fields/company/*/key",),
        _under(CONDITIONS, "**/company/field"),
    ),
    Kind(
        N_("field of a site"),
        ("fields/site/*/key",),
        _under(CONDITIONS, "**/site/field"),
    ),
    Kind(N_("group of criteria"), ("criterion_groups/*/code",), _under(SECTIONS, "group")),
    Kind(N_("clock"), ("clocks/*/id",), ("change_classes/*/clock", "grounds/*/*/clock")),
    Kind(N_("method"), ("labels/methods/*/code",), (f"{CHECKLIST}/method",)),
    Kind(N_("way to visit"), ("labels/visit_modes/*/code",), ("visit/modes/*",)),
    Kind(N_("identifier"), ("identifiers/*/scheme",), ("fields/*/*/scheme",)),
    Kind(N_("checklist item"), (f"{CHECKLIST}/id",), ()),
    Kind(N_("finding grade"), ("finding_grades/*/code",), ()),
    Kind(N_("outcome"), ("outcomes/*/code",), ()),
    Kind(N_("parameter"), ("parameters/*/id",), ()),
)


def unknown_names(content: Any) -> Iterator[Fault]:
    """Everything that is named and does not exist."""
    for kind in KINDS:
        if any(is_unread(content, pattern) for pattern in kind.defined):
            continue
        known = kind.known | _defined(content, kind)
        for pattern in kind.named:
            for place, name in text_values(content, pattern):
                if name not in known:
                    yield Fault(
                        place,
                        Sentence(
                            N_("There is no %(kind)s %(name)s."),
                            {"kind": kind.word, "name": name},
                        ),
                    )


def names_given_twice(content: Any) -> Iterator[Fault]:
    """Everything that has a name which something else of its kind has already."""
    for kind in (kind for kind in KINDS if kind.unique):
        seen: set[str] = set()
        for pattern in kind.defined:
            for place, name in text_values(content, pattern):
                if name in seen:
                    yield Fault(
                        place,
                        Sentence(
                            N_("There are two of the kind %(kind)s with the name %(name)s."),
                            {"kind": kind.word, "name": name},
                        ),
                    )
                seen.add(name)


def _defined(content: Any, kind: Kind) -> frozenset[str]:
    return frozenset(name for pattern in kind.defined for _, name in text_values(content, pattern))
