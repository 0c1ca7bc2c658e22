"""Checking a certificate: for anybody who has its code. The page says what counts now, not why."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo import clock
from aeo.domain.permissions import Permission
from aeo.services.authorisations import codes, reading
from aeo.services.authorisations.reading import Checked
from aeo.services.authorisations.standing import Standing
from aeo.web import holding
from aeo.web.access import access
from aeo.web.limits import GUESSES, limiter, note_guess, was_guess
from aeo.web.public import bp

KINDS = {
    Standing.VALID: "ok",
    Standing.NOT_YET: "held",
    Standing.SUSPENDED: "held",
    Standing.REPLACED: "bad",
    Standing.ENDED: "bad",
}
SHOWN_MAX = 40  # characters of a code that is none


@bp.get("/verify")
@access(GET=Permission.PUBLIC)
@limiter.limit(GUESSES, deduct_when=was_guess)
def verify() -> ResponseReturnValue:
    """Where a code is typed. A code leads to the page of its certificate."""
    if "code" not in request.args:
        return render_template("public/verify.html")
    typed = request.args["code"]
    if not typed.strip():
        return render_template("public/verify.html", errors=[_("Type the code.")]), 422
    if codes.is_check_code(code := codes.tidy(typed)):
        return redirect(url_for(".verify_code", code=code), 303)
    return _unknown(typed)


@bp.get("/verify/<code>")
@access(GET=Permission.PUBLIC)
@limiter.limit(GUESSES, deduct_when=was_guess)
def verify_code(code: str) -> ResponseReturnValue:
    """One certificate, found by its code however it was typed."""
    checked = reading.verify(code)
    if checked is None:
        return _unknown(code)
    return _private(
        render_template(
            "public/verify_result.html",
            version=checked.version,
            code=checked.code,
            kind=KINDS[checked.standing],
            title=holding.standing(checked.standing),
            sentence=_sentence(checked),
            advice=_advice(checked.standing),
            version_line=_version_line(checked),
            at=clock.now(),
            words=holding,
        )
    )


def _unknown(typed: str) -> Response:
    note_guess()
    shown = codes.tidy(typed)
    shown = shown if codes.is_check_code(shown) else typed.strip()[:SHOWN_MAX]
    return _private(render_template("public/verify_unknown.html", typed=shown, at=clock.now()))


def _private(page: str) -> Response:
    """Kept by no search engine: the address holds a code, and tomorrow the answer is another."""
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _sentence(checked: Checked) -> str:
    version, ended = checked.version, checked.ended_on
    return {
        Standing.VALID: lambda: _("This company is an Authorised Economic Operator today."),
        Standing.NOT_YET: lambda: _(
            "The status under this certificate begins on %(day)s.",
            day=holding.day(version.valid_from),
        ),
        Standing.SUSPENDED: lambda: _(
            "The status exists but gives no benefits since %(day)s.",
            day=holding.day(clock.local(version.status_since).date()),
        ),
        Standing.REPLACED: lambda: _("A newer certificate took the place of this one."),
        Standing.ENDED: lambda: (
            _("The status under this certificate ended on %(day)s.", day=holding.day(ended))
            if ended is not None
            else _("The status under this certificate has ended.")
        ),
    }[checked.standing]()


def _advice(standing: Standing) -> tuple[str, str] | None:
    """What to do: how grave, and the sentence."""
    return {
        Standing.VALID: None,
        Standing.NOT_YET: ("warn", _("Until then, ask the company for the certificate in force.")),
        Standing.SUSPENDED: (
            "warn",
            _(
                "Treat consignments of this company as those of any other trader until the status"
                " is active again."
            ),
        ),
        Standing.REPLACED: ("warn", _("Ask the company for its present certificate.")),
        Standing.ENDED: (
            "stop",
            _(
                "Do not accept this certificate. The company may have applied again: ask it, or"
                " search the register."
            ),
        ),
    }[standing]


def _version_line(checked: Checked) -> str:
    number, granted = checked.version.number, clock.local(checked.version.granted_at).date()
    line = _("version %(number)s of %(day)s", number=number, day=holding.day(granted))
    if checked.present == number:
        return _("%(version)s, the present one", version=line)
    if checked.present is not None:
        return _(
            "%(version)s; the present one is %(present)s", version=line, present=checked.present
        )
    return line
