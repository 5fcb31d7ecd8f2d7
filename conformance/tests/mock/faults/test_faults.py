"""Faults: each MUST rule has one, each changes only what its name says, and a mock without faults imports none."""

import subprocess
import sys

import pytest
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.mock.faults import all_faults
from tests.mock.conftest import Start

VIDEO_ONLY = {"model": "seedance_2_0", "prompt": "x"}


def test_every_must_rule_has_a_fault() -> None:
    """Rules about the content of media files have one, too."""
    rules = load_catalogue().rules
    wanted = {rule.id for rule in rules.values() if rule.level == "MUST"}
    named = {rule for fault in all_faults().values() for rule in fault.rules}
    assert wanted - named == set()
    assert named - rules.keys() == set()


def test_a_mock_without_faults_imports_none() -> None:
    """Only --fault imports the tables."""
    code = (
        "import sys; from seedance_conformance.mock.factory import create_app; "
        "from seedance_conformance.mock.settings import Settings; create_app(Settings()); "
        "sys.exit(any(name.startswith('seedance_conformance.mock.faults.create') for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], timeout=20, check=True)


@pytest.mark.parametrize(
    ("fault", "body", "status"),
    [
        ("duration-16-accepted", {"duration": 16}, 200),
        ("duration-16-accepted", {"duration": 17}, 400),
        ("duration-15-refused", {"duration": 15}, 400),
        ("duration-wraps-at-32-bits", {"duration": 2**32 + 5}, 200),
        ("duration-16-accepted-on-fast", {"duration": 16}, 400),
        ("text-true-as-generateAudio-accepted", {"generateAudio": "true"}, 200),
        ("ratio-21:9-refused", {"aspect_ratio": "21:9"}, 400),
        ("seedance_2_0-with-text-only-accepted", VIDEO_ONLY, 200),
        ("seedance_2_0-with-text-only-accepted", VIDEO_ONLY | {"referenceImages": ["http://h/x"]}, 400),
        ("wrong-type-after-first-reference-accepted", {"referenceImages": [1]}, 400),
    ],
)
def test_faults_are_narrow(start: Start, fault: str, body: dict[str, object], status: int) -> None:
    """A fault changes only what its name says."""
    assert start(faults=(fault,)).create(**body).status_code == status


@pytest.mark.parametrize(
    ("fault", "header", "query", "create"),
    [
        ("key-not-needed-on-query", None, 200, 401),
        ("start-of-a-key-accepted-on-query", "Bearer key-o", 200, 401),
        ("any-scheme-accepted-on-query", "Basic key-one", 200, 401),
        ("foreign-task-visible", "Bearer key-two", 200, 200),
        ("unknown-key-accepted", "Bearer nobody", 200, 200),
    ],
)
def test_faults_accept_bad_keys(start: Start, fault: str, header: str | None, query: int, create: int) -> None:
    """The named endpoint, or every endpoint, answers as for the owner."""
    mock = start(faults=(fault,))
    task_id = mock.create().json()["id"]
    del mock.client.headers["Authorization"]
    if header is not None:
        mock.client.headers["Authorization"] = header
    assert (mock.query(task_id).status_code, mock.create().status_code) == (query, create)


def test_faults_crash_on_odd_input(start: Start) -> None:
    """Only the named case answers HTTP 500."""
    mock = start(faults=("crash-on-malformed-body-of-upload",))
    for path, status in (("/kyyVideo2/asset/upload", 500), ("/v1/kyyvideo2/videos", 400)):
        answer = mock.client.post(path, content=b"{", headers={"Content-Type": "application/json"})
        assert answer.status_code == status
