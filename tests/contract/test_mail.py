"""What every mail promises, for every kind, in every language, with ordinary and nasty values."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from aeo.mail import message
from aeo.mail.catalogue import LANGUAGES, PLACEHOLDER, load
from aeo.mail.message import MessageError
from aeo.mail.render import Late, Letterhead, Renderer
from aeo.mail.wording import RenderError

CATALOGUE = load()
BASE_URL = "https://aeo.example"
WRITTEN_AT = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
LATE = Late(f"{BASE_URL}/account/confirm/a-token", datetime(2026, 12, 1, 8, 30, tzinfo=UTC))
RENDERER = Renderer(
    catalogue=CATALOGUE,
    letterhead=lambda: Letterhead(
        service={
            "en": "AEO Programme",
            "zh-Hant": "認可經濟營運商計劃",
            "zh-Hans": "认可经济营运商计划",
        },
        office={"en": "Customs", "zh-Hant": "海關", "zh-Hans": "海关"},
        email="aeo@customs.example",
        phone="+852 5555 0100",
    ),
    base_url=BASE_URL,
    zone=lambda: ZoneInfo("Asia/Hong_Kong"),
)
KINDS = [
    pytest.param(entry, language, id=f"{entry.slug}-{language}")
    for entry in CATALOGUE.entries
    for language in LANGUAGES
]


@dataclass(frozen=True, kw_only=True)
class Row:
    """The part of an outbox row that a message is made from."""

    kind: str
    language: str = "en"
    recipient_role: str = "coordinator"
    recipient_name: str = "Ada Chan"
    subject_ref: str = "AEO-2026-000123-7"
    path: str = "/portal/applications/AEO-2026-000123-7/"
    values: dict = field(default_factory=dict)
    id: int = 4567
    template_version: int = 1
    created_at: datetime = WRITTEN_AT


def row_of(entry, language: str) -> Row:
    return Row(
        kind=entry.slug,
        language=language,
        recipient_role=entry.recipients[0],
        subject_ref="" if entry.ref in {"account", "notice"} else "AEO-2026-000123-7",
        values={name: CATALOGUE.placeholders[name].sample for name in sorted(entry.needs)},
    )


def late_of(entry) -> Late | None:
    return LATE if entry.late else None


def built(rendered, **changes) -> bytes:
    return message.build(
        **{
            "message_id": "0b3f7e2c-5a51-4222-8333-123456789abc@customs.example",
            "sender": "aeo@customs.example",
            "sender_name": "AEO Programme",
            "recipient": "ada@kestrelbay.example",
            "recipient_name": "Ada Chan",
            "language": "en",
            "subject": rendered.subject,
            "text": rendered.text,
            "html": rendered.html,
            "written_at": WRITTEN_AT,
            **changes,
        }
    )


class Links(HTMLParser):
    """The addresses a reader could follow, and whatever would be fetched unasked."""

    def __init__(self) -> None:
        super().__init__()
        self.followed: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        found = dict(attrs)
        if tag == "a":
            self.followed.append(found["href"])
        if tag in {"img", "script", "iframe", "link", "form"} or "src" in found:
            self.fetched.append(tag)


@pytest.mark.parametrize(("entry", "language"), KINDS)
def test_every_kind_can_be_said_in_every_language(entry, language) -> None:
    row = row_of(entry, language)
    notice = RENDERER.notice(row, late=late_of(entry))
    rendered = RENDERER.render(row, late_of(entry))
    assert len(notice.subject) <= CATALOGUE.frame.limits["subject"]
    assert len(notice.preheader) <= CATALOGUE.frame.limits["preheader"]
    assert notice.heading[0].isupper() or language != "en"
    for text in (rendered.subject, rendered.text):
        assert PLACEHOLDER.findall(text) == []
    assert rendered.text.count(notice.link) >= 1
    assert "\n\n\n" not in rendered.text
    if entry.needs & {"due_date", "received_at", "visit_date"}:
        assert "2026年" in rendered.text or "2027年" in rendered.text or language == "en"


@pytest.mark.parametrize(("entry", "language"), KINDS)
def test_a_mail_leads_to_one_place_and_fetches_nothing(entry, language) -> None:
    rendered = RENDERER.render(row_of(entry, language), late_of(entry))
    links = Links()
    links.feed(rendered.html)
    expected = LATE.link if entry.late else f"{BASE_URL}/portal/applications/AEO-2026-000123-7/"
    assert set(links.followed) == {expected}
    assert links.fetched == []


@pytest.mark.parametrize(("entry", "language"), KINDS)
def test_without_its_values_a_kind_fails_in_the_open(entry, language) -> None:
    if not entry.values:
        return
    row = replace(row_of(entry, language), values={})
    with pytest.raises(RenderError):
        RENDERER.render(row)


def test_what_arrives_is_text_first_then_html_with_the_headers_of_an_automatic_mail() -> None:
    row = Row(kind="application-returned", language="zh-Hant", values={"due_date": "2026-12-15"})
    rendered = RENDERER.render(row)
    wire = built(rendered, language="zh-Hant", recipient_name="陳雅達")
    assert wire.isascii()
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998
    arrived = message_from_bytes(wire, policy=policy.default)
    assert arrived["Subject"] == rendered.subject
    assert arrived["From"].addresses[0].addr_spec == "aeo@customs.example"
    assert arrived["To"].addresses[0].display_name == "陳雅達"
    assert arrived["Message-ID"] == "<0b3f7e2c-5a51-4222-8333-123456789abc@customs.example>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Content-Language"] == "zh-Hant"
    assert arrived["Date"].datetime == WRITTEN_AT
    assert [part.get_content_type() for part in arrived.iter_parts()] == ["text/plain", "text/html"]
    text, html = (part.get_content() for part in arrived.iter_parts())
    assert "2026年12月15日" in text
    assert 'lang="zh-Hant"' in html
    assert list(arrived.iter_attachments()) == []


def test_dates_and_moments_are_told_in_the_zone_and_the_language_of_the_reader() -> None:
    values = {"received_at": "2026-12-31T16:30:00+00:00", "receipt_hash": "ab" * 32}
    said = [
        RENDERER.notice(Row(kind="submission-received", language=language, values=values)).facts[1]
        for language in LANGUAGES
    ]
    assert said == [
        ("Received", "1 January 2027, 00:30"),
        ("收到時間", "2027年1月1日0時30分"),
        ("收到时间", "2027年1月1日0时30分"),
    ]


def test_a_label_is_a_code_in_the_row_and_a_word_in_the_mail() -> None:
    values = {"due_date": "2026-12-15", "case_type": "renewal"}
    row = Row(kind="put-for-decision", values=values, recipient_role="approver")
    said = [" ".join(RENDERER.notice(row, language).paragraphs) for language in LANGUAGES]
    assert ["Renewal" in said[0], "續期申請" in said[1], "续期申请" in said[2]] == [True] * 3


def test_an_appeal_is_named_only_when_there_is_one() -> None:
    without = RENDERER.notice(Row(kind="refused", recipient_role="signatory"))
    row = Row(kind="refused", recipient_role="signatory", values={"remedy_date": "2027-01-14"})
    paragraphs = RENDERER.notice(row).paragraphs
    assert paragraphs[:-1] == without.paragraphs
    assert "14 January 2027" in paragraphs[-1]


def test_a_message_about_no_case_is_its_own_reference() -> None:
    row = Row(
        kind="account-locked", subject_ref="", recipient_role="account_owner", path="/sign-in",
        values={"event_at": "2026-12-01T06:30:00+00:00"},
    )  # fmt: skip
    assert RENDERER.notice(row).facts[0] == ("Reference", "N-2026-004567")


def test_a_person_without_a_name_is_greeted_all_the_same() -> None:
    entry = CATALOGUE.current["company-invitation"]
    row = replace(row_of(entry, "en"), recipient_name="")
    assert "\nHello,\n" in RENDERER.render(row, late_of(entry)).text


@pytest.mark.parametrize(
    "name",
    ['<script>alert("1")</script>', "Ada & Sons <ada@evil.example>", "{link}", "{{ 7 * 7 }}"],
)
def test_a_name_is_shown_as_written_and_never_obeyed(name) -> None:
    row = Row(kind="application-returned", recipient_name=name, values={"due_date": "2026-12-15"})
    rendered = RENDERER.render(row)
    assert f"Dear {name}," in rendered.text
    assert "<script" not in rendered.html
    assert "<ada@" not in rendered.html


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"due_date": "15.12.2026"}, "due_date"),
        ({"due_date": 20261215}, "due_date"),
        ({"due_date": None}, "due_date"),
        ({}, "due_date"),
        ({"due_date": "2026-12-15", "colour": "red"}, "colour"),
    ],
)
def test_a_value_that_is_not_what_it_should_be_is_a_render_error(values, reason) -> None:
    with pytest.raises(RenderError, match=reason):
        RENDERER.render(Row(kind="application-returned", values=values))


def test_a_moment_without_a_zone_is_a_render_error() -> None:
    row = Row(kind="account-locked", subject_ref="", values={"event_at": "2026-12-01T06:30:00"})
    with pytest.raises(RenderError, match="event_at"):
        RENDERER.notice(row)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "no-such-kind"},
        {"template_version": 99},
        {"language": "fr"},
        {"recipient_role": "passer_by"},
    ],
)
def test_a_row_that_nobody_can_read_is_a_render_error(changes) -> None:
    row = Row(kind="application-returned", values={"due_date": "2026-12-15"})
    with pytest.raises(RenderError):
        RENDERER.render(replace(row, **changes))


def test_a_late_link_must_have_been_made_and_must_lead_here() -> None:
    row = Row(kind="password-reset", subject_ref="", recipient_role="account_owner")
    with pytest.raises(RenderError, match="nobody made its link"):
        RENDERER.render(row)
    with pytest.raises(RenderError, match="leads elsewhere"):
        RENDERER.render(row, replace(LATE, link="https://evil.example/reset"))
    with pytest.raises(RenderError, match="leads elsewhere"):
        RENDERER.render(row, replace(LATE, link=f"{BASE_URL}.evil.example/reset"))


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hello\r\nBcc: everybody@evil.example"},
        {"subject": "Hello\nX-Evil: 1"},
        {"subject": "Hello\x00"},
        {"subject": "gnp.\u202eexe"},
        {"recipient_name": "Ada\r\nBcc: x@evil.example"},
        {"recipient": "ada@kestrelbay.example\r\nBcc: x@evil.example"},
        {"recipient": "ada@kestrelbay.example, bob@evil.example"},
        {"recipient": "ada"},
        {"recipient": "阿達@kestrelbay.example"},
        {"message_id": "x>\r\nX-Evil: 1"},
        {"sender_name": "AEO\nX-Evil: 1"},
        {"language": "en\r\nX-Evil: 1"},
    ],
)
def test_a_header_value_that_would_break_out_is_refused(changes) -> None:
    row = Row(kind="application-returned", values={"due_date": "2026-12-15"})
    with pytest.raises(MessageError):
        built(RENDERER.render(row), **changes)


def test_a_domain_in_other_letters_is_sent_in_ascii() -> None:
    assert message.wire_address("ada@海關.example") == "ada@xn--90ws57f.example"
