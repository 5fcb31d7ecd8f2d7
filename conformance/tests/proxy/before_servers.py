"""A pytest plugin: put a proxy before each server that the client's tests script, to see whether it changes anything.

pytest -p tests.proxy.before_servers conformance/tests/client/library

A test that can't pass through a proxy is skipped, with the reason from `LEFT_OUT`.
"""

from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from seedance_conformance.proxy import server
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


def pytest_configure() -> None:
    """Stop each proxy at once: servers that never answer would hold it back."""
    pytest.MonkeyPatch().setattr(server, "_LAST_ANSWERS", 0.05)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Have clients reach the servers `hostile`, `scripted` and `service` through a proxy."""
    made = yield
    if fixturedef.argname not in ("hostile", "scripted", "service"):
        return made
    folder: Path = request.getfixturevalue("tmp_path_factory").mktemp("proxy")
    if isinstance(made, str):
        made = _through(made, folder, fixturedef)
        fixturedef.cached_result = (made, *fixturedef.cached_result[1:])  # type: ignore[index]
    else:
        made.base_url = _through(made.base_url, folder, fixturedef)  # type: ignore[attr-defined]
    return made


def _through(base_url: str, folder: Path, fixturedef: pytest.FixtureDef[Any]) -> str:
    """The base URL of a new proxy before a server; it ends with the fixture."""
    stack = ExitStack()
    proxy = stack.enter_context(running(base_url, folder))
    fixturedef.addfinalizer(stack.close)
    return f"http://127.0.0.1:{proxy.port}{urlsplit(base_url).path}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what can't pass."""
    for item in items:
        reason = LEFT_OUT.get(item.name.partition("[")[0])
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))
