"""What goes to the console: in UTF-8, with nothing that a terminal would obey; and what happens when nobody reads it.

A pipe or a file gets UTF-8, whatever the console's encoding is: a script reads it, and hands an id on. A terminal keeps
its encoding; what it can't show is escaped, in commands so that a shell reads it back.
"""

import codecs
import contextlib
import errno
import io
import os
import shlex
import sys
import unicodedata

_OBEYED = "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters beside the control characters that move or turn what follows."""


def _escape(error: UnicodeError) -> tuple[str | bytes, int]:
    """Stand in for one character: the byte of a file name that is no UTF-8, or an escape."""
    assert isinstance(error, UnicodeEncodeError)
    letter = error.object[error.start]
    one = UnicodeEncodeError(error.encoding, error.object, error.start, error.start + 1, error.reason)
    return codecs.lookup_error("surrogateescape" if "\udc80" <= letter <= "\udcff" else "backslashreplace")(one)


codecs.register_error("seedance", _escape)


def prepare() -> None:
    """Make stdout and stderr take every text."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="seedance")


def plain(text: str) -> str:
    """A text without what a terminal would obey: a service may send anything."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_obeyed(letter) else letter for letter in text)


def _is_obeyed(letter: str) -> bool:
    return (unicodedata.category(letter) == "Cc" and letter not in "\n\t") or letter in _OBEYED


def word(text: str, stream: object = None) -> str:
    """A text as one word for a shell.

    Args:
        text: an id, or a file name.
        stream: where it is shown; each byte of what can't be shown there is escaped in octal, between $' and '.
    """
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
        shown = plain(text) == text and "\n" not in text
    except (UnicodeError, LookupError):
        shown = False
    return shlex.quote(text) if shown else "$'{}'".format("".join(map(_octal, _bytes(text))))


def shown(text: str, stream: object = None) -> str:
    """An id as it is, or as `word` escapes it where it can't be shown."""
    quoted = word(text, stream)
    return quoted if quoted.startswith("$'") else text


def _bytes(text: str) -> bytes:
    try:
        return os.fsencode(text)
    except UnicodeError:  # another locale than UTF-8; see `argument`
        return text.encode("utf-8", errors="surrogatepass")


def _octal(byte: int) -> str:
    return chr(byte) if 0x20 <= byte < 0x7F and byte not in b"'\\" else f"\\{byte:03o}"


def argument(text: str) -> str:
    """An argument of the command line as UTF-8, as results are, whatever the locale took its bytes for."""
    try:
        return os.fsencode(text).decode("utf-8")
    except UnicodeError:
        return text


def complain(text: object) -> None:
    """A line on stderr, if it takes one: an exit code must not hang on it."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(text, file=sys.stderr, flush=True)


def drop_stdout() -> None:
    """Let go of what stdout refused: else Python would try it once more at its end, and exit with 120."""
    if sys.stdout is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def refused(error: OSError) -> str | None:
    """What to say of a result that stdout refused; nothing if its reader only had enough."""
    drop_stdout()
    return None if error.errno == errno.EPIPE else f"the result can't be written to stdout: {error.strerror}"
