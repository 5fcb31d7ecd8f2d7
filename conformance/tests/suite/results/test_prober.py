"""A process reads result files; a file that ends it is unreadable."""

import os
import signal

import pytest
from seedance_conformance.media.writers import videos as clips
from seedance_conformance.suite.results.facts import Unreadable
from seedance_conformance.suite.results.probe import probe
from seedance_conformance.suite.results.prober import Prober


def test_it_finds_what_the_probe_finds() -> None:
    """One after another, also after a file that isn't a video."""
    prober = Prober()
    for content in (clips.write_clip(640, 640, 4.0), clips.write_clip(854, 480, 5.0, sound=clips.AUDIBLE)):
        assert prober.probe(content) == probe(content)
        with pytest.raises(Unreadable, match="17 bytes that are not a video"):
            prober.probe(b"<html>gone</html>")
        with pytest.raises(Unreadable):
            prober.probe(b"")


def test_it_starts_again_after_a_crash() -> None:
    """A process that was killed is replaced."""
    prober, clip = Prober(), clips.write_clip(640, 640, 4.0)
    os.kill(prober._process.pid, signal.SIGKILL)
    prober._process.wait()
    assert prober.probe(clip).width == 640


def test_a_file_that_crashes_the_decoder_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    """After two tries."""
    monkeypatch.setattr("seedance_conformance.suite.results.prober._MODULE", "no_such_module")
    prober = Prober()
    with pytest.raises(Unreadable, match="5 bytes that crash the decoder"):
        prober.probe(b"12345")


def test_the_process_ends_with_it() -> None:
    """Nothing is left behind."""
    prober = Prober()
    process = prober._process
    del prober
    assert process.poll() is not None
