"""Words are escaped so that a shell reads them back, and every character can be written."""

import codecs
import io
import os
import subprocess

import pytest
from seedance_conformance import stdout

WORDS = [
    *("video_1", "a b", "it's", "", "лиса", "🦊", "a\x1b[2J", "a\nb", "\udcff", "a\\b'"),
    *("\u202ex", "a\u200bb", "\u3000"),
]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "nonsense"])
@pytest.mark.parametrize("text", WORDS, ids=ascii)
def test_a_word_comes_back_from_a_shell(text: str, encoding: str) -> None:
    """A shell reads any id or name back from the printed word."""
    stream = io.StringIO()
    word = stdout.shell_word(text, type("Stream", (), {"encoding": encoding, "write": stream.write})())
    if encoding in ("ascii", "cp1252"):
        word.encode(encoding)
    assert "\x1b" not in word
    read = subprocess.run(["bash", "-c", f"printf %s {word}"], capture_output=True, check=True, timeout=10).stdout
    assert read == os.fsencode(text)


@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "cp1252", "koi8-r"])
def test_every_character_can_be_written(encoding: str) -> None:
    """Other characters become the byte of a name or an escape, never an error."""
    written = codecs.encode("a\udcffж\ud800🦊", encoding, errors="seedance")
    assert written.startswith(b"a\xff")
    assert b"\\ud800" in written
