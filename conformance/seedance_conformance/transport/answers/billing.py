"""Whether a request was billed: accepted, refused or unknown. `TABLE` decides: its first row that holds.

A verdict may guess that an answer is a refusal (`answers.answer`). A unit of the budget is released only if it is
certain that nothing was billed. When in doubt, it was billed.

A request is REFUSED, and costs nothing, if the answer says no (`_REFUSALS`), the status isn't 201 or 202, and nothing
in the answer could be an id. So it has none of:

- a text or number anywhere under `data` or `result`, in `id`, in a name that means a task (`job`, `order_no`), or in a
  name that ends in id; at any depth, also in JSON that a text quotes, in a page or in a tag
- a sentence that names a task, a `status` or `state`, a `status_url`, or a Location header
- a word with a digit in an unknown name
- anything that `answers.explanations` doesn't explain: an unknown name or header, a number without a measure, a link,
  a sentence that says that something was started, a code or word of success

These aren't signs of a task: a `status` that repeats the HTTP status of a refusal, a gRPC error word, and parts of the
request that an error repeats (`value`, `input`).

It is ACCEPTED if it was a create, and a complete HTTP 2xx answer in JSON doesn't say no, has an id, has no name with
two values, and is neither `failed` nor `success: false`. An id whose name doesn't mean a task (`request_id`) needs a
status or URL beside it. (A GET, or a call about another task, may show an old one.)

It is UNKNOWN otherwise, and counts as spent. Codes of success (0, 200, 20000, 10000, 1, "success") prove nothing. The
same holds for other requests that could be billed: another method, path or route.
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import Any, Final
from urllib.parse import urlsplit

from seedance_conformance.transport.answers.explanations import is_explained
from seedance_conformance.transport.answers.spoken import spoken
from seedance_conformance.transport.answers.task_ids import Kind, Place, likeliest, places
from seedance_conformance.transport.answers.task_place import plain
from seedance_conformance.transport.connection.rate_limit import is_limited
from seedance_conformance.transport.errors import RateLimited
from seedance_conformance.transport.exchange import NOT_JSON, Exchange, asked_once

# Timeout, conflict, too early, client closed: the server may have started the task before it answered.
_MAYBE_ACCEPTED: Final = frozenset({408, 409, 425, 499})
_NOT_IMPLEMENTED: Final = 501
# Created and accepted: the status contradicts an error in the body.
_MADE: Final = frozenset({201, 202})
# The vendor's codes are such words: OutputAudioSensitiveContentDetected.PolicyViolation.
_DOTTED: Final = re.compile(r"[A-Z][A-Za-z0-9]+(\.[A-Z][A-Za-z0-9]+)+")
_SUCCESS: Final = re.compile(
    "ok|success|succeeded|successful|accepted|created|submitted|queued|pending|processing", re.I
)
# Parts of a code with dots that may mean that something was started or charged: `Ok.Created`, `Quota.Deducted`.
_TAKEN: Final = re.compile(
    r"accept|billed|charged|complete|consumed|creat|deduct|done|duplicate|exists|finish|ok\.|\.ok|paid|pending|process"
    "|progress|queue|ready|received|registered|running|schedule|started|submit|succe",
    re.I,
)
# Headers that lead to a started task; X-Request-Id isn't one, since every server sends it.
_TASK_HEADER: Final = re.compile(
    "((content|operation)-)?location|(.*-)?(task|job|video|operation|generation|prediction|order|ticket)s?-?(id|no|key|url)"
)
_GRPC_REFUSALS: Final = (
    *("FAILED_PRECONDITION", "INVALID_ARGUMENT", "NOT_FOUND", "OUT_OF_RANGE", "PERMISSION_DENIED"),
    *("RESOURCE_EXHAUSTED", "UNAUTHENTICATED"),
)
_NOTHING: Final = ("", "none", "null", "nil", "false", "undefined")
_GOOD_NUMBERS: Final = frozenset((0, 1, 200, 201, 202, 10_000, 20_000))
_IDS: Final = (Kind.DOCUMENTED, Kind.TASK, Kind.ID, Kind.PRODUCT)
_WHOLE_NUMBER: Final = re.compile(r"(-?\d{1,15})(\.0+)?", re.ASCII)


class Charge(Enum):
    """Whether a request was billed."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@asked_once
