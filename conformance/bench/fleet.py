"""`scripts/bench fleet`: kill Celery workers with one journal in PostgreSQL, and check that each job is paid once.

Usage: python -m bench.fleet [JOBS] [WORKERS]

First it prints how many jobs a second 1, 2, 4 and 8 workers do. Then WORKERS (8) get JOBS (500), each delivered twice;
workers are killed with -9 at random, Redis is killed, PostgreSQL restarts, and the service loses answers. Exit 1 if a
job was billed twice, or beyond the limit, or a video that was paid for neither arrived nor is reported as unknown.
"""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import define, field, frozen
from celery import Celery
from tests.services_postgres import PostgresServer, running_postgres
from tests.services_redis import RedisServer, running_redis

from bench.fleet_service import Billing, billing, video
from bench.servers import ROOT

_LEASE = 6.0
_POLL = 0.4
_LOST = 0.03
_LIFE_SECONDS = 12.0  # of a worker, on average; its start takes a few of them
_END_SECONDS = 300.0
_WORKER = ("worker", "--pool", "solo", "--loglevel", "CRITICAL", "--without-gossip", "--without-mingle")


@frozen
class VideoJob:
    """A video to be made."""

    name: str

    @property
    def body(self) -> dict[str, Any]:
        """The request."""
        return {"model": "seedance_2_0_pro", "prompt": f"A fox, {self.name}", "duration": 5}


@frozen
class FleetResult:
    """What became of the jobs: how many have a video, are unknown to the journal, or were beyond the limit.

    `seconds` is the time from the first message to the last result.
    """

    workers: int
    seconds: float
    videos: int
    unknown: int
    limited: int
    bills: int
    faults: list[str]

    def __str__(self) -> str:
        rate = f"{(self.videos + self.unknown) / self.seconds:5.1f} jobs a second"
        return (
            f"{self.workers} workers: {rate}, {self.videos} videos, {self.unknown} unknown, {self.limited} beyond the "
            f"limit, {self.bills} bills"
        )


@define
class Fleet:
    """Workers, and what they share."""

    jobs: list[VideoJob]
    service: Billing
    postgres: PostgresServer
    redis: RedisServer
    folder: Path
    limit: int
    journal: str
    running: list[subprocess.Popen[bytes]] = field(factory=list)
    killed: int = 0
    _app: Celery | None = None

    @property
    def app(self) -> Celery:
        """What sends messages to the workers; it waits for a broker that restarts."""
        if self._app is None:
            self._app = Celery("bench", broker=self.redis.url)
            self._app.conf.task_publish_retry_policy = {"max_retries": 100, "interval_max": 1}
        return self._app

    def start_worker(self) -> None:
        """Start another worker."""
        number = len(self.running) + self.killed
        settings = {
            **{"CELERY_BROKER_URL": self.redis.url, "SEEDANCE_JOURNAL": self.journal, "SEEDANCE_API_KEY": "sk-fleet"},
            **{"SEEDANCE_BASE_URL": self.service.base_url, "FLEET_FOLDER": str(self.folder)},
            **{
                "FLEET_POLL_SECONDS": str(_POLL),
                "FLEET_LEASE_SECONDS": str(_LEASE),
                "FLEET_MAX_TASKS": str(self.limit),
            },
        }
        command = [sys.executable, "-m", "celery", "-A", "fleet", *_WORKER, "-n", f"w{number}@fleet"]
        where, silent = ROOT / "examples" / "celery_fleet", subprocess.DEVNULL
        worker = subprocess.Popen(command, cwd=where, env={**os.environ, **settings}, stdout=silent, stderr=silent)
        self.running.append(worker)

    def wait_for_workers(self) -> None:
        """Wait until all answer."""
        end = time.monotonic() + 120
        while len(self.app.control.ping(timeout=1.0)) < len(self.running):
            if time.monotonic() > end:
                raise RuntimeError("the workers don't start")

    def kill_one(self) -> None:
        """Kill a worker with -9, and start another one."""
        worker = self.running.pop(random.randrange(len(self.running)))
        worker.kill()
        worker.wait()
        self.killed += 1
        self.start_worker()

    def stop(self) -> None:
        """End all workers."""
        for worker in self.running:
            worker.kill()
            worker.wait()

    def submit(self, jobs: list[VideoJob]) -> None:
        """Send a message for each job."""
        for job in jobs:
            self.app.send_task("fleet.create", (job.name, job.body))

    def rows(self) -> dict[str, str]:
        """The state of each job in the journal; one whose worker died while it sent is unknown."""
        import psycopg

        query = """select label, case when state = 'sending' and held_until < now() then 'unknown' else state end
            from seedance_request where state <> 'refused' order by number"""
        try:
            with psycopg.connect(self.journal, connect_timeout=5) as connection:
                return dict(connection.execute(query).fetchall())
        except psycopg.Error:  # it restarts, or there are no tables yet
            return {}

    def open_jobs(self) -> list[VideoJob]:
        """The jobs that have neither a video nor another end."""
        rows = self.rows()
        full = len(rows) >= self.limit
        ended = {name for name, state in rows.items() if state == "unknown"}
        ended |= {job.name for job in self.jobs if full and job.name not in rows}
        ended |= {path.name.partition(".")[0] for path in self.folder.glob("*.mp4")}
        return [job for job in self.jobs if job.name not in ended]

    def finish(self) -> None:
        """Wait for the end of all jobs. If nothing goes on, look for lost messages, and submit lost jobs again."""
        end, before, look = time.monotonic() + _END_SECONDS, 0, time.monotonic() + _LEASE
        while (left := self.open_jobs()) and time.monotonic() < end:
            time.sleep(0.2)
            if time.monotonic() < look:
                continue
            rows = self.rows()
            progress = len(rows) + len([*self.folder.glob("*.mp4")])
            if progress == before:
                self.app.send_task("fleet.resume")
                self.submit([job for job in left if job.name not in rows])
            before, look = progress, time.monotonic() + _LEASE

    def result(self, seconds: float) -> FleetResult:
        """What became of the jobs, judged by what the service has billed."""
        rows, bills = self.rows(), self.service.bills
        videos = {job.name for job in self.jobs if self._has_video(job)}
        unknown = {name for name, state in rows.items() if state == "unknown"} - videos
        limited = [job for job in self.jobs if job.name not in rows]
        twice = [prompt for prompt, times in bills.items() if times > 1]
        paid = {job.name for job in self.jobs if bills[job.body["prompt"]]}
        faults = [f"{prompt!r} was billed {bills[prompt]} times" for prompt in twice]
        faults += [f"{name} was paid for, and has no video" for name in sorted(paid - videos - unknown)]
        faults += [f"{name} has a video that wasn't paid for" for name in sorted(videos - paid)]
        if bills.total() > self.limit:
            faults.append(f"{bills.total()} bills exceed the limit of {self.limit}")
        if left := self.open_jobs():
            faults.append(f"{len(left)} jobs have no end, such as {left[0].name}")
        return FleetResult(len(self.running), seconds, len(videos), len(unknown), len(limited), bills.total(), faults)

    def _has_video(self, job: VideoJob) -> bool:
        wanted = video(job.body["prompt"])
        return any(path.read_bytes() == wanted for path in self.folder.glob(f"{job.name}.*mp4"))


