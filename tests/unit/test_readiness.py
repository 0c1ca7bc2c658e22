"""The readiness check by hand-computed answers: what is asked, scored, missing and needed."""

from typing import Any

import pytest

from aeo.domain.programme.criteria import Weight
from aeo.domain.programme.programme import Programme
from aeo.domain.readiness import preparation, result
from aeo.domain.readiness.check import VALUES, Check, Given, traits
from aeo.domain.readiness.result import Standing

IMPORTER = frozenset({"importer"})


def given(**more: Any) -> Given:
    return Given(**{"levels": frozenset({"T2"}), "roles": IMPORTER, **more})


def keys(check: Check, section: str) -> list[str]:
    return [one.question.key for one in check.asked() if one.section == section]


def all_good(programme: Programme, told: Given) -> dict[str, str]:
    shown = Check(programme, told).shown()
    return {one.question.key: one.question.favourable or "" for one in shown}


def standing(programme: Programme, told: Given, criterion: str) -> Standing:
    found = result.standings(Check(programme, told))
    return next(one for one in found if one.criterion == criterion)


def test_only_critical_and_major_questions_with_choices_are_asked(hongkong: Programme) -> None:
    asked = list(Check(hongkong, given(traits=frozenset({"handles_cargo"}))).asked())
    assert {one.question.weight for one in asked} == {Weight.CRITICAL, Weight.MAJOR}
    assert {one.question.type for one in asked} == set(VALUES)
    assert "GEN" not in {one.section for one in asked}
    assert len({one.question.key for one in asked}) == len(asked)


def test_what_is_asked_depends_on_level_role_and_sites(hongkong: Programme) -> None:
    tier_2, tier_1 = (Check(hongkong, given(levels=frozenset({level}))) for level in ("T2", "T1"))
    assert keys(tier_2, "K") == ["K-02", "K-04", "K-05", "K-06"]
    assert (keys(tier_1, "K"), keys(tier_1, "F"), keys(tier_1, "G")) == ([], [], ["G-07", "G-09"])
    carrier = Check(hongkong, given(roles=frozenset({"carrier"})))
    assert keys(carrier, "G") == ["G-05", "G-06", "G-07", "G-09"]
    cargo = Check(hongkong, given(traits=frozenset({"handles_cargo"})))
    assert keys(cargo, "F") == ["F-01", "F-02", "F-03", "F-04", "F-05", "F-07", "F-08"]


def test_traits_are_what_the_conditions_ask_and_no_more(hongkong, nordhaven) -> None:
    assert [trait.code for trait in traits(hongkong)] == [
        "site_type.factory",
        "site_type.terminal",
        "site_type.port_facility",
        "handles_cargo",
        "loads_units",
        "shared_building",
    ]
    assert [trait.code for trait in traits(nordhaven)] == ["handles_cargo"]


def test_one_site_stands_for_sites_of_several_kinds(hongkong: Programme) -> None:
    both = frozenset({"site_type.factory", "site_type.terminal"})
    check = Check(hongkong, given(roles=frozenset({"manufacturer"}), traits=both))
    assert keys(check, "F") == ["F-10", "F-11"]
    assert "DOC-ISPS" in [paper.code for paper in preparation.papers(check).send]


def test_a_question_that_waits_for_another_is_shown_but_not_asked(hongkong: Programme) -> None:
    cargo = frozenset({"handles_cargo"})

    def seen(**answers: str) -> tuple[bool, bool]:
        check = Check(hongkong, given(traits=cargo, answers={**answers}))
        shown = [one.question.key for one in check.shown()]
        return "F-06" in shown, "F-06" in keys(check, "F")

    assert seen() == (True, False)
    assert seen(**{"F-05": "partly"}) == (True, True)
    assert seen(**{"F-05": "no"}) == (False, False)


def test_shown_questions_carry_what_was_really_answered(hongkong: Programme) -> None:
    check = Check(hongkong, given(answers={"A-02": "no"}))
    answered = {one.question.key: one.answer.value for one in check.shown() if one.is_answered}
    assert answered == {"A-02": "no"}


# C is C-02 (critical, no is good), C-03 (major, no is good), C-05 (major, yes is good).
@pytest.mark.parametrize(
    ("answers", "percent", "colour", "is_blocked"),
    [
        (("no", "no", "yes"), 100, "green", False),
        (("no", "no", "partly"), 83, "green", False),
        (("no", "no", "no"), 66, "amber", False),
        (("no", "no", "na"), 100, "green", False),
        (("no", "yes", "no"), 33, "red", False),
        (("yes", "no", "yes"), 66, "amber", True),
        (("yes", "yes", "no"), 0, "red", True),
    ],
)
def test_points_and_colours_by_hand(hongkong, answers, percent, colour, is_blocked) -> None:
    told = given(answers=dict(zip(("C-02", "C-03", "C-05"), answers, strict=True)))
    assert standing(hongkong, told, "C") == Standing(
        criterion="C",
        asked=3,
        unanswered=0,
        percent=percent,
        colour=colour,
        is_blocked=is_blocked,
    )
    assert standing(hongkong, told, "C").needs_work is (colour == "red" or is_blocked)


def test_a_criterion_gets_no_score_while_a_question_is_open(hongkong: Programme) -> None:
    found = standing(hongkong, given(answers={"C-02": "no", "C-03": "no"}), "C")
    assert (found.percent, found.colour, found.unanswered) == (None, None, 1)


def test_where_nothing_applies_there_is_no_score(hongkong: Programme) -> None:
    check = Check(hongkong, given())
    told = given(answers=dict.fromkeys(keys(check, "K"), "na"))
    found = standing(hongkong, told, "K")
    assert (found.percent, found.colour, found.unanswered, found.needs_work) == (
        None,
        None,
        0,
        False,
    )


