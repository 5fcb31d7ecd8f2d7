"""What an earlier part of a run has sent is answered from its log, and never sent again."""

import pytest
from seedance_conformance.transport.current_case import SHARED
from seedance_conformance.transport.errors import OutcomeUnknown
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.replay import Replay, SentRequest, fingerprint
from seedance_conformance.transport.target import CREATE_PATH


def answer(number: int) -> Exchange:
    """An exchange that can be told from others."""
    return Exchange(number, "c", "create", "first", None, "POST", "u", {}, b"", 0.0, 0.0, 200)


def sent(body: bytes, known: Exchange | None, case: str = "c") -> SentRequest:
    """A create that an earlier part has sent."""
    return SentRequest(case, fingerprint("POST", CREATE_PATH, "first", body), known)


def take(replay: Replay, body: bytes, case: str = "c", key: str = "first") -> Exchange | None:
    """Ask for a create."""
    return replay.take(case, "POST", CREATE_PATH, key, body)


def test_an_answer_is_given_once_and_then_the_request_is_new() -> None:
    """The same body twice in a test is two requests."""
    replay = Replay([sent(b"a", answer(1)), sent(b"b", answer(2)), sent(b"a", answer(3))])
    assert [take(replay, b"a"), take(replay, b"b"), take(replay, b"a")] == [answer(1), answer(2), answer(3)]
    assert take(replay, b"a") is None


def test_other_tests_and_keys_have_requests_of_their_own() -> None:
    """A body that another test sent says nothing here."""
    replay = Replay([sent(b"a", answer(1))])
    assert take(replay, b"a", case="other") is None
    assert take(replay, b"a") == answer(1)
    assert take(replay, b"a", key="second") is None


def test_what_was_cut_off_is_not_sent_and_what_follows_is() -> None:
    """Nobody knows what became of it."""
    replay = Replay([sent(b"a", answer(1)), sent(b"b", None)])
    assert take(replay, b"a") == answer(1)
    for _ in range(2):
        with pytest.raises(OutcomeUnknown, match="sent when the run was stopped"):
            take(replay, b"b")
    assert take(replay, b"c") is None


def test_a_test_that_does_not_repeat_itself_sends_nothing_more() -> None:
    """A body with an id of its own may be one that was sent with another id."""
    replay = Replay([sent(b"id 1", answer(1))])
    for body in (b"id 2", b"id 1"):
        with pytest.raises(OutcomeUnknown):
            take(replay, body)


def test_what_is_shared_may_come_in_any_order() -> None:
    """The test that asked first may have ended."""
    case = SHARED + "films"
    replay = Replay([sent(b"a", answer(1), case), sent(b"b", None, case)])
    assert take(replay, b"c", case) is None
    assert take(replay, b"a", case) == answer(1)
    with pytest.raises(OutcomeUnknown):
        take(replay, b"b", case)


def test_media_may_be_served_on_another_port() -> None:
    """The same case names the new address."""
    replay = Replay([sent(b"http://h:1111/x.png", answer(1))], 2222, [1111])
    assert take(replay, b"http://h:2222/x.png") == answer(1)
