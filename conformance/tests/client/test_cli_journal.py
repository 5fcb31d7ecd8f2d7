"""The journal of the command line: kept by default, named or left out, resumed and settled."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from platformdirs import user_state_path
from tests.client.cli_verbs import seedance
from tests.client.library.answers import DONE, TASK, close, http


def default() -> Path:
    """Where the journal is without --journal."""
    return user_state_path("seedance", appauthor=False) / "tasks.jsonl"


def test_the_same_again_is_refused_by_default(hostile: Any) -> None:
    """Without any option the command line remembers what it sent: the same again needs --again."""
    hostile.script["POST"] = [http(TASK)]
    assert seedance("create", "x", base_url=hostile.base_url).stdout == "video_1\n"
    assert default().is_relative_to(os.environ["XDG_STATE_HOME"])
    second = seedance("create", "x", base_url=hostile.base_url)
    assert (second.exit_code, second.stdout) == (2, "")
    assert "this one would be billed too: wait for that task, or pass --again" in second.stderr
    assert "seedance wait video_1" in second.stderr
    assert seedance("create", "x", "--again", base_url=hostile.base_url).exit_code == 0
    assert hostile.count("POST") == 2


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        ({**TASK, "status": "failed", "error": "no"}, 1, "(task video_1, state failed)"),
        (DONE, 0, "would be billed too: download its video, or pass --again"),
    ],
    ids=["failed", "completed"],
)
def test_what_has_ended_is_not_waited_for(state: dict[str, Any], code: int, words: str, hostile: Any) -> None:
    """A repetition is refused, too, but with the advice to download its video, if there is one, and not to wait."""
    hostile.script = {"POST": [http(TASK)], "GET": [http(state)]}
    assert seedance("create", "x", base_url=hostile.base_url).exit_code == 0
    assert seedance("wait", "video_1", base_url=hostile.base_url).exit_code == code
    again = seedance("create", "x", base_url=hostile.base_url)
    assert again.exit_code == 2
    assert words in again.stderr
    assert ("seedance download video_1" in again.stderr) == (code == 0)
    assert "still be running" not in again.stderr


def test_without_a_journal_nothing_is_written(hostile: Any) -> None:
    """With --no-journal no file is made, and nothing is remembered."""
    hostile.script["POST"] = [http(TASK)]
    for _ in range(2):
        assert seedance("create", "x", "--no-journal", base_url=hostile.base_url).exit_code == 0
    assert not default().exists()
    assert hostile.count("POST") == 2
    for verb in (["resume"], ["settle", "video_1"]):
        assert seedance(*verb, "--no-journal", base_url=hostile.base_url).exit_code == 2


def test_a_journal_of_the_environment(hostile: Any, tmp_path: Path) -> None:
    """SEEDANCE_JOURNAL names the file, --no-journal and --journal go before it, and an empty one counts as none."""
    hostile.script["POST"] = [http(TASK)]
    for number, options in enumerate(([], ["--no-journal"], ["--journal", str(tmp_path / "mine.jsonl")])):
        place = {"SEEDANCE_JOURNAL": str(tmp_path / "theirs.jsonl"), "base_url": hostile.base_url}
        assert seedance("create", f"x{number}", *options, **place).exit_code == 0
    assert len((tmp_path / "theirs.jsonl").read_text().splitlines()) == 2
    assert len((tmp_path / "mine.jsonl").read_text().splitlines()) == 2
    assert not default().exists()
    assert seedance("create", "y", SEEDANCE_JOURNAL="", base_url=hostile.base_url).exit_code == 0
    assert default().exists()


@pytest.mark.parametrize("home", ["/proc/nobody", "/dev/null"])
def test_a_state_folder_that_cannot_be_written(home: str, hostile: Any) -> None:
    """Before anything is sent the user learns which options help; questions need no journal."""
    hostile.script = {"POST": [http(TASK)], "GET": [http(DONE)]}
    place = {"XDG_STATE_HOME": home, "base_url": hostile.base_url}
    done = seedance("create", "x", **place)
    assert (done.exit_code, hostile.seen) == (2, [])
    assert "nothing was sent" in done.stderr
    assert "(--journal FILE, --no-journal)" in done.stderr
    assert seedance("create", "x", "--no-journal", **place).exit_code == 0
    assert seedance("get", "video_1", **place).exit_code == 0
    assert seedance("wait", "video_1", **place).exit_code == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user that is nobody")
def test_a_user_without_a_home() -> None:
    """A user without an entry in the system's list doesn't have a home: no folder named ~ is created."""
    program = (
        "import os; from seedance_conformance.cli.client.options import default_journal; default_journal();"
        "os.environ.pop('HOME', None); os.environ.pop('XDG_STATE_HOME', None); os.setuid(54321); default_journal()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert "there is no home folder for the journal: give a file with --journal, or use --no-journal" in done.stderr


def test_resume_fetches_what_is_open(service: str, tmp_path: Path) -> None:
    """After a crash one command brings every video, but none that is settled or fetched; so it does as JSON."""
    (tmp_path / "videos").mkdir()
    ids = [seedance("create", f"x{number}", base_url=service).stdout.strip() for number in range(3)]
    assert seedance("settle", ids[2]).stdout == f"settled {ids[2]}\n"
    done = seedance("resume", "--dir", str(tmp_path / "videos"), base_url=service)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines() == [str(tmp_path / "videos" / f"{each}.mp4") for each in ids[:2]]
    assert {path.name for path in (tmp_path / "videos").iterdir()} == {f"{each}.mp4" for each in ids[:2]}
    again = seedance("resume", base_url=service)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "There are no unfinished requests for this base URL.\n"
    task_id = seedance("create", "y", base_url=service).stdout.strip()
    document = json.loads(seedance("resume", "--json", "--dir", str(tmp_path), base_url=service).stdout)
    assert [video["path"] for video in document["videos"]] == [str(tmp_path / f"{task_id}.mp4")]
    assert document["unknown"] == []


def test_an_unknown_outcome_is_listed_until_it_is_settled(hostile: Any) -> None:
    """The unknown outcome of a create blocks the same create, is named by resume, and is closed by settle."""
    hostile.script["POST"] = [close]
    first = seedance("create", "A kite", base_url=hostile.base_url)
    assert first.exit_code == 5
    (listed,) = json.loads(seedance("resume", "--list", "--json").stdout)["open"]
    assert (listed["state"], listed["prompt"], listed["task_id"]) == ("unknown", "A kite", None)
    assert f"seedance settle {listed['request_id']}" in first.stderr
    second = seedance("create", "A kite", base_url=hostile.base_url)
    assert second.exit_code == 2
    assert f"seedance settle {listed['request_id']}" in second.stderr
    resumed = seedance("resume", base_url=hostile.base_url)
    assert resumed.exit_code == 5
    assert f"seedance settle {listed['request_id']}" in resumed.stderr
    assert seedance("settle", listed["request_id"], "--json").exit_code == 0
    assert seedance("resume", base_url=hostile.base_url).exit_code == 0
    assert hostile.count("POST") == 1


def test_listing_needs_no_key_and_sends_nothing(hostile: Any) -> None:
    """The list is read from the file alone, in a line for each: id, state, time, address, prompt."""
    hostile.script["POST"] = [http(TASK)]
    seedance("create", "A\nred  fox", base_url=hostile.base_url)
    sent = len(hostile.seen)
    done = seedance("resume", "--list", SEEDANCE_API_KEY="")
    fields = done.stdout.removesuffix("\n").split("  ")
    assert (fields[0], fields[1], fields[3], fields[4]) == ("video_1", "created", hostile.base_url, "A red fox")
    assert len(hostile.seen) == sent
    assert seedance("settle", "video_1", SEEDANCE_API_KEY="").exit_code == 0
    assert seedance("resume", "--list", SEEDANCE_API_KEY="").stdout == ""


def test_a_signed_address_is_not_listed(hostile: Any) -> None:
    """The list leaves out the addresses of media: anybody could fetch them."""
    hostile.script["POST"] = [http(TASK)]
    image = "https://cdn.example.com/1.png?Signature=my-signature"
    assert seedance("create", "x", "--image", image, base_url=hostile.base_url).exit_code == 0
    assert "my-signature" not in seedance("resume", "--list", "--json").output


def test_troubles_of_several_tasks(hostile: Any, tmp_path: Path) -> None:
    """Each task is tried; the exit code is that of the worst error, and each error is named."""
    hostile.script["POST"] = [http(TASK), http({**TASK, "id": "video_2"}), close]
    for prompt in ("a", "b"):
        assert seedance("create", prompt, base_url=hostile.base_url).exit_code == 0
    hostile.script["GET"] = [http({**TASK, "status": "failed", "error": "no"})]
    done = seedance("resume", "--timeout", "0.3", "--dir", str(tmp_path), base_url=hostile.base_url)
    assert done.exit_code == 4, done.stderr  # the answers about the second task are about the first one
    assert "task video_1 ended as failed: no" in done.stderr
    assert "seedance wait video_2" in done.stderr


def test_tasks_at_other_addresses_are_named(hostile: Any) -> None:
    """A task of a mock is not asked about at the service, but it isn't hidden either."""
    hostile.script["POST"] = [http(TASK)]
    assert seedance("create", "x", base_url=hostile.base_url).exit_code == 0
    done = seedance("resume", base_url=hostile.base_url.replace("127.0.0.1", "localhost"))
    assert done.exit_code == 0
    assert "1 unfinished request is for another base URL. List it with: seedance resume --list" in done.stderr
    assert hostile.count("GET") == 0


