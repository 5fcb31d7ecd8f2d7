"""A diagnosis names the error and its place, and holds no secret and no path of this machine."""

import time
from pathlib import Path

import pytest
from seedance_conformance.media import Library
from seedance_conformance.runner.outcome import diagnosis as diagnosis_module
from seedance_conformance.runner.outcome.diagnosis import Diagnosis, diagnose

KEY = "sk-canary-5d1f0b7a9c3e"


def diagnosis(error: Exception, *keys: str) -> Diagnosis:
    """The diagnosis of an exception raised here."""
    try:
        raise error
    except Exception as raised:
        return diagnose(raised, keys)


def whole(found: Diagnosis) -> str:
    """All texts of the diagnosis."""
    return "\n".join((found.note, found.where, found.traceback))


def test_it_names_exception_file_and_line() -> None:
    """The place is the innermost line of the package, and the traceback leads there."""
    try:
        Library(None).expect("image-1.png")
    except Exception as error:
        found = diagnose(error)
    file, _, line = found.where.partition(":")
    assert file == "media/library.py"
    assert found.summary == f"error in {found.where}: {found.note}"
    assert found.note.startswith("NotMade: image-1.png was not written")
    assert f'"seedance_conformance/{file}", line {line}' in found.traceback
    assert found.traceback.endswith(found.note.partition(": ")[2])


def test_outside_of_the_package_the_file_is_named() -> None:
    """For a test outside the package, the place is its own line."""
    found = diagnosis(ValueError("a bug"))
    assert found.where.startswith("test_diagnosis.py:")
    assert found.note == "ValueError: a bug"


@pytest.mark.parametrize(
    "secret",
    [
        KEY,
        KEY[:-1],
        KEY[3:],
        KEY[: len(KEY) // 2],
        KEY.upper(),
        f"{KEY}z",
        KEY.replace("5d", "6e"),
        f"x{KEY}y",
        f"Bearer{KEY}",
    ],
)
def test_keys_and_near_misses_are_left_out(secret: str) -> None:
    """They are redacted in the message and in that of the cause; the suite sends near misses of keys, too."""
    error = RuntimeError(f"no {secret}\nsecond line {secret}")
    error.__cause__ = ValueError(f"Illegal header value b'Bearer {secret}'")
    found = diagnosis(error, KEY)
    assert secret not in whole(found)
    assert whole(found).count("<redacted>") >= 4
    assert "Illegal header value" in found.traceback


def test_signed_queries_are_left_out() -> None:
    """The URL stays without its query."""
    found = diagnosis(OSError("https://cdn.example.com/a.mp4?X-Signature=0123456789 is gone"))
    assert "0123456789" not in whole(found)
    assert "https://cdn.example.com/a.mp4?<redacted>" in found.note


def test_short_keys_damage_no_words() -> None:
    """A key such as `k` isn't redacted, since it is in most words."""
    assert diagnosis(ValueError("a key like k"), "k").note == "ValueError: a key like k"


def test_values_of_variables_are_never_shown() -> None:
    """The traceback has no variables, which hold bodies, answers and keys."""
    secret = "".join(["only", "in", "a", "variable"])
    assert secret
    assert "onlyinavariable" not in whole(diagnosis(ValueError("a bug")))


def test_no_path_of_this_machine_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames and messages show no folder of the package, of Python, its libraries or the user."""
    monkeypatch.setenv("HOME", "/home/alice")
    message = "'/home/alice', /home/alice/films/a.mp4, /data/home/alice/b"
    found = diagnosis(FileNotFoundError(2, "no such file", message))
    assert "'~', ~/films/a.mp4, /data/home/alice/b" in found.note
    monkeypatch.setenv("HOME", str(Path(__file__).parents[3]))
    text = whole(diagnosis(ValueError("a bug")))
    assert str(Path(__file__).parents[2]) not in text
    assert 'tests/runner/outcome/test_diagnosis.py", line' in text


def test_libraries_are_named_without_their_place() -> None:
    """Frames of the standard library and of installed packages keep their module path."""
    try:
        Path("/nowhere/at/all").read_bytes()
    except OSError as error:
        found = diagnose(error)
    assert 'File "python3.' in found.traceback
    assert "/lib/python3" not in found.traceback


def test_long_tracebacks_lose_their_middle() -> None:
    """Its beginning and end stay, and a line shows the cut."""
    deep = "\n".join(f"line {number} of a long story" for number in range(5_000))
    found = diagnosis(ValueError(deep + "the end"))
    lines = found.traceback.split("\n")
    assert len(lines) == 81
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1].endswith("the end")
    assert lines.count("  ... lines cut here ...") == 1


def test_long_lines_lose_their_middle() -> None:
    """A secret is redacted before a cut could split it."""
    found = diagnosis(ValueError("x" * 100_000 + " " + KEY + " " + "y" * 190), KEY)
    assert KEY[-6:] not in whole(found)
    assert max(len(line) for line in found.traceback.split("\n")) < 420
    assert len(found.note) < 330


def test_a_hostile_exception_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its message raises an error, or is slow to search: of a million words at most 400 000 are compared."""

    class Hostile(Exception):
        def __str__(self) -> str:
            raise KeyError("no message")

    assert diagnosis(Hostile()).note == "Hostile: its message can't be read"
    compared: list[str] = []
    monkeypatch.setattr(diagnosis_module, "_is_near", lambda word, key: compared.append(word))
    begun = time.process_time()
    diagnosis(ValueError("\n".join(["some-words-of-a-key " * 1_000] * 1_000)), KEY)
    assert time.process_time() - begun < 10
    assert 0 < len(compared) < 410_000  # 400 lines of 20 000 characters


def test_groups_are_shown_with_their_members() -> None:
    """The message of each member is redacted."""
    found = diagnosis(ExceptionGroup("two faults", [ValueError(KEY), OSError("no room")]), KEY)
    assert KEY not in whole(found)
    assert "no room" in found.traceback
