"""All readings of the documents are held against each other; where they disagree, the odd one out is suspect.

The contract declares, the mock inspects, the client checks before sending, the suite constructs, and the vectors were
judged by hand.
"""

import ast
import json
import random
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from seedance_client import problems
from seedance_conformance.cases.case import Placeholders
from seedance_conformance.cases.explicit import NAMED_CASES, by_rule, media_cases
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.mock.api.inspector import CreateInspector
from seedance_conformance.mock.choices import resolve
from tests.cases.conftest import contract_accepts
from tests.openapi.conftest import contract, judge, judge_of
from tests.openapi.test_vectors import load as vectors

__all__ = ["contract", "contract_accepts", "judge_of"]

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "conformance" / "seedance_conformance"
RULE_ID = re.compile(r"\b[A-Z]{2}(?:-[A-Z0-9]+)+\b")
# A thousandth of a second each; enough that each pair of edits below meets many times.
GENERATED_BODIES = 4_000

MOCK_CANNOT_BREAK = re.compile("^(MD-|CS-|QR-|LC-|EP-RESP-JSON|AS-(UP-RESP|UP-FAIL|DT|DEL)|CR-.*-DEFAULT)")
"""Rules on answers, files and defaults: the mock keeps them by what it does and names them only in its faults."""

ALLOWED_SYNONYMS = {"CR-FRAMES-NEED-PRO", "CR-NOREF-NEED-PRO", "CR-STD-EMPTY-VIDEO"}
"""A body that is nothing but unfit for the model is reported under the rule it comes from."""


def ids_in(*folders: Path) -> set[str]:
    """Every rule id in the code of the Python files of these folders."""
    return {rule for folder in folders for path in folder.rglob("*.py") for rule in ids_in_code(path.read_text())}


def ids_in_code(source: str) -> set[str]:
    """Every rule id in a string that code uses; docstrings and comments prove no predicate and no case."""
    module = ast.parse(source)
    texts = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    used = [node for node in ast.walk(module) if isinstance(node, ast.Constant) and id(node) not in texts]
    return {rule for node in used if isinstance(node.value, str) for rule in RULE_ID.findall(node.value)}


def test_an_id_in_a_docstring_alone_is_not_found() -> None:
    """Only strings that code uses count: arguments, table entries, marks."""
    source = """
        '''A module about CR-A.'''
        LIMIT = 5
        '''Of CR-B.'''

        @pytest.mark.rule("CR-C")
        def check(value):  # CR-D
            '''Check CR-E.'''
            return f"CR-F: {value}" if value else TABLE["CR-G"]
    """
    assert ids_in_code(textwrap.dedent(source)) == {"CR-C", "CR-F", "CR-G"}


@pytest.fixture(scope="module")
def must() -> list[str]:
    """The ids of all documented MUST rules."""
    return [rule.id for rule in load_catalogue().rules.values() if rule.level == "MUST" and rule.family != "RB"]


def tags(node: Any) -> Iterator[str]:
    """The rule ids of every `x-rules` and `x-rules-in-prose` in the contract."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from value if key in ("x-rules", "x-rules-in-prose") else tags(value)
    elif isinstance(node, list):
        for item in node:
            yield from tags(item)


def test_the_mock_names_every_must_rule_that_a_request_can_break(must: list[str]) -> None:
    """Each rule on bodies, headers and earlier calls has a predicate; each other one at least a fault."""
    named = ids_in(PACKAGE / "mock")
    inspected = {rule for rule in must if not MOCK_CANNOT_BREAK.match(rule)}
    assert not inspected - named - ALLOWED_SYNONYMS


def test_the_suite_names_every_must_rule(must: list[str]) -> None:
    """Each MUST rule has a case, or is judged by a test of its own."""
    with_cases = {rule for rule, _ in (*by_rule(NAMED_CASES), *media_cases(Placeholders()))}
    assert not set(must) - with_cases - ids_in(PACKAGE / "suite")


def test_no_reading_names_a_rule_that_does_not_exist(contract: dict[str, Any]) -> None:
    """A mistyped id would silently judge nothing."""
    known = set(load_catalogue().rules)
    families = tuple({rule.partition("-")[0] + "-" for rule in known})
    named = ids_in(PACKAGE / "suite", PACKAGE / "cases", PACKAGE / "mock") | set(tags(contract))
    strangers = {rule for rule in named - known if rule.startswith(families)}
    assert not {rule for rule in strangers if not any(other.startswith(rule + "-") for other in known)}


# -- bodies ------------------------------------------------------------------------------------------------------------

Judge = Callable[[dict[str, Any]], bool]


@pytest.fixture(scope="module")
def inspect() -> CreateInspector:
    """The mock's inspector, strict about unknown fields as the closed shapes of the contract are."""
    return CreateInspector(resolve({"unknown-fields": "refused", "null-optional": "refused"}))


def documented(body: dict[str, Any]) -> set[str]:
    """The documented rules that the client's preflight finds broken.

    It also gives advice of level SHOULD about what the documents leave open, a blank prompt for example: that would be
    billed, so the client holds it back unless it is told otherwise. Neither contract nor mock may refuse it.
    """
    return {problem.rule for problem in problems(body) if problem.level == "MUST"}


