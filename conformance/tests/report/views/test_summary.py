"""The Markdown summary and the console show what needs attention, and an answer can't inject markup."""

import re

from seedance_conformance.report.views.summary import to_summary
from tests.report.conftest import Events, case, counterexample, printed


def test_the_summary_says_what_is_wrong(events: Events) -> None:
    """Outcome, numbers, the broken rule with its command, and rules without evidence."""
    text = to_summary(events)
    assert "**Exit code 1: 1 of 7 rules is broken; 1 MUST rule is inconclusive: A-OPEN**" in text
    assert "### A-FAIL" in text
    assert "```sh\ncurl 'x' -d '</script>'\n```" in text
    assert "| A-OPEN | MUST | inconclusive | no evidence |" in text
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert text.endswith("\n")


def test_an_answer_can_not_write_markup(events: Events) -> None:
    """A table cell stays one cell, and a command with backticks stays in its block."""
    hostile = counterexample(curl="curl ```\n# x", observed="<img> | [x](y)")
    events.insert(-1, case("A-PASS", "fail", note="n", counterexample=hostile))
    events.insert(-1, case("A-SKIP", "inconclusive", note="| x | <script>\n# y"))
    text = to_summary(events)
    assert r"\<img\> \| \[x\](y)" in text
    assert "````sh\ncurl ```\n# x\n````" in text
    assert r"| A-SKIP | MUST | inconclusive | \| x \| \<script\> \# y |" in text


def test_the_console_shows_what_needs_attention(events: Events) -> None:
    """Red, error, inconclusive and late rules; one line for each family; why rules were skipped; no passed rule.

    Rules that were not selected are only in the report, and in the totals.
    """
    assert "not selected" not in printed(events, every_row=False)
    events.insert(-1, case("A-SKIP", "skipped", note="only in the full profile", count=0))
    events[-3]["note"] = "only in the full profile"
    lines = printed(events, every_row=False).splitlines()
    listed = [line.split()[0] for line in lines if re.match("[AB]-[A-Z]+ ", line)]
    assert listed[:4] == ["A-FAIL", "A-ERROR", "A-OPEN", "B-LATE"]
    assert "A   1 pass, 1 fail, 1 inconclusive, 1 skipped, 1 error" in lines
    assert "B   1 pass, 1 observed" in lines
    assert not any(line.startswith(("A-PASS", "B-SEEN")) for line in lines)
    assert lines[-1] == "Exit code 1: 1 of 7 rules is broken; 1 MUST rule is inconclusive: A-OPEN"
