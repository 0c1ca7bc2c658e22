"""What is known about each criterion sought: points, verdicts, findings, grades given so far."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from aeo.domain.programme.criteria import Weight
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import Grade, VerdictState
from aeo.domain.wording import Audience
from aeo.domain.workflow.finding import UNSETTLED
from aeo.models.finding import CriterionGrade, Finding
from aeo.services import snapshots
from aeo.services.findings import reading as findings
from aeo.services.grades import reading as grades
from aeo.services.grades.reading import Suggested
from aeo.services.verdicts import reading as verdicts
from aeo.web.answered import spoken
from aeo.web.desk.cases.head import Head
from aeo.web.findings import GradeWords, grade_words, status_label

GRADE_NAMES = {
    Grade.MET: _l("Met"),
    Grade.PARTLY_MET: _l("Partly met"),
    Grade.NOT_MET: _l("Not met"),
}
GRADE_TAGS = {Grade.MET: "ok", Grade.PARTLY_MET: "wait", Grade.NOT_MET: "stop"}
FILLS = {Grade.MET: 6, Grade.PARTLY_MET: 3, Grade.NOT_MET: 4}
UNGRADED_FILL = 5


@dataclass(frozen=True, slots=True)
class Given:
    """A grade an officer gave."""

    label: str
    tag: str
    by: str
    at: datetime
    reasoning: str
    ground: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding under its criterion."""

    number: int
    title: str
    grade: GradeWords
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One criterion. ``given`` is oldest first; the last one counts."""

    id: str
    title: str
    points: str
    percent: int | None
    suggested: str
    suggested_tag: str
    why: Sequence[str]
    verdicts: Sequence[tuple[str, int]]
    findings: Sequence[Found]
    given: Sequence[Given]
    fill: int

    @property
    def counts(self) -> Given | None:
        return self.given[-1] if self.given else None

    @property
    def earlier(self) -> Sequence[Given]:
        return self.given[-2::-1] if len(self.given) > 1 else ()


def grade_label(grade: Grade) -> str:
    return str(GRADE_NAMES[grade])


@dataclass(frozen=True, slots=True)
class Known:
    """The findings and the grades of a case, read once."""

    findings: Sequence[Finding]
    history: Mapping[str, Sequence[CriterionGrade]]

    @classmethod
    def of(cls, head: Head) -> "Known":
        return cls(findings.brief(head.case), grades.history(head.case))

    @property
    def latest(self) -> dict[str, CriterionGrade]:
        """The grade that counts for each criterion."""
        return grades.counting(self.history)


def of(head: Head, known: Known) -> list[Row]:
    """Every criterion of the levels sought, in the order of the programme."""
    found, history = known.findings, known.history
    proposed = grades.suggested(head.case, head.record, found)
    counted = _verdicts(head)
    return [
        _row(
            head.programme,
            criterion,
            proposed.get(criterion),
            [one for one in found if one.criterion == criterion and not findings.is_withdrawn(one)],
            history.get(criterion, []),
            counted.get(criterion, Counter()),
        )
        for criterion in grades.sought(head.programme, head.case.levels)
    ]


def bars(rows: Sequence[Row]) -> list[tuple[str, str, list[tuple[int, float]], list[str]]]:
    """The rows for components/bars.html: points as a bar, coloured by the grade that counts."""
    return [
        (
            f"{row.id} {row.title}",
            f"#{row.id}",
            [(row.fill, float(row.percent))] if row.percent else [],
            [
                "–" if row.percent is None else f"{row.percent} %",
                row.counts.label if row.counts else "–",
            ],
        )
        for row in rows
    ]


def _row(
    programme: Programme,
    criterion: str,
    proposed: Suggested | None,
    found: Sequence[Finding],
    given: Sequence[CriterionGrade],
    counted: Counter[str],
) -> Row:
    score = proposed.score if proposed else None
    suggestion = proposed.grade if proposed else None
    points = _("Not scored")
    if score is not None:
        points = _("%(points)s of %(most)s points", points=score.points, most=score.possible)
    return Row(
        id=criterion,
        title=spoken(programme.criterion(criterion).title),
        points=points,
        percent=score.percent if score else None,
        suggested=grade_label(suggestion) if suggestion else "–",
        suggested_tag=GRADE_TAGS[suggestion] if suggestion else "plain",
        why=_why(programme, proposed, found),
        verdicts=[(label, counted[state]) for state, label in _states() if counted[state]],
        findings=[
            Found(
                one.number,
                one.title,
                grade_words(findings.grade_of(programme, one.grade)),
                status_label(one.status, Audience.OFFICER),
            )
            for one in found
        ],
        given=[_given(programme, one) for one in given],
        fill=FILLS[given[-1].grade] if given else UNGRADED_FILL,
    )


def _states() -> list[tuple[str, str]]:
    return [
        (VerdictState.ACCEPTED.value, _("accepted")),
        (VerdictState.QUERY.value, _("queried")),
        (VerdictState.DEFICIENT.value, _("deficient")),
        ("", _("not read")),
    ]


def _why(programme: Programme, proposed: Suggested | None, found: Sequence[Finding]) -> list[str]:
    """The facts that the rules of the programme looked at, in words."""
    if proposed is None:
        return [_("No question of this criterion earns points: the grade is yours alone.")]
    score, told = proposed.score, []
    if score.percent is None:
        told.append(_("Nothing that earns points applies here."))
    else:
        own = programme.criterion(score.criterion).threshold
        asked = programme.scoring.threshold_default if own is None else own
        told.append(
            _("Reached: %(percent)s%%. Asked for: %(asked)s%%.", percent=score.percent, asked=asked)
        )
    if Weight.CRITICAL in score.unfavourable:
        told.append(_("The answer to a critical question is unfavourable."))
    if Weight.MAJOR in score.unfavourable:
        told.append(_("The answer to a major question is unfavourable."))
    if score.unanswered:
        told.append(_("Questions without an answer: %(n)s.", n=score.unanswered))
    for one in found:
        if one.status in UNSETTLED:
            label = grade_words(findings.grade_of(programme, one.grade)).label
            told.append(_("Finding %(number)s is open: %(grade)s.", number=one.number, grade=label))
    return told


def _given(programme: Programme, row: CriterionGrade) -> Given:
    ground = grades.grounds(programme).get(row.reason or "")
    return Given(
        label=grade_label(row.grade),
        tag=GRADE_TAGS[row.grade],
        by=row.given_by.name,
        at=row.given_at,
        reasoning=row.reasoning,
        ground=spoken(ground) if ground else "",
    )


def _verdicts(head: Head) -> dict[str, Counter[str]]:
    """How many answers of each criterion have which verdict; "" are those without."""
    current = verdicts.current(head.case, head.record)
    sections = {
        (one.question.key, one.scope): one.section
        for one in snapshots.questionnaire(head.record).asked()
    }
    found: dict[str, Counter[str]] = {}
    for place in verdicts.to_judge(head.record):
        row = current.get(place)
        state = row.state.value if row is not None else ""
        found.setdefault(sections[place], Counter())[state] += 1
    return found
