"""The lines on the console."""

import re

from attrs import evolve
from seedance_conformance.proxy.traffic_printer import line_of, shortened
from seedance_conformance.recording.reading.entry import Entry
from tests.suite.conftest import Log


def test_a_long_path_keeps_its_beginning_and_its_end() -> None:
    """The middle is cut, and the query and the host aren't shown."""
    url = "https://h.example/kyy/v1/" + "a" * 200 + "/last?key=canary"
    line = line_of(Entry(evolve(Log().add("other", "PUT", b"{}"), url=url), "https://h.example"))
    assert re.search(r" PUT /kyy/v1/a+\.\.\.a+/last: 200 ", line)
    assert len(line) < 140


def test_a_short_text_is_whole() -> None:
    """Up to 80 characters; longer ones have 80, too."""
    assert shortened("a" * 80) == "a" * 80
    assert len(shortened("a" * 81)) == 80
