"""The contract as a reading of recorded bodies, against the bodies that were judged by hand."""

from typing import Any

import pytest
from seedance_conformance.recording.judging.contract import load_contract
from tests.openapi.test_vectors import load


@pytest.mark.parametrize("kind", ["accept", "reject", "open"])
def test_each_vector_is_read_as_it_was_judged(kind: str) -> None:
    """The broken rules, the open ones and the verdict of all vectors agree."""
    for vector in load(kind):
        reading = load_contract().create(vector["body"], remote=False)
        found = (reading.broken, reading.open, reading.valid, reading.clear)
        wanted = (frozenset(vector["rules"]), frozenset(vector.get("observes", ())), kind == "accept", True)
        assert found == wanted, vector["name"]


@pytest.mark.parametrize(
    ("body", "rule"), [({"duration": -1}, "CR-DUR-SMART"), ({"referenceImages": "http://h/a.png"}, "CR-REFS-SCALAR")]
)
def test_what_is_disputed_is_open_on_a_remote_target(body: dict[str, Any], rule: str) -> None:
    """On loopback the same bodies break a rule."""
    whole = {"model": "seedance_2_0_pro", "prompt": "A kite", **body}
    assert load_contract().create(whole, remote=True).open == {rule}
    assert load_contract().create(whole, remote=False).broken


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        ({"assetType": "Image", "url": "https://h/a.png"}, set()),
        ({"assetType": "image", "url": "https://h/a.png"}, {"AS-UP-TYPE-CASE"}),
        ({"assetType": "Picture", "url": "https://h/a.png"}, {"AS-UP-TYPE-ENUM"}),
        ({"url": "https://h/a.png"}, {"AS-UP-TYPE-ENUM"}),
        ({"assetType": "Image"}, {"AS-UP-URL"}),
        ({"assetType": "Image", "url": 5}, {"AS-UP-URL"}),
    ],
)
def test_uploads_are_read(body: dict[str, Any], broken: set[str]) -> None:
    """The keyword that fails tells which rule is broken."""
    assert load_contract().upload(body).broken == broken


@pytest.mark.parametrize("body", [None, [], "text", 5])
def test_a_body_that_is_no_object_shows_nothing(body: object) -> None:
    """Only the suite's rules about robustness judge those."""
    assert not load_contract().create(body, remote=False).clear
    assert not load_contract().upload(body).clear
