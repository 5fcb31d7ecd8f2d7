"""`scripts/bench kills`: kill -9 the mock under load, again and again, and look for lost tasks.

Usage: python -m bench.kills [ROUNDS] [WORKERS]

With several workers one of them, at random, is killed first, which has to be replaced; a moment later the others are.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import httpx

from bench.mock_speed import BODY
from bench.servers import KEY, children, free_port, mock_command

PATH = "/kyyReactApiServer"
_CLIENTS = 4


def start(port: int, store: Path, workers: int) -> subprocess.Popen[bytes]:
    """A mock that answers."""
    process = subprocess.Popen([*mock_command(port, store), "--workers", str(workers)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def create_until_dropped(port: int, acknowledged: list[str]) -> None:
    """Create task after task on one connection until it drops; only whole answers count as acknowledged."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    with contextlib.suppress(OSError, HTTPException), contextlib.closing(connection):
        while True:
            connection.request("POST", PATH + "/v1/kyyvideo2/videos", BODY, headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                return
            acknowledged.append(json.loads(body)["id"])


def kill_all(process: subprocess.Popen[bytes], workers: int) -> None:
    """Kill one worker, a moment later the command, and the other workers."""
    if workers > 1:
        os.kill(random.choice(children(process.pid)), signal.SIGKILL)
        time.sleep(random.uniform(0.0, 0.6))
    rest = children(process.pid)
    process.send_signal(signal.SIGKILL)
    for pid in rest:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def one_round(port: int, store: Path, workers: int) -> list[str]:
    """The ids that were acknowledged before a kill at a random moment."""
    process = start(port, store, workers)
    acknowledged: list[str] = []
    clients = [threading.Thread(target=create_until_dropped, args=(port, acknowledged)) for _ in range(_CLIENTS)]
    for client in clients:
        client.start()
    time.sleep(random.uniform(0.05, 0.4))
    kill_all(process, workers)
    for client in clients:
        client.join()
    return acknowledged


def missing(port: int, store: Path, workers: int, ids: list[str]) -> list[str]:
    """The ids that a mock on the same store does not know."""
    process = start(port, store, workers)
    try:
        with httpx.Client(headers={"Authorization": f"Bearer {KEY}"}, trust_env=False) as client:
            base = f"http://127.0.0.1:{port}{PATH}/v1/result/"
            return [task_id for task_id in ids if client.get(base + task_id).status_code != 200]
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Kill, restart, compare; exit 1 when a task is lost."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    port, ids, lost = free_port(), list[str](), 0
    with tempfile.TemporaryDirectory() as directory:
        store = Path(directory) / "tasks.db"
        for number in range(1, rounds + 1):
            made = one_round(port, store, workers)
            ids += made
            # The last ones before the kill are the ones at risk.
            gone = missing(port, store, workers, made[-500:])
            lost += len(gone)
            print(f"kill {number}: {len(made)} acknowledged, {len(gone)} lost", flush=True)
        lost += len(missing(port, store, workers, ids[:: max(1, len(ids) // 5000)]))
    print(f"{rounds} kills, {len(ids)} tasks acknowledged, {len(set(ids))} different ids, {lost} lost")
    sys.exit(1 if lost or len(set(ids)) != len(ids) else 0)


if __name__ == "__main__":
    main()
