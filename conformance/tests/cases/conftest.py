"""An independent server in memory, correct or wrong in one way, to try the cases on.

It shares nothing with the cases, the mock or the contract: it has its own limits and predicates.
"""

import json
import re
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import pytest
from attrs import define, evolve
from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.create.addresses import PlaceholderAssets, asset_cases
from seedance_conformance.cases.explicit import all_cases
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create.expectations import expect
from seedance_conformance.suite.verdicts import Breach, Inconclusive
from seedance_conformance.transport.exchange import Exchange
from tests.openapi.conftest import JudgeOf, contract, judge_of
from tests.transport.answers.test_answer import answer

__all__ = ["contract", "judge_of"]

Body = dict[str, Any]
Rewrite = Callable[[Body], Body | None]

STANDARD = {"seedance_2_0", "seedance_2_0_fast"}
MODELS = STANDARD | {"seedance_2_0_pro", "seedance_2_0_fast_pro"}
RATIOS = {"16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"}
FRAMES = ("first_image", "last_image")
LISTS = {"referenceImages": 9, "referenceVideos": 3, "referenceAudios": 3}
ADDRESS = re.compile(r"(?:https?://[^/\s]+(?:/\S*)?|asset://\S+)")

CASES = [*all_cases(Placeholders()), *asset_cases(Placeholders(), PlaceholderAssets())]
"""Every explicit case of create."""


def is_valid(body: Body) -> bool:
    """Whether a body keeps every rule of create; null in an optional field means absent."""
    given = {name: value for name, value in body.items() if value is not None}
    return _has_valid_options(given) and _has_valid_media(given)


def _has_valid_options(body: Body) -> bool:
    duration, ratio = body.get("duration", 5), body.get("aspect_ratio", "16:9")
    return (
        isinstance(body.get("model"), str)
        and body["model"] in MODELS
        and isinstance(body.get("prompt"), str)
        and type(duration) is int
        and 4 <= duration <= 15
        and isinstance(ratio, str)
        and ratio in RATIOS
        and type(body.get("generateAudio", True)) is bool
    )


def _has_valid_media(body: Body) -> bool:
    lists = {name: body.get(name, []) for name in LISTS}
    frames = [name for name in FRAMES if name in body]
    return (
        all(isinstance(listed, list) and len(listed) <= LISTS[name] for name, listed in lists.items())
        and all(map(_is_address, [*(body[name] for name in frames), *chain(*lists.values())]))
        and body.get("referenceImages") != []
        and not (frames and (any(lists.values()) or "first_image" not in body))
        and (body["model"] not in STANDARD or bool(lists["referenceVideos"]))
    )


def _is_address(value: object) -> bool:
    return isinstance(value, str) and ADDRESS.fullmatch(value) is not None


@define
class Server:
    """A target in memory.

    Attributes:
        rewrite: how the server changes a body before it checks it; None means that it refuses it.
        calls: creates so far.
    """

    rewrite: Rewrite
    remote: bool = False
    calls: int = 0

    def create(self, body: Body) -> Exchange:
        """Answers like a target; bodies are sent as JSON."""
        self.calls += 1
        content = json.dumps(body)
        seen = self.rewrite(json.loads(content))
        accepted = seen is not None and is_valid(seen)
        status, found = (200, {"id": f"video_{self.calls}", "status": "queued"}) if accepted else (400, {"error": "no"})
        return evolve(answer(status, found), number=self.calls, request_body=content.encode())


def notices(context: Context, cases: Iterable[Case]) -> bool:
    """Whether any of the cases ends with a breach."""
    for case in cases:
        try:
            expect(context, case)
        except Breach:
            return True
        except Inconclusive:
            continue
    # An accepted violation that may be refused late is judged when its task ends; here no task fails.
    return bool(context.pending)


@pytest.fixture
def context_with() -> Callable[[Rewrite], Context]:
    """Makes the context of a run against a server that is wrong in one way."""

    def make(rewrite: Rewrite) -> Context:
        return Context(target=Server(rewrite), poller=None, media=Placeholders(), examples=20)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def contract_accepts(judge_of: JudgeOf) -> Any:
    """Whether the contract's schema of create admits a body."""
    return judge_of("CreateVideoRequest")
