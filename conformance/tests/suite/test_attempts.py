"""What is prepared together costs only those who need what is missing."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import strategies as st
from seedance_conformance.cases.case import Case
from seedance_conformance.media import NotMade
from seedance_conformance.suite.assets.pool import Shelf
from seedance_conformance.suite.context import Context
from seedance_conformance.suite.create import items
from seedance_conformance.suite.create.items import Available, address_of, judge_cases, published
from seedance_conformance.suite.create.test_assets import Library
from seedance_conformance.suite.media.items import expect_known_good
from seedance_conformance.suite.search import run_property
from seedance_conformance.suite.shared_values import attempt
from seedance_conformance.suite.verdicts import Breach, Inconclusive, Skipped
from seedance_conformance.transport.errors import Unreachable

CASE = Case("CR-DUR-MIN", "one", {"duration": 3}, "refused")


class Media:
    """Addresses of files of which some could not be written."""

    def __init__(self, *missing: str) -> None:
        self.missing = missing

    def image(self, number: int) -> str:
        """An image."""
        return self.url(f"image-{number}.png")

    def video(self, number: int) -> str:
        """A video."""
        return self.url(f"video-{number}.mp4")

    def audio(self, number: int) -> str:
        """A sound."""
        return self.url(f"audio-{number}.wav")

    def url(self, name: str) -> str:
        """Any file."""
        if name in self.missing:
            raise NotMade(name, "could not be written")
        return f"http://127.0.0.1:9/{name}"


def fails(error: Exception) -> Callable[[], Any]:
    """Something that can't be prepared."""

    def make() -> Any:
        raise error

    return make


def test_a_fault_is_met_where_the_value_is_needed() -> None:
    """As often as it is asked for, from where it was raised, and no longer each time."""
    found = attempt(fails(ValueError("a bug")))
    lengths = []
    for _ in range(3):
        with pytest.raises(ValueError, match="a bug") as met:
            found.get()
        lengths.append(len(met.traceback))
    assert len(set(lengths)) == 1
    assert attempt(lambda: None).get() is None


@pytest.mark.parametrize("end", [Inconclusive("x"), Skipped("x"), Breach("a", "b"), Unreachable("x")])
def test_what_is_no_fault_of_the_suite_is_met_at_once(end: Exception) -> None:
    """Verdicts, and what ends a run, hold for all that would have been prepared."""
    with pytest.raises(type(end)):
        attempt(fails(end))


def test_a_body_with_a_missing_file_can_be_built_and_not_sent() -> None:
    """The others of a list of cases are built beside it."""
    media = Available(Media("image-2.png"))
    bodies = [{"first_image": media.image(number)} for number in (1, 2, 3)]
    assert [published(bodies[number]) for number in (0, 2)] == [bodies[0], bodies[2]]
    with pytest.raises(NotMade, match=r"image-2\.png"):
        published([bodies[0], bodies[1]])


def test_other_cases_of_an_item_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The missing file makes the item an error; a breach of another case comes first."""
    context = Context(target=None, poller=None, media=Media())  # type: ignore[arg-type]
    bad = evolve(CASE, body={"first_image": Available(Media("image-1.png")).image(1)})
    judged: list[str] = []
    monkeypatch.setattr(items, "judge", lambda context, case: judged.append(case.name))
    with pytest.raises(NotMade):
        judge_cases(context, [evolve(CASE, name="a"), bad, evolve(CASE, name="b")])
    assert judged == ["a", "b"]
    assert context.notes.count == 2


def test_a_search_goes_on_without_the_file() -> None:
    """Examples that need it are passed over, and the search ends with the fault unless it found a breach."""
    context = Context(target=None, poller=None, media=Media(), examples=30)  # type: ignore[arg-type]
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


def test_a_library_of_assets_lacks_one() -> None:
    """Only a body that names the missing asset can't be sent."""
    assets = [attempt(lambda: "asset://1"), attempt(fails(NotMade("image-2.png", "could not be written")))]
    library = Library(assets, [], [])
    assert published(library.image(1)) == "asset://1"
    with pytest.raises(NotMade):
        published(library.image(2))
    assert library.image(2) == address_of(assets[1])


class Shelved:
    """A target whose library takes everything."""

    def __init__(self, log: Any) -> None:
        self.log = log
        self.count = 0

    def upload(self, body: Any) -> Any:
        """The answer to an upload."""
        self.count += 1
        return self.log.upload(f"asset-{self.count}")

    def detail(self, asset: str) -> Any:
        """The asset, which is Active."""
        return self.log.detail(asset, "Active")


def test_a_shelf_does_without_one_file(log: Any) -> None:
    """Other files of its kind will do; a kind without any is missed by those who ask for it."""
    target: Any = Shelved(log)
    shelf = Shelf(target, target, Media("image-12.png", *(f"audio-{number}.wav" for number in range(1, 6))))
    assert shelf.active("Image")
    assert shelf.fresh("Video")
    with pytest.raises(NotMade, match=r"audio-5\.wav"):
        shelf.active("Audio")
    assert target.count == 10 + 4 + 2 + 2, "each file once, and the disguise of two kinds"


def test_known_good_media_may_lack_one(scripted: Any) -> None:
    """The other file of the family stands in; a family without any is missed by its own rules."""
    from seedance_conformance.transport.polling import TaskPoller
    from seedance_conformance.transport.target import Target

    scripted.answer = lambda method, path, body: (200, {}, b'{"id": "video_1", "status": "completed"}')
    target = Target(scripted.base_url, "key-of-a-test")
    poller = TaskPoller(target, interval=0.02, timeout=5.0)
    missing = ("image-1.png", "audio-1.wav", "audios/mp3-4s.mp3")
    context = Context(target=target, poller=poller, media=Media(*missing))
    try:
        expect_known_good(context, "MD-VID-RES")
        with pytest.raises(NotMade):
            expect_known_good(context, "MD-AUD-FORMAT")
    finally:
        poller.close()
        target.close()
