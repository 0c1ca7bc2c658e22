"""Forms: every control has a label, every description exists, errors lead to their fields."""

from collections.abc import Callable

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from aeo.web.fields import SafeDate, SafeDecimal, SafeEmail, SafeInteger

Render = Callable[..., str]
Tokens = Callable[[str], list[object]]
Words = Callable[[str], list[str]]
Attributes = Callable[[str, str], list[str | None]]


def choices(**labels: str) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


class Everything(Form):
    name = StringField("Name", description="As registered.")
    secret = PasswordField("Password")
    story = TextAreaField("Explain")
    tier = SelectField("Tier", choices=choices(one="Tier 1", two="Tier 2"))
    choice = RadioField("Answer", choices=choices(y="Yes", n="No", x="Not applicable"))
    roles = SelectMultipleField(
        "Roles",
        choices=choices(i="Importer", e="Exporter"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    agreed = BooleanField("I agree")
    paper = FileField("Paper")
    token = HiddenField()
    days = SafeInteger("Days")
    share = SafeDecimal("Share")
    on = SafeDate("On")
    mail = SafeEmail()


def everything(*, wrong: tuple[str, ...] = (), **data: str) -> Everything:
    form = Everything(MultiDict(data))
    for name in wrong:
        form[name].errors = [f"{name} is wrong."]
    return form


@pytest.fixture
def field(render: Render) -> Render:
    """Draws one field: ``field("field(form.name)", form=...)``."""

    def draw(call: str, form: Everything) -> str:
        source = '{% from "components/form.html" import field %}{{ ' + call + " }}"
        return render(source, form=form)

    return draw


def test_a_hint_stays_when_there_is_an_error(field: Render, tokens: Tokens) -> None:
    html = field("field(form.name)", everything(wrong=("name",), name="x"))
    assert tokens(html) == tokens(
        '<div class="mb-4 bad"><label class="form-label" for="name">Name</label>'
        '<p class="form-text" id="name-h">As registered.</p><p class="bad-text" id="name-e">'
        '<span class="visually-hidden">Error: </span>name is wrong.</p><input class="form-control" '
        'id="name" name="name" type="text" value="x" aria-describedby="name-h name-e" '
        'aria-invalid="true"></div>'
    )


def test_radios_are_a_group_with_a_legend(field: Render, tokens: Tokens) -> None:
    html = field("field(form.choice, hint='One.', inline=True)", everything(choice="n"))
    option = (
        '<div class="form-check form-check-inline"><input class="form-check-input" id="choice-{0}" '
        'name="choice" type="radio" value="{1}"{3}><label class="form-check-label" '
        'for="choice-{0}">{2}</label></div>'
    )
    assert tokens(html) == tokens(
        '<fieldset class="mb-4" aria-describedby="choice-h"><legend class="legend fs-6">Answer'
        '</legend><p class="form-text" id="choice-h">One.</p>'
        + option.format(0, "y", "Yes", "")
        + option.format(1, "n", "No", " checked")
        + option.format(2, "x", "Not applicable", "")
        + "</fieldset>"
    )


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("field(form.days)", 'class="form-control num" inputmode="numeric" id="days" name="days" type="text" value=""'),
        ("field(form.share)", 'class="form-control num" inputmode="decimal" id="share" name="share" type="text" value=""'),
        ("field(form.on)", 'class="form-control num" id="on" name="on" type="date" value=""'),
        ("field(form.mail, autocomplete='email')", 'class="form-control" spellcheck="false" autocomplete="email" id="mail" name="mail" type="email" value=""'),
        ("field(form.name, hint='', class_='wide')", 'class="form-control wide" id="name" name="name" type="text" value=""'),
        ("field(form.paper)", 'class="form-control" id="paper" name="paper" type="file"'),
        ("field(form.agreed)", 'class="form-check-input" id="agreed" name="agreed" type="checkbox" value="y"'),
    ],
)  # fmt: skip
def test_a_field_gets_the_attributes_of_its_kind(
    field: Render, tokens: Tokens, call: str, expected: str
) -> None:
    drawn = tokens(field(call, everything()))
    assert [token for token in drawn if token[0] == "input"] == tokens(f"<input {expected}>")


