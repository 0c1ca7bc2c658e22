"""On site: the page of a visit for its team, the checklist saved whole and item by item, the end."""

import re

import pytest

from aeo.domain.vocabulary import CaseStatus, VerdictState
from aeo.services import intake, programmes
from aeo.services.verdicts import giving
from aeo.services.verdicts import reading as verdicts
from aeo.services.visits import onsite
from tests.applications import email_of
from tests.office import first_day
from tests.people import post, sign_in, writing
from tests.statements import statements
from tests.web.desk_pages import seq_of, status_of
from tests.web.visits.scene import (
    JSON,
    agreed,
    check,
    fields,
    items,
    marked,
    under_way,
    with_token,
)

MOST_OF_A_CASE = 17


def test_the_page_of_a_visit_tells_the_team_what_to_look_at(app, client, office) -> None:
    with writing(app):
        reason = next(iter(verdicts.reasons(programmes.current())))
        giving.give(
            office.reference, "A-02", "company", VerdictState.DEFICIENT,
            reason=reason, note="Nobody is named.", by=office.bo,
        )  # fmt: skip
    page = client.get(f"/desk/visits/{agreed(office)}").text
    wanted = ["Mr Yip, 2555 0142", "12 Container Port Road", "Nobody is named.", "doubt in A-02",
              "The day of the visit has not come.", "0 of 40", "Can be done by: Case officer, Validator."]  # fmt: skip
    assert [text for text in wanted if text not in page] == []
    assert 'name="V-A1-result"' not in page


def test_a_visit_begins_on_its_day_is_marked_and_ends(app, client, office) -> None:
    public_id = agreed(office)
    path = f"/desk/visits/{public_id}"
    early = post(client, f"{path}/start", seq=seq_of(app, office.reference))
    assert (early.status_code, "has not come" in early.text) == (409, True)
    office.move_to(first_day(office))
    seq = seq_of(app, office.reference)
    answers = [post(client, f"{path}/start", seq=seq).status_code for _twice in range(2)]
    assert answers == [303, 409]
    page = client.get(path).text
    assert ("Checks without a result: 40" in page, "0 of 40" in page) == (True, True)
    open_end = post(client, f"{path}/complete", seq=seq_of(app, office.reference))
    assert (open_end.status_code, "Checks without a result: 40" in open_end.text) == (409, True)
    listed = items(office)
    given: dict[str, str] = {}
    for item in listed:
        given |= check(page, item, "conform")
    given |= check(page, listed[1], "partly", "Two of five.")
    assert post(client, f"{path}/checks", **given).location == f"{path}#checklist"
    assert len(marked(app)) == 40
    assert ("40 of 40" in client.get(path).text, "Two of five." in client.get(path).text) == (
        True, True,
    )  # fmt: skip
    end = post(client, f"{path}/complete", seq=seq_of(app, office.reference))
    assert (end.status_code, status_of(app, office.reference)) == (
        303, CaseStatus.VISIT_REPORTING,
    )  # fmt: skip
    again = post(client, f"{path}/complete", seq=seq_of(app, office.reference))
    assert again.status_code == 409
    late = post(client, f"{path}/checks", **check(page, listed[0], "conform", "Late."))
    assert (late.status_code, len(marked(app))) == (409, 40)
    assert "<strong>Partly</strong>" in client.get(f"{path}/print").text


def test_one_check_is_saved_by_a_script_and_by_a_form(app, client, office) -> None:
    public_id, item = under_way(office), items(office)[0]
    path = f"/desk/visits/{public_id}/checks/{item}"
    page = client.get(f"/desk/visits/{public_id}").text
    bad = client.post(path, headers=JSON, data=with_token(client, check(page, item, "partly")))
    assert (bad.status_code, bad.json) == (422, {"reasons": ["Say in a note what was seen."]})
    given = check(page, item, "partly", "Two of five.")
    saved = client.post(path, headers=JSON, data=with_token(client, given))
    told = dict(saved.json)
    assert re.fullmatch(r"\d\d:\d\d", told.pop("saved_at"))
    assert (saved.status_code, told) == (200, {"by": "Bo Lau", "errors": {}, "version": 1})
    assert marked(app) == [(item, "partly", "Two of five.", 1)]
    page = client.get(f"/desk/visits/{public_id}").text
    plain = post(client, path, **check(page, item, "conform"))
    assert (plain.status_code, plain.location) == (303, f"/desk/visits/{public_id}#{item}")
    assert marked(app) == [(item, "conform", "", 2)]
    assert post(client, f"/desk/visits/{public_id}/checks/V-NONE").status_code == 404


def test_the_button_beside_a_check_keeps_the_whole_page_and_comes_back_to_it(
    app, client, office
) -> None:
    public_id = under_way(office)
    path, (first, second, *_rest) = f"/desk/visits/{public_id}", items(office)
    page = client.get(f"{path}?show=open").text
    given = {**check(page, first, "conform"), **check(page, second, "not_seen"), "at": second}
    answer = post(client, f"{path}/checks?show=open", **given)
    assert answer.location == f"{path}?show=open#{second}"
    assert marked(app) == [(first, "conform", "", 1), (second, "not_seen", "", 1)]
    left = client.get(f"{path}?show=open").text
    assert (f'name="{first}-result"' in left, "2 of 40" in left, "Only open, 38" in left) == (
        False, True, True,
    )  # fmt: skip
    strange = post(client, f"{path}/checks", at="nothing\x00")
    assert strange.location == f"{path}#checklist"


