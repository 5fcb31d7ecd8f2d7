"""Each reason of `inconclusive` that is the target's doing has a rule that is red for it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import seedance_conformance
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.mock.faults import all_faults
from seedance_conformance.suite.assets import test_upload
from seedance_conformance.suite.verdicts import Breach
from tests.suite.doubts import NOT_WRONG, RED_RULES, VARIABLE_REASONS
from tests.suite.small_server import Refused, running

PACKAGE = Path(seedance_conformance.__file__).parent
KINDS = ("Inconclusive", "AnswerLost", "NoEvidence", "doubt")


def _places() -> Iterator[tuple[str, str]]:
    """Module and kind, and the written part of the text, of each place that raises or records a doubt."""
    for path in (
        *PACKAGE.glob("suite/**/*.py"),
        PACKAGE / "runner" / "shards" / "merge.py",
        PACKAGE / "transport" / "spending" / "refusal_check.py",
    ):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args:
                called = node.func
                name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
                if name in KINDS:
                    text = [one.value for one in ast.walk(node.args[-1]) if isinstance(one, ast.Constant)]
                    yield f"{path.relative_to(PACKAGE).as_posix()} {name}", " ".join(map(str, text))


def test_every_reason_is_in_the_table() -> None:
    """And the table has no others."""
    table = {**RED_RULES, **NOT_WRONG}
    used: set[str] = set(VARIABLE_REASONS.values())
    for place, text in _places():
        found = [reason for reason in table if reason in text]
        assert found or place in VARIABLE_REASONS, f"{place} {text!r} is in neither table of tests/suite/doubts.py"
        used |= set(found)
    assert used == set(table)


def test_every_named_rule_is_judged_everywhere_it_can_be() -> None:
    """It is a MUST, and a fault of the mock turns it red."""
    rules = load_catalogue().rules
    red = {rule for fault in all_faults().values() for rule in fault.rules}
    for reason, named in RED_RULES.items():
        assert named, reason
        assert all(rules[rule].level == "MUST" and rule in red for rule in named), reason


def test_a_library_that_refuses_every_upload_is_red() -> None:
    """On a target that accepts media in creates, the address isn't the reason."""

    def refuse(*_: Any) -> Any:
        raise Refused(400)

    with running(upload=refuse) as context, pytest.raises(Breach):
        test_upload.test_upload_is_a_post_of_json(context)
