"""The public register: a filter that the address carries, a page of it, and all of it as a file."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from aeo import clock
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import AuthorisationStatus
from aeo.models.authorisation import AuthorisationVersion
from aeo.services import programmes
from aeo.services.authorisations import papers, register
from aeo.services.authorisations.register import Asked, Order
from aeo.web import holding, pages
from aeo.web.access import access
from aeo.web.answered import spoken
from aeo.web.fields import cleaned
from aeo.web.public import bp
from aeo.web.sheet import download

TEXT_MAX = 200
DESCENDING = "-"
TAGS = {
    AuthorisationStatus.ACTIVE: "ok",
    AuthorisationStatus.ACTIVE_PENDING_RENEWAL: "doing",
    AuthorisationStatus.SUSPENDED: "wait",
    AuthorisationStatus.PARTIALLY_SUSPENDED: "wait",
}


@bp.get("/register", endpoint="register")
@access(GET=Permission.PUBLIC)
def shown() -> ResponseReturnValue:
    asked = _asked()
    found = register.page(asked, start=pages.start())
    return render_template(
        "public/register.html",
        is_kept=register.is_kept(),
        shows_codes=register.shows_codes(),
        found=found,
        asked=asked,
        caption=_caption(asked, found.total),
        span=pages.span(found),
        previous=_page(asked, found.previous),
        next=_page(asked, found.next),
        columns=_columns(asked),
        levels=_levels(),
        roles=[("", _("Any role")), *holding.role_labels(programmes.current()).items()],
        is_narrowed=bool(asked.text or asked.level or asked.role),
        downloads=_downloads(asked),
        tags=TAGS,
        at=clock.now(),
        words=holding,
    )  # fmt: skip


@bp.get("/register.csv")
@access(GET=Permission.PUBLIC)
def register_csv() -> ResponseReturnValue:
    """All that match, sent while it is read."""
    _offered("csv")
    return download(_rows(register.every(_asked())), f"aeo-register-{clock.today()}.csv")


@bp.get("/register.json")
@access(GET=Permission.PUBLIC)
def register_json() -> ResponseReturnValue:
    """The same for a machine: names of fields and codes that are the same in every language."""
    _offered("json")
    response = Response(
        stream_with_context(_written(register.every(_asked()))), mimetype="application/json"
    )
    name = f"aeo-register-{clock.today()}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _offered(kind: str) -> None:
    if kind not in programmes.current().register_.download:
        raise NotFound


def _asked() -> Asked:
    """The filter of this address. What makes no sense in it counts as not asked."""
    given = request.args
    order = given.get("order", "")
    bare = order.removeprefix(DESCENDING)
    return Asked(
        text=_clean(given.get("q", "")),
        level=_clean(given.get("level", "")),
        role=_clean(given.get("role", "")),
        order=Order(bare) if bare in list(Order) else Order.NAME,
        descending=order.startswith(DESCENDING),
    )


def _clean(text: str) -> str:
    try:
        return cleaned(text)[:TEXT_MAX]
    except ValueError:
        return ""


def _address(asked: Asked, endpoint: str = ".register", **changes: object) -> str:
    order = f"{DESCENDING if asked.descending else ''}{asked.order}"
    values: dict[str, Any] = {
        "q": asked.text,
        "level": asked.level,
        "role": asked.role,
        "order": "" if order == Order.NAME else order,
        **changes,
    }
    return url_for(endpoint, **{key: value for key, value in values.items() if value})


def _page(asked: Asked, start: int | None) -> str | None:
    return None if start is None else _address(asked, start=start)


def _columns(asked: Asked) -> dict[Order, tuple[str, str]]:
    """By which columns it can be sorted: the address that does, and the direction it is in."""
    made = {}
    for order in Order:
        is_here = asked.order is order
        turned = f"{DESCENDING if is_here and not asked.descending else ''}{order}"
        url = _address(asked, order="" if turned == Order.NAME else turned)
        made[order] = (
            url,
            ("descending" if asked.descending else "ascending") if is_here else "none",
        )
    return made


def _levels() -> list[tuple[str, str]]:
    items = programmes.current().levels.items
    return [("", _("Any level")), *((it.id, spoken(it.title)) for it in items)]


def _downloads(asked: Asked) -> list[tuple[str, str]]:
    offered = programmes.current().register_.download
    return [(kind.upper(), _address(asked, f".register_{kind}")) for kind in offered]


def _caption(asked: Asked, total: int) -> str:
    listed = ngettext("%(num)s company", "%(num)s companies", register.listed())
    if asked.text:
        return _("%(total)s of %(listed)s match “%(text)s”",
                 total=total, listed=listed, text=asked.text)  # fmt: skip
    if asked.level or asked.role:
        return _("%(total)s of %(listed)s match", total=total, listed=listed)
    return listed


def _rows(found: Iterable[AuthorisationVersion]) -> Iterator[Sequence[str]]:
    codes = register.shows_codes()
    yield [
        _("Company"), _("Second name"), *([_("AEO code")] if codes else []), _("Level"),
        _("Roles"), _("Valid from"), _("Valid until"), _("Status"), _("Last changed"),
    ]  # fmt: skip
    for version in found:
        yield [
            version.content["name"],
            version.content["name_zh"],
            *([version.authorisation.code] if codes else []),
            holding.levels(version),
            holding.roles(version),
            version.valid_from.isoformat(),
            version.valid_to.isoformat() if version.valid_to else "",
            holding.public_status(version.status),
            clock.local(version.status_since).date().isoformat(),
        ]


def _written(found: Iterable[AuthorisationVersion]) -> Iterator[str]:
    programme = programmes.current()
    head = {"programme": programme.id, "as_of": clock.local(clock.now()).isoformat("T", "seconds")}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "holders": ['
    for number, version in enumerate(found):
        yield (",\n" if number else "\n") + json.dumps(_entry(version), ensure_ascii=False)
    yield "\n]}\n"


def _entry(version: AuthorisationVersion) -> dict[str, Any]:
    code = {"aeo_code": version.authorisation.code} if register.shows_codes() else {}
    levels = papers.programme_of(version).levels
    return {
        "name": version.content["name"],
        "name_zh": version.content["name_zh"],
        **code,
        "levels": [{"id": level, "title": levels[level].title} for level in version.levels],
        "roles": version.content["roles"],
        "valid_from": version.valid_from.isoformat(),
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "status": version.status.value,
        "updated_on": clock.local(version.status_since).date().isoformat(),
    }
