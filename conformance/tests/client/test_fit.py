"""How the client fits into an application: lazy imports, one module for httpx, other transports, a client offline."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
import httpx_aiohttp
import pytest
from seedance_client import AsyncSeedance, NotConnected, OutcomeUnknown
from tests.client.library.answers import PRO, TASK, close, cut, http, reset

REPOSITORY = Path(__file__).parents[3]


def test_import_is_lazy() -> None:
    """Importing the package, and even the client's class, does not import httpx."""
    program = "import sys, seedance_client; from seedance_client import Seedance, Frames; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"


def test_httpx_is_imported_in_one_module() -> None:
    """Only one hand-written module imports httpx, so that replacing httpx changes one module."""
    companion = REPOSITORY / "openapi" / "companion"
    users = [path.name for path in companion.rglob("*.py") if "import httpx" in path.read_text(encoding="utf-8")]
    assert users == ["connections.py"]


def create_with_aiohttp(base_url: str, transport: Any) -> Any:
    """A task that was started through httpx-aiohttp."""

    async def main() -> Any:
        async with AsyncSeedance("sk-offline-client", base_url=base_url, transport=transport()) as client:
            return await client.create("x", model=PRO)

    return asyncio.run(main())


def fresh() -> httpx_aiohttp.AiohttpTransport:
    """The transport of docs/client.md: it keeps no connection, so no create meets one that the server has closed."""
    return httpx_aiohttp.AiohttpTransport(
        client=lambda: aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
    )


both = pytest.mark.parametrize("transport", [httpx_aiohttp.AiohttpTransport, fresh], ids=["kept", "fresh"])


@both
def test_aiohttp_transport(hostile: Any, transport: Any) -> None:
    """The faster transport creates, waits and downloads."""
    hostile.script["POST"] = [http(TASK)]
    assert create_with_aiohttp(hostile.base_url, transport).id == "video_1"
    assert hostile.seen[0].headers["authorization"] == "Bearer sk-offline-client"


@both
def test_aiohttp_pays_once(hostile: Any, transport: Any) -> None:
    """httpx-aiohttp 0.2 calls a line that was dropped after the request a ConnectTimeout: it is not sent again."""
    for reply in (reset, close, cut(http(TASK)[:60])):
        hostile.seen.clear()
        hostile.script["POST"] = [reply]
        with pytest.raises(OutcomeUnknown):
            create_with_aiohttp(hostile.base_url, transport)
        assert hostile.count("POST") == 1


@both
def test_aiohttp_finds_nobody(transport: Any) -> None:
    """A closed port is known as such: nothing was sent."""
    with pytest.raises(NotConnected, match="nothing was sent"):
        create_with_aiohttp("http://127.0.0.1:9/x", transport)
