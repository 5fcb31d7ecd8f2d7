"""Arguments that can't be meant are errors of the constructor, with the value, the problem and the remedy.

Each of them would otherwise look like a lost answer, that is like a task that may be billed, or switch off a limit.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from seedance_client import AsyncSeedance, Journal, Limits, Seedance, SpendingLimit
from seedance_client._sdk.checks import check_interval
from tests.client.library.answers import BASE, PRO

NAN, INF = float("nan"), float("inf")
PRICED = {"prices": {PRO: 1}}
ANY: Any = None

both = pytest.mark.parametrize("kind", [Seedance, AsyncSeedance])


@pytest.mark.parametrize("value", [0, -1, -0.5, NAN, INF, "60", True, None, [60]])
@pytest.mark.parametrize("name", ["connect", "read", "total", "download"])
def test_a_limit_is_above_zero(name: str, value: Any) -> None:
    """A limit that every number passes, or that none does, is refused when it is given."""
    with pytest.raises(ValueError, match=rf"^{name} must be a finite number of seconds above 0; got "):
        Limits(**{name: value})


@pytest.mark.parametrize("value", [-1, NAN, INF, "60", True, None])
def test_a_retry_budget_may_be_zero(value: Any) -> None:
    """0 turns retries off; a value that isn't a number is an error."""
    assert Limits(retry_budget=0).retry_budget == 0
    with pytest.raises(ValueError, match=r"^retry_budget must be a finite number of seconds, 0 or more; got "):
        Limits(retry_budget=value)


@pytest.mark.parametrize("name", ["connect", "read", "total", "download", "retry_budget"])
def test_a_limit_fits_a_socket(name: str) -> None:
    """A number that a socket can't count to would fail while a create is on its way."""
    limits: dict[str, Any] = {name: 1e10}
    with pytest.raises(ValueError, match=f"^{name} must be at most 1,000,000 seconds"):
        Limits(**limits)


@pytest.mark.parametrize(
    ("poll", "words"),
    [
        ((9, 2), r"^poll's upper bound \(2 s\) is below its lower bound \(9 s\): give the shorter"),
        ((0, 2), r"^poll's lower bound must be a finite number of seconds above 0; got 0$"),
        ((1, NAN), "^poll's upper bound must be a finite"),
        (("a", "b"), "^poll's lower bound must be a finite"),
        (5, r"^poll must be two numbers of seconds, shortest and longest, such as \(20, 40\); got 5$"),
        ((1, 2, 3), "^poll must be two numbers"),
        ("ab", "^poll must be two numbers"),
    ],
)
def test_an_interval(poll: Any, words: str) -> None:
    """The pause between two questions has two bounds, in order."""
    with pytest.raises(ValueError, match=words):
        Limits(poll=poll)
    assert check_interval("poll", (2, 2)) == (2.0, 2.0)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "limits as a dict": ({"limits": {"read": 5}}, "limits must be Limits"),
    "a number of tasks below 0": ({"max_tasks": -1}, "max_tasks must be a whole number, 0 or more; got -1"),
    "a flag as a number of tasks": ({"max_tasks": True}, "max_tasks must be a whole number, 0 or more; got True"),
    "a part of a task": ({"max_tasks": 1.5}, "max_tasks must be a whole number, 0 or more; got 1.5"),
    "a cost and no prices": ({"max_cost": 5}, "max_cost = 5 needs prices"),
    "a cost and empty prices": ({"max_cost": 5, "prices": {}}, "max_cost = 5 needs prices"),
    "a cost that is none": ({**PRICED, "max_cost": NAN}, "max_cost must be a finite number, 0 or more; got nan"),
    "a negative cost": ({**PRICED, "max_cost": -1}, "max_cost must be a finite number, 0 or more; got -1"),
    "a price that is none": ({"prices": {PRO: NAN}}, "must be a finite number, 0 or more; got nan"),
    "a negative price": ({"prices": {PRO: -1}}, "must be a finite number, 0 or more; got -1"),
    "a price as a text": ({"prices": {PRO: "0.1"}}, "must be a finite number, 0 or more; got '0.1'"),
    "a price as a flag": ({"prices": {PRO: True}}, "must be a finite number, 0 or more; got True"),
    "a price without an end": ({"prices": {PRO: INF}}, "must be a finite number, 0 or more; got inf"),
    "a price that no float holds": ({"prices": {PRO: 10**400}}, "must be a finite number, 0 or more; got 1000"),
    "a cost that no float holds": ({**PRICED, "max_cost": 10**400}, "max_cost must be a finite number"),
    "a cost as a flag": ({**PRICED, "max_cost": True}, "max_cost must be a finite number, 0 or more; got True"),
    "a cost as a text": ({**PRICED, "max_cost": "5"}, "max_cost must be a finite number, 0 or more; got '5'"),
    "prices of no known model": (
        {"max_cost": 5, "prices": {"seedance-2-0-pro": 0.1, "kling": 1}},
        r"^prices has only 'seedance-2-0-pro' and 'kling', which aren't models of this service: give the price of at "
        r"least one of seedance_2_0_pro, .*, seedance_2_0_fast \(max_cost = 5 needs it\)$",
    ),
    "prices of a model in capitals": (
        {"max_cost": 5, "prices": {"Seedance_2_0": 1}},
        "which isn't a model of this service: give the price of at least one of seedance_2_0_pro",
    ),
    "prices of a model with a space": ({"max_cost": 5, "prices": {f"{PRO} ": 1}}, f"has only '{PRO} '"),
    "a price of nothing": ({"prices": {"": 1}}, "a model in prices is blank"),
    "prices that are none": ({"prices": [1]}, r"prices must map each model .* got \[1\]"),
    "no address": ({"base_url": ""}, "base_url is blank"),
    "an address that is a number": ({"base_url": 5}, "base_url must be a string; got 5"),
    "an address without a scheme": ({"base_url": "api.example.com/x"}, "isn't an http"),
    "an address of another scheme": ({"base_url": "ftp://x.example"}, "isn't an http"),
    "an address without TLS": ({"base_url": "http://x.example/y"}, "unencrypted"),
    "an address with a query": ({"base_url": "https://x.example?key=1"}, "query"),
    "an address with a password": ({"base_url": "https://me:my-password@x.example"}, "can't have a user, password"),
    "an unsound address": ({"base_url": "https://me:my-password@[x"}, "isn't a URL"),
    "an address with a key": ({"base_url": "https://x.example:port/?key=my-password"}, "isn't a URL"),
    "a host that is none": ({"base_url": "https://-\u2603..x/"}, "isn't a URL"),
    "a host that can't be decoded": ({"base_url": "https://xn--/"}, "base_url 'https://xn--' isn't a URL"),
    "no journal": ({"journal": ""}, "journal is blank"),
    "a flag as a journal": ({"journal": True}, "journal must be the path of a file; got True"),
    "a file as verify": ({"verify": "ca.pem"}, "verify must be True, False or an ssl.SSLContext"),
    "a number as proxy": ({"proxy": 8080}, "proxy must be an address"),
    "a proxy without a scheme": ({"proxy": "localhost:80"}, "the proxy 'localhost:80' can't be used: write it as http"),
    "no proxy": ({"proxy": ""}, "the proxy '' can't be used"),
}


