"""`seedance check --media`: exit 2 for broken rules, and notes with exit 0 for media that some services reject."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from tests.client.cli_verbs import seedance
from tests.mock.conftest import Maker, Serve, files, serve
from tests.mock.media.probe.reading import movie
from tests.mock.media.probe.test_movies import CLOCK, LENGTH, header

__all__ = ["files", "serve"]


def check(body: dict[str, Any], *options: str) -> Result:
    """Run the verb on a body of a pro model with a prompt."""
    whole = {"model": "seedance_2_0_pro", "prompt": "A red fox"} | body
    return seedance("check", "-", "--media", *options, stdin=json.dumps(whole))


@pytest.mark.parametrize(
    ("lengths", "code", "words"),
    [
        ([5], 0, None),
        ([2, 13], 0, None),
        ([1.9], 0, "it lasts 1.900 s: the documents ask for 2 s"),
        ([15.04], 0, "it lasts 15.040 s: the documents allow 15 s"),
        ([5.05, 5.05, 5.05], 0, "together they last 15.150 s: the documents allow 15 s"),
        ([1.7], 2, None),
        ([5, 10.3], 2, None),
    ],
)
def test_lengths_that_only_some_services_take_are_told(
    serve: Serve, lengths: list[float], code: int, words: str | None
) -> None:
    """On stderr, and as notes in the JSON; a list is added up with each repeated file."""
    body = {"referenceAudios": [serve(Maker.wav(seconds)) for seconds in lengths], "referenceImages": ["asset://a"]}
    done = check(body)
    assert done.exit_code == code
    assert (words or "") in done.stderr
    assert ("note: " in done.stderr) is (words is not None)
    document = json.loads(check(body, "--json").stdout)
    assert (document["ok"], len(document["notes"])) == (code == 0, int(words is not None))


def test_a_file_that_is_listed_twice_counts_twice(serve: Serve) -> None:
    """As services count it."""
    address = serve(Maker.wav(8))
    assert "MD-AUD-TOTAL-MAX" in check({"referenceAudios": [address, address], "referenceImages": ["asset://a"]}).stdout


def test_a_film_whose_clock_lies_is_told(serve: Serve, tmp_path: Path) -> None:
    """A minute that passes for two seconds: what disagrees is named, and so is the rule that the header breaks."""
    content = movie(tmp_path / "film", 60, rate=4, sound=False)
    assert check({"referenceVideos": [serve(content)]}).exit_code == 2
    done = check({"referenceVideos": [serve(header(content, b"mdhd", CLOCK, lambda number: number * 30))]})
    assert done.exit_code == 2
    assert "MD-VID-TOTAL-MAX" in done.stdout
    assert "mvhd" in done.stdout
    assert "mdhd" in done.stdout
    assert "note: referenceVideos[0]" in done.stderr


@pytest.mark.parametrize(("factor", "rule"), [(1 / 30, "MD-VID-DUR-MIN"), (2, None), (10, "MD-VID-TOTAL-MAX")])
def test_a_film_whose_header_lies_is_told(serve: Serve, tmp_path: Path, factor: float, rule: str | None) -> None:
    """Its samples are fine, and what a service may read in its header is not."""
    film = movie(tmp_path / "film", 5, sound=False)
    content = header(film, b"mdhd", LENGTH, lambda number: round(number * factor))
    done = check({"referenceVideos": [serve(content)]})
    assert done.exit_code == (2 if rule else 0)
    assert (rule or "") in done.stdout
    assert "(mdhd) says" in done.stderr


def test_a_signature_is_not_repeated(scripted: Any) -> None:
    """An address that can't be fetched is shown without its query."""
    done = check({"first_image": f"{scripted.base_url}/gone.png?signature=secret"})
    assert done.exit_code == 2
    assert "gone.png?..." in done.stdout
    assert "secret" not in done.output
