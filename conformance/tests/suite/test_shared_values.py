"""Of values that are prepared together, an error in one affects only the tests that need it."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import strategies as st
from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.create import addresses
from seedance_conformance.media import NotMade
from seedance_conformance.suite.assets.pool import AssetPool
from seedance_conformance.suite.create import case_groups
from seedance_conformance.suite.create.case_groups import judge_cases
from seedance_conformance.suite.create.test_assets import Library as AssetAddresses
from seedance_conformance.suite.media.addresses import Addresses
from seedance_conformance.suite.media.case_groups import expect_known_good
from seedance_conformance.suite.search import run_property
from seedance_conformance.suite.shared_values import attempt
from seedance_conformance.suite.verdicts import Breach, Inconclusive, Skipped
from seedance_conformance.transport.errors import Unreachable
from tests.suite.assets.test_pool import Library
from tests.suite.small_server import bare_context, context_of

CASE = Case("CR-DUR-MIN", "one", {"duration": 3}, "refused")


class Media(Placeholders):
    """Addresses of files of which some could not be written."""

    def __init__(self, *missing: str) -> None:
        self.missing = missing

    def url(self, name: str) -> str:
        """Any file."""
        if name in self.missing:
            raise NotMade(name, "could not be written")
        return super().url(name)


def fails(error: Exception) -> Callable[[], Any]:
    """A function that raises an error."""

    def make() -> Any:
        raise error

    return make


def test_an_error_is_raised_where_the_value_is_needed() -> None:
    """Each time, with the original traceback, which doesn't grow."""
    found = attempt(fails(ValueError("a bug")))
    lengths = []
    for _ in range(3):
        with pytest.raises(ValueError, match="a bug") as met:
            found.get()
        lengths.append(len(met.traceback))
    assert len(set(lengths)) == 1
    assert attempt(lambda: None).get() is None


@pytest.mark.parametrize("end", [Inconclusive("x"), Skipped("x"), Breach("a", "b"), Unreachable("x")])
def test_verdicts_are_raised_at_once(end: Exception) -> None:
    """Verdicts, and errors that end a run, concern all prepared values."""
    with pytest.raises(type(end)):
        attempt(fails(end))


def test_a_body_with_a_missing_file_can_be_built_and_not_sent() -> None:
    """The other cases of a list are built, too."""
    media = Addresses(Media("image-2.png"))
    bodies = [{"first_image": media.image(number)} for number in (1, 2, 3)]
    assert [media.published(bodies[number]) for number in (0, 2)] == [bodies[0], bodies[2]]
    with pytest.raises(NotMade, match=r"image-2\.png"):
        media.published([bodies[0], bodies[1]])


def test_a_missing_file_is_noticed_in_every_form_of_its_address() -> None:
    """Also with a query, percent-encoding, an upper-case extension or a host name."""
    media = Addresses(Media("image-1.png"))
    for case in addresses.cases(media):
        if case.expect == "accepted" and "first_image, first frame on pro" in case.name:
            with pytest.raises(NotMade):
                media.published(case.body)


def test_the_other_cases_of_a_group_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The missing file makes the test an error after the other cases have been judged."""
    context = bare_context(media=Media("image-1.png"))
    bad = evolve(CASE, body={"first_image": context.addresses.image(1)})
    judged: list[str] = []
    monkeypatch.setattr(case_groups, "expect", lambda context, case: judged.append(case.name))
    with pytest.raises(NotMade):
        judge_cases(context, [evolve(CASE, name="a"), bad, evolve(CASE, name="b")])
    assert judged == ["a", "b"]
    assert context.notes.count == 2


def test_a_search_continues_without_the_file() -> None:
    """Examples that need it don't count, and the search ends with the error unless it finds a breach."""
    context = bare_context(media=Media(), examples=30)
    seen: list[int] = []

    def check(drawn: int) -> None:
        if drawn % 2:
            raise NotMade("a.png", "could not be written")
        seen.append(drawn)

    with pytest.raises(NotMade):
        run_property(context, "a search", st.integers(0, 100), check)
    assert len(seen) > 3

    def breaks(drawn: int) -> None:
        check(drawn)
        raise Breach("a", "b")

    with pytest.raises(Breach):
        run_property(context, "a search", st.integers(0, 100), breaks)


def test_a_missing_asset_affects_only_bodies_that_name_it() -> None:
    """Other bodies can be sent."""
    assets = [attempt(lambda: "asset://1"), attempt(fails(NotMade("image-2.png", "could not be written")))]
    media = Addresses(Media())
    library = AssetAddresses(media, assets, [], [])
    assert media.published(library.image(1)) == "asset://1"
    with pytest.raises(NotMade):
        media.published(library.image(2))
    assert library.image(2) == media.of(assets[1])


def test_a_pool_manages_without_some_files(log: Any) -> None:
    """Other files of the kind replace a missing one; a kind without any file is an error for the tests that need it."""
    target: Any = Library(log, lambda _: "Active")
    pool = AssetPool(target, target, Media("image-12.png", *(f"audio-{number}.wav" for number in range(1, 6))))
    assert pool.active("Image")
    assert pool.fresh("Video")
    with pytest.raises(NotMade, match=r"audio-5\.wav"):
        pool.active("Audio")
    assert len(target.ends) == 10 + 4 + 2 + 2, "each file once, and two kinds as documents"


def test_known_good_media_may_lack_a_file(scripted: Any) -> None:
    """The other file of the family replaces it; a family without any file is an error for its rules."""
    scripted.answer = lambda method, path, body: (200, {}, b'{"id": "video_1", "status": "completed"}')
    media = Media("image-1.png", "audio-1.wav", "audios/mp3-4s.mp3")
    with context_of(scripted.base_url, media=media) as context:
        expect_known_good(context, "MD-VID-RES")
        with pytest.raises(NotMade):
            expect_known_good(context, "MD-AUD-FORMAT")