@both
@pytest.mark.parametrize("name", WRONG)
def test_wrong_arguments(name: str, kind: Any) -> None:
    """Each is refused by both clients, and no password is repeated."""
    options, words = WRONG[name]
    with pytest.raises((ValueError, TypeError), match=words) as caught:
        kind("k", **{"base_url": BASE, **options})
    assert "my-password" not in str(caught.value)


@both
@pytest.mark.parametrize("key", [b"sk-my-password", 5, "sk my-password", "sk\nmy-password", "schl\xfcssel", " \t", ""])
def test_a_key_that_is_none(key: Any, kind: Any) -> None:
    """A key that isn't a string, or that a header can't carry, is rejected; the error doesn't repeat it."""
    with pytest.raises((ValueError, TypeError), match=r"(?i)api.key") as caught:
        kind(key, base_url=BASE)
    assert "password" not in str(caught.value)


@both
def test_a_cost_without_a_price(kind: Any) -> None:
    """A request for a model without a price is refused before anything is sent; other models may have prices."""
    prices = {"seedance_2_0_fast": 1, "a-model-of-a-gateway": 2}
    assert kind("k", base_url=BASE, prices=prices, max_cost=5)
    with Seedance("k", base_url=BASE, prices=prices, max_cost=5, transport=TRANSPORT) as client:
        for model in (PRO, "kling"):
            with pytest.raises(SpendingLimit, match=f"prices has no entry for the model '{model}'"):
                client.create("x", model=model, unchecked=True)
        with pytest.raises(SpendingLimit, match="costs 10, and 0 is already spent"):
            client.create("x", model="a-model-of-a-gateway", unchecked=True)
        assert client._guard.tasks == 0


def answer(request: httpx.Request) -> httpx.Response:
    """Never called."""
    raise AssertionError("something was sent")


async def awaited(request: Any) -> None:
    """The method of an asynchronous client or transport."""


