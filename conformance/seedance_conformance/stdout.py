"""Text for the console: encoded, without terminal control characters, and safe if the reader has gone.

A pipe or a file always gets UTF-8, since scripts pass ids on. A terminal keeps its encoding; characters that it can't
show are escaped, in commands so that a shell can read them back.
"""

import codecs
import contextlib
import errno
import io
import os
import shlex
import sys
import unicodedata
from collections.abc import Iterator
from typing import TextIO

_DIRECTION_MARKS = "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters besides the control characters that move or reverse the following text."""


def _escape(error: UnicodeError) -> tuple[str | bytes, int]:
    """Replace one character: by the byte of a file name that isn't UTF-8, or by an escape."""
    assert isinstance(error, UnicodeEncodeError)
    letter = error.object[error.start]
    one = UnicodeEncodeError(error.encoding, error.object, error.start, error.start + 1, error.reason)
    return codecs.lookup_error("surrogateescape" if "\udc80" <= letter <= "\udcff" else "backslashreplace")(one)


codecs.register_error("seedance", _escape)


def prepare_streams() -> None:
    """Make stdout and stderr accept every character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="seedance")


def without_controls(text: str) -> str:
    """A text without terminal control characters: a service may send anything."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_control(letter) else letter for letter in text)


def _is_control(letter: str) -> bool:
    return (unicodedata.category(letter) == "Cc" and letter not in "\n\t") or letter in _DIRECTION_MARKS


def shell_word(text: str, stream: object = None) -> str:
    """A text as one word for a shell; bytes of what the stream can't show are escaped in octal, between $' and '."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
        shown = without_controls(text) == text and "\n" not in text
    except (UnicodeError, LookupError):
        shown = False
    return shlex.quote(text) if shown else "$'{}'".format("".join(map(_octal, _bytes(text))))


def escaped_id(text: str, stream: object = None) -> str:
    """An id as it is, or as `shell_word` escapes it if it can't be shown."""
    quoted = shell_word(text, stream)
    return quoted if quoted.startswith("$'") else text


def _bytes(text: str) -> bytes:
    try:
        return os.fsencode(text)
    except UnicodeError:  # the locale isn't UTF-8; see `utf8_argument`
        return text.encode("utf-8", errors="surrogatepass")


def _octal(byte: int) -> str:
    return chr(byte) if 0x20 <= byte < 0x7F and byte not in b"'\\" else f"\\{byte:03o}"


def utf8_argument(text: str) -> str:
    """A command line argument decoded as UTF-8, like the output, in any locale."""
    try:
        return os.fsencode(text).decode("utf-8")
    except UnicodeError:
        return text


def print_error(text: object) -> None:
    """Print a line on stderr; a closed stderr doesn't change the exit code."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(text, file=sys.stderr, flush=True)


class StdoutError(OSError):
    """stdout can't be written."""

    def __str__(self) -> str:
        return str(self.strerror)

    @property
    def reader_has_gone(self) -> bool:
        """Whether the reader of a pipe, such as `head`, has closed it."""
        return self.errno == errno.EPIPE


@contextlib.contextmanager
def writing(what: str) -> Iterator[TextIO]:
    """stdout, to write the result or the video.

    Raises:
        StdoutError: it can't be written.
    """
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        yield sys.stdout
        sys.stdout.flush()
    except OSError as error:
        drop_stdout()
        raise StdoutError(error.errno, f"the {what} can't be written to stdout: {error.strerror}") from None


def drop_stdout() -> None:
    """Drop the output that stdout refused: Python would otherwise write it again at exit and exit with 120."""
    if sys.stdout is not None:
        _drop(sys.stdout)


def drop_refused_stderr() -> None:
    """Drop the output that stderr refused, if it did: the exit code would be 120 in place of ours."""
    if sys.stderr is not None:
        try:
            sys.stderr.flush()
        except OSError:
            _drop(sys.stderr)


def _drop(stream: TextIO) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def output_error(error: OSError) -> str | None:
    """The message for output that stdout refused; None if the reader only closed the pipe."""
    drop_stdout()
    return None if error.errno == errno.EPIPE else f"the result can't be written to stdout: {error.strerror}"
