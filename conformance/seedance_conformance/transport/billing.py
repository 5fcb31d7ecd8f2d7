"""Whether a request was billed: taken, refused or unknown. The table that decides about money.

Judging and money are two questions. A verdict may guess that an answer is a refusal (`wire.answer`); a unit of the
budget comes back only where it is certain that nobody was billed. When in doubt, it was billed.

A request is REFUSED, and costs nothing, if both columns hold:

| the answer says no                                                 | and nothing in it could be an id                |
|--------------------------------------------------------------------|-------------------------------------------------|
| HTTP 4xx, but not 408, 409, 425 or 499                             | no text or number anywhere under `data` or      |
| HTTP 429, or 503 with Retry-After: a rate limit                    | `result`, in `id`, in a name that means a task  |
| HTTP 501 to anything but the POST of a create                      | (`job`, `order_no`) or ends in id, at any depth,|
| HTTP 2xx with an `error` that says something                       | also in JSON that a text quotes, in a page or a |
| HTTP 2xx with a `code` that is a known no: negative, 204, 1001,    | tag; no sentence that names a task; no `status` |
| 401 to 599 but not 408, 409, 425 or 499, or a word with dots in it | or `state`, no `status_url`, no Location header;|
| that isn't of success (`Ok.Created`)                               | no word with a digit in an unknown name         |

It is TAKEN if it was a create, and a whole HTTP 2xx answer in JSON says nothing of the left column, names an id, and is
neither `failed` nor `success: false`. An id whose name says nothing of a task (`request_id`) needs a state or an
address beside it. (A GET, or a call about another task, may show one that was there before.)

It is UNKNOWN otherwise, and counts as spent: no answer, an answer that broke off, 3xx, 5xx, 408, 409, 425, 499, a 2xx
answer that nobody recognises (empty, a page, `{"ok": true}`, code 200 or 400 without an id), and every answer that says
no but may name an id. The codes of success that were seen (0, 200, 20000, 10000, 1, "success") prove nothing.

The same holds for whatever else could be billed: another method, another path, a made-up route. There 404 and 405 are
refusals whatever page comes with them, and so is 501, which says that the server does not know the method there; a
redirect is not. A `status` that only repeats the HTTP status of a refusal is no sign of a task, nor is gRPC's word
for an error, nor what an error repeats of the request (`value`, `input`).
"""

import re
from enum import Enum
from typing import Any, Final
from urllib.parse import urlsplit

from seedance_conformance.transport.errors import RateLimited
from seedance_conformance.transport.exchange import NOT_JSON, Exchange
from seedance_conformance.transport.rate_limit import is_limited
from seedance_conformance.transport.task_ids import Kind, Place, likeliest, places

_MAYBE_TAKEN: Final = frozenset({408, 409, 425, 499})
# Too slow, in conflict, too early, hung up: the server may have started the task before it said so.
_NOT_IMPLEMENTED: Final = 501
_DOTTED: Final = re.compile(r"[A-Z][A-Za-z0-9]+(\.[A-Z][A-Za-z0-9]+)+")
# The vendor's codes are such words: OutputAudioSensitiveContentDetected.PolicyViolation.
_SUCCESS: Final = frozenset(
    ("ok", "success", "succeeded", "successful", "accepted", "created", "submitted", "queued", "pending", "processing")
)
_TASK_HEADER: Final = re.compile(
    "((content|operation)-)?location|(.*-)?(task|job|video|operation|generation|prediction|order|ticket)s?-?(id|no|key|url)"
)
# Headers that lead to what was started; X-Request-Id is none, since every server sends it.
_GRPC_REFUSALS: Final = frozenset(
    ("FAILED_PRECONDITION", "INVALID_ARGUMENT", "NOT_FOUND", "OUT_OF_RANGE", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED")
) | {"UNAUTHENTICATED"}
_NOTHING: Final = frozenset(("", "none", "null", "nil", "false", "undefined"))
_GOOD_NUMBERS: Final = frozenset((0, 1, 200, 201, 202, 10_000, 20_000))
_WHOLE_NUMBER: Final = re.compile(r"(-?\d{1,15})(\.0+)?", re.ASCII)


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
    named = is_create and success and exchange.json is not NOT_JSON and _names_its_task(exchange)
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
    number = _number(code)
    if number is not None:
        return (number < 0 or number in (204, 1001) or 401 <= number <= 599) and number not in _MAYBE_TAKEN
    word = code.strip() if isinstance(code, str) else ""
    return _DOTTED.fullmatch(word) is not None and _SUCCESS.isdisjoint(word.casefold().split("."))


def _number(code: object) -> int | None:
    """The whole number that a code is, also as text or as 401.0; None for anything else."""
    found = None if isinstance(code, bool) else _WHOLE_NUMBER.fullmatch(str(code).strip())
    return int(found[1]) if found else None


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
    return is_known_no(document.get("code")) or _tells(document.get("error"))


def _tells(error: object) -> bool:
    """Whether an `error` says that something is wrong: it has a text, a number or true, and no word or code of success.

    Gateways show `"error": ""` and `"error": {"code": 0, "message": ..}` beside a task that goes on.
    """
    waiting = [error]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += () if _sounds_good(part.get("code")) else part.values()
        elif isinstance(part, list):
            waiting += part
        elif part is True or not (_sounds_good(part) or str(part or "").strip().casefold() in _NOTHING):
            return True
    return False


def _sounds_good(code: object) -> bool:
    return _number(code) in _GOOD_NUMBERS or str(code).strip().casefold() in _SUCCESS


def _names_its_task(exchange: Exchange) -> bool:
    """Whether the answer has an id that is clearly a task's."""
    found = likeliest(exchange.body)
    if found is None or found.kind is not Kind.OTHER:
        return found is not None
    signs = (place.name.lower() for place in places(exchange.body) if place.kind is Kind.HINT)
    return any(name.endswith(("status", "state", "url", "uri", "link")) for name in signs)


def _speaks_of_a_task(exchange: Exchange) -> bool:
    """Whether the answer misses the right column of the table."""
    if any(value.strip() and _TASK_HEADER.fullmatch(name.lower()) for name, value in exchange.headers.items()):
        return True
    return any(not _is_of_the_error(place, exchange.status or 0) for place in places(_without_echo(exchange)))


def _without_echo(exchange: Exchange) -> bytes:
    """The body without the request's own path: a refusal that repeats it names nothing new."""
    path = urlsplit(exchange.url).path.encode()
    return exchange.body if exchange.operation == "create" or not path else exchange.body.replace(path, b"...")


def _has_failed(exchange: Exchange) -> bool:
    if (exchange.document or {}).get("success") is False:
        return True
    return any(_is_status(place) and str(place.value).lower() == "failed" for place in places(exchange.body))


def _is_status(place: Place) -> bool:
    return place.kind is Kind.HINT and place.name.lower() == "status"


def _is_of_the_error(place: Place, status: int) -> bool:
    """Whether a place only repeats the HTTP status, or names the kind of an error in gRPC's words."""
    said = str(place.value).strip()
    if _is_status(place) and place.in_error and said in _GRPC_REFUSALS:
        return True
    return (place.path == "the whole answer" or _is_status(place)) and said == str(status)
