"""From a row of the outbox to the words of a message, its text and its HTML.

The layout (``templates/email``) is ours and escapes whatever it is given.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import css_inline
import jinja2
from babel.dates import get_timezone_name

from aeo.mail.catalogue import DAYS_LEFT, Catalogue, Entry, Language, Words
from aeo.mail.wording import LOCALES, RenderError, fill, in_words

ROLES_PATH = "/portal/company/"

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "email"
JINJA = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATES),
    autoescape=jinja2.select_autoescape(["html"]),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: name of the service and of the office in each language, and how to reach it."""

    service: Mapping[str, str]
    office: Mapping[str, str]
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Late:
    """A link that exists in the mail only, and the moment at which it stops working."""

    link: str
    expires_at: datetime


class Owed(Protocol):
    """What a row of the outbox tells the renderer; a claim and the row itself both do."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def template_version(self) -> int: ...
    @property
    def recipient_name(self) -> str: ...
    @property
    def recipient_role(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def subject_ref(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    @property
    def created_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The words of one message in one language, as inbox and mail show them."""

    subject: str
    preheader: str
    heading: str
    kind_label: str
    action_required: bool
    paragraphs: Sequence[str]
    bullets: Sequence[str]
    facts: Sequence[tuple[str, str]]
    button: str
    footer_note: str
    link: str


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """Everything but the row: the catalogue, who writes, where the service stands."""

    catalogue: Catalogue
    letterhead: Callable[[], Letterhead]
    base_url: str
    zone: Callable[[], ZoneInfo]

    def subject(self, owed: Owed, language: Language) -> str:
        """The one line, which names no value that only the mail itself has."""
        entry = self.entry(owed)
        return fill(entry.texts[language].subject, self._said(owed, entry, language, None))

    def notice(
        self,
        owed: Owed,
        language: Language | None = None,
        late: Late | None = None,
        *,
        on: date | None = None,
    ) -> Notice:
        """The words in ``language``, or the recipient's own; ``on`` is the day from which the days
        left are counted, that of the row if not given. Raises ``RenderError``."""
        entry = self.entry(owed)
        language = language or _language(owed)
        said = self._said(owed, entry, language, late, on)
        words = entry.texts[language]
        subject = fill(words.subject, said)
        return Notice(
            subject=subject,
            preheader=fill(words.preheader, said),
            heading=self._heading(words, language, said),
            kind_label=self.catalogue.frame.kind_label[entry.kind][language],
            action_required=self.catalogue.action_required(entry),
            paragraphs=[
                fill(text, said) for text in self.catalogue.paragraphs(entry, language, said)
            ],
            bullets=[fill(text, said) for text in words.bullets],
            facts=list(self._facts(entry, language, said)),
            button=fill(words.button, said),
            footer_note=fill(words.footer_note or "", said),
            link=said.get("link", ""),
        )

    def render(self, owed: Owed, late: Late | None = None, *, on: date | None = None) -> Rendered:
        """The mail of one row, as it is sent ``on`` a day. Raises ``RenderError``, whatever is
        wrong with it."""
        language = _language(owed)
        entry = self.entry(owed)
        if entry.late and late is None:
            raise RenderError(f"{entry.slug}: nobody made its link")
        notice = self.notice(owed, language, late, on=on)
        context = {
            "language": language,
            "notice": notice,
            "greeting": self._greeting(owed, language),
            "service": self.letterhead().service[language],
            "office": self.letterhead().office[language],
            "lines": self._lines(entry, language, notice.link),
            "footer": list(self._footer(owed, entry, language)),
        }
        try:
            text = JINJA.get_template("layout.txt").render(context)
            html = INLINER.inline(JINJA.get_template("layout.html").render(context))
        except jinja2.TemplateError as error:
            raise RenderError(f"{entry.slug}: {error}") from error
        return Rendered(notice.subject, text, html)

    def entry(self, owed: Owed) -> Entry:
        """The kind as it was when it was owed. Raises ``RenderError``."""
        try:
            return self.catalogue.entry(owed.kind, owed.template_version)
        except LookupError as error:
            raise RenderError(f"{owed.kind}: no version {owed.template_version}") from error

    def _said(
        self,
        owed: Owed,
        entry: Entry,
        language: Language,
        late: Late | None,
        on: date | None = None,
    ) -> Mapping[str, str]:
        """Everything the texts may name, in words."""
        values = dict(owed.values)
        said = {"recipient_name": owed.recipient_name}
        said["ref"] = owed.subject_ref or self._own_ref(owed)
        if late is not None:
            values["link_expires_at"] = late.expires_at.isoformat()
        if late is not None or not entry.late:
            said["link"] = self._link(late.link if late else self.base_url + owed.path)
        if entry.days_left_to is not None:
            today = on or owed.created_at.astimezone(self.zone()).date()
            values[DAYS_LEFT] = _days_between(today, values.get(entry.days_left_to))
        for name, value in values.items():
            said[name] = in_words(self.catalogue, name, value, language, self.zone())
        return said

    def _link(self, link: str) -> str:
        if not link.startswith(self.base_url + "/"):
            raise RenderError("a link that leads elsewhere")
        return link

    def _own_ref(self, owed: Owed) -> str:
        """The reference of a message that is about no case."""
        return f"N-{owed.created_at.astimezone(self.zone()).year}-{owed.id:06d}"

    def _heading(self, words: Words, language: Language, said: Mapping[str, str]) -> str:
        """The subject without the call to act and without a reference in brackets at its end."""
        text = words.subject.removeprefix(self.catalogue.frame.action_prefix[language])
        text = fill(text.removesuffix("({ref})").removesuffix("（{ref}）").strip(), said)
        return text[:1].upper() + text[1:]

    def _facts(
        self, entry: Entry, language: Language, said: Mapping[str, str]
    ) -> Iterator[tuple[str, str]]:
        for name in ("ref", *entry.values):
            label = self.catalogue.placeholders[name].label
            if label is not None and name in said:
                yield label[language], said[name]

    def _greeting(self, owed: Owed, language: Language) -> str:
        if not owed.recipient_name:
            return self.catalogue.frame.greeting_without_name[language]
        named = {"recipient_name": owed.recipient_name}
        return fill(self.catalogue.frame.greeting[language], named)

    def _lines(self, entry: Entry, language: Language, link: str) -> Mapping[str, str]:
        """The sentences around the button."""
        lines = self.catalogue.frame.lines
        return {
            "colon": lines["colon"][language],
            "action_required": lines["action_required"][language],
            "button_fallback": lines["button_fallback"][language],
            "plain_text_link": fill(lines["plain_text_link"][language], {"link": link}),
            "sign_in_note": "" if entry.opens == "account" else lines["sign_in_note"][language],
        }

    def _footer(self, owed: Owed, entry: Entry, language: Language) -> Iterator[str]:
        """Why this person gets it, what they can do about that, and how to tell it is ours."""
        role = self.catalogue.roles.get(owed.recipient_role)
        if role is None:
            raise RenderError(f"no role {owed.recipient_role}")
        letterhead = self.letterhead()
        said = {
            "ref": owed.subject_ref,
            "role_label": role.label[language],
            "roles_link": self.base_url + ROLES_PATH,
            "site": self.base_url + "/",
            "contact_email": letterhead.email,
            "contact_phone": letterhead.phone,
            "time_zone_name": get_timezone_name(self.zone(), locale=LOCALES[language]),
        }
        for line in _footer_lines(entry, owed, role.side, has_phone=bool(letterhead.phone)):
            yield fill(self.catalogue.frame.lines[line][language], said)


def _footer_lines(entry: Entry, owed: Owed, side: str, *, has_phone: bool) -> Iterator[str]:
    yield f"why_{entry.kind}" if owed.subject_ref or entry.kind == "staff" else "why_no_case"
    if entry.kind == "legal" and side == "company":
        yield "change_legal"
    elif entry.kind == "service" and not entry.digestable:
        yield "change_fixed"
    if any(name.endswith(("_at", "_time")) for name in entry.values):
        yield "times"
    yield "security"
    if side != "customs":
        yield "no_reply"
        yield "help" if has_phone else "help_by_mail"
        yield "wrong_person"


def _days_between(today: date, end: Any) -> int:
    """Days from ``today`` to ``end``, none once it is over. Raises ``RenderError``."""
    try:
        return max(0, (date.fromisoformat(end) - today).days)
    except (ValueError, TypeError) as error:
        raise RenderError(f"{end!r} is no day to count up to") from error


def _language(owed: Owed) -> Language:
    for language in LOCALES:
        if language == owed.language:
            return language
    raise RenderError(f"no language {owed.language!r}")
