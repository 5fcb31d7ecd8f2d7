"""Results that lag, want the key, or come in an odd form: a paid video is fetched if it can be."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import frozen
from seedance_client import BadAnswer, DownloadFailed, Limits, ResultExpired, TaskState
from tests.client.library.answers import BASE, ID, KEY, MP4

OWN = "https://api.example.com/files/out.mp4"
CDN = "https://cdn.example.com/out.mp4"
DAY = 24 * 3600


class Service:
    """The API and its hosts, in one transport.

    Args:
        answer: gives the HTTP status for a request for a file: address, number of earlier ones, whether it had the key.
        task: what the API says of the task; a list is said in turn, its last entry for ever.
    """

    def __init__(self, answer: Callable[[str, int, bool], int | httpx.Response], *task: dict[str, Any]) -> None:
        self.answer, self.task = answer, list(task)
        self.files: list[tuple[str, bool]] = []
        self.questions = 0
        self.transport = httpx.MockTransport(self.handle)

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer a question, or a request for a file."""
        if "/v1/result/" in request.url.path:
            self.questions += 1
            return httpx.Response(200, json=self.task.pop(0) if len(self.task) > 1 else self.task[0])
        authorization = request.headers.get("authorization", "")
        with_key = KEY in authorization
        assert authorization in ("", f"Bearer {KEY}") or authorization.startswith("Basic ")  # of a user in the URL
        said = self.answer(str(request.url), len(self.files), with_key)
        self.files.append((str(request.url), with_key))
        return said if isinstance(said, httpx.Response) else httpx.Response(said, content=MP4 if said == 200 else b"{}")


def done(url: str, **more: Any) -> dict[str, Any]:
    """A task completed an hour ago, as the service describes it."""
    return {"id": ID, "status": "completed", "video_url": url, "created": int(time.time()) - 3600, **more}


def download(either: Any, service: Service, target: Path, task: TaskState | str = ID, **options: Any) -> Any:
    """Download through a service's transport."""
    settings = {"transport": service.transport, "limits": Limits(), **options}
    return either.call(BASE, "download", task, target, overwrite=True, options=settings)


@pytest.mark.parametrize("url", [OWN, "https://API.example.com/files/out.mp4", OWN.replace(".com", ".com:443")])
@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_result_on_the_own_host_may_want_the_key(status: int, url: str, either: Any, target: Path) -> None:
    """The key goes to the API's own host, however it is spelt, after an attempt without it and one question."""
    service = Service(lambda url, count, with_key: 200 if with_key else status, done(url))
    download(either, service, target)
    assert service.files == [(OWN, False), (OWN, True)]
    assert target.read_bytes() == MP4
    assert not either.clock.slept


FOREIGN = {
    "another host": CDN,
    "a host below it": "https://files.api.example.com/out.mp4",
    "another port": "https://api.example.com:8443/out.mp4",
    "another scheme": "http://api.example.com/out.mp4",
    "a user": "https://me:you@api.example.com/out.mp4",
    "a host that looks like it": "https://api.example.com.evil.example/out.mp4",
    "a host behind a user": "https://api.example.com@evil.example/out.mp4",
    "a backslash": "https://evil.example\\@api.example.com/out.mp4",
}


@pytest.mark.parametrize("url", FOREIGN.values(), ids=list(FOREIGN))
@pytest.mark.parametrize("status", [401, 403])
def test_no_other_host_gets_the_key(url: str, status: int, either: Any, target: Path) -> None:
    """The key is sent only if scheme, host and port are those of the base URL."""
    service = Service(lambda *_: status, done(url))
    with pytest.raises(DownloadFailed):
        download(either, service, target)
    assert not any(with_key for _, with_key in service.files)


def test_the_key_is_dropped_by_a_redirect_to_another_host(either: Any, target: Path) -> None:
    """After another host not even the own host gets the key again."""
    ways = {OWN: CDN, CDN: f"{OWN}?again=1"}

    def answer(url: str, count: int, with_key: bool) -> int | httpx.Response:
        if url in ways and (with_key or url == CDN):
            return httpx.Response(302, headers={"Location": ways[url]})
        return 200 if url.endswith("again=1") else 401

    service = Service(answer, done(OWN))
    download(either, service, target)
    assert service.files == [(OWN, False), (OWN, True), (CDN, False), (f"{OWN}?again=1", False)]


def test_the_key_stays_on_the_own_host(either: Any, target: Path) -> None:
    """A redirect within the own host keeps the key."""

    def answer(url: str, count: int, with_key: bool) -> int | httpx.Response:
        if not with_key:
            return 401
        return 200 if "final" in url else httpx.Response(302, headers={"Location": "/final.mp4"})

    service = Service(answer, done(OWN))
    download(either, service, target)
    assert service.files[-1] == ("https://api.example.com/final.mp4", True)


