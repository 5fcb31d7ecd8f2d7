"""`--baseline`: the content of the file, and its effect on the exit code of a run."""

import re
from pathlib import Path

import pytest
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.runner.earlier_reports.baseline import BaselineEntry, BaselineError, read_baseline
from tests.conftest import Scripted
from tests.runner.test_run import EACH_VERDICT
from tests.runner.toy import Toy

GOOD = "{rule: CR-DUR-MAX, reason: ticket 7, expires: 2999-12-31}"


@pytest.mark.parametrize("text", ["", "# nothing is known to be broken\n", "[]"])
def test_a_list_without_entries_is_a_baseline(tmp_path: Path, text: str) -> None:
    """An empty file is a valid baseline."""
    path = tmp_path / "baseline.yaml"
    path.write_text(text)
    assert read_baseline(path, load_catalogue()) == ()


def test_an_entry_is_read(tmp_path: Path) -> None:
    """The date may be quoted, and the reason may have several lines."""
    path = tmp_path / "baseline.yaml"
    path.write_text(f"- {GOOD}\n- rule: CR-DUR-MIN\n  reason: >\n    a\n    b\n  expires: '2026-01-02'\n")
    assert read_baseline(path, load_catalogue()) == (
        BaselineEntry("CR-DUR-MAX", "ticket 7", "2999-12-31"),
        BaselineEntry("CR-DUR-MIN", "a b", "2026-01-02"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {rule: CR-DUR-MAXI, reason: r, expires: 2999-01-01}", "entry 1: 'CR-DUR-MAXI' isn't a rule"),
        ("- {rule: [x], reason: r, expires: 2999-01-01}", "isn't a rule"),
        ("- {rule: CR-DUR-MAX, expires: 2999-01-01}", "CR-DUR-MAX has no reason"),
        ("- {rule: CR-DUR-MAX, reason: '  ', expires: 2999-01-01}", "CR-DUR-MAX has no reason"),
        ("- {rule: CR-DUR-MAX, reason: r}", "CR-DUR-MAX has no expiry date"),
        ("- {rule: CR-DUR-MAX, reason: r, expires: next year}", "'next year' as its expiry date"),
        ("- {rule: CR-DUR-MAX, reason: r, expires: 20991301}", "20991301 as its expiry date"),
        ("- {rule: CR-DUR-MAX, reason: r, expires: 2999-01-01 10:00:00}", "as its expiry date"),
        ("- {rule: CR-DUR-MAX, reason: r, expires: 2999-13-01}", "isn't valid YAML"),
        (f"- {GOOD}\n- {GOOD}", "entry 2: CR-DUR-MAX is listed twice"),
        (
            "- {rule: CR-DUR-MAX, reason: r, expires: 2999-01-01, until: x}",
            "entry 1 has the unknown key 'until' with the value 'x'",
        ),
        ("- {reason: r, expires: 2999-01-01}", "entry 1 has no key `rule`"),
        ("- CR-DUR-MAX", "entry 1 is 'CR-DUR-MAX', not a mapping"),
        (GOOD, "isn't a list"),
        ("- {", "isn't valid YAML"),
        ("\x00", "isn't valid YAML"),
        ("[" * 100_000, "isn't valid YAML"),
    ],
)
def test_an_invalid_baseline_is_explained(tmp_path: Path, text: str, message: str) -> None:
    """One sentence names the file, the entry and the remedy."""
    path = tmp_path / "baseline.yaml"
    path.write_text(text)
    with pytest.raises(BaselineError, match=re.escape(message)) as caught:
        read_baseline(path, load_catalogue())
    assert str(path) in str(caught.value)


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    """A misspelt file name is an error, not an empty baseline."""
    with pytest.raises(BaselineError, match=r"nowhere\.yaml' can't be read"):
        read_baseline(tmp_path / "nowhere.yaml", load_catalogue())


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{rule: CR-DUR-MAX, reason: ticket 7, expires: 2999-12-31}", 0),
        ("{rule: CR-DUR-MAX, reason: ticket 7, expires: 2001-12-31}", 1),
        ("{rule: CR-DUR-MIN, reason: ticket 7, expires: 2999-12-31}", 1),
    ],
)
def test_the_exit_code_of_a_run_with_a_baseline(toy: Toy, tmp_path: Path, entry: str, code: int) -> None:
    """A listed breach is excused until it expires; a listed rule that passes fails the run."""
    path = tmp_path / "baseline.yaml"
    path.write_text(f"- {entry}")
    options = (f"--seedance-baseline={path}", "--seedance-profile=quick", "--seedance-skip=CR-PROMPT-TYPE")
    done = toy(EACH_VERDICT, *options)
    assert done.code == code, done.output
    assert (done.verdicts()["CR-DUR-MAX"], done.report["exit_code"]) == ("fail", code)


def test_an_unusable_baseline_stops_plain_pytest(toy: Toy, scripted: Scripted) -> None:
    """The plugin prints the same sentence as the command, before anything is sent."""
    done = toy(EACH_VERDICT, "--seedance-baseline=nowhere.yaml")
    assert "the baseline 'nowhere.yaml' can't be read" in done.output
    assert not scripted.seen
