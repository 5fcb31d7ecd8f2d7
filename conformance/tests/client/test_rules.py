"""The rules that bind the client and no server: where each is kept."""

import ast
from pathlib import Path

from seedance_conformance.catalogue import load_catalogue

LIBRARY = Path(__file__).parent / "library"

KEPT = {
    "LC-POLL-INTERVAL": ("test_hostile_wait.py", "test_the_usual_interval"),
    "LC-POLL-STOP": ("test_hostile_wait.py", "test_wait_survives"),
    "LC-DOWNLOAD": ("test_journal.py", "test_the_whole_story"),
    "AS-POLL": ("test_assets.py", "test_upload_waits_until_it_is_active"),
    "AS-DEL-CHECK": ("test_assets.py", "test_delete_looks_first"),
}
"""Rule -> the test that shows it."""

LEFT_TO_THE_USER = {"MD-FACE-ASSET": "nothing in a request says whether a picture shows a face; docs/client.md does"}


def test_every_rule_that_binds_the_client_is_kept() -> None:
    """Each rule that no server can break, because it binds the client, has a test here, or a reason why not."""
    bound = {rule.id for rule in load_catalogue().rules.values() if rule.unjudged.startswith("binds the client")}
    assert bound == KEPT.keys() | LEFT_TO_THE_USER.keys()


def test_the_tests_exist() -> None:
    """No test of the table was renamed."""
    for name, function in KEPT.values():
        tree = ast.parse((LIBRARY / name).read_text(encoding="utf-8"))
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