def test_a_bad_check_keeps_what_was_typed_and_saves_none_of_the_page(app, client, office) -> None:
    public_id = under_way(office)
    path, (first, second, *_rest) = f"/desk/visits/{public_id}", items(office)
    page = client.get(path).text
    given = {**check(page, first, "conform", "Seen at the gate."), **check(page, second, "partly")}
    answer = post(client, f"{path}/checks", **given)
    assert (answer.status_code, marked(app)) == (422, [])
    assert f'href="#{second}-note"' in answer.text
    assert "Seen at the gate.</textarea>" in answer.text.replace("\r\n", "")


@pytest.mark.parametrize(
    ("result", "note", "version"),
    [("splendid", "", "0"), ("", "A note alone.", "0"), ("partly", "x" * 9999, "0"),
     ("partly", "a\x00b", "0"), ("1" * 400, "", "0")],
)  # fmt: skip
def test_what_is_no_result_is_refused(app, client, office, result, note, version) -> None:
    public_id, item = under_way(office), items(office)[0]
    given = {f"{item}-result": result, f"{item}-note": note, f"{item}-version": version,
             f"{item}-was": ""}  # fmt: skip
    answer = post(client, f"/desk/visits/{public_id}/checks/{item}", **given)
    assert (answer.status_code, marked(app)) == (422, [])


@pytest.mark.parametrize("version", ["9" * 400, "NaN", "٣", "-1", "\x00"])
def test_a_version_that_is_none_counts_as_nothing_seen(app, client, office, version) -> None:
    public_id, item = under_way(office), items(office)[0]
    given = {f"{item}-result": "conform", f"{item}-version": version, f"{item}-was": ""}
    answer = post(client, f"/desk/visits/{public_id}/checks/{item}", **given)
    assert (answer.status_code, marked(app)) == (303, [(item, "conform", "", 1)])


def test_what_a_colleague_marked_meanwhile_is_neither_undone_nor_overwritten_unseen(
    app, client, office
) -> None:
    public_id = under_way(office)
    path, (first, second, *_rest) = f"/desk/visits/{public_id}/checks", items(office)
    page = client.get(f"/desk/visits/{public_id}").text
    with writing(app):
        onsite.mark(office.reference, public_id, first, "conform", by=office.ng)
    untouched = {**fields(page, first), f"{first}-note": ""}
    given = {**untouched, **check(page, second, "not_seen")}
    assert post(client, path, **given).status_code == 303
    assert marked(app) == [(first, "conform", "", 1), (second, "not_seen", "", 1)]
    clash = post(client, path, **check(page, first, "partly", "Broken."))
    assert (clash.status_code, "Ng Suk Yee has marked this meanwhile" in clash.text) == (422, True)
    assert ("Broken." in clash.text, marked(app)[0]) == (True, (first, "conform", "", 1))
    assert post(client, path, **check(clash.text, first, "partly", "Broken.")).status_code == 303
    assert marked(app)[0] == (first, "partly", "Broken.", 2)


def test_what_one_marked_oneself_while_the_page_was_on_its_way_is_no_clash(
    app, client, office
) -> None:
    public_id = under_way(office)
    path, item = f"/desk/visits/{public_id}/checks", items(office)[0]
    page = client.get(f"/desk/visits/{public_id}").text
    given = check(page, item, "conform")
    assert post(client, f"{path}/{item}", **given).status_code == 303
    assert post(client, path, **given).status_code == 303
    assert post(client, path, **check(page, item, "partly", "Half.")).status_code == 303
    assert marked(app) == [(item, "partly", "Half.", 3)]


def test_a_supervisor_reads_the_checklist_but_marks_nothing(app, client, office) -> None:
    public_id, item = under_way(office), items(office)[0]
    page = client.get(f"/desk/visits/{public_id}").text
    sign_in(client, email_of(app, office.cheung))
    assert f'name="{item}-result"' not in client.get(f"/desk/visits/{public_id}").text
    path = f"/desk/visits/{public_id}/checks"
    assert post(client, path, **check(page, item, "conform")).status_code == 403
    assert marked(app) == []


def test_a_visit_in_a_case_that_is_closed_to_the_officer_is_no_visit(app, client, office) -> None:
    public_id, item = under_way(office), items(office)[0]
    with writing(app):
        intake.declare_conflict(office.reference, "My sister works there.", by=office.cheung)
    sign_in(client, email_of(app, office.cheung))
    for one in (public_id, "0" * 32):
        path = f"/desk/visits/{one}"
        found = [client.get(path).status_code, client.get(f"{path}/print").status_code]
        acts = ("start", "complete", "checks", f"checks/{item}")
        assert found + [post(client, f"{path}/{act}").status_code for act in acts] == [404] * 6


def test_the_checklist_costs_as_much_with_one_mark_as_with_all(app, client, office) -> None:
    public_id = under_way(office)
    path, (first, *rest) = f"/desk/visits/{public_id}", items(office)
    with writing(app):
        onsite.mark(office.reference, public_id, first, "conform", by=office.ng)
    before = statements(app, client, path)
    with writing(app):
        for item in rest:
            onsite.mark(office.reference, public_id, item, "conform", by=office.ng)
    assert (statements(app, client, path), before <= MOST_OF_A_CASE) == (before, True)
