"""`seedance judge` and `seedance rules` as commands, in this process."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.cli.judge import command as judge
from seedance_conformance.cli.rules import command as rules
from seedance_conformance.report.facts.diff import compare
from seedance_conformance.report.read import read_report
from tests.full_disk import files_of_at_most
from tests.recording.conftest import har
from tests.recording.session import KEY, read_entries, record, write_har

__all__ = ["har"]


def _run(*words: str | Path) -> Result:
    return CliRunner().invoke(judge, [str(word) for word in words])


def test_the_reports_of_a_recording(tmp_path: Path) -> None:
    """Exit code 1 for a breach; all reports have the verdict, the recording and the client; a baseline excuses it."""
    har = record(tmp_path / "a.har", faults=("duration-16-accepted",))
    out = tmp_path / "out"
    done = _run(har, "--out", out)
    assert done.exit_code == 1, done.output
    assert "CR-DUR-MAX" in done.output
    assert "Your client (doesn't count for the exit code):" in done.output
    report = json.loads((out / "report.json").read_text())
    assert report["recording"]["files"][0]["name"] == "a.har"
    assert {finding["rule"] for finding in report["recording"]["client"]} >= {"LC-POLL-STOP", "EP-IDEMPOTENCY"}
    page = (out / "index.html").read_text()
    assert 'id="recording"' in page
    assert 'id="client"' in page
    assert "CR-DUR-MAX" in (out / "junit.xml").read_text()
    assert not [path for path in out.iterdir() if KEY in path.read_text()]
    (tmp_path / "known.yaml").write_text("- {rule: CR-DUR-MAX, reason: known, expires: 2999-01-01}\n")
    assert _run(har, "--out", tmp_path / "again", "--baseline", tmp_path / "known.yaml").exit_code == 0
    assert _run(har, "--out", tmp_path / "other", "--skip", "CR-DUR-MAX").exit_code == 0
    assert not compare(read_report(out), read_report(tmp_path / "again")).regressed


def test_a_judged_log_can_be_judged_again(tmp_path: Path, har: Path) -> None:
    """Its verdicts are the same, although keys and signed queries are gone."""
    assert _run(har, "--out", tmp_path / "one").exit_code == 0
    assert _run(tmp_path / "one", "--out", tmp_path / "two").exit_code == 0
    first, second = (json.loads((tmp_path / name / "report.json").read_text())["rules"] for name in ("one", "two"))
    assert [row["verdict"] for row in first] == [row["verdict"] for row in second]


def test_missing_evidence_can_fail_and_a_summary_is_appended(tmp_path: Path, har: Path) -> None:
    """As for a run: nothing was judged, and with --fail-on that is a breach."""
    items = read_entries(har)
    for item in items:
        item["response"]["content"].pop("text", None)
    bare, summary = write_har(tmp_path / "bare.har", items), tmp_path / "summary.md"
    summary.write_text("before\n")
    words = (bare, "--summary", summary, "--rules", "CS-*")
    done = _run(*words, "--out", tmp_path / "one")
    assert done.exit_code == 3
    assert "nothing was judged, since the target gave no evidence: of " in done.output
    assert "Exit code 3: Nothing was judged" in done.output
    assert _run(*words, "--out", tmp_path / "two", "--fail-on", "inconclusive").exit_code == 1
    assert summary.read_text().startswith("before\n")
    assert summary.read_text().count("inconclusive") >= 2


def test_little_evidence_does_not_look_like_a_pass_of_the_whole(tmp_path: Path, har: Path) -> None:
    """One query says how little was judged, on the console, the page and in the summary; no judged rule is code 2."""
    query = [item for item in read_entries(har) if item["request"]["method"] == "GET"][:1]
    one, summary = write_har(tmp_path / "one.har", query), tmp_path / "s.md"
    done = _run(one, "--out", tmp_path / "out", "--summary", summary)
    assert done.exit_code == 0
    said = re.search(r"No recorded call breaks a judged rule; 1 call judged (\d+) of (\d+) MUST rules", done.output)
    assert said is not None
    assert int(said[1]) < int(said[2]) / 4
    assert said[0] in (tmp_path / "out" / "index.html").read_text()
    assert said[0] in summary.read_text()
    assert "Conforms" not in done.output + summary.read_text() + (tmp_path / "out" / "index.html").read_text()
    open_questions = _run(one, "--out", tmp_path / "open", "--rules", "ER-429")
    assert open_questions.exit_code == 0
    query[0]["response"] |= {"status": 0, "content": {}}
    lost = _run(write_har(tmp_path / "lost.har", query), "--out", tmp_path / "lost")
    assert lost.exit_code == 3
    assert "Exit code 3: Nothing was judged; " in lost.output
    none = _run(one, "--out", tmp_path / "none", "--rules", "CR-*")
    assert none.exit_code == 2
    assert "nothing was judged: no recorded call shows it" in none.output


@pytest.mark.parametrize("size", [20_000, 100_000])
def test_a_full_disk_leaves_the_earlier_report(tmp_path: Path, har: Path, size: int) -> None:
    """Whether the log or a report doesn't fit: no file is changed or left by half, and the exit code is 3."""
    out = tmp_path / "out"
    _run(har, "--out", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with files_of_at_most(size if size < 100_000 else (out / "run.jsonl").stat().st_size + 10_000):
        done = _run(har, "--out", out)
        new = _run(har, "--out", tmp_path / "new")
    assert (done.exit_code, new.exit_code) == (3, 3)
    assert "can't be written (File too large): free some space there, or choose another file" in done.output
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert not list((tmp_path / "new").iterdir())


PATH_KEY = "sk-" + "Hq7" * 9


def _written(folder: Path, entries: list[dict[str, Any]]) -> dict[str, str]:
    """All that is written about entries that show a breach; nothing of it has a part of the key."""
    out = folder / "out"
    done = _run(write_har(folder / "a.har", entries), "--out", out, "--evidence", out / "e.json")
    assert done.exit_code == 1, done.output
    texts = {path.name: path.read_text() for path in out.iterdir()} | {"console": done.output}
    assert not [name for name, text in texts.items() if "Hq7" in text]
    return texts


@pytest.mark.parametrize("place", ["/v1/result/{}", "/v1/result/{}?x=1", "/{}/v1/result/video_1", "/v1/result/a%2F{}"])
@pytest.mark.parametrize("known", [True, False])
def test_a_key_in_a_path_is_written_nowhere(tmp_path: Path, har: Path, place: str, known: bool) -> None:
    """Not in the log, a report, the page, the evidence or the console; also if no Authorization header has it."""
    item = next(item for item in read_entries(har) if item["request"]["method"] == "GET")
    prefix = item["request"]["url"].partition("/v1/")[0]
    item["request"]["url"] = prefix + place.format(PATH_KEY)
    item["request"]["headers"] = [{"name": "Authorization", "value": f"Bearer {PATH_KEY}"}] if known else []
    item["response"] |= {"status": 500, "content": {"text": json.dumps({"error": f"no task {PATH_KEY}"})}}
    assert len(_written(tmp_path, [item])) == 6


@pytest.mark.parametrize("accepted", [True, False])
def test_a_signature_in_an_address_of_a_body_is_written_nowhere(tmp_path: Path, har: Path, accepted: bool) -> None:
    """Whoever has it may fetch the file; also not in the script that shows a breach again, of the create or a query."""
    create, query, *_ = read_entries(har)
    sent = json.loads(create["request"]["postData"]["text"])
    signed = {"first_image": "https://media.example.com/a.png?sig=Hq7Hq7Hq7", "prompt": f"my key is {PATH_KEY}"}
    sent |= signed | ({"duration": 16} if accepted else {})
    create["request"]["postData"]["text"] = json.dumps(sent)
    query["response"]["content"]["text"] = query["response"]["content"]["text"].replace('"video"', '"film"')
    assert "media.example.com/a.png?<redacted>" in _written(tmp_path, [create, query])["run.jsonl"]


def test_a_counterexample_says_that_its_create_may_be_billed(tmp_path: Path) -> None:
    """As those of runs, if the service isn't on this machine."""
    remote = record(tmp_path / "a.har", faults=("duration-16-accepted",), base_url="https://api.example.com/kyy")
    assert "# Each create may be billed" in _run(remote, "--out", tmp_path / "out").output
    page = (tmp_path / "out" / "index.html").read_text()
    assert "# Each create may be billed" in page


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gone.har"], "can't be read"),
        (["a.har", "--rules", "NO-*"], "'NO-*' matches no rule"),
        (["a.har", "--rules", "CR-*", "--skip", "CR-*"], "select no rule"),
        (["a.har", "--baseline", "gone.yaml"], "can't be read"),
        (["a.har", "--base-url", "http://other"], "no recorded call went to http://other"),
        (["out", "--out", "out"], "which the report would overwrite"),
        (["a.har", "--evidence", "a.har/e.json"], "choose another file or --out"),
        (["a.har", "--summary", "gone/s.md"], "give a file in a folder that exists"),
    ],
)
def test_usage_errors(
    tmp_path: Path, har: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    """One sentence and exit code 2."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(har, tmp_path / "a.har")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "run.jsonl").touch()
    done = _run(*words)
    assert (done.exit_code, done.exception.__class__) == (2, SystemExit)
    assert message in done.output


def test_rules_show_the_evidence_of_a_folder(tmp_path: Path, har: Path) -> None:
    """Beside the rule; `judge` makes the folder, and one that doesn't exist can't be shown."""
    _run(har, "--out", tmp_path / "out", "--evidence", tmp_path / "e" / "a.json")
    done = CliRunner().invoke(rules, ["CS-HTTP", "--evidence", str(tmp_path / "e")])
    assert "seen:     HTTP 200 (5x at 127.0.0.1, 2026-09-21)" in done.output
    shutil.copy(tmp_path / "out" / "report.json", tmp_path / "e")
    done = CliRunner().invoke(rules, ["CS-HTTP", "--evidence", str(tmp_path / "e")])
    assert (done.exit_code, "seen:     HTTP 200" in done.output) == (0, True)
    assert "report.json' is left out, since it isn't an evidence file (its format isn't seedance-evi" in done.output
    assert CliRunner().invoke(rules, ["CS-HTTP"], env={"SEEDANCE_EVIDENCE": str(tmp_path / "no")}).exit_code == 2


def test_stale_rules_come_first() -> None:
    """Each rule has the day of its newest source, in order."""
    lines = CliRunner().invoke(rules, ["--stale"]).output.splitlines()
    days = [line[:10] for line in lines]
    assert len(lines) == len(load_catalogue().rules)
    assert days == sorted(days)
    assert "days  " in lines[0]
