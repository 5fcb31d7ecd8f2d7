"""Compare the speed of the client with bare httpx and with other SDKs.

It prints one line for each measurement; exit 1 if a limit is exceeded. The other SDKs keep their connection ("kept"),
which this client doesn't for a create ("new"); each is compared with bare httpx that does the same. CPU time of this
process, the best of many short rounds taken in turns, so that other processes disturb little, against a server in its
own process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
import timeit
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from seedance_client import AsyncSeedance, Limits, Seedance

CALLS = 20
ROUNDS = 120
TASKS = 500
IMPORTS = 15
KEY = "sk-bench-of-the-client"
BODY = {"model": "seedance_2_0_pro", "prompt": "A red fox runs through snow", "duration": 5}
BOUNDS = {"create": 1.15, "query": 1.15, "import": 1.3, "wait_many": 1.5}

SERVER = r"""
import asyncio, json
task = {"id": "video_1", "object": "video", "created": 1774836724, "model": "seedance_2_0_pro", "status": "queued",
        "error": None}
asked = {}
peers = {"version": "a" * 64, "status": "starting", "request_id": "r",  # what replicate and fal-client look for
         "response_url": "u", "status_url": "u", "cancel_url": "u"}

class Service(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.content = transport, b""

    def data_received(self, data):
        self.content += data
        head, found, body = self.content.partition(b"\r\n\r\n")
        if not found:
            return
        low = head.lower()
        if b"content-length:" in low and len(body) < int(low.split(b"content-length:")[1].split(b"\r\n")[0]):
            return
        self.content = b""
        answer = task if b"kyyvideo2" in head else {**task, **peers}
        if head.startswith(b"GET"):
            name = head.split(b" ")[1].rpartition(b"/")[2].decode()
            asked[name] = asked.get(name, 0) + 1
            done = asked[name] % 4 == 0 and name != "query"
            answer = {**task, "id": name, "status": "completed" if done else "processing"}
            answer["video_url"] = "https://cdn.example.com/o.mp4" if done else None
        content = json.dumps(answer).encode()
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                             b"Content-Length: %d\r\n\r\n" % len(content) + content)

async def main():
    server = await asyncio.get_running_loop().create_server(Service, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""

PEERS: dict[str, str] = {
    "openai": "import openai; call = openai.OpenAI(api_key='k', base_url=URL, max_retries=0).videos.create; "
    "run = lambda: call(model='sora-2', prompt='x')",
    "runwayml": "import runwayml; call = runwayml.RunwayML(api_key='key_' + 'a' * 128, base_url=URL, max_retries=0)"
    ".text_to_video.create; run = lambda: call(model='veo3.1', prompt_text='x', ratio='1280:720', duration=4)",
    "replicate": "import replicate; call = replicate.Client(api_token='k', base_url=URL).predictions.create; "
    "run = lambda: call(version='a' * 64, input={'prompt': 'x'})",
    "fal_client": "import fal_client; from fal_client import client; client.QUEUE_URL_FORMAT = URL + '/'; "
    "call = fal_client.SyncClient(key='k').submit; run = lambda: call('fal-ai/x', arguments={'prompt': 'x'})",
}
"""Peer -> code that puts a call like a create into `run`."""

PEER_PROGRAM = """
import sys, time
URL = sys.argv[1]
exec(sys.argv[2])
for _ in range(20): run()
best = 1e9
for _ in range(60):
    start = time.process_time()
    for _ in range(10): run()
    best = min(best, (time.process_time() - start) / 10)
print(best * 1e6)
"""


@contextmanager
def service() -> Iterator[str]:
    """Run the server; yield its base URL."""
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise RuntimeError("the server has no output")
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def microseconds(*functions: Callable[[], object], rounds: int = ROUNDS, calls: int = CALLS) -> list[float]:
    """CPU time of one call of each function: the best of several alternating rounds."""
    timers = [timeit.Timer(function, timer=time.process_time) for function in functions]
    taken = [[timer.timeit(calls) / calls * 1e6 for timer in timers] for _ in range(rounds)]
    return [min(times) for times in zip(*taken, strict=True)]


def calls(base_url: str) -> dict[str, tuple[float, float]]:
    """Create on new connections, and query with keep-alive: bare httpx and the client, in microseconds."""
    headers = {"Authorization": f"Bearer {KEY}"}
    fresh = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), headers=headers, timeout=60)
    kept = httpx.Client(headers=headers, timeout=60)
    with fresh, kept, Seedance(KEY, base_url=base_url) as client:
        post, get = f"{base_url}/v1/kyyvideo2/videos", f"{base_url}/v1/result/query"
        bare_create, create = microseconds(
            lambda: fresh.post(post, json=BODY).json()["id"], lambda: client.create_from(BODY).id
        )
        bare_query, query = microseconds(lambda: kept.get(get).json()["status"], lambda: client.get("query").status)
    return {"create": (bare_create, create), "query": (bare_query, query)}


