"""One table from what went wrong to what the browser gets. Logged once, here, without content."""

import logging
import secrets
from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound, OperationalError
from werkzeug.exceptions import HTTPException

from aeo.db import db
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder, RuleViolation, Sentence

log = logging.getLogger(__name__)

STATUS_OF: dict[type[Exception], HTTPStatus] = {
    NotAllowed: HTTPStatus.FORBIDDEN,
    Gone: HTTPStatus.NOT_FOUND,
    NoResultFound: HTTPStatus.NOT_FOUND,
    OutOfOrder: HTTPStatus.CONFLICT,
    Incomplete: HTTPStatus.UNPROCESSABLE_ENTITY,
}
PAGES = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def init_app(app: Flask) -> None:
    for kind, status in STATUS_OF.items():
        app.register_error_handler(kind, lambda error, status=status: _refused(error, status))
    app.register_error_handler(CSRFError, lambda _error: page(HTTPStatus.BAD_REQUEST, csrf=True))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _last_resort)


def say(sentence: Sentence) -> str:
    """A sentence of the domain in the reader's language."""
    values = {k: say(v) if isinstance(v, Sentence) else v for k, v in sentence.params.items()}
    return _(sentence.msgid, **values) if values else _(sentence.msgid)


def page(
    status: HTTPStatus, *, reasons: list[str] | None = None, **more: object
) -> ResponseReturnValue:
    """The page (or JSON for a script) of one refusal."""
    if request_ctx.url_adapter is None:  # a host that is not ours: no page of ours has an address
        return Response(status.phrase, status.value, content_type="text/plain; charset=utf-8")
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(status=status.value, reasons=reasons or [status.phrase]), status.value
    name = status.value if status.value in PAGES else 500
    return render_template(f"errors/{name}.html", reasons=reasons or [], **more), status.value


def _refused(error: Exception, status: HTTPStatus) -> ResponseReturnValue:
    db.session.rollback()
    told = [say(reason) for reason in error.reasons] if isinstance(error, RuleViolation) else []
    return page(status, reasons=told)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    db.session.rollback()
    answer = page(HTTPStatus(error.code))
    response = current_app.make_response(answer)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _busy(error: OperationalError) -> ResponseReturnValue:
    """The database did not take it: nothing was written, and trying again is right."""
    db.session.rollback()
    log.error("database unavailable", exc_info=error)
    response = current_app.make_response(page(HTTPStatus.SERVICE_UNAVAILABLE))
    response.headers["Retry-After"] = "10"
    return response


def _last_resort(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    error_id = secrets.token_hex(4)
    log.error("unexpected error %s", error_id, exc_info=error)
    if current_app.testing:
        raise error
    return page(HTTPStatus.INTERNAL_SERVER_ERROR, error_id=error_id)
