"""Counterexamples as scripts: what bash makes of them, and that no secret is in them."""

import json
import subprocess
from typing import Any

import pytest
from attrs import evolve
from seedance_conformance.suite.robustness.credentials import RULES, wrong_values
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.reproduction import curl
from seedance_conformance.transport.reproduction.curl import to_curl
from seedance_conformance.transport.reproduction.script import Claim, Repetition, Surroundings, to_script
from seedance_conformance.transport.reproduction.shell import leaks, parts
from seedance_conformance.transport.reproduction.steps import Origins
from seedance_conformance.transport.target import Target

KEY = "sk-Live-0123456789abcdef"
BASE = "http://127.0.0.1:9/v"
SERVE = "seedance media serve --port 18790"
AROUND = Surroundings("loopback", [40001], 18790, SERVE, 0.2, 60)
REMOTE = Surroundings("remote", [], 18790, SERVE, 30, 1200)
CLAIM = Claim("CR-X", "refused", "accepted")


def bash(text: str) -> bytes:
    """What a bash script prints, with the key in its environment."""
    environment = {"SEEDANCE_API_KEY": KEY, "SEEDANCE_API_KEY_2": "another-key", "PATH": "/usr/bin:/bin"}
    return subprocess.run(["bash"], input=text.encode(), capture_output=True, env=environment, check=True).stdout


def key_header(value: str, name: str = "Authorization") -> str:
    """The word for a header with that value."""
    return curl.key_header(value, {"first": KEY}, name)


def exchange(number: int, operation: str, path: str, **more: Any) -> Exchange:
    """An exchange with the second of its number as time."""
    method = {"create": "POST", "upload": "POST", "delete": "DELETE"}.get(operation, "GET")
    facts: dict[str, Any] = {"key": "first", "subject": None, "request_headers": {}, "request_body": b"", "status": 200}
    facts |= {"method": method, "url": BASE + path, "sent": float(number), "seconds": 0.1, "case": "c"} | more
    return Exchange(number=number, operation=operation, **facts)


def created(number: int, task: str, **more: Any) -> Exchange:
    """A create that made a task."""
    body = json.dumps({"id": task, "object": "video", "status": "queued"}).encode()
    return exchange(number, "create", "/create", **{"body": body, "request_body": b'{"prompt": "x"}'} | more)


def queried(number: int, task: str, status: str = "completed", **more: Any) -> Exchange:
    """A query of a task."""
    body = json.dumps({"id": task, "status": status}).encode()
    return exchange(number, "query", f"/result/{task}", subject=task, **{"body": body} | more)


def test_every_wrong_key_is_made_from_the_variable() -> None:
    """Bash makes each header of the suite from $SEEDANCE_API_KEY, and no header holds a part of the key."""
    target = Target(BASE, KEY)
    wrong = [value for rule in RULES for _, value in wrong_values(rule, target) if value]
    target.close()
    headers = [key_header(value) for value in wrong]
    printed = bash("".join(f"printf '%s\\0' {header}\n" for header in headers)).split(b"\0")[:-1]
    assert printed == [f"Authorization: {value}".encode("latin-1") for value in wrong]
    assert len(wrong) > 40
    assert not [header for header in headers if leaks([header], {"key": KEY})]


def test_what_a_script_needs_comes_first() -> None:
    """Variables of headers are asked for, and media for another machine are served on all addresses."""
    headers = {"x-tenant": "<redacted: $TENANT>", "x-key": "<redacted: $SEEDANCE_API_KEY>"}
    body = b'{"first_image": "http://10.0.0.7:40001/image-1.png"}'
    around = evolve(AROUND, serve=f"{SERVE} --bind 0.0.0.0")
    script = to_script([created(1, "video_1", request_body=body, request_headers=headers)], CLAIM, around)
    assert f"{SERVE} --bind 0.0.0.0\n" in script
    assert "http://10.0.0.7:18790/image-1.png" in script
    assert script.index('"${TENANT:?') < script.index('-H "X-Tenant: $TENANT" ')
    assert '-H "X-Key: $SEEDANCE_API_KEY"' in script


