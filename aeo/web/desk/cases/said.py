"""What a company sent, in words: an answer, the name of a place, a paper and its state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import COMPANY, Asked
from aeo.domain.vocabulary import EvidenceState
from aeo.models.evidence import Evidence
from aeo.services import snapshots
from aeo.web import documents as files
from aeo.web import frame
from aeo.web.answered import Said, in_words, names, spoken


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper as it was sent: its file, or why there is none. ``public_id`` opens the file."""

    title: str
    name: str
    note: str
    kind: str
    state: str
    public_id: str


def answer(record: Mapping[str, Any], asked: Asked, programme: Programme) -> Said:
    """One answer as it was sent, in the reader's words."""
    listed = names(snapshots.profile_of(record))
    return in_words(asked.question, asked.answer.value, programme, listed)


def place(record: Mapping[str, Any], scope: str) -> str:
    """The name of a site, partner or flow at the time of sending; the company by itself."""
    if scope == COMPANY:
        return _("Whole company")
    for kind in ("sites", "partners", "flows", "people"):
        if scope in record[kind]:
            return str(record[kind][scope].get("name") or "–")
    return "–"


def papers(
    rows: Sequence[Mapping[str, Any]], live: Mapping[str, Evidence], programme: Programme
) -> list[PaperLine]:
    """Papers of a record; ``live`` says how far each file has been checked since, by its id."""
    return [_paper(row, live, programme) for row in rows]


def _paper(row: Mapping[str, Any], live: Mapping[str, Evidence], programme: Programme) -> PaperLine:
    code = row["document"]
    title = spoken(programme.document(code).title) if code else _("Further file")
    file = row["file"]
    if file is None:
        states = {one.code: spoken(one.label) for one in programme.labels.evidence_states}
        kind = "plain" if row["state"] == EvidenceState.NOT_APPLICABLE else "wait"
        return PaperLine(title, "", row["reason"], kind, states.get(row["state"], "–"), "")
    found = live.get(file["id"])
    kind, state = ("", _("Sent"))
    if found is not None and found.document is not None:
        kind, state = files.state_of(found.document)
    return PaperLine(title, file["name"], _about(file), kind, state, file["id"])


def _about(file: Mapping[str, Any]) -> str:
    parts = [frame.in_bytes(file["size"])]
    if file["issued_on"]:
        parts.append(_("issued %(day)s", day=_day(file["issued_on"])))
    if file["expires_on"]:
        parts.append(_("good until %(day)s", day=_day(file["expires_on"])))
    return " · ".join(parts)


def _day(text: str) -> str:
    return frame.day_short(date.fromisoformat(text))
