"""What is held, in words, the same for its holder, for the office and for anybody."""

from collections.abc import Iterable

from flask import Response, send_file
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import AuthorisationStatus, Machine
from aeo.domain.wording import Audience
from aeo.domain.wording import status as worded
from aeo.models.authorisation import AuthorisationVersion, Certificate
from aeo.services import programmes
from aeo.services.authorisations import papers
from aeo.services.authorisations.standing import Standing
from aeo.web import errors
from aeo.web.answered import spoken
from aeo.web.frame import LABELS

TAGS = {
    Standing.VALID: "ok",
    Standing.NOT_YET: "new",
    Standing.SUSPENDED: "wait",
    Standing.REPLACED: "plain",
    Standing.ENDED: "stop",
}


def levels(version: AuthorisationVersion) -> str:
    programme = papers.programme_of(version)
    return ", ".join(spoken(programme.levels[level].title) for level in version.levels)


def roles(version: AuthorisationVersion, programme: Programme | None = None) -> str:
    labels = role_labels(programme or papers.programme_of(version))
    return ", ".join(labels.get(code, code) for code in version.content["roles"])


def role_labels(programme: Programme) -> dict[str, str]:
    return {role.code: spoken(role.label) for role in programme.roles}


def term(version: AuthorisationVersion) -> str:
    """From when to when, both days included."""
    first = day(version.valid_from)
    if version.valid_to is None:
        return _("from %(first)s, without an end date", first=first)
    return _("%(first)s to %(last)s", first=first, last=day(version.valid_to))


def day(value: object) -> str:
    """``15 June 2024``: on a certificate nobody needs the day of the week."""
    chinese = str(get_locale()).startswith("zh")
    return format_date(value, "y年M月d日" if chinese else "d MMMM y")


def standing(value: Standing) -> str:
    return {
        Standing.VALID: _("Valid"),
        Standing.NOT_YET: _("Not yet valid"),
        Standing.SUSPENDED: _("Suspended"),
        Standing.REPLACED: _("Replaced"),
        Standing.ENDED: _("No longer valid"),
    }[value]


def public_status(status: AuthorisationStatus) -> str:
    """As the register says it: never why."""
    sentence = worded(Machine.AUTHORISATION, status, Audience.PUBLIC)
    return errors.say(sentence) if sentence is not None else ""


def sites(version: AuthorisationVersion) -> list[str]:
    return [site["name"] for site in version.content["sites"]]


def in_order(certificates: Iterable[Certificate], first: str) -> list[Certificate]:
    """The reader's own language first, the others as the programme has them."""
    known = programmes.current().locale.languages
    place = {language: number for number, language in enumerate(known)}
    return sorted(
        certificates, key=lambda it: (it.language != first, place.get(it.language, len(place)))
    )


def language(certificate: Certificate) -> str:
    """The name of the paper's language, in that language."""
    names = {str(code): label for code, label in LABELS.items()}
    return names.get(certificate.language, certificate.language)


def download(certificate: Certificate) -> Response:
    """The paper, byte for byte as it was made; never shown inside the service."""
    version = certificate.version
    name = f"{version.authorisation.code}-{version.number}-{certificate.language}.pdf"
    return send_file(
        papers.content(certificate),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=name,
        etag=False,
    )
