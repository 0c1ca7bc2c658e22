"""A holder whose status comes to its end, and who asks for its renewal."""

from datetime import date

from flask import Flask

from aeo.domain.validity import renewal_due
from aeo.models.case import Case
from aeo.services import cases
from aeo.services.lacks import Draft
from aeo.services.renewals import beginning, confirming, window
from tests.deciding import Deciders
from tests.people import writing


class Holder(Deciders):
    """The office whose company was granted its status; ``first`` is the case of that grant."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.granted()
        self.first = self.reference
        with app.app_context():
            self.ends = window.held(self.ada.company_id).valid_to

    def before(self, period: str) -> date:
        """So long before the last day of the status."""
        return renewal_due(self.ends, period)

    def renewing(self, period: str = "P8M") -> str:
        """A draft of the renewal, begun so long before the end."""
        self.move_to(self.before(period))
        with writing(self.app):
            self.reference = beginning.begin(by=self.ada).reference
        return self.reference

    def draft(self) -> Draft:
        return Draft.of(cases.get(self.reference, to=self.ada))

    def own(self) -> Case:
        return cases.get(self.reference, to=self.ada)

    def confirmed(self) -> int:
        """Everything that is the same is confirmed, section by section."""
        done = 0
        with self.app.app_context():
            sections = [one.id for one in self.draft().questionnaire.programme.sections]
        for section in sections:
            with writing(self.app):
                draft = self.draft()
                rows = confirming.to_confirm(confirming.compared(draft), section, by=self.ada)
                if rows:
                    word = confirming.seen(draft, rows)
                    done += confirming.confirm(self.reference, section, word, by=self.ada)
        return done
