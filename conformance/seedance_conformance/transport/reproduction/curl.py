"""An exchange as a `curl` command for bash, with keys as `$SEEDANCE_API_KEY` and ids as variables."""

import base64
import gzip
import re
from collections.abc import Iterator, Mapping
from typing import Final

from seedance_conformance.transport.connection.headers import VARIABLES, hidden
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.redaction import REDACTED
from seedance_conformance.transport.reproduction.shell import Expansion, Parts, leaks, parts, quoted

_LONGEST_BODY: Final = 4_000
_ASSET: Final = re.compile(r"(asset://[^\"\\\s?#/]+)")
# Headers that every request has, or that curl sets itself.
_USUAL: Final = {"host", "accept-encoding", "connection", "content-length", "transfer-encoding"}
_HIDDEN: Final = re.compile(r"<redacted: (\$\w+)>")


def to_curl(exchange: Exchange, route: str = "") -> str:
    """The `curl` command that repeats the request; `route` has options for the way to the target."""
    return " ".join(curl_words(exchange, options=f"-sS{route}"))


def curl_words(exchange: Exchange, names: Mapping[str, str] | None = None, options: str = "-sS") -> list[str]:
    """The parts of the `curl` command that repeats a request, one option each.

    `names` are variables, with the task or asset ids that they stand for; `options` come in front of the method.
    """
    source, body = _body(exchange.request_body, names or {})
    method = "-I" if exchange.method == "HEAD" else f"-X {quoted([exchange.method])}"
    words = [f"{source}curl {options} {method} {_url(exchange, names or {})}"]
    words += [f"-H {header}" for header in header_words(exchange)]
    return words + ([f"--data-binary {body}"] if body else [])


def key_header(authorization: str, keys: Mapping[str, str], name: str = "Authorization") -> str:
    """The header of a key as a word for bash: expansions stand for the keys, by role, and what was made from them."""
    if not authorization:
        return f"'{name};'"
    secrets = {VARIABLES[role]: key for role, key in keys.items()}
    word = parts(authorization, secrets)
    if leaks(word, secrets):
        word = [REDACTED]
    return quoted([f"{name}: ", *word])


def _url(exchange: Exchange, names: Mapping[str, str]) -> str:
    folder, slash, last = exchange.url.rpartition("/")
    word: Parts = [exchange.url]
    if names and exchange.operation not in ("create", "upload"):
        word = [folder + slash, *parts(last, names)]
    dots = "--path-as-is " if re.search(r"\.\.|%2e", exchange.url, re.IGNORECASE) else ""
    return ("-g " if re.search(r"[][{}]", exchange.url) else "") + dots + quoted(word)


def header_words(exchange: Exchange) -> Iterator[str]:
    """The headers that the request needs, as words for bash; secrets are variables of the environment."""
    sent = {name: value for name, value in exchange.request_headers.items() if name not in _USUAL}
    if exchange.authorization:
        yield exchange.authorization
    elif exchange.key in VARIABLES and not any(hidden(VARIABLES[exchange.key]) in value for value in sent.values()):
        yield f'"Authorization: Bearer ${VARIABLES[exchange.key]}"'
        sent.pop("authorization", None)
    if exchange.request_body and not sent.get("content-type"):
        yield "'Content-Type:'"
    for name, value in sent.items():
        if value and not _is_usual(name, value) and not (exchange.authorization and value == REDACTED):
            yield quoted([f"{_in_words(name)}: ", *_revealed(value)])


def _is_usual(name: str, value: str) -> bool:
    """Whether it is a header that the suite adds to each request and that curl doesn't have to send."""
    return (name, value) == ("accept", "application/json") or value.startswith("seedance-conformance/")


def _revealed(value: str) -> Parts:
    """A stored header with the variables of what it hides."""
    found = _HIDDEN.split(value)
    return [Expansion(part) if place % 2 else part for place, part in enumerate(found)]


def _in_words(name: str) -> str:
    """`content-type` as `Content-Type`; the log has names in lower case."""
    return "-".join(word.capitalize() for word in name.split("-"))


def _body(body: bytes, names: Mapping[str, str]) -> tuple[str, str]:
    """What to put before the command, and the argument of `--data-binary`."""
    text = body.decode("utf-8", "replace")
    if len(body) <= _LONGEST_BODY and text.isascii() and text.isprintable():
        pieces = _ASSET.split(text) if names else [text]
        word = [part for piece in pieces for part in (parts(piece, names) if _ASSET.fullmatch(piece) else [piece])]
        return "", quoted(word) if body else ""
    if len(body) <= _LONGEST_BODY and b"\0" not in body:
        return "", quoted([body.decode("latin-1")])
    packed = base64.b64encode(gzip.compress(body, mtime=0)).decode()
    return f"printf %s '{packed}' | base64 -d | gunzip | ", "@-"
