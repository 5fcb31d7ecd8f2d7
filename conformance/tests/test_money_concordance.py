"""The client and the suite agree on what an answer to a create means for money, without shared code."""

import inspect
import json
from types import ModuleType
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from seedance_client._sdk.create import outcome
from seedance_client._sdk.create.explained import language, work
from seedance_client._sdk.create.explained.said import Said
from seedance_client._sdk.create.id_search import find_task_id
from seedance_client._sdk.create.send import PATH
from seedance_client._sdk.transport.effects import Answer
from seedance_conformance.transport.answers import billing, claims, languages
from seedance_conformance.transport.exchange import Exchange
from tests.create_answers import ANSWERS, REQUEST, SHAPES, WORDED, CreateAnswer
from tests.real_refusals import USUAL
from tests.transport.answers.test_answer import answer

BODY: Final = json.dumps(REQUEST).encode()
CASES: Final = [
    *(pytest.param(one, id=f"{one.status} {one.content!r:.70} {one.headers or ''}") for one in (*ANSWERS, *WORDED)),
    *(pytest.param(one, id=name) for name, one in SHAPES.items()),
]


def client_reads(one: CreateAnswer) -> outcome.Outcome:
    """The decision of the client."""
    return outcome.decide(Answer(one.status, one.headers, one.content), Said(BODY, PATH))


def exchange_of(one: CreateAnswer) -> Exchange:
    """The answer as the suite logs it."""
    asked = evolve(answer(one.status, one.content), request_body=BODY, url=f"http://127.0.0.1:1{PATH}")
    return evolve(asked, headers=one.headers)


@pytest.mark.parametrize("one", CASES)
def test_the_client_decides_as_the_table_says(one: CreateAnswer) -> None:
    """Accepted with this id, certainly refused, or unknown; then the id is the best guess."""
    found = client_reads(one)
    assert found.kind == one.verdict, found.why
    assert (found.task.text if found.task else None) == (one.id if one.verdict == "accepted" else None)
    assert one.id in (None, find_task_id(one.content))


@pytest.mark.parametrize("one", CASES)
def test_the_suite_counts_as_the_table_says(one: CreateAnswer) -> None:
    """The suite has the same verdict, and polls the same id."""
    exchange = exchange_of(one)
    place = billing.named_task(exchange)
    unsure = one in (SHAPES["a new code"], SHAPES["two tasks"], SHAPES["request_id, another address"])
    assert billing.charge(exchange).value in (one.verdict, "accepted" if unsure else one.verdict)
    assert one.id in (None, place.id if place else None)


# -- random answers ------------------------------------------------------------------------------------------------

_ids = st.sampled_from(
    ["task_7kQ2mZ", "video_0f5d2c1e", "cgt-2026-ab", "t-1", "90817263", 90817263, 6, "0385dc79-5ff8"]
)
_codes = st.sampled_from(
    [0, 1, 200, 10000, 20000, 204, 1001, -1, 400, 401, 404, 408, 409, 429, 499, 500, 503, 599, 600, 777, 20400]
)
_words = st.sampled_from(
    ["", "success", "ok", "error", "failed", "queued", "SUBMITTED", "no", "not now", "Input.Sensitive", "none"]
)
_scalars = st.one_of(st.none(), st.booleans(), _ids, _codes, _codes.map(str), _words)
_ID_NAMES: Final = ("id", "task_id", "video_id", "job_id", "request_id", "user_id", "data", "result", "output", "task")
_WORD_NAMES: Final = ("status", "state", "error", "message", "msg", "status_url")


