"""Requests of recordings: which rule a body breaks, and whether the target took it."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from seedance_conformance.cli.judge import look_at_media
from seedance_conformance.recording.judging.media import Seen
from tests.recording.conftest import Entries, Judge
from tests.recording.session import CREATE, KEY, PRO, START, har_entry

BASE = "http://127.0.0.1:8000/kyyReactApiServer"
UPLOAD = "/kyyVideo2/asset/upload"
REFUSED = {"error": {"code": "InvalidParameter", "message": "no such duration"}}


class Traffic:
    """A recording by hand: bodies and answers, a minute apart."""

    def __init__(self, judge: Judge) -> None:
        self.base_url = BASE
        self.entries: Entries = []
        self.refusal = REFUSED
        self._judge = judge

    def add(self, method: str, path: str, body: object, status: int, answer: object, key: str = KEY) -> None:
        """Add an exchange."""
        sent, text = START + 60 * len(self.entries), None if body is None else json.dumps(body)
        url = self.base_url + path
        self.entries.append(har_entry(sent, method, url, text, status, json.dumps(answer), key=key))

    def create(self, body: Mapping[str, Any], *, took: bool, status: int = 400, key: str = KEY) -> str:
        """Add a create that was accepted or refused; the id of its task."""
        name = f"video_{len(self.entries)}"
        task = {"id": name, "object": "video", "created": int(START), "model": body.get("model"), "status": "queued"}
        self.add("POST", CREATE, body, 200 if took else status, task if took else self.refusal, key)
        return name

    def ends(self, task: str, status: str) -> None:
        """Add a query that shows the end of a task."""
        fields = {"id": task, "object": "video", "created": 1_790_000_000, "model": PRO["model"], "status": status}
        self.add("GET", f"/v1/result/{task}", None, 200, {**fields, "error": "why" if status == "failed" else None})

    def judged(self, **options: Any) -> Any:
        """Its verdicts."""
        return self._judge(self.entries, **options)


@pytest.fixture
def traffic(judge: Judge) -> Traffic:
    """An empty recording."""
    return Traffic(judge)


LONG = {**PRO, "duration": 16}


@pytest.mark.parametrize(
    ("statuses", "verdict", "cases"),
    [((400, 422), "pass", 2), *(((status,), "skipped", 0) for status in (401, 402, 403, 404, 429, 500, 503))],
)
def test_a_refusal_is_a_case_if_it_is_about_the_body(
    traffic: Traffic, statuses: tuple[int, ...], verdict: str, cases: int
) -> None:
    """Each refusal of a body that breaks one rule is one; a wrong key or an empty balance shows nothing."""
    traffic.create(PRO, took=True)
    for status in statuses:
        traffic.create(LONG, took=False, status=status)
    row = traffic.judged().rows["CR-DUR-MAX"]
    assert (row.verdict, row.cases) == (verdict, cases)


def test_a_broken_rule_was_accepted(traffic: Traffic) -> None:
    """The counterexample shows the request and the answer."""
    traffic.create({**LONG, "aspect_ratio": "2:1"}, took=True)
    judged = traffic.judged()
    assert judged.with_verdict("fail") >= {"CR-DUR-MAX", "CR-RATIO-ENUM"}
    assert judged.rows["CR-DUR-MAX"].counterexample["request"]["body"]["duration"] == 16


def test_a_refusal_of_two_mistakes_shows_nothing(traffic: Traffic) -> None:
    """Either may be the reason."""
    traffic.create({**LONG, "aspect_ratio": "2:1"}, took=False)
    judged = traffic.judged()
    assert judged.verdict("CR-DUR-MAX") == judged.verdict("CR-RATIO-ENUM") == "skipped"


@pytest.mark.parametrize(("message", "failed"), [("no such duration", {"CR-DUR-MAX"}), ("too many tasks", set())])
def test_a_valid_body_was_refused(traffic: Traffic, message: str, failed: set[str]) -> None:
    """The same body with one other setting was accepted, and the account worked later: the setting is the reason.

    A busy gateway may answer 400, too: then another reason is named, and the refusal is only shown.
    """
    traffic.refusal = {"error": {"code": "InvalidParameter", "message": message}}
    for duration, took in ((10, True), (15, False), (10, True)):
        traffic.create({**PRO, "duration": duration}, took=took)
    assert traffic.judged().with_verdict("fail") == failed


@pytest.mark.parametrize(
    ("control", "later"),
    [({"prompt": "Another"}, True), ({"duration": 10}, False), ({"duration": 9, "generateAudio": False}, True)],
)
def test_a_refused_valid_body_without_a_control_is_only_shown(
    traffic: Traffic, control: dict[str, Any], later: bool
) -> None:
    """The prompt may be the reason, or an empty balance; no rule fails, and the report shows the answer."""
    traffic.create({**PRO, **control}, took=True)
    traffic.create({**PRO, "duration": 15}, took=False)
    if later:
        traffic.create({**PRO, **control}, took=True)
    judged = traffic.judged()
    assert not judged.with_verdict("fail")
    assert judged.summary["refused_valid"][0]["answer"].startswith("HTTP 400")


@pytest.mark.parametrize(("end", "verdict"), [("failed", "pass"), ("completed", "fail"), (None, "inconclusive")])
def test_an_address_may_be_refused_late(traffic: Traffic, end: str | None, verdict: str) -> None:
    """Without the end of the task in the recording nothing is certain."""
    task = traffic.create({**PRO, "first_image": "ftp://media.example.com/a.png"}, took=True)
    if end:
        traffic.ends(task, end)
    row = traffic.judged().rows["CR-URL-SCHEME"]
    assert (row.verdict, row.late) == (verdict, end == "failed")


IMAGE = {"assetType": "Image", "url": "https://media.example.com/a.png"}


@pytest.mark.parametrize(
    ("body", "rule", "verdict"),
    [
        ({"url": IMAGE["url"]}, "AS-UP-TYPE-ENUM", "fail"),
        ({**IMAGE, "assetType": 7}, "AS-UP-TYPE-ENUM", "fail"),
        ({**IMAGE, "assetType": "image"}, "AS-UP-TYPE-CASE", "fail"),
        ({"assetType": "Image"}, "AS-UP-URL", "fail"),
        ({**IMAGE, "url": [IMAGE["url"]]}, "AS-UP-URL", "fail"),
        ({**IMAGE, "name": 7}, "AS-UP-NAME", "skipped"),
        ({**IMAGE, "url": "https://media.example.com/a b.png"}, "AS-UP-URL", "inconclusive"),
    ],
)
def test_an_upload_with_a_wrong_field_must_be_refused_at_once(
    traffic: Traffic, body: dict[str, Any], rule: str, verdict: str
) -> None:
    """As in a run of the suite, it needs no review; only a bad address may be found late."""
    traffic.add("POST", UPLOAD, body, 200, {"code": 0, "msg": None, "data": {"assetId": "asset-1"}})
    assert traffic.judged().verdict(rule) == verdict


def test_open_bodies_answer_open_questions(traffic: Traffic) -> None:
    """What the target does with them is recorded; two open features at once show nothing about either."""
    traffic.create({**PRO, "seed": 7}, took=True)
    traffic.create({**PRO, "watermark": False}, took=False)
    traffic.create({**PRO, "prompt": " ", "first_image": None}, took=True)
    judged = traffic.judged()
    assert judged.rows["CR-EXTRA-PROPS"].note.startswith("accepted (1x), refused (1x), for example HTTP 400")
    assert judged.verdict("CR-EXTRA-PROPS") == "observed"
    assert judged.verdict("CR-PROMPT-EMPTY") == judged.verdict("CR-NULL-OPT") == "skipped"


FRAME = {"first_image": "https://media.example.com/a.png"}


@pytest.mark.parametrize(
    ("body", "answer", "rule", "verdict"),
    [
        ({**IMAGE, "seed": 7}, "it can't be fetched", "CR-EXTRA-PROPS", "inconclusive"),
        ({**PRO, **FRAME, "seed": 7}, "the image is too small", "CR-EXTRA-PROPS", "inconclusive"),
        ({**PRO, **FRAME, "duration": 16}, "the image is too small", "CR-DUR-MAX", "inconclusive"),
        ({**PRO, **FRAME, "duration": 16}, "Duration is above 15", "CR-DUR-MAX", "pass"),
        ({**PRO, "duration": 16}, "no", "CR-DUR-MAX", "pass"),
        ({**PRO, **FRAME, "referenceAudios": [FRAME["first_image"]]}, "no", "CR-EXCL-FIRST-REFAUDIOS", "pass"),
        ({**PRO, "first_image": "data:image/png;base64,AA=="}, "no", "CR-URL-DATA", "observed"),
    ],
)
def test_a_refusal_that_may_be_about_the_media_shows_nothing_else(
    traffic: Traffic, body: dict[str, Any], answer: str, rule: str, verdict: str
) -> None:
    """Nobody has looked at the media, so the refusal must name what the body is judged for."""
    path = UPLOAD if "assetType" in body else CREATE
    traffic.add("POST", path, body, 400, {"error": {"message": answer}})
    assert traffic.judged().verdict(rule) == verdict


def test_media_that_were_accepted_before_are_no_reason(traffic: Traffic) -> None:
    """The same address in an accepted create shows that the refusal is about what is open; a failed task doesn't."""
    task = traffic.create({**PRO, **FRAME}, took=True)
    traffic.create({**PRO, **FRAME, "seed": 7}, took=False)
    assert traffic.judged().verdict("CR-EXTRA-PROPS") == "observed"
    traffic.ends(task, "failed")
    assert traffic.judged().verdict("CR-EXTRA-PROPS") == "inconclusive"


