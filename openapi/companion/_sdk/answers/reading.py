"""Read answers, in every shape that was observed (docs/contract.md#errors).

It accepts a `data` wrapper, numbers as strings, strings as numbers, status words in capitals, and additional fields.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from ..errors import AuthenticationFailed, Busy, Refused, SeedanceError
from ..transport.effects import Answer, Call
from ..transport.log_redaction import without_queries
from .service_errors import EXCERPT, error_code, own_code, reason

AUTH_CODES = {"204", "401"}
"""Codes of a refused key with HTTP 200, as observed (rule ER-AUTH-200)."""
COOKIES = ("set-cookie", "set-cookie2")


class Unreadable(ValueError):
    """The answer can't be read; the message says why."""


def parse(answer: Answer) -> Any:
    """The JSON value of an answer.

    Raises:
        Unreadable: it isn't JSON, or incomplete.
    """
    if answer.broken:
        raise Unreadable(f"the answer can't be read: {answer.broken}")
    try:
        return json.loads(answer.body)
    except RecursionError:
        raise Unreadable("the answer is nested too deeply") from None
    except ValueError:
        kind = answer.headers.get("content-type", "without a media type")[:60]
        raise Unreadable(f"the answer isn't JSON ({kind}, {len(answer.body)} bytes)") from None


def load(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer.

    Raises:
        Unreadable: it isn't a JSON object, or incomplete.
    """
    document = parse(answer)
    if not isinstance(document, dict):
        raise Unreadable(f"the answer isn't a JSON object but a {type(document).__name__}")
    return document


def unwrap(document: dict[str, Any], key: str) -> dict[str, Any]:
    """The object that has the key: the document, or the object in its `data`."""
    inner = document.get("data")
    return inner if key not in document and isinstance(inner, dict) and key in inner else document


def details(call: Call, answer: Answer | None = None, document: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The attributes of an error about its request and answer."""
    found: dict[str, Any] = {"request": str(call), "request_id": call.request_id}
    if answer is not None:
        found |= {"status": answer.status, "answer": excerpt(answer), "headers": shown_headers(answer)}
    if document is not None:
        found["code"] = error_code(document)
    return found


def shown_headers(answer: Answer) -> dict[str, str]:
    """The headers of an answer in lower case, without cookies, the key and signed queries."""
    items = ((name.lower(), value) for name, value in answer.headers.items())
    return {name: without_queries(answer.redact(value)) for name, value in items if name not in COOKIES}


def excerpt(answer: Answer) -> str:
    """The first characters of an answer, without signed queries."""
    return without_queries(answer.body[: EXCERPT * 4].decode("utf-8", errors="replace"))[:EXCERPT]


def retry_after(answer: Answer, now: float) -> float | None:
    """Seconds that the service asks to wait, from either form of Retry-After; None if it doesn't say."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.fromtimestamp(now, UTC)).total_seconds())


def is_busy(answer: Answer) -> bool:
    """Whether the service asks us to retry later: 429, or 503 with Retry-After."""
    return answer.status == 429 or (answer.status == 503 and "retry-after" in answer.headers)


def refused(call: Call, answer: Answer, now: float) -> SeedanceError:
    """The error for an answer that refuses: a 4xx, a busy service, or an error code in a 2xx."""
    try:
        document: Mapping[str, Any] = load(answer)
    except Unreadable:
        document = {}
    said = reason(document) or "it doesn't give a reason"
    facts = details(call, answer, document)
    if is_busy(answer):
        wait = retry_after(answer, now)
        return Busy(f"the service is busy (HTTP {answer.status}): {said}; try again later", retry_after=wait, **facts)
    error = document.get("error")
    codes = {own_code(document), own_code(error) if isinstance(error, Mapping) else None}
    within_success = answer.status < 300 and bool(codes & AUTH_CODES)
    if answer.status == 403 and not document and (page := _words_of_page(answer)):
        return AuthenticationFailed(
            f"a firewall or proxy in front of the service seems to block this client (HTTP 403, not from the API): "
            f"'{page}'; try another network, or ask the service; the key may be right",
            **facts,
        )
    if answer.status in (401, 403) or within_success:
        return AuthenticationFailed(
            f"the service refused the key (HTTP {answer.status}): {said}; check the API key", **facts
        )
    code = "" if facts["code"] is None else f", code {facts['code']}"
    return Refused(f"the service refused {call} (HTTP {answer.status}{code}): {said}", **facts)


def _words_of_page(answer: Answer) -> str:
    """The first words of an answer that isn't JSON, without markup."""
    text = re.sub(
        r"(?s)<(style|script)\b.*?</\1>|<!--.*?-->|<[^<>]*>", " ", answer.body[:4000].decode("utf-8", "replace")
    )
    return answer.redact(without_queries(" ".join(unescape(text).split())))[:120]


log = logging.getLogger("seedance_client")

_warned: set[str] = set()


def warn_once(shape: str) -> None:
    """Log a warning about an undocumented shape, once per process. Never include text from the service."""
    if shape not in _warned:
        _warned.add(shape)
        log.warning("the service's answer differs from its documentation, but was understood: %s", shape)


def reset_warnings() -> None:
    """Warn about every shape again; for tests."""
    _warned.clear()
