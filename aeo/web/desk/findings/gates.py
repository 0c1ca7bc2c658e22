"""What is missing before an officer recommends, and what would stop a grant: all of it, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from aeo.domain.errors import Sentence
from aeo.domain.facts import CaseFacts
from aeo.domain.guards import accreditation, case
from aeo.domain.vocabulary import Actor
from aeo.services import facts
from aeo.web.access import signed_in
from aeo.web.desk.cases.head import Head
from aeo.web.desk.findings.criteria import Known
from aeo.web.desk.gate import Gate, asking


@dataclass(frozen=True, slots=True)
class Gates:
    """Two lists: what a recommendation asks for, and what besides it a grant does."""

    recommend: Sequence[Gate]
    grant: Sequence[Gate]

    @property
    def missing(self) -> int:
        return sum(not gate.is_met for gate in self.recommend)


def of(head: Head, known: Known) -> Gates:
    """The gates of a case in its assessment, for the person who asks."""
    judged = facts.for_assessment(head.case, head.record, known.findings, known.latest)
    ask = asking(judged, signed_in())
    return Gates(
        recommend=[
            ask(_("Every criterion is graded"), accreditation.every_criterion_scored),
            ask(_("No request for information is open"), case.no_blocking_rfi),
            ask(_("Somebody else can decide"), accreditation.somebody_else_could_decide),
        ],
        grant=[
            ask(
                _("Serious findings are settled, or their plans accepted"),
                case.serious_findings_settled,
                url=url_for("desk.cases_findings", reference=head.case.reference),
                link=_("Findings"),
            ),
            ask(_("Nothing else stands against a grant"), _all_else),
        ],
    )


def _all_else(judged: CaseFacts, actor: Actor) -> Iterable[Sentence]:
    """What stands against a grant and has no gate of its own."""
    shown = [
        *case.no_blocking_rfi(judged, actor),
        *case.serious_findings_settled(judged, actor),
    ]
    return [one for one in accreditation.nothing_blocks_a_grant(judged, actor) if one not in shown]
