"""What a client may spend: tasks and cost."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from seedance_client import OutcomeUnknown, Refused, Seedance, SpendingLimit
from tests.client.library.answers import KEY, PRO, TASK, close, http


def test_max_tasks(hostile: Any) -> None:
    """The limit holds for all threads together; refusals are given back, unknown outcomes are not."""
    hostile.script["POST"] = [http({}, 400), close, http(TASK)]
    with Seedance("k", base_url=hostile.base_url, max_tasks=3) as client:
        for prompt, error in (("x", Refused), ("y", OutcomeUnknown)):
            with pytest.raises(error):
                client.create(prompt, model=PRO)
        with ThreadPoolExecutor(6) as pool:
            creates = [pool.submit(client.create, "x", model=PRO) for _ in range(6)]
    assert sum(isinstance(create.exception(), SpendingLimit) for create in creates) == 4
    assert hostile.count("POST") == 4


def test_max_cost(service: str) -> None:
    """Cost is seconds times price."""
    with Seedance(KEY, base_url=service, prices={PRO: 0.5}, max_cost=5.0) as client:
        client.create("x", model=PRO, duration=4)
        client.create("x", model=PRO)
        with pytest.raises(SpendingLimit, match="max_cost = 5"):
            client.create("x", model=PRO, duration=4)


def test_what_rules_forbid_is_counted_as_the_longest(service: str) -> None:
    """A duration that the rules forbid costs no less than the longest: it must not make room in the guard."""
    with Seedance(KEY, base_url=service, prices={PRO: 1.0}, max_cost=20) as client:
        with pytest.raises(Refused):
            client.create("x", model=PRO, duration=-1, unchecked=True)
        assert client._guard.cost == 0
        client._guard.cost = 10
        with pytest.raises(SpendingLimit, match="costs 15"):
            client.create("x", model=PRO, duration=-100, unchecked=True)
