"""The options of the connection, checked before anything is sent."""

import socket
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.runner.configuration import connection
from seedance_conformance.runner.configuration.settings import SettingsError
from seedance_conformance.runner.earlier_reports.replay import replay_options
from seedance_conformance.runner.execution.media import advertise, open_media
from seedance_conformance.runner.outcome.diagnosis import diagnose
from tests.report.conftest import case, counterexample
from tests.runner.settled import LIVE, LOCAL, begin_log
from tests.runner.settled import settled as settled_anywhere

CONTAINER = "http://gateway:9001/api"
settled = partial(settled_anywhere, base_url=LOCAL)


def test_a_target_that_bills_nothing() -> None:
    """`--no-billing` treats another host like this machine; reports say so."""
    free = settled(base_url=CONTAINER, no_billing=True)
    assert (free.kind, free.profile, free.connection.timeout) == ("loopback", "full", 10.0)
    assert (free.remote, free.facts) == (False, {"no_billing": True})
    assert settled(no_billing=True).facts == {}, "this machine bills nothing anyway"


@pytest.mark.parametrize(
    ("base_url", "connect_to"),
    [
        (LIVE, []),
        ("https://ZCBservice.aizfw.cn./x", []),
        ("https://other.aizfw.cn/x", []),
        ("https://api.globalaiopc.com/x", []),
        (CONTAINER, ["gateway:9001:zcbservice.aizfw.cn:443"]),
        (LIVE, ["::127.0.0.1:9001"]),
    ],
)
def test_known_services_bill(base_url: str, connect_to: list[str]) -> None:
    """`--no-billing` is refused for hosts that the documents name, under any name and behind `--connect-to`."""
    with pytest.raises(SettingsError, match=r"--no-billing can't be given for .*give --budget N"):
        settled(base_url=base_url, connect_to=connect_to, no_billing=True)


def test_connecting_elsewhere_bills() -> None:
    """A name of this machine that leads to another one isn't free, nor is another name that leads here."""
    assert settled(connect_to=["127.0.0.1:8765:10.0.0.7:80"], budget=1).remote
    assert settled(base_url="https://gateway.test/api", connect_to=["::127.0.0.1:1"], budget=1).remote
    assert not settled(connect_to=["other::10.0.0.7:80"]).remote
    with pytest.raises(SettingsError, match="with --budget N"):
        settled(connect_to=["127.0.0.1:8765:10.0.0.7:80"])


def test_http2_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the message says what to install."""
    monkeypatch.setattr(connection, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install 'seedance-kit\[http2\]'"):
        settled(base_url="https://127.0.0.1/", insecure=True, http2=True)


def test_a_plan_needs_no_secrets() -> None:
    """`--dry-run` sends nothing, so the variables of headers needn't be set."""
    assert settled({}, header=["X-Tenant=env:TENANT"], dry_run=True).dry_run


def test_the_same_key_twice() -> None:
    """The second key has to be of another account; the message doesn't show it."""
    same = {"SEEDANCE_API_KEY": "canary-key-1", "SEEDANCE_API_KEY_2": "canary-key-1"}
    with pytest.raises(SettingsError, match="hold the same key") as caught:
        settled(same)
    assert "canary" not in str(caught.value)


def test_no_error_of_the_suite_shows_a_header_value() -> None:
    """Tracebacks and notes have neither the keys nor values from the environment."""
    settings = settled(header=["X-Tenant=env:TENANT"])
    shown = diagnose(ValueError("sent canary-tenant with sk-first"), settings.secrets)
    assert "canary" not in shown.note + shown.traceback
    assert "sk-first" not in shown.note + shown.traceback