def test_a_long_id_makes_a_name_of_its_own(hostile: Any) -> None:
    """Ids that begin alike, longer than a file's name may be, don't overwrite each other's videos."""
    from seedance_conformance.cli.client.session import file_name

    names = {file_name("A" * 300 + end) for end in ("a", "b")}
    assert len(names) == 2
    assert all(len(name) < 100 for name in names)
    assert file_name("video_1/../x") == "video_1____x.mp4"


def test_the_body_of_check_can_be_sent(hostile: Any, tmp_path: Path) -> None:
    """`create --body` sends the file that `check` has checked, with label and facts in the journal only."""
    hostile.script["POST"] = [http(TASK)]
    body = {"model": "seedance_2_0_pro", "prompt": "x", "duration": 4}
    file = tmp_path / "body.json"
    file.write_text(json.dumps(body))
    assert seedance("check", str(file)).exit_code == 0
    facts = ("--label", "fox", "--meta", "shot=12", "--meta", "take=a=b")
    assert seedance("create", "--body", str(file), *facts, base_url=hostile.base_url).stdout == "video_1\n"
    assert json.loads(hostile.seen[0].body) == body
    (entry,) = json.loads(seedance("resume", "--list", "--json").stdout)["open"]
    assert (entry["label"], entry["metadata"]) == ("fox", {"shot": "12", "take": "a=b"})
    assert 0 <= entry["age_seconds"] < 60
    assert " s ago)  " in seedance("resume", "--list").stdout


