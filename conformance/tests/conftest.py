"""A tiny server whose answers a test scripts."""

import gc
import itertools
import os
import signal
import ssl
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import httpx._transports.default as httpx_transport
import pytest
from attrs import define, field
from seedance_conformance.runner.plugin import MARKERS
from tests.serving import AnyMethod, serving

DEAR = tuple(f"test_{name}.py" for name in ("choices", "faults", "every_fault", "vendored", "environment", "seeds"))
"""Files that take half a minute or more."""


Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body of an answer."""


@define
class Scripted:
    """A loopback server under test control.

    Attributes:
        base_url: where it listens.
        answer: from method, path and body to status, headers and body; None drops the connection.
        seen: method, path and body of each request.
        headers: of each request; names in lower case.
    """

    base_url: str
    answer: Callable[[str, str, bytes], Answer | None]
    seen: list[tuple[str, str, bytes]] = field(factory=list)
    headers: list[dict[str, str]] = field(factory=list)

    def will_say(self, *answers: Answer | None) -> None:
        """Give these answers, one after another."""
        left = iter(answers)
        self.answer = lambda *_: next(left)


def pytest_configure(config: pytest.Config) -> None:
    """Tests of shipped tests import them, and with them their markers."""
    # A shell that starts the tests in the background has them ignore Ctrl-C, and so would whatever they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    httpx_transport.create_ssl_context = _tls_context  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """Undo what a test, or a command that it calls, changes in the environment: later tests start programs in it.

    So it is with the recursion limit: mypy, run inside a test, raises it for good, and no body would be too deep.
    """
    before, depth = dict(os.environ), sys.getrecursionlimit()
    yield
    sys.setrecursionlimit(depth)
    if os.environ != before:
        os.environ.clear()
        os.environ.update(before)


@cache
def _known_authorities(file: str | None, folder: str | None) -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _tls_context(verify: Any = True, cert: Any = None, trust_env: bool = True) -> ssl.SSLContext:
    """What each `httpx.Client` would make for itself: reading the known authorities takes longer than most tests."""
    if verify is True and cert is None:
        return _known_authorities(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    return httpx.create_ssl_context(verify, cert, trust_env)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Dear files come first: no process has one left to run when the others have ended."""
    items.sort(key=lambda item: not item.path.name.endswith(DEAR))


def pytest_collection_finish() -> None:
    """The garbage collector needn't look at ten thousand tests again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def state_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Paths that nothing has used yet."""
    folder = tmp_path_factory.mktemp("states")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_state_folder(state_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line keeps a journal in the user's state folder: a test has one of its own."""
    # Not in `tmp_path`, which would be created for each of ten thousand tests: most need no folder.
    monkeypatch.setenv("XDG_STATE_HOME", str(next(state_folders)))
    monkeypatch.delenv("SEEDANCE_JOURNAL", raising=False)


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """A running server that answers 404 until a test gives it something better to say."""
    state = Scripted("", lambda method, path, body: (404, {}, b"{}"))

    class Scripter(AnyMethod):
        def answer(self) -> None:
            request = self.command, self.path, self.content
            state.seen.append(request)
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            answer = state.answer(*request)
            if answer is None:
                self.close_connection = True
                return
            status, headers, content = answer
            self.say(status, content, {"Content-Type": "application/json", **headers})
            promised = headers.get("Content-Length", str(len(content)))
            self.close_connection = self.close_connection or promised != str(len(content))

    with serving(Scripter) as state.base_url:
        yield state
