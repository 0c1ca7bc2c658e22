"""Every kind of message: who gets it, how urgent it is, and its words in three languages.

The files in ``catalogue/`` are the source; ``load`` refuses them as a whole when one text names
a value that nobody brings. Nothing here knows a database, a person or a mail server.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

FOLDER = Path(__file__).parent / "catalogue"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where it was built

Language = Literal["en", "zh-Hant", "zh-Hans"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-Hant", "zh-Hans")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

# Brought by the row itself, never by the event.
FROM_THE_ROW = frozenset({"ref", "recipient_name", "link"})
FROM_THE_LETTERHEAD = frozenset(
    {"role_label", "roles_link", "site", "contact_email", "contact_phone", "time_zone_name"}
)
DAYS_LEFT = "days_left"  # counted when the message is put into words
# What an inbox shows to anybody who looks over a shoulder.
SUBJECT_MAY_NAME = frozenset({"reference", "date", "datetime", "date_range", "integer"})


class CatalogueError(Exception):
    """The catalogue is not fit to be used; the message says every reason."""


def _every_language(texts: dict[Language, Any]) -> dict[Language, Any]:
    if missing := set(LANGUAGES) - texts.keys():
        raise ValueError(f"no text in {', '.join(sorted(missing))}")
    return texts


Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[dict[Language, Text], AfterValidator(_every_language)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Type(StrEnum):
    REFERENCE = "reference"
    PERSON = "person_name"
    ORGANISATION = "organisation_name"
    URL = "url"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    DATE_RANGE = "date_range"
    INTEGER = "integer"
    LABEL = "label"
    SHA256 = "sha256"


class Placeholder(Strict):
    """One value a text may name. ``label`` makes it a fact above the button."""

    type: Type
    meaning: Text
    sample: str | int | Texts
    label: Texts | None = None


class Role(Strict):
    side: Literal["company", "account", "person", "adviser", "customs"]
    label: Texts


class Words(Strict):
    """One message in one language."""

    subject: Text
    preheader: Text
    paragraphs: Annotated[Sequence[Text], Field(min_length=1)]
    bullets: Sequence[Text] = ()
    button: Text
    footer_note: Text | None = None

    def all(self) -> Iterator[str]:
        yield from (self.subject, self.preheader, *self.paragraphs, *self.bullets, self.button)
        yield self.footer_note or ""


class Reminder(Strict):
    """When a ladder raises it. Of several rungs due together only the most urgent is sent."""

    group: Text
    anchor: Text
    offsets: Annotated[Sequence[Text], Field(min_length=1)]
    unit: Literal["calendar_day", "calendar_month", "share_of_clock"]
    once_over: bool = False  # the day itself still counts: raised in the morning after
    stops_when: Text


class Entry(Strict):
    """One kind of message. A changed text gets a new ``version``, and the old one stays until
    the outbox owes none of it."""

    id: Annotated[str, Field(pattern=r"^N[0-9]{2}[a-z]?$")]
    slug: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    version: Annotated[int, Field(ge=1)]
    raised_by: Text
    only_if: Text | None = None
    note: Text | None = None
    recipients: Annotated[Sequence[str], Field(min_length=1)]
    in_app: bool
    kind: Literal["legal", "service", "staff"]
    priority: Annotated[int, Field(ge=1, le=9)]
    digestable: bool
    may_be_held: bool
    resend_policy: Literal["resend", "hold"]
    opens: Literal["portal", "desk", "account"]
    late: Text | None = None  # who makes the link, and its end, when the mail is made
    ref: Text  # what the reference names
    values: Sequence[str]
    optional_paragraphs: Sequence[str] = ()
    days_left_to: str | None = None  # the value up to which ``days_left`` counts when it is sent
    reminder: Reminder | None = None
    texts: Annotated[dict[Language, Words], AfterValidator(_every_language)]

    @property
    def needs(self) -> frozenset[str]:
        """The values that the event must bring."""
        made_late = {"link_expires_at"} if self.late else set()
        counted = {DAYS_LEFT} if self.days_left_to else set()
        return frozenset(self.values) - made_late - counted

    @property
    def may_be_told(self) -> frozenset[str]:
        """Roles; an adviser gets a copy of what the coordinator gets."""
        copied = {"adviser"} if "coordinator" in self.recipients else set()
        return frozenset(self.recipients) | copied


class Frame(Strict):
    """The words around every message, and the patterns of dates."""

    action_prefix: Texts
    limits: dict[Literal["subject", "preheader"], int]
    formats: dict[Literal["date", "datetime", "time"], Texts]
    greeting: Texts
    greeting_without_name: Texts
    optional_paragraphs: dict[str, Texts]
    lines: dict[str, Texts]
    kind_label: dict[Literal["legal", "service", "staff"], Texts]


class Catalogue(Strict):
    frame: Frame
    roles: dict[str, Role]
    placeholders: dict[str, Placeholder]
    labels: dict[str, dict[str, Texts]]
    entries: Sequence[Entry]

    @cached_property
    def current(self) -> Mapping[str, Entry]:
        """The newest version of each kind, by slug."""
        return {e.slug: e for e in sorted(self.entries, key=lambda e: e.version)}

    @cached_property
    def _by_version(self) -> Mapping[tuple[str, int], Entry]:
        return {(e.slug, e.version): e for e in self.entries}

    def entry(self, slug: str, version: int) -> Entry:
        """The kind as it was when it was owed. Raises ``LookupError``."""
        return self._by_version[slug, version]

    def action_required(self, entry: Entry) -> bool:
        return entry.texts["en"].subject.startswith(self.frame.action_prefix["en"])

    def paragraphs(self, entry: Entry, language: Language, given: Mapping[str, Any]) -> list[str]:
        """The paragraphs of a message, with those that only some events call for."""
        optional = (self.frame.optional_paragraphs[name] for name in entry.optional_paragraphs)
        called_for = [t[language] for t in optional if named(t[language]) <= given.keys()]
        return [*entry.texts[language].paragraphs, *called_for]

    def optional_values(self, entry: Entry) -> frozenset[str]:
        texts = (self.frame.optional_paragraphs[name]["en"] for name in entry.optional_paragraphs)
        return frozenset(name for text in texts for name in named(text))


def named(text: str) -> frozenset[str]:
    """The placeholders in ``text``."""
    return frozenset(PLACEHOLDER.findall(text))


@cache
def load(folder: Path = FOLDER) -> Catalogue:
    """The catalogue, checked. Raises ``CatalogueError`` with every fault, or pydantic's own."""
    notices = sorted((folder / "notices").glob("*.yaml"))
    catalogue = Catalogue(
        frame=_read(folder / "frame.yaml"),
        roles=_read(folder / "roles.yaml"),
        placeholders=_read(folder / "placeholders.yaml"),
        labels=_read(folder / "labels.yaml"),
        entries=[
            entry
            for path in notices
            for entry in TypeAdapter(list[Entry]).validate_python(_read(path))
        ],
    )
    if faults := [*_faults_of_the_frame(catalogue), *_faults_of_the_entries(catalogue)]:
        raise CatalogueError("\n".join(faults))
    return catalogue


