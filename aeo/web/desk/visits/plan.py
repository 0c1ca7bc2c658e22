"""The visits of one case: every site, what is planned for it, and dates to offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.permissions import Permission
from aeo.domain.transition import objections_to
from aeo.domain.vocabulary import Actor, CaseStatus, Role, VisitStatus
from aeo.domain.workflow.visit import VISIT
from aeo.models.account import User
from aeo.models.visit import SiteWaiver, Visit
from aeo.services import intake
from aeo.services.visits import planning, reading, team, wishes
from aeo.services.visits.diary import Entry
from aeo.services.visits.judging import Ground
from aeo.web import errors, visiting
from aeo.web.access import access, acting, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import acts as case_acts
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.visits import acts, calendar
from aeo.web.desk.visits.calendar import WEEK
from aeo.web.desk.visits.forms import ProposeForm, taken
from aeo.web.slots import suggested, with_slots

AHEAD = 3  # weeks of the calendar, from the first day that can be offered
APART = 2  # working days between the dates that are suggested


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit as the case page shows it."""

    visit: Visit
    tag: str
    status: str
    when: str
    mode: str
    team: str
    acts: Sequence[acts.Act]
    asked: wishes.Asked | None
    wishes: Sequence[tuple[str, str]]  # what the company proposed, and where one agrees to it


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site in scope with what is planned for it. ``needs``: neither agreed nor waived."""

    public_id: str
    name: str
    address: str
    visits: Sequence[VisitLine]
    waiver: SiteWaiver | None
    needs: bool
    is_planned: bool
    may_waive: bool

    @property
    def option(self) -> tuple[str, str]:
        if self.waiver is not None:
            return self.public_id, _("%(site)s (waived)", site=self.name)
        return self.public_id, self.name if self.needs else _("%(site)s (again)", site=self.name)


@dataclass(frozen=True)
class Plan:
    """The visits of a case as their page shows them, read once."""

    head: Head
    ground: Ground
    actor: Actor

    @classmethod
    def of(cls, reference: str) -> "Plan":
        """Raises ``Gone``."""
        head = Head.of(reference)
        return cls(head, Ground(head.case, head.record, head.calendar), signed_in())

    @cached_property
    def sites(self) -> list[SiteLine]:
        """Every site in scope as it was sent."""
        of_case, waivers = reading.of_case(self.head.case), reading.waivers(self.head.case)
        return [
            self._site(public_id, data, of_case, waivers.get(public_id))
            for public_id, data in reading.sites_in(self.head.record).items()
        ]

    @cached_property
    def people(self) -> list[User]:
        """Who can be sent: whoever declared a conflict of interest is not asked."""
        return [user for user in team.validators() if user.id not in self.ground.conflicts]

    @cached_property
    def monday(self) -> date:
        return calendar.monday_of(self.ground.earliest)

    @cached_property
    def entries(self) -> list[Entry]:
        return calendar.within(self.monday, AHEAD, to=self.actor)

    @cached_property
    def against(self) -> list[str]:
        """What stands against any new visit now."""
        found = objections_to(VISIT.begin, self.ground.judge_new(slots=1), self.actor)
        return [errors.say(sentence) for sentence in found]

    @property
    def is_planner(self) -> bool:
        return self.actor.has(*VISIT.begin.by)

    @property
    def can_offer(self) -> bool:
        return (
            self.is_planner and not self.against and not all(site.is_planned for site in self.sites)
        )

    def form(self) -> ProposeForm:
        """The dates to offer; before anything was typed, what most visits are."""
        to_offer = [site for site in self.sites if not site.is_planned]
        is_new = request.method == "GET" and self.can_offer
        count = self.ground.programme.visit.dates_offered
        form: ProposeForm = with_slots(ProposeForm, count)(
            data=self._usual(count) if is_new else None
        )
        options = [site.option for site in sorted(to_offer, key=lambda site: not site.needs)]
        form.offer(options, self.ground, self.people)
        return form

    def _usual(self, count: int) -> Mapping[str, Any]:
        """The officer of the case leads, on site, on days on which they are free."""
        able = {user.id for user in self.people}
        wanted = (self.head.case.officer_id, self.actor.user_id)
        first = next((user_id for user_id in wanted if user_id in able), None)
        chosen = [str(first)] if first is not None else []
        return {
            "site": request.args.get("site", ""),
            "mode": self.ground.programme.visit.modes[0],
            "team": chosen,
            "lead": chosen[0] if chosen else None,
            **suggested(self._free_days(first)[::APART][:count]),
        }

    def _free_days(self, user_id: int | None) -> list[date]:
        """Working days with notice, within the calendar of this page."""
        busy = {it.day for it in self.entries if it.is_agreed and it.user.id == user_id}
        number = (self.monday + AHEAD * WEEK - self.ground.earliest).days
        span = [self.ground.earliest + timedelta(days=n) for n in range(number)]
        return [day for day in span if self.ground.is_working(day) and day not in busy]

    def _site(
        self,
        public_id: str,
        data: Mapping[str, Any],
        of_case: Sequence[Visit],
        waiver: SiteWaiver | None,
    ) -> SiteLine:
        mine = [visit for visit in of_case if visit.site.public_id == public_id]
        is_open = self.head.case.status in {CaseStatus.VISIT_PLANNING, CaseStatus.VISIT_SCHEDULED}
        is_held = any(visit.status is not VisitStatus.CANCELLED for visit in mine)
        may = self.actor.has(Role.SUPERVISOR)
        return SiteLine(
            public_id=public_id,
            name=str(data.get("name") or "–"),
            address=str(data.get("address") or ""),
            visits=[self._line(visit) for visit in mine],
            waiver=waiver,
            needs=waiver is None and not any(it.status in reading.ALIVE for it in mine),
            is_planned=any(visit.status not in VISIT.closed for visit in mine),
            may_waive=may and is_open and not is_held and waiver is None,
        )

    def _line(self, visit: Visit) -> VisitLine:
        asked = wishes.asked(visit, self.head.events)
        reference = self.head.case.reference
        return VisitLine(
            visit=visit,
            tag=visiting.tag(visit.status),
            status=visiting.status(visit.status),
            when=visiting.when(visit),
            mode=visiting.mode(self.head.programme, visit.mode),
            team=visiting.team(visit),
            acts=acts.offered(self.ground, visit, self.actor),
            asked=asked,
            wishes=[
                (
                    visiting.at(slot.day, slot.starts_at),
                    url_for(
                        ".cases_visit_fix",
                        reference=reference,
                        public_id=visit.public_id,
                        wish=place,
                    ),
                )
                for place, slot in enumerate(asked.slots if asked else ())
            ],
        )


@bp.get("/cases/<reference>/visits")
@access(GET=Permission.DESK_READ)
def cases_visits(reference: str) -> ResponseReturnValue:
    plan = Plan.of(reference)
    return _page(plan, plan.form())


@bp.post("/cases/<reference>/visits")
@access(POST=Permission.DESK_VISIT)
def cases_visits_propose(reference: str) -> ResponseReturnValue:
    """Offer dates for one site."""
    plan = Plan.of(reference)
    form = plan.form()
    if not _fits(form, plan.ground):
        return _page(plan, form), 422
    offer = planning.Offer(
        site=form.site.data,
        slots=form.slots,
        mode=form.mode.data,
        team=form.people,
        agenda=form.agenda.data or "",
    )
    with acting() as actor:
        intake.check_seen(reference, case_acts.seen(), by=actor)
        planning.propose(reference, offer, by=actor)
    flash(_("The dates are offered, and the company is told."), "success")
    return redirect(url_for(".cases_visits", reference=reference), 303)


def _fits(form: ProposeForm, ground: Ground) -> bool:
    is_whole = form.validate()
    has_dates = form.fits(ground, taken(form.people, form.days))
    least = ground.programme.visit.team_minimum
    has_team = form.has_a_team(
        least, lambda people: list(map(errors.say, team.foresight(ground.case, people)))
    )
    return is_whole and has_dates and has_team


def _page(plan: Plan, form: ProposeForm) -> str:
    return page(
        "visit_plan",
        plan.head,
        "visits",
        sites=plan.sites,
        form=form,
        errors=form.errors,
        against=plan.against,
        is_planner=plan.is_planner,
        can_offer=plan.can_offer,
        deciders=team.could_decide(plan.head.case) if plan.can_offer else [],
        earliest=plan.ground.earliest,
        least=plan.ground.programme.visit.team_minimum,
        weeks=calendar.weeks(plan.monday, AHEAD, plan.people, plan.head.calendar, plan.entries),
    )
