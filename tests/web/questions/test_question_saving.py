"""Saving while people type, and two people at once."""

import re

import pytest

from aeo.domain.vocabulary import Role
from tests.people import token
from tests.web.questions.world import Form, autosave, fill, form_of, in_block, send


def test_a_script_saves_one_question_and_learns_the_version(world, ada) -> None:
    path = world.path("A")
    first = autosave(ada, path, "A-09", 0, A_09="yes")
    assert (first.status_code, first.json["by"], first.json["errors"], first.json["version"]) == (
        200, "you", {}, 1,
    )  # fmt: skip
    assert re.fullmatch(r"[0-2][0-9]:[0-5][0-9]", first.json["saved_at"])
    second = autosave(ada, path, "A-09", 1, A_09="no", A_09_why="Since March.")
    assert second.json["version"] == 2
    assert world.kept("A-09") == ("no", "Since March.", 2)
    nothing = autosave(ada, path, "A-04", 0)
    assert (nothing.status_code, nothing.json["version"], world.kept("A-04")) == (200, 0, None)


def test_a_script_is_told_what_is_wrong_by_the_name_of_the_field(world, ada) -> None:
    world.answer("D-05", world.sites[0], "yes")
    path = world.path("D", world.sites[0])
    answer = autosave(ada, path, "D-06", 0, D_06="30 days")
    assert (answer.status_code, answer.json["errors"], answer.json["version"]) == (
        200, {"D-06": "Type a whole number, like 30."}, 1,
    )  # fmt: skip
    missing = autosave(ada, path, "D-66", 0, D_66="yes")
    assert (missing.status_code, missing.json["reasons"]) == (
        404, ["There is no such question in this application."],
    )  # fmt: skip
    foreign = autosave(ada, world.path("D", world.sites[0]), "A-09", 0, A_09="yes")
    assert foreign.status_code == 404


def test_a_script_that_was_overtaken_gets_both_versions(world, ada) -> None:
    path, wong = world.path("A"), world.somebody(Role.COORDINATOR, name="Wong Ka Yan")
    assert autosave(wong, path, "A-09", 0, A_09="no", A_09_why="Not yet.").json["version"] == 1
    late = autosave(ada, path, "A-09", 0, A_09="yes")
    assert (late.status_code, late.json) == (
        409,
        {
            "status": 409,
            "reasons": [
                "Wong Ka Yan has changed this answer in the meantime. Look at both and choose."
            ],
            "theirs": {"answer": "No", "rows": [], "why": "Not yet."},
            "by": "Wong Ka Yan",
            "version": 1,
        },
    )
    assert world.kept("A-09") == ("no", "Not yet.", 1)


def test_one_question_can_be_sent_as_a_plain_form(world, ada) -> None:
    path = world.path("A")
    data = {"csrf_token": token(ada), "A-09-version": "0", "A-09": "yes"}
    assert ada.post(f"{path}/A-09", data=data).location == f"{path}#A-09"
    bad = ada.post(f"{path}/A-09", data={**data, "A-09-version": "1", "A-09": "x"})
    assert (bad.status_code, "<title>Error:" in bad.text) == (422, True)


# Two people


def test_who_changed_nothing_overtakes_nothing(world, ada) -> None:
    path, wong = world.path("A"), world.somebody(Role.COORDINATOR, name="Wong Ka Yan")
    world.answer("A-09", "company", "yes", "As always.")
    opened = form_of(ada, path)
    fill(wong, path, A_09="no", A_10="yes", do="stay")
    assert send(ada, path, opened, A_04="yes", do="stay").status_code == 303
    found = [world.kept(key)[0] for key in ("A-09", "A-10", "A-04")]
    assert found == ["no", "yes", "yes"]


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_after_a_clash_both_versions_stand_there_and_somebody_chooses(world, ada, choice) -> None:
    path, wong = world.path("A"), world.somebody(Role.COORDINATOR, name="Wong Ka Yan")
    opened = form_of(ada, path)
    fill(wong, path, A_09="no", **{"A-09-why": "Not yet."}, do="stay")
    clash = send(ada, path, opened, A_09="yes", A_10="yes", **{"A-09-why": "Mine"})
    block = in_block(clash.text, "A-09")
    assert clash.status_code == 409
    assert [
        text in block for text in ("Wong Ka Yan has changed", "Not yet.", "Mine</textarea>")
    ] == [True] * 3
    assert 'href="#A-09-choice"' in clash.text
    assert (world.kept("A-09")[0], world.kept("A-10")[0]) == ("no", "yes")
    form = Form(clash.text).data
    undecided = send(ada, path, form)
    assert (undecided.status_code, world.kept("A-09")[2]) == (409, 1)
    done = send(ada, path, Form(undecided.text).data, **{"A-09-choice": choice}, do="stay")
    assert done.status_code == 303
    assert world.kept("A-09") == (("yes", "Mine", 2) if choice == "mine" else ("no", "Not yet.", 1))


def test_a_choice_is_about_the_version_that_was_shown(world, ada) -> None:
    path, wong = world.path("A"), world.somebody(Role.COORDINATOR, name="Wong Ka Yan")
    opened = form_of(ada, path)
    fill(wong, path, A_09="no", do="stay")
    form = Form(send(ada, path, opened, A_09="yes").text).data
    fill(wong, path, A_09="partly", do="stay")
    again = send(ada, path, form, **{"A-09-choice": "mine"})
    assert (again.status_code, world.kept("A-09")) == (409, ("partly", "", 2))
