"""What stands above every page of one case: who, what, since when, its clocks and its tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aeo.domain.calendar import Calendar
from aeo.domain.clocks import ClockState, Status
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import CLOSED_CASE, CaseStatus, Pen
from aeo.models.case import Case, CaseEvent
from aeo.services import cases, clocks, holidays, programmes, snapshots
from aeo.services.decisions import limit
from aeo.web import frame
from aeo.web.access import signed_in
from aeo.web.answered import spoken
from aeo.web.desk.cases import present

TABS = (
    *("case", "completeness", "answers", "since", "review", "requests"),
    *("visits", "findings", "report", "assessment", "decision"),
    *("timeline", "notes", "submissions"),
)
# Pages of a case that was accepted.
IN_REVIEW = frozenset(
    {"review", "requests", "visits", "findings", "report", "assessment", "decision"}
)


@dataclass(frozen=True)
class Head:
    """A case as its pages show it, read once."""

    case: Case
    programme: Programme
    record: Mapping[str, Any]
    events: list[CaseEvent]
    calendar: Calendar
    states: Mapping[str, ClockState]

    @classmethod
    def of(cls, reference: str, case: Case | None = None) -> "Head":
        """``case`` where the caller has read it. Raises ``Gone``."""
        case = cases.get(reference, to=signed_in()) if case is None else case
        programme = programmes.version(case.programme_id, case.programme_version)
        events = clocks.history([case.id])[case.id]
        calendar = holidays.calendar(programme.locale.calendar)
        return cls(
            case=case,
            programme=programme,
            record=snapshots.read(snapshots.get(case)),
            events=events,
            calendar=calendar,
            states=clocks.states(programme, events, calendar),
        )

    @cached_property
    def to_decide(self) -> ClockState | None:
        """The time for the decision, as the guards are told of it."""
        return limit.of_events(self.programme, self.events, self.calendar)

    @property
    def is_closed(self) -> bool:
        return self.case.status in CLOSED_CASE

    @cached_property
    def strip(self) -> list[present.Chip]:
        """Every clock that is not over, running ones first. A closed case waits for none."""
        return [] if self.is_closed else self._chips(Status.RUNNING) + self._chips(Status.STOPPED)

    @cached_property
    def ended(self) -> list[present.Chip]:
        """Every clock that is over."""
        return self._chips(Status.ENDED)

    def _chips(self, status: Status) -> list[present.Chip]:
        return [
            present.chip(self.case.reference, self.programme, clock_id, state, self.calendar)
            for clock_id, state in self.states.items()
            if state.status is status
        ]

    @cached_property
    def facts(self) -> list[str]:
        """What identifies the company, as it said when it sent."""
        company = self.case.company
        verified = _("verified") if company.ubi_verified_at else _("not yet verified")
        identifier = spoken(self.programme.identifiers[0].label)
        officer = self.case.officer
        return [
            present.case_type(self.programme, self.case),
            *filter(None, [self.roles]),
            f"{identifier} {company.ubi}, {verified}",
            self.sites,
            _("Officer: %(name)s", name=officer.name if officer else _("nobody yet")),
        ]

    @property
    def roles(self) -> str:
        labels = {one.code: spoken(one.label) for one in self.programme.roles}
        codes = self.record["company"].get("roles") or []
        return ", ".join(labels.get(code, code) for code in codes)

    @property
    def sites(self) -> str:
        covered = [it for it in self.record["sites"].values() if it.get("in_scope") is not False]
        return ngettext("%(num)s site", "%(num)s sites", len(covered))

    @cached_property
    def pen(self) -> tuple[str, str, str, bool]:
        """Who acts next: who, what, by when, and whether that is us."""
        holder = self.programme.wording("case", self.case.status).pen_with
        who = {
            Pen.CUSTOMS: _("With us"),
            Pen.COMPANY: _("With the company"),
            Pen.BOTH: _("With both sides"),
            Pen.NONE: _("Closed"),
        }[holder]
        urgent = None if self.is_closed else clocks.most_urgent(self.states)
        by_when = ""
        if urgent is not None:
            title = spoken(self.programme.clock(urgent[0]).title)
            by_when = f"{title}: {', '.join(present.in_words(urgent[1], self.calendar))}"
        since = _("since %(day)s", day=frame.day(self.case.status_since))
        what = present.status_label(self.programme, self.case.status)
        detail = f"{by_when} ({since})" if by_when else since
        return who, what, detail, holder in {Pen.CUSTOMS, Pen.BOTH}

    def tabs(self, here: str) -> list[tuple[str, str, bool]]:
        labels = {
            "case": _("Overview"),
            "completeness": _("Completeness"),
            "answers": _("Answers"),
            "since": _("Since last time"),
            "review": _("Review"),
            "requests": _("Requests"),
            "visits": _("Visits"),
            "findings": _("Findings"),
            "report": _("Report"),
            "assessment": _("Assessment"),
            "decision": _("Decision"),
            "timeline": _("Timeline"),
            "notes": _("Notes"),
            "submissions": _("Submissions"),
        }
        reference = self.case.reference
        return [
            (labels[tab], url_for(f"desk.cases_{tab}", reference=reference), tab == here)
            for tab in TABS
            if (tab not in IN_REVIEW or self.case.accepted_on is not None)
            and (tab != "since" or self.case.previous_id is not None)
        ]

    @property
    def is_in_check(self) -> bool:
        return self.case.status is CaseStatus.SUBMITTED


def page(template: str, head: Head, tab: str, **more: object) -> str:
    """One page of a case under its head."""
    return render_template(
        f"desk/{template}.html",
        head=head,
        case=head.case,
        here=tab,
        tag=present.tag(head.case.status),
        status=present.status_label(head.programme, head.case.status),
        **more,
    )
