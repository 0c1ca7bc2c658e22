"""An application as it was sent, for reading: by section and place, with its papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aeo.domain.programme.criteria import Question
from aeo.domain.programme.questionnaire import COMPANY, Questionnaire
from aeo.services import snapshots
from aeo.web.answered import Said, in_words, names, spoken


@dataclass(frozen=True, slots=True)
class Line:
    """One answer with who gave it and the papers beside it (rows of the record)."""

    question: Question
    scope: str
    said: Said
    explanation: str
    by: str
    at: datetime | None
    papers: Sequence[Mapping[str, Any]]

    @property
    def text(self) -> str:
        return spoken(self.question.text)


@dataclass(frozen=True, slots=True)
class Place:
    """The answers of one section about one place; the name is empty for the whole company."""

    scope: str
    name: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the questionnaire."""

    id: str
    title: str
    places: Sequence[Place]


def sections(record: Mapping[str, Any]) -> list[Section]:
    """Every section of a record that was sent (``services.snapshots.read``), in its order."""
    questionnaire = snapshots.questionnaire(record)
    given = {(row["question"], row["scope"]): row for row in record["answers"]}
    lines: dict[str, dict[str, list[Line]]] = {}
    for asked in questionnaire.asked():
        line = _line(asked.question, asked.scope, given, record, questionnaire)
        lines.setdefault(asked.section, {}).setdefault(asked.scope, []).append(line)
    return [
        Section(
            section.id,
            spoken(section.title),
            [
                Place(scope, _name(record, scope), found)
                for scope, found in lines[section.id].items()
            ],
        )
        for section in questionnaire.programme.sections
        if section.id in lines
    ]


def _line(
    question: Question,
    scope: str,
    given: Mapping[tuple[str, str], Mapping[str, Any]],
    record: Mapping[str, Any],
    questionnaire: Questionnaire,
) -> Line:
    row = given.get((question.key, scope), {})
    at = row.get("answered_at")
    return Line(
        question=question,
        scope=scope,
        said=in_words(
            question,
            row.get("value"),
            questionnaire.programme,
            names(snapshots.profile_of(record)),
        ),
        explanation=str(row.get("explanation") or ""),
        by=str(row.get("answered_by") or ""),
        at=datetime.fromisoformat(at) if at else None,
        papers=[
            paper
            for paper in record["papers"]
            if (paper["question"], paper["question_scope"]) == (question.key, scope)
        ],
    )


def _name(record: Mapping[str, Any], scope: str) -> str:
    if scope == COMPANY:
        return ""
    things: Mapping[str, Mapping[str, Any]] = {
        **record["sites"], **record["partners"], **record["flows"]
    }  # fmt: skip
    return str(things.get(scope, {}).get("name") or "")
