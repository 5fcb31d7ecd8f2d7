"""What must not be stored: keys, and the query strings of addresses, which sign them."""

import re
from collections.abc import Mapping

REDACTED = "<redacted>"
_QUERY = re.compile(r"(https?://[^\s\"'<>?\\]+)\?[^\s\"'<>\\]*")
_SHORTEST_SECRET = 6
# A key shorter than this is a toy, and replacing it everywhere would tear ordinary words.


def redact_text(text: str) -> str:
    """The text with the query string of each http(s) address replaced."""
    return _QUERY.sub(rf"\1?{REDACTED}", text)


def redact_keys(content: bytes, keys: tuple[str, ...]) -> bytes:
    """The content with each of the given keys replaced."""
    for key in keys:
        if len(key) >= _SHORTEST_SECRET:
            content = content.replace(key.encode(), REDACTED.encode())
    return content


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a request without its key; names in lower case."""
    return {name: REDACTED if name == "authorization" else value for name, value in headers.items()}