def _fields(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with known names, and possible ids, words and codes as values."""
    said = st.one_of(_words, _codes, st.none(), inner)
    return st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(_ID_NAMES, st.one_of(_scalars, inner, st.lists(inner, max_size=2))),
            **dict.fromkeys(_WORD_NAMES, st.one_of(said, _ids.map(str))),
            "code": st.one_of(_codes, _codes.map(str), _words),
            "success": st.booleans(),
            "object": st.just("video"),
        },
    ).map(lambda fields: dict(list(fields.items())[:5]))


_objects = st.recursive(_fields(st.none()), _fields, max_leaves=3)
_statuses = st.sampled_from([200, 200, 200, 201, 303, 400, 401, 404, 408, 409, 422, 429, 500, 503])


@settings(max_examples=600, deadline=None, derandomize=True)
@given(_statuses, st.one_of(_objects, st.lists(_objects, max_size=2)))
def test_both_call_the_same_answers_a_certain_refusal(status: int, body: Any) -> None:
    """An answer is free for both or for none."""
    one = CreateAnswer(status, body, "unknown")
    assert (client_reads(one).kind == "refused") == billing.certainly_refused(exchange_of(one))


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.sampled_from([200, 201]), st.one_of(_objects, st.lists(_objects, max_size=2)))
def test_both_use_the_same_id(status: int, body: Any) -> None:
    """If both say that a task was started, it is the same task."""
    one = CreateAnswer(status, json.loads(json.dumps(body).replace("not now", "no")), "unknown")
    client, exchange = client_reads(one), exchange_of(one)
    if client.task and billing.charge(exchange) is billing.Charge.ACCEPTED:
        place = billing.named_task(exchange)
        assert place is not None
        assert place.id == client.task.text


# -- random sentences ----------------------------------------------------------------------------------------------

_vocabulary: Final = sorted(word for word in language._VOCABULARY if languages._is_known(word))
_scripts: Final = ("ぁぃいうカキク", "가나다라마바", "абвгдежз", "αβγδεζ", "ابتثج", "åäöéèñçß", "กขคง")
_foreign_words = st.sampled_from(_scripts).flatmap(lambda letters: st.text(letters, min_size=3, max_size=9))
_latin_words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9).filter(
    lambda word: not (language._is_english(word) or languages._is_known(word))
)
_phrases: Final = (
    *("must", "is not", "invalid", "seedance_2_0"),
    *("任务", "无效", "额度不足", "已进队列", "排好了", "请稍后再试"),
)
_sentences = st.lists(
    st.one_of(
        st.sampled_from(_vocabulary),
        st.sampled_from(_phrases),
        st.sampled_from([". ", ", ", "; ", ": ", "\n", " but ", "- ", " (", ") "]),
        _foreign_words,
        _latin_words,
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(_sentences, st.one_of(_foreign_words, st.tuples(_latin_words, _latin_words).map(" ".join)), st.booleans())
def test_neither_explains_a_sentence_with_strange_words(text: str, strange: str, first: bool) -> None:
    """A word in another script, or two that refusals don't use, in any sentence of known words."""
    mixed = f"{strange} {text}" if first else f"{text} {strange}"
    assert language.unexplained_sentence(mixed)
    assert languages.foreign_phrase(mixed)


def test_both_explain_the_sentences_of_real_refusals() -> None:
    """Independent lists of words, and the same refusals that cost nothing."""
    assert [text for text in USUAL if language.unexplained_sentence(text) or languages.foreign_phrase(text)] == []


def test_the_lists_of_words_are_independent() -> None:
    """No six lines of one reading stand in the other one."""
    ours = _runs_of_six_lines(language) | _runs_of_six_lines(work)
    theirs = _runs_of_six_lines(languages) | _runs_of_six_lines(claims)
    assert ours.isdisjoint(theirs)


def _runs_of_six_lines(module: ModuleType) -> set[tuple[str, ...]]:
    lines = [line.strip() for line in inspect.getsource(module).splitlines() if line.strip()]
    return {tuple(lines[start : start + 6]) for start in range(len(lines) - 5)}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from([200, 400, 401, 403, 422, 429]), st.lists(_latin_words, min_size=1, max_size=8), _foreign_words)
def test_a_text_in_another_language_is_never_a_certain_refusal(status: int, words: list[str], foreign: str) -> None:
    """Words that nobody knows may say that a task was started: as a sentence, a page, or beside a known refusal."""
    code = -1 if status == 200 else "invalid_request"
    for text in (" ".join(words), foreign, f"prompt is required. {' '.join(words)}", f"Error: {foreign}"):
        for body in ({"code": code, "message": text}, {"error": {"message": text}}):
            one = CreateAnswer(status, body, "unknown")
            assert (client_reads(one).kind, billing.certainly_refused(exchange_of(one))) == ("unknown", False)
