"""`index.html` shows the log, loads nothing, and is safe with any answer of a target."""

import base64
import hashlib
import json
from typing import Any

import pytest
from seedance_conformance.report.facts import timeline
from seedance_conformance.report.facts.diff import compare
from seedance_conformance.report.views.diff_views import to_diff_page
from seedance_conformance.report.views.html import to_html
from seedance_conformance.report.views.json_report import to_report
from tests.report.conftest import Events, case, counterexample, exchange
from tests.report.reading import parsed

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"' onmouseover=alert(1) x='",
    "{{ 7 * 7 }} {% raw %}",
    "\x00\x1b[31m\r\n\ud800\u202egnp.exe",
    "</pre></details></title><style>*{display:none}</style>",
)


def assert_self_contained(text: str) -> None:
    """The page has one inline style and script with their hashes, loads nothing, and has no code in attributes."""
    page = parsed(text)
    assert len(page.of("script")) == len(page.of("style")) == 1
    policy = next(meta["content"] for meta in page.of("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        digest = hashlib.sha256("".join(data for name, data in page.texts if name == tag).encode()).digest()
        assert f"{tag}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], (tag, attributes)
        assert tag not in ("img", "iframe", "object", "embed", "base"), attributes
        assert "src" not in attributes, attributes
        assert tag != "link" or attributes.get("href") == "data:,", attributes


def test_the_page_shows_the_outcome(events: Events) -> None:
    """It has headline, facts, meter, the broken rule with its counterexample, and every rule."""
    page = parsed(to_html(events))
    text = page.text()
    assert "1 of 7 rules is broken" in text
    assert "http://127.0.0.1:1/p" in text
    assert len([item for item in page.of("details") if item.get("class") == "rule"]) == 7
    assert next(svg["aria-label"] for svg in page.of("svg")) == (
        "Verdicts: 2 pass, 1 fail, 1 observed, 1 inconclusive, 1 skipped, 1 error"
    )
    assert "<b>A-FAIL</b> & co" in text
    assert "curl 'x' -d '</script>'" in text
    assert [item.get("id") for item in page.of("article")] == ["red-A-FAIL", "red-A-ERROR"]


@pytest.mark.parametrize(("red", "folded"), [(10, 0), (11, 10)])
def test_exchanges_are_folded_if_many_rules_are_broken(events: Events, red: int, folded: int) -> None:
    """Those of up to ten broken rules are open."""
    proof = next(event for event in events if event.get("counterexample"))
    names = [f"C-{number}" for number in range(red - 2)]  # beside the two that the run has
    events[0]["selected"] += names
    events[0]["rules"] += [{**events[0]["rules"][0], "id": name} for name in names]
    events[-1:-1] = [{**proof, "rule": name} for name in names]
    exchanges = [item for item in parsed(to_html(events)).of("details") if item.get("class") == "exchange"]
    assert len(exchanges) == red - 1  # what went wrong in the suite has none
    assert len([item for item in exchanges if "open" not in item]) == folded


@pytest.mark.parametrize(
    ("change", "headline"),
    [
        ({}, "Conforms: no judged rule is broken"),
        ({"exit_code": 1}, "Nothing broken, but 2 rules without evidence are too many for this run"),
        ({"exit_code": 2}, "Nothing was judged"),
        ({"exit_code": 3}, "the suite had an error"),
        ({"exit_code": 4, "stopped": "budget"}, "Nothing broken so far, but the run was stopped (budget)"),
    ],
)
def test_the_headline_is_never_better_than_the_run(events: Events, change: dict[str, Any], headline: str) -> None:
    """Only a complete run without breaches conforms."""
    quiet = [event for event in events if event.get("verdict") not in ("fail", "error")]
    quiet[-1] = quiet[-1] | {"exit_code": 0} | change
    assert headline in parsed(to_html(quiet)).text()


def test_the_smallest_counterexample_is_shown(events: Events) -> None:
    """Of several breaches the page shows the shortest request."""
    events.insert(-1, case("A-FAIL", "fail", note="accepted", counterexample=counterexample(curl="curl y")))
    text = parsed(to_html(events)).text()
    assert "curl y" in text
    assert "curl 'x'" not in text
    assert "Broken in 2 of 4 tests" in text


def test_a_breach_in_an_answer_about_a_task_shows_its_create(events: Events) -> None:
    """To reproduce a wrong answer to a query, a reader needs the create."""
    events[1:3] = [
        exchange(1, "c", "create", request_body='{"model": "other"}', body='{"id": "t1"}'),
        exchange(2, "c", "create", request_body='{"model": "behind"}', body='{"id": "t2"}'),
        exchange(3, "c", "query", subject="t2", body='{"id": "t2", "status": "lost"}'),
    ]
    next(event for event in events if event.get("verdict") == "fail")["exchange"] = 3
    text = parsed(to_html(events)).text()
    assert 'The task was created with { "model": "behind" }' in text


@pytest.mark.parametrize("body", [[], {}, None, 0, False])
def test_an_empty_body_is_still_a_body(events: Events, body: object) -> None:
    """An empty array or null as request is shown as it was sent."""
    red = next(event for event in events if event.get("verdict") == "fail")
    red["counterexample"]["request"]["body"] = body
    page = parsed(to_html(events))
    assert json.dumps(body) in [data.strip() for tag, data in page.texts if tag == "pre"]


def test_of_many_tasks_an_even_sample_is_drawn(events: Events, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bars are spread over the whole run, and the page shows their number."""
    monkeypatch.setattr(timeline, "MOST_BARS", 4)
    events[1:3] = [exchange(turn, "c", "create", body=json.dumps({"id": f"t{turn}"})) for turn in range(1, 9)]
    page = parsed(to_html(events))
    assert [text[:2] for tag, text in page.texts if tag == "title" and " s, " in text] == ["t1", "t3", "t5", "t7"]
    assert "4 evenly chosen tasks are drawn" in page.text()


def test_coverage_is_read_from_the_bodies(events: Events) -> None:
    """Model and mode come from the bodies; a breach marks only the cell of its request."""
    task = json.dumps({"id": "t", "status": "queued"})
    bodies = [
        {"model": "m1", "prompt": "x"},
        {"model": "m1", "prompt": "x", "first_image": "u"},
        {"model": "m1", "first_image": "u", "referenceImages": ["u"]},
        {"model": "m9", "last_image": "u", "first_image": "u"},
    ]
    events[1:3] = [
        exchange(10 + turn, "own", "create", request_body=json.dumps(body), status=200 if turn < 3 else 400, body=task)
        for turn, body in enumerate(bodies)
    ]
    events.insert(-1, case("A-PASS", "fail", case="own", exchange=11))
    page = parsed(to_html(events))
    cells = [(cell["title"], cell["class"]) for cell in page.of("td") if cell.get("title")]
    assert [(title, (found or "").split()[-1]) for title, found in cells if "m1" in (title or "")] == [
        ("m1, text: tried", "tried"),
        ("m1, frame: fail", "fail"),
        ("m1, mixed: tried", "tried"),
    ]
    assert ("other, frames: tried", "tried") in [(title, (found or "").split()[-1]) for title, found in cells]


def test_tasks_are_bars_from_create_to_end(events: Events) -> None:
    """Each accepted task is one bar with its last status; answers after the end are ignored."""

    def answer(number: int, status: str) -> dict[str, Any]:
        return exchange(number, "follow", "query", subject="t1", body=json.dumps({"id": "t1", "status": status}))

    created = exchange(10, "c", "create", request_body='{"model": "m1"}', body='{"id": "t1", "status": "queued"}')
    refused = exchange(11, "c", "create", status=400, body='{"id": "t2"}')
    wrapped = exchange(12, "c", "create", body='{"code": 0, "data": {"id": 7, "status": "Processing"}}')
    events[1:3] = [created, refused, wrapped, answer(13, "processing"), answer(14, "completed"), answer(15, "queued")]
    page = parsed(to_html(events))
    titles = [text for tag, text in page.texts if tag == "title" and " s, " in text]
    assert titles == ["t1, m1, completed: 0.0 to 4.2 s, c", "7, , processing: 2.0 to 2.2 s, c"]
    assert "2 accepted tasks: 1 completed, 1 processing" in page.text()


def test_the_facts_of_result_videos_are_shown(events: Events) -> None:
    """The request is beside the properties of the file, also of an unreadable one."""
    film = {"brand": "isom", "width": 1280.0, "height": 720.0, "seconds": 5.04, "sound": 5.0, "peak": 0.25}
    facts = {"case": "c", "task": "t", "request": "no option; text on m1", "model": "m1", "reported_seconds": 5}
    asked = {"duration": 5, "generateAudio": True}
    events[-1:-1] = [
        {"event": "result", **facts, "asked": asked, "bytes": 78_000, "film": film},
        {"event": "result", **facts, "asked": {}, "bytes": 2, "film": {"unreadable": "2 bytes that are no film"}},
    ]
    text = parsed(to_html(events)).text()
    assert "duration 5, generateAudio true" in text
    assert "78 kB isom 1280x720 1.778 5.04 s 5 5.00 s, peak 0.250" in text
    assert "defaults 0 kB 2 bytes that are no film" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(events: Events, text: str) -> None:
    """Markup in an answer, note, case, id, model or file is escaped."""
    shown = {"curl": text, "request": {"body": text, "method": text, "url": text}, "expected": text, "observed": text}
    shown["response"] = {"status": 200, "body": {text: text}}
    events[0]["target"]["base_url"] = text
    events[1:3] = [
        exchange(1, text, "create", request_body=json.dumps({"model": text}), body=json.dumps({"id": text})),
        exchange(2, text, "query", url=text, subject=text, body={"text": text, "cut_from_bytes": 9}),
    ]
    events[-1:-1] = [
        case("A-FAIL", "fail", case=text, note=text, counterexample=shown),
        case("B-SEEN", "observed", case=text, note=text, exchange=2),
        case("A-ERROR", "error", case=text, note=text),
        {"event": "result", "case": text, "task": text, "request": text, "model": text, "asked": {text: text}}
        | {"reported_seconds": text, "bytes": 1, "film": {"unreadable": text}},
    ]
    page = to_html(events)
    assert_self_contained(page)
    assert page.isprintable() or not set(page) & set("\x00\x1b\ud800\u202e")
    assert_self_contained(to_diff_page(compare(to_report(events[:1] + events[-1:]), to_report(events))))


def test_huge_content_is_cut(events: Events) -> None:
    """With long bodies, deep bodies and very many cases the page still opens, and shows the cuts."""
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]
    shown = counterexample(curl="c" * 50_000, request={"body": deep}, response={"body": "x" * 5_000_000})
    events.insert(-1, case("A-FAIL", "fail", counterexample=shown | {"observed": "o" * 9_000}))
    events[-1:-1] = [case("A-PASS", "pass", case=f"test_{number}") for number in range(5_000)]
    del events[6]
    page = to_html(events)
    assert len(page) < 200_000
    assert "cut: 5,000,000 characters in all" in page
    assert "nested too deeply to be shown" in page
    assert "The first 120 of 5002" in page


def test_a_comparison_is_a_page(events: Events) -> None:
    """The page of `report diff` shows the change, both verdicts and both notes."""
    before = [event for event in events if event.get("verdict") != "fail"]
    page = to_diff_page(compare(to_report(before), to_report(events)))
    assert_self_contained(page)
    text = parsed(page).text()
    assert "1 rule has regressed" in text
    assert "A-FAIL <b>A-FAIL</b> & co inconclusive fail who knows accepted" in text
    assert "No rule has regressed" in to_diff_page(compare(to_report(events), to_report(events)))
