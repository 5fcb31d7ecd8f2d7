"""Requests of the previous run are answered from its log, and never sent again."""

import pytest
from seedance_conformance.transport.current_case import SHARED
from seedance_conformance.transport.errors import OutcomeUnknown
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.paths import CREATE_PATH
from seedance_conformance.transport.spending.previous_answers import PreviousAnswers, SentRequest, fingerprint


def answer(number: int) -> Exchange:
    """An exchange with this number."""
    return Exchange(number, "c", "create", "first", None, "POST", "u", {}, b"", 0.0, 0.0, 200)


def sent(body: bytes, known: Exchange | None, case: str = "c") -> SentRequest:
    """A create of the previous run."""
    return SentRequest(case, fingerprint("POST", CREATE_PATH, "first", body), known)


def take(previous: PreviousAnswers, body: bytes, case: str = "c", key: str = "first") -> Exchange | None:
    """The previous answer to a create."""
    return previous.take(case, "POST", CREATE_PATH, key, body)


def test_an_answer_is_given_once_and_then_the_request_is_new() -> None:
    """The same body twice in a test is two requests."""
    previous = PreviousAnswers([sent(b"a", answer(1)), sent(b"b", answer(2)), sent(b"a", answer(3))])
    assert [take(previous, b"a"), take(previous, b"b"), take(previous, b"a")] == [answer(1), answer(2), answer(3)]
    assert take(previous, b"a") is None


def test_other_tests_and_keys_do_not_share_requests() -> None:
    """The answer to the body of another test isn't used."""
    previous = PreviousAnswers([sent(b"a", answer(1))])
    taken = [take(previous, b"a", **other) for other in ({"case": "other"}, {}, {"key": "second"})]
    assert taken == [None, answer(1), None]


def test_an_unanswered_request_is_not_sent_again() -> None:
    """Its outcome is unknown; later requests are sent."""
    previous = PreviousAnswers([sent(b"a", answer(1)), sent(b"b", None)])
    assert take(previous, b"a") == answer(1)
    for _ in range(2):
        with pytest.raises(OutcomeUnknown, match="sent when the run was stopped"):
            take(previous, b"b")
    assert take(previous, b"c") is None


def test_a_test_that_sends_other_bodies_sends_nothing_more() -> None:
    """A body with a new id may have been sent before with another id."""
    previous = PreviousAnswers([sent(b"id 1", answer(1))])
    for body in (b"id 2", b"id 1"):
        with pytest.raises(OutcomeUnknown):
            take(previous, body)


def test_shared_requests_may_come_in_any_order() -> None:
    """The test that sent it first may have ended."""
    case = SHARED + "films"
    previous = PreviousAnswers([sent(b"a", answer(1), case), sent(b"b", None, case)])
    assert take(previous, b"c", case) is None
    assert take(previous, b"a", case) == answer(1)
    with pytest.raises(OutcomeUnknown):
        take(previous, b"b", case)


def test_media_may_be_served_on_another_port() -> None:
    """Bodies that differ only in the port are equal."""
    previous = PreviousAnswers([sent(b"http://h:1111/x.png", answer(1))], 2222, [1111])
    assert take(previous, b"http://h:2222/x.png") == answer(1)