def test_gaps_come_critical_first_and_a_no_before_a_partly(hongkong: Programme) -> None:
    told = given()
    worse = {"C-03": "yes", "K-02": "partly", "C-02": "yes", "A-07": "partly", "L-04": "no"}
    check = Check(
        hongkong,
        given(answers={**all_good(hongkong, told), **worse, "A-09": "na"}),
    )
    found = result.gaps(check)
    assert [(gap.question.key, gap.weight.value, gap.value) for gap in found] == [
        ("C-02", "critical", "yes"),
        ("K-02", "critical", "partly"),
        ("C-03", "major", "yes"),
        ("L-04", "major", "no"),
        ("A-07", "major", "partly"),
    ]
    assert [[reason.code for reason in gap.settled_by] for gap in found] == [
        ["DEF-C-SOLVENCY"],
        ["DEF-K-PLAN"],
        ["DEF-C-ARREARS"],
        ["DEF-L-REVIEW"],
        ["DEF-A-ERRORS"],
    ]


def test_all_good_answers_leave_no_gap_and_every_criterion_green(hongkong: Programme) -> None:
    check = Check(hongkong, given(answers=all_good(hongkong, given())))
    assert result.gaps(check) == []
    assert {(one.percent, one.colour) for one in result.standings(check)} == {(100, "green")}


def test_a_should_is_not_asked_for_it_is_a_minor_gap(nordhaven: Programme) -> None:
    customs = frozenset({"CUS"})
    asked = {
        role: keys(Check(nordhaven, Given(levels=customs, roles=frozenset({role}))), "B")
        for role in ("importer", "carrier")
    }
    assert asked == {"importer": ["B-01"], "carrier": []}


def test_partners_are_asked_about_once(nordhaven: Programme) -> None:
    told = Given(levels=frozenset({"SEC"}), roles=frozenset({"carrier"}))
    asked = [(one.question.key, one.scope) for one in Check(nordhaven, told).asked()]
    assert asked == [
        ("A-01", "company"),
        ("A-03", "company"),
        ("C-01", "site:all"),
        ("C-03", "partner:all"),
    ]


def test_a_lower_tier_is_named_when_it_would_need_less_work(hongkong, nordhaven) -> None:
    good = all_good(hongkong, given())

    def lower(programme: Programme, told: Given) -> tuple[str, list[str], int] | None:
        check = Check(programme, told)
        found = result.lower_tier(check, result.standings(check))
        return found and (found.level.id, [*found.left_out], found.need_work)

    assert lower(hongkong, given(answers={**good, "K-02": "no", "C-02": "yes"})) == (
        "T1",
        ["K", "L"],
        1,
    )
    assert lower(hongkong, given(answers={**good, "C-02": "yes"})) is None
    tier_1 = given(levels=frozenset({"T1"}), answers={"C-02": "yes"})
    assert lower(hongkong, tier_1) is None
    assert lower(nordhaven, Given(levels=frozenset({"CUS"}), roles=IMPORTER)) is None


def codes(programme: Programme, told: Given) -> dict[str, set[str]]:
    found = preparation.papers(Check(programme, told))
    return {
        name: {paper.code for paper in getattr(found, name)}
        for name in ("send", "send_or_show", "show", "perhaps")
    }


def test_papers_follow_level_role_sites_and_answers(hongkong: Programme) -> None:
    few = codes(hongkong, given(levels=frozenset({"T1"}), answers={"C-05": "yes", "A-02": "no"}))
    assert few["perhaps"] == {"DOC-CI", "DOC-BANK", "DOC-GUARD", "DOC-NOTICE"}
    assert not few["send"] & {"DOC-BCP", "DOC-LIC", "DOC-SEAL", "DOC-INSP", "DOC-LEASE"}
    assert {"DOC-ADV", "DOC-CERT", "DOC-PHOTO", "DOC-RENEW"}.isdisjoint(set().union(*few.values()))
    many = codes(
        hongkong,
        given(
            roles=frozenset({"forwarder"}),
            traits=frozenset({"handles_cargo", "loads_units", "shared_building"}),
            answers={"F-05": "yes", "D-12": "no", "C-05": "no", "A-02": "yes"},
        ),
    )
    assert many["send"] >= {
        *("DOC-BCP", "DOC-LIC", "DOC-SEAL", "DOC-INSP"),
        *("DOC-LEASE", "DOC-BANK", "DOC-NOTICE"),
    }
    assert many["perhaps"] == {"DOC-CI", "DOC-RAC"}
    assert "DOC-GUARD" not in many["send"]
    assert "DOC-SECMAN" in many["send_or_show"]
    assert "DOC-HR" in many["show"]


def test_the_work_is_reckoned_from_questions_and_papers(nordhaven: Programme) -> None:
    told = Given(levels=frozenset({"CUS", "SEC"}), roles=IMPORTER)
    found = preparation.effort(Check(nordhaven, told))
    # 7 questions, of which C-01 is the site's; papers DOC-REG, DOC-TRAIN and DOC-PLAN: 95 minutes.
    assert found == preparation.Effort(
        questions=7, questions_of_a_site=1, hours=2, hours_of_a_site=1
    )


def test_the_check_says_how_long_it_takes_in_steps_of_five_minutes(hongkong: Programme) -> None:
    everything = given(
        roles=frozenset(role.code for role in hongkong.roles),
        traits=frozenset(trait.code for trait in traits(hongkong)),
    )
    assert [Check(hongkong, told).minutes() for told in (given(), everything)] == [20, 25]
