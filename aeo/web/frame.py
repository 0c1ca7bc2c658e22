"""What every page may use: language, who is signed in, navigation, dates and references."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Flask, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, format_date, format_datetime, get_locale
from flask_babel import gettext as _
from jinja2 import StrictUndefined
from werkzeug.exceptions import NotFound

from aeo import clock
from aeo.db import unit_of_work
from aeo.domain.permissions import Permission, may
from aeo.mail.catalogue import Language
from aeo.services import accounts, programmes
from aeo.web import errors
from aeo.web.access import access, current_actor
from aeo.web.account import session

LANGUAGE_COOKIE = "aeo_lang"
LABELS: dict[Language, str] = {"en": "English", "zh-Hant": "繁體", "zh-Hans": "简体"}
BABEL_NAME: dict[Language, str] = {"en": "en", "zh-Hant": "zh_Hant", "zh-Hans": "zh_Hans"}

bp = Blueprint("frame", __name__)
babel = Babel()


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in person as the masthead names them."""

    name: str
    is_officer: bool
    roles_label: str
    company_name: str


def init_app(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.root_path + "/translations")
    babel.init_app(app, locale_selector=_locale, timezone_selector=_zone)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        say=errors.say,
        role_label=role_label,
        day=day,
        day_short=day_short,
        moment=moment,
        bytes=in_bytes,
    )
    app.context_processor(_context)
    app.register_blueprint(bp)


def language() -> Language:
    """The reader's language: their choice, else the browser's, else the first of the service."""
    if "language" not in g:
        g.language = _choose_language()
    chosen: Language = g.language
    return chosen


def _choose_language() -> Language:
    user = session.current_user()
    wanted = (
        request.cookies.get(LANGUAGE_COOKIE),
        user.language if user is not None else None,
        request.accept_languages.best_match(list(LABELS)),
    )
    for text in wanted:
        for code in LABELS:
            if code == text:
                return code
    return "en"


def _locale() -> str:
    return BABEL_NAME[language()]


def _zone() -> str:
    return str(current_app.config["AEO_ZONE"])


@bp.post("/language/<code>")
@access(POST=Permission.PUBLIC)
def choose_language(code: str) -> ResponseReturnValue:
    """Remember a language, for the browser and for the mails of a signed-in person."""
    if code not in LABELS:
        raise NotFound
    if (user := session.current_user()) is not None:
        with unit_of_work():
            accounts.set_language(user.id, code)
    response = make_response(redirect(_back(), 303))
    response.set_cookie(
        LANGUAGE_COOKIE, code, max_age=31_536_000, httponly=True, samesite="Lax",
        secure=current_app.extensions["aeo"].is_https,
    )  # fmt: skip
    return response


def _back() -> str:
    """The page the form stood on, by path only: never an address that somebody else supplies."""
    path = request.form.get("then", "/")
    try:
        endpoint, values = current_app.url_map.bind("").match(path.partition("?")[0], method="GET")
    except Exception:  # noqa: BLE001 -- whatever is wrong with the path, home is right
        return url_for("public.home")
    return url_for(endpoint, **values)


def _context() -> dict[str, object]:
    actor, user = current_actor(), session.current_user()
    settings = current_app.extensions["aeo"]
    chosen = language()
    return {
        "me": _me() if actor and user else None,
        "may": lambda permission: may(actor, Permission(permission)),
        "nav": _nav(),
        "languages": [(code, label, code == chosen) for code, label in LABELS.items()],
        "lang": chosen,
        "programme": programmes.current(),
        "env_is_demo": settings.is_demo,
        "has_dev_tools": settings.has_dev_tools,
        "building": lambda: None,  # aeo.web.demo.building says otherwise
        "today": clock.today,
    }


def _me() -> Me | None:
    user, actor = session.current_user(), current_actor()
    if user is None or actor is None:
        return None
    company = session.current_company()
    return Me(
        name=user.name,
        is_officer=actor.is_officer,
        roles_label=", ".join(role_label(role) for role in sorted(actor.roles)),
        company_name=company.name if company else "",
    )


def role_label(role: str) -> str:
    labels = {
        "company_admin": _("Company administrator"),
        "signatory": _("Signatory"),
        "coordinator": _("AEO coordinator"),
        "contributor": _("Site contributor"),
        "viewer": _("Viewer"),
        "adviser": _("Adviser"),
        "intake": _("Intake officer"),
        "case_officer": _("Case officer"),
        "validator": _("Validator"),
        "supervisor": _("Supervisor"),
        "approver": _("Approver"),
        "register_officer": _("Register officer"),
        "programme_admin": _("Programme administrator"),
        "auditor": _("Auditor"),
        "system": _("System"),
    }
    return labels[role]


def _nav() -> Sequence[Place]:
    actor = current_actor()
    if actor is None or not actor.roles:
        places = [
            (_("Home"), "public.home"),
            (_("Readiness check"), "public.readiness"),
            (_("Register"), "public.register"),
            (_("Verify a certificate"), "public.verify"),
        ]
    elif actor.is_officer:
        places = [
            (_("Today"), "desk.home"),
            (_("Cases"), "desk.cases"),
            (_("Visits"), "desk.visits"),
            (_("Holders"), "desk.holders"),
            (_("Mail"), "desk.mail"),
        ]
    else:
        places = [
            (_("Home"), "portal.home"),
            (_("Applications"), "portal.applications"),
            (_("Company"), "portal.company"),
            (_("Messages"), "portal.messages"),
            (_("Authorisation"), "portal.authorisation"),
        ]
    known = current_app.view_functions
    shown = [(label, url_for(endpoint)) for label, endpoint in places if endpoint in known]
    above = [url for _label, url in shown if request.path.startswith(url)]
    here = max(above, key=len, default="")
    return [Place(label, url, url == here) for label, url in shown]


def day(value: date | datetime | None) -> str:
    """``Thu 10 December 2026``, in the reader's language; a moment shows its programme day."""
    if value is None:
        return "–"
    on = clock.local(value).date() if isinstance(value, datetime) else value
    chinese = str(get_locale()).startswith("zh")
    return format_date(on, "y年M月d日 EEE" if chinese else "EEE d MMMM y")


def day_short(value: date | datetime | None) -> str:
    """``10 Dec``, with the year when it is not this one."""
    if value is None:
        return "–"
    on = clock.local(value).date() if isinstance(value, datetime) else value
    same_year = on.year == clock.today().year
    if str(get_locale()).startswith("zh"):
        return format_date(on, "M月d日" if same_year else "y年M月d日")
    return format_date(on, "d MMM" if same_year else "d MMM y")


def moment(value: datetime | None) -> str:
    """``10 December 2026, 14:02`` in the programme's zone."""
    if value is None:
        return "–"
    chinese = str(get_locale()).startswith("zh")
    return format_datetime(value, "y年M月d日 HH:mm" if chinese else "d MMMM y, HH:mm")


def in_bytes(size: int) -> str:
    """A file size as people say it: ``412 kB``, ``2.1 MB``."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB"
