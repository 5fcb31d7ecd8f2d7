"""An exchange as a `curl` command for bash, with keys as `$SEEDANCE_API_KEY` and ids as variables."""

import base64
import gzip
import re
from collections.abc import Mapping
from typing import Final

from seedance_conformance.transport.curl_headers import header_words
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.shell import Parts, parts, quoted

_LONGEST_BODY: Final = 4_000
_ASSET: Final = re.compile(r"(asset://[^\"\\\s?#/]+)")


def to_curl(exchange: Exchange) -> str:
    """The `curl` command that repeats the request."""
    return " ".join(curl_words(exchange))


def curl_words(exchange: Exchange, names: Mapping[str, str] | None = None, options: str = "-sS") -> list[str]:
    """The parts of the `curl` command that repeats a request, one option each.

    Args:
        exchange: the request.
        names: variable -> the task or asset id that it stands for.
        options: of curl, in front of the method.
    """
    source, body = _body(exchange.request_body, names or {})
    method = "-I" if exchange.method == "HEAD" else f"-X {quoted([exchange.method])}"
    words = [f"{source}curl {options} {method} {_url(exchange, names or {})}"]
    words += header_words(exchange)
    return words + ([f"--data-binary {body}"] if body else [])


def _url(exchange: Exchange, names: Mapping[str, str]) -> str:
    folder, slash, last = exchange.url.rpartition("/")
    word: Parts = [exchange.url]
    if names and exchange.operation not in ("create", "upload"):
        word = [folder + slash, *parts(last, names)]
    dots = "--path-as-is " if re.search(r"\.\.|%2e", exchange.url, re.IGNORECASE) else ""
    return ("-g " if re.search(r"[][{}]", exchange.url) else "") + dots + quoted(word)


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