OWN, OWN_ASYNC = type("OwnClient", (httpx.Client,), {}), type("OwnAsyncClient", (httpx.AsyncClient,), {})
CLIENTS: dict[Any, list[Any]] = {
    Seedance: [httpx.Client(), OWN(), SimpleNamespace(build_request=answer, send=answer)],
    AsyncSeedance: [httpx.AsyncClient(), OWN_ASYNC(), SimpleNamespace(build_request=answer, send=awaited)],
}
"""The clients that each kind takes: those of httpx, subclasses of the user's, and whatever has the same methods."""


@both
def test_a_client_of_the_wrong_kind(kind: Any) -> None:
    """A client that must be awaited can't carry the requests of one that doesn't await, or the reverse."""
    other = AsyncSeedance if kind is Seedance else Seedance
    for wrong in (*CLIENTS[other], object(), "x", httpx.Client, httpx.AsyncClient):
        with pytest.raises(TypeError, match=r"^http_client is .*(give an|pass an httpx)"):
            kind("k", base_url=BASE, http_client=wrong)
    for right in CLIENTS[kind]:
        kind("k", base_url=BASE, http_client=right)


def test_the_message_names_the_other_client() -> None:
    """Whoever mixed the two up learns which one he has."""
    with pytest.raises(TypeError) as caught:
        Seedance("k", base_url=BASE, http_client=httpx.AsyncClient())  # type: ignore[arg-type]
    assert str(caught.value) == (
        "http_client is of type httpx.AsyncClient, which is asynchronous: pass an httpx.Client to Seedance, or use "
        "AsyncSeedance"
    )


TRANSPORT = httpx.MockTransport(answer)
TRANSPORTS: dict[Any, list[Any]] = {
    Seedance: [httpx.HTTPTransport(), httpx.WSGITransport(ANY)],
    AsyncSeedance: [httpx.AsyncHTTPTransport(), httpx.ASGITransport(ANY), SimpleNamespace(handle_request=awaited)],
}


@both
def test_a_transport_of_the_wrong_kind(kind: Any) -> None:
    """A transport is of the kind that the client needs; httpx.MockTransport is of both."""
    other = AsyncSeedance if kind is Seedance else Seedance
    for wrong in (*TRANSPORTS[other], object(), httpx.MockTransport):
        with pytest.raises(TypeError, match=r"^transport is "):
            kind("k", base_url=BASE, transport=wrong)
    kind("k", base_url=BASE, transport=TRANSPORT)


@both
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"proxy": "http://127.0.0.1:1"}, "^proxy can't be combined with http_client: leave it out"),
        ({"verify": False}, "^verify can't be combined with http_client"),
        ({"transport": TRANSPORT}, "^transport can't be combined with http_client"),
        (
            {"transport": TRANSPORT, "proxy": "http://x:1", "verify": False},
            "^transport, proxy and verify can't be combined with http_client: leave them",
        ),
    ],
)
def test_what_has_no_effect_beside_a_client(options: dict[str, Any], words: str, kind: Any) -> None:
    """A requested proxy is used, or rejected with a reason."""
    own = httpx.Client() if kind is Seedance else httpx.AsyncClient()
    with pytest.raises(ValueError, match=words):
        kind("k", base_url=BASE, http_client=own, **options)


@both
@pytest.mark.parametrize("options", [{"proxy": "http://127.0.0.1:1"}, {"verify": False}])
def test_what_has_no_effect_beside_a_transport(options: dict[str, Any], kind: Any) -> None:
    """Otherwise it would ignore the transport, or check certificates although it was told not to."""
    with pytest.raises(ValueError, match="can't be combined with transport"):
        kind("k", base_url=BASE, transport=TRANSPORT, **options)


def test_a_closed_client() -> None:
    """A client that was closed can't send anything."""
    own = httpx.Client()
    own.close()
    with pytest.raises(ValueError, match="http_client is closed"):
        Seedance("k", base_url=BASE, http_client=own)


def test_a_client_with_an_address() -> None:
    """An address of the client's own would be passed over, and another service be paid."""
    with pytest.raises(
        ValueError, match=r"has the base_url 'https://gateway.example/x/', but requests go to"
    ) as caught:
        Seedance("k", base_url=BASE, http_client=httpx.Client(base_url="https://me:my-password@gateway.example/x"))
    assert "my-password" not in str(caught.value)
    Seedance("k", base_url=BASE, http_client=httpx.Client(base_url=BASE.replace("api.", "API.") + "/"))


@pytest.mark.parametrize("window", [-1, NAN, INF, "600", True])
def test_a_window_of_a_journal(window: Any, tmp_path: Path) -> None:
    """A window that isn't a number would let each request through."""
    with pytest.raises(ValueError, match="window must be a finite number of seconds, 0 or more; got"):
        Journal(tmp_path / "tasks.jsonl", window=window)