@pytest.mark.parametrize(
    ("valid", "other", "verdicts"),
    [
        ("no quota, request 1a2b-1", "no quota, request 77c-2", ("inconclusive", "inconclusive")),
        ("no quota", "bad field", ("pass", "observed")),
    ],
)
def test_an_answer_that_valid_bodies_get_too_shows_nothing(
    traffic: Traffic, valid: str, other: str, verdicts: tuple[str, str]
) -> None:
    """The account or the service was the reason."""
    for body, message in ((PRO, valid), ({**PRO, "duration": 16}, other), ({**PRO, "seed": 7}, other)):
        traffic.add("POST", CREATE, body, 400, {"error": {"message": message}})
    judged = traffic.judged()
    assert (judged.verdict("CR-DUR-MAX"), judged.verdict("CR-EXTRA-PROPS")) == verdicts


def test_media_rules_need_a_look_at_the_media(traffic: Traffic) -> None:
    """Without it they are inconclusive; with it an accepted file that breaks one rule is a breach."""
    image = {**PRO, "first_image": "https://media.example.com/small.png"}
    traffic.ends(traffic.create(image, took=True), "completed")
    blind = traffic.judged()
    assert blind.verdict("MD-IMG-SIDE-MIN") == "inconclusive"
    assert "--fetch-media" in blind.rows["MD-IMG-SIDE-MIN"].note
    assert blind.verdict("MD-VID-RES") == "skipped"
    looked = traffic.judged(look=lambda body: Seen(frozenset({"MD-IMG-SIDE-MIN"}), 0))
    assert looked.verdict("MD-IMG-SIDE-MIN") == "fail"
    assert traffic.judged(look=lambda body: Seen(frozenset(), 1)).verdict("MD-IMG-SIDE-MIN") == "inconclusive"


