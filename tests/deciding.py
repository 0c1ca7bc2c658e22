"""An office that brings a case to its decision."""

import sqlalchemy as sa

from aeo.db import db
from aeo.domain.facts import Proposal
from aeo.domain.vocabulary import Grade
from aeo.models.evidence import Document
from aeo.services import documents, programmes
from aeo.services.decisions import deciding, recommending
from aeo.services.grades import giving
from aeo.services.grades import reading as grades
from tests.findings import Examiners
from tests.kept import kept
from tests.people import writing

WHY = "Records of three months are missing."


class Deciders(Examiners):
    """The office of the findings, which goes on to the decision."""

    @kept
    def graded(self, bad: str = "") -> None:
        """Visited and reported; every criterion is met but ``bad``."""
        self.visited()
        self.reported()
        self.scanned()
        self.grade(bad)

    def grade(self, bad: str = "") -> None:
        with writing(self.app):
            case = self.case()
            programme = programmes.version(case.programme_id, case.programme_version)
            ground = next(iter(grades.grounds(programme)))
            for criterion in grades.sought(programme, case.levels):
                if criterion == bad:
                    giving.give(
                        self.reference, criterion, Grade.NOT_MET, reasoning=WHY, reason=ground,
                        by=self.bo,
                    )  # fmt: skip
                else:
                    giving.give(self.reference, criterion, Grade.MET, by=self.bo)

    def scanned(self) -> None:
        """As if the worker had looked at every file."""
        with writing(self.app):
            ids = db.session.scalars(sa.select(Document.id)).all()
            for claim in documents.claim(ids):
                documents.settle_clean(claim, (), 1)

    @kept
    def recommended(self, proposal: Proposal = Proposal.GRANT, why: str = "") -> None:
        with writing(self.app):
            recommending.recommend(self.reference, proposal, why, by=self.bo)

    @kept
    def put_forward(self) -> None:
        with writing(self.app):
            recommending.put_forward(self.reference, by=self.cheung)

    @kept
    def to_decision(self) -> None:
        """All is well, and it lies with the approver."""
        self.graded()
        self.recommended()
        self.put_forward()

    @kept
    def granted(self) -> int:
        """Granted by Kwok; returns the id of the version."""
        self.to_decision()
        with writing(self.app):
            return deciding.grant(self.reference, by=self.kwok).version.id


class HigherTier(Deciders):
    """The same with an application for the higher tier, so that there is a lower one."""

    levels = ("T2",)
