"""Find the downloads of results among the entries of a HAR file: they go to the addresses that its answers give."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urljoin

from seedance_conformance.recording.reading.entry import Entry, Film
from seedance_conformance.recording.reading.har_parts import Attached, pairs, status_of, text, times
from seedance_conformance.transport.answers.answer import task_of
from seedance_conformance.transport.redaction import redact_word
from seedance_conformance.transport.tasks.download import Download

_PART: Final = re.compile(r"bytes 0-(?P<last>\d{1,18})/(?P<total>\d{1,18})")
_REDIRECTS: Final = (301, 302, 303, 307, 308)


def films_in(
    items: Sequence[Mapping[str, Any]], entries: Sequence[Entry], secrets: tuple[str, ...], attached: Attached
) -> Iterator[Film]:
    """The downloads of results, in the order of the file; a redirect is followed to its target.

    Args:
        items: entries of a HAR file that aren't calls of the service.
        entries: its calls of the service, without keys.
        secrets: the keys of the file, which were taken out of the answers; signatures are among them.
        attached: bodies in other files.
    """
    addresses = _addresses(entries)
    for item in items if addresses else ():
        try:
            film = _film(item, addresses, secrets, attached)
        except (TypeError, ValueError, KeyError, AttributeError):
            continue  # it counts as a request to another server
        if film is not None:
            yield film


def _addresses(entries: Sequence[Entry]) -> dict[str, str]:
    """The URL of each result in an answer to a query -> its address in the answer."""
    found: dict[str, str] = {}
    for entry in entries:
        task = task_of(entry.exchange) if entry.exchange.operation == "query" else None
        address = (task or {}).get("video_url")
        if isinstance(address, str) and address.startswith(("http://", "https://")):
            found[_bare(address)] = address
    return found


def _bare(url: object, secrets: tuple[str, ...] = ()) -> str:
    """A URL as an answer without keys has it."""
    return redact_word(str(url).partition("#")[0], secrets)


def _film(
    item: Mapping[str, Any], addresses: dict[str, str], secrets: tuple[str, ...], attached: Attached
) -> Film | None:
    request, response = item["request"], item["response"]
    address, status = addresses.get(_bare(request["url"], secrets)), status_of(response)
    if address is None or str(request["method"]).upper() != "GET" or status is None or item.get("_fromCache"):
        return None
    headers = dict(pairs(response.get("headers")))
    if status in _REDIRECTS:
        target = urljoin(str(request["url"]), str(response.get("redirectURL") or headers.get("location") or ""))
        addresses.setdefault(_bare(target, secrets), address)
        return None
    if status == 304 or any(response.get(name) for name in ("_error", "_failureText")):
        return None  # nothing was sent, or one of both broke off, and nobody knows who
    content = text(response.get("content") or {}, attached)
    size, part = len(content or b""), _part(status, headers, len(content or b""))
    download = Download(status, content or b"", headers.get("content-type", ""), part=part)
    # Without an announced length, the recorder may have cut the body.
    announced = "" if "content-encoding" in headers else headers.get("content-length", "")
    whole = content is not None and part is None and announced.isdecimal() and int(announced) == size
    return Film(address, times(item)[0], download, whole)


def _part(status: int, headers: Mapping[str, str], size: int) -> str | None:
    """The Content-Range of a part, as players ask for them; None for a whole file."""
    if status != 206:
        return None
    given = headers.get("content-range", "").strip()
    found = _PART.fullmatch(given)
    is_whole = found is not None and int(found["last"]) + 1 == int(found["total"]) == size
    return None if is_whole else given or "without a range"
