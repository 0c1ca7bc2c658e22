"""The mailbox of the demonstration: every mail that was really sent, as it arrived.

It holds links that reset passwords, so it exists only where nobody from outside can reach it
(``aeo.web.demo``). It reads the mail server's folder and nothing else.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from aeo.domain.permissions import Permission
from aeo.mail.maildrop import Letter, Maildrop
from aeo.mail.render import TEMPLATES
from aeo.web.access import access

PER_PAGE = 50
HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted")
ADDRESS = re.compile(r"https?://[^\s<>\"]*[\w/]")  # punctuation at its end is not part of it
INLINE_STYLE = re.compile(r' style="[^"]*"')
STYLE_BLOCK = re.compile(r"<style>.*?</style>", re.DOTALL)

bp = Blueprint("mailbox", __name__, url_prefix="/dev/mailbox")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text part; with a link when it is an address of this service."""

    text: str
    link: bool


@bp.get("")
@access(GET=Permission.DEMO)
def letters() -> ResponseReturnValue:
    """What arrived, newest first, for everybody or for one address."""
    everything = _maildrop().letters()
    to = request.args.get("to", "")
    chosen = [letter for letter in everything if to in {"", letter.recipient}]
    start = _start(chosen, request.args.get("from", ""))
    shown = chosen[start : start + PER_PAGE]
    return render_template(
        "demo/mailbox.html",
        letters=shown,
        total=len(chosen),
        first=start + 1,
        to=to,
        people=[(address, address) for address in sorted({it.recipient for it in everything})],
        newer=_page(chosen, start - PER_PAGE, to) if start else None,
        older=_page(chosen, start + PER_PAGE, to),
    )


@bp.get("/<name>")
@access(GET=Permission.DEMO)
def letter(name: str) -> ResponseReturnValue:
    """One mail: its headers, its text, and its HTML in a frame that can do nothing."""
    message = _maildrop().open(name)
    if message is None:
        raise NotFound
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return render_template(
        "demo/mailbox_letter.html",
        subject=message["Subject"],
        language=message["Content-Language"],
        recipient=message["To"].addresses[0].addr_spec if message["To"] else "",
        headers=[(header, message[header]) for header in HEADERS if message[header]],
        paragraphs=paragraphs(text.get_content() if text else "", _base_url()),
        html=framed(html.get_content(), url_for("mailbox.stylesheet")) if html else "",
    )


@bp.get("/mail.css")
@access(GET=Permission.DEMO)
def stylesheet() -> ResponseReturnValue:
    """The style of the mails: a frame of ours may not use what stands in the elements."""
    return Response((TEMPLATES / "mail.css").read_text(encoding="utf-8"), mimetype="text/css")


def paragraphs(text: str, base_url: str) -> list[list[list[Piece]]]:
    """The paragraphs of ``text``, their lines, and the pieces of those."""
    blocks = re.split(r"\n{2,}", "\n".join(text.strip().splitlines()))
    return [[pieces(line, base_url) for line in block.splitlines()] for block in blocks]


def pieces(text: str, base_url: str) -> list[Piece]:
    """``text`` cut so that the addresses of this service, and no others, can be followed."""
    cuts = [0, *(at for found in ADDRESS.finditer(text) for at in found.span()), len(text)]
    stretches = (text[start:end] for start, end in pairwise(cuts) if start < end)
    return [Piece(part, part.startswith(base_url + "/")) for part in stretches]


def framed(html: str, stylesheet_url: str) -> str:
    """The HTML part with its style as a file: the policy of our pages knows no inline style."""
    linked = f'<link rel="stylesheet" href="{stylesheet_url}">'
    return INLINE_STYLE.sub("", STYLE_BLOCK.sub("", html)).replace("</head>", f"{linked}</head>", 1)


def _start(chosen: list[Letter], name: str) -> int:
    return next((at for at, letter in enumerate(chosen) if letter.name == name), 0)


def _page(chosen: list[Letter], start: int, to: str) -> str | None:
    """The address of the page that begins at ``start``: by a letter's name, since more arrive."""
    if start >= len(chosen):
        return None
    asked: dict[str, Any] = {"to": to or None, "from": chosen[start].name if start > 0 else None}
    return url_for("mailbox.letters", **asked)


def _maildrop() -> Maildrop:
    return Maildrop(current_app.extensions["aeo"].var / "mail")


def _base_url() -> str:
    base_url: str = current_app.extensions["aeo"].base_url
    return base_url
