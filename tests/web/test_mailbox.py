"""The mailbox of the demonstration shows what arrived, and lets nobody be led astray by it."""

import os
import secrets
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aeo.web.demo.mailbox import PER_PAGE, framed, paragraphs, pieces

HERE = "http://127.0.0.1:8000"
LETTER = """\
From: AEO Programme <aeo@customs.example>
To: {name} <{to}>
Subject: {subject}
Message-ID: <{name}-{number}@customs.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=cut

--cut
Content-Type: text/plain; charset=utf-8

Dear {name},

Open {here}/portal/ or https://evil.example/x now.
--cut
Content-Type: text/html; charset=utf-8

<html><head><title>x</title><style>.p {{ color: red }}</style></head>\
<body><p class="p" style="margin: 0">Dear <b>{name}</b></p><script>alert(1)</script></body></html>
--cut--
"""


@pytest.fixture
def folder(app: Flask) -> Path:
    """The folder of the mail server, empty."""
    place = app.extensions["aeo"].var / "mail"
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*"):
        old.unlink()
    return place


def arrive(folder: Path, number: int, name: str = "ada", subject: str = "Hello") -> str:
    """One mail, ``number`` seconds after the first; the name of its file."""
    text = LETTER.format(
        name=name, to=f"{name}@x.example", subject=subject, number=number, here=HERE
    )
    path = folder / f"{number:06d}-{secrets.token_hex(4)}.eml"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_800_000_000 + number,) * 2)
    return path.stem


def body(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_an_empty_mailbox_says_how_mail_comes_about(client, folder) -> None:
    page = body(client, "/dev/mailbox")
    assert "No mail has arrived yet" in page
    assert 'href="/sign-up"' in page


def test_the_newest_mail_stands_first(client, folder) -> None:
    arrive(folder, 1, subject="An older one")
    arrive(folder, 2, subject="A newer one", name="bo")
    page = body(client, "/dev/mailbox")
    assert page.index("A newer one") < page.index("An older one")
    assert "1 to 2 of 2" in page


def test_the_mail_of_one_person_can_be_shown_alone(client, folder) -> None:
    arrive(folder, 1, subject="For Ada")
    arrive(folder, 2, subject="For Bo", name="bo")
    page = body(client, "/dev/mailbox?to=ada@x.example")
    assert ("For Ada" in page, "For Bo" in page) == (True, False)
    assert '<option value="ada@x.example" selected>' in page
    assert "Nothing for this person yet" in body(client, "/dev/mailbox?to=nobody@x.example")


def test_a_long_list_is_read_page_by_page_even_while_mail_arrives(client, folder) -> None:
    names = [
        arrive(folder, number, subject=f"Number {number:03d}") for number in range(PER_PAGE + 3)
    ]
    first = body(client, "/dev/mailbox")
    assert f"1 to {PER_PAGE} of {PER_PAGE + 3}" in first
    assert ("Number 003" in first, "Number 002" in first) == (True, False)
    arrive(folder, 999, subject="While reading")
    second = body(client, f"/dev/mailbox?from={names[2]}")
    assert [f"Number 00{n}" in second for n in range(4)] == [True, True, True, False]
    assert f"{PER_PAGE + 2} to {PER_PAGE + 4} of {PER_PAGE + 4}" in second


def test_a_mail_is_shown_with_text_frame_and_headers(client, folder) -> None:
    page = body(client, f"/dev/mailbox/{arrive(folder, 1, subject='A letter')}")
    assert "<h1>A letter</h1>" in page
    assert "ada-1@customs.example" in page
    assert "Dear ada," in page


def test_only_addresses_of_this_service_can_be_followed(app, client, folder) -> None:
    page = body(client, f"/dev/mailbox/{arrive(folder, 1)}")
    assert f'<a href="{HERE}/portal/">' in page
    assert 'href="https://evil.example' not in page
    assert "https://evil.example/x" in page


def test_the_frame_holds_the_mail_as_a_quoted_attribute_and_can_run_nothing(client, folder) -> None:
    page = body(client, f"/dev/mailbox/{arrive(folder, 1)}")
    assert '<iframe sandbox="allow-same-origin" srcdoc="&lt;html&gt;' in page
    assert "<script>alert" not in page
    assert "allow-scripts" not in page


def test_the_style_of_the_frame_is_a_file_of_ours(client) -> None:
    response = client.get("/dev/mailbox/mail.css")
    assert response.mimetype == "text/css"
    assert ".facts" in response.get_data(as_text=True)


@pytest.mark.parametrize("name", ["no-such-letter", "..%2f..%2faeo", "mail.eml"])
def test_a_mail_that_is_not_there_is_not_found(client, folder, name) -> None:
    arrive(folder, 1)
    assert client.get(f"/dev/mailbox/{name}").status_code == 404


def test_text_is_cut_at_addresses_only() -> None:
    cut = pieces(f"see {HERE}/a, {HERE}.evil.example/b", HERE)
    assert [(piece.text, piece.link) for piece in cut] == [
        ("see ", False), (f"{HERE}/a", True), (", ", False), (f"{HERE}.evil.example/b", False),
    ]  # fmt: skip
    assert pieces("", HERE) == []


def test_paragraphs_and_their_lines_are_kept() -> None:
    shape = [[len(line) for line in block] for block in paragraphs("a\nb\n\n\nc\n", HERE)]
    assert shape == [[1, 1], [1]]


def test_styles_leave_the_elements_for_a_file() -> None:
    html = '<head><style>a {}</style></head><p style="color: red" class="p">style="x"</p>'
    assert framed(html, "/mail.css") == (
        '<head><link rel="stylesheet" href="/mail.css"></head><p class="p">style="x"</p>'
    )