@pytest.mark.parametrize("url", [OWN, CDN])
@pytest.mark.parametrize("status", [202, 400, 403, 404, 409, 425])
def test_a_result_that_lags(status: int, url: str, either: Any, target: Path) -> None:
    """A file that comes ten seconds after the status is waited for, on either host."""
    start = either.clock.monotonic()
    service = Service(lambda *_: 200 if either.clock.monotonic() > start + 10 else status, done(url))
    download(either, service, target)
    assert target.read_bytes() == MP4
    assert sum(either.clock.slept) < 20
    assert service.questions == 2


@pytest.mark.parametrize("status", [202, 400, 403, 404, 409, 425])
def test_a_result_that_never_comes(status: int, either: Any, target: Path) -> None:
    """After a minute it is an error that says so, and not to pay again; the task is young."""
    service = Service(lambda *_: status, done(CDN))
    with pytest.raises(DownloadFailed, match=f"HTTP {status} for 60 s.*don't create the task again") as caught:
        download(either, service, target)
    assert not isinstance(caught.value, ResultExpired)
    assert (caught.value.task_id, caught.value.status) == (ID, status)
    assert len(service.files) == 7
    assert sum(either.clock.slept) == 60


def test_the_time_limit_keeps_the_last_refusal(either: Any, target: Path) -> None:
    """An attempt that only meets the time limit doesn't hide what the host said before."""

    def answer(url: str, count: int, with_key: bool) -> int:
        if count < 2:
            return 403
        either.clock.sleep(4000)
        raise httpx.ConnectError("[Errno 115] Operation now in progress")

    with pytest.raises(DownloadFailed, match="can't be downloaded: HTTP 403 until the time limit;"):
        download(either, Service(answer, done(CDN)), target)


@frozen
class Gone:
    """A host's repeated answer, what is known of the task, the error, and the number of requests."""

    status: int
    age: float | None
    expired: bool
    files: int
    url: str = CDN


GONE = {
    "404, two days old": Gone(404, 2 * DAY, True, 7),
    "403, two days old": Gone(403, 2 * DAY, True, 7),
    "410, two days old": Gone(410, 2 * DAY, True, 1),
    "404, two days old, own host": Gone(404, 2 * DAY, True, 8, OWN),
    "401, two days old": Gone(401, 2 * DAY, False, 1),
    "400, two days old": Gone(400, 2 * DAY, False, 7),
    "410, an hour old": Gone(410, 3600, False, 1),
    "404, 23 hours old": Gone(404, 23 * 3600, False, 7),
    "404, of unknown age": Gone(404, None, False, 7),
    "401, an hour old": Gone(401, 3600, False, 1),
    "401, own host": Gone(401, 3600, False, 2, OWN),
    "404, from 1970": Gone(404, time.time(), False, 7),
}


@pytest.mark.parametrize("gone", GONE.values(), ids=list(GONE))
def test_only_what_is_surely_lost_is_said_to_be(gone: Gone, either: Any, target: Path) -> None:
    """The advice to create it again is given only for a task that is older than a day."""
    created = None if gone.age is None else int(time.time() - gone.age)
    service = Service(lambda *_: gone.status, done(gone.url, created=created))
    with pytest.raises(DownloadFailed) as caught:
        download(either, service, target)
    assert isinstance(caught.value, ResultExpired) == gone.expired
    assert ("for 24 hours" in str(caught.value)) == gone.expired
    assert ("a new create would be billed again" in str(caught.value)) == gone.expired
    assert ("don't create the task again" in str(caught.value)) != gone.expired
    assert (caught.value.task_id, len(service.files), service.questions) == (ID, gone.files, 2)


@pytest.mark.parametrize(
    ("age", "error", "words"), [(0, DownloadFailed, "HTTP 404.*task_not_exist"), (2 * DAY, ResultExpired, "HTTP 404")]
)
def test_the_service_can_t_be_asked_again(
    age: float, error: type[DownloadFailed], words: str, either: Any, target: Path
) -> None:
    """Where asking for a fresh address fails, too, the error says both; a task of the user's is lost after a day."""
    service = Service(lambda *_: 404, {"code": "task_not_exist", "message": "task_not_exist"})
    task = TaskState(ID, "completed", video_url=CDN, created=int(time.time() - age))
    with pytest.raises(DownloadFailed, match=words) as caught:
        download(either, service, target, task)
    assert (type(caught.value), caught.value.task_id) == (error, ID)


def test_an_address_that_follows(either: Any, target: Path) -> None:
    """A completed task without an address is asked about for a short while, by its id, too."""
    service = Service(lambda *_: 200, done(""), done(""), done(CDN))
    download(either, service, target)
    assert target.read_bytes() == MP4
    service = Service(lambda *_: 200, done(""))
    with pytest.raises(BadAnswer, match="have a usable video URL") as caught:
        download(either, service, target)
    assert caught.value.task_id == ID
