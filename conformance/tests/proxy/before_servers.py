"""A pytest plugin: put a proxy before each server of the client's tests, to see whether it changes anything.

pytest -p tests.proxy.before_servers conformance/tests/client

A test that can't pass through a proxy is skipped, with the reason from `LEFT_OUT`. The summary says how many tests of
each file sent a request through a proxy; a file without any fails the run, unless `NO_REQUESTS` says why.
"""

import itertools
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from seedance_conformance.mock.server import MockServer
from seedance_conformance.proxy import server
from seedance_conformance.proxy.messages import HttpRequest
from seedance_conformance.proxy.recorder import Pending, Recorder
from tests.proxy.conftest import running

_FORWARD: Final = "uses the server as a forward proxy, and `seedance proxy` refuses to be one"
_LOCKS: Final = "takes file locks away from this process, in which the proxy runs, too"
LEFT_OUT: Final[dict[str, str]] = {
    "test_a_proxy_that_was_given_is_used": _FORWARD,
    "test_a_proxy_sees_no_key": _FORWARD,
    "test_a_proxy_that_refuses": _FORWARD,
    "test_a_download_through_a_proxy_has_no_key": _FORWARD,
    "test_no_locks_is_said_before_anything_is_sent": _LOCKS,
    "test_a_whole_video_is_a_success_without_locks": _LOCKS,
    "test_a_redirect_to_another_host_gets_no_key": "looks at Host, whose value the proxy replaces by the service's",
}
"""Name of a test -> why it can't pass through the proxy."""
_NO_REQUESTS: Final = {
    "its workers are other processes, with a mock of their own": "fleet/test_celery.py",
    "is about the journal and its tables; nothing is sent to the service": """
        fleet/test_contract.py fleet/test_same_behaviour.py fleet/test_tables.py""",
    "answers by an httpx.MockTransport in this process: there is no connection": """
        library/test_arguments.py library/test_download_lag.py library/test_new_tasks.py library/test_query_limits.py
        library/test_query_shapes.py library/test_time_outs.py library/test_waiting_trouble.py""",
    "closes the client before it sends anything": "library/test_closing.py",
    "is about functions that send nothing": """
        library/test_salvage.py library/test_settings.py test_completion.py test_create_properties.py
        test_lazy_expressions.py test_query_properties.py test_rules.py""",
    "starts a type checker, and sends nothing": "test_typing.py",
    "runs the tests of `library` in other processes: only their mock is behind a proxy": "test_vendored.py",
}
NO_REQUESTS: Final = {file: reason for reason, files in _NO_REQUESTS.items() for file in files.split()}
"""File of `tests/client` -> why none of its tests can send a request through the proxy."""


_RELAYED: Final = "relayed"
_relayed = itertools.count()


def pytest_configure() -> None:
    """Stop each proxy at once: servers that never answer would hold it back. Also put one before each mock."""
    patch = pytest.MonkeyPatch()
    patch.setattr(server, "_LAST_ANSWERS", 0.05)
    begin, enter, leave = Recorder.begin, MockServer.__enter__, MockServer.__exit__
    proxies: dict[int, ExitStack] = {}

    def counted(recorder: Recorder, request: HttpRequest) -> Pending:
        next(_relayed)
        return begin(recorder, request)

    def started(mock: MockServer) -> MockServer:
        enter(mock)
        stack = proxies[id(mock)] = ExitStack()
        folder = Path(stack.enter_context(TemporaryDirectory()))
        mock.base_url = _through(mock.base_url, folder, stack)
        return mock

    def ended(mock: MockServer, *error: Any) -> None:
        proxies.pop(id(mock)).close()
        leave(mock, *error)

    patch.setattr(Recorder, "begin", counted)
    patch.setattr(MockServer, "__enter__", started)
    patch.setattr(MockServer, "__exit__", ended)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Note how many requests a test sent through proxies."""
    before = next(_relayed)
    try:
        return (yield)
    finally:
        item.user_properties.append((_RELAYED, next(_relayed) - before - 1))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests of each file sent requests through a proxy."""
    write = terminalreporter.write_line
    for file, (used, tests) in sorted(_files(terminalreporter).items()):
        reason = "" if used else f": {NO_REQUESTS.get(file, 'NO REASON is given in before_servers.NO_REQUESTS')}"
        write(f"{file}: {used} of {tests} tests used a proxy{reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail if a file has no test that used a proxy, and nobody said why."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    files = _files(reporter) if reporter is not None and not hasattr(session.config, "workerinput") else {}
    if session.exitstatus == 0 and any(not used and file not in NO_REQUESTS for file, (used, _) in files.items()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _files(reporter: pytest.TerminalReporter) -> dict[str, tuple[int, int]]:
    """File -> how many of its tests sent a request through a proxy, and how many ran."""
    found: dict[str, list[int]] = {}
    for report in (*reporter.stats.get("passed", ()), *reporter.stats.get("failed", ())):
        if report.when == "call":
            numbers = [int(value) for name, value in report.user_properties if name == _RELAYED]
            found.setdefault(report.location[0].partition("tests/client/")[2], []).extend(numbers[:1])
    return {file: (sum(number > 0 for number in numbers), len(numbers)) for file, numbers in found.items()}


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Have clients reach the servers `hostile` and `scripted` through a proxy."""
    made = yield
    if fixturedef.argname not in ("hostile", "scripted"):
        return made
    folder: Path = request.getfixturevalue("tmp_path_factory").mktemp("proxy")
    stack = ExitStack()
    fixturedef.addfinalizer(stack.close)
    if isinstance(made, str):
        made = _through(made, folder, stack)
        fixturedef.cached_result = (made, *fixturedef.cached_result[1:])  # type: ignore[index]
    else:
        made.base_url = _through(made.base_url, folder, stack)  # type: ignore[attr-defined]
    return made


def _through(base_url: str, folder: Path, stack: ExitStack) -> str:
    """The base URL of a new proxy before a server; it ends with the stack."""
    proxy = stack.enter_context(running(base_url, folder))
    return f"http://127.0.0.1:{proxy.port}{urlsplit(base_url).path}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what can't pass."""
    for item in items:
        reason = LEFT_OUT.get(item.name.partition("[")[0])
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))
