"""Fetches one address with a fetcher of its own."""

import asyncio

from seedance_conformance.mock.media.fetch import Fetched, Fetcher


def fetched(address: str, hosts: str = "loopback", *, seconds: float = 20.0) -> Fetched:
    """What a fetcher finds at an address in so many seconds."""

    async def run() -> Fetched:
        fetcher = Fetcher(hosts, seconds)
        try:
            return await fetcher.fetch(address)
        finally:
            await fetcher.close()

    return asyncio.run(run())
