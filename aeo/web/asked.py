"""A request for information in words, for both sides: what is asked, and how the answer changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aeo.domain.programme.criteria import Question
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import Machine, RfiStatus
from aeo.models.answer import AnswerVersion
from aeo.models.case import Case
from aeo.models.review import Rfi, RfiItem
from aeo.services import snapshots
from aeo.services.rfis import reading
from aeo.web import difference, frame
from aeo.web.answered import Said, in_words, names, spoken
from aeo.web.difference import Parts

KINDS = {
    RfiStatus.DRAFT: "",
    RfiStatus.OPEN: "wait",
    RfiStatus.ANSWERED: "new",
    RfiStatus.ACCEPTED: "ok",
    RfiStatus.EXPIRED: "stop",
    RfiStatus.WITHDRAWN: "plain",
}
ENDS = (".", "!", "?", "。", "！", "？")
Given = Mapping[tuple[str, str], Sequence[AnswerVersion]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question of a request. ``before`` is the answer when it was asked, ``after`` the one
    that was sent in reply; both are marked with what changed. ``reply`` is what was said to it,
    also when it was asked again since."""

    public_id: str
    key: str
    scope: str
    section: str
    question: Question
    text: str
    where: str
    reason: str
    asks: str
    settles: str
    reply: str
    replied_at: datetime | None
    before: Parts
    after: Parts
    has_changed: bool

    @property
    def is_done(self) -> bool:
        return self.replied_at is not None

    @property
    def asked(self) -> str:
        """All that is asked in one text; its lines are those of the officer."""
        return "\n".join(filter(None, (self.reason, self.asks)))


@dataclass(frozen=True)
class Reader:
    """What the requests of one case are read with, gathered once."""

    case: Case
    programme: Programme
    record: Mapping[str, Any]
    given: Given
    listed: Mapping[str, Mapping[str, str]]
    sections: Mapping[str, str]
    sent: Mapping[tuple[str, str], int]  # the version of each answer that was sent last

    @classmethod
    def of(
        cls, case: Case, programme: Programme, record: Mapping[str, Any], rows: Sequence[Rfi]
    ) -> "Reader":
        keys = {item.question_key for rfi in rows for item in rfi.items}
        return cls(
            case=case,
            programme=programme,
            record=record,
            given=reading.given(case, keys) if keys else {},
            listed=names(snapshots.profile_of(record)),
            sections={question.key: section.id for section, question in programme.questions},
            sent={(row["question"], row["scope"]): row["version"] for row in record["answers"]},
        )

    def items(self, rfi: Rfi, *, live: bool = False) -> list[Item]:
        """``live`` compares with the answer as it stands now: only for the company itself."""
        return [self.item(rfi, item, live=live) for item in rfi.items]

    def item(self, rfi: Rfi, item: RfiItem, *, live: bool = False) -> Item:
        question = self.programme.question(item.question_key)
        reason = self.programme.reason(item.reason) if item.reason else None
        settles = item.settles or (spoken(reason.what_would_satisfy) if reason else "")
        before, after = self._versions(rfi, item, live=live)
        replies = {} if live else snapshots.replies(self.record, rfi.number)
        left, right = difference.between(self.text(question, before), self.text(question, after))
        return Item(
            public_id=item.public_id,
            key=question.key,
            scope=item.scope_key,
            section=self.sections[question.key],
            question=question,
            text=spoken(question.text),
            where=self.place(item.scope_key),
            reason=spoken(reason.text) if reason else "",
            asks=item.asks,
            settles=settles,
            reply=item.reply if live else replies.get((item.question_key, item.scope_key), ""),
            replied_at=item.replied_at,
            before=left,
            after=right,
            has_changed=any(op != "same" for op, _text in (*left, *right)),
        )

    def versions(self, question: str, scope: str) -> Sequence[AnswerVersion]:
        """Every version of one answer, oldest first, also what was never sent."""
        if (question, scope) in self.given:
            return self.given[question, scope]
        return reading.given(self.case, {question}).get((question, scope), [])

    def text(self, question: Question, version: AnswerVersion | None) -> str:
        """An answer with the text beside it as one text, to be compared."""
        if version is None:
            return ""
        said = in_words(question, version.value, self.programme, self.listed)
        return joined(said, version.explanation)

    def place(self, scope: str) -> str:
        """The name of a site or partner; empty for the whole company."""
        things = {**self.record["sites"], **self.record["partners"]}
        return str(things.get(scope, {}).get("name") or "")

    def _versions(
        self, rfi: Rfi, item: RfiItem, *, live: bool
    ) -> tuple[AnswerVersion | None, AnswerVersion | None]:
        """The answer as it was asked about, and as it was sent in reply (the same until then).
        Of a request that is asked again that is the version which was sent last."""
        place = item.question_key, item.scope_key
        known = self.given.get(place, ())
        before = next((it for it in known if it.version == item.before_version), None)
        if live:
            return before, known[-1] if known else before
        if rfi.answered_at is None:
            sent = [it for it in known if it.version == self.sent.get(place)]
        else:
            sent = [it for it in known if it.changed_at <= rfi.answered_at]
        return before, sent[-1] if sent else before


def status(programme: Programme, rfi: Rfi, *, to_company: bool) -> tuple[str, str]:
    """Kind and words of its tag."""
    words = programme.wording(Machine.RFI, rfi.status)
    return KINDS[rfi.status], spoken(words.label_company if to_company else words.label_officer)


def joined(said: Said, explanation: str) -> str:
    """``Yes. 24 cameras cover …``; rows of a table follow each other."""
    text = said.text or "; ".join(", ".join(row) for row in said.rows)
    if not text or not explanation:
        return text or explanation
    if text.endswith(ENDS):
        return f"{text} {explanation}"
    return f"{text}. {explanation}" if frame.language() == "en" else f"{text}。{explanation}"
