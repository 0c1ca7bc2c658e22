"""From a row of the outbox to a message and onto the wire.

Imports services, never the web. What a mail says is data in ``catalogue/``; what it looks like
is ``templates/email``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask, current_app

from aeo import clock
from aeo.config import Env, Settings
from aeo.domain.reminders import Raised
from aeo.mail import message
from aeo.mail.catalogue import Catalogue, Entry, Language, load
from aeo.mail.maildrop import Maildrop
from aeo.mail.render import Late, Letterhead, Notice, Owed, Renderer
from aeo.mail.transport import Transport
from aeo.mail.wording import LOCALES, RenderError
from aeo.services import programmes
from aeo.services.deliveries import Claim
from aeo.services.outbox import Kind

__all__ = ["Late", "Mail", "Notice", "init_app", "late", "mail", "notice", "subject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What a worker needs to turn claims into messages and hand them over."""

    renderer: Renderer
    transport: Transport
    sender: str
    late: dict[str, Callable[[Claim], Late]] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]

    def is_late(self, claim: Claim) -> bool:
        """Whether a link has to be made for it now, inside a unit of work."""
        return self._provider(claim) is not None

    def compose(self, claim: Claim) -> bytes:
        """The message of one claim. Raises ``RenderError`` or ``message.MessageError``."""
        provider = self._provider(claim)
        late = provider(claim) if provider else None
        rendered = self.renderer.render(claim, late, on=clock.today())
        return message.build(
            message_id=self.message_id(claim.message_uuid),
            sender=self.sender,
            sender_name=self.renderer.letterhead().service[claim.language],
            recipient=claim.recipient,
            recipient_name=claim.recipient_name,
            language=claim.language,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            written_at=clock.machine(),
        )

    def message_id(self, message_uuid: str) -> str:
        return f"{message_uuid}@{self.domain}"

    def _provider(self, claim: Claim) -> Callable[[Claim], Late] | None:
        entry = self.renderer.entry(claim)
        if entry.late is None:
            return None
        try:
            return self.late[entry.late]
        except KeyError:
            raise RenderError(f"{claim.kind}: nobody makes a {entry.late}") from None


def init_app(app: Flask) -> None:
    """Load the catalogue, or refuse to start; tell the outbox which kinds there are."""
    settings: Settings = app.extensions["aeo"]
    catalogue = load()
    app.extensions["aeo_kinds"] = kinds(catalogue)
    app.extensions["aeo_mail"] = Mail(
        renderer=Renderer(
            catalogue=catalogue,
            letterhead=_letterhead,
            base_url=settings.base_url,
            zone=clock.zone,
        ),
        transport=Transport(
            url=settings.smtp_url,
            helo=urlsplit(settings.base_url).hostname or "localhost",
            record=Maildrop(settings.var / "mail") if settings.env is not Env.PRODUCTION else None,
        ),
        sender=settings.mail_from,
    )


def late(app: Flask, name: str, provider: Callable[[Claim], Late]) -> None:
    """Register who makes the link called ``name`` in the catalogue. It runs inside a unit of
    work when the mail is made, so what it makes is never in a row of the outbox."""
    app.extensions["aeo_mail"].late[name] = provider


def mail() -> Mail:
    ours: Mail = current_app.extensions["aeo_mail"]
    return ours


def notice(owed: Owed, language: Language | None = None) -> Notice:
    """The words of a row for the inbox, in ``language`` or the recipient's own."""
    return mail().renderer.notice(owed, language)


def subject(owed: Owed, language: Language) -> str:
    """The subject of a row for a list, in ``language``."""
    return mail().renderer.subject(owed, language)


def kinds(catalogue: Catalogue) -> Mapping[str, Kind]:
    """What the outbox must know of each kind."""
    return {
        slug: Kind(
            version=entry.version,
            priority=entry.priority,
            resend_policy=entry.resend_policy,
            in_app=entry.in_app,
            may_be_held=entry.may_be_held,
            roles=entry.may_be_told,
            needs_ref=entry.ref not in {"account", "notice"},
            needs=entry.needs,
            may=catalogue.optional_values(entry),
            reminder=_raised(entry),
        )
        for slug, entry in catalogue.current.items()
    }


def _raised(entry: Entry) -> Raised | None:
    """When the schedule raises it, by days and months; shares of a clock are another matter."""
    reminder = entry.reminder
    if reminder is None or reminder.unit == "share_of_clock":
        return None
    return Raised(reminder.group, tuple(reminder.offsets), reminder.once_over)


def _letterhead() -> Letterhead:
    programme = programmes.current()
    return Letterhead(
        service=_in_every_language(programme.short_name),
        office=_in_every_language(programme.authority.name),
        email=programme.authority.email,
        phone=programme.authority.phone or "",
    )


def _in_every_language(texts: Mapping[str, str]) -> Mapping[str, str]:
    """A text of the programme for each language of the mails: the first it has where one lacks."""
    return {language: texts.get(language) or next(iter(texts.values())) for language in LOCALES}
