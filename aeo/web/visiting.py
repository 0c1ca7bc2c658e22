"""A visit in the words of either side, and the file that puts its date into a calendar."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from flask import Response, current_app
from flask_babel import gettext as _
from icalendar import Calendar, Event

from aeo import clock
from aeo.domain import wording
from aeo.domain.errors import Gone
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import Machine, VisitStatus
from aeo.domain.wording import Audience
from aeo.models.case import Case
from aeo.models.visit import Visit, VisitMember
from aeo.services.visits import reading
from aeo.web import errors, frame
from aeo.web.answered import spoken

LASTS = timedelta(hours=6)  # programmes do not say; the team is kept free for the whole day

# The shape of the tag: the side that has to answer sees that it is waited for.
TAGS: Mapping[Audience, Mapping[VisitStatus, str]] = {
    Audience.OFFICER: {
        VisitStatus.PROPOSED: "wait",
        VisitStatus.COUNTERED: "new",
        VisitStatus.AGREED: "ok",
        VisitStatus.IN_PROGRESS: "doing",
        VisitStatus.COMPLETED: "plain",
        VisitStatus.CANCELLED: "plain",
    },
    Audience.APPLICANT: {
        VisitStatus.PROPOSED: "new",
        VisitStatus.COUNTERED: "wait",
        VisitStatus.AGREED: "ok",
        VisitStatus.IN_PROGRESS: "doing",
        VisitStatus.COMPLETED: "plain",
        VisitStatus.CANCELLED: "plain",
    },
}


def status(value: VisitStatus, audience: Audience = Audience.OFFICER) -> str:
    sentence = wording.status(Machine.VISIT, value, audience)
    return errors.say(sentence) if sentence is not None else value.value


def tag(value: VisitStatus, audience: Audience = Audience.OFFICER) -> str:
    return TAGS[audience][value]


def mode(programme: Programme, code: str) -> str:
    labels = {one.code: one.label for one in programme.labels.visit_modes}
    return spoken(labels[code]) if code in labels else code


def place(visit: Visit) -> str:
    return str(visit.site.data.get("name") or "–")


def at(day: date, starts_at: time) -> str:
    """``Thu 10 December 2026, 10:00``."""
    return f"{frame.day(day)}, {starts_at:%H:%M}"


def agreed(visit: Visit) -> str:
    """The date that is agreed, or nothing."""
    return at(visit.day, visit.starts_at) if visit.day and visit.starts_at else ""


def when(visit: Visit) -> str:
    """The date that is agreed, else those that are offered."""
    offered = [at(slot.day, slot.starts_at) for slot in visit.slots if slot.is_open]
    if visit.status is VisitStatus.PROPOSED and offered:
        return "; ".join(offered)
    return agreed(visit) or _("No date yet")


def members(visit: Visit) -> list[VisitMember]:
    """Who comes, the lead first."""
    return sorted(visit.team, key=lambda member: (not member.is_lead, member.id))


def team(visit: Visit) -> str:
    """Their names."""
    return ", ".join(
        _("%(name)s (leads)", name=member.user.name) if member.is_lead else member.user.name
        for member in members(visit)
    )


def calendar_file(case: Case, visit: Visit, *, url: str, revision: int) -> Response:
    """The agreed date as a download. Raises ``Gone`` while there is none.

    The hour stands in UTC, which every calendar turns into its own zone. The title names nobody:
    a calendar is open to more people than a case.
    """
    if visit.status not in reading.ALIVE or visit.day is None or visit.starts_at is None:
        raise Gone(reading.NO_SUCH)
    begins = datetime.combine(visit.day, visit.starts_at, tzinfo=clock.zone()).astimezone(UTC)
    host = urlsplit(current_app.extensions["aeo"].base_url).hostname
    event = Event()
    event.add("uid", f"visit-{visit.public_id}@{host}")
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("dtstart", begins)
    event.add("dtend", begins + LASTS)
    event.add("summary", f"{_('Validation visit')} {case.reference}")
    event.add("location", ", ".join(filter(None, [place(visit), visit.site.data.get("address")])))
    event.add("sequence", revision)
    event.add("status", "CONFIRMED")
    event.add("url", url)
    calendar = Calendar()
    calendar.add("prodid", "-//AEO Programme//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    response = Response(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    name = f"visit-{case.reference}-{visit.number}.ics"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