def _read(path: Path) -> Any:
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=LOADER)  # noqa: S506 -- a safe loader, in C or in Python


def _faults_of_the_frame(catalogue: Catalogue) -> Iterator[str]:
    frame = catalogue.frame
    known = {"ref", "link", "recipient_name"} | FROM_THE_LETTERHEAD
    for name, texts in {**frame.lines, "greeting": frame.greeting}.items():
        for language, text in texts.items():
            yield from _faults_of_a_text(f"frame: {name} {language}", text, known)
    for name, texts in frame.optional_paragraphs.items():
        for language, text in texts.items():
            where = f"frame: {name} {language}"
            yield from _faults_of_a_text(where, text, catalogue.placeholders.keys())


def _faults_of_the_entries(catalogue: Catalogue) -> Iterator[str]:
    twice = Counter((e.slug, e.version) for e in catalogue.entries)
    yield from (f"{slug} version {n}: twice" for (slug, n), count in twice.items() if count > 1)
    for number, slugs in _slugs_by_id(catalogue).items():
        if len(slugs) > 1:
            yield f"{number}: one number, several kinds ({', '.join(sorted(slugs))})"
    for entry in catalogue.entries:
        yield from _faults_of_an_entry(catalogue, entry)
        if (entry.days_left_to in entry.values) != (DAYS_LEFT in entry.values):
            yield f"{entry.id} {entry.slug}: to which of its values are the days left counted?"


def _slugs_by_id(catalogue: Catalogue) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in catalogue.entries:
        found.setdefault(entry.id, set()).add(entry.slug)
    return found


def _faults_of_an_entry(catalogue: Catalogue, entry: Entry) -> Iterator[str]:
    at = f"{entry.id} {entry.slug}"
    declared = set(entry.values) | FROM_THE_ROW
    yield from (f"{at}: no role {r}" for r in entry.recipients if r not in catalogue.roles)
    if unknown := declared - catalogue.placeholders.keys():
        yield f"{at}: no placeholder {', '.join(sorted(unknown))}"
        return
    for name in entry.optional_paragraphs:
        if name not in catalogue.frame.optional_paragraphs:
            yield f"{at}: no optional paragraph {name}"
    for language, words in entry.texts.items():
        for text in words.all():
            yield from _faults_of_a_text(f"{at} {language}", text, declared)
        for name in named(words.subject) & catalogue.placeholders.keys():
            if catalogue.placeholders[name].type not in SUBJECT_MAY_NAME:
                yield f"{at} {language}: a subject may not name {name}"
        if unused := set(entry.values) - named(" ".join(words.all())):
            yield f"{at} {language}: never says {', '.join(sorted(unused))}"
    prefixed = {
        words.subject.startswith(catalogue.frame.action_prefix[language])
        for language, words in entry.texts.items()
    }
    if len(prefixed) > 1:
        yield f"{at}: asks for action in some languages only"


def _faults_of_a_text(where: str, text: str, declared: Any) -> Iterator[str]:
    if undeclared := named(text) - set(declared):
        yield f"{where}: {', '.join(sorted(undeclared))} is not declared"
    if any(brace in PLACEHOLDER.sub("", text) for brace in "{}"):
        yield f"{where}: a brace that is no placeholder"
