"""The Python examples of the pages do what they say, against the mock."""

import asyncio
import inspect
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from seedance_client import Seedance
from seedance_conformance.media.server import MediaServer
from seedance_conformance.mock.server import MockServer
from seedance_conformance.offline import KEY, LoopbackHosting, offline_client, offline_server
from seedance_conformance.offline.clients import make_async_client
from tests.docs.pages import PAGES, ROOT, Piece, blocks
from tests.services_postgres import PostgresServer, postgres

__all__ = ["postgres"]
WITH_EXAMPLES = [page for page in PAGES if blocks(page, "python")]


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """A mock whose tasks end at once."""
    with offline_server() as running:
        yield running


@pytest.fixture(scope="module")
def media() -> Iterator[MediaServer]:
    """Files in place of those that the examples name."""
    with MediaServer() as running:
        yield running


def on_this_machine(example: Piece, media: MediaServer) -> Piece:
    """An example with media on this machine."""
    urls = {"png": media.image(1), "mp4": media.video(1), "mp3": media.audio(1)}
    text = re.sub(r"https://media\.example\.com/[\w/-]+\.(\w+)", lambda match: urls[match[1]], example.text)
    return example._replace(text=text)


def with_database(examples: list[Piece], request: pytest.FixtureRequest) -> list[Piece]:
    """Examples with a real database in place of the one that they name."""
    url = re.compile(r"postgresql://[\w/]+")
    if not any(url.search(example.text) for example in examples):
        return examples
    server: PostgresServer = request.getfixturevalue("postgres")
    database = server.new_database()
    return [example._replace(text=url.sub(database, example.text)) for example in examples]


def run(example: Piece, namespace: dict[str, object]) -> None:
    """Run a block, and the tests that it defines, with `client` at hand."""
    with Seedance(journal="tasks.jsonl") as client:
        namespace["client"] = client
        exec(compile("\n" * (example.line - 1) + example.text, str(example.page), "exec"), namespace)  # noqa: S102
        for name in [name for name in namespace if name.startswith("test_")]:
            run_test(namespace.pop(name))


def run_test(test: Any) -> None:
    """Run a test as pytest would, with the fixtures that it names."""
    with offline_client() as client, offline_server() as server, tempfile.TemporaryDirectory() as folder:
        other = make_async_client(server, LoopbackHosting(), {})
        fixtures = {"seedance": client, "async_seedance": other, "tmp_path": Path(folder)}
        result = test(**{name: fixtures[name] for name in inspect.signature(test).parameters})
        if inspect.isawaitable(result):
            asyncio.run(result)  # type: ignore[arg-type]


@pytest.fixture
def project(server: MockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a vendored copy of the client where the pages put it, and the mock in the environment."""
    parent = tmp_path / "src" / "acme" / "_vendor"
    parent.mkdir(parents=True)
    (parent / "seedance_client").symlink_to(ROOT / "generated" / "seedance_client")
    monkeypatch.syspath_prepend(tmp_path / "src")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEDANCE_API_KEY", KEY)
    monkeypatch.setenv("SEEDANCE_BASE_URL", server.base_url)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_run(page: Path, media: MediaServer, request: pytest.FixtureRequest) -> None:
    """All blocks run in order; a later one may use names of an earlier one."""
    namespace: dict[str, object] = {"__name__": "example"}
    for example in with_database(blocks(page, "python"), request):
        run(on_this_machine(example, media), namespace)


def test_the_pages_have_examples() -> None:
    """The search for blocks finds those of the README and of the page about the client."""
    assert {ROOT / "README.md", ROOT / "docs" / "client.md", ROOT / "docs" / "mock.md"} <= set(WITH_EXAMPLES)


@pytest.mark.usefixtures("project")
def test_a_broken_example_is_noticed() -> None:
    """An example that calls something that doesn't exist fails, and the error names the page's line."""
    with pytest.raises(AttributeError, match="vanish") as caught:
        run(Piece(ROOT / "README.md", 40, "client.vanish()"), {})
    assert caught.traceback[-1].lineno == 39
