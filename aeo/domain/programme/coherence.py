"""What must agree across the files of a programme, beyond names."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from aeo.domain.errors import N_, Sentence
from aeo.domain.programme.criteria import Carry, Weight
from aeo.domain.programme.places import Fault, Place, find, is_unread, text_values
from aeo.domain.programme.references import CONDITIONS, HAVE_LEVELS, QUESTIONS, SECTIONS
from aeo.domain.vocabulary import (
    PHASE_OF,
    AuthorisationStatus,
    CaseStatus,
    EvidenceState,
    FindingStatus,
    Machine,
    Phase,
    RfiStatus,
    VisitStatus,
)

MACHINES: Mapping[str, type[StrEnum]] = {
    Machine.CASE: CaseStatus,
    Machine.AUTHORISATION: AuthorisationStatus,
    Machine.VISIT: VisitStatus,
    Machine.FINDING: FindingStatus,
    Machine.RFI: RfiStatus,
}
PHASES: Mapping[str, Phase] = {status.value: phase for status, phase in PHASE_OF.items()}
ANSWERS = frozenset({"yes", "partly", "no", "na"})
LABELS: Mapping[str, frozenset[str]] = {
    "answers": ANSWERS,
    "explain": ANSWERS,
    "weights": frozenset(Weight),
    "carry": frozenset(Carry),
    "evidence_states": frozenset(EvidenceState),
    "phases": frozenset(Phase),
    "results": frozenset({"conform", "partly", "not_conform", "not_seen", "na"}),
}


def _fault(place: Place, msgid: str, **params: object) -> Fault:
    return Fault(place, Sentence(msgid, params))


def keys_in_their_section(content: Any) -> Iterator[Fault]:
    """The key of a question begins with the letter of its section."""
    for pattern in SECTIONS:
        for place, section in find(content, pattern):
            letter = section.get("id") if isinstance(section, Mapping) else None
            for below, key in text_values(section, "questions/*/key"):
                if not key.startswith((f"{letter}-", f"{letter}.")):
                    yield _fault(
                        (*place, *below),
                        N_(
                            "The key %(key)s does not begin with the letter of its section, %(id)s."
                        ),
                        key=key,
                        id=letter,
                    )


def question_counts(content: Any) -> Iterator[Fault]:
    """The number of questions a section announces is the number it has."""
    for pattern in SECTIONS:
        for place, section in find(content, pattern):
            if not isinstance(section, Mapping) or not isinstance(section.get("questions"), list):
                continue
            announced, found = section.get("question_count"), len(section["questions"])
            if isinstance(announced, int) and announced != found:
                yield _fault(
                    (*place, "question_count"),
                    N_("question_count says %(announced)s, but there are %(found)s questions."),
                    announced=announced,
                    found=found,
                )


def levels_by_their_model(content: Any) -> Iterator[Fault]:
    """Tiers are named by `levels`, components by `components`; every section and question names
    its own."""
    model = next((value for _, value in text_values(content, "levels/model")), None)
    right, wrong = "levels", "components"
    if model == "components":
        right, wrong = wrong, right
    for pattern in HAVE_LEVELS:
        for place, thing in find(content, pattern):
            if not isinstance(thing, Mapping):
                continue
            if wrong in thing:
                yield _fault(
                    (*place, wrong),
                    N_("This programme has levels.model %(model)s, so say `%(right)s` here."),
                    model=model,
                    right=right,
                )
            elif not thing.get(right) and pattern != "files/documents/documents/*/rule":
                yield _fault(
                    place,
                    N_("Say for which of the levels this is: `%(right)s`."),
                    right=right,
                )


def condition_keys_by_model(content: Any) -> Iterator[Fault]:
    """A condition asks for a `level` among tiers, for a `component` among components."""
    model = next((value for _, value in text_values(content, "levels/model")), None)
    wrong, right = ("level", "component") if model == "components" else ("component", "level")
    for pattern in CONDITIONS:
        for place, _ in find(content, f"{pattern}/**/{wrong}"):
            yield _fault(
                place,
                N_("This programme has levels.model %(model)s, so ask for `%(right)s` here."),
                model=model,
                right=right,
            )


def criteria_of_levels(content: Any) -> Iterator[Fault]:
    """A level lists exactly the criteria that list the level; questions keep within theirs."""
    of_criterion: dict[str, set[str]] = {}
    for place, section in find(content, "criteria/*"):
        if not isinstance(section, Mapping) or not isinstance(section.get("id"), str):
            continue
        own = _levels(section)
        of_criterion[section["id"]] = own
        yield from _outside(section, place, own)
    for place, level in find(content, "levels/items/*"):
        if not isinstance(level, Mapping) or not isinstance(level.get("criteria"), list):
            continue
        level_id = next((name for _, name in text_values(level, "id")), None)
        listed = {name for _, name in text_values(level, "criteria/*")}
        meant = {name for name, levels in of_criterion.items() if level_id in levels}
        for name in sorted((listed & of_criterion.keys()) ^ meant):
            yield _fault(
                (*place, "criteria"),
                N_("Criterion %(name)s and level %(level)s do not name each other."),
                name=name,
                level=level_id,
            )


def _outside(section: Mapping[str, Any], place: Place, own: set[str]) -> Iterator[Fault]:
    for below, question in find(section, "questions/*"):
        if isinstance(question, Mapping) and (beyond := _levels(question) - own):
            yield _fault(
                (*place, *below),
                N_("The question is asked for %(levels)s, but its criterion is not."),
                levels=", ".join(sorted(beyond)),
            )


def _levels(thing: Mapping[str, Any]) -> set[str]:
    named = thing.get("levels") or thing.get("components")
    return {level for _, level in text_values(named, "*")}


def circles(content: Any) -> Iterator[Fault]:
    """No question may depend on itself, directly or through others."""
    depends: dict[str, set[str]] = {}
    places: dict[str, Place] = {}
    for pattern in QUESTIONS:
        for place, question in find(content, pattern):
            if isinstance(question, Mapping) and isinstance(key := question.get("key"), str):
                named = text_values(question.get("when"), "**/answer/key")
                depends[key], places[key] = (
                    {name for _, name in named},
                    (*place, "when"),
                )
    for key in depends:
        if key in _reachable(key, depends):
            yield _fault(places[key], N_("Question %(key)s depends on its own answer."), key=key)


def _reachable(start: str, depends: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = set(depends[start])
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting |= depends.get(key, set())
    return found


def statuses_have_words(content: Any) -> Iterator[Fault]:
    """Every status of every machine has its words."""
    worded: dict[str, set[str]] = {}
    for _, machine in find(content, "files/statuses/machines/*"):
        if isinstance(machine, Mapping) and isinstance(machine.get("machine"), str):
            codes = worded.setdefault(machine["machine"], set())
            codes |= {code for _, code in text_values(machine, "statuses/*/code")}
    for name, statuses in MACHINES.items():
        if lacking := [status for status in statuses if status not in worded.get(name, set())]:
            yield _fault(
                ("files", "statuses", "machines"),
                N_("The machine %(machine)s has no words for %(statuses)s."),
                machine=name,
                statuses=", ".join(lacking),
            )


def phases_are_those_of_the_table(content: Any) -> Iterator[Fault]:
    """A status of a case stands in the phase the procedure puts it in."""
    for place, machine in find(content, "files/statuses/machines/*"):
        if not isinstance(machine, Mapping) or machine.get("machine") != Machine.CASE:
            continue
        for below, status in find(machine, "statuses/*"):
            code = status.get("code") if isinstance(status, Mapping) else None
            phase = PHASES.get(code) if isinstance(code, str) else None
            if phase is not None and status.get("phase") != phase:
                yield _fault(
                    (*place, *below),
                    N_("The status %(code)s belongs to the phase %(phase)s."),
                    code=code,
                    phase=phase,
                )


def codes_have_labels(content: Any) -> Iterator[Fault]:
    """Every code that people see has its words."""
    enabled = {value for _, value in text_values(content, "case_types_enabled/*")}
    asked = {
        value
        for pattern in QUESTIONS
        for end in ("obligation", "obligation/*")
        for _, value in text_values(content, f"{pattern}/{end}")
    }
    needs = {**LABELS, "case_types": frozenset(enabled), "obligations": frozenset(asked)}
    for name, needed in needs.items():
        given = {code for _, code in text_values(content, f"labels/{name}/*/code")}
        is_there = name == "obligations" or any(find(content, f"labels/{name}"))
        if is_there and (lacking := sorted(needed - given)):
            yield _fault(
                ("labels", name),
                N_("There are no words for %(codes)s."),
                codes=", ".join(lacking),
            )


def events_exist(content: Any) -> Iterator[Fault]:
    """A clock starts, stops and pauses on a status (`machine.status`) or a listed event."""
    if is_unread(content, "files/statuses"):
        return
    known = {code for _, code in text_values(content, "events/codes/*")}
    for _, machine in find(content, "files/statuses/machines/*"):
        if isinstance(machine, Mapping):
            codes = text_values(machine, "statuses/*/code")
            known |= {f"{machine.get('machine')}.{code}" for _, code in codes}
    for pattern in ("clocks/*/start", "clocks/*/stop", "clocks/*/pause/*"):
        for place, events in text_values(content, pattern):
            for event in events.split("|"):
                if event not in known:
                    yield _fault(
                        place,
                        N_("%(event)s is neither a status nor one of events.codes."),
                        event=event,
                    )


def options_exist(content: Any) -> Iterator[Fault]:
    """A field chooses among listed options, or among the roles; a table has listed columns."""
    options = {step for (_, step), _ in find(content, "options/*")} | {"roles"}
    tables = {step for (_, step), _ in find(content, "fields/*")}
    for end, known in (("options", options), ("columns", tables)):
        for place, name in text_values(content, f"fields/*/*/{end}"):
            if name not in known:
                yield _fault(
                    place,
                    N_("There are no %(end)s called %(name)s."),
                    end=end,
                    name=name,
                )


CHECKS: tuple[Callable[[Any], Iterator[Fault]], ...] = (
    keys_in_their_section,
    question_counts,
    levels_by_their_model,
    condition_keys_by_model,
    criteria_of_levels,
    circles,
    statuses_have_words,
    phases_are_those_of_the_table,
    codes_have_labels,
    events_exist,
    options_exist,
)
