"""What a visit brings, for tests: an office whose visit found something and was reported."""

from datetime import time

from aeo.services.findings import raising
from aeo.services.findings.raising import Seen
from aeo.services.reports import writing as reports
from aeo.services.reports.writing import Texts
from aeo.services.visits import planning
from aeo.services.visits import reading as visits
from aeo.services.visits.planning import Offer, Slot
from tests.kept import kept
from tests.office import Office
from tests.people import writing

TEXTS = Texts(people_met="Ada Chan", scope="All docks", summary="In order but one.", internal="")
CAMERA = Seen(
    criterion="D", grade="major", title="No camera over the seal cabinet",
    seen="Camera 14 does not cover it.",
)  # fmt: skip
TIDY = Seen(criterion="F", grade="observation", title="Tidy docks", seen="All clear.")


class Examiners(Office):
    """The same people, who hold visits, write findings and report."""

    @kept
    def visited_again(self) -> None:
        """A further visit of the first site, agreed and held."""
        with writing(self.app):
            case = self.case()
            offer = Offer(
                site=next(iter(visits.required_sites(case))),
                slots=[Slot(planning.earliest(case), time(10))],
                mode="on_site",
                team=[self.ng.user_id, self.bo.user_id],
            )
            visit = planning.propose(self.reference, offer, by=self.bo)
            public_id = visit.public_id
            planning.choose(self.reference, public_id, visit.slots[0].public_id, by=self.ada)
        self.hold(public_id)

    @kept
    def found(self, *seen: Seen) -> None:
        """What the validator wrote down after the visit."""
        with writing(self.app):
            for one in seen:
                raising.raise_(self.reference, one, by=self.ng)

    @kept
    def reported(self, texts: Texts = TEXTS) -> None:
        """The report is written, approved and issued."""
        with writing(self.app):
            reports.write(self.reference, texts, version=None, by=self.ng)
            reports.approve(self.reference, by=self.cheung)
            reports.issue(self.reference, by=self.cheung)