def test_an_optional_field_says_so(field: Render, tokens: Tokens) -> None:
    html = field("field(form.story, optional=True, rows=2)", everything())
    assert tokens(html) == tokens(
        '<div class="mb-4"><label class="form-label" for="story">Explain'
        '<span class="fw-normal muted">(optional)</span></label>'
        '<textarea class="form-control" id="story" name="story" rows="2"></textarea></div>'
    )


def test_the_error_summary_uses_the_words_of_the_fields_and_leads_to_them(
    render: Render, tokens: Tokens
) -> None:
    html = render(
        '{% from "components/error_summary.html" import error_summary %}'
        "{{ error_summary(form, [('And this.', None)]) }}{{ error_summary(good) }}",
        form=everything(wrong=("name", "choice")),
        good=everything(),
    )
    assert tokens(html) == tokens(
        '<div class="errors" role="alert" tabindex="-1" aria-labelledby="errors-title">'
        '<h2 id="errors-title">There is a problem</h2><ul><li><a href="#name">name is wrong.</a></li>'
        '<li><a href="#choice-0">choice is wrong.</a></li><li>And this.</li></ul></div>'
    )


def test_a_question_stands_in_the_order_of_the_design(
    render: Render, words: Words, attributes: Attributes
) -> None:
    html = render(
        '{% from "components/question.html" import question %}'
        "{% call question('I-02', 'Locked?', form.choice, hint='All doors.', weight='Critical',"
        " weight_kind='stop', explanation=form.story, good='Yes.', poor='No.', saved='Saved 14:06',"
        " saved_kind='ok', links=[('Comments (0)', '/c')], autosave='/save', version=3) %}FILES"
        "{% endcall %}",
        form=everything(wrong=("choice",)),
    )
    assert words(html) == [
        *("I-02", "Critical", "Locked?", "All doors.", "Error:", "choice is wrong."),
        *("Yes", "No", "Not applicable", "Explain", "FILES", "What a good answer looks like"),
        *("Good.", "Yes.", "Poor.", "No.", "Saved 14:06", "Comments (0)"),
    ]
    assert attributes(html, "class")[0] == "q bad"
    assert attributes(html, "data-autosave") == ["/save"]
    assert attributes(html, "data-version") == [None]
    assert attributes(html, "aria-describedby") == ["choice-h choice-e"]


WHOLE_FORM = """
{% from "components/form.html" import form as form_, field %}
{% from "components/verdict.html" import verdict %}
{% from "components/check_item.html" import check_item %}
{% call form_(action="/go", multipart=True) %}
{% for name in names %}{{ field(form[name], hint="Hint.") }}{% endfor %}
{% call verdict(second.choice, second.tier, second.story) %}x{% endcall %}
{{ check_item("V-1", "Seals", third.choice, "Observe") }}
{% endcall %}
"""


def test_every_control_has_a_label_and_every_description_exists(
    render: Render, tokens: Tokens, attributes: Attributes
) -> None:
    names = list(everything()._fields)
    html = render(
        WHOLE_FORM,
        names=names,
        form=everything(wrong=tuple(n for n in names if n != "token")),
        second=Everything(prefix="second-"),
        third=Everything(prefix="third-"),
    )
    ids = attributes(html, "id")
    assert sorted(ids) == sorted(set(ids))
    described = {i for value in attributes(html, "aria-describedby") for i in str(value).split()}
    assert described - set(ids) == set()
    controls = {
        dict(t[1])["id"]
        for t in tokens(html)
        if isinstance(t, tuple)
        and t[0] in {"input", "select", "textarea"}
        and dict(t[1]).get("type") != "hidden"
    }
    assert controls == set(attributes(html, "for"))


def test_a_post_form_carries_the_token_and_a_get_form_does_not(
    render: Render, attributes: Attributes
) -> None:
    source = (
        '{% from "components/form.html" import form %}'
        '{% call form(method="METHOD") %}x{% endcall %}'
    )
    assert attributes(render(source.replace("METHOD", "post")), "value") == ["TOKEN"]
    assert attributes(render(source.replace("METHOD", "get")), "value") == []
