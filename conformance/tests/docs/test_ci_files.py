"""The files of examples/ci do what the page says: their commands are run here as GitHub and GitLab run them."""

import json
from pathlib import Path

import pytest
import yaml
from tests.docs.ci_jobs import Job, github, gitlab
from tests.docs.pages import ROOT
from tests.services import free_port

FOLDER = ROOT / "examples" / "ci"
PAGE = (ROOT / "docs" / "conformance.md").read_text("utf-8")
FEW = "--profile quick --rules 'CS-*' --rules 'CR-DUR-*'"
FAST = "--queue-seconds 0.05 --process-seconds 0.1"
FAULT = "--fault id-reused-every-tenth-task"


def read(name: str, mock_options: str) -> Job:
    """A file, with another port, with few rules, and with options of the mock."""
    text = (FOLDER / name).read_text("utf-8").replace("8765", str(free_port()))
    text = text.replace("seedance conform ", f"seedance conform {FEW} ")
    found: Job = yaml.safe_load(text.replace("seedance mock ", f"seedance mock {mock_options} "))
    return found


@pytest.mark.parametrize(("name", "fault"), [("github.yml", True), ("gitlab.yml", False)])
def test_the_shards_are_judged_and_merged(tmp_path: Path, name: str, fault: bool) -> None:
    """Every shard has a server of its own, and the merged report is an artefact, also after a breach."""
    run = github if name == "github.yml" else gitlab
    ran = run(read(name, f"{FAST} {FAULT}" if fault else FAST), tmp_path)
    said = {path.parent.name: path.read_text("utf-8") for path in tmp_path.glob("*/output")}
    merged = ran.artefacts / "conformance-report"
    report = json.loads((merged / "report.json").read_text("utf-8"))
    red = {row["id"] for row in report["rules"] if row["verdict"] == "fail"}
    assert red == ({"CS-ID-UNIQUE"} if fault else set()), said
    assert ran.merge == report["exit_code"] == int(fault), said
    assert (merged / "index.html").stat().st_size > 10_000
    parts = [json.loads((path / "report.json").read_text("utf-8")) for path in ran.artefacts.glob("part-*")]
    assert len(parts) == len(ran.shards) == 4
    assert report["requests"]["sent"] == sum(part["requests"]["sent"] for part in parts)
    if run is github:
        assert "CS-ID-UNIQUE" in (tmp_path / "summary.md").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_the_page_shows_each_file(path: Path) -> None:
    """As it is, so what is shown is what is tested."""
    assert f"```{{literalinclude}} ../examples/ci/{path.name}\n" in PAGE
