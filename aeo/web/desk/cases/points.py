"""What each point of the completeness check is about: the company's own words beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext

from aeo.domain.programme.entries import registered_labels, registration
from aeo.domain.programme.questionnaire import COMPANY
from aeo.models.evidence import Evidence
from aeo.services import completeness, snapshots
from aeo.services.completeness import Place
from aeo.web.answered import Said, spoken
from aeo.web.desk.cases import said
from aeo.web.desk.cases.head import Head

Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class About:
    """The title of a point, the place it is about, and what was sent there."""

    title: str
    where: str = ""
    facts: Facts = ()
    papers: Sequence[said.PaperLine] = field(default_factory=tuple)
    answer: Said | None = None
    section: str = ""  # of the questionnaire, for a link


def slug(point: str) -> str:
    """A point as an id of HTML and a name of fields."""
    return point.replace(":", "-").replace("@", "-").replace(".", "-")


def live(rows: Sequence[Evidence]) -> dict[str, Evidence]:
    """The papers of a case by the file they use, as they stand now."""
    return {row.document.public_id: row for row in rows if row.document is not None}


def about(head: Head, point: str, papers: Mapping[str, Evidence]) -> About:
    """Raises ``ValueError`` or ``KeyError`` for what is no point of this submission."""
    place = Place.of(point)
    if place.document:
        return _paper(head, point, place, papers)
    if place.question:
        return _question(head, place)
    return {
        "identity": _identity,
        "signatory": _signatory,
        "sites": _sites,
        "flows": _flows,
        "answers": _answers,
    }[point](head)


def _identity(head: Head) -> About:
    company, sent = head.case.company, registration(head.programme, head.record["company"])
    labels = registered_labels(head.programme)
    second = [(spoken(labels["name_zh"]), str(sent["name_zh"] or "–"))] if "name_zh" in sent else []
    verified = company.ubi_verified_at is not None
    return About(
        _("The company is who it says it is"),
        facts=[
            (
                spoken(labels["name"]) if "name" in labels else _("Name"),
                str(sent.get("name") or company.name),
            ),
            *second,
            (spoken(labels["ubi"]), str(sent.get("ubi") or company.ubi)),
            (_("Register"), _("Verified") if verified else _("Not yet verified")),
        ],
    )


def _signatory(head: Head) -> About:
    signed, people = head.record["declaration"], head.record["people"].values()
    signers = ", ".join(str(it.get("name") or "–") for it in people if it.get("can_sign"))
    return About(
        _("Somebody signed who may sign"),
        facts=[
            (_("Signed by"), ", ".join(filter(None, [signed["name"], signed["post"]])) or "–"),
            (_("May sign, as the company says"), signers or "–"),
            (_("Declared"), " ".join(signed["statements"]) or "–"),
        ],
    )


def _sites(head: Head) -> About:
    return About(
        _("The sites are all there"),
        facts=[
            (
                str(site.get("name") or "–"),
                " · ".join(filter(None, [str(site.get("address") or ""), _scope(site)])),
            )
            for site in head.record["sites"].values()
        ],
    )


def _scope(site: Mapping[str, object]) -> str:
    return _("not to be covered") if site.get("in_scope") is False else ""


def _flows(head: Head) -> About:
    rows = []
    for flow in head.record["flows"].values():
        steps = flow.get("steps") or []
        count = ngettext("%(num)s step", "%(num)s steps", len(steps))
        places = ", ".join(dict.fromkeys(str(step.get("place") or "–") for step in steps))
        rows.append((str(flow.get("name") or "–"), " · ".join(filter(None, [count, places]))))
    return About(_("The cargo flows can be followed"), facts=rows)


def _answers(head: Head) -> About:
    rows = []
    asked = list(snapshots.questionnaire(head.record).asked())
    for section in head.programme.sections:
        here = [one for one in asked if one.section == section.id]
        if here:
            done = sum(one.is_answered for one in here)
            text = _("%(done)s of %(all)s answered", done=done, all=len(here))
            rows.append((f"{section.id} {spoken(section.title)}", text))
    first = rows[0][0].partition(" ")[0] if rows else ""
    return About(_("Every question is answered"), facts=rows, section=first)


def _paper(head: Head, point: str, place: Place, papers: Mapping[str, Evidence]) -> About:
    rows = completeness.part(head.record, point)
    if not rows:
        raise KeyError(point)
    document = head.programme.document(place.document)
    where = said.place(head.record, place.scope) if place.scope != COMPANY else ""
    return About(spoken(document.title), where, papers=said.papers(rows, papers, head.programme))


def _question(head: Head, place: Place) -> About:
    asked = {
        (one.question.key, one.scope): one for one in snapshots.questionnaire(head.record).asked()
    }
    one = asked[place.question, place.scope]
    question, given = one.question, one.answer
    facts = [(_("Explanation"), given.explanation)] if given.explanation else []
    return About(
        f"{question.key} {spoken(question.text)}",
        said.place(head.record, place.scope),
        facts,
        answer=said.answer(head.record, one, head.programme),
        section=one.section,
    )
