"""The preflight, an independent reading of the documents, agrees with the hand-judged vectors."""

import json
import time
import timeit
from pathlib import Path
from typing import Any

import pytest
from seedance_client import InvalidRequest, Problem, References, Seedance, problems
from seedance_client._sdk.create.rules import summary
from tests.client.library.answers import TASK, http

VECTORS = Path(__file__).parents[4] / "openapi" / "vectors"
PREFLIGHT = VECTORS.parents[0] / "companion" / "_sdk" / "create" / "rules.py"
PRO = {"model": "seedance_2_0_pro", "prompt": "x"}
MOST_MICROSECONDS = 50


def vectors(name: str) -> list[dict[str, Any]]:
    """The hand-judged bodies of a file."""
    entries: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return entries


@pytest.mark.parametrize("name", ["accept", "reject"])
def test_every_vector_breaks_exactly_its_rules(name: str) -> None:
    """For each vector the rules found are those that the hand found: none too few, none too many."""
    wrong = [
        (vector["name"], found, vector["rules"])
        for vector in vectors(name)
        if (found := sorted({problem.rule for problem in problems(vector["body"])})) != sorted(vector["rules"])
    ]
    assert not wrong


def test_no_open_vector_breaks_a_judged_rule_by_mistake() -> None:
    """What the documents leave open passes, except for likely mistakes."""
    strict = {"CR-EXTRA-PROPS", "CR-IMG-COUNT-MIN", "CR-NULL-OPT", "CR-PROMPT-EMPTY", "CR-URL-SCHEME", "CR-MODEL-ENUM"}
    found = {problem.rule for vector in vectors("open") for problem in problems(vector["body"])}
    assert found == strict


@pytest.mark.parametrize(
    "body",
    [
        *(None, [], "x", 5, {"model": {}}, {"model": [[]], "prompt": None}, {1: 2}),
        *({"duration": float("nan")}, {"duration": 1e999}),
    ],
)
def test_nothing_crashes_it(body: object) -> None:
    """Any JSON value, and some other values, get an answer."""
    assert problems(body)


def test_deep_and_long_values_are_shortened() -> None:
    """A message repeats no more than the beginning of a value."""
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    found = problems({**PRO, "duration": deep, "aspect_ratio": "9" * 1_000_000})
    assert [problem.rule for problem in found] == ["CR-DUR-TYPE", "CR-RATIO-ENUM"]
    assert all(len(problem.value) < 200 for problem in found)


def test_a_problem_says_all() -> None:
    """Rule, field, value and remedy are in the sentence."""
    (problem,) = problems({**PRO, "duration": 16})
    assert problem == Problem("CR-DUR-MAX", "duration", "16", "it is above 15", "use whole seconds from 4 to 15")
    assert str(problem) == "duration = 16: it is above 15 [CR-DUR-MAX]; use whole seconds from 4 to 15"


def test_create_refuses_before_it_sends(hostile: Any) -> None:
    """All problems are reported together, and nothing is sent; `unchecked` sends the request anyway."""
    hostile.script["POST"] = [http(TASK)]
    with Seedance("k", base_url=hostile.base_url) as client:
        with pytest.raises(InvalidRequest) as caught:
            client.create_from({"model": "seedance_2_0", "prompt": "x", "duration": 3})
        assert [problem.rule for problem in caught.value.problems] == ["CR-DUR-MIN", "CR-STD-NEEDS-VIDEO"]
        assert not hostile.seen
        assert client.create_from({"model": "seedance_2_0", "prompt": "x"}, unchecked=True).id == "video_1"
    assert isinstance(caught.value, ValueError)


BLANK = ["", " ", "  \n\t", "\xa0\u2003\u3000", "\u200b\ufeff\u2060\xad", "\u3164", "\u2800", "\x00\x1b", "\ufe0f"]


@pytest.mark.parametrize("prompt", BLANK, ids=ascii)
def test_a_blank_prompt_is_not_sent(prompt: str, hostile: Any, call: Any) -> None:
    """A prompt without visible characters would be billed: it is rejected, unless `unchecked` is set."""
    (problem,) = problems({**PRO, "prompt": prompt})
    assert (problem.rule, problem.level, problem.field) == ("CR-PROMPT-EMPTY", "SHOULD", "prompt")
    with pytest.raises(InvalidRequest, match=r"^nothing was sent: the request has 1 likely mistake .*unchecked=True"):
        call("create", prompt, model="seedance_2_0_pro")
    assert not hostile.seen
    hostile.script["POST"] = [http(TASK)]
    assert call("create", prompt, model="seedance_2_0_pro", unchecked=True).id == "video_1"
    assert json.loads(hostile.seen[0].body)["prompt"] == prompt


@pytest.mark.parametrize(
    "prompt", [".", "\u6c34", "\U0001f98a", "  x", "\ud83e", "\U0010fffd", "\U0001fadf", "\u200bx"]
)
def test_what_can_be_seen_is_no_blank(prompt: str) -> None:
    """A picture, also one newer than this Python, and a letter behind a blank are prompts."""
    assert problems({**PRO, "prompt": prompt}) == []


def test_levels() -> None:
    """Our own advice has the level SHOULD, a documented rule MUST; the sentence counts them apart."""
    body = {"model": "seedance_2_0_pro", "prompt": " ", "duration": 3, "seed": 7, "aspect_ratio": None}
    found = problems(body)
    assert {problem.rule: problem.level for problem in found} == {
        "CR-PROMPT-EMPTY": "SHOULD",
        "CR-DUR-MIN": "MUST",
        "CR-EXTRA-PROPS": "SHOULD",
        "CR-NULL-OPT": "SHOULD",
    }
    assert summary(found).splitlines()[0] == (
        "nothing was sent: the request breaks 1 documented rule and has 3 likely mistakes that would be billed:"
    )


def test_references_to_nothing_are_no_text_mode(hostile: Any, call: Any) -> None:
    """A list of references that turned out empty is refused: a video from the prompt alone would be paid for."""
    with pytest.raises(InvalidRequest, match="CR-IMG-COUNT-MIN"):
        call("create", "like image 1", References(images=[]), model="seedance_2_0_pro")
    assert not hostile.seen


def test_a_valid_body_costs_little() -> None:
    """The largest valid body is checked within 50 microseconds: the best of several rounds, for other processes."""
    body = max((vector["body"] for vector in vectors("accept")), key=lambda body: len(json.dumps(body)))
    rounds = timeit.repeat(lambda: problems(body), timer=time.thread_time, repeat=7, number=500)
    assert min(rounds) / 500 * 1e6 < MOST_MICROSECONDS


def test_it_is_a_reading_of_its_own() -> None:
    """It imports nothing that could have shared the mock's or the contract's limits."""
    lines = PREFLIGHT.read_text(encoding="utf-8").splitlines()
    imports = {line.split()[1] for line in lines if line.startswith(("from ", "import "))}
    assert imports == {"__future__", "re", "reprlib", "unicodedata", "collections.abc", "typing", "attrs"}
