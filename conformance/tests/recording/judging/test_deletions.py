"""Refused deletions, and assets that go with another: what proves a breach, and what has another reason."""

import json
from typing import Any

import pytest
from tests.recording.conftest import Entries, Judge
from tests.recording.session import ASSET, Session, exchanges


async def _library(session: Session, media: str) -> None:
    """Two assets of one file; the first is deleted."""
    names = [str(await session.upload(media, word)) for word in ("first", "second")]
    for name in names:
        await session.call("GET", ASSET + name)
    await session.call("DELETE", ASSET + names[0])
    for name in names:
        await session.call("GET", ASSET + name)


def _entries(picture: str, *faults: str) -> Entries:
    return exchanges(_library, faults=faults, media=picture)


def _deletion(entries: Entries) -> dict[str, Any]:
    return next(entry for entry in entries if entry["request"]["method"] == "DELETE")


@pytest.mark.parametrize("status", [401, 402, 404, 409, 423, 429, 503])
def test_other_reasons_are_no_breach(judge: Judge, picture: str, status: int) -> None:
    """The key, the balance, the pace, a task that uses the asset; and after a 404 the asset is gone."""
    entries = _entries(picture, "delete-refused")
    _deletion(entries)["response"]["status"] = status
    assert "AS-DEL-PATH" not in judge(entries).with_verdict("fail")


def test_an_asset_under_review_may_stay(judge: Judge, picture: str) -> None:
    """A service may refuse its deletion until the review has ended."""
    text = json.dumps(_entries(picture, "delete-refused")).replace("Active", "Processing")
    assert not judge(json.loads(text)).with_verdict("fail")


def test_a_key_that_is_blocked_meanwhile(judge: Judge, picture: str) -> None:
    """If all later calls are refused, too, the account is the reason."""
    entries = _entries(picture, "delete-refused")
    for entry in entries[entries.index(_deletion(entries)) :]:
        entry["response"]["status"] = 403
    assert not judge(entries).with_verdict("fail")


def test_another_asset_of_the_same_file_stays(judge: Judge, picture: str) -> None:
    """One that goes with it shows that the deletion took too much; one that nobody saw before shows nothing."""
    entries = _entries(picture, "delete-takes-the-same-file")
    assert judge(entries).with_verdict("fail") == {"AS-DEL-PATH"}
    del entries[3]  # the look at the second asset before the deletion
    assert not judge(entries).with_verdict("fail")
