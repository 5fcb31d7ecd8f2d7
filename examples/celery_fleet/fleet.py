"""Films from a fleet of Celery workers; PostgreSQL makes sure that none is paid twice.

Everything may happen twice, at the same time or later: Celery delivers a message again if its worker has died. The
journal refuses a body that was sent before, and names its task, so the steps after it go on with that task. A film is
known by its body: two takes need two prompts.

export SEEDANCE_JOURNAL=postgresql://HOST/films CELERY_BROKER_URL=redis://HOST/0
celery -A fleet worker
celery -A fleet beat      # once
"""

import logging
import os
import time
from functools import cache
from pathlib import Path
from typing import Any

from celery import Celery
from seedance_client import (
    Busy,
    DownloadFailed,
    DuplicateRequest,
    InvalidOutput,
    JournalError,
    NotConnected,
    OutcomeUnknown,
    PostgresJournal,
    Seedance,
    WaitTimeout,
)

POLL = float(os.environ.get("FLEET_POLL_SECONDS", "30"))
LEASE = float(os.environ.get("FLEET_LEASE_SECONDS", "600"))
"""A task that nobody has looked at for so long has lost its message. Longer than a create and than two polls take."""
WINDOW = 30 * 86400.0
"""The same body is the same film for so long, and so a message that comes late pays nothing."""
FOLDER = Path(os.environ.get("FLEET_FOLDER", "films"))
MOST = int(os.environ.get("FLEET_MAX_TASKS", "1000"))
log = logging.getLogger(__name__)

app = Celery("fleet")
app.conf.update(
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": LEASE},  # then Redis delivers a message of a dead worker again
    task_acks_late=True,  # a message stays with the broker until its step is done
    task_reject_on_worker_lost=True,
    task_ignore_result=True,  # the journal has the results
    task_publish_retry_policy={"max_retries": 60, "interval_max": 5},  # wait for a broker that restarts
    worker_prefetch_multiplier=1,
    beat_schedule={"resume": {"task": "fleet.resume", "schedule": LEASE}},
)


@cache
def journal() -> PostgresJournal:
    """The journal of this process. No process owns a task, so each step holds its task for a while."""
    return PostgresJournal(os.environ["SEEDANCE_JOURNAL"], WINDOW, lease=LEASE, heartbeat=False)


@cache
def client() -> Seedance:
    """The client of this process."""
    return Seedance(journal=journal(), max_tasks_per_day=MOST)


@app.task(bind=True, name="fleet.create", max_retries=10)
def create(self: Any, name: str, body: dict[str, Any]) -> None:
    """Create a film. If its outcome is unknown, or a limit is reached, the step fails, and the log says why."""
    try:
        task_id = client().create_from(body, label=name).id
    except (DuplicateRequest, OutcomeUnknown) as error:
        if error.task_id is None and isinstance(error, OutcomeUnknown):
            raise
        if error.task_id is None:  # another worker is sending it, or has died: look again, until it is unknown
            raise self.retry(exc=error, countdown=LEASE / 5) from None
        task_id = error.task_id
    except (Busy, NotConnected, JournalError) as error:  # nothing was billed
        raise self.retry(exc=error, countdown=POLL) from None
    wait.apply_async((task_id, name), countdown=POLL)


@app.task(bind=True, name="fleet.wait", max_retries=None)
def wait(self: Any, task_id: str, name: str) -> None:
    """Query a task once, and come back later if it hasn't ended: no worker sleeps."""
    try:
        journal().hold(task_id)
        client().wait(task_id, timeout=0)
    except (WaitTimeout, JournalError) as error:
        raise self.retry(exc=error, countdown=POLL) from None
    download.delay(task_id, name)


@app.task(bind=True, name="fleet.download", max_retries=100)
def download(self: Any, task_id: str, name: str) -> None:
    """Download a film, unless another message has done it."""
    path = FOLDER / f"{name}.{task_id}.mp4"  # two films may have the same name
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        journal().hold(task_id)
        client().download(task_id, path)
    except InvalidOutput:
        if not path.exists():
            raise
        journal().note_task(task_id, "downloaded", time.time())
    except (DownloadFailed, JournalError) as error:
        raise self.retry(exc=error, countdown=POLL) from None


@app.task(name="fleet.resume")
def resume() -> None:
    """Go on with tasks whose messages are lost, for example because the broker was; beat starts this."""
    left = client().resume()
    for task in left.tasks:
        wait.delay(task.id, task.label or task.id)
    for entry in left.unknown:
        log.error("film %s may have been billed: check your account, then settle %s", entry.label, entry.request_id)