@pytest.mark.parametrize("value", [f"Bearer {KEY[3:11]}x", f"Bearer {KEY[5:14].lower()}", f"Bearer {KEY[::-1][2:8]}"])
def test_a_part_of_the_key_that_cannot_be_derived_is_redacted(value: str) -> None:
    """When in doubt the header says that it is incomplete."""
    assert key_header(value) == "'Authorization: <redacted>'"


def test_another_key_header_is_derived_too() -> None:
    """A gateway may want the key in X-Api-Key; a wrong one is made from the variable."""
    sent = {"x-api-key": "<redacted>", "content-type": "text/plain"}
    word = key_header(f"Bearer {KEY[1:]}", "X-Api-Key")
    assert bash(f"printf %s {word}") == f"X-Api-Key: Bearer {KEY[1:]}".encode()
    command = to_curl(exchange(1, "create", "/create", key="other", request_headers=sent, authorization=word))
    assert command.count("-H ") == 2
    assert f"-H {word}" in command


@pytest.mark.parametrize(
    "body",
    [
        b'{"prompt": "it\'s $HOME `id` \\"x\\" \\\\ !"}',
        b'{"prompt": "\xff\xfe"}',
        b"\x00\x01",
        "{'\u202e'}".encode(),
        b'{"prompt": "' + b"a" * 100_000 + b'"}',
        b"line\nEND\nline",
    ],
)
def test_bodies_reach_curl_as_they_were(body: bytes) -> None:
    """Quotes, expansions, NUL, bytes beyond UTF-8, long texts and a line that would end the script."""
    command = to_curl(exchange(1, "create", "/create", request_body=body))
    sent = bash(f'curl() {{ case "${{@: -1}}" in @-) cat;; *) printf %s "${{@: -1}}";; esac; }}\n{command}\n')
    assert sent == body
    assert "\nEND\n" not in command
    assert len(command) < 4_500


def test_requests_are_repeated_as_they_were_sent() -> None:
    """A missing Content-Type stays missing, dots stay in the path, HEAD waits for no body, odd headers are kept."""
    plain = exchange(1, "create", "/create", request_body=b"{}")
    assert "-H 'Content-Type:'" in to_curl(plain)
    assert "--path-as-is" in to_curl(exchange(1, "query", "/result/%2e%2e"))
    assert " -I " in to_curl(exchange(1, "other", "/x", method="HEAD"))
    assert "-H 'X-Odd: 1'" in to_curl(exchange(1, "other", "/x", request_headers={"x-odd": "1", "host": "h"}))


def test_a_query_brings_the_create_of_its_task() -> None:
    """The id of the first call is the variable of the second; a bent id is bent by bash."""
    task = "video_0123456789abcdef"
    log = [created(1, "video_other"), created(2, task), queried(3, task)]
    origins = Origins(log)
    assert [one.number for one in origins.steps([log[2]])] == [2, 3]
    script = to_script(origins.steps([log[2]]), CLAIM, AROUND)
    assert "task=$(value id 1)" in script
    assert '/result/$task"' in script
    bent = exchange(4, "query", f"/result/{task[:-1]}", subject=task[:-1], status=404)
    assert '/result/${task%?}"' in to_script(Origins([*log, bent]).steps([bent]), CLAIM, AROUND)


