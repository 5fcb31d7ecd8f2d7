"""The headers of an exchange as words of a `curl` command; secrets are variables of the environment."""

import re
import shlex
from collections.abc import Iterator
from typing import Final

from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.headers import VARIABLES, hidden

# curl sends these itself.
_USUAL: Final = frozenset(("accept-encoding", "connection", "content-length", "host", "transfer-encoding"))
_OURS: Final = "seedance-conformance/"
_HIDDEN: Final = re.compile(r"<redacted: (\$\w+)>")


def header_words(exchange: Exchange) -> Iterator[str]:
    """`-H` and each header that the request needs."""
    sent = exchange.request_headers
    variable = VARIABLES.get(exchange.key, "")
    if variable and not any(hidden(variable) in value for value in sent.values()):
        yield f'-H "Authorization: Bearer ${variable}"'
        sent = {name: value for name, value in sent.items() if name != "authorization"}
    if exchange.authorization:
        yield f"-H {exchange.authorization}"
        sent = {name: value for name, value in sent.items() if name != _name_of(exchange.authorization)}
    if exchange.request_body and "content-type" not in sent:
        yield "-H 'Content-Type:'"
    for name, value in sorted(sent.items()):
        if (name, value) == ("accept", "application/json"):
            continue
        if name not in _USUAL and not (name == "user-agent" and value.startswith(_OURS)):
            yield f"-H {_quoted(f'{_in_words(name)}: {value}')}"


def _quoted(text: str) -> str:
    """In single quotes, or in double quotes if it has a variable."""
    parts = _HIDDEN.split(text)
    if len(parts) == 1:
        return shlex.quote(text)
    return (
        '"'
        + "".join(part if place % 2 else re.sub(r'([\\$`"])', r"\\\1", part) for place, part in enumerate(parts))
        + '"'
    )


def _name_of(word: str) -> str:
    """The name of a header that is a word for bash."""
    return re.split("[:;]", word.lstrip("'\""))[0].lower()


def _in_words(name: str) -> str:
    """`content-type` as `Content-Type`; the log has names in lower case."""
    return "-".join(word.capitalize() for word in name.split("-"))
