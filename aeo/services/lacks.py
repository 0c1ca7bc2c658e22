"""What is missing before an application can be sent: one list for the company, the guard and the
page that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from aeo.domain.errors import N_, Sentence
from aeo.domain.programme.criteria import AnswerType
from aeo.domain.programme.missing import Lack, Missing, missing
from aeo.domain.programme.questionnaire import Questionnaire
from aeo.models.answer import Answer
from aeo.models.case import Case
from aeo.models.evidence import Evidence
from aeo.services import evidence, profile, questionnaires
from aeo.services.profile import Gap, Profile

KEPT_AS_TYPED = Sentence(N_("This was kept as you typed it, but it is not an answer yet."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """An answer that was typed and could not be understood; it is kept as it was typed."""

    section: str
    question: str
    scope: str
    sentence: Sentence = KEPT_AS_TYPED


Item = Gap | Missing | Unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything the portal knows of a draft, read once: a page asks nothing a second time."""

    case: Case
    said: Profile
    answers: dict[tuple[str, str], Answer]
    evidence: Sequence[Evidence]
    questionnaire: Questionnaire

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
        )

    def lacks(self) -> list[Item]:
        """All that is missing, in the order of the application. The declaration is made in
        signing, so it is never on the list."""
        programme = self.questionnaire.programme
        found = missing(self.questionnaire, evidence.papers(self.evidence))
        return [
            *profile.gaps(self.said, programme),
            *self._unfit(),
            *(item for item in found if not self._is_declaration(item)),
        ]

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