def test_a_deleted_asset_brings_upload_review_and_deletion() -> None:
    """Calls in between belong to it, calls about other assets don't."""
    asset = "asset-20260101000000-aaaaa"
    shown = json.dumps({"data": {"assetId": asset, "status": "Active"}}).encode()
    log = [
        exchange(1, "upload", "/upload", request_body=b"{}", body=shown),
        exchange(2, "detail", f"/asset/{asset}", subject=asset, body=shown),
        exchange(3, "delete", f"/asset/{asset}", subject=asset),
        exchange(4, "delete", "/asset/other", subject="other"),
        exchange(5, "create", "/create", request_body=f'{{"first_image": "asset://{asset}"}}'.encode()),
    ]
    steps = Origins(log).steps([log[4]])
    assert [one.number for one in steps] == [1, 2, 3, 5]
    assert """{"first_image": "'asset://"$asset"'"}""" in to_script(steps, CLAIM, AROUND)


def test_the_same_call_that_was_answered_otherwise_comes_first() -> None:
    """A fault that shows only the second time needs both; an equal answer, or another status, shows nothing more."""
    log = [created(1, "", status=400, body=b"{}"), created(2, "video_x")]
    assert Origins(log).steps([log[1]]) == log
    log = [created(1, "video_x"), queried(2, "video_x", "processing"), queried(3, "video_x"), queried(4, "video_x")]
    lost = queried(5, "video_x", body=b'{"id": "video_x", "status": "completed", "video_url": null}')
    origins = Origins([*log, lost])
    assert [one.number for one in origins.steps([lost])] == [1, 3, 5]
    assert [one.number for one in origins.steps([log[3]])] == [1, 4]


def test_a_query_that_overlapped_counts_as_one_before() -> None:
    """The server may have handled the later of two polls first; the script needs both."""
    lost = queried(2, "video_x", body=b'{"id": "video_x", "status": "completed", "video_url": null}', seconds=9.0)
    meanwhile = queried(3, "video_x", body=b'{"id": "video_x", "status": "completed", "video_url": "u"}')
    log = [created(1, "video_x"), lost, meanwhile]
    assert Origins(log).steps([lost]) == log


def test_answers_cannot_leave_their_comment() -> None:
    """Line breaks and control characters of an answer are escaped, also a line that ends the script."""
    claim = Claim("CR-X", "refused", "a\nEND\nrm -rf x\x1b[2J\u202e http://h/x?sig=s3cret")
    script = to_script([created(1, "video_x")], claim, AROUND)
    assert script.count("\nEND") == 1
    assert "\n# Observed: a END rm -rf x\\u001b[2J\\u202e http://h/x?<redacted>" in script


def test_media_are_named_at_the_port_of_serve() -> None:
    """Addresses of the run's own server move to the port of `seedance media serve`; others stay."""
    body = b'{"a": "http://127.0.0.1:40001/x.png", "b": "http://127.0.0.1:400012/y", "c": "https://h/z"}'
    script = to_script([created(1, "v", request_body=body)], CLAIM, AROUND)
    fixed = Surroundings("loopback", [40001], None, "seedance media serve --port 40001 --bind 0.0.0.0", 0.2, 60)
    stays = to_script([created(1, "v", request_body=body)], CLAIM, fixed)
    assert body.decode() in stays
    assert "--port 40001 --bind 0.0.0.0" in stays.splitlines()[1]
    assert '{"a": "http://127.0.0.1:18790/x.png", "b": "http://127.0.0.1:400012/y", "c": "https://h/z"}' in script
    assert script.splitlines()[1] == "# First, in another terminal: seedance media serve --port 18790"


def run_with(curl: str, claim: Claim, steps: list[Exchange], around: Surroundings = AROUND) -> list[str]:
    """The lines that a script prints if `curl` is a function of bash."""
    script = to_script(steps, claim, around).replace("bash <<'END'", "").replace("\nEND", "")
    return bash(f"curl() {{ {curl}; }}\n{script}").decode().splitlines()


def test_calls_at_the_same_time_stay_so() -> None:
    """All calls start before the first has to end."""
    claim = Claim("RB-PARALLEL", "a new task", "the same id", repetition=Repetition(3, parallel=True))
    lines = run_with("echo begin; sleep 0.3; echo end", claim, [created(1, "v")])
    assert [line for line in lines if line][:6] == ["begin"] * 3 + ["end"] * 3


