"""Whether a request was billed: taken, refused or unknown. The table that decides about money.

Judging and money are two questions. A verdict may guess that an answer is a refusal (`wire.answer`); a unit of the
budget comes back only where it is certain that nobody was billed. When in doubt, it was billed.

A request is REFUSED, and costs nothing, if both columns hold:

| the answer says no                                                 | and nothing in it could be an id                |
|--------------------------------------------------------------------|-------------------------------------------------|
| HTTP 4xx, but not 408, 409, 425 or 499                             | no text or number anywhere under `data` or      |
| HTTP 429, or 503 with Retry-After: a rate limit                    | `result`, in `id`, in a name that means a task  |
| HTTP 501 to anything but the POST of a create                      | (`job`, `order_no`) or ends in id, at any depth,|
| HTTP 2xx with a non-empty `error`                                  | also in JSON that a text quotes, in a page or a |
| HTTP 2xx with a `code` that is a known no: negative, 204, 1001,    | tag; no sentence that names a task; no `status` |
| 400 to 499 but not 408, 409, 425 or 499, or a word with dots in it | or `state`, no `status_url`, no Location header;|
| that isn't of success (`Ok.Created`)                               | no word with a digit in an unknown name         |

It is TAKEN if it was a create, and a whole HTTP 2xx answer says nothing of the left column, names an id, and is not
`failed`. (A GET, or a call about another task, may show one that was there before.)

It is UNKNOWN otherwise, and counts as spent: no answer, an answer that broke off, 3xx, 5xx, 408, 409, 425, 499, a 2xx
answer that nobody recognises (empty, a page, `{"ok": true}`, code 200 or 5xx without an id), and every answer that says
no but may name an id. The codes of success that were seen (0, 200, 20000, 10000, 1, "success") prove nothing.

The same holds for whatever else could be billed: another method, another path, a made-up route. There 404 and 405 are
refusals whatever page comes with them, and so is 501, which says that the server does not know the method there; a
redirect is not. A `status` that only repeats the HTTP status, or is "error" or "fail" in a 4xx, is no sign of a task;
nor is a sentence in a message under `data`, nor what an error repeats of the request (`value`, `input`).
"""

import re
from enum import Enum
from typing import Any, Final
from urllib.parse import urlsplit

from seedance_conformance.transport.errors import RateLimited
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.rate_limit import is_limited
from seedance_conformance.transport.task_ids import Kind, Place, likeliest, places

_MAYBE_TAKEN: Final = frozenset({408, 409, 425, 499})
# Too slow, in conflict, too early, hung up: the server may have started the task before it said so.
_NOT_IMPLEMENTED: Final = 501
_DOTTED: Final = re.compile(r"[A-Za-z]\w*(\.\w+)+")
# The vendor's codes are such words: OutputAudioSensitiveContentDetected.PolicyViolation.
_SUCCESS: Final = frozenset(
    ("ok", "success", "succeeded", "successful", "accepted", "created", "submitted", "queued", "pending", "processing")
)
_TASK_HEADER: Final = re.compile(
    "((content|operation)-)?location|(.*-)?(task|job|video|operation|generation|prediction|order|ticket)s?-?(id|no|key|url)"
)
# Headers that lead to what was started; X-Request-Id is none, since every server sends it.
_NO_TASK_STATUS: Final = ("error", "fail")


class Charge(Enum):
    """What is known about the bill of a request."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNKNOWN = "unknown"


def charge(exchange: Exchange) -> Charge:
    """Whether a request was billed, by the table above."""
    if certainly_refused(exchange):
        return Charge.REFUSED
    is_create = exchange.operation == "create" and exchange.method.upper() != "GET"
    success = exchange.failure is None and exchange.status is not None and 200 <= exchange.status < 300
    named = is_create and success and likeliest(exchange.body) is not None
    return Charge.TAKEN if named and not (_says_no(exchange) or _has_failed(exchange)) else Charge.UNKNOWN


def certainly_refused(exchange: Exchange) -> bool:
    """Whether nobody was billed for a request: the answer says no, and nothing in it could be an id."""
    return _says_no(exchange) and not _speaks_of_a_task(exchange)


def named_task(exchange: Exchange) -> Place | None:
    """The place of an answer that most likely names the task that was started; None if the request was refused."""
    return None if certainly_refused(exchange) else likeliest(exchange.body)


def settled(exchange: Exchange) -> Exchange:
    """The answer to what could be billed, if it is one to judge by.

    Raises:
        RateLimited: it is a rate-limit answer that may name a task.
    """
    if is_limited(exchange) and not certainly_refused(exchange):
        raise RateLimited(
            f"{exchange.operation} was answered {exchange.status} with what may be the id of a task: it may be billed, "
            "and isn't sent again"
        )
    return exchange


def is_known_no(code: object) -> bool:
    """Whether a `code` is one of those that were documented or seen as a refusal."""
    if isinstance(code, str) and _DOTTED.fullmatch(code.strip()):
        return _SUCCESS.isdisjoint(code.strip().casefold().split("."))
    if isinstance(code, bool) or not re.fullmatch(r"\s*-?\d{1,9}\s*", str(code), re.ASCII):
        return False
    number = int(str(code))
    in_range = number < 0 or number in (204, 1001) or 400 <= number < 600
    return in_range and number not in _MAYBE_TAKEN


def _says_no(exchange: Exchange) -> bool:
    """The left column of the table."""
    status = exchange.status
    if status is None or exchange.failure:
        return False
    if is_limited(exchange):
        return True
    if 400 <= status < 500:
        return status not in _MAYBE_TAKEN
    if status == _NOT_IMPLEMENTED:
        return (exchange.method.upper(), exchange.operation) != ("POST", "create")
    return 200 <= status < 300 and _no_inside(exchange.document or {})


def _no_inside(document: dict[str, Any]) -> bool:
    code = document.get("code")
    server_trouble = re.fullmatch(r"\s*5\d\d\s*", str(code), re.ASCII)
    return bool(document.get("error")) or (is_known_no(code) and not server_trouble)


def _speaks_of_a_task(exchange: Exchange) -> bool:
    """Whether the answer misses the right column of the table."""
    if any(value.strip() and _TASK_HEADER.fullmatch(name.lower()) for name, value in exchange.headers.items()):
        return True
    code = (exchange.document or {}).get("code")
    found = places(_without_echo(exchange))
    return any(not _is_of_the_error(place, exchange.status or 0, code) for place in found)


def _without_echo(exchange: Exchange) -> bytes:
    """The body without the request's own path: a refusal that repeats it names nothing new."""
    path = urlsplit(exchange.url).path.encode()
    return exchange.body if exchange.operation == "create" or not path else exchange.body.replace(path, b"...")


def _has_failed(exchange: Exchange) -> bool:
    return any(_is_status(place) and str(place.value).lower() == "failed" for place in places(exchange.body))


def _is_status(place: Place) -> bool:
    return place.kind is Kind.HINT and place.name.lower() == "status"


def _is_of_the_error(place: Place, status: int, code: object) -> bool:
    """Whether a place is a known part of an error document: its own status or code, or the word it begins with."""
    text = str(place.value).strip().lower()
    if place.kind is Kind.HINT and place.name.lower().endswith("code"):
        return text in (str(status), str(code).strip().lower())
    if place.path == "the whole answer" or _is_status(place):
        return text == str(status) or (400 <= status < 500 and text in _NO_TASK_STATUS)
    return False
