"""An exchange as a shell command, with the key as `$SEEDANCE_API_KEY`."""

import shlex

from seedance_conformance.transport.curl_headers import header_words
from seedance_conformance.transport.exchange import Exchange

_LONGEST_BODY = 4_000


def to_curl(exchange: Exchange) -> str:
    """The `curl` command that repeats the request."""
    parts = [f"curl -sS -X {exchange.method} {shlex.quote(exchange.url)}", *header_words(exchange)]
    if exchange.request_body:
        parts.append(f"--data-binary {_body(exchange.request_body)}")
    return " ".join(parts)


def _body(body: bytes) -> str:
    if len(body) > _LONGEST_BODY:
        return f"@body.bin  # {len(body)} bytes, beginning {shlex.quote(body[:60].decode('utf-8', 'replace'))}"
    text = body.decode("utf-8", "replace")
    if text.isprintable() and "\ufffd" not in text:
        return shlex.quote(text)
    return "$'" + "".join(_escaped(byte) for byte in body) + "'"


def _escaped(byte: int) -> str:
    return chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\x{byte:02x}"
