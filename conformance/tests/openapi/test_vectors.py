"""The vectors are complete, and the contract gives each its verdict."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.openapi.conftest import JudgeOf

VECTORS = Path(__file__).parents[3] / "openapi" / "vectors"
MODELS = ("seedance_2_0", "seedance_2_0_fast", "seedance_2_0_pro", "seedance_2_0_fast_pro")
VARIANTS = ("TextToVideo", "FramesToVideo", "ReferenceToVideo", "VideoReference")
MEDIA = {
    "F": "first_image",
    "L": "last_image",
    "I": "referenceImages",
    "V": "referenceVideos",
    "A": "referenceAudios",
}


def load(verdict: str) -> list[dict[str, Any]]:
    """The vectors of one verdict."""
    vectors: list[dict[str, Any]] = json.loads((VECTORS / f"{verdict}.json").read_text(encoding="utf-8"))
    return vectors


ACCEPTED, REFUSED, OPEN = load("accept"), load("reject"), load("open")


@pytest.mark.parametrize("vectors", [ACCEPTED, REFUSED, OPEN], ids=["accept", "reject", "open"])
def test_names_are_unique(vectors: list[dict[str, Any]]) -> None:
    """A name tells one vector from all others of its file."""
    names = [vector["name"] for vector in vectors]
    assert len(names) == len(set(names))


def test_rules_of_verdicts(rule_levels: dict[str, str]) -> None:
    """A refused body breaks MUST rules, a good one none, and an open one leaves a question to observe."""
    assert all(v["verdict"] == "accept" and v["rules"] == [] for v in ACCEPTED)
    assert all(v["verdict"] == "open" and v["rules"] == [] for v in OPEN)
    assert {rule_levels[rule] for v in OPEN for rule in v["observes"]} == {"OBSERVE"}
    assert all(v["verdict"] == "reject" and v["rules"] for v in REFUSED)
    assert {rule_levels[rule] for v in REFUSED for rule in v["rules"]} == {"MUST"}


def test_all_presence_patterns() -> None:
    """All 32 patterns of the five media fields stand there on each of the four models."""
    seen = {
        (v["body"]["model"], frozenset(v["body"].keys() & set(MEDIA.values())))
        for v in ACCEPTED + REFUSED + OPEN
        if v["name"].startswith("pattern ")
    }
    patterns = [
        frozenset(f for f, there in zip(MEDIA.values(), bits, strict=True) if there)
        for bits in product((0, 1), repeat=5)
    ]
    assert seen == set(product(MODELS, patterns))


def test_every_body_rule_has_a_refused_body(rule_levels: dict[str, str]) -> None:
    """Each rule of create that a body can break is broken somewhere, on its own."""
    alone = {vector["rules"][0] for vector in REFUSED if len(vector["rules"]) == 1}
    # These three break for a standard model whenever it lacks its video, which is then the rule that is named.
    dominated = {"CR-STD-EMPTY-VIDEO", "CR-FRAMES-NEED-PRO", "CR-NOREF-NEED-PRO"}
    # These allow something, or show in the finished video alone.
    unbreakable = {
        *("CR-RATIO-ADAPTIVE", "CR-FIRST-ALONE", "CR-FIRSTLAST-OK", "CR-PRO-TEXT-ONLY", "CR-PRO-VIDEO-OPTIONAL"),
        *("CR-MIX-REFS", "CR-DUR-DEFAULT", "CR-RATIO-DEFAULT", "CR-AUDIO-DEFAULT"),
    }
    must = {rule for rule, level in rule_levels.items() if level == "MUST" and rule.startswith("CR-")}
    # Frame and last frame come together where both meet a reference, so a last frame never breaks its exclusion alone.
    paired = {rule for rule in must if rule.startswith("CR-EXCL-LAST-")}
    assert must - alone - dominated - unbreakable - paired == set()
    assert paired <= {rule for vector in REFUSED for rule in vector["rules"]}


def test_patterns_are_named_after_their_fields() -> None:
    """The letters in a pattern's name are the fields of its body."""
    for vector in ACCEPTED + REFUSED + OPEN:
        if vector["name"].startswith("pattern "):
            letters = vector["name"].split()[1].replace("none", "")
            assert {MEDIA[letter] for letter in letters} == vector["body"].keys() & set(MEDIA.values()), vector["name"]


@pytest.mark.parametrize("vector", ACCEPTED + REFUSED, ids=lambda v: v["name"])
def test_the_contract_agrees(judge_of: JudgeOf, vector: dict[str, Any]) -> None:
    """A good body matches the request schema and one variant alone, and a bad body neither."""
    good = vector["verdict"] == "accept"
    assert judge_of("CreateVideoRequest")(vector["body"]) == good
    assert sum(judge_of(variant)(vector["body"]) for variant in VARIANTS) == good
