"""Evidence files: what is in them, and above all what never is."""

import json
from pathlib import Path
from typing import Any

import pytest
from seedance_conformance.recording.open_questions.evidence_file import (
    EvidenceError,
    Sighting,
    read_evidence,
    to_evidence,
)
from tests.recording.conftest import Judge
from tests.recording.session import read_entries, record

CANARY = "canary"
DAY = "2026-09-21"


def _seen(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    return {(one["rule"], one["seen"]): one for one in json.loads(path.read_text())["seen"]}


def test_what_was_seen_is_counted_with_its_days(tmp_path: Path, judge: Judge) -> None:
    """Observations in the kit's own words, and the verdicts."""
    judge(record(tmp_path / "a.har"), evidence=tmp_path / "e.json")
    seen = _seen(tmp_path / "e.json")
    assert seen["CS-HTTP", "HTTP 200"] == {"rule": "CS-HTTP", "seen": "HTTP 200", "times": 5, "first": DAY, "last": DAY}
    assert ("LC-TIME", "seedance_2_0_pro: at most 2 min") in seen
    assert ("ER-SYNC-ASYNC", "accepted, and failed later") in seen
    assert seen["QR-STATUS-MONOTONE", "kept"]["times"] == 5


def _with_canaries(value: Any, path: tuple[str, ...] = ()) -> Any:
    """A document with a canary in each text and each unknown name; what keeps calls readable stays."""
    if isinstance(value, dict):
        found = {name: _with_canaries(inner, (*path, name)) for name, inner in value.items()}
        return {**found, f"{CANARY}_name": f"{CANARY}-value"} if "id" in value or "error" in value else found
    if isinstance(value, list):
        return [_with_canaries(inner, path) for inner in value]
    kept = path and path[-1] in ("model", "object", "id", "assetId", "assetType")
    return value if kept or not isinstance(value, str) else f"{value}-{CANARY}"


@pytest.mark.parametrize("options", [{}, {"error_style": "in-band"}, {"faults": ("processing-called-running",)}])
def test_canaries_never_come_out(tmp_path: Path, judge: Judge, picture: str, options: dict[str, Any]) -> None:
    """Keys, prompts, addresses, ids, messages, member names, status words and headers of the traffic stay inside."""
    entries = read_entries(record(tmp_path / "a.har", media=picture, **options))
    ids = set()
    for entry in entries:
        entry["request"]["url"] += f"?sig={CANARY}"
        for header in entry["request"]["headers"] + entry["response"]["headers"]:
            if header["name"] not in ("content-length", "content-type"):
                header["value"] += f" {CANARY}"
        content = entry["response"]["content"]
        document = json.loads(content["text"])
        ids |= {document[name] for name in ("id", "assetId") if isinstance(document.get(name), str)}
        content["text"] = json.dumps(_with_canaries(document))
        content["size"] = len(content["text"])
        if "postData" in entry["request"]:
            posted = json.loads(entry["request"]["postData"]["text"])
            posted = {name: f"{value} {CANARY}" if name == "prompt" else value for name, value in posted.items()}
            entry["request"]["postData"]["text"] = json.dumps({**posted, f"{CANARY}_field": CANARY})
    judged = judge(entries, evidence=tmp_path / "e.json")
    written = (tmp_path / "e.json").read_text()
    assert _seen(tmp_path / "e.json")
    assert not [word for word in (CANARY, "http", *ids) if word in written]
    assert not judged.with_verdict("error")


def test_a_folder_of_evidence_is_read(tmp_path: Path, judge: Judge) -> None:
    """Files of several days are shown together."""
    (tmp_path / "e").mkdir()
    path = record(tmp_path / "a.har")
    for name in ("1.json", "2.json"):
        judge(path, evidence=tmp_path / "e" / name)
    found = [one for one in read_evidence(tmp_path / "e")[0] if (one.rule, one.seen) == ("CS-HTTP", "HTTP 200")]
    assert found == [Sighting("CS-HTTP", "HTTP 200", 5, DAY, DAY, "127.0.0.1")] * 2
    assert str(found[0]) == "HTTP 200 (5x at 127.0.0.1, 2026-09-21)"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "seedance-evidence/1", "host": "h", "seen": [5]}'])
def test_another_file_is_left_out(tmp_path: Path, text: str) -> None:
    """A note names it, and the evidence files beside it are read."""
    (tmp_path / "odd.json").write_text(text)
    (tmp_path / "a.json").write_text(to_evidence([Sighting("CS-HTTP", "HTTP 200", 5)], "h", "1"))
    found, notes = read_evidence(tmp_path)
    assert found == [Sighting("CS-HTTP", "HTTP 200", 5, host="h")]
    assert len(notes) == 1
    assert "odd.json' is left out, since it isn't an evidence file (" in notes[0]
    with pytest.raises(EvidenceError, match=r"doesn't exist.*--evidence FOLDER"):
        read_evidence(tmp_path / "gone")
