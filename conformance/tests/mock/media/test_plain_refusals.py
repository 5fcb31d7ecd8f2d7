"""The mock refuses in words that the client and the suite know: these refusals are certain, and cost nothing."""

import re
from pathlib import Path
from typing import Final

import pytest
import seedance_conformance.mock.media
from seedance_client._sdk.create.outcome import decide
from seedance_client._sdk.transport.effects import Answer
from seedance_conformance.transport.answers.billing import certainly_refused
from tests.transport.answers.test_billing import create

SOURCES: Final = sorted(Path(seedance_conformance.mock.media.__file__).parent.rglob("*.py"))
RAISED: Final = r'(?:BrokenMediaError|Fetched|HostNotAllowedError)\(\s*f?"([^"]+)"|^\s+return f?"(it [^"]+|HTTP [^"]+)"'
VALUES: Final = {
    "path": "trak.mdia",
    "host": "media.example.com",
    "kind": "'mdat'",
    "codings": "br",
    "address": "10.0.0.1",
    "error": "ConnectError",
    "first": "0",
}
"""Values of the placeholders in these texts; any other is a number."""


def filled(text: str) -> str:
    """A text of the source with values for its placeholders."""
    return re.sub(
        r"\{(.+?)\}(?=[^\]}]|$)",
        lambda found: next((VALUES[name] for name in VALUES if name in found[1]), "160000"),
        text,
    )


TEXTS: Final = sorted(
    {
        filled(found[1] or found[2])
        for source in SOURCES
        for found in re.finditer(RAISED, source.read_text("utf-8"), re.MULTILINE)
    }
    | {"it timed out while downloading", "it can't be reached (ConnectError)"}
)
CHECKS: Final = (
    "referenceImages only takes assets of type Image, not Video; use the field for its type",
    "the asset is Processing, not Active; use it when its status is Active",
    "the body has too many levels; send one level of JSON",
    "the body isn't UTF-8 (invalid start byte); send UTF-8 (RB-BODY-UTF8)",
    "JSON is malformed: trailing comma in object (byte 82); send one well-formed JSON object",
    "JSON is malformed: invalid utf-16 surrogate pair (byte 55); send one well-formed JSON object",
    "JSON is malformed: unexpected end of escaped utf-16 surrogate pair (byte 34)",
    "referenceImages has 100000 entries; send at most 9",
    "the file is of an unknown format, not an image in one of the formats BMP, GIF; send BMP, GIF",
    "the file is PNG, not a video in one of the formats MOV, MP4; send MOV, MP4",
    "the image is 299x300: a side is below 300 px; send 300 to 6000 px a side",
    "the image is 6001x3000: a side is above 6000 px; send 300 to 6000 px a side",
    "the image is 300x900: its width is less than 0.4 of its height; crop it to a width of 0.4 to 2.5 times its height",
    "the image is 900x300: its width is more than 2.5 times its height; crop it to a width of 0.4 to 2.5 of it",
    "the video is 640x360, neither 480p nor 720p; scale it to 1280x720 or 854x480",
    "it lasts 1.500 s, less than 2 s; send at least 2 s",
    "together they last 18.120 s, more than 15 s; shorten them to 15 s together",
    "the file is too large: 15728641 bytes; send at most 15 MB, for example an MP3",
    "the file is too large: more than 209715200 bytes; send a shorter clip or a lower bit rate",
)


@pytest.mark.parametrize("text", [*TEXTS, *CHECKS])
def test_a_refusal_is_certain(text: str) -> None:
    """Neither the client nor the suite thinks that it was billed."""
    said = text if text in CHECKS else f"the file isn't a valid MP4: {text}; send MOV, MP4"
    for message in (said, text):
        error = {"code": "InvalidParameter", "message": f"{message} (MD-VID-FORMAT)", "param": "referenceVideos[0]"}
        exchange = create(400, {"error": error})
        found = decide(Answer(400, {}, exchange.body))
        assert found.kind == "refused", found.why
        assert certainly_refused(exchange)


def test_all_texts_are_found() -> None:
    """The search of the source finds what the probe and the fetcher say."""
    assert len(TEXTS) > 40
