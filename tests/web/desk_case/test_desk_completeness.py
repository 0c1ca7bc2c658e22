"""The completeness check point by point, and what goes back to the company."""

import re

from aeo.domain.vocabulary import Actor, CaseStatus
from aeo.services import cases
from aeo.web.desk.cases.points import slug
from tests.people import post, token
from tests.web.desk_pages import (
    at,
    do,
    marked,
    points_of,
    record_of,
    seq_of,
    status_of,
)

JSON = {"Accept": "application/json"}


def test_every_point_stands_beside_what_the_company_said(app, client, bo, reference) -> None:
    page = client.get(at(reference, "completeness")).text
    points = points_of(app, reference, bo)
    assert [point for point in points if f'id="{slug(point)}"' not in page] == []
    assert f"0 of {len(points)} points" in page
    with app.app_context():
        record = record_of(reference, bo)
    file = next(row["file"] for row in record["papers"] if row["file"])
    wanted = [
        *("Kestrel Bay Logistics Limited", "Ada Chan, Director", "All of this is true."),
        *("Kwai Chung warehouse", "12345678", "To be shown at the visit", "A required document"),
        *(f"/papers/{file['id']}", file["name"], "1 step"),
    ]
    assert [text for text in wanted if text not in page] == []


def test_a_point_is_saved_alone_by_script_and_without(app, client, bo, reference) -> None:
    path = at(reference, "completeness/sites")
    seq = seq_of(app, reference)

    def by_script(**data):
        fields = {"csrf_token": token(client), "seq": seq, **data}
        return client.post(path, data=fields, headers=JSON)

    reason = {"sites-result": "lacking", "sites-reason": "RET-SITE-MISSING", "sites-note": "Depot?"}
    answer = by_script(**reason)
    assert (answer.status_code, answer.json["by"], answer.json["errors"]) == (200, "Bo Lau", {})
    assert marked(app) == {"sites": ("lacking", "RET-SITE-MISSING", "Depot?")}
    wrong = by_script(**{"sites-result": "lacking", "sites-reason": ""})
    assert (wrong.status_code, "Choose the reason" in wrong.json["error"]) == (422, True)
    assert by_script().status_code == 200
    assert marked(app) == {"sites": ("lacking", "RET-SITE-MISSING", "Depot?")}
    plain = do(app, client, reference, "completeness/sites", **{"sites-result": "fine"})
    assert plain.location == at(reference, "completeness#sites")
    assert marked(app) == {"sites": ("fine", None, "")}
    bad = do(app, client, reference, "completeness/sites",
             **{"sites-result": "lacking", "sites-note": "keep me"})  # fmt: skip
    assert (bad.status_code, "keep me" in bad.text, 'href="#sites-reason"' in bad.text) == (
        *(422, True),
        True,
    )


def test_the_whole_check_is_saved_at_once_or_not_at_all(app, client, bo, reference) -> None:
    given = {
        "identity-result": "fine",
        "flows-result": "lacking",
        "flows-reason": "RET-DOC-MISSING",
        "sites-result": "lacking",
        "sites-note": "Where is the depot?",
    }
    wrong = do(app, client, reference, "completeness", **given)
    assert (wrong.status_code, marked(app)) == (422, {})
    assert "<title>Error:" in wrong.text
    assert 'href="#sites-reason"' in wrong.text
    assert "Where is the depot?" in wrong.text
    right = do(
        app, client, reference, "completeness", **given, **{"sites-reason": "RET-SITE-MISSING"}
    )
    assert right.location == at(reference, "completeness")
    assert marked(app) == {
        "identity": ("fine", None, ""),
        "flows": ("lacking", "RET-DOC-MISSING", ""),
        "sites": ("lacking", "RET-SITE-MISSING", "Where is the depot?"),
    }
    page = client.get(at(reference, "completeness")).text
    assert f"3 of {len(points_of(app, reference, bo))} points, 2 lacking" in page


def test_an_answer_is_marked_from_its_tab_and_returned_with_what_would_satisfy(
    app, client, bo, reference
) -> None:
    answers = client.get(at(reference, "answers?section=D")).text
    assert "Is the outer boundary of this site marked and protected?" in answers
    link = re.search(r'href="(/desk/cases/[^"]+completeness/question:D-01@[^"]+)"', answers)
    assert link is not None
    form = client.get(link[1]).text
    name = re.search(r'name="([^"]+)-result"', form)
    assert name is not None
    lacking = {f"{name[1]}-result": "lacking", f"{name[1]}-reason": "RET-ANSWER-MISSING",
               f"{name[1]}-note": "Which fence?"}  # fmt: skip
    assert post(client, link[1], seq=seq_of(app, reference), **lacking).status_code == 303
    assert "Change the mark" in client.get(at(reference, "answers?section=D")).text
    preview = client.get(at(reference, "return")).text
    with app.app_context():
        due = clocks_if_returned(reference, bo)
    wanted = ["Which fence?", "Answer each question in the list.", due, "Kwai Chung warehouse"]
    assert [text for text in wanted if text not in preview] == []
    assert do(app, client, reference, "return", reason="Called them.").status_code == 303
    assert status_of(app, reference) is CaseStatus.RETURNED
    assert "Called them." in client.get(at(reference, "timeline")).text
    assert "Decide on the late reply" not in client.get("/desk/").text


def clocks_if_returned(reference: str, to: Actor) -> str:
    from aeo.services import intake

    due = intake.return_by(cases.get(reference, to=to))
    assert due is not None
    return f"{due.day} {due:%B} {due.year}"
