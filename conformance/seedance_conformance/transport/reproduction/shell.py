"""Write texts as words of a bash command, with secrets and ids as expansions of variables."""

import base64
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from attrs import frozen

# Shorter parts of a value also occur in ordinary words.
_SHORTEST: Final = 4
# So many characters of a key in a row can't be an accident.
_RECOGNISABLE: Final = 6
# What double quotes leave alone; `!` isn't here, since an interactive shell expands it.
_PLAIN: Final = re.compile(r"[\w\s:/.,;=@%+?&<>()\[\]{}*|~#^'-]*", re.ASCII)

_DERIVED: Final[tuple[tuple[Callable[[str], str], str], ...]] = (
    (lambda value: value, "$NAME"),
    (lambda value: base64.b64encode(f"{value}:".encode()).decode(), "$(printf %s: \"$NAME\" | base64 | tr -d '\\n')"),
    (lambda value: value[:-1], "${NAME%?}"),
    (lambda value: value[1:], "${NAME#?}"),
    (lambda value: value.swapcase(), "${NAME~~}"),
    (lambda value: value.upper(), "${NAME^^}"),
    (lambda value: value.lower(), "${NAME,,}"),
    (lambda value: value[::-1], '$(rev <<<"$NAME")'),
    (lambda value: value[: len(value) // 2], "${NAME:0:${#NAME}/2}"),
    (lambda value: value[len(value) // 2 :], "${NAME:${#NAME}/2}"),
    (lambda value: value[len(value) // 2 + 1 :], "${NAME:${#NAME}/2+1}"),
    (lambda value: value[:1], "${NAME:0:1}"),
)
"""How a text can follow from the value of a variable, and the expansion that makes it; the likeliest first."""


@frozen
class Expansion:
    """A part of a word that bash fills in, for example `${SEEDANCE_API_KEY%?}`."""

    text: str


Parts = list[str | Expansion]
"""A word: literal texts and expansions."""


def parts(text: str, values: Mapping[str, str]) -> Parts:
    """The text with each part that follows from the value of a variable as an expansion, the longest first."""
    found = sorted(_derivations(values), key=lambda pair: -len(pair[0]))
    word: Parts = [text]
    for made, expansion in found:
        word = [piece for part in word for piece in _split(part, made, expansion)]
    return word


def quoted(word: Parts) -> str:
    """A word for bash, in double quotes if that is readable, else in single quotes with the expansions between."""
    word = [part for part in word if part != ""]
    if not any(isinstance(part, Expansion) for part in word):
        return _literal("".join(str(part) for part in word))
    if all(isinstance(part, Expansion) or _PLAIN.fullmatch(part) for part in word):
        return f'"{"".join(_inside(word))}"'
    return "".join(f'"{part.text}"' if isinstance(part, Expansion) else _literal(part) for part in word)


def _literal(text: str) -> str:
    """The text for bash; bytes beyond ASCII as escapes, since headers are Latin-1 and terminals aren't."""
    if text.isascii() and text.isprintable():
        return shlex.quote(text)
    escaped = (
        chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\x{byte:02x}" for byte in text.encode("latin-1")
    )
    return f"$'{''.join(escaped)}'"


def leaks(word: Parts, secrets: Mapping[str, str]) -> bool:
    """Whether a literal part of a word holds a recognisable part of a secret."""
    literal = " ".join(part for part in word if isinstance(part, str)).casefold()
    return any(
        window in literal
        for secret in secrets.values()
        for text in (secret.casefold(), secret.casefold()[::-1])
        for window in _windows(text)
    )


def _windows(text: str) -> Iterator[str]:
    size = min(_RECOGNISABLE, len(text))
    return (text[start : start + size] for start in range(len(text) - size + 1) if size)


def _derivations(values: Mapping[str, str]) -> Iterator[tuple[str, Expansion]]:
    for name, value in values.items():
        for rank, (derive, expansion) in enumerate(_DERIVED):
            made = derive(value)
            if len(made) >= _SHORTEST or (made and not rank):
                yield made, Expansion(expansion.replace("NAME", name))


def _split(part: str | Expansion, made: str, expansion: Expansion) -> Iterator[str | Expansion]:
    if isinstance(part, Expansion) or made not in part:
        yield part
        return
    before, _, after = part.partition(made)
    yield before
    yield expansion
    yield from _split(after, made, expansion)


def _inside(word: Parts) -> Iterator[str]:
    """The parts as they stand in double quotes: a name that goes on needs braces."""
    for part, following in zip(word, [*word[1:], ""], strict=True):
        if isinstance(part, str):
            yield part
        elif re.match(r"\w|\[", following if isinstance(following, str) else "") and re.fullmatch(r"\$\w+", part.text):
            yield f"${{{part.text[1:]}}}"
        else:
            yield part.text