def import_milliseconds(statement: str, python: str = sys.executable) -> float:
    """Wall time of an import in a new interpreter, without its start: the best of several."""

    def best(program: str) -> float:
        return min(timeit.repeat(lambda: subprocess.run([python, "-c", program], check=True), number=1, repeat=IMPORTS))

    return (best(statement) - best("pass")) * 1e3


async def bare_wait_many(base_url: str) -> None:
    """The minimal code that waits for many tasks: httpx, a semaphore and a sleep."""
    gate = asyncio.Semaphore(16)
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {KEY}"}, timeout=60) as client:

        async def one(number: int) -> None:
            while True:
                async with gate:
                    answer = await client.get(f"{base_url}/v1/result/bare_{number}")
                if answer.json()["status"] == "completed":
                    return
                await asyncio.sleep(0.1)

        await asyncio.gather(*(one(number) for number in range(TASKS)))


async def our_wait_many(base_url: str) -> None:
    """The same with the client."""
    limits = Limits(poll=(0.1, 0.1))
    async with AsyncSeedance(KEY, base_url=base_url, limits=limits) as client:
        results = await client.wait_many([f"ours_{number}" for number in range(TASKS)], concurrency=16)
    if any(isinstance(result, Exception) for result in results):
        raise RuntimeError("a task was lost")


def waiting(base_url: str) -> tuple[float, float]:
    """CPU milliseconds of waiting for many tasks: bare and with the client, the best of three."""
    bare, ours = microseconds(
        lambda: asyncio.run(bare_wait_many(base_url)), lambda: asyncio.run(our_wait_many(base_url)), rounds=3, calls=1
    )
    return bare / 1e3, ours / 1e3


def peers(base_url: str, python: str, ours: tuple[float, float]) -> None:
    """Measure import and create of other SDKs, in an interpreter that has them.

    `ours` has the microseconds of a create with bare httpx and with this client, both on a new connection.
    """
    with httpx.Client(headers={"Authorization": f"Bearer {KEY}"}, timeout=60) as kept:
        (bare,) = microseconds(lambda: kept.post(f"{base_url}/v1/kyyvideo2/videos", json=BODY).json()["id"])
    print(
        f"{'bare httpx':12} {import_milliseconds('import httpx', python):8.0f} ms import {bare:8.0f} us a create, kept"
    )
    own = import_milliseconds("from seedance_client import Seedance")
    print(f"{'this client':12} {own:8.0f} ms import {ours[1]:8.0f} us a create, new    x {ours[1] / ours[0]:.2f}")
    for name, code in PEERS.items():
        if subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False).returncode:
            print(f"{name:12} not installed")
            continue
        done = subprocess.run([python, "-c", PEER_PROGRAM, base_url, code], capture_output=True, text=True, check=False)
        cost = json.loads(done.stdout) if done.returncode == 0 else None
        shown = f"{cost:8.0f} us a create, kept   x {cost / bare:.2f}" if cost else "  create not measured"
        print(f"{name:12} {import_milliseconds(f'import {name}', python):8.0f} ms import {shown}")


def report(name: str, unit: str, bare: float, ours: float) -> bool:
    """Print a line; return whether the limit is kept."""
    ratio, bound = ours / bare, BOUNDS[name]
    print(f"{name:12} bare httpx {bare:8.1f} {unit}   client {ours:8.1f} {unit}   x {ratio:.2f} (at most {bound})")
    return ratio <= bound


def main() -> int:
    """Measure; exit 1 if a limit is exceeded."""
    parser = argparse.ArgumentParser(prog="scripts/bench client", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--peers", metavar="VENV", default=sys.executable, help="environment or interpreter that has the other SDKs"
    )
    place = parser.parse_args().peers
    python = f"{place}/bin/python" if Path(place).is_dir() else place
    sound = True
    with service() as base_url:
        measured = calls(base_url)
        for name, (bare, ours) in measured.items():
            sound &= report(name, "us", bare, ours)
        sound &= report("wait_many", "ms", *waiting(base_url))
        full = import_milliseconds("from seedance_client import Seedance; Seedance('k', base_url='http://127.0.0.1')")
        bare_full = import_milliseconds("import httpx; httpx.Client()")
        imports = import_milliseconds("import httpx"), import_milliseconds("import seedance_client")
        sound &= report("import", "ms", *imports)
        print(f"{'first client':12} bare httpx {bare_full:8.1f} ms   client {full:8.1f} ms   x {full / bare_full:.2f}")
        peers(base_url, python, measured["create"])
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