def charge(exchange: Exchange) -> Charge:
    """Whether a request was billed: the outcome of the first row of `TABLE` that holds."""
    return next(outcome for holds, outcome in TABLE if holds(exchange))


def certainly_refused(exchange: Exchange) -> bool:
    """Whether a request certainly wasn't billed: the answer says no, and nothing in it could be an id."""
    return charge(exchange) is Charge.REFUSED


@asked_once
def named_task(exchange: Exchange) -> Place | None:
    """The place of the answer that most likely names the started task; None if the request was refused."""
    if certainly_refused(exchange):
        return None
    return likeliest(exchange.body) or spoken(exchange.body, complete=exchange.failure is None)


def settled(exchange: Exchange) -> Exchange:
    """The answer to a billable request, if it can be judged.

    Raises:
        RateLimited: it is a rate-limit answer that may name a task.
    """
    if is_limited(exchange) and not certainly_refused(exchange):
        raise RateLimited(
            f"{exchange.operation} was answered {exchange.status} with a possible task id: it may be billed, so it "
            "isn't sent again"
        )
    return exchange


def is_known_no(code: object) -> bool:
    """Whether a `code` is a documented or observed refusal.

    It is negative, 204, 1001, 401 to 599 but not 408, 409, 425 or 499, or a word with dots in it that doesn't speak of
    a start or a charge (unlike `Ok.Created`).
    """
    number = _number(code)
    if number is not None:
        return (number < 0 or number in (204, 1001) or 401 <= number <= 599) and number not in _MAYBE_ACCEPTED
    word = code.strip() if isinstance(code, str) else ""
    return _DOTTED.fullmatch(word) is not None and not _TAKEN.search(word)


def _number(code: object) -> int | None:
    """The integer value of a code, also of a text or of 401.0; else None."""
    found = None if isinstance(code, bool) else _WHOLE_NUMBER.fullmatch(str(code).strip())
    return int(found[1]) if found else None


def _is_incomplete(exchange: Exchange) -> bool:
    return exchange.status is None or exchange.failure is not None


def _rejects(exchange: Exchange) -> bool:
    return 400 <= (exchange.status or 0) < 500 and exchange.status not in _MAYBE_ACCEPTED


def _lacks_the_method(exchange: Exchange) -> bool:
    is_post = (exchange.method.upper(), exchange.operation) == ("POST", "create")
    return exchange.status == _NOT_IMPLEMENTED and not is_post


def _is_good(exchange: Exchange) -> bool:
    return 200 <= (exchange.status or 0) < 300


def _says_no_inside(exchange: Exchange) -> bool:
    document: dict[str, Any] = exchange.document or {}
    return _is_good(exchange) and (is_known_no(document.get("code")) or _is_error(document.get("error")))


def _says_no(exchange: Exchange) -> bool:
    """Whether an answer refuses; something in it may still be an id."""
    return any(holds(exchange) for holds, _ in _REFUSALS)


@asked_once
def _starts_a_task(exchange: Exchange) -> bool:
    is_create = exchange.operation == "create" and exchange.method.upper() != "GET"
    return is_create and _is_good(exchange) and exchange.json is not NOT_JSON and _names_its_task(exchange)


def _is_error(error: object) -> bool:
    """Whether an `error` reports an error: it has a text, a number or true, but no word or code of success.

    Gateways send `"error": ""` and `"error": {"code": 0, "message": ..}` with a running task.
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
    return _number(code) in _GOOD_NUMBERS or _SUCCESS.fullmatch(str(code).strip()) is not None


def _names_its_task(exchange: Exchange) -> bool:
    """Whether the answer clearly has the id of a task."""
    found = likeliest(exchange.body)
    if found is None or found.kind is not Kind.OTHER:
        return found is not None
    signs = (place.name.lower() for place in places(exchange.body) if place.kind is Kind.HINT)
    return any(name.endswith(("status", "state", "url", "uri", "link")) for name in signs)


def _may_name_a_task(exchange: Exchange) -> bool:
    """Whether something in the answer could be an id: see the module's docstring."""
    if any(value.strip() and _TASK_HEADER.fullmatch(name.lower()) for name, value in exchange.headers.items()):
        return True
    found = places(_without_echo(exchange))
    if not all(_is_of_the_error(place, exchange.status) or _is_of_the_request(place, exchange) for place in found):
        return True
    return not is_explained(exchange)


