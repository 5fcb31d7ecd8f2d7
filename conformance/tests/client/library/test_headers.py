"""Headers, time limits and labels: of the client, of a call, and of an answer in an error."""

import re
from pathlib import Path
from typing import Any

import pytest
from seedance_client import AsyncSeedance, Limits, OutcomeUnknown, Seedance, TaskState
from tests.client.library.answers import BOX, KEY, PRO, hang, http

TASK = http({"id": "video_1", "status": "queued"})


def test_headers_of_the_client_and_of_the_call(hostile: Any, call: Any) -> None:
    """Both are sent with the call; the call's replace the client's, whatever the case of their names."""
    hostile.script = {"POST": [TASK], "GET": [TASK]}
    options = {"default_headers": {"X-Gateway": "one", "X-Team": "a"}, "user_agent": "acme/1.2"}
    extra = {"x-gateway": "two", "X-Trace": "7"}
    call("create", "x", model=PRO, options=options, extra_headers=extra)
    call("get", "video_1", options=options)
    created, queried = (seen.headers for seen in hostile.seen)
    assert (created["x-gateway"], created["x-team"], created["x-trace"]) == ("two", "a", "7")
    assert (queried["x-gateway"], queried["x-team"], "x-trace" in queried) == ("one", "a", False)
    for headers in (created, queried):
        assert re.fullmatch(r"acme/1\.2 seedance-client/[\d.]+", headers["user-agent"])
        assert headers["authorization"].startswith("Bearer ")


def test_downloads_do_not_get_them(hostile: Any, call: Any, target: Path) -> None:
    """A header may be a secret of the gateway: the host of the video doesn't get it."""
    hostile.script["GET"] = [http(BOX)]
    task = TaskState("video_1", "completed", video_url=f"{hostile.base_url}/o.mp4")
    call("download", task, target, options={"default_headers": {"X-Gateway": "secret"}})
    assert "x-gateway" not in hostile.seen[0].headers


WRONG: list[tuple[Any, type[Exception], str]] = [
    ({"Authorization": "Bearer x"}, ValueError, "pass the key as api_key"),
    ({"user-agent": "x"}, ValueError, "user_agent"),
    ({"X-Client-Request-Id": "x"}, ValueError, "the client sets it"),
    ({"Content-Length": "3"}, ValueError, "the client sets it"),
    ({"bad name": "x"}, ValueError, "can't be the name of a header"),
    ({"": "x"}, ValueError, "can't be the name of a header"),
    ({"X-A": "a secret\r\nX-B: c"}, ValueError, "character that isn't allowed"),
    ({"X-A": 5}, TypeError, "must be a string"),
    ([("X-A", "b")], TypeError, "must map"),
]


@pytest.mark.parametrize(("headers", "kind", "words"), WRONG)
def test_headers_that_are_refused(headers: Any, kind: type[Exception], words: str, hostile: Any, call: Any) -> None:
    """They are refused by the constructor and by the call, without repeating a value, and before anything is sent."""
    for more in ({"options": {"default_headers": headers}}, {"extra_headers": headers}):
        with pytest.raises(kind, match=re.escape(words)) as caught:
            call("create", "x", model=PRO, **more)
        assert "a secret" not in str(caught.value)
    assert not hostile.seen


@pytest.mark.parametrize(
    ("name", "value"),
    [*(("user_agent", x) for x in ("acme\r\nX: y", "", "caf\u00e9")), *(("label", x) for x in ("", " ", 5))],
)
def test_names_that_are_refused(name: str, value: Any, hostile: Any, call: Any) -> None:
    """The name of an application is one line of ASCII, and a label is a text; nothing is sent."""
    given: dict[str, Any] = {"options": {name: value}} if name == "user_agent" else {name: value}
    with pytest.raises((ValueError, TypeError), match=name):
        call("create", "x", model=PRO, **given)
    assert not hostile.seen


def test_the_answer_s_headers_on_an_error(hostile: Any, call: Any) -> None:
    """An error has them in lower case, without cookies, the key and signed queries."""
    more = {"X_Request_ID": "abc", "Set_Cookie": "a=b", "X_Link": "https://a/b?sig=1", "Retry_After": "5"}
    hostile.script["POST"] = [http({"error": "no"}, 400, X_Echo=KEY, **more)]
    with pytest.raises(OutcomeUnknown) as caught:  # by headers that nobody knows
        call("create", "x", model=PRO)
    headers = caught.value.headers
    assert (headers["x-request-id"], headers["retry-after"], headers["x-echo"]) == ("abc", "5", "[key]")
    assert "set-cookie" not in headers
    assert headers["x-link"] == "https://a/b?..."
    assert KEY not in repr(caught.value.to_dict())


def test_a_time_limit_of_the_call(hostile: Any, call: Any) -> None:
    """A create with a short limit ends early, with an unknown outcome; a wrong limit is refused before."""
    hostile.script["POST"] = [hang]
    with pytest.raises(OutcomeUnknown):
        call("create", "x", model=PRO, timeout=0.2)
    for wrong in (0, -1, float("nan"), "5"):
        with pytest.raises(ValueError, match="timeout must be"):
            call("create", "x", model=PRO, timeout=wrong)
    assert hostile.count("POST") == 1


def test_other_options_for_several_calls(hostile: Any, either: Any) -> None:
    """`with_options` gives the same client with other headers and limits; spending limits are shared."""
    hostile.script = {"POST": [TASK], "GET": [TASK]}
    with Seedance("k", base_url=hostile.base_url, max_tasks=2) as client:
        other = client.with_options(limits=Limits(total=5), extra_headers={"X-Team": "b"})
        assert other.create("x", model=PRO).refresh().id == "video_1"
        client.create("y", model=PRO)
        assert (client._guard.tasks, other._settings.limits.total) == (2, 5)
        with pytest.raises(TypeError, match="limits must be Limits"):
            client.with_options(limits=5)  # type: ignore[arg-type]
    first, query, second = (seen.headers for seen in hostile.seen)
    assert (first["x-team"], query["x-team"], "x-team" in second) == ("b", "b", False)
    assert isinstance(AsyncSeedance("k", base_url=hostile.base_url).with_options(), AsyncSeedance)


def test_headers_are_in_no_repr(hostile: Any) -> None:
    """Reprs of the client and its settings don't show them."""
    client = Seedance("k", base_url=hostile.base_url, default_headers={"X-Gateway": "secret-1"})
    assert "secret-1" not in repr(client) + repr(client._settings)
