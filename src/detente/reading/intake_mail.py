"""A mail to its words: the plain part, or the HTML part where there is no plain one."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from typing import Any

from detente.errors import Place, Problem
from detente.reading.anchors import Anchor
from detente.reading.intake_bytes import decode
from detente.reading.intake_html import article
from detente.reading.intake_records import Extracted, IntakeError, Limits, problem
from detente.reading.metadata import as_csl

_NAME = re.compile(r'^\s*"?([^"<@]+?)"?\s*<')


def take_mail(data: bytes, place: Place, limits: Limits) -> Extracted:
    """The words of a mail; attachments are named in a warning, not read.

    Raises
    ------
    IntakeError
        The mail cannot be parsed, or has no part in plain text or HTML.
    """
    try:
        message = message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("plain", "html"))
        raw = _payload(body) if body is not None else b""
        kind = body.get_content_type() if body is not None else ""
        charset = body.get_content_charset() if body is not None else None
        attached = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
        metadata = _metadata(message)
        leaves = [one for one in message.walk() if not one.is_multipart()]
        part = next((n for n, one in enumerate(leaves, start=1) if one is body), 0)
    except (MemoryError, TimeoutError):
        raise
    except Exception as error:  # a damaged mail makes the parser fail in many ways
        raise IntakeError(problem("R-066", place, f"{type(error).__name__}: {error}"[:200])) from error
    if not raw.strip():
        raise IntakeError(problem("R-066", place, "no part in plain text or HTML"))
    text, name, problems = _decode(raw, charset, place, html=kind == "text/html")
    if kind == "text/html":
        text, of_page = article(text, place, limits)
        metadata = {**of_page, **metadata}
    exact = kind != "text/html"
    anchors = (Anchor(0, len(text), "part", part, exact=exact),) if part else ()
    return Extracted(text, name, metadata, (*problems, *_attachments(attached, place)), anchors=anchors)


def _payload(body: Any) -> bytes:
    raw = body.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _decode(
    raw: bytes, charset: str | None, place: Place, *, html: bool
) -> tuple[str, str, tuple[Problem, ...]]:
    if charset and charset.lower() not in {"utf-8", "us-ascii", "ascii", "utf-7"}:
        try:
            return raw.decode(charset), charset, ()
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(raw, place, html=html)


def _attachments(names: list[str], place: Place) -> tuple[Problem, ...]:
    if not names:
        return ()
    return (problem("R-068", place, ", ".join(names[:5]), severity="warning"),)


def _metadata(message: EmailMessage) -> dict[str, Any]:
    date = None
    try:
        date = parsedate_to_datetime(str(message["date"])).date().isoformat() if message["date"] else None
    except (ValueError, TypeError, IndexError):
        date = None
    sender = str(message["from"] or "")
    named = _NAME.match(sender)
    return as_csl(
        title=str(message["subject"] or ""),
        date=date,
        author=named.group(1) if named else sender,
        kind="personal_communication",
    )
