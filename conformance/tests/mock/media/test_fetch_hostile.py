"""Hostile media: whatever a server sends, the fetcher ends with a clear reason, in time and within its memory.

`pytest -rP` shows how long each took.
"""

import asyncio
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from seedance_conformance.mock.media.fetch import Fetched, Fetcher
from tests.conftest import Scripted
from tests.mock.conftest import HEADERS, PROMPT_ONLY, Serve, command
from tests.mock.media.fetching import fetched
from tests.mock.media.hostile import MEDIA, TIMEOUT, Hostile
from tests.serving import serving

SHORT, LONG = 1.5, 30.0
"""Seconds that the fetcher gives an address: one that keeps it waiting, and any other on a busy machine."""


@pytest.fixture(scope="module")
def hostile() -> Iterator[str]:
    """The address of the server of hostile media."""
    with serving(Hostile) as url:
        yield url


def told(outcome: Fetched) -> str:
    """The outcome in words."""
    facts = outcome.facts
    if facts is None:
        return str(outcome.reason)
    rest = facts.flaw or ("too large" if facts.cut and facts.kind != "other" else f"{facts.width}x{facts.height}")
    return f"{facts.format} {rest}"


@pytest.mark.parametrize("name", MEDIA)
def test_hostile_media_have_a_clear_result_in_time(hostile: str, name: str) -> None:
    """The fetcher says in time what is wrong with anything that a server sends."""
    _, pattern = MEDIA[name]
    begin = time.perf_counter()
    outcome = fetched(f"{hostile}/{name.replace(' ', '%20')}", seconds=SHORT if pattern == TIMEOUT else LONG)
    print(f"{name}: {told(outcome)} ({time.perf_counter() - begin:.2f} s)")
    assert re.search(pattern, told(outcome))


def test_a_bomb_stays_small(hostile: str) -> None:
    """Only as many bytes are unpacked as a file of that format may have."""
    facts = fetched(f"{hostile}/packed%20bomb").facts
    assert facts is not None
    assert facts.size == 64 * 1024


def test_callers_share_one_fetch(scripted: Scripted) -> None:
    """Many requests that name an address at the same moment send its server one request."""
    scripted.answer = lambda *_: (200, {}, b"GIF")

    async def run() -> set[str]:
        fetcher = Fetcher()
        try:
            outcomes = await asyncio.gather(*(fetcher.fetch(scripted.base_url) for _ in range(50)))
            return {told(outcome) for outcome in outcomes}
        finally:
            await fetcher.close()

    assert asyncio.run(run()) == {"unknown 0x0"}
    assert len(scripted.seen) == 1


def test_slow_servers_do_not_delay_others(hostile: str, serve: Serve, make: Any) -> None:
    """After a hundred addresses that never answer, a good one is still fetched in time."""
    good = serve(make.png())

    async def run() -> Fetched:
        fetcher = Fetcher(seconds=4)
        try:
            silent = asyncio.gather(*(fetcher.fetch(f"{hostile}/silence?{number}") for number in range(100)))
            await asyncio.sleep(0)  # so that they come first
            return await fetcher.fetch(good)
        finally:
            silent.cancel()
            await fetcher.close()

    assert told(asyncio.run(run())) == "PNG 400x300"


def _peak(process: int) -> int:
    """The most memory that a process ever had, in bytes."""
    text = Path(f"/proc/{process}/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_memory_stays_bounded(hostile: str) -> None:
    """A mock that fetches endless files, 60 at a time, grows by less than 200 MB."""
    files = {"referenceImages": ("image", 9), "referenceVideos": ("film", 3), "referenceAudios": ("sound", 3)}
    with command() as (process, base_url):
        idle = _peak(process.pid)

        def create(place: int) -> int:
            media = {
                field: [f"{hostile}/endless {name}?{place}-{number}" for number in range(count)]
                for field, (name, count) in files.items()
            }
            url, body = base_url + "/v1/kyyvideo2/videos", PROMPT_ONLY | media
            return httpx.post(url, json=body, headers=HEADERS, timeout=60, trust_env=False).status_code

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(create, range(4))) == {400}
        grown = _peak(process.pid) - idle
        print(f"idle {idle >> 20} MB, grown by {grown >> 20} MB")
        assert grown < 200 << 20
