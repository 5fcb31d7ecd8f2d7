"""What a fault of the suite was and where, for reports that get shared: no keys, no values, no path of this machine."""

import re
import sysconfig
import traceback
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from attrs import frozen

from seedance_conformance.transport.redaction import REDACTED, redact_keys, redact_text

_PACKAGE: Final = Path(__file__).parents[1]
_DRIVERS: Final = ("/_pytest/", "/pluggy/")
# Whose frames say only that a test was run.
_LONGEST_NOTE: Final = 300
_MOST_LINES: Final = 80
_LONGEST_LINE: Final = 400
_LONGEST_SEARCHED: Final = 20_000
# Letters of a line that are searched for secrets, and times five the lines: what is near these cuts isn't shown.
_WORD: Final = re.compile(r"[^\s\"'<>=:,;()\[\]{}\\]{8,}")
_SHORTEST_KEY: Final = 8
_ALIKE: Final = 0.75
# How much of a word and a key must agree for the word to be a near miss of the key; the suite sends such, too.


@frozen
class Diagnosis:
    """A fault, for every report.

    Attributes:
        note: the exception in one line.
        where: file and line, for example `suite/test_keys.py:57`; empty if nobody knows.
        traceback: of the exception and those behind it, long ones cut in the middle.
    """

    note: str
    where: str
    traceback: str

    @property
    def words(self) -> str:
        """Where it was, and what, in one line."""
        return f"error in {self.where}: {self.note}" if self.where else self.note


def diagnose(error: BaseException, keys: Iterable[str] = ()) -> Diagnosis:
    """Say what an exception was and where it came from.

    Args:
        error: as it was raised.
        keys: of the run; they and words much like them are left out.
    """
    secrets = tuple(keys)
    told = traceback.TracebackException.from_exception(error, compact=True)
    for one in _chain(told):
        kept = [frame for frame in one.stack if not any(driver in frame.filename for driver in _DRIVERS)]
        one.stack = traceback.StackSummary.from_list(kept)
    lines = _cut("".join(told.format()).rstrip().split("\n"), 5 * _MOST_LINES, _LONGEST_SEARCHED)
    lines = _cut(_clean("\n".join(lines), secrets).split("\n"), _MOST_LINES, _LONGEST_LINE)
    said = _clean(_short(_first_line(error), _LONGEST_SEARCHED), secrets)
    return Diagnosis(f"{type(error).__name__}: {_short(said, _LONGEST_NOTE)}", _where(told), "\n".join(lines))


def _first_line(error: BaseException) -> str:
    try:
        return (str(error).splitlines() or [""])[0]
    except Exception:
        return "its message can't be read"


def _chain(told: traceback.TracebackException) -> Iterator[traceback.TracebackException]:
    """The exception, and all that are told with it."""
    yield told
    for other in (told.__cause__, told.__context__, *(getattr(told, "exceptions", None) or ())):
        if other is not None:
            yield from _chain(other)


def _where(told: traceback.TracebackException) -> str:
    """Where the first exception of the chain was raised: the innermost line that is of this package or of a test."""
    first = told
    while first.__cause__ is not None:
        first = first.__cause__
    for one in (first, told):
        for frame in reversed(one.stack):
            path = Path(frame.filename)
            if path.is_relative_to(_PACKAGE):
                return f"{path.relative_to(_PACKAGE).as_posix()}:{frame.lineno}"
            if not frame.filename.startswith(_libraries()):
                return f"{path.name}:{frame.lineno}"
    return ""


def _libraries() -> tuple[str, ...]:
    return tuple(sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib"))


def _clean(text: str, keys: tuple[str, ...]) -> str:
    """Without keys, near misses of them, signed queries, and the part of each path that names this machine."""
    text = redact_keys(text.encode("utf-8", "surrogatepass"), keys).decode("utf-8", "surrogatepass")
    for key in keys:
        text = _without_near_misses(text, key)
    for folder, name in _roots():
        text = _without_folder(text, folder, name)
    return redact_text(text)


def _without_near_misses(text: str, key: str) -> str:
    def replaced(word: re.Match[str]) -> str:
        return REDACTED if _is_near(word[0], key) else word[0]

    return _WORD.sub(replaced, text) if len(key) >= _SHORTEST_KEY else text


def _without_folder(text: str, folder: str, name: str) -> str:
    """Paths below a folder begin with another name instead; without a name they become relative."""

    def replaced(path: re.Match[str]) -> str:
        return f"{name}{path[1]}" if name or not path[1] else ""

    return re.sub(rf"(?<![\w.~-]){re.escape(folder)}([/\\]|(?![\w.-]))", replaced, text)


def _is_near(word: str, key: str) -> bool:
    one, other = word.casefold(), key.casefold()
    if one in other or other in one:
        return True
    if 2 * min(len(one), len(other)) < _ALIKE * (len(one) + len(other)):
        return False  # too different in length to be alike
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _roots() -> list[tuple[str, str]]:
    """Folders of this machine and what stands in their place, the deepest first."""
    python = Path(sysconfig.get_path("stdlib"))
    named = {
        _PACKAGE.parent: "",
        Path(sysconfig.get_path("purelib")): "site-packages",
        Path(sysconfig.get_path("platlib")): "site-packages",
        python: python.name,
        Path.cwd(): "",
        _home(): "~",
    }
    return sorted(
        ((str(folder), name) for folder, name in named.items() if len(folder.parts) > 1),
        key=lambda pair: len(pair[0]),
        reverse=True,
    )


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        return Path()


def _cut(lines: list[str], most: int, longest: int) -> list[str]:
    """Long lines and long tracebacks without their middle: how it began and how it ended is what counts."""
    lines = [_short(line, longest) for line in lines]
    if len(lines) <= most:
        return lines
    head = most // 3
    return [*lines[:head], "  ... lines are left out here ...", *lines[head - most :]]


def _short(text: str, longest: int) -> str:
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]} ... {text[-half:]}"
