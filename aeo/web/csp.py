"""The security headers every response carries, whoever made it: a view, an error, the framework.

It wraps the WSGI application, because ``after_request`` misses what fails around it. Nothing here
depends on the page; a page that needs an exception gets a ``<script nonce>``, not a looser policy.
"""

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from werkzeug.datastructures import Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NONCE = "aeo.csp_nonce"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'nonce-{nonce}' 'strict-dynamic'",
        "style-src 'self'",
        "img-src 'self' data: blob:",  # Bootstrap draws its arrows and ticks from data: pictures
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

# Off by name, since a feature left out keeps the browser's default. The camera serves the visit
# kit. Passkeys (publickey-credentials-*) stay at their default, which is this site only.
PERMISSIONS = ", ".join(
    (
        "camera=(self)",
        "accelerometer=()",
        "autoplay=()",
        "clipboard-read=()",
        "display-capture=()",
        "encrypted-media=()",
        "fullscreen=()",
        "geolocation=()",
        "gyroscope=()",
        "hid=()",
        "idle-detection=()",
        "local-fonts=()",
        "magnetometer=()",
        "microphone=()",
        "midi=()",
        "payment=()",
        "picture-in-picture=()",
        "screen-wake-lock=()",
        "serial=()",
        "usb=()",
        "xr-spatial-tracking=()",
    )
)

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # "no-referrer" would make Flask-WTF refuse https posts
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}
HSTS = "max-age=63072000; includeSubDomains"  # two years


def init_app(app: Flask) -> None:
    """Secure all that ``app`` answers and give templates ``csp_nonce()``."""
    app.wsgi_app = SecureHeaders(app.wsgi_app)  # type: ignore[method-assign]  # as Flask documents
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The one word that lets a script of this response run."""
    nonce: str = request.environ[NONCE]
    return nonce


class SecureHeaders:
    """WSGI middleware: one nonce per request, one set of headers on whatever comes back."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        environ[NONCE] = secrets.token_urlsafe(16)

        def start(status: Any, headers: Any, exc_info: Any = None) -> Any:
            return start_response(status, secured(headers, environ), exc_info)

        return self._application(environ, start)


def secured(given: list[tuple[str, str]], environ: "WSGIEnvironment") -> list[tuple[str, str]]:
    """``given`` with the security headers set, whatever stood there before.

    Only an answer that calls itself immutable may be stored: that is a file under its own hash.
    """
    headers = Headers(given)
    headers.remove("Server")
    for name, value in FIXED.items():
        headers.set(name, value)
    headers.set("Content-Security-Policy", POLICY.format(nonce=environ[NONCE]))
    if "immutable" not in headers.get("Cache-Control", ""):
        headers.set("Cache-Control", "no-store")
    if environ["wsgi.url_scheme"] == "https":  # set by ProxyFix behind the front proxy
        headers.set("Strict-Transport-Security", HSTS)
    return headers.to_wsgi_list()