@pytest.mark.parametrize("name", ["accept", "reject"])
def test_every_reading_agrees_with_every_vector(name: str, contract_accepts: Judge, inspect: CreateInspector) -> None:
    """The verdict of each reading is the hand-made one; mock and client name exactly the rules that the hand named."""
    wrong = []
    for vector in vectors(name):
        declared = contract_accepts(vector["body"])
        inspected = {problem.rule for problem in inspect(vector["body"])}
        preflighted = documented(vector["body"])
        if declared != (name == "accept") or not inspected == preflighted == set(vector["rules"]):
            wrong.append((vector["name"], declared, sorted(inspected), sorted(preflighted), vector["rules"]))
    assert not wrong


EDITS: dict[str, list[Any]] = {
    "model": [*(f"seedance_2_0{kind}" for kind in ("", "_fast", "_pro", "_fast_pro", "_ultra")), 1],
    "prompt": ["x", "\u6c34\u58a8", "", " \n", 5, ["x"], True],
    "duration": [3, 4, 5, 15, 16, 0, 5.5, "5", True, 2**32 + 5, [5]],
    "aspect_ratio": ["16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive", "2:1", "16x9", 1, ["16:9"]],
    "generateAudio": [True, False, "true", 1, 0],
    "first_image": ["https://a.example/1.png", "asset://asset-1", "ftp://a.example/1.png", "1.png", 1, ["x"]],
    "last_image": ["http://a.example/2.png", "asset://asset-2", "file:///2.png", 2, {}],
    "referenceImages": [[f"https://a.example/i{n}.png" for n in range(count)] for count in (0, 1, 8, 9, 10)]
    + [["https://a.example/1.png", "ftp://a.example/2.png"], [1], {}, "https://a.example/1.png"],
    "referenceVideos": [[f"https://a.example/v{n}.mp4" for n in range(count)] for count in (1, 3, 4)]
    + [["https://a.example/1.mp4", "blob:x"], [None], {}],
    "referenceAudios": [[f"https://a.example/a{n}.mp3" for n in range(count)] for count in (1, 3, 4)]
    + [["asset://asset-3", "https://a.example/1.mp3"], [2.5], {}],
}
"""Values for each field, on both sides of what the documents say; of what they leave open, blank prompts alone."""


def generated_bodies() -> Iterator[dict[str, Any]]:
    """Bodies in which a few fields of a plain one were set or taken away, the same ones in each run."""
    chance = random.Random(20261122)
    media = [field for field in EDITS if field.startswith(("first", "last", "ref"))]
    for _ in range(GENERATED_BODIES):
        body: dict[str, Any] = {"model": chance.choice(EDITS["model"][:4]), "prompt": "x"}
        fields = chance.sample(media, chance.randint(0, 2)) + chance.sample(list(EDITS), chance.randint(0, 2))
        for field in fields:
            body[field] = chance.choice(EDITS[field][: chance.choice((2, None))])
        if chance.random() < 0.05:
            del body[chance.choice(("model", "prompt"))]
        only_audio = not {"first_image", "last_image", "referenceImages", "referenceVideos"} & body.keys()
        if "referenceAudios" in body and only_audio:
            continue  # open: audio as the only reference
        if body.get("referenceImages") == [] and {"first_image", "last_image"} & body.keys():
            continue  # open: a frame beside an empty array
        yield body


def disagreements(left: Judge, right: Judge) -> list[dict[str, Any]]:
    """The generated bodies on which two readings differ."""
    return [body for body in generated_bodies() if left(body) != right(body)]


def test_every_reading_agrees_on_generated_bodies(contract_accepts: Judge, inspect: CreateInspector) -> None:
    """Thousands of bodies near the rules: contract, mock and client accept together or refuse together."""
    assert not disagreements(contract_accepts, lambda body: not inspect(body))
    assert not disagreements(contract_accepts, lambda body: not documented(body))


def test_advice_is_about_open_questions_alone() -> None:
    """The preflight's level MUST is the catalogue's, and its advice is about rules that nobody is judged by."""
    rules = load_catalogue().rules
    named = [vector["body"] for name in ("accept", "reject", "open") for vector in vectors(name)]
    found = {problem for body in [*named, *generated_bodies()] for problem in problems(body)}
    advice = {problem.rule for problem in found if problem.level != "MUST"}
    assert advice == {"CR-EXTRA-PROPS", "CR-NULL-OPT", "CR-PROMPT-EMPTY"}
    for problem in found:
        assert (problem.level == "MUST") == (rules[problem.rule].level == "MUST"), problem


def test_a_seeded_disagreement_is_found(contract: dict[str, Any], inspect: CreateInspector) -> None:
    """A contract that is off by one in one bound does not pass unnoticed."""
    text = json.dumps(contract["components"])
    assert '"maximum": 15' in text
    wrong = json.loads(text.replace('"maximum": 15', '"maximum": 16'))
    found = disagreements(judge("CreateVideoRequest", wrong), lambda body: not inspect(body))
    assert found
    assert all(body["duration"] == 16 for body in found)
