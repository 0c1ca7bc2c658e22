"""What stands in a report by itself: visits, the checks that were not in order, findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from aeo.web.answered import spoken
from aeo.web.desk.cases.head import Head
from aeo.web.desk.findings.present import items
from aeo.web.findings import GradeWords, grade_words, mode_label, visit_day

IN_ORDER = frozenset({"conform", "na"})
TAGS = {"partly": "wait", "not_conform": "stop", "not_seen": "plain"}


@dataclass(frozen=True, slots=True)
class Check:
    """One check that was not in order. ``url`` leads to writing a finding of it."""

    item: str
    text: str
    kind: str
    result: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Held:
    """One visit that was held, with how many checks were marked."""

    title: str
    facts: str
    marked: int
    checks: Sequence[Check]


@dataclass(frozen=True, slots=True)
class Found:
    """One finding by its number."""

    number: int
    title: str
    grade: GradeWords


@dataclass(frozen=True, slots=True)
class Standing:
    """Visits and findings of a report."""

    visits: Sequence[Held]
    findings: Sequence[Found]


def of(head: Head, content: Mapping[str, Any]) -> Standing:
    """In words: ``content`` is that of a report, as it is now or as it was frozen."""
    grades = {grade.code: grade for grade in head.programme.finding_grades}
    return Standing(
        visits=[_held(head, visit) for visit in content["visits"]],
        findings=[
            Found(row["number"], row["title"], grade_words(grades[row["grade"]]))
            for row in content["findings"]
        ],
    )


def _held(head: Head, visit: Mapping[str, Any]) -> Held:
    texts = items(head)
    checks = [
        Check(
            item=item,
            text=spoken(texts[item].text) if item in texts else "",
            kind=TAGS.get(row["result"], "plain"),
            result=result_label(row["result"]),
            note=row["note"],
            url=_to_finding(head, visit, item),
        )
        for item, row in sorted(visit["checks"].items())
        if row["result"] not in IN_ORDER
    ]
    about = [visit_day(visit["day"]), mode_label(visit["mode"]), ", ".join(visit["team"])]
    return Held(visit["name"] or "–", " · ".join(about), len(visit["checks"]), checks)


def _to_finding(head: Head, visit: Mapping[str, Any], item: str) -> str:
    return url_for(
        "desk.cases_findings_new",
        reference=head.case.reference,
        visit=visit["public_id"],
        item=item,
        scope=f"site:{visit['site']}",
    )


def result_label(result: str) -> str:
    return {
        "conform": _("In order"),
        "partly": _("Partly in order"),
        "not_conform": _("Not in order"),
        "not_seen": _("Not seen"),
        "na": _("Does not apply"),
    }.get(result, result)
