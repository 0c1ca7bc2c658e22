"""A finding: plan, proof and closure."""

# ruff: noqa: ARG001 -- every guard is asked in the same way

from aeo.domain.errors import N_, Sentence
from aeo.domain.facts import FindingFacts
from aeo.domain.guards import Objections
from aeo.domain.vocabulary import Actor


def case_still_open(finding: FindingFacts, actor: Actor) -> Objections:
    if not finding.case_open:
        yield Sentence(N_("The case is closed."))


def findings_were_issued(finding: FindingFacts, actor: Actor) -> Objections:
    if not finding.issued:
        yield Sentence(N_("The report with this finding has not been issued."))


def finding_not_issued(finding: FindingFacts, actor: Actor) -> Objections:
    """What the company has read stays on the record: it is closed, not withdrawn."""
    if finding.issued:
        yield Sentence(N_("The company has been told of this finding already."))


def plan_is_complete(finding: FindingFacts, actor: Actor) -> Objections:
    if finding.plan_gaps:
        yield Sentence(N_("The plan needs a cause, an action, a person and a date."))


def proof_is_given(finding: FindingFacts, actor: Actor) -> Objections:
    if not finding.proofs:
        yield Sentence(N_("Add a document, or describe where it can be seen."))


def finding_asks_nothing(finding: FindingFacts, actor: Actor) -> Objections:
    """An observation or a good practice needs no action (handbook §12.4)."""
    if finding.asks_action:
        yield Sentence(N_("This finding asks the company to act."))