def test_media_for_a_container(monkeypatch: pytest.MonkeyPatch) -> None:
    """The target gets the advertised address, else the one from which this machine reaches it."""
    cases: list[tuple[dict[str, Any], str | None]] = [
        ({"no_billing": True, "base_url": "http://127.1.2.3:9/"}, None),
        ({"media_advertise": "suite.test"}, "http://suite.test:{port}"),
        ({"media_bind": "127.0.0.2"}, "http://127.0.0.2:{port}"),
        ({"no_billing": True, "base_url": CONTAINER}, "http://127.0.0.1:{port}"),
    ]

    def look_up(host: str, port: int, **more: Any) -> Any:
        address = "127.0.0.1" if host == "gateway" else host
        return [(socket.AF_INET, more["type"], 0, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    for given, wanted in cases:
        settings = settled(**given)
        media: Any = open_media(settings, [], lambda event: None)
        try:
            notice = advertise(media, settings)
            assert media.base_url == (wanted or "http://127.0.0.1:{port}").format(port=media.port)
            assert (notice is None) == (wanted is None)
        finally:
            media.__exit__(None, None, None)


def test_an_advertised_port_is_listened_at() -> None:
    """A container's published port leads there; `--media-bind ADDRESS:PORT` names another one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert settled(media_advertise=f"suite.test:{port}").connection.media_bind == connection.HostPort("0.0.0.0", port)
    both = settled(media_bind=f"127.0.0.1:{port}", media_advertise="suite.test:80").connection
    assert (both.media_bind, both.media_advertise) == (
        connection.HostPort("127.0.0.1", port),
        connection.HostPort("suite.test", 80),
    )


def test_a_resumed_run_connects_as_before(tmp_path: Path) -> None:
    """The log keeps the options of the connection without secrets; those that decide what is sent can't change."""
    given: dict[str, Any] = {"header": ["X-Tenant=env:TENANT"], "auth_header": "X-Key", "timeout": 7.0, "wait": 3.0}
    begin_log(tmp_path, base_url=LOCAL, **given).close()
    assert "canary" not in (tmp_path / "run.jsonl").read_text()
    again = settled(resume=str(tmp_path), base_url=None)
    assert again.connection == settled(**given).connection
    assert settled(resume=str(tmp_path), base_url=None, timeout=9.0).connection.timeout == 9.0
    for changed in ({"header": ["X-Tenant: b"]}, {"no_billing": True}, {"connect_to": ["a::b:"]}, {"auth_header": "X"}):
        with pytest.raises(SettingsError, match="differs from the run"):
            settled(resume=str(tmp_path), base_url=None, **changed)


def test_reports_say_what_is_unusual(tmp_path: Path) -> None:
    """The header of the log, and with it each report, names unchecked certificates and missing billing."""
    journal = begin_log(tmp_path, base_url="https://staging.test/api", insecure=True, no_billing=True)
    journal.close()
    assert journal.events[0]["target"] == {
        "base_url": "https://staging.test/api",
        "kind": "loopback",
        "no_billing": True,
        "insecure": True,
    }


@pytest.mark.parametrize(("base_url", "same"), [(None, True), ("http://gateway:9001/api", True), (LOCAL, False)])
def test_a_replay_connects_as_its_run(tmp_path: Path, base_url: str | None, same: bool) -> None:
    """Another target isn't free, trusted or elsewhere because that of the run was; it gets the same headers."""
    given: dict[str, Any] = {"no_billing": True, "insecure": True, "connect_to": ["gateway:9001:a:"], "timeout": 7.0}
    given |= {"header": ["X-Tenant=env:TENANT"], "auth_header": "X-Key"}
    journal = begin_log(tmp_path, base_url=CONTAINER, **given)
    journal.write(case("CR-DUR-MAX", "fail", case="test_a", counterexample=counterexample()))
    journal.close()
    options = replay_options("CR-DUR-MAX", tmp_path, {"base-url": base_url})
    assert (options["header"], options["auth-header"], options["timeout"]) == (["X-Tenant=env:TENANT"], "X-Key", 7.0)
    assert (options["no-billing"], options["insecure"], options["connect-to"]) == (
        (True, True, ["gateway:9001:a:"]) if same else (False, False, [])
    )
