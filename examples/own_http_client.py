"""Your own httpx client: its hooks, headers of your company, and time limits of your choice.

python own_http_client.py
"""

import logging

import httpx
from seedance_client import Limits, Seedance

log = logging.getLogger("films")


def log_answer(response: httpx.Response) -> None:
    """Log method, path and status; not the query, because the URL of a result is signed there."""
    log.info("%s %s %s", response.request.method, response.request.url.path, response.status_code)


def main() -> None:
    """Make a video."""
    with httpx.Client(
        limits=httpx.Limits(max_keepalive_connections=0),  # each create needs a new connection
        event_hooks={"response": [log_answer]},
    ) as http_client:
        client = Seedance(
            http_client=http_client,
            default_headers={"X-Team": "films"},
            user_agent="acme/1.2",
            limits=Limits(connect=5, read=30, total=60),
        )
        task = client.create(
            "A red fox eats", model="seedance_2_0_pro", extra_headers={"X-Trace-Id": "7f3a"}, timeout=90
        )
        patient = client.with_options(limits=Limits(total=300, download=7200), extra_headers={"X-Priority": "low"})
        video = patient.wait(task, timeout=7200)
        print(patient.download(video, "eating.mp4", timeout=600))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main()