def _is_of_the_request(place: Place, exchange: Exchange) -> bool:
    """Whether a sign of a task is a text of the request."""
    text = place.value
    if place.kind is not Kind.HINT or not isinstance(text, str) or len(text) <= 2:
        return False
    return json.dumps(text).encode() in exchange.request_body


def _without_echo(exchange: Exchange) -> bytes:
    """The body without the path of the request: a refusal that repeats it names no new task."""
    path = urlsplit(exchange.url).path.encode()
    return exchange.body if exchange.operation == "create" or not path else exchange.body.replace(path, b"...")


def _has_failed(exchange: Exchange) -> bool:
    if (exchange.document or {}).get("success") is False:
        return True
    return any(_is_status(place) and str(place.value).lower() == "failed" for place in places(exchange.body))


def _has_a_doubled_name(body: bytes) -> bool:
    """Whether an object of a JSON body has a name twice with different values, or a task's id in two spellings.

    RFC 8259 leaves open which of them counts, so a client may read another task's id than the suite.
    """
    doubled = False

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal doubled
        fields = dict(pairs)
        doubled = doubled or (len(fields) < len(pairs) and any(fields[name] != value for name, value in pairs))
        return fields

    with suppress(RecursionError):
        json.loads(body, object_pairs_hook=once)
    ids: dict[str, str] = {}
    for place in places(body):  # also in JSON inside a text
        if place.kind in _IDS and place.id is not None:
            name = place.path.removesuffix(place.name) + plain(place.name)
            doubled = doubled or ids.setdefault(name, place.id) != place.id
    return doubled


def _is_status(place: Place) -> bool:
    return place.kind is Kind.HINT and place.name.lower() == "status"


def _is_of_the_error(place: Place, status: int | None) -> bool:
    """Whether a place only repeats the HTTP status, or is a gRPC error word."""
    text = str(place.value).strip()
    if _is_status(place) and place.in_error and text in _GRPC_REFUSALS:
        return True
    return (place.path == "the whole answer" or _is_status(place)) and text == str(status)


Row = tuple[Callable[[Exchange], bool], Charge]

_REFUSALS: Final[tuple[Row, ...]] = (
    (is_limited, Charge.REFUSED),  # HTTP 429, or 503 with Retry-After: not now
    (_rejects, Charge.REFUSED),  # HTTP 4xx, but not 408, 409, 425 or 499
    (_lacks_the_method, Charge.REFUSED),  # HTTP 501 to anything but the POST of a create
    (_says_no_inside, Charge.REFUSED),  # HTTP 2xx with an `error` that says something, or a `code` that is a known no
)

TABLE: Final[tuple[Row, ...]] = (
    (_is_incomplete, Charge.UNKNOWN),  # no answer, or a part of it is missing
    (lambda it: _says_no(it) and _may_name_a_task(it), Charge.UNKNOWN),
    # HTTP 201 or 202 says that something was made, and the body says no
    (lambda it: _says_no(it) and it.status in _MADE, Charge.UNKNOWN),
    *_REFUSALS,
    # names a task, but also that it has failed, or has two values for a name
    (lambda it: _starts_a_task(it) and (_has_failed(it) or _has_a_doubled_name(it.body)), Charge.UNKNOWN),
    (_starts_a_task, Charge.ACCEPTED),  # HTTP 2xx in JSON that names the task of a create
    (lambda it: True, Charge.UNKNOWN),  # neither a task nor a known refusal: 3xx, 5xx, an unknown 2xx, 408, 409, ...
)
"""Condition and outcome; the first row that holds decides. Source: docs/contract.md#gateway-shapes."""
