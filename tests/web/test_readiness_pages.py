"""The readiness check as a visitor meets it: nothing is kept, nothing is lost, nothing is believed."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from itsdangerous import URLSafeSerializer

from aeo import create_app
from aeo.domain.errors import Incomplete
from aeo.domain.readiness.check import Check, Given
from aeo.domain.vocabulary import Role
from aeo.services import programmes, readiness
from tests.people import a_company, a_member, an_officer, digest, post, sign_in, token, writing

BEGIN = {"levels": "T1", "roles": ["importer"], "traits": ["handles_cargo"]}
GOOD_C = {"C-02": "no", "C-03": "no", "C-05": "yes"}


def so_far(page: str) -> str:
    found = re.search(r'name="so_far" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def begun(client, **changes) -> str:
    """The value that the first page of questions carries."""
    return so_far(post(client, "/readiness", **{**BEGIN, **changes}).text)


def finished(app: Flask, **changes) -> str:
    """The value of a check in which every answer is the good one, but for ``changes``."""
    with app.app_context():
        given = Given(
            levels=frozenset({"T1"}),
            roles=frozenset({"importer"}),
            traits=frozenset({"handles_cargo"}),
        )
        for _round in range(2):  # the second for those that waited for an answer of the first
            asked = Check(programmes.current(), given).asked()
            good = {one.question.key: str(one.question.favourable) for one in asked}
            given = replace(given, answers={**good, **changes})
        return readiness.token(given)


def signed(app: Flask, **changes) -> str:
    """A value with a right signature and content of our own."""
    with app.app_context():
        secret = app.extensions["aeo"].secret_key
        serializer = URLSafeSerializer(secret, salt="readiness")
        return str(serializer.dumps({**serializer.loads(finished(app)), **changes}))


def test_the_first_page_asks_for_tier_roles_and_what_conditions_need(client) -> None:
    page = client.get("/readiness").text
    names = re.findall(
        r'<input class="form-check-input" id="[^"]+" name="(\w+)" type="(\w+)"', page
    )
    assert [names.count(one) for one in dict.fromkeys(names)] == [2, 8, 6]
    assert list(dict.fromkeys(names)) == [
        ("levels", "radio"),
        ("roles", "checkbox"),
        ("traits", "checkbox"),
    ]


def test_a_wrong_start_keeps_what_was_chosen(client) -> None:
    wrong = post(client, "/readiness", levels="T9", roles=[], traits=["handles_cargo"])
    assert wrong.status_code == 422
    assert re.findall(r'href="#([^"]+)">([^<]+)</a></li>', wrong.text)[:2] == [
        ("roles-0", "Choose at least one role."),
        ("levels-0", "Choose what you would apply for."),
    ]
    assert re.search(r'<input checked class="form-check-input" id="traits-3"', wrong.text)
    assert post(client, "/readiness", **{**BEGIN, "traits": ["moat"]}).status_code == 422


def test_going_on_asks_for_every_answer_and_keeps_those_given(client) -> None:
    word = begun(client)
    data = {"so_far": word, "at": "C", "go": "next", "C-02": "no", "C-05": "partly"}
    page = post(client, "/readiness/questions", **data)
    assert page.status_code == 422
    assert '<a href="#C-03-0">Choose an answer to C-03.</a>' in page.text
    assert page.text.count("Choose an answer to") == 2
    with client.application.app_context():
        assert readiness.answers(so_far(page.text)) == {"C-02": "no", "C-05": "partly"}
    assert len(re.findall(r"<input checked ", page.text)) == 2


@pytest.mark.parametrize("value", ["maybe", "partly", "", "x" * 5000])
def test_an_answer_that_is_not_offered_is_not_taken(client, value) -> None:
    data = {"so_far": begun(client), "at": "C", "go": "next", **GOOD_C, "C-02": value}
    page = post(client, "/readiness/questions", **data)
    assert page.status_code == 422
    with client.application.app_context():
        assert readiness.answers(so_far(page.text)) == {"C-03": "no", "C-05": "yes"}


@pytest.mark.parametrize(
    ("go", "heading"),
    [
        ("next", "Personnel Security"),
        ("back", "Financial Soundness"),
        ("A", "Customs Compliance"),
        ("result", "Your result so far"),
        ("nonsense", "Your result so far"),
    ],
)
def test_each_button_takes_the_answers_along(app, client, go, heading) -> None:
    word = finished(app)
    with app.app_context():
        given = readiness.read(word)
        rest = {key: v for key, v in given.answers.items() if not key.startswith("D")}
        answers = {key: v for key, v in given.answers.items() if key.startswith("D")}
        word = readiness.token(replace(given, answers={k: v for k, v in rest.items() if k < "K"}))
    if heading == "Your result so far":
        answers.pop("D-01")
    page = post(client, "/readiness/questions", so_far=word, at="D", go=go, **answers)
    assert page.status_code == 200
    assert heading in re.search(r"<h1>.*</h1>", page.text)[0]
    with app.app_context():
        assert readiness.read(so_far(page.text)).answers == {**rest, **answers}


def test_a_question_called_for_by_another_answer_is_asked_before_going_on(app, client) -> None:
    cargo = {f"F-0{n}": "yes" for n in (1, 2, 3, 4, 5, 7, 8)}
    data = {"so_far": begun(client), "at": "F", "go": "next"}
    page = post(client, "/readiness/questions", **data, **cargo)
    assert page.status_code == 422
    assert "Choose an answer to F-06." in page.text
    page = post(client, "/readiness/questions", **data, **{**cargo, "F-05": "no"})
    assert page.status_code == 200


def test_the_result_of_hand_computed_answers(app, client) -> None:
    word = finished(app, **{"C-02": "yes", "C-05": "partly", "J-01": "no"})
    page = post(client, "/readiness/questions", so_far=word, at="J", go="result", **{"J-01": "no"})
    scores = re.findall(r'<td role="cell" class="n">(\S+) <small[^>]*>([^<]+)<', page.text)
    # C: 0 + 2 + 1 of 6, and critical. J: five of six, 10 of 12; what was not sent again stays.
    assert scores == [
        ("100", "Ready"),
        ("100", "Ready"),
        ("50", "Critical gap"),
        *[("100", "Ready")] * 6,
        ("83", "Ready"),
    ]


def test_gaps_and_papers_stand_on_the_result(app, client) -> None:
    page = client.get(f"/readiness/kept/{finished(app, **{'C-02': 'yes', 'A-07': 'partly'})}").text
    titles = re.findall(r'<h3><span class="letter">(\w)</span>', page)
    assert titles == ["C", "A"]
    assert "You are close. Criteria that need work first: 1" in page
    assert "Financial statements" in page
    assert "Crisis plan and last exercise" not in page
    fine = client.get(f"/readiness/kept/{finished(app)}").text
    assert "<h1>You look ready to apply</h1>" in fine
    assert "Nothing you answered needs work." in fine


@pytest.mark.parametrize(("language", "word"), [("zh-Hant", "財務"), ("zh-Hans", "财务")])
def test_choosing_a_language_leads_back_to_the_answers(app, client, language, word) -> None:
    result = client.get(f"/readiness/kept/{finished(app)}").text
    then = re.search(r'name="then" value="([^"]+)"', result)[1]
    moved = post(client, f"/language/{language}", then=then)
    assert moved.location == then == f"/readiness/kept/{finished(app)}"
    page = client.get(moved.location)
    assert page.status_code == 200
    assert word in page.text
    assert f'<html lang="{language}">' in page.text


def test_an_unfinished_address_opens_at_the_first_open_criterion(app, client) -> None:
    with app.app_context():
        given = readiness.read(finished(app))
        kept = {key: value for key, value in given.answers.items() if key != "B-04"}
        word = readiness.token(replace(given, answers=kept))
    page = client.get(f"/readiness/kept/{word}").text
    assert 'name="at" value="B"' in page


def test_an_answer_that_no_longer_applies_is_not_handed_over(app, client) -> None:
    with app.app_context():
        given = readiness.read(finished(app))
        narrowed = readiness.token(replace(given, traits=frozenset()))
        before, after = readiness.answers(finished(app)), readiness.answers(narrowed)
    assert {key for key in before if key not in after} == {
        *(f"F-0{n}" for n in range(1, 9)),
        *("B-07", "B-08", "D-03"),
    } & set(before)
    assert after == {key: value for key, value in before.items() if key in after}


def damaged(app: Flask) -> dict[str, str]:
    word = finished(app)
    given = {"levels": ["T1"], "roles": ["importer"], "traits": [], "answers": {}}
    return {
        "nothing": "",
        "a letter changed": ("." if word[0] != "." else "") + word[1:-1] + "A",
        "cut": word[:-5],
        "too long": word + "x" * readiness.TOKEN_MAX,
        "not ascii": "準備" * 9,
        "a format of the past": signed(app, format=0),
        "another version": signed(app, programme=["hkaeo", "2019-01"]),
        "another programme": signed(app, programme=["nordhaven", "2026-01"]),
        "no level": signed(app, **{**given, "levels": []}),
        "an unknown level": signed(app, **{**given, "levels": ["T9"]}),
        "an unknown role": signed(app, **{**given, "roles": ["pirate"]}),
        "an unknown trait": signed(app, **{**given, "traits": ["moat"]}),
        "an unknown question": signed(app, answers={"Z-01": "yes"}),
        "an impossible answer": signed(app, answers={"A-02": "partly"}),
        "no mapping": str(URLSafeSerializer(secret(app), salt="readiness").dumps([1])),
        "of another use": str(URLSafeSerializer(secret(app), salt="x").dumps(given)),
        "of another key": str(URLSafeSerializer("y" * 40, salt="readiness").dumps(given)),
    }


def secret(app: Flask) -> str:
    return app.extensions["aeo"].secret_key


def test_a_value_that_is_not_ours_or_not_of_today_is_refused(app, client) -> None:
    for name, word in damaged(app).items():
        with app.app_context(), pytest.raises(Incomplete):
            readiness.answers(word)
        page = post(client, "/readiness/questions", so_far=word, at="A", go="next")
        assert (name, page.status_code) == (name, 422)
        assert "Begin anew." in page.text
        started = post(client, "/readiness/start", so_far=word)
        assert (name, started.status_code, client.get_cookie(readiness.COOKIE, "127.0.0.1")) == (
            name,
            422,
            None,
        )
        assert post(client, "/readiness/file", so_far=word).status_code == 422
    outdated = "These answers belong to an earlier version of the questions."
    assert outdated in client.get(f"/readiness/kept/{damaged(app)['another version']}").text


def test_every_answer_there_is_fits_into_a_cookie(app) -> None:
    with app.app_context():
        programme = programmes.current()
        everything = Given(
            levels=frozenset(level.id for level in programme.levels.items),
            roles=frozenset(role.code for role in programme.roles),
            traits=frozenset(["site_type.factory", "handles_cargo", "loads_units"]),
            answers={
                question.key: ("yes", "no", "partly", "na")[n % (2 if kind == "yes_no" else 4)]
                for n, (_, question) in enumerate(programme.questions)
                if question.is_yes_or_no and (kind := question.type.value)
            },
        )
        word = readiness.token(everything)
        assert readiness.read(word) == everything
        assert len(word) < readiness.TOKEN_MAX / 3


def test_a_visitor_without_an_account_takes_the_answers_past_the_sign_up(app, client) -> None:
    word = finished(app)
    before = client.get("/readiness/kept/" + word)
    assert "Set-Cookie" not in str(before.headers) or readiness.COOKIE not in str(before.headers)
    started = post(client, "/readiness/start", so_far=word)
    assert (started.status_code, started.location) == (303, "/sign-up")
    cookie = next(it for it in started.headers.getlist("Set-Cookie") if "aeo_ready" in it)
    assert cookie == f"aeo_ready={word}; " + cookie.partition("; ")[2]
    assert {"HttpOnly", "SameSite=Lax", "Max-Age=2592000", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie  # the tests speak http
    assert "kept in this browser for 30 days" in client.get("/sign-up").text
    assert "Go on with your answers" in client.get("/readiness").text
    gone = post(client, "/readiness/forget")
    assert gone.location == "/readiness"
    assert "Go on with your answers" not in client.get("/readiness").text


def test_a_signed_in_applicant_goes_straight_to_a_new_application(app, client) -> None:
    with writing(app):
        email = a_member(a_company(), Role.COORDINATOR).email
    sign_in(client, email)
    started = post(client, "/readiness/start", so_far=finished(app))
    assert (started.status_code, started.location) == (303, "/portal/applications/new")


def test_an_officer_is_not_offered_an_application(app, client) -> None:
    with writing(app):
        email = an_officer(Role.CASE_OFFICER).email
    sign_in(client, email)
    assert "/readiness/start" not in client.get(f"/readiness/kept/{finished(app)}").text


def test_a_kept_value_of_an_earlier_version_is_passed_over(app, client) -> None:
    client.set_cookie(readiness.COOKIE, damaged(app)["another version"], domain="127.0.0.1")
    page = client.get("/readiness")
    assert (page.status_code, "Go on with your answers" in page.text) == (200, False)


def test_the_file_can_be_read_by_people_and_by_an_application(app, client) -> None:
    answer = post(client, "/readiness/file", so_far=finished(app))
    assert answer.mimetype == "application/json"
    assert re.fullmatch(
        r"attachment; filename=aeo-readiness-\d{4}-\d\d-\d\d\.json",
        answer.headers["Content-Disposition"],
    )
    content = json.loads(answer.data)
    assert (content["kind"], content["programme"]) == ("aeo-readiness", "hkaeo 2026-01")
    with app.app_context():
        given = readiness.read_file(answer.data)
        assert readiness.asked_for(given) == content["answers"] == readiness.answers(finished(app))
        for bad in (b"", b"[]", b"{}", b'{"signed": 1}', b"\xff", b" " * 20_001, b"[" * 9999):
            with pytest.raises(Incomplete):
                readiness.read_file(bad)


def test_nothing_about_a_visitor_is_written(app, client) -> None:
    before = digest(app)
    word = finished(app)
    token(client)
    for path in ("/readiness", "/readiness/questions", f"/readiness/kept/{word}"):
        client.get(path)
        client.head(path)
    post(client, "/readiness", **BEGIN)
    post(client, "/readiness/questions", so_far=word, at="A", go="result")
    post(client, "/readiness/start", so_far=word)
    post(client, "/readiness/file", so_far=word)
    assert digest(app) == before


def test_changing_the_start_keeps_the_answers(app, client) -> None:
    page = post(client, "/readiness", **{**BEGIN, "levels": "T2"}, so_far=finished(app))
    assert 'name="at" value="K"' in page.text
    with app.app_context():
        assert readiness.answers(so_far(page.text)) == readiness.answers(finished(app))


def test_a_programme_of_components_may_be_sought_in_part_or_whole(tmp_path: Path) -> None:
    from aeo.config import Env, Settings

    folder = Path(__file__).resolve().parents[1] / "programmes"
    settings = Settings(
        env=Env.TEST,
        var=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'x.sqlite3'}",
        storage_url=f"file://{tmp_path / 'files'}",
        secret_key="x" * 40,
        programme="nordhaven",
        programme_dirs=(folder,),
    )
    app = create_app(settings)
    with app.test_request_context("/readiness", base_url=settings.base_url):
        from aeo.web.public.readiness_forms import begin_form

        form = begin_form()
        assert [choice.value for choice in form["levels"].choices] == ["CUS", "SEC"]
        assert form["levels"].least == programmes.current().levels.minimum
