"""The frame of a page: order, names, languages, and no script or style but our own files."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from flask import Flask, flash, render_template_string

from aeo.web import csp

ADA = SimpleNamespace(
    name="Ada Chan", company_name="Kestrel Bay", roles_label="Coordinator", is_officer=False
)
BO = SimpleNamespace(name="Bo Lau", company_name="", roles_label="Case officer", is_officer=True)
PLACES = [
    SimpleNamespace(label="Home", url="/portal/", current=True, count=0),
    SimpleNamespace(label="Messages", url="/portal/messages", current=False, count=2),
]
CONTEXT = {
    "lang": "en",
    "languages": [("en", "English", True), ("zh-Hant", "繁體", False)],
    "nav": PLACES,
    "programme_name": "AEO of Hong Kong",
    "programme_subtitle": ("zh-Hant", "認可經濟營運商計劃"),
    "programme": SimpleNamespace(
        version="2026-01", locale=SimpleNamespace(languages=("en", "zh-Hant"))
    ),
    "env_is_demo": False,
    "building": lambda: None,
}
PAGE = (
    '{% extends layout %}{% from "components/empty.html" import empty %}'
    "{% block title %}Cases{% endblock %}"
    '{% block content %}<h1>Cases</h1>{{ empty("inbox", "None", "Soon.") }}{% endblock %}'
)
Page = Callable[..., str]


@pytest.fixture
def page(components: Flask) -> Page:
    """Serves one page as a browser gets it."""
    csp.init_app(components)

    def served(layout: str, me: object, source: str = PAGE, **more: object) -> str:
        context = {**CONTEXT, "layout": f"layouts/{layout}.html", "me": me, **more}

        def view() -> str:
            if message := context.get("message"):
                flash(str(message), "success")
            return render_template_string(source, **context)

        components.add_url_rule("/here", view_func=view)
        return components.test_client().get("/here?a=1").get_data(as_text=True)

    return served


@pytest.mark.parametrize(
    ("layout", "me", "body", "account"),
    [
        ("public", None, "public", ["Sign in", "Open an account"]),
        ("public", ADA, "public", ["Kestrel Bay", "Ada Chan", "Sign out"]),
        ("public", BO, "public", ["Review desk", "Bo Lau", "Sign out"]),
        ("portal", ADA, "portal", ["Kestrel Bay", "Ada Chan", "Sign out"]),
        ("desk", BO, "desk", ["Bo Lau · Case officer", "Sign out"]),
        ("reader", None, "public", ["Sign in", "Open an account"]),
        ("reader", ADA, "portal", ["Kestrel Bay", "Ada Chan", "Sign out"]),
        ("reader", BO, "desk", ["Bo Lau · Case officer", "Sign out"]),
    ],
)
def test_each_side_has_its_own_frame(
    page: Page,
    words: Callable[[str], list[str]],
    attributes: Callable[[str, str], list[str]],
    layout: str,
    me: object,
    body: str,
    account: list[str],
) -> None:
    html = page(layout, me)
    said = words(html)
    after_languages = said.index("繁體") + 1
    assert said[after_languages : after_languages + len(account)] == account
    assert attributes(html, "class")[0] == body


def test_a_page_stands_in_the_order_of_the_design(
    page: Page, words: Callable[[str], list[str]]
) -> None:
    assert words(page("public", None, message="Saved.")) == [
        *("Cases – AEO Programme", "Skip to main content", "English", "繁體"),
        *("Sign in", "Open an account", "AEO of Hong Kong", "認可經濟營運商計劃"),
        *("Home", "Messages", "2", "unread", "Saved.", "Cases", "None", "Soon."),
        *("Accessibility", "Personal information", "Service record", "Help and contact"),
        "AEO of Hong Kong",
    ]


def test_the_title_says_when_something_is_wrong(
    page: Page, words: Callable[[str], list[str]]
) -> None:
    source = PAGE.replace("{% block title", "{% set errors = found %}{% block title")
    html = page("portal", ADA, source, found={"name": ["Wrong."]})
    assert words(html)[0] == "Error: Cases – AEO Programme"


def test_a_language_is_chosen_by_a_form_and_not_by_a_link(
    page: Page, tokens: Callable[[str], list[object]]
) -> None:
    found = tokens(page("portal", ADA))
    at = found.index(("form", [("action", "/language/zh-Hant"), ("method", "post")]))
    assert found[at + 1 : at + 6] == tokens(
        '<input type="hidden" name="csrf_token" value="TOKEN"><input type="hidden" name="then" '
        'value="/here?a=1"><button class="as-link" lang="zh-Hant">繁體</button>'
    )


def test_only_our_own_nonced_module_runs_and_no_style_is_inline(
    page: Page, tokens: Callable[[str], list[object]], attributes: Callable[[str, str], list[str]]
) -> None:
    html = page("desk", BO)
    tags = [token for token in tokens(html) if isinstance(token, tuple)]
    scripts = [dict(found) for tag, found in tags if tag == "script"]
    assert [sorted(script) for script in scripts] == [["nonce", "src", "type"]]
    assert [tag for tag, found in tags if tag == "style" or "style" in dict(found)] == []
    links = [*attributes(html, "src"), *(dict(f)["href"] for tag, f in tags if tag == "link")]
    assert {link.split("/")[1] for link in links} == {"static"}


def test_the_sprite_holds_each_icon_of_the_page_once(
    page: Page, attributes: Callable[[str, str], list[str]]
) -> None:
    html = page("portal", ADA)
    held = [i for i in attributes(html, "id") if i.startswith("bi-")]
    assert held == [
        *("bi-arrow-clockwise", "bi-check-circle-fill", "bi-exclamation-circle-fill"),
        *("bi-file-earmark", "bi-inbox"),
    ]


def test_the_demonstration_says_that_it_is_one(
    page: Page, words: Callable[[str], list[str]]
) -> None:
    assert words(page("public", None, env_is_demo=True))[2] == (
        "Demonstration. Companies, people and cases are invented."
    )


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 413, 422, 429])
def test_an_error_page_gives_every_reason_and_the_way_to_the_office(
    page: Page, words: Callable[[str], list[str]], code: int
) -> None:
    html = page("reader", ADA, f'{{% extends "errors/{code}.html" %}}', reasons=["One.", "Two."])
    said = words(html)
    assert said[0] == f"{said[said.index('Messages') + 3]} – AEO Programme"
    assert [sentence for sentence in said if sentence in {"One.", "Two."}] == ["One.", "Two."]
    assert said[said.index("Two.") + 2] == "How to reach the programme office"


@pytest.mark.parametrize("code", [500, 503])
def test_a_page_of_failure_reads_nothing_that_a_database_gives(
    components: Flask, words: Callable[[str], list[str]], code: int
) -> None:
    csp.init_app(components)

    @components.get("/fails")
    def fails() -> str:
        source = f'{{% extends "errors/{code}.html" %}}'
        return render_template_string(source, lang="en", error_id="9f2c41ab", reasons=[])

    said = words(components.test_client().get("/fails").get_data(as_text=True))
    assert said[-4:] == [
        *("If you write to us, quote this number:", "9f2c41ab"),
        *("How to reach the programme office", "Help and contact"),
    ]


def test_the_office_is_named_where_it_is_known(
    page: Page, words: Callable[[str], list[str]]
) -> None:
    office = SimpleNamespace(email="aeo@customs.example", phone="3759", hours="Monday to Friday")
    said = words(page("reader", None, '{% extends "errors/404.html" %}', office=office))
    at = said.index("Programme office:")
    assert said[at : at + 3] == [
        *("Programme office:", "aeo@customs.example", ", 3759. Monday to Friday"),
    ]
