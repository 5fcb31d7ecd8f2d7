"""`seedance rules ID` lists the files and lines where each reading names the rule."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from seedance_conformance.cli import rule_places
from seedance_conformance.cli.rules import command

ROOT = Path(__file__).parents[3]


def shown(rule: str) -> list[tuple[str, str, list[int]]]:
    """Reading, path and lines of each place that the command prints for a rule; a file that sends all has no lines."""
    output = CliRunner().invoke(command, [rule]).output
    found = re.findall(r"^ {4}(\w+) +(\S+?)(?::([\d,]+)| sends these cases)$", output, re.MULTILINE)
    return [(reading, path, [int(line) for line in lines.split(",") if line]) for reading, path, lines in found]


@pytest.mark.parametrize("rule", ["CR-DUR-MAX", "MD-IMG-SIDE-MIN", "CS-ID", "AS-DEL-FINAL"])
def test_each_place_names_the_rule(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line exists and has the id; the catalogue, the contract, the mock or its faults, and the suite are there."""
    monkeypatch.chdir(ROOT)
    found = shown(rule)
    for _, path, lines in found:
        text = (ROOT / path).read_text("utf-8").splitlines()
        assert all(re.search(rf"{rule}(?![\w-])", text[line - 1]) for line in lines), path
    readings = {reading for reading, *_ in found}
    assert {"catalogue", "contract", "suite"} <= readings
    assert readings & {"mock", "faults"}


def test_a_longer_id_is_another_rule() -> None:
    """A line with `CS-ID` doesn't name `CS-I`."""
    assert list(rule_places.places("CS-ID"))
    assert not list(rule_places.places("CS-I"))


def test_outside_the_repository_paths_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that isn't below the current folder is printed in full."""
    monkeypatch.chdir(tmp_path)
    assert all(Path(path).is_absolute() for _, path, _ in shown("CR-DUR-MAX"))


def test_a_wheel_has_its_copy_of_the_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the repository there are no vectors, and the client's check is found in the installed package."""
    for name in ("rules.yaml", "seedance.yaml"):
        shutil.copy(ROOT / "openapi" / name, tmp_path)
    monkeypatch.setattr(rule_places, "data_path", tmp_path.joinpath)
    found = list(rule_places.places("CR-DUR-MAX"))
    assert "vectors" not in {reading for reading, _ in found}
    assert any("seedance_client" in path for reading, path in found if reading == "client")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("MD-IMG-RATIO-MIN", "disputed: ratios from 0.39 to 0.4, which are refused here; judged on loopback"),
        ("LC-POLL-STOP", "client:   `seedance judge` judges your own client by it"),
    ],
)
def test_the_command_says_what_else_judges_a_rule(rule: str, text: str) -> None:
    """Which cases are disputed, and that recorded traffic shows what the own client does."""
    assert text in CliRunner().invoke(command, [rule]).output