def test_media_are_fetched_with_guards(traffic: Traffic, picture: str) -> None:
    """A file that breaks one rule is found; addresses of private networks are never asked."""
    for address in (picture.replace("actor", "small"), "http://10.0.0.1/a.png", "asset://asset-1"):
        traffic.ends(traffic.create({**PRO, "first_image": address}, took=True), "completed")
    judged = traffic.judged(look=partial(look_at_media, kind="loopback"))
    assert {rule for rule in judged.with_verdict("fail") if rule.startswith("MD-")} == {"MD-IMG-SIDE-MIN"}
    assert "can't be fetched any more" in judged.rows["MD-IMG-RATIO-MIN"].note
    assert not judged.with_verdict("error")


def test_media_of_this_machine_are_left_alone_for_a_remote_service(traffic: Traffic, picture: str) -> None:
    """Only public hosts are asked: a recording that somebody sent may name an address that does something here."""
    traffic.ends(traffic.create({**PRO, "first_image": picture.replace("actor", "small")}, took=True), "completed")
    judged = traffic.judged(look=look_at_media)
    assert judged.verdict("MD-IMG-SIDE-MIN") == "inconclusive"
    assert "can't be fetched any more" in judged.rows["MD-IMG-SIDE-MIN"].note


def test_disputed_rules_are_recorded_on_a_remote_target(traffic: Traffic) -> None:
    """As in a run of the suite."""
    traffic.base_url = "https://api.example.com/kyyReactApiServer"
    task = traffic.create({"model": "seedance_2_0", "prompt": "A kite"}, took=True)
    traffic.ends(task, "completed")
    assert traffic.judged().verdict("CR-STD-NEEDS-VIDEO") == "observed"
    assert traffic.judged(disputed="judge").verdict("CR-STD-NEEDS-VIDEO") == "fail"