def test_a_call_that_shows_nothing_alone_is_repeated() -> None:
    """Every tenth create repeats an id: ten creates show it, and the id is named."""
    claim = Claim("CS-ID-UNIQUE", "a new id", "again", repetition=Repetition(3))
    lines = run_with("""echo '{"id": "video_a"}'""", claim, [created(1, "video_a")])
    assert lines.count('{"id": "video_a"}') == 3
    assert lines[-2:] == ["Ids that were given more than once:", '"id": "video_a"']
    lost = exchange(2, "query", "/result/video_a", subject="video_a", status=410, body=b"gone")
    claim = Claim("QR-TERMINAL-STABLE", "kept", "gone", repetition=Repetition(4, pause=0.1))
    script = to_script([created(1, "video_a"), lost], claim, AROUND)
    assert "n < 4" in script
    assert "sleep 0.1" in script


def test_the_clock_of_a_mock_is_moved_and_moved_back() -> None:
    """A result that is gone after some hours."""
    claim = Claim("LC-URL-TTL", "24 h", "HTTP 404", has_file=True, later=7200.0)
    lines = to_script([created(1, "video_x"), queried(2, "video_x")], claim, AROUND).splitlines()
    moves = [line for line in lines if line.startswith("move_clock ")]
    assert moves == ["move_clock 7200", "move_clock -7200"]
    asks = next(number for number, line in enumerate(lines) if "%{size_download}" in line)
    assert lines.index(moves[0]) < asks < lines.index(moves[1])
    clock = f"{BASE.removesuffix('/v')}/_mock/clock"
    shown = "\n".join(run_with('printf "%s|" "$@"; echo', claim, [created(1, "video_x"), queried(2, "video_x")]))
    assert clock in shown
    assert '{"advance": 7200}' in shown


def test_a_missing_ffprobe_is_told() -> None:
    """The file alone shows nothing to somebody without it."""
    claim = Claim("QR-SOUND", "a sound track", "none", has_file=True)
    lines = run_with("echo", claim, [created(1, "video_x"), queried(2, "video_x")])
    assert any("ffprobe" in line and "seedance report replay QR-SOUND" in line for line in lines)


def test_an_end_that_does_not_come_is_waited_for() -> None:
    """The script asks until the end or the time limit, not until the status that was seen last."""
    log = [created(1, "video_x"), queried(2, "video_x", "processing")]
    claim = Claim("RB-TASK-ENDS", "an end", "no end", endless=True)
    assert "poll completed curl" in to_script(log, claim, AROUND)
    assert "poll processing curl" in to_script(log, CLAIM, AROUND)


def test_a_create_that_may_be_billed_says_so_and_is_not_repeated() -> None:
    """On a target that bills, pasting costs one create at most, and the script says how many the fault takes."""
    claim = Claim("CS-ID-UNIQUE", "a new id", "again", repetition=Repetition(10))
    script = to_script([created(1, "v", send=1)], claim, REMOTE)
    assert "for ((" not in script
    assert "takes this call 10 times, and each may be billed" in script
    warning = "# Each create may be billed"
    assert warning in to_script([created(1, "v", send=1)], CLAIM, REMOTE)
    assert warning not in to_script([created(1, "v", send=1)], CLAIM, AROUND)
    assert warning not in to_script([queried(1, "v")], CLAIM, REMOTE)


def test_short_ids_are_not_found_in_other_words() -> None:
    """An id such as 5 is only a whole segment of a path."""
    log = [created(1, "5"), queried(2, "5"), exchange(3, "query", "/result/video5", subject="video5")]
    assert [one.number for one in Origins(log).steps([log[2]])] == [3]
    script = to_script(log, CLAIM, AROUND)
    assert '/result/$task"' in script
    assert "/result/video5 " in script
    assert parts("x", {"task": ""}) == ["x"]
