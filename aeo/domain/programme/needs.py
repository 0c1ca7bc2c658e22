"""What the service itself asks a programme for by name: without it a step would fail later."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aeo.domain.errors import N_, Sentence
from aeo.domain.programme.places import Fault, find, is_unread, text_values
from aeo.domain.programme.procedure import GradeRule

HEARING = "hearing"
# Each clock with the events of which one must start it, where a message names its day; none where
# only its length is asked for.
CLOCKS: Mapping[str, frozenset[str]] = {
    "completeness": frozenset({"case.submitted"}),
    "applicant_gaps": frozenset({"case.returned"}),
    "rfi_answer": frozenset(),
    "visit_notice": frozenset(),
    "supervisor_approval": frozenset({"case.supervisor_review"}),
    HEARING: frozenset({"case.hearing"}),
    "decision": frozenset({"case.submitted", "case.vetting"}),
}
# For each use the groups of reasons of which the programme needs one.
REASONS: Mapping[str, frozenset[str]] = {
    "return": frozenset({"return"}),
    "rfi": frozenset({"rfi", "deficiency"}),
    "refusal": frozenset({"refusal", "deficiency"}),
}
GRADES: Mapping[str, str] = {GradeRule.CRITICAL: "critical", GradeRule.MAJOR: "major"}


def clocks_of_the_steps(content: Any) -> Iterator[Fault]:
    """A message of a step names the day of its clock, so that clock runs then and has an end."""
    there = {
        name: clock
        for _, clock in find(content, "clocks/*")
        if isinstance(clock, Mapping) and isinstance(name := clock.get("id"), str)
    }
    heard = any(value is True for _, value in find(content, "flow/hearing_before_adverse"))
    for name, starts in CLOCKS.items():
        if name == HEARING and not heard:
            continue
        clock = there.get(name)
        if clock is None or clock.get("enabled") is False:
            yield _fault("clocks", N_("The service needs a clock %(name)s."), name=name)
        elif starts and not starts & set(str(clock.get("start")).split("|")):
            yield _fault(
                "clocks",
                N_("The clock %(name)s has to start with %(events)s."),
                name=name,
                events="|".join(sorted(starts)),
            )
        elif starts and _length(clock) is None:
            yield _fault("clocks", N_("The clock %(name)s needs an internal length."), name=name)


def _length(clock: Mapping[str, Any]) -> Any:
    length = clock.get("length")
    return length.get("internal") if isinstance(length, Mapping) else None


def reasons_of_the_acts(content: Any) -> Iterator[Fault]:
    """A return, a question to the company and a refusal each cite a reason."""
    if is_unread(content, "files/reasons"):
        return
    there = {use for _, use in text_values(content, "files/reasons/groups/*/use")}
    for use, groups in REASONS.items():
        if not groups & there:
            yield _fault("files", N_("There is no group of reasons for the use %(use)s."), use=use)


def grades_of_the_rules(content: Any) -> Iterator[Fault]:
    """A rule that speaks of a critical or major finding needs a grade of findings called so."""
    there = {code for _, code in text_values(content, "finding_grades/*/code")}
    for _, rule in text_values(content, "scoring/criterion/*/if"):
        grade = GRADES.get(rule)
        if grade is not None and grade not in there:
            yield _fault(
                "finding_grades",
                N_("The scoring speaks of a %(grade)s finding, but no grade is called so."),
                grade=grade,
            )


def _fault(place: str, msgid: str, **params: object) -> Fault:
    return Fault((place,), Sentence(msgid, params))


CHECKS: tuple[Callable[[Any], Iterator[Fault]], ...] = (
    clocks_of_the_steps,
    reasons_of_the_acts,
    grades_of_the_rules,
)
