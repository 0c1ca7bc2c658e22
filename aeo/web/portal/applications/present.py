"""The draft as a list of tasks, and what is missing as links."""

from collections import Counter
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aeo.domain.programme.carried import Because
from aeo.domain.programme.criteria import Criterion, Per
from aeo.domain.programme.entries import registration
from aeo.domain.programme.missing import Lack, Missing
from aeo.domain.programme.questionnaire import COMPANY, Asked
from aeo.services.lacks import Draft, Item, Unconfirmed, Unfit
from aeo.services.profile import Gap
from aeo.web import errors
from aeo.web.answered import spoken
from aeo.web.portal.applications import words

LETTER_MAX = 2  # a longer code is no letter
LIST_PAGES = {
    "company": "portal.company_profile",
    "site": "portal.company_sites",
    "person": "portal.company_people",
    "partner": "portal.company_partners",
    "flow": "portal.company_flows",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the task list (components/task_list.html)."""

    label: str
    url: str | None
    kind: str
    state: str
    note: str = ""
    letter: str = ""

    @property
    def is_done(self) -> bool:
        return self.kind == "ok"


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is missing: what to do, where it stands, and the way there."""

    text: str
    where: str
    url: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A draft in numbers and tasks."""

    company: list[Task]
    sections: list[Task]
    lacking: list[tuple[str, list[Lacking]]]
    questions_open: int
    papers_open: int
    answered: int
    asked: int

    @property
    def to_fix(self) -> int:
        return sum(len(group) for _title, group in self.lacking)

    @property
    def parts(self) -> int:
        return len(self.company) + len(self.sections)

    @property
    def parts_done(self) -> int:
        return sum(task.is_done for task in (*self.company, *self.sections))


def overview(draft: Draft) -> Overview:
    """Everything the task list and the check page show, from one reading of the draft."""
    items = draft.lacks()
    asked = [one for one in draft.questionnaire.asked() if one.question.type != "declaration"]
    papers = [item for item in items if _is_paper(item)]
    return Overview(
        company=[*_lists(draft, items), _papers(draft, papers)],
        sections=_sections(draft, asked, items),
        lacking=_grouped(draft, items),
        questions_open=sum(isinstance(item, Missing | Unfit) for item in items) - len(papers),
        papers_open=len(papers),
        answered=sum(one.is_answered for one in asked),
        asked=len(asked),
    )


def _grouped(draft: Draft, items: list[Item]) -> list[tuple[str, list[Lacking]]]:
    """What is missing by where it is mended: the company, then each section."""
    programme = draft.questionnaire.programme
    groups: dict[str, list[Lacking]] = {}
    for item in items:
        title = _("Your company")
        if not isinstance(item, Gap):
            title = f"{item.section} {words.section(programme, item.section)}"
        groups.setdefault(title, []).append(lacking(draft, item))
    return list(groups.items())


def _sections(draft: Draft, asked: list[Asked], items: list[Item]) -> list[Task]:
    """Every section with its progress; one that is only asked of sites waits for the first."""
    tasks, sought = [], draft.questionnaire.situation.levels
    for section in draft.questionnaire.programme.sections:
        if any(one.section == section.id for one in asked):
            tasks.append(_section(draft, section, asked, items))
        elif not draft.questionnaire.situation.sites and not sought.isdisjoint(section.applies_to):
            tasks.append(
                Task(
                    label=spoken(section.title),
                    url=url_for("portal.company_sites", then=_home(draft)),
                    kind="",
                    state=_("Add a site first"),
                    letter=section.id if len(section.id) <= LETTER_MAX else "",
                )
            )
    return tasks


def lacking(draft: Draft, item: Item) -> Lacking:
    """One missing thing with the link to where it is mended."""
    if isinstance(item, Gap):
        url = url_for(LIST_PAGES[item.kind], then=_home(draft))
        where = ": ".join(filter(None, (_list_name(item.kind), item.name)))
        return Lacking(errors.say(item.sentence), where, url, "stop", _("Missing"))
    programme = draft.questionnaire.programme
    section = f"{item.section} {words.section(programme, item.section)}"
    if isinstance(item, Unconfirmed):
        where = ", ".join(filter(None, (section, words.place(draft.said, item.scope))))
        return Lacking(
            errors.say(item.sentence), where, _where_confirmed(draft, item), "", _("To confirm")
        )
    is_paper = _is_paper(item)
    scope = (
        (item.document_scope or COMPANY) if isinstance(item, Missing) and is_paper else item.scope
    )
    parts = (section, words.place(draft.said, scope), item.question or "")
    where = ", ".join(filter(None, parts))
    if isinstance(item, Missing) and is_paper:
        name = words.document(programme, item.document or "")
        page = url_for("portal.application_papers", reference=draft.case.reference)
        url = f"{page}#{words.paper_anchor(item.document or '', scope)}"
        return Lacking(f"{name}. {errors.say(item.sentence)}", where, url, "stop", _("Missing"))
    url = question_url(draft.case.reference, item.section, item.scope, item.question or "")
    question = spoken(programme.question(item.question or "").text)
    text = f"{question} {errors.say(item.sentence)}"
    if isinstance(item, Unfit):
        return Lacking(text, where, url, "stop", _("Error"))
    state = _("Not answered") if item.lack is Lack.ANSWER else _("Incomplete")
    return Lacking(text, where, url, "", state)


def _where_confirmed(draft: Draft, item: Unconfirmed) -> str:
    """The page on which a section is read, or the one answer beside a finding."""
    reference = draft.case.reference
    if item.question is None:
        return url_for(
            "portal.application_renewal_section", reference=reference, section=item.section
        )
    anchor = f"{item.question}-{item.scope.replace(':', '-')}"
    return url_for(
        "portal.application_renewal", reference=reference, show=Because.FINDING, _anchor=anchor
    )


def question_url(reference: str, section: str, scope: str, key: str) -> str:
    """The page of a question, at the question."""
    page = url_for("portal.questions", reference=reference, section=section, scope=scope)
    return f"{page}#{key}"


def _home(draft: Draft) -> str:
    return url_for("portal.application", reference=draft.case.reference)


def _is_paper(item: Item) -> bool:
    return isinstance(item, Missing) and item.lack in {Lack.EVIDENCE, Lack.DOCUMENT}


def _list_name(kind: str) -> str:
    return {
        "company": _("Company details"),
        "site": _("Sites"),
        "person": _("People and signatories"),
        "partner": _("Business partners"),
        "flow": _("Cargo flows"),
    }[kind]


def _lists(draft: Draft, items: list[Item]) -> list[Task]:
    said = draft.said
    gaps = Counter(item.kind.value for item in items if isinstance(item, Gap))
    notes = {
        "company": _registered(draft),
        "site": ngettext("%(num)s place", "%(num)s places", len(said.sites)),
        "person": ngettext("%(num)s person", "%(num)s people", len(said.people)),
        "partner": ngettext("%(num)s partner", "%(num)s partners", len(said.partners)),
        "flow": ngettext("%(num)s flow", "%(num)s flows", len(said.flows)),
    }
    return [
        Task(
            label=_list_name(kind),
            url=url_for(endpoint, then=_home(draft)),
            kind="stop" if gaps[kind] else "ok",
            state=_("%(n)s missing", n=gaps[kind]) if gaps[kind] else _("Done"),
            note=notes[kind],
        )
        for kind, endpoint in LIST_PAGES.items()
    ]


def _registered(draft: Draft) -> str:
    """The name and the number."""
    said = registration(draft.questionnaire.programme, draft.said.company)
    return " ".join(filter(None, (said.get("name"), said.get("ubi"))))


def _papers(draft: Draft, lacking_papers: list[Item]) -> Task:
    n = len(lacking_papers)
    return Task(
        label=_("Papers"),
        url=url_for("portal.application_papers", reference=draft.case.reference),
        kind="stop" if n else "ok",
        state=_("%(n)s missing", n=n) if n else _("Done"),
        note=ngettext(
            "%(num)s paper in this application",
            "%(num)s papers in this application",
            len(draft.evidence),
        ),
    )


def _section(draft: Draft, section: Criterion, asked: list[Asked], items: list[Item]) -> Task:
    mine = [one for one in asked if one.section == section.id]
    open_here = {
        (item.question, item.scope)
        for item in items
        if isinstance(item, Missing | Unfit) and item.section == section.id and not _is_paper(item)
    }
    done = sum((one.question.key, one.scope) not in open_here for one in mine)
    started = any((one.question.key, one.scope) in draft.answers for one in mine)
    unconfirmed = any(isinstance(it, Unconfirmed) and it.section == section.id for it in items)
    kind, state = "doing", _("%(done)s of %(all)s", done=done, all=len(mine))
    if not open_here and unconfirmed:
        kind, state = "", _("To confirm")
    elif not open_here:
        kind, state = "ok", _("Done")
    elif not started:
        kind, state = "", _("Not started")
    scope = COMPANY if any(one.scope == COMPANY for one in mine) else mine[0].scope
    sites = {one.scope for one in mine if Per(one.question.scope.per) is Per.SITE}
    reference = draft.case.reference
    url = url_for("portal.questions", reference=reference, section=section.id, scope=scope)
    if not open_here and unconfirmed:
        url = url_for("portal.application_renewal_section", reference=reference, section=section.id)
    return Task(
        label=spoken(section.title),
        url=url,
        kind=kind,
        state=state,
        note=ngettext("Asked at %(num)s site", "Asked at %(num)s sites", len(sites))
        if sites
        else "",
        letter=section.id if len(section.id) <= LETTER_MAX else "",
    )
