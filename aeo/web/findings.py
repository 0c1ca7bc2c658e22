"""Findings and reports in words, the same on the company's side and on the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from aeo import clock
from aeo.domain import wording
from aeo.domain.programme.decisions import FindingGrade
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import FindingStatus, Machine
from aeo.domain.wording import Audience
from aeo.domain.workflow.finding import UNSETTLED
from aeo.models.finding import Finding
from aeo.services.findings import reading as findings
from aeo.web import errors, frame
from aeo.web.answered import spoken

STATUS_TAGS = {
    FindingStatus.OPEN: "stop",
    FindingStatus.PLAN_SUBMITTED: "doing",
    FindingStatus.PLAN_ACCEPTED: "wait",
    FindingStatus.EVIDENCE_SUBMITTED: "doing",
    FindingStatus.CLOSED: "ok",
    FindingStatus.ACCEPTED_RISK: "plain",
    FindingStatus.MONITORING: "wait",
    FindingStatus.UNRESOLVED: "stop",
}


def status_label(status: FindingStatus, to: Audience) -> str:
    said = wording.status(Machine.FINDING, status, to)
    return errors.say(said) if said is not None else ""


@dataclass(frozen=True, slots=True)
class GradeWords:
    """How grave: its name, the look of the card and of the tag, what it means and entails."""

    label: str
    look: str
    kind: str
    meaning: str
    effect: str


def grade_words(grade: FindingGrade) -> GradeWords:
    look, kind = "good", "plain"
    if grade.blocks_grant:
        look, kind = "major", "stop"
    elif findings.asks_action(grade):
        look, kind = "minor", "wait"
    return GradeWords(spoken(grade.label), look, kind, spoken(grade.meaning), spoken(grade.effect))


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something is due, how it was counted, and how late it is in words."""

    what: str
    day: date
    why: str
    late: str


def dues(finding: Finding, grade: FindingGrade, reopened_at: datetime | None = None) -> list[Due]:
    """What is due of an unsettled finding: its plan until one is sent, and the remedy. The days
    count from the report, or from the latest step that opened the finding again."""
    if finding.status not in UNSETTLED or finding.issued_at is None:
        return []
    plan_due = finding.plan_due_on if finding.status is FindingStatus.OPEN else None
    known = [
        (_("Plan due"), plan_due, grade.plan_days),
        (_("To be put right by"), finding.fix_due_on, grade.fix_days),
    ]
    return [
        Due(what, day, _counted(grade, days, finding.issued_at, reopened_at), late(day))
        for what, day, days in known
        if day is not None and days is not None
    ]


def _counted(
    grade: FindingGrade, days: int, issued_at: datetime, reopened_at: datetime | None
) -> str:
    """How a day was counted: the grade gives the days, the report or a reopening the start."""
    if grade.unit == "working_day":
        length = ngettext("%(num)s working day", "%(num)s working days", days)
    else:
        length = ngettext("%(num)s day", "%(num)s days", days)
    given = {"length": length, "grade": spoken(grade.label)}
    if reopened_at is not None:
        start = frame.day(reopened_at)
        return _(
            "%(length)s after Customs opened it again on %(day)s (grade: %(grade)s).",
            day=start, **given,
        )  # fmt: skip
    return _(
        "%(length)s after Customs issued the report on %(day)s (grade: %(grade)s).",
        day=frame.day(issued_at), **given,
    )  # fmt: skip


def late(day: date) -> str:
    """``3 days late``; empty until the day has passed. Calendar days, as one would count."""
    days = (clock.today() - day).days
    return ngettext("%(num)s day late", "%(num)s days late", days) if days > 0 else ""


def criterion_label(programme: Programme, criterion: str) -> str:
    return f"{criterion} {spoken(programme.criterion(criterion).title)}"


def question_label(programme: Programme, key: str | None) -> str:
    """The number and words of a question; empty for none."""
    return f"{key} {spoken(programme.question(key).text)}" if key is not None else ""


@dataclass(frozen=True, slots=True)
class Visited:
    """One visit in a report."""

    title: str
    day: str
    mode: str
    team: str


@dataclass(frozen=True, slots=True)
class Reported:
    """One finding in a report."""

    number: int
    title: str
    seen: str
    criterion: str
    grade: GradeWords


@dataclass(frozen=True, slots=True)
class ForCompany:
    """A report as the company may read it. There is no place for what only officers read."""

    people_met: str
    scope: str
    summary: str
    visits: Sequence[Visited]
    findings: Sequence[Reported]


def for_company(content: Mapping[str, Any], programme: Programme) -> ForCompany:
    """The company's part of a report's content (``services.reports``)."""
    grades = {grade.code: grade for grade in programme.finding_grades}
    return ForCompany(
        people_met=content["people_met"],
        scope=content["scope"],
        summary=content["summary"],
        visits=[
            Visited(
                title=visit["name"],
                day=visit_day(visit["day"]),
                mode=mode_label(visit["mode"]),
                team=", ".join(visit["team"]),
            )
            for visit in content["visits"]
        ],
        findings=[
            Reported(
                number=row["number"],
                title=row["title"],
                seen=row["seen"],
                criterion=criterion_label(programme, row["criterion"]),
                grade=grade_words(grades[row["grade"]]),
            )
            for row in content["findings"]
        ],
    )


def mode_label(mode: str) -> str:
    return {
        "on_site": _("On site"),
        "remote": _("By video"),
        "hybrid": _("On site and by video"),
    }.get(mode, mode)


def visit_day(given: Any) -> str:
    """The day of a visit, of a row or as it was frozen."""
    if given is None:
        return "–"
    return frame.day(given if isinstance(given, date) else date.fromisoformat(given))
