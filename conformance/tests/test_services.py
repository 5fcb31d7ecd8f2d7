"""The servers that tests start: they keep their data, and a missing one is noticed."""

import socket

import pytest
from tests.services import service_missing
from tests.services_redis import RedisServer, redis, running_redis

__all__ = ["redis"]


def say(server: RedisServer, command: str) -> str:
    """Redis' answer to an inline command."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(f"{command}\r\n".encode())
        return connection.recv(256).decode().strip()


def test_redis_keeps_what_it_acknowledged(redis: RedisServer) -> None:
    """After a kill, at the same address."""
    assert say(redis, "SET film fox") == "+OK"
    redis.kill()
    assert not redis.answers()
    redis.start()
    assert say(redis, "GET film").endswith("fox")


def test_redis_listens_on_this_machine_only(redis: RedisServer) -> None:
    """Nobody else can connect."""
    assert say(redis, "CONFIG GET bind").splitlines()[-1] == "127.0.0.1"


@pytest.mark.parametrize(("setting", "outcome"), [("required", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_service_is_said(monkeypatch: pytest.MonkeyPatch, setting: str, outcome: type[Exception]) -> None:
    """The test is skipped with the reason, and fails in CI; both name the package to install."""
    monkeypatch.setenv("SEEDANCE_SERVICES", setting)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(outcome, match="apt-get install redis-server"), running_redis():
        pass
    with pytest.raises(outcome, match="no server"):
        service_missing("no server")
