"""What is missing before an application can be sent: one list for the company, the guard and the
page that shows it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aeo import clock
from aeo.domain.errors import N_, Sentence
from aeo.domain.programme.carried import Because, Comparison
from aeo.domain.programme.criteria import AnswerType
from aeo.domain.programme.missing import Lack, Missing, missing
from aeo.domain.programme.questionnaire import COMPANY, Questionnaire
from aeo.models.answer import Answer
from aeo.models.case import Case
from aeo.models.evidence import Evidence
from aeo.services import evidence, previous, profile, questionnaires
from aeo.services.previous import Previous
from aeo.services.profile import Gap, Profile

AFTER_A_FINDING = Sentence(
    N_("There was a finding here at the last visit: say that the answer holds, or change it.")
)
KEPT_AS_TYPED = Sentence(N_("This was kept as you typed it, but it is not an answer yet."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """An answer that was typed and could not be understood; it is kept as it was typed."""

    section: str
    question: str
    scope: str
    sentence: Sentence = KEPT_AS_TYPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """Answers taken over from the last application of which nobody has said yet that they still
    hold: those of a section, or a single one beside a finding, which is then the ``question``."""

    section: str
    question: str | None
    scope: str
    sentence: Sentence


Item = Gap | Missing | Unfit | Unconfirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything the portal knows of a draft, read once: a page asks nothing a second time."""

    case: Case
    said: Profile
    answers: dict[tuple[str, str], Answer]
    evidence: Sequence[Evidence]
    questionnaire: Questionnaire
    previous: Previous | None  # what it began with

    @classmethod
    def of(cls, case: Case) -> "Draft":
        said = profile.read(case.company_id)
        answers = questionnaires.rows(case)
        return cls(
            case=case,
            said=said,
            answers=answers,
            evidence=evidence.of_case(case.id),
            questionnaire=questionnaires.of_draft(case, said, answers),
            previous=previous.of(case),
        )

    def lacks(self) -> list[Item]:
        """All that is missing, in the order of the application. The declaration is made in
        signing, so it is never on the list."""
        programme = self.questionnaire.programme
        found = missing(self.questionnaire, evidence.papers(self.evidence))
        comparison = self.comparison()
        return [
            *profile.gaps(self.said, programme),
            *self._unfit(),
            *(item for item in found if not self._is_declaration(item)),
            *(self._unconfirmed(comparison) if comparison is not None else ()),
        ]

    def comparison(self) -> Comparison | None:
        """This draft beside the application it began with."""
        if self.previous is None:
            return None
        rows = self.answers.items()
        affirmed = {place for place, row in rows if row.affirmed_at is not None}
        papers = previous.given(self.evidence)
        return previous.compared(
            self.previous, self.questionnaire, papers, affirmed, today=clock.today()
        )

    def _unconfirmed(self, comparison: Comparison) -> Iterator[Unconfirmed]:
        """Each finding by itself, then each section with what is left."""
        open_ = [one for one in comparison.marked if one.may_be_affirmed]
        for one in open_:
            if one.because is Because.FINDING:
                yield Unconfirmed(
                    section=one.asked.section,
                    question=one.asked.question.key,
                    scope=one.asked.scope,
                    sentence=AFTER_A_FINDING,
                )
        same = Counter(one.asked.section for one in open_ if one.because is None)
        for section, n in same.items():
            sentence = Sentence(N_("Read and confirm what is the same. Answers: %(n)s."), {"n": n})
            yield Unconfirmed(section=section, question=None, scope=COMPANY, sentence=sentence)

    def _unfit(self) -> list[Unfit]:
        return [
            Unfit(section=asked.section, question=asked.question.key, scope=asked.scope)
            for asked in self.questionnaire.asked()
            if (row := self.answers.get((asked.question.key, asked.scope))) is not None
            and row.draft is not None
        ]

    def _is_declaration(self, item: Missing) -> bool:
        if item.lack is not Lack.ANSWER or item.question is None:
            return False
        question = self.questionnaire.programme.question(item.question)
        return question.type is AnswerType.DECLARATION


def of_case(case: Case) -> list[Item]:
    """What is missing in one application now."""
    return Draft.of(case).lacks()