def disturb(fleet: Fleet, seconds: float) -> None:
    """Kill workers at random, and once Redis and PostgreSQL, which begin again."""

    def restart_redis() -> None:
        fleet.redis.kill()
        time.sleep(0.5)
        fleet.redis.start()

    def restart_postgres() -> None:
        fleet.postgres.control("restart", "-m", "immediate")

    start, steps = time.monotonic(), [(0.3, restart_redis), (0.6, restart_postgres)]
    while time.monotonic() - start < seconds:
        time.sleep(random.uniform(0.5, 1.5) * _LIFE_SECONDS / len(fleet.running))
        fleet.kill_one()
        if steps and time.monotonic() - start > steps[0][0] * seconds:
            steps.pop(0)[1]()
    for _, step in steps:
        step()


@contextmanager
def fleet_of(workers: int, jobs: int, lost: float, limit: int) -> Iterator[Fleet]:
    """Workers that are ready, with their servers."""
    with (
        running_postgres() as postgres,
        running_redis() as redis,
        billing(lost) as service,
        tempfile.TemporaryDirectory() as folder,
    ):
        given = [VideoJob(f"job-{number}") for number in range(jobs)]
        films = Path(folder, "films")  # the workers make it
        fleet = Fleet(given, service, postgres, redis, films, limit, postgres.new_database())
        try:
            for _ in range(workers):
                fleet.start_worker()
            fleet.wait_for_workers()
            yield fleet
        finally:
            fleet.stop()


def measure(workers: int, jobs: int, *, kill_seconds: float = 0.0, limit: int | None = None) -> FleetResult:
    """Let a fleet do jobs; with `kill_seconds`, each is delivered twice and everything is killed for so long."""
    with fleet_of(workers, jobs, _LOST if kill_seconds else 0.0, limit or jobs) as fleet:
        start = time.monotonic()
        disturbing = threading.Thread(target=disturb, args=(fleet, kill_seconds))
        if kill_seconds:
            disturbing.start()
        fleet.submit([job for job in fleet.jobs for _ in range(2 if kill_seconds else 1)])
        if kill_seconds:
            disturbing.join()
            print(f"{fleet.killed} workers killed, {len(fleet.open_jobs())} jobs left", flush=True)
        fleet.finish()
        return fleet.result(time.monotonic() - start)


def main() -> None:
    """Measure and judge; exit 1 at a fault."""
    jobs = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    faults: list[str] = []
    for number in (1, 2, 4, 8):
        result = measure(number, 20 * number)
        print(result, flush=True)
        faults += result.faults
    result = measure(workers, jobs, kill_seconds=max(10.0, jobs / 10), limit=jobs - jobs // 10)
    print(f"with kills, restarts and lost answers, each job delivered twice: {result}")
    faults += result.faults
    print("\n".join(faults) or "each job was billed once or is reported as unknown, nothing exceeds the limit")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
