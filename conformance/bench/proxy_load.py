"""The proxy under load: bytes compared by digest, overhead, memory, a video through it, and kill -9.

Run it as `scripts/bench proxy [REQUESTS]`. A raw server answers with bytes that follow from the request, so that each
side can compute the digest of what the other must receive. It exits with 1 if a byte changed, a bound is exceeded, or
an answered exchange isn't in the recording.
"""

import asyncio
import hashlib
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.servers import memory_kb

IN_FLIGHT = 64
VIDEO = 80_000_000
MOST_OVERHEAD = 0.002
MOST_GROWTH = 30_000  # kB
PREFIX = "/kyyReactApiServer"


def answer_for(path: str, body: bytes) -> bytes:
    """The raw answer to a request: odd headers in a fixed order, chunked or not, with a body that follows from it."""
    seed = hashlib.sha256(path.encode() + body).digest()
    chance = random.Random(seed)
    content = json.dumps(
        {"id": f"video_{seed.hex()}", "object": "video", "pad": "x" * chance.randrange(2_000)}
    ).encode()
    head = b"HTTP/1.1 200 OK\r\nX-Odd: 1\r\nx-odd: 2\r\nContent-Type: application/json\r\n"
    if chance.random() < 0.5:
        return head + b"Content-Length: %d\r\n\r\n%s" % (len(content), content)
    cut = chance.randrange(1, len(content))
    parts = b"".join(b"%X;ext=1\r\n%s\r\n" % (len(part), part) for part in (content[:cut], content[cut:]))
    return head + b"Transfer-Encoding: chunked\r\n\r\n" + parts + b"0\r\nX-Trailer: t\r\n\r\n"


def blocks() -> Iterator[bytes]:
    """The bytes of the video."""
    block = random.Random(5).randbytes(1 << 16)
    for start in range(0, VIDEO, len(block)):
        yield block[: VIDEO - start]


async def serve_client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            length = re.search(rb"\ncontent-length: (\d+)", head.lower())
            body = await reader.readexactly(int(length[1]) if length else 0)
            if path.endswith("video.mp4"):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n" % VIDEO)
                for block in blocks():
                    writer.write(block)
                    await writer.drain()
            else:
                writer.write(answer_for(path, body))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def serve() -> None:
    """Run the server, and print its port."""
    server = await asyncio.start_server(serve_client, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def ask(port: int, numbers: list[int], took: list[float]) -> int:
    """Send requests on one connection; returns how many answers differ from what they must be."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    wrong = 0
    for number in numbers:
        path, body = f"{PREFIX}/v1/result/video_{number}", b""
        if number % 4 == 0:
            path = f"{PREFIX}/v1/kyyvideo2/videos"
            body = json.dumps({"model": "seedance_2_0_pro", "prompt": f"{number} " + "p" * (number % 500)}).encode()
        method = "POST" if body else "GET"
        wanted = answer_for(path, body)
        begun = time.perf_counter()
        writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer sk-secret-123456\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        received = await reader.readexactly(len(wanted))
        took.append(time.perf_counter() - begun)
        wrong += hashlib.sha256(received).digest() != hashlib.sha256(wanted).digest()
    writer.close()
    return wrong


async def load(port: int, count: int, at_once: int) -> tuple[int, float]:
    """Send many requests; the number of wrong answers and the median of the times."""
    took: list[float] = []
    turns = [list(range(first, count, at_once)) for first in range(at_once)]
    wrong = sum(await asyncio.gather(*(ask(port, numbers, took) for numbers in turns)))
    return wrong, statistics.median(took)


async def video(port: int) -> float:
    """Get the video; the seconds. The bytes are compared by digest."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begun = time.perf_counter()
    writer.write(f"GET {PREFIX}/video.mp4 HTTP/1.1\r\nHost: h\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    digest, left = hashlib.sha256(), VIDEO
    while left:
        data = await reader.read(min(left, 1 << 16))
        digest.update(data)
        left -= len(data)
    writer.close()
    assert digest.digest() == hashlib.sha256(b"".join(blocks())).digest(), "the video changed"
    return time.perf_counter() - begun


def start(*words: str) -> tuple["subprocess.Popen[str]", int]:
    """Start a process that prints its address; the process and its port."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    line = process.stdout.readline() if process.stdout else ""
    return process, int(line.strip().removeprefix("http://127.0.0.1:").partition("/")[0])


def proxy(port: int, out: str) -> tuple["subprocess.Popen[str]", int]:
    """Start the proxy before a server."""
    command = ("-m", "seedance_conformance.cli.main", "proxy", "--port", "0", "--out", out)
    return start(sys.executable, *command, "--upstream", f"http://127.0.0.1:{port}{PREFIX}")


async def killed(port: int, out: str) -> tuple[int, int]:
    """Kill the proxy under load; how many creates were answered to the client, and how many of them are recorded."""
    process, here = proxy(port, out)
    answered: list[bytes] = []

    async def client(first: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", here)
        for number in range(first, 1_000_000, IN_FLIGHT):
            path, body = f"{PREFIX}/v1/kyyvideo2/videos", b'{"model": "seedance_2_0_pro", "prompt": "%d"}' % number
            writer.write(f"POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            received = await reader.readexactly(len(answer_for(path, body)))
            answered.append(hashlib.sha256(path.encode() + body).hexdigest().encode() if received else b"")

    clients = [asyncio.create_task(client(first)) for first in range(IN_FLIGHT)]
    await asyncio.sleep(1.5)
    os.kill(process.pid, signal.SIGKILL)
    await asyncio.gather(*clients, return_exceptions=True)
    process.wait()
    recorded = b"".join(path.read_bytes() for path in Path(out).glob("recording-*.jsonl"))
    return len(answered), sum(b"video_" + name in recorded for name in answered)


def main(count: int) -> int:
    """Run all parts and print their numbers; the exit code."""
    with tempfile.TemporaryDirectory() as out:
        server, port = start(sys.executable, "-m", "bench.proxy_load", "serve")
        process, here = proxy(port, out)
        try:
            asyncio.run(load(here, 500, 8))
            before = memory_kb(process.pid)
            wrong, busy = asyncio.run(load(here, count, IN_FLIGHT))
            after = memory_kb(process.pid)
            direct = asyncio.run(load(port, 1_000, 1))[1]
            through = asyncio.run(load(here, 1_000, 1))[1]
            seconds = asyncio.run(video(here))
            with_video = memory_kb(process.pid)
        finally:
            process.kill()
            process.wait()
        answered, recorded = asyncio.run(killed(port, str(Path(out) / "killed")))
        server.kill()
        server.wait()
    print(f"{count} requests, {IN_FLIGHT} in flight: {wrong} changed, p50 {1000 * busy:.2f} ms")
    print(f"p50 of single requests: {1000 * direct:.2f} ms direct, {1000 * through:.2f} ms through the proxy")
    print(
        f"memory: {before} kB, {after} kB after the load, {with_video} kB after {VIDEO} bytes of video, {seconds:.2f} s"
    )
    print(f"kill -9: {recorded} of {answered} answered creates are in the recording")
    good = through - direct <= MOST_OVERHEAD and with_video - before <= MOST_GROWTH
    return 0 if good and not wrong and recorded == answered > 0 else 1


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        asyncio.run(serve())
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