@pytest.mark.parametrize(
    ("content", "more", "message"),
    [
        ("[1]", (), "must be a JSON object"),
        ("{", (), "can't be read as JSON"),
        ("{}", ("x", "--duration", "5"), "leave out PROMPT, --duration"),
        ("{}", ("--meta", "shot"), "'shot' isn't NAME=VALUE"),
    ],
)
def test_a_body_that_cannot_be_sent(
    content: str, more: tuple[str, ...], message: str, hostile: Any, tmp_path: Path
) -> None:
    """A file that isn't a body, or options beside it, are wrong usage; nothing is sent."""
    file = tmp_path / "body.json"
    file.write_text(content)
    result = seedance("create", "--body", str(file), *more, base_url=hostile.base_url)
    assert (result.exit_code, hostile.seen) == (2, [])
    assert message in result.stderr.replace("\n", " ")


def test_the_journal_is_compacted(hostile: Any) -> None:
    """`compact` keeps open requests, and those that were closed a short time ago."""
    hostile.script["POST"] = [http(TASK)]
    seedance("create", "x", base_url=hostile.base_url)
    seedance("settle", "video_1")
    assert seedance("compact").stdout.startswith("removed 0 requests")
    default().write_text(re.sub('"at":[0-9]+', '"at":1', default().read_text()))
    assert json.loads(seedance("compact", "--json").stdout)["removed"] == 1
    assert default().read_text() == ""


def test_a_task_that_was_found_is_resumed(hostile: Any) -> None:
    """`settle --task` gives a request with an unknown outcome its task."""
    hostile.script["POST"] = [close]
    assert seedance("create", "x", base_url=hostile.base_url).exit_code == 5
    (entry,) = json.loads(seedance("resume", "--list", "--json").stdout)["open"]
    assert seedance("settle", entry["request_id"], "--task", "video_7").exit_code == 0
    (entry,) = json.loads(seedance("resume", "--list", "--json").stdout)["open"]
    assert (entry["task_id"], entry["state"]) == ("video_7", "created")
