"""Reads result files in a separate process: decoding takes megabytes, and may crash the decoder."""

import json
import subprocess
import sys
import threading
import weakref
from typing import Any, Final

from seedance_conformance.suite.context import Context
from seedance_conformance.suite.results.facts import Unreadable, Video

_MODULE: Final = "seedance_conformance.suite.results.probe"
_TRIES: Final = 2


def probe(context: Context, content: bytes) -> Video:
    """Read a result file, in the run's one process for all files; raises Unreadable if it isn't a video."""
    return context.once(Prober, Prober).probe(content)


class Prober:
    """A process that reads files one after another; it ends with this object. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._start()

    def probe(self, content: bytes) -> Video:
        """Read a result file; raises Unreadable if it isn't a video, or crashes the decoder."""
        with self._lock:
            for _ in range(_TRIES):
                answer = self._ask(content)
                if answer is not None:
                    return _video(answer)
                self._end()
                self._start()
        raise Unreadable(f"{len(content)} bytes that crash the decoder")

    def _start(self) -> None:
        command = [sys.executable, "-m", _MODULE]
        # Ctrl-C is for the run, which ends this process.
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._process = process
        self._end = weakref.finalize(self, _end, process)

    def _ask(self, content: bytes) -> dict[str, Any] | None:
        """The facts of a file as the process writes them, or None if it crashed."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(len(content).to_bytes(8))
            stdin.write(content)
            stdin.flush()
        except OSError:
            return None
        line = stdout.readline()
        return json.loads(line) if line.endswith(b"\n") else None


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()


def _video(answer: dict[str, Any]) -> Video:
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    return Video(**answer | {"brand": answer["brand"].encode("latin-1")})
