"""What was said and judged before about one answer, as it was sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from aeo.models.answer import AnswerVersion
from aeo.models.review import RfiItem, Verdict
from aeo.services.verdicts import reading
from aeo.web.answered import spoken
from aeo.web.asked import Reader
from aeo.web.desk.review.present import TAGS, Answer, label


@dataclass(frozen=True, slots=True)
class Judged:
    """An earlier verdict in words."""

    kind: str
    label: str
    reason: str
    row: Verdict


@dataclass(frozen=True, slots=True)
class Earlier:
    """Verdicts newest first, without the one in the form; versions newest first, each with its
    words, without the present one."""

    verdicts: Sequence[Judged]
    versions: Sequence[tuple[AnswerVersion, str]]

    def __bool__(self) -> bool:
        return bool(self.verdicts or self.versions)


def of(reader: Reader, answer: Answer, asked: Sequence[RfiItem]) -> Earlier:
    """Versions that were sent are those that somebody judged or asked about: what the company
    typed in between is its own."""
    rows = reading.history(reader.case, answer.key, answer.scope)
    known = {code: spoken(text) for code, text in reading.reasons(reader.programme).items()}
    sent = {row.answer_version for row in rows} | {item.before_version for item in asked}
    sent -= {answer.version}
    versions = reader.versions(answer.key, answer.scope) if sent else ()
    return Earlier(
        verdicts=[
            Judged(TAGS[row.state], label(row.state), known.get(row.reason or "", ""), row)
            for row in (rows[1:] if answer.is_read else rows)
        ],
        versions=[
            (version, reader.text(answer.line.question, version))
            for version in reversed(versions)
            if version.version in sent
        ],
    )
