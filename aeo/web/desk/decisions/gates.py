"""What stands between a case and its decision: every condition, with its fact and where it is
mended. The guards of the case table answer, so a gate and its step cannot disagree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aeo.domain.facts import CaseFacts
from aeo.domain.guards import accreditation as guards
from aeo.domain.guards import case as case_guards
from aeo.domain.guards import no_conflict
from aeo.domain.vocabulary import Actor, CaseStatus, Machine, Role, Touch
from aeo.domain.workflow.finding import SETTLED
from aeo.domain.workflow.rfi import RfiAct
from aeo.services.grades import reading as grades
from aeo.web import errors, frame
from aeo.web.desk.decisions.board import Board
from aeo.web.desk.gate import Gate, asking

ENDS_REQUEST = frozenset({RfiAct.ACCEPT, RfiAct.EXPIRE, RfiAct.WITHDRAW})


@dataclass(frozen=True, slots=True)
class Gates:
    """Before a grant, and before a refusal, which nothing of the first list stops."""

    grant: Sequence[Gate]
    refuse: Sequence[Gate]

    @property
    def missing(self) -> int:
        return sum(not gate.is_met for gate in self.grant)


def of(board: Board, actor: Actor) -> Gates:
    """The gates of a case that is assessed, as they are for ``actor``."""
    judged, case = board.facts, board.head.case
    ask = asking(judged, actor)
    at = _addresses(case.reference)
    sought = grades.sought(board.head.programme, case.levels)
    return Gates(
        grant=[
            _eyes(board, actor),
            ask(_("Every criterion is graded"), guards.every_criterion_scored,
                _("%(done)s of %(all)s", done=len(sought) - len(judged.unscored_criteria),
                  all=len(sought)),
                at("assessment"), _("Assessment")),
            _blocking(judged, _("Every criterion is met"), "criteria_not_met",
                      _("None is graded as not met."), at("assessment"), _("Assessment")),
            ask(_("Serious findings are settled, or their plans accepted"),
                case_guards.serious_findings_settled, _findings(board),
                at("findings"), _("Findings")),
            ask(_("No request for information is open"), case_guards.no_blocking_rfi,
                _requests(board), at("requests"), _("Requests")),
            _blocking(judged, _("Every site was visited, or waived"), "sites_without_visit",
                      board.head.sites, at("visits"), _("Visits")),
            _blocking(judged, _("Every document that is relied on was checked"),
                      "unscanned_documents", _papers(board), at("answers"), _("Papers")),
            _blocking(judged, _("Every mandatory question is answered"), "unanswered_mandatory",
                      _answers(board), at("answers"), _("Answers")),
            _reviewed(board, at("case")),
        ],
        refuse=[
            ask(_("A ground is named"), guards.adverse_with_grounds,
                _("Not met: %(letters)s", letters=", ".join(judged.criteria_not_met)),
                at("assessment"), _("Assessment")),
            ask(_("The company was heard, or need not be"), guards.hearing_finished,
                _hearing(board)),
        ],
    )  # fmt: skip


def _addresses(reference: str) -> Callable[[str], str]:
    return lambda tab: url_for(f"desk.cases_{tab}", reference=reference)


def _blocking(judged: CaseFacts, what: str, fact_name: str, fact: str, url: str, link: str) -> Gate:
    """One part of what blocks a grant, by the fact that it rests on: what the whole guard says
    with it and does not say without it."""
    alone = CaseFacts(
        status=judged.status,
        company_id=judged.company_id,
        **{fact_name: getattr(judged, fact_name)},
    )
    nobody = Actor(user_id=None, roles=frozenset())
    against = [errors.say(one) for one in guards.nothing_blocks_a_grant(alone, nobody)]
    return Gate(what, fact, against, url, link)


def _eyes(board: Board, actor: Actor) -> Gate:
    """Four eyes by identity: who acts, what they did in this case, and who could decide it."""
    judged = board.facts
    names = ", ".join(sorted(judged.eligible_deciders.values()))
    who = _("Who can: %(names)s", names=names) if names else _("Nobody can now.")
    did = next((one.kinds for one in board.touched if one.user_id == actor.user_id), ())
    against = [errors.say(one) for one in no_conflict(judged, actor)]
    if did:
        against.append(
            _("You worked on it: %(what)s. Somebody who did not must decide.",
              what=", ".join(touch_label(kind) for kind in did))
        )  # fmt: skip
    elif not actor.has(Role.APPROVER):
        against.append(_("A case is decided by an approver who did not work on it."))
    if against:
        return Gate(_("You may not decide this case"), "", against, who=who)
    return Gate(_("You may decide this case"), _("You did not work on it."), who=who)


def touch_label(kind: Touch) -> str:
    """What somebody did, as the history of a case calls it."""
    return {
        Touch.VERDICT: _("read answers"),
        Touch.RFI: _("asked the company"),
        Touch.EDIT_FOR_COMPANY: _("wrote for the company"),
        Touch.VISIT_TEAM: _("was on the visit team"),
        Touch.CHECKLIST: _("kept the checklist"),
        Touch.FINDING: _("wrote findings"),
        Touch.SCORE: _("graded criteria"),
        Touch.RECOMMENDATION: _("recommended"),
    }[kind]


def _findings(board: Board) -> str:
    if not board.findings:
        return _("Nothing was found.")
    open_ = sum(one.status not in SETTLED for one in board.findings)
    count = ngettext("%(num)s finding", "%(num)s findings", len(board.findings))
    return _("%(count)s, %(open)s not settled", count=count, open=open_)


def _requests(board: Board) -> str:
    steps = [event for event in board.head.events if event.machine is Machine.RFI]
    asked = {event.subject for event in steps if event.action == RfiAct.ISSUE}
    ended = {event.subject for event in steps if event.action in ENDS_REQUEST}
    if not asked:
        return _("Nothing was asked.")
    return _("%(asked)s asked, %(ended)s closed", asked=len(asked), ended=len(asked & ended))


def _papers(board: Board) -> str:
    files = sum(row["file"] is not None for row in board.head.record["papers"])
    return ngettext("%(num)s file was sent", "%(num)s files were sent", files)


def _answers(board: Board) -> str:
    given = sum(row["value"] is not None for row in board.head.record["answers"])
    return ngettext("%(num)s answer was sent", "%(num)s answers were sent", given)


def _reviewed(board: Board, url: str) -> Gate:
    what, event = _("A supervisor has reviewed the recommendation"), board.reviewed
    if board.head.case.status is CaseStatus.DECISION and event is not None:
        name = event.actor.name if event.actor is not None else "–"
        return Gate(what, f"{name}, {frame.day(event.at)}")
    if board.facts.proposal:
        against = _("It lies with a supervisor, or with the company.")
    else:
        against = _("Nothing is recommended yet.")
    return Gate(what, "", [against], url, _("Case"))


def _hearing(board: Board) -> str:
    if not board.facts.hearing_required:
        return _("The programme has no hearing.")
    held = board.held[0] if board.held else None
    if held is None:
        return ""
    if held.waived_because:
        return _("Waived by %(name)s, %(day)s", name=held.opened_by.name,
                 day=frame.day(held.opened_at))  # fmt: skip
    if held.answered_at is not None:
        return _("The company answered on %(day)s", day=frame.day(held.answered_at))
    return _("Closed without an answer") if held.closed_at else ""
