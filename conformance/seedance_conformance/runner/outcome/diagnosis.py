"""Describe an error of the suite for shared reports: without keys, local variables and paths of this machine."""

import re
import sysconfig
import traceback
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from attrs import frozen

from seedance_conformance.transport.redaction import REDACTED, redact_text, redact_word

_PACKAGE: Final = Path(__file__).parents[2]
# Their frames only show that a test was run.
_PYTEST_FRAMES: Final = ("/_pytest/", "/pluggy/")
_LONGEST_NOTE: Final = 300
_MOST_LINES: Final = 80
_LONGEST_LINE: Final = 400
# Characters of a line that are searched for secrets; text near the cut isn't shown. Of the lines, five times as many as
# are shown are searched.
_LONGEST_SEARCHED: Final = 20_000
_WORD: Final = re.compile(r"[^\s\"'<>=:,;()\[\]{}\\]{8,}")
_SHORTEST_KEY: Final = 8
# Similarity from which a word counts as a near miss of a key; the suite sends near misses, too.
_ALIKE: Final = 0.75


@frozen
class Diagnosis:
    """An error of the suite, as all reports show it."""

    note: str  # the exception in one line
    where: str  # file and line, for example `suite/test_keys.py:57`; empty if unknown
    traceback: str  # of the exception and its causes; the middle of a long one is cut

    @property
    def summary(self) -> str:
        """Place and exception in one line."""
        return f"error in {self.where}: {self.note}" if self.where else self.note


def diagnose(error: BaseException, keys: Iterable[str] = ()) -> Diagnosis:
    """Describe an exception and where it was raised; the keys of the run and similar words are redacted."""
    secrets = tuple(keys)
    trace = traceback.TracebackException.from_exception(error, compact=True)
    for one in _chain(trace):
        kept = [frame for frame in one.stack if not any(driver in frame.filename for driver in _PYTEST_FRAMES)]
        one.stack = traceback.StackSummary.from_list(kept)
    lines = _cut("".join(trace.format()).rstrip().split("\n"), 5 * _MOST_LINES, _LONGEST_SEARCHED)
    lines = _cut(_clean("\n".join(lines), secrets).split("\n"), _MOST_LINES, _LONGEST_LINE)
    said = _clean(_short(_first_line(error), _LONGEST_SEARCHED), secrets)
    return Diagnosis(f"{type(error).__name__}: {_short(said, _LONGEST_NOTE)}", _where(trace), "\n".join(lines))


def _first_line(error: BaseException) -> str:
    try:
        return (str(error).splitlines() or [""])[0]
    except Exception:
        return "its message can't be read"


def _chain(trace: traceback.TracebackException) -> Iterator[traceback.TracebackException]:
    """The exception and all that its traceback shows."""
    yield trace
    for other in (trace.__cause__, trace.__context__, *(getattr(trace, "exceptions", None) or ())):
        if other is not None:
            yield from _chain(other)


def _where(trace: traceback.TracebackException) -> str:
    """The innermost line of this package or of a test in the first exception of the chain."""
    first = trace
    while first.__cause__ is not None:
        first = first.__cause__
    for one in (first, trace):
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
    """Remove keys, their near misses, signed queries and the machine-specific part of paths."""
    text = redact_word(text, keys)
    for key in keys:
        text = _without_near_misses(text, key)
    for folder, name in _roots():
        text = _without_folder(text, folder, name)
    return redact_text(text)


def _without_near_misses(text: str, key: str) -> str:
    if len(key) < _SHORTEST_KEY:
        return text
    return _WORD.sub(lambda word: REDACTED if _is_near(word[0], key) else word[0], text)


def _without_folder(text: str, folder: str, name: str) -> str:
    """Replace a folder at the start of paths by a name; an empty name makes them relative."""
    at_start = rf"(?<![\w.~-]){re.escape(folder)}([/\\]|(?![\w.-]))"
    return re.sub(at_start, lambda path: f"{name}{path[1]}" if name else "", text)


def _is_near(word: str, key: str) -> bool:
    one, other = word.casefold(), key.casefold()
    if one in other or other in one:
        return True
    if 2 * min(len(one), len(other)) < _ALIKE * (len(one) + len(other)):
        return False  # too different in length to be alike
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _roots() -> list[tuple[str, str]]:
    """Folders of this machine and their replacements, the longest first."""
    python = Path(sysconfig.get_path("stdlib"))
    named = {
        _PACKAGE.parent: "",
        Path(sysconfig.get_path("purelib")): "site-packages",
        Path(sysconfig.get_path("platlib")): "site-packages",
        python: python.name,
        Path.cwd(): "",
        _home(): "~",
    }
    found = [(str(folder), name) for folder, name in named.items() if len(folder.parts) > 1]
    return sorted(found, key=lambda pair: len(pair[0]), reverse=True)


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        return Path()


def _cut(lines: list[str], most: int, longest: int) -> list[str]:
    """Cut the middle of long lines and of long tracebacks."""
    lines = [_short(line, longest) for line in lines]
    if len(lines) <= most:
        return lines
    head = most // 3
    return [*lines[:head], "  ... lines cut here ...", *lines[-(most - head) :]]


def _short(text: str, longest: int) -> str:
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]} ... {text[-half:]}"
