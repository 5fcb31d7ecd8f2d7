"""Read HAR files (HTTP Archive 1.2) of browsers, Playwright, Charles and mitmproxy.

The writers differ: binary bodies are base64 or missing, long ones are cut or in separate files, times can be missing,
and a request without an answer has status 0 or -1. What an entry lacks is noted, so that nothing rests on it.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from seedance_conformance.recording.reading.entry import Entry, Lack, RecordingError, RecordingFile, made_id
from seedance_conformance.recording.reading.films import films_in
from seedance_conformance.recording.reading.har_parts import Attached, pairs, status_of, text, times
from seedance_conformance.recording.reading.service_call import ServiceCall, kept_headers, service_call
from seedance_conformance.transport.answers.billing import certainly_refused
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.redaction import redact_headers, redact_word, secrets_in, secrets_in_body


def read_har(path: Path) -> RecordingFile:
    """The calls of the service in a HAR file, or in a zip that holds one with its bodies (Playwright).

    Raises:
        RecordingError: it isn't a HAR file.
    """
    try:
        document, attached = _load(path)
        log = document.get("log") if isinstance(document, dict) else None
        found = log.get("entries") if isinstance(log, dict) else None
        if not isinstance(found, list):
            raise ValueError("it has no list log.entries")
    except (ValueError, RecursionError, RuntimeError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise RecordingError(f"'{path}' isn't a HAR file ({error}): save the session again as HAR 1.2") from None
    return read_items(path.name, "HAR", found, attached)


def read_items(
    name: str,
    kind: str,
    found: list[Any],
    attached: Attached = lambda name: None,
    *,
    others: int = 0,
    unreadable: int = 0,
) -> RecordingFile:
    """The calls of the service among the entries of a HAR file.

    Args:
        name: of the file.
        kind: its format.
        found: the entries as HAR 1.2 has them.
        attached: bodies in other files.
        others: how many exchanges had other protocols, so they aren't among the entries.
        unreadable: how many couldn't be made into entries.
    """
    secrets = _secrets(found, attached)
    entries, rest, repeated = [], [], 0
    seen: set[str | None] = set()
    for item in found:
        try:
            entry = _entry(item, secrets, attached)
        except (TypeError, ValueError, KeyError, AttributeError):
            unreadable += 1
            continue
        mark = _mark(item) if entry is None or _is_one_call(entry.exchange) else None
        if mark is not None and mark in seen:
            repeated += 1
        elif entry is None:
            rest.append(item)
        else:
            entries.append(entry)
        seen.add(mark)
    films = tuple(films_in(rest, entries, secrets, attached))
    return RecordingFile(
        name, kind, tuple(entries), others + len(rest) - len(films), unreadable, films=films, repeated=repeated
    )


def _mark(item: Mapping[str, Any]) -> str | None:
    """What only a copy of an entry has, as of a session that was joined with itself; None if it has no times."""
    if None in times(item):
        return None
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()


def _is_one_call(exchange: Exchange) -> bool:
    """Whether entries alike in every detail are one call: a create without an id may be billed twice."""
    if exchange.operation in ("create", "upload", "other"):
        return made_id(exchange) is not None or certainly_refused(exchange)
    return exchange.status is not None


def _load(path: Path) -> tuple[Any, Attached]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            name = next((name for name in names if name.endswith(".har")), None)
            if name is None:
                raise ValueError("the zip has no .har")
            files = {one: archive.read(one) for one in names}
        return json.loads(files[name]), files.get

    def beside(name: str) -> bytes | None:
        # Only a file in the same folder: the name comes from a file that somebody sent.
        found = path.parent / Path(name).name
        return found.read_bytes() if found.is_file() else None

    return json.loads(path.read_bytes()), beside  # also UTF-16, which PowerShell writes


def _secrets(found: list[Any], attached: Attached) -> tuple[str, ...]:
    """All keys of the file: an answer may repeat the key of another request."""
    requests = [item["request"] for item in found if isinstance(item, dict) and isinstance(item.get("request"), dict)]
    words: dict[str, None] = {}
    for request in requests:
        with suppress(TypeError, ValueError, KeyError, AttributeError):  # the entry is counted as unreadable later
            words |= dict.fromkeys(secrets_in(pairs(request.get("headers")), str(request.get("url", ""))))
            words |= dict.fromkeys(secrets_in_body(text(request.get("postData") or {}, attached) or b""))
    return tuple(sorted(words, key=len, reverse=True))


def _entry(item: dict[str, Any], secrets: tuple[str, ...], attached: Attached) -> Entry | None:
    request, response = item["request"], item["response"]
    url = str(request["url"]).encode("utf-8", "replace").decode("utf-8")
    call = service_call(str(request["method"]), url)
    if call is None or response.get("status") == 304 or item.get("_fromCache"):
        return None
    headers = dict(pairs(response.get("headers")))
    asked, asked_whole = _request_body(request, attached)
    answered = status_of(response) is not None
    body, whole = _answer_body(response, headers, attached) if answered else (b"", True)
    exchange = _exchange(item, call, url, redact_headers(headers), (asked, body)).without_keys(secrets)
    missing = {Lack.TIME: None in times(item), Lack.REQUEST: not asked_whole, Lack.ANSWER: not whole}
    authorization = next((value for name, value in pairs(request.get("headers")) if name == "authorization"), None)
    credential = hashlib.sha256(authorization.encode()).hexdigest() if authorization else None
    base_url = redact_word(call.base_url, secrets)
    return Entry(exchange, base_url, frozenset(lack for lack, lacks in missing.items() if lacks), credential)


def _exchange(
    item: Mapping[str, Any], call: ServiceCall, url: str, headers: dict[str, str], bodies: tuple[bytes, bytes]
) -> Exchange:
    request, status = item["request"], status_of(item["response"])
    sent, seconds = times(item)
    return Exchange(
        number=0,
        case="",
        operation=call.operation,
        key="none",
        subject=call.subject,
        method=str(request["method"]).upper(),
        url=_url(call, url),
        request_headers=kept_headers(dict(pairs(request.get("headers")))),
        request_body=bodies[0],
        sent=sent or 0.0,
        seconds=seconds or 0.0,
        status=status,
        headers=headers,
        body=bodies[1],
        # Who gave up isn't recorded: a browser also aborts requests by itself.
        failure="aborted" if status is None else None,
    )


def _url(call: ServiceCall, url: str) -> str:
    """The URL without a user and a fragment; a query may be a key."""
    rest, query, _ = url.partition("://")[2].partition("#")[0].partition("/")[2].partition("?")
    scheme, _, host = call.base_url.partition("://")
    return f"{scheme}://{host.partition('/')[0]}/{rest}{'?<redacted>' if query else ''}"


def _request_body(request: Mapping[str, Any], attached: Attached) -> tuple[bytes, bool]:
    posted, size = request.get("postData"), request.get("bodySize")
    if not isinstance(posted, dict):
        return b"", not (isinstance(size, int) and size > 0) and str(request["method"]).upper() in ("GET", "DELETE")
    body = text(posted, attached)
    return (b"", False) if body is None else (body, _is_whole(body, size))


def _answer_body(response: Mapping[str, Any], headers: Mapping[str, str], attached: Attached) -> tuple[bytes, bool]:
    content = response.get("content") or {}
    body = text(content, attached)
    length = headers.get("content-length", "")
    sizes = [content.get("size"), int(length) if length.isdecimal() and "content-encoding" not in headers else None]
    if body is None:
        # A size of 0 proves nothing: browsers also write it for a body that they no longer have.
        return b"", length == "0" or response.get("status") == 204
    return body, all(_is_whole(body, size) for size in sizes)


def _is_whole(body: bytes, size: Any) -> bool:
    """Whether a body isn't shorter than its recorded size. Writers count differently, but cut JSON doesn't parse."""
    if isinstance(size, bool) or not isinstance(size, int) or len(body) >= size:
        return True
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
