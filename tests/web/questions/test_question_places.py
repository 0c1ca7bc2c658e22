"""From page to page: places, copies, lists and history."""

import re
from dataclasses import replace
from io import BytesIO

from aeo.domain.vocabulary import Role
from aeo.samples.papers import a_pdf
from aeo.services import cases, profile
from aeo.services.lacks import Draft
from aeo.services.profile import Kind
from aeo.web.portal.questions.places import Places
from tests.people import writing
from tests.web.questions.world import fill, form_of, in_block


def test_saving_goes_on_to_the_next_page_that_is_not_done_or_leaves(world, ada) -> None:
    here = world.path("D", world.sites[0])
    assert fill(ada, here, do="continue").location == world.path("D", world.sites[1])
    last = world.path("D", world.sites[1])
    assert fill(ada, last, do="continue").location == world.path("E")
    leave = fill(ada, here, D_01="yes", do="leave")
    assert leave.location == f"/portal/applications/{world.reference}/"
    assert world.kept("D-01", world.sites[0])[0] == "yes"


def test_what_is_done_is_passed_over_and_the_round_begins_anew(world) -> None:
    with world.app.app_context():
        places = Places.of(Draft.of(cases.get(world.reference, to=world.by())))
        by = world.by()
    first, second, third, *others = places.all
    for done in (second, *others):
        done.lacking.clear()
    assert (places.after(first, by=by), places.after(third, by=by)) == (third, first)
    limited = replace(by, roles=frozenset({Role.CONTRIBUTOR}), sites=[world.sites[0]])
    assert places.after(first, by=limited) is None
    third.lacking.clear()
    assert places.after(first, by=by) is None


def test_a_file_chosen_on_the_page_goes_with_it(world, ada) -> None:
    path = world.path("D", world.sites[0])
    page = ada.get(path).text
    name = re.search(r'type="file" name="([^"]+D-01[^"]+)"', page)[1]
    file = (BytesIO(a_pdf(["Plan of the depot"])), "plan.pdf")
    form = {**form_of(ada, path), "D-01": "yes", "do": "stay", name: file}
    sent = ada.post(path, data=form, content_type="multipart/form-data")
    assert (sent.status_code, world.kept("D-01", world.sites[0])[0]) == (303, "yes")
    block = in_block(ada.get(path).text, "D-01")
    assert ("plan.pdf" in block, "Add files" in block) == (True, True)


def test_questions_that_an_answer_brings_are_shown_before_going_on(world, ada) -> None:
    path = world.path("D", world.sites[0])
    assert 'id="D-06"' not in ada.get(path).text
    went = fill(ada, path, D_05="yes", do="continue")
    assert went.location == f"{path}#D-06"
    page = ada.get(path).text
    assert ("Your answers bring further questions: 1." in page, 'id="D-06"' in page) == (True, True)


def test_a_place_is_chosen_from_the_list_with_how_far_it_is(world, ada) -> None:
    path = world.path("D", world.sites[0])
    world.answer("D-01", world.sites[1], "yes", "A wall.")
    page = ada.get(path).text
    assert (
        f'<option value="{world.sites[0]}" selected>Tsing Yi depot (not started)</option>' in page
    )
    assert re.search(r"Kwai Chung warehouse \(1 of [0-9]+\)</option>", page)
    went = ada.get(f"{path}?place={world.sites[1]}")
    assert (went.status_code, went.location) == (303, world.path("D", world.sites[1]))
    assert '<form method="get"' not in ada.get(world.path("A")).text


def test_a_section_of_sites_alone_leads_to_the_first_of_them(world, ada) -> None:
    went = ada.get(world.path("D"))
    assert (went.status_code, went.location) == (303, world.path("D", world.sites[0]))


def test_without_a_site_the_page_says_so_and_leads_to_the_sites(world, ada) -> None:
    with writing(world.app):
        for scope in world.sites:
            profile.remove(Kind.SITE, world.company_id, scope.removeprefix("site:"), by=world.by())
    page = ada.get(world.path("D"))
    assert page.status_code == 200
    assert "These questions are asked for each site. Add your sites first." in page.text
    assert f'href="/portal/company/sites?then={world.path("D")}"' in page.text


def test_what_the_lists_say_is_shown_and_led_to(world, ada) -> None:
    page = ada.get(world.path("GEN")).text
    sites = in_block(page, "GEN-05")
    assert [name in sites for name in ("Tsing Yi depot", "Kwai Chung warehouse")] == [True, True]
    here = world.path("GEN")
    assert f'href="/portal/company/sites?then={here}"' in sites
    level = f"/portal/applications/{world.reference}/level?then={here}"
    assert (f'href="{level}"' in page, "Tier 2" in in_block(page, "GEN-01")) == (True, True)
    assert "You declare this when the application is signed" in in_block(page, "GEN-12")


# Copies and history


def test_an_answer_is_given_to_all_sites_with_what_else_was_typed(world, ada) -> None:
    here, other = world.sites
    path = world.path("D", here)
    world.answer("D-01", here, "yes", "Wall.")
    form = form_of(ada, path)
    copied = ada.post(f"{path}/D-01/copy", data={**form, "D-02": "no"})
    assert copied.location == f"{path}#D-01"
    assert world.kept("D-01", other) == ("yes", "Wall.", 1)
    assert world.kept("D-02", here)[0] == "no"
    page = ada.get(path).text
    assert "The answer is copied. Number of sites: 1." in page
    assert f'formaction="{path}/D-01/copy"' not in page


def test_an_answer_is_taken_from_another_site(world, ada) -> None:
    here, other = world.sites
    world.answer("D-01", other, "partly", "Fence.")
    path = world.path("D", here)
    block = in_block(ada.get(path).text, "D-01")
    assert f'formaction="{path}/D-01/copy" name="from" value="{other}"' in block
    assert "Copy the answer from Kwai Chung warehouse" in block
    taken = ada.post(f"{path}/D-01/copy", data={**form_of(ada, path), "from": other})
    assert (taken.status_code, world.kept("D-01", here)) == (303, ("partly", "Fence.", 1))
    nothing = ada.post(f"{path}/D-02/copy", data={**form_of(ada, path), "from": other})
    assert nothing.status_code == 404


def test_the_history_shows_every_version_newest_first(world, ada) -> None:
    path = world.path("A")
    assert "Not answered yet" in ada.get(f"{path}/A-09/history").text
    world.answer("A-09", "company", "no", "Not yet.")
    world.answer("A-09", "company", "yes", "Now we do.")
    page = ada.get(f"{path}/A-09/history").text
    places = [page.index(text) for text in ("Now we do.", "Not yet.")]
    assert places == sorted(places)
    assert page.count("Ada Chan</td>") == 2
    assert ada.get(f"{path}/A-99/history").status_code == 404
